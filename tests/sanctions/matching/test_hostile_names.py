"""Names nobody bears: they must neither hang, nor crash, nor pass for clean ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanctions.matching.index import Index
from sanctions.matching.policy import MatchPolicy
from sanctions.matching.tables import NEWEST, load_tables
from sanctions.matching.text import MAX_NAME, MAX_WORD, NameBlank, is_blank
from sanctions.matching.tokens import both_forms
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
    "homoglyphs": "Үіtu Lіmіtеd",
    "only punctuation": "?!.,;:-_*/#" * 10_000,
    "a megabyte of Han": "深圳" * 500_000,
    "a megabyte of Arabic": "عبد الله " * 100_000,
    "servants of God": "abd al " * 40_000,
    "initials": "J. " * 100_000,
    "forms": "Joint Stock Company Limited " * 30_000,
    "remarks": "DO NOT USE " * 50_000,
    "remarks in brackets": "(do not use)" * 50_000 + "Yitu",
    "crossed out": "xx " * 100_000 + "Yitu",
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_name_is_answered_or_refused(name: str):
    if is_blank(name):
        with pytest.raises(NameBlank):
            INDEX.match(Subject((name,)), POLICY)
    else:
        INDEX.match(Subject((name,)), POLICY)


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_work_a_hostile_name_makes_is_bounded(name: str):
    if not is_blank(name):
        for form in both_forms(name, TABLES):
            assert len(form.tokens) <= MAX_NAME
            assert all(len(token.word) <= MAX_WORD for token in form.tokens)


@pytest.mark.parametrize("name", ["zalgo", "joiners", "homoglyphs"])
def test_marks_do_not_hide_a_listed_name(name: str):
    found = INDEX.match(Subject((HOSTILE[name],)), POLICY)

    assert found
    assert found[0].matched_name == "YITU LIMITED"


SCRAPS = (
    "c/o",
    "#",
    " ",
    "/",
    " - ",
    "(",
    ")",
    "USD",
    "*",
    "12",
    "Ltd",
    "有限公司",
    "DO NOT USE",
    "x",
    "zz",
    "v2",
    "\u200b",
    "(주)",
)


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(SCRAPS), max_size=7).map("".join)))
def test_any_text_is_either_blank_or_answered(name: str):
    if is_blank(name):
        with pytest.raises(NameBlank):
            INDEX.match(Subject((name,)), POLICY)
    else:
        found = INDEX.match(Subject((name,)), POLICY)
        assert all(POLICY.possible <= match.score <= 1 for match in found)
