"""Looks for a better scorecard on pairs of names whose truth is known, and prints what it reaches.

    python -m sanctions.matching.fitting.fit [--pairs PAIRS.csv]… [--starter FOLDER] [--each N] [--rounds N] [--seed N]

Measured on variants of the names in the starter lists, each against the name it was made of, on lookalikes of them, and
on any CSV with the columns supplier, listed, kind, outcome (as tests/matching.csv has). Each weight in turn is moved up
and down by a fifth, and kept where recall at 1 % false alerts plus F1 gains. The table of recalls by kind goes to
standard error; the proposed card goes to standard output, as JSON that `Scorecard.from_mapping` reads.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from sanctions.matching.fitting.changes import Bearer
from sanctions.matching.fitting.measure import Bench, KnownPair, Measured
from sanctions.matching.fitting.vary import strangers, variants
from sanctions.matching.scorecard import Scorecard, ScorecardInvalid
from sanctions.matching.tables import NEWEST, Tables, load_tables
from sanctions.matching.text import is_blank
from sanctions.records import Kind

STARTER = Path(__file__).resolve().parents[2] / "data" / "starter"
STEP = 0.2  # part of a weight it is moved by
LEAST_GAIN = 1e-4  # less is chance


def starter_bearers(folder: Path) -> list[Bearer]:
    """Every party of the starter lists once, by its own name."""
    found: dict[str, Bearer] = {}
    for file in sorted(folder.glob("*-*-*.csv")):
        for row in _rows(file):
            name = row["name"]
            found.setdefault(name, Bearer(name, name, row["kind"] == Kind.PERSON, row["country"].partition(" | ")[0]))
    return list(found.values())


def made_pairs(bearers: Sequence[Bearer], tables: Tables, *, each: int, seed: int) -> Iterator[KnownPair]:
    """Variants against the names they were made of, and lookalikes against the names they resemble."""
    people = {bearer.name for bearer in bearers if bearer.is_person}
    for one in variants(bearers, tables, each=each, seed=seed):
        yield KnownPair(one.name, one.like, one.like in people, True, one.kind)
    names = [bearer.name for bearer in bearers if not bearer.is_person]
    for turn in range(each // 5):
        for one in strangers(bearers, names, tables, most=len(names), seed=seed + turn):
            if one.like:
                yield KnownPair(one.name, one.like, False, False, one.kind)


def read_pairs(file: Path) -> Iterator[KnownPair]:
    """The pairs of one CSV; a possible match is neither, and is left out."""
    for row in _rows(file):
        if row["outcome"] != "possible" and not is_blank(row["supplier"]) and not is_blank(row["listed"]):
            is_person = row["kind"] == Kind.PERSON
            yield KnownPair(row["supplier"], row["listed"], is_person, row["outcome"] == "hit", file.stem)


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, strict=True)


def fit(bench: Bench, card: Scorecard, rounds: int) -> tuple[Scorecard, Measured]:
    """The best card found by moving one weight at a time, and what it reaches."""
    best = bench.measure(card)
    for _ in range(rounds):
        before = best.worth
        for weight in card.as_mapping():
            for moved in _moved(card, weight):
                reached = bench.measure(moved)
                if reached.worth > best.worth + LEAST_GAIN:
                    card, best = moved, reached
        if best.worth == before:
            break
    return card, best


def _moved(card: Scorecard, weight: str) -> Iterator[Scorecard]:
    """The card with one weight a step higher and a step lower, as far as it may be."""
    weights = card.as_mapping()
    for factor in (1 + STEP, 1 - STEP):
        try:
            yield Scorecard.from_mapping({**weights, weight: round(weights[weight] * factor, 4)})
        except ScorecardInvalid:
            continue  # out of its bounds: there is nothing to measure


def table(before: Measured, after: Measured) -> str:
    """Recall by kind and the sums, as they were and as they would be."""
    lines = [f"{kind:16} {before.by_kind[kind]:.3f}  {after.by_kind[kind]:.3f}" for kind in before.by_kind]
    lines += [f"{name:16} {a:.4f} {b:.4f}" for name, a, b in _sums(before, after)]
    return "\n".join(lines) + "\n"


def _sums(before: Measured, after: Measured) -> Iterator[tuple[str, float, float]]:
    yield "recall at 1 %", before.recall, after.recall
    yield "F1", before.f1, after.f1
    yield "threshold", before.threshold, after.threshold


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the card of this release, look for a better one, print both."""
    parser = argparse.ArgumentParser(description="Look for a better scorecard.")
    parser.add_argument("--pairs", type=Path, action="append", default=[], help="CSV of pairs whose truth is known")
    parser.add_argument("--starter", type=Path, default=STARTER, help="folder of the starter lists")
    parser.add_argument("--each", type=int, default=60, help="variants of every kind")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    tables = load_tables(NEWEST)
    made = made_pairs(starter_bearers(given.starter), tables, each=given.each, seed=given.seed)
    bench = Bench([*made, *(pair for file in given.pairs for pair in read_pairs(file))], tables)
    before = bench.measure(Scorecard())
    card, after = fit(bench, Scorecard(), given.rounds)
    sys.stderr.write(table(before, after))
    sys.stdout.write(json.dumps(card.as_mapping(), indent=2) + "\n")


if __name__ == "__main__":
    main()
