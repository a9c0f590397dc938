"""What holds for the score of any two names, whatever the tables say."""

from __future__ import annotations

import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sanctions.matching.alike import likeness, person_likeness
from sanctions.matching.explain import Judgement, Listed, judge, most_judged
from sanctions.matching.pairs import score_pair
from sanctions.matching.policy import MEASURED
from sanctions.matching.score import compare
from sanctions.matching.tables import NEWEST, load_tables
from sanctions.matching.text import NameBlank
from sanctions.matching.tokens import organisation_form, person_form
from sanctions.records import Identifier, Kind, Name, NameKind, Strength, Subject

TABLES = load_tables(NEWEST)
BRANDS = ["kedarion", "marenko", "quillon", "odessit", "yitu", "huaantai", "novik", "balashev", "orvanta", "sorrel"]
TRADES = ["technology", "information", "shipping", "trading", "institute", "group", "electronics", "security"]
PLACES = ["shenzhen", "beijing", "china", "sweden", "finland", "moscow", "russia"]
FORMS = ["Co., Ltd.", "LLC", "JSC", "Inc.", ""]
STRANGERS = ["zelquorin", "vythramex", "ujbolkary"]  # share no letter run with any brand

words = st.lists(st.sampled_from([*BRANDS, *TRADES, *PLACES]), min_size=1, max_size=5, unique=True)
brand_first = st.builds(lambda brand, rest: [brand, *(w for w in rest if w != brand)], st.sampled_from(BRANDS), words)
forms = st.sampled_from(FORMS)
letters = st.text("abcdeiklmnorstuy", min_size=1, max_size=12)


def judged(ours: str, theirs: str, kind: Kind = Kind.COMPANY) -> Judgement:
    read = person_form if kind is Kind.PERSON else organisation_form
    our_form, their_form = read(ours, TABLES), read(theirs, TABLES)
    comparison = compare(our_form, their_form, TABLES, MEASURED)
    listed = Listed(kind, (), (), ())
    return judge(Subject((ours,), kind), listed, Name(theirs), comparison, our_form, their_form, ours, MEASURED)


def score(ours: list[str], theirs: list[str], kind: Kind = Kind.COMPANY) -> int:
    return judged(" ".join(ours), " ".join(theirs), kind).score


@given(words, forms, words, forms, st.sampled_from([Kind.COMPANY, Kind.PERSON]))
def test_the_points_add_up_to_the_score(ours: list[str], form: str, theirs: list[str], other: str, kind: Kind):
    found = judged(f"{' '.join(ours)} {form}", f"{' '.join(theirs)} {other}", kind)

    assert sum(point.points for point in found.points) == found.score
    assert 0 <= found.score <= 10_000


ADDRESSES = st.sampled_from([(), ("12 Nanjing Road, Shanghai 200001",), ("PO Box 55, Dubai",)])
NUMBERS = st.sampled_from([(), (Identifier("lei", "5493001KJTIIGC8Y1R12"),), (Identifier("imo", "9074729"),)])


@given(words, words, st.tuples(ADDRESSES, ADDRESSES), st.tuples(NUMBERS, NUMBERS), st.sampled_from(Strength))
def test_no_pair_is_judged_higher_than_it_was_thought_it_could_be(
    ours: list[str], theirs: list[str], addresses: tuple, numbers: tuple, strength: Strength
):
    subject = Subject((" ".join(ours),), Kind.COMPANY, (), addresses[0], numbers[0])
    listed = Listed(Kind.COMPANY, (), numbers[1], addresses[1])
    name = Name(" ".join(theirs), NameKind.AKA, strength)
    forms = [organisation_form(" ".join(words), TABLES) for words in (ours, theirs)]
    comparison = compare(*forms, TABLES, MEASURED)

    judgement = judge(subject, listed, name, comparison, *forms, subject.names[0], MEASURED)

    assert judgement.score <= most_judged(subject, listed, comparison, *forms, MEASURED)


@given(words, words)
def test_the_same_question_has_the_same_answer(ours: list[str], theirs: list[str]):
    assert judged(" ".join(ours), " ".join(theirs)) == judged(" ".join(ours), " ".join(theirs))


@given(letters, letters)
def test_two_words_are_as_alike_one_way_as_the_other(one: str, other: str):
    assert likeness(one, other) == likeness(other, one)
    assert person_likeness(one, other) == person_likeness(other, one)


@given(words, words)
def test_names_of_people_are_compared_alike_both_ways(ours: list[str], theirs: list[str]):
    assume("yitu" not in ours + theirs)  # of a listed name of four letters more is asked
    assert abs(score(ours, theirs, Kind.PERSON) - score(theirs, ours, Kind.PERSON)) <= 5


@given(st.lists(st.sampled_from(BRANDS), min_size=2, max_size=5, unique=True), st.randoms(use_true_random=False))
def test_the_order_of_telling_words_is_no_difference(name: list[str], chance: random.Random):
    moved = chance.sample(name, len(name))

    assert score(moved, name) == score(name, name)
    assert score(moved, name, Kind.PERSON) == score(name, name, Kind.PERSON)


@given(words, words, st.sampled_from(STRANGERS), st.sampled_from([Kind.COMPANY, Kind.PERSON]))
def test_a_word_the_listed_name_lacks_never_raises_the_score(
    ours: list[str], theirs: list[str], stranger: str, kind: Kind
):
    assert score([*ours, stranger], theirs, kind) <= score(ours, theirs, kind)


@given(brand_first, st.data())
def test_a_word_both_names_have_never_lowers_the_score(theirs: list[str], data: st.DataObject):
    kept = data.draw(st.lists(st.sampled_from(theirs), min_size=1, unique=True))
    ours = [word for word in theirs if word in kept]
    missing = [word for word in theirs if word not in kept and word in BRANDS]
    if missing:
        restored = [word for word in theirs if word in kept or word == missing[0]]
        assert score(restored, theirs) >= score(ours, theirs)


@pytest.mark.parametrize("names", [("Novik", "---"), ("---", "Novik"), ("\u200d", "\u0301")])
def test_a_name_of_which_nothing_is_left_has_no_score(names: tuple[str, str]):
    with pytest.raises(NameBlank):
        score_pair(*names, Kind.COMPANY, TABLES, MEASURED)
