"""Asked from the listed side, stored names give the matches they give when they are asked one by one."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanctions.matching.bounds import Floor
from sanctions.matching.building import PoolBuilder
from sanctions.matching.candidates import Pool
from sanctions.matching.index import Index, IndexEntry
from sanctions.matching.listed import PEOPLE, READERS, reading_of
from sanctions.matching.policy import MatchPolicy
from sanctions.matching.row_reading import rows_of, stamp
from sanctions.matching.sought import Sought
from sanctions.matching.tables import NEWEST, Tables
from sanctions.matching.text import NameBlank
from sanctions.matching.token_rows import RowsUnusable, TokenRows
from sanctions.matching.tokens import both_forms
from sanctions.records import Identifier, Kind, Subject
from tests.sanctions.matching.conftest import an_entry
from tests.sanctions.matching.test_gold_table import rows as gold_rows

GOLD = gold_rows()
LISTED = [an_entry(row["listed"], key=key, kind=Kind(row["kind"])) for key, row in enumerate(GOLD)]
ASKED = [Subject((row["supplier"],)) for row in GOLD]
WORDS = sorted({word for row in GOLD for word in (*row["listed"].split(), *row["supplier"].split())})


def matched(listed: list[IndexEntry], asked: list[Subject], tables: Tables, policy: MatchPolicy) -> set[int]:
    answers = Index.build(listed, tables).match_many(asked, policy)
    return {number for number, found in enumerate(answers) if found}


def found(listed: list[IndexEntry], asked: list[Subject], tables: Tables, policy: MatchPolicy) -> set[int]:
    stored = TokenRows.from_bytes(rows_of([[subject] for subject in asked], tables).to_bytes())
    return set(Sought(listed, tables, policy).among(stored).tolist())


def test_every_match_of_the_gold_table_is_found(tables: Tables, policy: MatchPolicy):
    every = matched(LISTED, ASKED, tables, policy)

    assert every - found(LISTED, ASKED, tables, policy) == set()
    assert len(every) > len(GOLD) / 4


def test_each_listed_name_alone_finds_what_it_finds_among_others(tables: Tables, policy: MatchPolicy):
    for entry in LISTED[::8]:
        assert matched([entry], ASKED, tables, policy) <= found([entry], ASKED, tables, policy)


def test_no_more_names_are_looked_at_than_by_the_listed_names_own_search(tables: Tables, policy: MatchPolicy):
    few = random.Random(3).sample(LISTED, 20)

    assert found(few, ASKED, tables, policy) == {
        number for reading in READERS for number in candidates(few, ASKED, reading, tables, policy)
    }


def candidates(
    listed: list[IndexEntry], asked: list[Subject], reading: str, tables: Tables, policy: MatchPolicy
) -> list[int]:
    """Whom the pool of the listed names of one reading would look at."""
    builder = PoolBuilder(is_person=reading == PEOPLE)
    for entry in listed:
        if reading_of(entry.kind) == reading:
            builder.add(READERS[reading](entry.names[0].text, tables))
    pool = Pool(builder.words(), builder.names(), tables, reading == PEOPLE)
    floor = Floor.of(policy.scorecard, policy.possible, is_person=reading == PEOPLE)
    return pool.candidates([READERS[reading](subject.names[0], tables) for subject in asked], floor)[0]


def is_readable(text: str, tables: Tables) -> bool:
    """Whether a supplier of this name can be screened at all."""
    try:
        return bool(both_forms(text, tables))
    except NameBlank:
        return False


a_name = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
letters = st.characters(codec="utf-8", categories=("L", "N", "P", "Zs", "M"))


def slipped(draw: st.DrawFn, word: str) -> str:
    """One word as a clerk may write it."""
    cut = draw(st.integers(0, len(word)))
    ways = (word[:cut] + word[cut + 1 :], word[:cut] + "a" + word[cut:], f"{word[:cut]} {word[cut:]}", word[:cut], word)
    return draw(st.sampled_from(ways))


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, str]:
    """A name, and what a clerk may have made of it; either may be the listed one."""
    name = draw(a_name | st.text(letters, min_size=1, max_size=30))
    words = name.split() or [name]
    for _ in range(draw(st.integers(1, 2))):
        place = draw(st.integers(0, len(words) - 1))
        words[place] = slipped(draw, words[place])
    if draw(st.booleans()):
        words = draw(st.permutations(words))
    place = draw(st.integers(0, len(words) - 1))
    ways = (
        " ".join(words),
        "".join(words),
        " ".join([*words[:place], "".join(words[place : place + 2]), *words[place + 2 :]]),
        "".join(word[:1] for word in words),
        " ".join(words)[:35],
        f"{' '.join(words)} Ltd",
    )
    return name, draw(st.sampled_from(ways))


def test_no_damage_hides_a_match(tables: Tables, policy: MatchPolicy):
    @settings(max_examples=100, deadline=None)
    @given(st.lists(damaged(), min_size=1, max_size=6), st.sampled_from(("company", "person", "vessel")))
    def holds(pairs: list[tuple[str, str]], kind: str) -> None:
        names = [name for pair in pairs for name in pair if is_readable(name, tables)]
        listed = [an_entry(name, key=key, kind=Kind(kind)) for key, name in enumerate(names)]
        asked = [Subject((name,)) for name in names]
        lost = matched(listed, asked, tables, policy) - found(listed, asked, tables, policy)
        assert lost == set()

    holds()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AMMS", "Academy of Military Medical Sciences"),
        ("XIOMC", "Xian Institute of Optics and Mechanics Company Ltd"),
        ("KKDLS", "Kronwerk Kaltenbrunn Draht Lager Service"),
    ],
)
def test_initials_are_found_whichever_side_writes_them(tables: Tables, policy: MatchPolicy, one: str, other: str):
    for listed, ours in ((one, other), (other, one)):
        entry, subject = [an_entry(listed)], [Subject((ours,))]
        assert matched(entry, subject, tables, policy) == found(entry, subject, tables, policy) == {0}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Haikangwai Novik", "Hai Kang Wei Novik"),
        ("Kronwerkhalle Xiwu", "Kron Werkhale Xiwu"),
        ("Zhongkeyuan Laser", "Zhong Ke Yuuan Laser"),
    ],
)
def test_words_written_apart_with_a_slip_are_found(tables: Tables, policy: MatchPolicy, one: str, other: str):
    for listed, ours in ((one, other), (other, one)):
        entry, subject = [an_entry(listed)], [Subject((ours,))]
        assert matched(entry, subject, tables, policy) <= found(entry, subject, tables, policy)
    assert found([an_entry(one)], [Subject((other,))], tables, policy) == {0}


@pytest.mark.parametrize("possible", [0.7, 0.8, 0.95])
def test_a_policy_finds_what_is_above_its_own_threshold(tables: Tables, policy: MatchPolicy, possible: float):
    other = replace(policy, possible=possible, probable=max(possible, 0.9), strong=max(possible, 0.95))

    assert matched(LISTED, ASKED, tables, other) <= found(LISTED, ASKED, tables, other)


def test_a_party_is_found_by_any_of_its_names_and_by_its_numbers(tables: Tables, policy: MatchPolicy):
    number = Identifier("lei", "5493001KJTIIGC8Y1R12")
    entry = an_entry("Yangtze Memory Technologies", identifiers=(number,))
    parties = [
        [Subject(("Plain Parts",))],
        [Subject(("Plain Parts", "Yangtze Memory Technologies Co., Ltd."))],
        [Subject(("Plain Parts",)), Subject(("Yangtze Memory Technologies",), Kind.PERSON)],
        [Subject(("Plain Parts",), identifiers=(number,))],
    ]

    assert Sought([entry], tables, policy).among(rows_of(parties, tables)).tolist() == [1, 2, 3]


def test_merged_rows_answer_like_the_blocks_they_were_made_of(tables: Tables, policy: MatchPolicy):
    sought = Sought(LISTED[::5], tables, policy)
    blocks = [rows_of([[subject] for subject in ASKED[i : i + 40]], tables) for i in range(0, len(ASKED), 40)]
    keeps = [np.arange(len(ASKED[i : i + 40])) % 3 > 0 for i in range(0, len(ASKED), 40)]
    kept = [subject for number, subject in enumerate(ASKED) if number % 40 % 3 > 0]

    merged = TokenRows.merged(blocks, keeps)

    assert sought.among(merged).tolist() == sorted(found(LISTED[::5], kept, tables, policy))
    assert TokenRows.merged([merged], [np.ones(len(kept), dtype=np.bool_)]).to_bytes() == merged.to_bytes()


@pytest.mark.parametrize("damage", [b"", b"[]\n", b"{}\n", b'[["|u1",3]]\nabc', b"\xff"])
def test_bytes_that_are_no_rows_are_refused(damage: bytes):
    with pytest.raises(RowsUnusable):
        TokenRows.from_bytes(damage)


def test_cut_rows_are_refused(tables: Tables):
    whole = rows_of([[Subject(("Plain Parts",))]], tables).to_bytes()

    with pytest.raises(RowsUnusable):
        TokenRows.from_bytes(whole[:-1])


def test_the_stamp_changes_with_every_word_of_the_tables(tmp_path: Path):
    for table in NEWEST.iterdir():
        (tmp_path / table.name).write_bytes(table.read_bytes())
    before = stamp(tmp_path)
    changed = tmp_path / "concepts.tsv"
    changed.write_bytes(changed.read_bytes() + b"\n")

    assert stamp(tmp_path) != before
    assert stamp(tmp_path) == stamp(tmp_path)
    assert stamp(NEWEST).startswith(NEWEST.name)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("محمد حسن الأحمدي", "Muhammad Hasan al-Ahmadi"),
        ("Muhammad Hasan al-Ahmadi", "محمد حسن الأحمدي"),
        ("Bill Robert Henderson", "William Robert Henderson"),
        ("Husayn Karimzadeh", "Hussein Karimzada"),
        ("V. Petrovich Sidorov", "Vladimir Petrovich Sidorov"),
    ],
)
def test_names_of_people_in_other_scripts_and_spellings_are_found(
    tables: Tables, policy: MatchPolicy, ours: str, theirs: str
):
    listed, asked = [an_entry(theirs, kind=Kind.PERSON)], [Subject((ours,), Kind.PERSON)]

    assert matched(listed, asked, tables, policy) <= found(listed, asked, tables, policy) == {0}
