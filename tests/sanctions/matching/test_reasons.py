"""Which reason each kind of difference leaves behind, and the band it ends in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sanctions.matching.index import Match
from sanctions.records import Kind, Subject
from tests.sanctions.matching.conftest import an_entry

Asking = Callable[..., Match | None]

ORGANISATIONS = [
    ("AMMS", "Academy of Military Medical Sciences", "acronym", "possible"),
    ("Semiconductor Manufacturing International Corporation", "SMIC", "acronym", "possible"),
    ("PricewaterhouseCoopers", "Price Waterhouse Coopers", "joined-word", "strong"),
    ("Yitu Technology", "YITU LIMITED", "short-name", "possible"),
    ("Kedarion Mchy Co", "Kedarion Machinery Co", "same-meaning", "strong"),
    ("Brigade 44", "Brigade Forty-Four", "same-word", "strong"),
    ("Kedarion Ltd", "Shenzhen Kedarion Ltd (China)", "same-word", "probable"),
    ("Joint Stokc Company Kedarion", "Joint Stock Company Kedarion", "same-word", "strong"),
    ("Kedarion Technologies - DO NOT USE", "Kedarion Technologies", "same-word", "strong"),
]


@pytest.mark.parametrize(("asked", "listed", "rule", "band"), ORGANISATIONS, ids=[row[0] for row in ORGANISATIONS])
def test_an_organisation_is_found_for_the_reason_told(asked: str, listed: str, rule: str, band: str, best: Asking):
    found = best(asked, listed)

    assert rule in {reason.rule for reason in found.reasons}
    assert found.band == band


OTHERS = [
    ("Kedarion Sweden AB", "Kedarion Finland Oy"),
    ("Capital Fund II", "Capital Fund III"),
    ("Global LLC", "Globaltrans Limited"),
    ("Global LLC", "World Co Ltd"),
    ("Capital LLC", "RT-Capital Limited Liability Company"),
    ("Cheetah Information Technology Company", "Chinyong Information Technology Cooperation Company"),
    ("PLA", "People's Liberation Army"),
]


@pytest.mark.parametrize(("asked", "listed"), OTHERS, ids=[row[0] for row in OTHERS])
def test_another_organisation_raises_no_alert(asked: str, listed: str, best: Asking):
    assert best(asked, listed) is None


def test_a_common_word_with_others_beside_it_says_less_than_a_rare_one(best: Asking):
    common, rare = best("Liberty Shipping", "Liberty"), best("Kedarion Shipping", "Kedarion")

    assert rare is not None
    assert common is None or common.score < rare.score


PEOPLE = [
    ("Bibi Netanyahu", "Benjamin Netanyahu", "other-spelling"),
    ("N. Nazarbayev", "Nursultan Nazarbayev", "initial"),
    ("Sergey Lavrov", "LAVROV, Sergei Viktorovich", "other-spelling"),
    ("محمد علي", "Mohamed Ali", "similar-word"),
    ("김정은", "Kim Jong Un", "joined-word"),
    ("バラク・オバマ", "Barack Obama", "similar-word"),
    ("Abdul Rahman al-Hasan", "ABD AL-RAHMAN, Hasan", "same-word"),
]


@pytest.mark.parametrize(("asked", "listed", "rule"), PEOPLE, ids=[row[1] for row in PEOPLE])
def test_a_person_is_found_for_the_reason_told(asked: str, listed: str, rule: str, best: Asking):
    found = best(Subject((asked,), Kind.PERSON), an_entry(listed, kind=Kind.PERSON))

    assert rule in {reason.rule for reason in found.reasons}


@pytest.mark.parametrize(
    ("asked", "listed", "rule"),
    [
        ("William G. Frost", "William W. Frost", "other-initial"),
        ("Ivan Petrovich Kedarion", "Ivan Sergeyevich Kedarion", "other-father"),
    ],
)
def test_another_initial_or_father_lowers_the_score(asked: str, listed: str, rule: str, best: Asking):
    entry = an_entry(listed, kind=Kind.PERSON)
    same, other = best(Subject((listed,), Kind.PERSON), entry), best(Subject((asked,), Kind.PERSON), entry)

    assert other is None or (rule in {reason.rule for reason in other.reasons} and other.score < same.score)
