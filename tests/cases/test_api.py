"""The company's side of the API, as an ERP meets it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases import keys
from cases.keys import Scope
from cases.models import Decision, DecisionState, Finding, Hit, Supplier
from cases.transitions import CaseState
from tests.factories import a_case, a_hit, a_listed_entity, a_person, a_supplier

PROBLEM = "application/problem+json"
BUDGETS: dict[str, int] = json.loads((Path(__file__).parents[1] / "query_budgets.json").read_text(encoding="utf-8"))[
    "api"
]


@pytest.fixture
def erp(db: None) -> Client:
    """A client with a key for everything."""
    return Client(headers={"X-API-Key": keys.issue("ERP", scopes=tuple(Scope)).plain})


@pytest.fixture
def query_count(db: None) -> Callable[[Callable[[], object]], int]:
    """How many questions an act asks the database."""

    def count(act: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as asked:
            act()
        return len(asked)

    return count


def rows(client: Client, address: str) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def walk(client: Client, address: str) -> list[list[Any]]:
    """Every page behind an address, as the ids of its rows."""
    pages, following = [], f"/api/v1/{address}"
    while following:
        page = client.get(following).json()
        pages.append([row["id"] for row in page["results"]])
        following = page["next"]
    return pages


# Who may ask


RESOURCES = (
    "suppliers", "statuses", "cases", "hits", "decisions", "lists", "entities", "designations", "me",
)  # fmt: skip


@pytest.mark.parametrize("resource", RESOURCES)
def test_nothing_is_told_without_a_key(resource: str, client: Client, db: None):
    answer = client.get(f"/api/v1/{resource}")

    assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM)
    assert answer["WWW-Authenticate"] == 'Bearer realm="Cordon"'


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_browser_session_does_not_open_the_api(resource: str, client: Client, db: None):
    client.force_login(a_person(is_superuser=True))

    assert client.get(f"/api/v1/{resource}").status_code == 401


@pytest.mark.parametrize("headers", [{"Authorization": "Bearer {}"}, {"X-API-Key": "{}"}])
def test_a_key_may_come_in_either_header(headers: dict[str, str], client: Client, db: None):
    plain = keys.issue("ERP", scopes=[Scope.CASES_READ]).plain
    sent = {name: value.format(plain) for name, value in headers.items()}

    me = client.get("/api/v1/me", headers=sent).json()

    assert (me["name"], me["scopes"]) == ("ERP", ["cases:read"])


@pytest.mark.parametrize(
    ("scope", "opened"),
    [
        (Scope.SUPPLIERS_READ, {"suppliers", "statuses", "me"}),
        (Scope.CASES_READ, {"cases", "hits", "decisions", "me"}),
        (Scope.LISTS_READ, {"lists", "entities", "designations", "me"}),
    ],
)
def test_a_key_opens_what_its_scope_says(scope: Scope, opened: set[str], client: Client, db: None):
    plain = keys.issue("ERP", scopes=[scope]).plain
    answers = {name: client.get(f"/api/v1/{name}", headers={"X-API-Key": plain}) for name in RESOURCES}

    assert {name for name, answer in answers.items() if answer.status_code == 200} == opened
    assert {answer.status_code for answer in answers.values()} == {200, 403}


def test_a_revoked_key_is_refused_at_the_next_request(client: Client, db: None):
    issued = keys.issue("ERP", scopes=[Scope.SUPPLIERS_READ])
    headers = {"X-API-Key": issued.plain}
    assert client.get("/api/v1/suppliers", headers=headers).status_code == 200

    keys.revoke(issued.key)

    answer = client.get("/api/v1/suppliers", headers=headers)
    assert (answer.status_code, answer.json()["detail"]) == (401, "The API key has been revoked.")


# What is told


def test_a_supplier_is_found_by_the_reference_its_erp_uses(erp: Client):
    plain = a_supplier("Plain Parts Ltd", external_id="0000104718", company_code="1000")
    slashed = a_supplier("Slash & Sons", external_id="A/7 b")

    by_code = erp.get("/api/v1/suppliers/by-external/ERP/1000/0000104718").json()
    without = erp.get("/api/v1/suppliers/by-external/ERP/-/A%2F7%20b").json()

    assert (by_code["id"], by_code["supplier"], by_code["company_code"]) == (plain.pk, "0000104718", "1000")
    assert without["id"] == slashed.pk
    assert erp.get("/api/v1/suppliers/by-external/ERP/-/0000104718").status_code == 404


def test_a_supplier_says_which_case_is_open(erp: Client):
    case = a_case()
    a_case(case.supplier, state=CaseState.CLOSED, closed_at=timezone.now())

    assert erp.get(f"/api/v1/suppliers/{case.supplier_id}").json()["open_case"] == case.reference


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("source_system=SAP", {"Beta"}),
        ("company_code=1000", {"Beta"}),
        ("company_code=-", {"Alpha", "Gamma"}),
        ("external_id=B1", {"Beta"}),
        ("country=de", {"Gamma"}),
        ("status=retired", {"Gamma"}),
        ("has_open_case=true", {"Alpha"}),
        ("has_open_case=false", {"Beta", "Gamma"}),
        ("updated_after=2999-01-01T00:00:00Z", set()),
        ("updated_after=2000-01-01T00:00:00+01:00", {"Alpha", "Beta", "Gamma"}),
    ],
)
def test_suppliers_are_narrowed_down(question: str, found: set[str], erp: Client):
    a_case(a_supplier("Alpha"))
    a_supplier("Beta", source_system="SAP", company_code="1000", external_id="B1")
    a_supplier("Gamma", country="DE", status="retired")

    assert {row["name"] for row in rows(erp, f"suppliers?{question}")} == found


def test_an_undecided_hit_is_told_as_the_status_of_each_dealing(erp: Client):
    hit = a_hit(a_case(a_supplier("HMN International")), a_listed_entity(code="us-ofac-sdn"))

    status = erp.get(f"/api/v1/suppliers/{hit.supplier_id}/status").json()

    assert set(status) >= {
        "supplier", "source_system", "company_code", "version", "dealings", "lists", "screened_at", "reason",
    }  # fmt: skip
    assert {answer["status"] for answer in status["dealings"]} == {"hold"}
    assert {"dealing", "status", "basis", "since"} == set(status["dealings"][0])
    assert [(a["list"], a["version"], a["coverage"], a["age_hours"]) for a in status["lists"]] == [
        ("us-ofac-sdn", 1, "full", 0)
    ]


def test_a_supplier_nobody_screened_is_unknown_and_never_clear(erp: Client):
    supplier = a_supplier()

    status = erp.get(f"/api/v1/suppliers/{supplier.pk}/status").json()

    assert {answer["status"] for answer in status["dealings"]} == {"unknown"}
    assert "not been screened" in status["reason"]


def test_the_status_feed_gives_the_same_answer_as_the_supplier(erp: Client):
    hit = a_hit(a_case(a_supplier("HMN International")))

    [fed] = rows(erp, "statuses")

    assert fed == erp.get(f"/api/v1/suppliers/{hit.supplier_id}/status").json()


def test_the_status_feed_sees_a_change_of_a_case_or_a_hit(erp: Client):
    hit = a_hit()
    a_supplier("Untouched")
    long_ago = timezone.now() - timedelta(days=9)
    Supplier.objects.update(updated_at=long_ago)

    since = (timezone.now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")

    assert [row["id"] for row in rows(erp, f"statuses?updated_after={since}")] == [hit.supplier_id]


@pytest.mark.parametrize("address", BUDGETS)
def test_a_list_asks_the_database_as_often_for_many_rows_as_for_few(address: str, erp: Client, query_count):
    def fill() -> None:
        person = a_person()
        for _ in range(3):
            hit = a_hit()
            decision = Decision.objects.create(
                case=hit.case, reason="r", proposed_by=person, proposed_at=timezone.now(), dealings={"buy": "proceed"}
            )
            Finding.objects.create(decision=decision, hit=hit, disposition="false_positive")

    fill()
    erp.get(f"/api/v1/{address}")
    few = query_count(lambda: rows(erp, address))
    fill()
    many = query_count(lambda: rows(erp, address))

    assert few == many <= BUDGETS[address]


def test_a_case_comes_with_its_hits_and_decisions(erp: Client):
    hit = a_hit(a_case(reference="C-2021-000777"))
    decision = Decision.objects.create(
        case=hit.case, reason="Same address.", proposed_by=a_person("ann"), proposed_at=timezone.now(),
        dealings={"buy": "reject"},
    )  # fmt: skip
    Finding.objects.create(decision=decision, hit=hit, disposition="true_match")

    case = erp.get("/api/v1/cases/C-2021-000777").json()

    assert (case["case"], case["supplier"], case["state"]) == (
        "C-2021-000777",
        hit.supplier.external_id,
        "unassigned",
    )
    assert [(h["uid"], h["reasons"][0]["rule"], h["case"]) for h in case["hits"]] == [
        (hit.listed_entity.uid, "name", "C-2021-000777")
    ]
    assert [(d["proposed_by"], d["decided_by"], d["dealings"]) for d in case["decisions"]] == [
        ("ann", None, {"buy": "reject"})
    ]
    assert case["decisions"][0]["findings"] == [{"hit": hit.pk, "disposition": "true_match", "reason_code": ""}]


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("cases?is_open=true", 1),
        ("cases?is_open=false", 0),
        ("cases?state=in_review", 0),
        ("cases?external_id=S1", 1),
        ("hits?list=us-bis-el", 1),
        ("hits?list=us-ofac-sdn", 0),
        ("hits?is_live=true&disposition=undecided", 1),
        ("hits?provisional=true", 0),
        ("hits?case=C-1", 1),
        ("decisions?state=proposed", 1),
        ("decisions?state=approved", 0),
        ("decisions?case=C-1", 1),
    ],
)
def test_cases_hits_and_decisions_are_narrowed_down(question: str, count: int, erp: Client):
    hit = a_hit(a_case(a_supplier(external_id="S1"), reference="C-1"))
    a_listed_entity(code="us-ofac-sdn")
    Decision.objects.create(case=hit.case, reason="r", proposed_by=a_person(), proposed_at=timezone.now())

    assert len(rows(erp, question)) == count


def test_an_approved_decision_names_both_people(erp: Client):
    hit = a_hit()
    now = timezone.now()
    Decision.objects.create(
        case=hit.case, reason="r", proposed_by=a_person("ann"), proposed_at=now, state=DecisionState.APPROVED,
        decided_by=a_person("bob"), decided_at=now,
    )  # fmt: skip

    [decision] = rows(erp, "decisions")

    assert (decision["proposed_by"], decision["decided_by"]) == ("ann", "bob")


# Pages


@pytest.mark.parametrize("address", ["suppliers", "statuses"])
def test_pages_lead_through_every_row_once(address: str, erp: Client):
    made = [a_supplier(f"Supplier {n}").pk for n in range(7)]

    pages = walk(erp, f"{address}?limit=3")

    assert [len(page) for page in pages] == [3, 3, 1]
    assert sorted(chain.from_iterable(pages)) == sorted(made)


def test_suppliers_changed_at_the_same_moment_are_neither_lost_nor_told_twice(erp: Client):
    made = [a_supplier(f"Supplier {n}").pk for n in range(5)]
    Supplier.objects.update(updated_at=datetime(2021, 12, 17, 8, 30, 0, 123456, tzinfo=UTC))

    assert list(chain.from_iterable(walk(erp, "suppliers?limit=2"))) == made


def test_a_supplier_changed_while_an_erp_pages_comes_last_and_hides_no_other(erp: Client):
    made = [a_supplier(f"Supplier {n}") for n in range(4)]
    first = erp.get("/api/v1/suppliers?limit=2").json()

    made[0].save()

    rest = erp.get(first["next"]).json()["results"]
    assert [row["id"] for row in rest] == [made[2].pk, made[3].pk, made[0].pk][:2]


def _cursor(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "cD0lMDA=", "%00", "x", "AAAA", "é", "." * 5000, _cursor({}), _cursor([]), _cursor([1, 1]), _cursor(["", 1]),
        _cursor(["2021-12-17T00:00:00+00:00", "1"]), _cursor(["2021-12-17T00:00:00+00:00", 2**70]),
        _cursor(["2021-12-17T00:00:00+00:00", True]), _cursor(["2021-12-17T00:00:00", 1]),
        _cursor(["0001-01-01T00:00:00+14:00", 1]), _cursor(["\x00", 1]), _cursor([["a"], 1]),
        _cursor(["2021-99-17T00:00:00+00:00", 1]), "W" * 399,
    ],
)  # fmt: skip
def test_a_crafted_cursor_is_refused(cursor: str, erp: Client):
    answer = erp.get("/api/v1/suppliers", {"cursor": cursor})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/cursor"


@pytest.mark.parametrize("limit", ["0", "-1", "501", "ten", "1.5", "9" * 5000, "１"])
def test_a_page_has_between_one_and_five_hundred_rows(limit: str, erp: Client):
    answer = erp.get("/api/v1/suppliers", {"limit": limit})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/limit"


# What is refused


@pytest.mark.parametrize(
    ("question", "pointer"),
    [
        ("suppliers?updated_after=yesterday", "/updated_after"),
        ("suppliers?updated_after=0001-01-01T00:00:00%2B14:00", "/updated_after"),
        ("suppliers?has_open_case=maybe", "/has_open_case"),
        ("suppliers?status=asleep", "/status"),
        ("suppliers?country=%00", "/country"),
        ("suppliers?external_id=a%00b", "/external_id"),
        ("suppliers?coutnry=CN", "/coutnry"),
        ("suppliers?country=CN&country=US", "/country"),
        ("suppliers?country=", "/country"),
        ("suppliers?source_system=%00", "/source_system"),
        ("statuses?updated_after=never", "/updated_after"),
        ("cases?state=nowhere", "/state"),
        ("cases?limit=x", "/limit"),
        ("hits?list=us-none", "/list"),
        ("hits?run=1e1000000000", "/run"),
        ("hits?run=" + "9" * 5000, "/run"),
        ("hits?run=99999999999999999999", "/run"),
        ("decisions?state=%ff", "/state"),
        ("me?verbose=1", "/verbose"),
        ("cases/C-1?expand=hits", "/expand"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(question: str, pointer: str, erp: Client):
    answer = erp.get(f"/api/v1/{question}")

    problem = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)
    assert [(fault["in"], fault["pointer"]) for fault in problem["errors"]] == [("query", pointer)]
    assert {"type", "title", "status", "detail", "instance", "code"} <= set(problem)


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "nowhere", 404),
        ("post", "nowhere", 404),
        ("get", "suppliers/", 404),
        ("get", "../v2/suppliers", 404),
        ("get", "suppliers/999999", 404),
        ("get", "suppliers/99999999999999999999999999", 404),
        ("get", "suppliers/9223372036854775808", 404),
        ("get", "suppliers/9223372036854775808/status", 404),
        ("get", "suppliers/by-external/ERP/-/a%00b", 404),
        ("get", "suppliers/by-external/ERP/-/%ff", 404),
        ("get", "cases/C-%00", 404),
        ("get", "cases/C-2021-000000", 404),
        ("get", "hits/x", 404),
        ("post", "suppliers", 405),
        ("put", "cases/C-1", 405),
        ("delete", "suppliers/1", 405),
        ("patch", "decisions/1", 405),
    ],
)
def test_every_refusal_is_a_problem_document(method: str, address: str, status: int, erp: Client):
    answer = getattr(erp, method)(f"/api/v1/{address}")

    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)
    assert answer.json()["status"] == status


def test_another_format_is_not_served(erp: Client):
    answer = erp.get("/api/v1/suppliers", headers={"Accept": "text/html"})

    assert (answer.status_code, answer["Content-Type"]) == (406, PROBLEM)


def test_an_address_outside_every_version_is_a_problem_document_too(client: Client, db: None):
    for address in ("/api/", "/api/v9/suppliers"):
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)


# What need not be sent again


def test_an_answer_the_client_has_already_is_not_sent_again(erp: Client):
    supplier = a_supplier()
    first = erp.get("/api/v1/suppliers")

    again = erp.get("/api/v1/suppliers", headers={"If-None-Match": first["ETag"]})
    supplier.name = "Renamed"
    supplier.save()
    changed = erp.get("/api/v1/suppliers", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200
    assert "private" in first["Cache-Control"]


def test_hits_that_ended_stay_readable(erp: Client):
    hit = a_hit()
    Hit.objects.filter(pk=hit.pk).update(ended_at=timezone.now(), end_reason="delisted")

    [told] = rows(erp, "hits")

    assert told["end_reason"] == "delisted"
