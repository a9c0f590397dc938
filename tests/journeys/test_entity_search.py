"""Finding an entry on any list by what an officer has in hand."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from sanctions.models import ListedEntity
from tests.factories import a_case, a_hit, a_listed_entity, a_supplier
from tests.journeys.at_the_desk import an_officer_at_the_desk, logged_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    hmn = a_listed_entity("HMN International", formerly=["Huawei Marine"])
    a_listed_entity("Moonrise Shipping", code="us-ofac-sdn")
    a_hit(a_case(a_supplier("Huawei Marine Networks")), hmn)
    return logged_in(an_officer_at_the_desk())


@pytest.mark.parametrize(
    "asked, found",
    [
        ("q=hmn", ["HMN International"]),
        ("q=huawei+marine", ["HMN International"]),
        ("list=us-ofac-sdn", ["Moonrise Shipping"]),
        ("standing=listed", ["HMN International", "Moonrise Shipping"]),
        ("standing=delisted", []),
        ("kind=vessel", []),
        ("q=unheard", []),
        ("sort=-name", ["Moonrise Shipping", "HMN International"]),
    ],
)
def test_an_entry_is_found_by_any_of_its_names_its_number_list_and_standing(desk: Client, asked: str, found: list[str]):
    page = desk.get(f"{reverse('entities')}?{asked}")

    assert [row[0].name for row in page.context["rows"]] == found


def test_each_entry_says_how_many_suppliers_it_touches(desk: Client):
    page = desk.get(reverse("entities"))

    assert {row[0].name: row[3] for row in page.context["rows"]} == {"HMN International": 1, "Moonrise Shipping": 0}


def test_a_filter_that_cannot_be_used_says_so(desk: Client):
    page = desk.get(f"{reverse('entities')}?list=unheard-of&country=CHINA")

    assert page.status_code == 200
    assert set(page.context["filterset"].form.errors) == {"list", "country"}


def test_an_entry_is_found_by_its_uid(desk: Client):
    hmn = ListedEntity.objects.get(name="HMN International")

    page = desk.get(f"{reverse('entities')}?q={hmn.uid}")

    assert [row[0] for row in page.context["rows"]] == [hmn]
