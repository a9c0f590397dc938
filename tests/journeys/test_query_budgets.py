"""How often a page asks the database: as often for fifty rows as for three, and no oftener than its budget."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Hit
from tests.factories import a_case, a_hit, a_listed_entity, a_supplier, an_active_version
from tests.journeys.at_the_desk import a_measured_policy, an_officer_at_the_desk, logged_in

pytestmark = pytest.mark.django_db

BUDGETS: dict[str, int] = json.loads((Path(__file__).parents[1] / "query_budgets.json").read_text(encoding="utf-8"))[
    "pages"
]
FEW, MANY = 3, 24  # below the length of one page, so that the pages differ in nothing but rows


def make(rows: int) -> Hit:
    """So many suppliers with a case of two hits each, on two lists, in one version."""
    version = an_active_version()
    for number in range(rows):
        case = a_case(a_supplier(f"Supplier {number}", dealings=["buy", "sell"]))
        entity = a_listed_entity(f"Entry {number} of the Entity List")
        version.changes.create(entity=entity, change="added", after=entity.current)
        a_hit(case, entity)
        hit = a_hit(case, a_listed_entity(f"Entry {number} of the SDN List", code="us-ofac-sdn"), score=0.8)
    return hit


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def address_of(page: str, hit: Hit) -> str:
    version = an_active_version()
    return {
        "desk": reverse("desk"),
        "queue": reverse("queue"),
        "case": hit.case.get_absolute_url(),
        "suppliers": reverse("suppliers"),
        "supplier": hit.supplier.get_absolute_url(),
        "lists": reverse("lists"),
        "version": reverse("version", args=[version.list_id, version.number]),
        "entities": reverse("entities"),
        "entity": hit.listed_entity.get_absolute_url(),
        "screen": reverse("screen") + "?name=Entry",
        "runs": reverse("runs"),
        "run": hit.run.get_absolute_url(),
        "policy": reverse("policy"),
        "policy-version": a_measured_policy(Hit.objects.all()).get_absolute_url(),
    }[page]


@pytest.mark.parametrize("page", BUDGETS)
def test_a_page_keeps_to_its_budget_however_many_rows_there_are(page: str):
    client = logged_in(an_officer_at_the_desk())
    hit = make(FEW)
    client.get(address_of(page, hit))  # the name index is read once in the life of a process

    for_few = queries_of(client, address_of(page, hit))
    hit = make(MANY - FEW)
    client.get(address_of(page, hit))
    for_many = queries_of(client, address_of(page, hit))

    assert for_many <= for_few, "the page asks once per row"
    assert for_many <= BUDGETS[page]
