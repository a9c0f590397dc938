"""Nothing the scorer would keep is left out: the index finds what laying every name beside every other finds."""

from __future__ import annotations

import random
from functools import cache

import pytest

from sanctions.matching.explain import judge
from sanctions.matching.index import Index, IndexEntry, Match
from sanctions.matching.openings import may_be_cut
from sanctions.matching.points import FULL
from sanctions.matching.policy import MatchPolicy
from sanctions.matching.score import compare
from sanctions.matching.slips import slipped, spelt
from sanctions.matching.tables import Tables
from sanctions.matching.tokens import organisation_form, person_form
from sanctions.records import Kind, Name, Subject
from tests.sanctions.matching.conftest import an_entry

BRANDS = ("kedarion", "quillon", "marenko", "odessit", "yitu", "smic", "huawei", "novik", "zolk", "hua wei", "novikov")
TRADES = ("technology", "tech", "trading", "electronics", "shipping lines", "construction", "bank", "details", "group")
PLACES = ("shenzhen", "moscow", "china", "hong kong", "iran", "panama", "beijing")
FORMS = ("co ltd", "company limited", "ooo", "gmbh", "inc", "jsc", "", "")
PEOPLE = (
    "mohammed",
    "muhammad",
    "ali",
    "hassan",
    "husayn",
    "v",
    "vladimir",
    "putin",
    "ivanov",
    "a",
    "al-rahman",
    "kim",
)


def a_company(random: random.Random) -> str:
    words = [random.choice(BRANDS) for _ in range(random.randint(0, 2))]
    words += [random.choice(TRADES) for _ in range(random.randint(0, 3))] or [random.choice(BRANDS)]
    if random.random() < 0.5:
        words.insert(random.choice((0, len(words))), random.choice(PLACES))
    return " ".join([*words, random.choice(FORMS)]).strip()


def a_human(random: random.Random) -> str:
    return " ".join(random.choice(PEOPLE) for _ in range(random.randint(1, 4)))


def misspelt(name: str, random: random.Random) -> str:
    """The name with a slip or two, two words in one, its end cut, or its initials."""
    place = random.randrange(len(name))
    letter = random.choice("aeiknst")
    return random.choice(
        (
            name,
            name[:place] + name[place + 1 :] or name,
            name[:place] + letter + name[place:],
            name[:place] + letter + name[place + 1 :],
            name.replace(" ", "", 1),
            name[: max(8, place)],
            "".join(word[0] for word in name.split()),
        )
    )


@cache
def names(seed: int) -> tuple[tuple[str, ...], tuple[IndexEntry, ...]]:
    chance = random.Random(seed)
    listed = [(a_human if n % 3 == 0 else a_company)(chance) for n in range(90)]
    asked = [misspelt(chance.choice(listed), chance) for _ in range(60)] + [a_company(chance) for _ in range(20)]
    kinds = (Kind.PERSON, Kind.COMPANY, Kind.UNKNOWN)
    entries = [
        an_entry(name, key=n, kind=kinds[n % 3], countries=chance.choice(((), ("CN",), ("RU",))))
        for n, name in enumerate(listed)
    ]
    return tuple(name for name in asked if name.strip() and not may_be_cut(name)), tuple(entries)


def one_by_one(subject: Subject, entries: tuple[IndexEntry, ...], tables: Tables, policy: MatchPolicy) -> list[Match]:
    """Every entry laid beside the subject, without looking anything up."""
    found = []
    for entry in entries:
        read = person_form if entry.kind is Kind.PERSON else organisation_form
        [ours], [theirs] = subject.names, entry.names
        forms = read(ours, tables), read(theirs.text, tables)
        comparison = compare(*forms, tables, policy.scorecard, frozenset(entry.countries))
        judged = judge(subject, entry.beside(), Name(theirs.text), comparison, *forms, ours, policy.scorecard)
        score = judged.score / FULL
        if policy.keeps(score, is_affiliate=judged.is_affiliate):
            found.append(Match(entry.key, score, policy.band(score), theirs.text, ours, judged.reasons))
    return sorted(found, key=lambda match: (-match.score, match.key))


@pytest.mark.parametrize("seed", range(6))
def test_the_index_finds_what_comparing_every_name_finds(seed: int, tables: Tables, policy: MatchPolicy):
    asked, entries = names(seed)
    subjects = [Subject((name,), countries=("CN",) if n % 2 else ()) for n, name in enumerate(asked)]

    found = Index.build(entries, tables).match_many(subjects, policy)

    assert sum(map(len, found)) > len(subjects) / 2
    for subject, matches in zip(subjects, found, strict=True):
        assert matches == one_by_one(subject, entries, tables, policy), subject.names


def left_out(word: str) -> set[str]:
    one = {word[:i] + word[i + 1 :] for i in range(len(word))} if len(word) >= 4 else set()
    return one | {left[:i] + left[i + 1 :] for left in one for i in range(len(left)) if len(word) >= 6}


def test_slips_are_numbered_like_the_words_that_are_left():
    words = ["ab", "abcd", "abcdef", "aabbaabb", "хорошо", "7abcdef", "kedarion"]
    places, numbers = slipped(words)

    for place, word in enumerate(words):
        expected = set() if word[0].isdigit() else set(spelt(sorted(left_out(word))).tolist())
        assert set(numbers[places == place].tolist()) == expected, word
