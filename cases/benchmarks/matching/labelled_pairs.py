"""Pairs of names known to be one party or two, scored as `score_pairs` does."""

from __future__ import annotations

import csv
from collections import defaultdict
from typing import Any

from cases.benchmarks.measuring import CannotMeasure, Report, per_second, timed
from sanctions.matching.files import FileUnreadable, Pair, pairs
from sanctions.matching.pairs import score_pair
from sanctions.matching.policy import MatchPolicy
from sanctions.matching.tables import NEWEST, load_tables
from sanctions.matching.text import is_blank

_LABELS = {"1": True, "true": True, "0": False, "false": False}


def pair_quality(file: str, raw: bytes) -> Report:
    """Pairs a second, and where the file has a column `label` the best F1 and F1 by band, whole and by kind."""
    try:
        asked = [pair for pair in pairs(file, raw) if not (is_blank(pair.left) or is_blank(pair.right))]
    except FileUnreadable as error:
        raise CannotMeasure(str(error)) from error
    tables = load_tables(NEWEST)
    policy = MatchPolicy(0, tables.version)
    scores, seconds = timed(lambda: [score_pair(p.left, p.right, p.kind, tables, policy.scorecard) for p in asked])
    report: Report = {"pairs": len(asked), "pairs_per_cpu_second": per_second(len(asked), seconds)}
    labels = _labels(file, raw)
    if labels:
        report["f1"] = _by_kind([(p, s, labels[p.id]) for p, s in zip(asked, scores, strict=True)], policy)
    return report


def _labels(file: str, raw: bytes) -> dict[str, bool]:
    rows = csv.DictReader(raw.decode("utf-8-sig").splitlines(keepends=True))
    if "label" not in (rows.fieldnames or ()):
        return {}
    found = {}
    for row in rows:
        if row["label"].lower() not in _LABELS:
            raise CannotMeasure(f"{file}, line {rows.line_num}: label {row['label']!r} is none of 1, 0, true, false")
        found[row["id"]] = _LABELS[row["label"].lower()]
    return found


def _by_kind(scored: list[tuple[Pair, float, bool]], policy: MatchPolicy) -> dict[str, Any]:
    kinds: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for pair, score, label in scored:
        kinds["all"].append((score, label))
        kinds[pair.kind.value].append((score, label))
    return {kind: _figures(rows, policy) for kind, rows in kinds.items()}


def _figures(rows: list[tuple[float, bool]], policy: MatchPolicy) -> dict[str, Any]:
    best = max(((_f1(rows, at), at) for at in sorted({score for score, _ in rows})), default=(0.0, 1.0))
    return {
        "pairs": len(rows),
        "matches": sum(label for _, label in rows),
        "best": best[0],
        "best_threshold": best[1],
        "at_possible": _f1(rows, policy.possible),
        "at_probable": _f1(rows, policy.probable),
    }


def _f1(rows: list[tuple[float, bool]], threshold: float) -> float:
    right = sum(label for score, label in rows if score >= threshold)
    told, true = sum(score >= threshold for score, _ in rows), sum(label for _, label in rows)
    return round(2 * right / ((told + true) or 1), 4)
