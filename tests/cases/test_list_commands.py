"""Loading and deciding lists from the command line: exit codes and JSON that other people's scripts stand on."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cases.models import Hit, RunVersion
from sanctions.models import ListedEntity, ListVersion
from sanctions.sources.table import COLUMNS
from tests.factories import a_person, a_supplier

pytestmark = pytest.mark.django_db

LISTED = ["Shanghai Aoshi Control Technology", "Hengtong Marine Cable", "Plain Listed Works", "Fourth Works", "Fifth"]


def a_file(folder: Path, *names: str, day: str = "2021-12-17") -> str:
    rows = [f"us-bis-el,,company,{name},,,,CN,,,,86 FR 71557,{day}" + "," * (len(COLUMNS) - 13) for name in names]
    path = folder / "listed.csv"
    path.write_text("\n".join([",".join(COLUMNS), *rows]) + "\n", encoding="utf-8")
    return str(path)


def answer_of(*command: str, code: int = 0) -> dict[str, Any]:
    """The JSON a command prints, once it ended as expected."""
    out, ended = StringIO(), 0
    try:
        call_command(*command, "--json", stdout=out, stderr=StringIO())
    except SystemExit as end:
        ended = int(end.code or 0)
    except CommandError as error:
        ended = error.returncode
    assert ended == code
    return json.loads(out.getvalue()) if out.getvalue() else {}


def test_loading_answers_in_the_agreed_words(tmp_path):
    report = answer_of("load_list", "table", a_file(tmp_path, *LISTED), "--published", "2021-12-17")

    assert list(report) == ["source", "files", "lists", "errors"]
    assert list(report["files"][0]) == ["name", "sha256", "bytes"]
    [part] = report["lists"]
    assert part == {
        "list": "us-bis-el",
        "version": 1,
        "published_on": "2021-12-17",
        "published_assumed": False,
        "coverage": "full",
        "state": "active",
        "reason": "",
        "rows_read": 5,
        "rows_rejected": 0,
        "entities": 5,
        "added": 5,
        "amended": 0,
        "cosmetic": 0,
        "delisted": 0,
        "relisted": 0,
        "linked": {},
    }
    assert report["errors"] == []


def test_loading_screens_the_suppliers_it_touches(tmp_path, settings):
    settings.REDIS_URL = ""
    touched = a_supplier("Shanghai Aoshi Control Technology Co., Ltd.")
    a_supplier("Plain Bakery GmbH", country="DE")

    answer_of("load_list", "table", a_file(tmp_path, *LISTED), "--published", "2021-12-17")

    assert [hit.supplier for hit in Hit.objects.live()] == [touched]


def test_told_not_to_rescreen_it_only_plans(tmp_path):
    a_supplier("Shanghai Aoshi Control Technology Co., Ltd.")

    answer_of("load_list", "table", a_file(tmp_path, *LISTED), "--no-rescreen")

    assert not Hit.objects.exists()
    assert RunVersion.objects.filter(version=ListVersion.objects.get()).exists()


def test_with_a_broker_it_only_plans(tmp_path, settings):
    settings.REDIS_URL = "redis://broker"
    a_supplier("Shanghai Aoshi Control Technology Co., Ltd.")

    answer_of("load_list", "table", a_file(tmp_path, *LISTED))

    assert not Hit.objects.exists()


def test_an_excerpt_says_so(tmp_path):
    report = answer_of("load_list", "table", a_file(tmp_path, *LISTED), "--coverage", "excerpt", "--no-rescreen")

    assert report["lists"][0]["coverage"] == "excerpt"


BAD_INPUT = {
    "an unknown source": lambda folder: ("nowhere", a_file(folder, *LISTED)),
    "a file that is not there": lambda folder: ("table", str(folder / "missing.csv")),
}


@pytest.mark.parametrize("words", BAD_INPUT.values(), ids=BAD_INPUT)
def test_bad_usage_ends_with_two(tmp_path, words):
    answer_of("load_list", *words(tmp_path), code=2)

    assert not ListVersion.objects.exists()


def test_a_refused_file_ends_with_two_and_names_the_place(tmp_path):
    answer_of("load_list", "table", a_file(tmp_path, *LISTED), "--no-rescreen")
    broken = tmp_path / "broken.csv"
    broken.write_text("list,name\nus-bis-el,Works\n", encoding="utf-8")

    report = answer_of("load_list", "table", str(broken), code=2)

    assert report["lists"] == []
    assert [list(error) for error in report["errors"]] == [["file", "line", "code", "message"]]
    assert report["errors"][0]["file"] == "broken.csv"
    assert ListedEntity.objects.in_force().count() == 5


@pytest.fixture
def held(tmp_path) -> dict[str, Any]:
    answer_of("load_list", "table", a_file(tmp_path, *LISTED), "--published", "2021-12-17", "--no-rescreen")
    shrunk = a_file(tmp_path, LISTED[0])
    return answer_of("load_list", "table", shrunk, "--published", "2021-12-24", "--no-rescreen", code=1)


def test_a_held_list_ends_with_one_and_says_why(held):
    [part] = held["lists"]

    assert (part["state"], part["reason"]) == ("held", "4 of 5 entries would be delisted (more than 3)")
    assert ListedEntity.objects.in_force().count() == 5


def decide(command: str, *, by: str, number: str = "2", code: int = 0) -> dict[str, Any]:
    return answer_of(command, "us-bis-el", number, "--by", by, "--reason", "seen in the register", code=code)


def test_a_held_version_is_released(held):
    a_person("second", permissions=("sanctions.change_listversion",))

    assert decide("release_version", by="second") == {"list": "us-bis-el", "version": 2, "state": "active"}
    assert ListedEntity.objects.in_force().count() == 1


def test_a_held_version_is_rejected(held):
    a_person("second", permissions=("sanctions.change_listversion",))

    assert decide("reject_version", by="second") == {"list": "us-bis-el", "version": 2, "state": "rejected"}
    assert ListedEntity.objects.in_force().count() == 5


def test_what_the_pages_refuse_the_commands_refuse(held):
    a_person("reader")
    a_person("second", permissions=("sanctions.change_listversion",))

    decide("release_version", by="reader", code=2)
    decide("release_version", by="nobody", code=2)
    decide("release_version", by="second", number="9", code=2)
    decide("release_version", by="second", number="1", code=2)
    assert ListedEntity.objects.in_force().count() == 5


def test_an_entry_is_shown_with_its_effects_and_its_history(tmp_path):
    answer_of("load_list", "table", a_file(tmp_path, *LISTED), "--published", "2021-12-17", "--no-rescreen")
    later = a_file(tmp_path, *LISTED, day="2021-12-18")
    answer_of("load_list", "table", later, "--published", "2021-12-24", "--no-rescreen")

    shown = answer_of("show_entity", "us-bis-el", "EL-00002")

    assert list(shown) == ["entity", "designations", "effects", "history"]
    assert (shown["entity"]["name"], shown["entity"]["uid"]) == ("Hengtong Marine Cable", "EL-00002")
    [act] = shown["designations"]
    assert (act["measure"], act["citations"], act["listed_on"]) == ("export_licence", ["86 FR 71557"], "2021-12-18")
    assert {effect["dealing"]: effect["effect"] for effect in shown["effects"]}["sell"] == "licence"
    assert [(step["version"], step["published_on"], step["change"]) for step in shown["history"]] == [
        (1, "2021-12-17", "added"),
        (2, "2021-12-24", "amended"),
    ]
    assert shown["history"][1]["fields"] == [{"field": "listed_on", "before": "2021-12-17", "after": "2021-12-18"}]


def test_an_entry_nobody_knows_is_bad_input():
    answer_of("show_entity", "us-bis-el", "EL-09999", code=2)
