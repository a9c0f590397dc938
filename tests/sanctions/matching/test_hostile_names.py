"""Names nobody bears: they must neither hang, nor crash, nor pass for clean ones."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanctions.matching.index import Index
from sanctions.matching.policy import MatchPolicy
from sanctions.matching.tables import NEWEST, load_tables
from sanctions.matching.text import NameBlank, is_blank
from sanctions.records import Subject
from tests.sanctions.matching.test_index import LISTED

TABLES = load_tables(NEWEST)
POLICY = MatchPolicy(1, TABLES.version)
INDEX = Index.build(LISTED, TABLES)

HOSTILE = {
    "a megabyte of one letter": "a" * 1_000_000,
    "a megabyte of words": "orient pearl " * 80_000,
    "100,000 combining marks": "a" + "\u0300\u0301" * 50_000,
    "alternating marks": "\u0300\u0316" * 150,
    "zalgo": "".join(c + "\u0335\u0322\u031b\u0357" * 20 for c in "Yitu Limited"),
    "right to left override": "\u202edetimiL utiY\u202c",
    "joiners": "\u200d".join("Yitu Limited"),
    "expanding ligature": "\ufdfa" * 1_000,
    "brackets": "(" * 5_000 + "Yitu" + ")" * 5_000,
    "quotes": "'" * 100_000 + "a",
    "points": "a." * 100_000,
    "dashes": " - " * 50_000 + "Yitu",
    "digits": "1" * 100_000,
    "roman numerals": "II " * 1_000,
    "surrogate": "Yitu \ud800",
    "nul": "Yi\x00tu",
    "every script": "Ю山アא한กあ",
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_name_is_answered_at_once(name: str):
    INDEX.match(Subject(("warm up 深圳",)), POLICY)
    started = time.perf_counter()

    if is_blank(name):
        with pytest.raises(NameBlank):
            INDEX.match(Subject((name,)), POLICY)
    else:
        INDEX.match(Subject((name,)), POLICY)

    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize("name", ["zalgo", "joiners"])
def test_marks_do_not_hide_a_listed_name(name: str):
    found = INDEX.match(Subject((HOSTILE[name],)), POLICY)

    assert found
    assert found[0].matched_name == "YITU LIMITED"


@given(st.text(max_size=80))
def test_any_text_is_either_blank_or_answered(name: str):
    if is_blank(name):
        with pytest.raises(NameBlank):
            INDEX.match(Subject((name,)), POLICY)
    else:
        found = INDEX.match(Subject((name,)), POLICY)
        assert all(POLICY.possible <= match.score <= 1 for match in found)
