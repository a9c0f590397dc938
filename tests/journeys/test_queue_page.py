"""The desk and the queue: what waits, for whom, and why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import SupplierCase
from cases.transitions import CaseState
from sanctions.models import VersionState
from tests.factories import (
    a_case,
    a_hit,
    a_listed_entity,
    a_supplier,
    an_active_version,
)
from tests.journeys.at_the_desk import (
    an_approver_at_the_desk,
    an_officer_at_the_desk,
    logged_in,
    proposed,
)

pytestmark = pytest.mark.django_db


def test_every_number_of_the_desk_opens_as_many_rows(reader: Client):
    late = a_case(due_at=timezone.now() - timedelta(days=4))
    a_hit(late)
    a_case(assignee=User.objects.get(username="reader"), state=CaseState.IN_REVIEW)

    numbers = reader.get("/").context["numbers"]

    for number in numbers:
        page = reader.get(number.url).context["page"]
        assert page.paginator.count == number.value, number.label
    assert {number.label: number.value for number in numbers} | {"Unscreened": 0} == {
        "Open cases": 2,
        "Overdue": 1,
        "Nobody’s": 1,
        "Second review": 0,
        "Decided": 0,
        "Unscreened": 0,
    }


def test_a_held_list_comes_first_on_the_desk(reader: Client):
    version = an_active_version()
    held = type(version).objects.create(
        list=version.list,
        number=2,
        source="table",
        fingerprint="f" * 64,
        published_on=version.published_on,
        state=VersionState.HELD,
        seq=99,
        reason="71 entries after 222",
        loaded_by="loader",
    )

    page = reader.get("/").content.decode()

    assert page.index("71 entries after 222") < page.index("Open cases")
    assert reverse("version", args=[held.list_id, 2]) in page
    assert "1 held" in page  # and on every page in the bar


def test_the_desk_says_why_a_case_needs_you():
    officer, approver = an_officer_at_the_desk(), an_approver_at_the_desk()
    proposed(a_hit(), by=officer)

    needs = logged_in(approver).get("/").context["needs"]

    assert [need.why for need in needs] == ["officer proposed a decision; a second person must look. You may."]
    assert logged_in(officer).get("/").context["needs"] == []


def test_the_queue_answers_its_tabs(reader: Client):
    me = User.objects.get(username="reader")
    mine = a_case(assignee=me, state=CaseState.IN_REVIEW)
    late = a_case(due_at=timezone.now() - timedelta(hours=2))
    waiting = a_case(state=CaseState.WAITING, assignee=me, due_at=timezone.now() - timedelta(days=2))
    closed = a_case(state=CaseState.CLOSED, closed_at=timezone.now())

    def shown(tab: str) -> set[SupplierCase]:
        return {row.case for row in reader.get("/cases/", {"tab": tab}).context["rows"]}

    assert shown("mine") == {mine, waiting}
    assert shown("unassigned") == {late}
    assert shown("overdue") == {late}  # a paused clock is not late
    assert shown("all") == {mine, late, waiting}
    assert shown("closed") == {closed}


def test_a_filter_of_the_queue_is_a_chip_that_can_be_taken_off(reader: Client):
    wanted = a_hit(entity=a_listed_entity("Wanted Ltd", code="us-ofac-sdn")).case
    a_hit(entity=a_listed_entity("Other Ltd"))

    answer = reader.get("/cases/", {"tab": "all", "list": "us-ofac-sdn", "q": ""})

    assert [row.case for row in answer.context["rows"]] == [wanted]
    [chip] = answer.context["chips"]
    assert (chip.label, chip.value) == ("List", "SDN List")
    assert len(reader.get("/cases/" + chip.without).context["rows"]) == 2


@pytest.mark.parametrize("asked", ["name", "number", "other name", "reference"])
def test_the_queue_is_searched_by_what_people_know(reader: Client, asked: str):
    supplier = a_supplier("Quayside Cables", external_id="0000104718")
    supplier.other_names.create(position=0, text="Teile schlicht")
    case = a_case(supplier)
    a_case()
    words = {"name": "quayside", "number": "104718", "other name": "teile", "reference": case.reference}

    rows = reader.get("/cases/", {"q": words[asked]}).context["rows"]

    assert [row.case for row in rows] == [case]


def test_the_queue_is_sorted_both_ways(reader: Client):
    low = a_hit(score=0.74, band="possible").case
    high = a_hit(score=0.99).case

    first = reader.get("/cases/", {"sort": "score"}).context
    turned = reader.get("/cases/" + first["orders"]["score"].url).context

    assert [row.case for row in first["rows"]] == [high, low]
    assert [row.case for row in turned["rows"]] == [low, high]


def test_a_row_of_the_queue_names_the_dealing_with_every_effect(reader: Client):
    a_hit(a_case(a_supplier("Huawei Marine International Ltd", dealings=["buy", "sell"])))

    page = reader.get("/cases/").content.decode()

    assert "Sell: licence" in page
    assert "Buy: red flag, in use" in page
    assert "Invest: no effect, not in use" in page


def test_claiming_the_next_case_takes_the_one_due_first():
    officer = an_officer_at_the_desk()
    a_case()
    urgent = a_case(due_at=timezone.now() + timedelta(hours=1))

    answer = logged_in(officer).post(reverse("claim-next"))

    assert answer["Location"] == urgent.get_absolute_url()
    assert SupplierCase.objects.get(pk=urgent.pk).assignee == officer


def test_claiming_where_nothing_waits_says_so():
    answer = logged_in(an_officer_at_the_desk()).post(reverse("claim-next"), follow=True)

    assert "Nothing is waiting" in answer.content.decode()


def test_of_two_hits_as_sure_as_each_other_the_graver_one_stands_in_the_row(reader: Client):
    case = a_case(a_supplier(dealings=["buy", "invest"]))
    a_hit(case, a_listed_entity("Listed For Exports"))
    graver = a_hit(case, a_listed_entity("Listed For Investment", code="us-ofac-cmic"))

    [row] = reader.get("/cases/").context["rows"]

    assert row.best == graver
    assert row.others == 1
