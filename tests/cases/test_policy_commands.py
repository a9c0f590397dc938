"""The life of a policy from the command line: exit codes and JSON that other people's scripts stand on."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cases import rescreening, shadowing
from cases.models import Disposition, Hit
from sanctions.models import Policy
from tests.factories import a_colleague, a_person, a_supplier, publish

pytestmark = pytest.mark.django_db

BY = ("--by", "lena", "--reason", "Fewer false alarms.")
SECOND = ("--by", "amari", "--reason", "Looked at it.")


@pytest.fixture(autouse=True)
def a_house() -> None:
    """Two people and one supplier on a list."""
    a_colleague("officer", "lena")
    a_colleague("approver", "amari")
    publish("Hengli Optics")
    a_supplier("Hengly Optics", external_id="000001")
    rescreening.work_off()


def answer_of(*command: str, code: int = 0) -> dict[str, Any]:
    out = StringIO()
    try:
        call_command(*command, "--json", stdout=out, stderr=StringIO())
    except SystemExit as end:
        assert end.code == code
    else:
        assert code == 0
    return json.loads(out.getvalue())


def refused(*command: str) -> str:
    with pytest.raises(CommandError) as refusal:
        call_command(*command, stdout=StringIO(), stderr=StringIO())
    assert refusal.value.returncode == 2
    return str(refusal.value)


def just_above_the_hit() -> str:
    return str(Hit.objects.get().score + 0.0001)


def test_a_policy_is_proposed_measured_and_activated(tmp_path: Path):
    file = tmp_path / "policy.json"
    file.write_text(json.dumps({"possible": 0.79, "weights": {"other_words": 0.4321}}), encoding="utf-8")

    proposed = answer_of("propose_policy", str(file), "--strong", "0.94", "--weight", "other_form=0.0123", *BY)
    assert (proposed["policy"], proposed["state"], proposed["strong"]) == (2, "proposed", 0.94)
    assert [one["name"] for one in proposed["changes"]] == ["possible", "strong", "other_words", "other_form"]

    measured = answer_of("shadow_policy", "2")
    assert (measured["state"], measured["suppliers"], measured["unmeasured"]) == ("measured", 1, 0)
    assert measured["gained"] + measured["lost"] + measured["moved"] + measured["same"] == 1
    assert measured["changed_since"] == {"suppliers": 0, "entries": 0, "lists": [], "policy_in_force": None}

    active = answer_of("activate_policy", "2", *SECOND)
    assert (active["state"], active["refused"], active["unscreened"]) == ("active", "", 1)
    assert answer_of("rescreen")["unscreened"] == 0


def test_what_was_found_true_and_would_be_lost_is_a_finding_that_names_it():
    answer_of("propose_policy", "--possible", just_above_the_hit(), "--probable", "0.99", "--strong", "0.99", *BY)
    Hit.objects.update(disposition=Disposition.TRUE_MATCH)
    case = Hit.objects.get().case.reference

    measured = answer_of("shadow_policy", "2", "--by", "lena", code=1)
    assert [one["case"] for one in measured["lost_confirmed"]] == [case]
    active = answer_of("activate_policy", "2", *SECOND, code=1)
    assert [(one["case"], one["supplier"]) for one in active["lost_confirmed"]] == [(case, "000001")]
    assert Policy.objects.in_force().version == 1


def test_a_stale_report_is_a_finding_until_it_is_accepted():
    answer_of("propose_policy", "--possible", "0.79", *BY)
    answer_of("shadow_policy", "2")
    a_supplier("Came since")

    assert answer_of("activate_policy", "2", *SECOND, code=1)["changed_since"]["suppliers"] == 1
    assert answer_of("activate_policy", "2", *SECOND, "--accept-stale")["state"] == "active"


def test_measuring_that_a_crash_left_is_gone_on_with():
    answer_of("propose_policy", "--possible", "0.79", *BY)
    run = shadowing.begin(Policy.objects.get(version=2), by=None)

    assert answer_of("shadow_policy", "2")["run"] == run.pk


def test_measuring_is_stopped():
    answer_of("propose_policy", "--possible", "0.79", *BY)
    shadowing.begin(Policy.objects.get(version=2), by=None)

    assert answer_of("shadow_policy", "2", "--stop")["state"] == "proposed"


def test_a_proposal_is_withdrawn():
    answer_of("propose_policy", "--possible", "0.79", *BY)

    assert answer_of("withdraw_policy", "2", *BY)["state"] == "withdrawn"


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (("propose_policy", *BY), "says what Policy 1 says already"),
        (("propose_policy", "--possible", "0.2", *BY), "thresholds must rise"),
        (("propose_policy", "--weight", "other_words", *BY), "write NAME=VALUE"),
        (("propose_policy", "--weight", "nothing=0.1", *BY), "unknown weight nothing"),
        (("propose_policy", "absent.json", *BY), "absent.json: No such file"),
        (("propose_policy", "--possible", "0.79", "--by", "nobody", "--reason", "x"), "is not a user"),
        (("propose_policy", "--possible", "0.79", "--by", "reader", "--reason", "x"), "may not propose"),
        (("shadow_policy", "7"), "There is no policy 7; there are 1"),
        (("shadow_policy", "1"), "Policy 1 is active, not proposed or measured"),
        (("activate_policy", "1", *SECOND), "Policy 1 is active, not measured"),
        (("withdraw_policy", "1", *BY), "Policy 1 is active"),
    ],
)
def test_what_cannot_be_done_changes_nothing_and_says_why(command: tuple[str, ...], why: str):
    a_person("reader")

    assert why in refused(*command)
    assert Policy.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("not json", "not a JSON file"),
        ("[1]", "a policy is a JSON object"),
        ('{"weights": [1]}', "and so are its weights"),
        ('{"threshold": 0.8}', "a policy has no threshold"),
        ('{"possible": "high"}', "which is no number"),
    ],
)
def test_a_file_that_is_no_policy_is_refused_by_name(tmp_path: Path, text: str, why: str):
    file = tmp_path / "policy.json"
    file.write_text(text, encoding="utf-8")

    assert why in refused("propose_policy", str(file), *BY)
