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


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['supplier']} ~ {row['listed']}")
def test_every_row_of_the_gold_table_holds(row: dict[str, str], tables: Tables, policy: MatchPolicy):
    index = Index.build([an_entry(row["listed"], kind=Kind(row["kind"]))], tables)

    found = index.match(Subject((row["supplier"],)), policy)

    score = found[0].score if found else 0.0
    outcome = "hit" if score >= policy.probable else "possible" if found else "no hit"
    assert outcome == row["outcome"], f"{score} because {row['why']}"


def test_the_gold_table_gives_a_reason_for_every_row():
    assert all(row["why"] and row["outcome"] in ("hit", "possible", "no hit") for row in rows())
