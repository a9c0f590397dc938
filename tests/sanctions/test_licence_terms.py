"""Licence requirements and review policies: the table of spellings a person reviewed, and what is not in it."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

import sanctions
from sanctions.licence_terms import licence_policy, licence_scope, policy_by_its_words, unreviewed
from sanctions.records import (
    DesignationRecord,
    Kind,
    LicencePolicy,
    LicenceScope,
    ListedRecord,
    Measure,
    Name,
    SourceFile,
)
from sanctions.sources import source
from tests.lists.questions import SHARED, needs_shared

TABLE = Path(sanctions.__file__).parent / "data" / "licence_terms.csv"
ROWS = list(csv.DictReader(TABLE.open(encoding="utf-8")))
POLICIES = [(row["text"], LicencePolicy(row["value"])) for row in ROWS if row["about"] == "policy"]
SCOPES = [(row["text"], LicenceScope(row["value"])) for row in ROWS if row["about"] == "requirement"]


def test_the_table_is_about_requirements_and_policies_and_states_none_twice() -> None:
    assert {row["about"] for row in ROWS} == {"requirement", "policy"}
    assert len({(row["about"], row["text"].casefold()) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize(("text", "value"), POLICIES)
def test_the_plain_words_of_a_reviewed_policy_say_what_the_review_said(text: str, value: LicencePolicy) -> None:
    assert (licence_policy(text), policy_by_its_words(text)) == (value, value)


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("", LicencePolicy.NOT_STATED),
        (" presumption  of DENIAL ", LicencePolicy.PRESUMPTION_OF_DENIAL),
        ("Policy of denial. See §§746.8(b) and 744.21(e)", LicencePolicy.POLICY_OF_DENIAL),
        ("Case by case basis.", LicencePolicy.CASE_BY_CASE),
        ("Case by case for some; presumption of denial for all other items", LicencePolicy.MIXED),
        ("Policy of denial for all, but case-by-case for EAR99 items", LicencePolicy.MIXED),
        ("See §744.2 (d) of the EAR", LicencePolicy.SEE_REGULATION),
        ("As the Under Secretary decides", LicencePolicy.SEE_REGULATION),
    ],
)
def test_a_review_policy_has_a_typed_value_however_it_is_spelt(text: str, policy: LicencePolicy) -> None:
    assert licence_policy(text) is policy


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        *SCOPES,
        ("", LicenceScope.NOT_STATED),
        ("For all items subject to the EAR. (See §744.11 of the EAR)", LicenceScope.ALL_ITEMS),
        ("For all items subject to the EAR (See part§744.11 of the EAR).", LicenceScope.ALL_ITEMS),
        ("All items subject to the EAR.  (See §§734.9(g),3 746.8(a)(3) of the EAR.)", LicenceScope.ALL_ITEMS),
        ("For all items subject to the EAR. (See §§ 734.9(e) and 744.11 of the EAR)4", LicenceScope.ALL_ITEMS),
        (
            "All items subject to the EAR except for food or medicine designated as EAR99. (See §§ 734.9(g),3 of",
            LicenceScope.ALL_ITEMS_BUT_NAMED,
        ),
        (
            "All items subject to the EAR when used in projects specified in§746.5 of the EAR",
            LicenceScope.NAMED_PROJECTS,
        ),
        ("For all items of the colour red", LicenceScope.SEE_TEXT),
    ],
)
def test_a_licence_requirement_has_a_typed_scope(text: str, scope: LicenceScope) -> None:
    assert licence_scope(text) is scope


def test_wordings_nobody_reviewed_are_told_with_the_first_of_them() -> None:
    act = DesignationRecord(Measure.EXPORT_LICENCE, licence_requirement="All items subject to the EAR")
    entry = ListedRecord("us-bis-el", "", Kind.UNKNOWN, (Name("A"),), designations=(act,))
    odd = replace(entry, designations=(replace(act, licence_policy="Ask again"), replace(act, licence_policy="Never")))

    assert unreviewed([entry]) == ()
    [told] = unreviewed([entry, odd])
    assert "2 wording(s)" in told
    assert "'Ask again'" in told


@pytest.mark.parametrize("filler", ["(see §", "see §()", "presumption of ", "(", "§", " "])
def test_a_text_as_long_as_may_be_is_answered_at_once(filler: str) -> None:
    text = (filler * 60_000)[:130_000] + "("

    assert licence_scope(text) is LicenceScope.SEE_TEXT or not text.strip()
    assert licence_policy(text)


@needs_shared
def test_every_wording_of_april_2022_was_reviewed() -> None:
    raw = (SHARED / "csl-2022-04" / "consolidated.csv").read_bytes()

    lists = source("us-csl").parse((SourceFile("csl.csv", raw),)).lists

    assert [unreviewed(found.records) for found in lists if unreviewed(found.records)] == []
