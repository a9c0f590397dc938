"""What a monitoring system reads."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from sanctions.models import PublishedFile, RestrictedList
from tests.factories import a_hit, a_listed_entity, a_supplier


def gauges(client: Client) -> dict[tuple[str, str], float]:
    """Each gauge by its name and label, read as a monitoring system reads it."""
    answer = client.get("/metrics")
    assert answer["Content-Type"].startswith("text/plain")
    families = text_string_to_metric_families(answer.content.decode())
    return {(s.name, next(iter(s.labels.values()), "")): s.value for family in families for s in family.samples}


def test_the_age_of_every_list_is_told_in_seconds(client: Client, db: None):
    a_listed_entity()
    RestrictedList.objects.update(checked_at=timezone.now() - timedelta(days=2))

    age = gauges(client)["cordon_list_age_seconds", "us-bis-el"]

    assert 172_800 <= age < 172_900


def test_who_is_unscreened_and_how_many_cases_wait_is_counted(client: Client, db: None):
    a_hit()
    a_supplier()

    found = gauges(client)

    assert found["cordon_suppliers_unscreened", ""] >= 1
    assert found["cordon_cases_open", ""] == 1
    assert found["cordon_chunks_failed", ""] == 0


def test_a_publisher_that_does_not_deliver_is_told_until_it_does(client: Client, db: None):
    since = timezone.now() - timedelta(hours=3)
    file = PublishedFile.objects.create(source="us-csl", address="https://lists.example/a.csv", failing_since=since)

    assert gauges(client)["cordon_source_failing_seconds", "us-csl"] >= 10_800

    PublishedFile.objects.filter(pk=file.pk).update(failing_since=None)
    assert ("cordon_source_failing_seconds", "us-csl") not in gauges(client)


def test_nobody_is_named(client: Client, db: None):
    hit = a_hit()

    said = client.get("/metrics").content.decode()

    assert hit.supplier.name not in said
    assert hit.listed_entity.name not in said
