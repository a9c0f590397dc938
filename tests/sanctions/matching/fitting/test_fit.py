"""A scorecard is fitted on pairs whose truth is known: what it reaches is measured, and only a gain is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sanctions.matching.fitting.fit import STARTER, fit, main, read_pairs, starter_bearers
from sanctions.matching.fitting.measure import Bench, KnownPair, measured
from sanctions.matching.scorecard import Scorecard
from sanctions.matching.tables import Tables

PAIRS = [
    KnownPair("Valdren Shipping Limited", "Valdren Shipping", False, True, "legal-form"),
    KnownPair("Valdrne Shipping", "Valdren Shipping", False, True, "one-slip"),
    KnownPair("Valdren Shipping Norway", "Valdren Shipping Denmark", False, False, "lookalike"),
    KnownPair("Oerlin Shipping", "Valdren Shipping", False, False, "lookalike"),
]


def a_pair(kind: str, *, is_match: bool) -> KnownPair:
    return KnownPair("one", "other", False, is_match, kind)


def test_recall_counts_what_scores_above_the_strangers_and_f1_weighs_both():
    scored = [
        (0.9, a_pair("slip", is_match=True)),
        (0.8, a_pair("stranger", is_match=False)),
        (0.7, a_pair("slip", is_match=True)),
        (0.6, a_pair("order", is_match=True)),
    ]

    found = measured(scored)

    assert (found.threshold, found.recall) == (0.8, 1 / 3)
    assert found.by_kind == {"order": 0.0, "slip": 0.5}
    assert found.f1 == pytest.approx(6 / 7)


def test_a_fitted_card_is_never_worse_than_the_one_it_began_with(tables: Tables):
    bench = Bench(PAIRS, tables)
    poor = Scorecard(other_place=0.0, other_words=0.0)

    card, reached = fit(bench, poor, rounds=1)

    assert reached.worth >= bench.measure(poor).worth
    assert bench.measure(card) == reached


def test_pairs_are_read_with_their_outcome_and_possible_ones_left_out(tmp_path: Path):
    file = tmp_path / "gold.csv"
    file.write_text(
        "supplier,listed,kind,outcome,why\nA Co,A,company,hit,x\nB,C,person,no hit,x\nD,E,company,possible,x\n"
    )

    assert list(read_pairs(file)) == [
        KnownPair("A Co", "A", False, True, "gold"),
        KnownPair("B", "C", True, False, "gold"),
    ]


def test_the_starter_lists_are_read_each_party_once():
    found = starter_bearers(STARTER)

    assert len({bearer.name for bearer in found}) == len(found) > 100
    assert {len(bearer.country) for bearer in found} <= {0, 2}


def test_the_proposed_card_is_one_a_policy_can_name(capsys: pytest.CaptureFixture[str]):
    main(["--each", "1", "--rounds", "0"])

    printed = capsys.readouterr()
    assert Scorecard.from_mapping(json.loads(printed.out)) == Scorecard()
    assert "recall at 1 %" in printed.err
