"""The table auditors read: which supplier names meet which listed names, and why."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from sanctions.matching.index import Index
from sanctions.matching.policy import MatchPolicy
from sanctions.matching.tables import Tables
from sanctions.records import Kind, Subject
from tests.sanctions.matching.conftest import an_entry

TABLE = Path(__file__).resolve().parents[2] / "matching.csv"

OUTCOMES = ("hit", "possible", "no hit")  # "known" says what is answered today where that is not yet the right outcome


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['supplier']} ~ {row['listed']}")
def test_every_row_of_the_gold_table_holds(row: dict[str, str], tables: Tables, policy: MatchPolicy):
    index = Index.build([an_entry(row["listed"], kind=Kind(row["kind"]))], tables)

    found = index.match(Subject((row["supplier"],)), policy)

    score = found[0].score if found else 0.0
    outcome = "hit" if score >= policy.probable else "possible" if found else "no hit"
    assert outcome == (row["known"] or row["outcome"]), f"{score} because {row['why']}"


def test_the_gold_table_gives_a_reason_for_every_row():
    assert all(row["why"] and row["outcome"] in OUTCOMES for row in rows())


def test_the_gold_table_is_long_enough_to_be_relied_on_and_owns_up_to_few_errors():
    known = [row for row in rows() if row["known"]]

    assert len(rows()) >= 320
    assert len(known) <= 10
    assert all(row["known"] in OUTCOMES and row["known"] != row["outcome"] for row in known)
