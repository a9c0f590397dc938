"""The scorecard: every weight by its name, nothing unknown, nothing out of bounds, and it is what the scorer uses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sanctions.matching.pairs import score_pair
from sanctions.matching.policy import MatchPolicy
from sanctions.matching.scorecard import MOST_OURS_SHARE, Scorecard, ScorecardInvalid
from sanctions.matching.tables import Tables
from sanctions.records import Kind

CARD = Scorecard()


def test_a_stored_scorecard_is_the_same_scorecard():
    assert Scorecard.from_mapping(CARD.as_mapping()) == CARD


def test_a_policy_carries_the_scorecard_its_thresholds_were_measured_with(policy: MatchPolicy):
    assert policy.scorecard == CARD


BROKEN = [
    ({"other_wrods": 0.4}, "unknown weight other_wrods"),
    ({"other_words": -0.4}, "other_words is -0.4; weights are written without a sign"),
    ({"other_words": 1.4}, "other_words is 1.4, not from"),
    ({"other_words": "0.4"}, "other_words is '0.4', which is no number"),
    ({"other_words": True}, "other_words is True, which is no number"),
    ({"other_words": float("nan")}, "other_words is nan, which is no number"),
    ({"ours_share": MOST_OURS_SHARE + 0.01}, "ours_share"),
    ({"person_ours_share": MOST_OURS_SHARE + 0.01}, "person_ours_share"),
    ({"one_sided_place": 0.4}, "one_sided_place"),
]


@pytest.mark.parametrize(("change", "problem"), BROKEN, ids=[problem for _, problem in BROKEN])
def test_a_scorecard_names_the_weight_that_is_wrong(change: dict[str, float], problem: str):
    with pytest.raises(ScorecardInvalid, match=problem):
        Scorecard.from_mapping({**CARD.as_mapping(), **change})


def test_a_scorecard_with_a_weight_missing_names_it():
    weights = CARD.as_mapping()
    del weights["other_words"]

    with pytest.raises(ScorecardInvalid, match="missing weight other_words"):
        Scorecard.from_mapping(weights)


NAMES = [
    ("other_words", "Orient Pearl Kedarion", "Orient Pearl Marenko"),
    ("other_place", "Kedarion Sweden", "Kedarion Finland"),
    ("other_number", "Kedarion Fund II", "Kedarion Fund III"),
    ("lone_similar", "Kedario", "Kedarjo"),
    ("short_equal", "Yitu", "Yitu"),
]


@pytest.mark.parametrize(("weight", "ours", "theirs"), NAMES, ids=[weight for weight, *_ in NAMES])
def test_a_weight_of_the_card_moves_the_score(weight: str, ours: str, theirs: str, tables: Tables):
    free = replace(CARD, **{weight: 0.0})

    assert score_pair(ours, theirs, Kind.COMPANY, tables, free) > score_pair(ours, theirs, Kind.COMPANY, tables, CARD)
