"""The lists' side of the API."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from cases import keys
from cases.keys import Scope
from cases.models import Hit, ScreeningRun
from tests.factories import a_list, a_listed_entity


@pytest.fixture
def erp(db: None) -> Client:
    """A client that may read lists and ask them."""
    return Client(headers={"X-API-Key": keys.issue("ERP", scopes=[Scope.LISTS_READ, Scope.SCREENING_RUN]).plain})


def rows(client: Client, address: str) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_a_list_tells_the_version_in_force(erp: Client):
    a_listed_entity()

    told = erp.get("/api/v1/lists/us-bis-el").json()

    assert (told["list"], told["active_version"]["version"], told["active_version"]["published_on"]) == (
        "us-bis-el",
        1,
        "2021-12-17",
    )


def test_a_list_without_a_version_says_so(erp: Client):
    a_list("house")

    assert erp.get("/api/v1/lists/house").json()["active_version"] is None
    assert rows(erp, "lists/house/versions") == []


def test_the_versions_of_a_list_are_told(erp: Client):
    a_listed_entity()

    [version] = rows(erp, "lists/us-bis-el/versions")

    assert (version["list"], version["version"], version["coverage"], version["state"]) == (
        "us-bis-el",
        1,
        "full",
        "active",
    )
    assert erp.get("/api/v1/lists/us-bis-el/versions/1").json() == version
    assert erp.get("/api/v1/lists/us-bis-el/versions/2").status_code == 404
    assert erp.get("/api/v1/lists/xx-none/versions").status_code == 404


def test_an_entry_comes_with_its_names_and_its_designation(erp: Client):
    entity = a_listed_entity("HMN International", formerly=("Huawei Marine",))

    told = erp.get(f"/api/v1/entities/{entity.pk}").json()

    assert (told["list"], told["uid"]) == ("us-bis-el", entity.uid)
    assert [(name["name"], name["kind"]) for name in told["current"]["names"]] == [
        ("HMN International", "primary"),
        ("Huawei Marine", "fka"),
    ]
    [designation] = told["current"]["designations"]
    assert (designation["measure"], designation["citations"]) == ("export_licence", ["86 FR 71557"])


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("entities?list=us-bis-el", 1),
        ("entities?name=hmn", 1),
        ("entities?name=nobody", 0),
        ("entities?kind=person", 0),
        ("entities?in_force=true", 2),
        ("entities?in_force=false", 0),
        ("entities?country=de", 0),
        ("designations?measure=asset_block", 1),
        ("designations?list=us-bis-el", 1),
        ("designations?citation=86%20FR%2071557", 2),
        ("designations?listed_after=2021-12-18", 0),
        ("designations?listed_before=2021-12-17", 2),
        ("designations?in_force_on=2021-12-16", 0),
        ("designations?in_force_on=2021-12-17", 2),
        ("lists?jurisdiction=us&loaded=true", 2),
        ("lists?measure=investment_ban", 0),
    ],
)
def test_entries_and_designations_are_narrowed_down(question: str, count: int, erp: Client):
    a_listed_entity("HMN International")
    a_listed_entity("Somebody else", code="us-ofac-sdn")

    assert len(rows(erp, question)) == count


@pytest.mark.parametrize(
    ("question", "pointer"),
    [
        ("entities?list=us-none", "/list"),
        ("entities?kind=ghost", "/kind"),
        ("entities?name=%00", "/name"),
        ("entities?country=%00", "/country"),
        ("designations?in_force_on=someday", "/in_force_on"),
        ("designations?in_force_on=99999-01-01", "/in_force_on"),
        ("designations?measure=everything", "/measure"),
        ("lists?loaded=perhaps", "/loaded"),
        ("lists?cursor=WyIAIl0", "/cursor"),
        ("lists/us-bis-el/versions?state=gone", "/state"),
        ("lists/us-bis-el/versions?page=2", "/page"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(question: str, pointer: str, erp: Client):
    a_list()

    answer = erp.get(f"/api/v1/{question}")

    assert answer.status_code == 400
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


def test_lists_page_in_the_order_of_their_codes(erp: Client):
    for code in ("us-ofac-sdn", "house", "us-bis-el"):
        a_list(code)

    first = erp.get("/api/v1/lists?limit=2").json()
    second = erp.get(first["next"]).json()

    codes = [row["list"] for row in first["results"] + second["results"]]
    assert codes == sorted(codes)
    assert {"us-ofac-sdn", "house", "us-bis-el"} <= set(codes)


# A question to the lists


def ask(client: Client, question: object) -> Any:
    body = question if isinstance(question, str | bytes) else json.dumps(question)
    return client.post("/api/v1/screen", data=body, content_type="application/json")


def test_a_question_is_answered_with_reasons_effects_and_the_lists_it_rests_on(erp: Client):
    hmn = a_listed_entity("HMN International Co., Ltd", formerly=("Huawei Marine Networks Co., Ltd",))

    answer = ask(erp, {"name": "Huawei Marine Networks", "country": "cn"}).json()

    [match] = answer["matches"]
    assert (match["list"], match["uid"], match["matched_name"]) == (
        "us-bis-el",
        hmn.uid,
        "Huawei Marine Networks Co., Ltd",
    )
    assert round(sum(reason["points"] for reason in match["reasons"]), 2) == round(match["score"], 2)
    assert {effect["dealing"] for effect in match["effects"]} >= {"buy", "sell", "invest", "import"}
    assert set(match["effects"][0]) == {"dealing", "effect", "basis", "wording", "pending", "from", "to"}
    assert match["designations"][0]["citations"] == ["86 FR 71557"]
    assert [(rested["list"], rested["coverage"]) for rested in answer["lists"]] == [("us-bis-el", "full")]
    assert answer["policy"]["version"] == 1
    assert answer["query"]["name"] == "Huawei Marine Networks"


def test_a_question_stores_nothing(erp: Client):
    a_listed_entity("HMN International Co., Ltd")
    ask(erp, {"name": "HMN International"})

    assert (Hit.objects.count(), ScreeningRun.objects.count()) == (0, 0)


def test_nobody_found_is_told_with_the_lists_that_were_asked(erp: Client):
    a_listed_entity("HMN International Co., Ltd")

    answer = ask(erp, {"name": "Plain Parts of Lower Saxony"}).json()

    assert (answer["matches"], len(answer["lists"])) == ([], 1)


@pytest.mark.parametrize(
    ("question", "pointer"),
    [
        ({}, "/name"),
        ({"name": ""}, "/name"),
        ({"name": "!!!"}, "/name"),
        ({"name": "x" * 501}, "/name"),
        ({"name": ["a"]}, "/name"),
        ({"name": "HMN", "country": "China"}, "/country"),
        ({"name": "HMN", "kind": "ghost"}, "/kind"),
        ({"name": "HMN", "limit": 101}, "/limit"),
        ({"name": "HMN", "limit": 10**30}, "/limit"),
        ({"name": "HMN", "threshold": 0}, "/threshold"),
        ({"name": "HMN", "threshold": 0.5}, "/threshold"),
        ({"name": "HMN", "threshold": "nan"}, "/threshold"),
        ({"name": "HMN", "identifiers": ["no colon"]}, "/identifiers/0"),
        ({"name": "HMN", "identifiers": "lei:1"}, "/identifiers"),
        ({"name": "HMN", "disposition": "false_positive"}, "/disposition"),
        ([], ""),
        ("7", ""),
        ("null", ""),
    ],
)
def test_a_question_that_cannot_be_asked_names_what_is_wrong(question: object, pointer: str, erp: Client):
    answer = ask(erp, question)

    problem = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert [(fault["in"], fault["pointer"]) for fault in problem["errors"]] == [("body", pointer)]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("{", 400),
        ("[" * 100_000, 413),
        ("[" * 30_000 + "]" * 30_000, 400),
        ('{"a":' * 9_000 + "1" + "}" * 9_000, 400),
        ('{"name": "\\ud800"}', 400),
        ('{"name": "a\\u0000b"}', 400),
        ('{"name": "a", "name": "b"}', 400),
        ('{"name": "HMN", "threshold": NaN}', 400),
        (b'{"name": "\xff"}', 400),
        ('{"limit": ' + "9" * 5_000 + "}", 400),
        ('{"name": "' + "a" * 70_000 + '"}', 413),
        ("{" + ",".join(['"a":1'] * 10_000) + "}", 400),
    ],
)
def test_a_body_that_is_no_plain_json_is_refused(body: str | bytes, status: int, erp: Client):
    answer = ask(erp, body)

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_only_json_is_read(erp: Client):
    answer = erp.post("/api/v1/screen", data={"name": "HMN"})

    assert (answer.status_code, answer["Content-Type"]) == (415, "application/problem+json")


def test_a_question_needs_its_own_scope(client: Client, db: None):
    plain = keys.issue("ERP", scopes=[Scope.LISTS_READ]).plain

    answer = client.post("/api/v1/screen", data="{}", content_type="application/json", headers={"X-API-Key": plain})

    assert (answer.status_code, answer.json()["detail"]) == (403, "This key lacks the scope screening:run.")
