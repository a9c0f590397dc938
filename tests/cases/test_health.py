"""What monitors are told without logging in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from cases.models import Supplier
from sanctions.models import PublishedFile, RestrictedList
from tests.factories import a_listed_entity, a_supplier


def test_a_living_process_says_so_without_asking_the_database(client: Client):
    answer = client.get("/healthz")  # no database is open to this test

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_with_fresh_lists_and_nobody_unscreened_the_desk_is_ready(client: Client, db: None):
    a_listed_entity()

    report = client.get("/readyz").json()

    assert report["status"] == "ok"
    assert report["checks"]["lists"]["age_hours"] == {"us-bis-el": 0}


def test_an_unscreened_supplier_degrades_the_desk(client: Client, db: None):
    a_listed_entity()
    a_supplier()

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["checks"]["completeness"] == {"status": "degraded", "unscreened": 1}
    assert Supplier.objects.count() == 1


def test_a_desk_without_lists_is_degraded(client: Client, db: None):
    assert client.get("/readyz").json()["checks"]["lists"]["status"] == "degraded"


def test_a_list_nobody_checked_for_a_week_is_named(client: Client, db: None):
    a_listed_entity()
    RestrictedList.objects.update(checked_at=timezone.now() - timedelta(days=8))

    assert client.get("/readyz").json()["checks"]["lists"]["stale"] == ["us-bis-el"]


def test_a_publisher_that_does_not_deliver_degrades_the_desk(client: Client, db: None):
    a_listed_entity()
    since = timezone.now() - timedelta(hours=3)
    PublishedFile.objects.create(source="us-csl", address="https://lists.example/a.csv", failing_since=since)

    report = client.get("/readyz").json()

    assert report["status"] == "degraded"
    assert list(report["checks"]["publishers"]["failing_since"]) == ["us-csl"]


def test_a_missing_migration_fails_the_desk(client: Client, db: None):
    [(_, newest)] = MigrationLoader(connection).graph.leaf_nodes("cases")
    MigrationRecorder(connection).migration_qs.filter(app="cases", name=newest).delete()

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["status"]) == (503, "fail")
    assert answer.json()["checks"]["migrations"]["unapplied"] == [f"cases.{newest}"]


def test_an_unreachable_database_fails_the_desk(client: Client, db: None):
    def refuse(*args: object) -> None:
        raise DatabaseError("gone")

    with connection.execute_wrapper(refuse):
        answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["checks"]) == (503, {"database": {"status": "fail"}})


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics"])
def test_nothing_can_be_sent_to_a_monitor_address(address: str, client: Client, db: None):
    assert client.post(address).status_code == 405
