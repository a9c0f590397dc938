"""Misprinted aliases: the table of repairs, and that nothing else is repaired."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import sanctions
from sanctions.catalogue import LISTS
from sanctions.comparing import fold
from sanctions.records import SourceFile
from sanctions.sources import source
from sanctions.sources.alias_repairs import repaired
from tests.lists.questions import SHARED, named, needs_shared, of_list

TABLE = Path(sanctions.__file__).parent / "data" / "alias_repairs.csv"
ROWS = list(csv.DictReader(TABLE.open(encoding="utf-8")))
ACADEMY = "Academy of Military Medical Sciences, Institute of Radiation and Radiation Medicine"
TORN = ("Institute of Radiation Medicine and Institute of Electromagnetic", "Particle Radiation Medicine")
WHOLE = ["Institute of Radiation Medicine", "Institute of Electromagnetic and Particle Radiation Medicine"]
GLUED = "XINJIANG LEON TELECOM TECHNOLOGY AND LAJS"
LEON = "Leon Technology Co., Ltd.,"


def test_every_repair_names_a_list_and_where_its_meaning_was_read() -> None:
    assert all(row["list"] in LISTS and row["entry"] and row["printed"] and row["source"] for row in ROWS)


@pytest.mark.parametrize(
    ("entry", "aliases", "meant"),
    [
        (ACADEMY, TORN, WHOLE),
        (ACADEMY.upper(), reversed(TORN), WHOLE),
        (LEON, ["Lion", GLUED], ["Lion", "Xinjiang Leon Telecom Technology", "LAJS"]),
        (ACADEMY, TORN[:1], [*TORN[:1]]),
        ("Another Academy", TORN, [*TORN]),
        ("Tactical Missile Corporation, PJSC ANPP Temp Avia", ["TEMP-AVIA", "and"], ["TEMP-AVIA"]),
    ],
)
def test_aliases_are_put_right_where_the_table_knows_all_of_them(
    entry: str, aliases: list[str], meant: list[str]
) -> None:
    assert list(repaired("us-bis-el", entry, aliases)) == meant


def test_another_list_is_left_alone() -> None:
    assert repaired("us-bis-uvl", ACADEMY, TORN) == TORN


@needs_shared
def test_every_repair_of_the_entity_list_meets_the_print_it_was_made_for() -> None:
    raw = (SHARED / "csl-2022-04" / "consolidated.csv").read_bytes()
    parsed = source("us-csl").parse((SourceFile("csl.csv", raw),))
    entries = {fold(record.primary_name): record for record in of_list(parsed, "us-bis-el")}

    for row in ROWS:
        names = {name.text for name in entries[fold(row["entry"])].names}
        assert {part.strip() for part in row["meant"].split("|") if part.strip()} <= names
        assert not names & {part.strip() for part in row["printed"].split("|")}
    assert "LAJS" in {name.text for name in named(parsed, "Leon Technology Co").names}
