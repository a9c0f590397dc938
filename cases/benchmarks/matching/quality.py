"""How well suppliers of known truth were told apart: by supplier, at every threshold, whole and by class."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cases.benchmarks.matching.workload import Asked
from sanctions.matching.policy import MatchPolicy

FALSE_ALERTS = 0.01  # of unlisted suppliers
APART = frozenset(("subsidiary",))  # whether a parent's name inside a longer one should alert is policy, not identity


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one supplier's screening came to: the best score of all, and the best of the party it truly is."""

    asked: Asked
    top: float
    right: float

    @property
    def is_listed(self) -> bool:
        """Whether there was somebody to find."""
        return bool(self.asked.party)


class _Above:
    """How much weight scores at least so much."""

    def __init__(self, scored: Iterable[tuple[float, float]]) -> None:
        ordered = sorted(scored)
        self._scores = [score for score, _ in ordered]
        self._below = [0.0]
        for _, weight in ordered:
            self._below.append(self._below[-1] + weight)

    def at(self, threshold: float) -> float:
        return self._below[-1] - self._below[bisect_left(self._scores, threshold)]

    @property
    def whole(self) -> float:
        return self._below[-1] or 1.0


def quality(outcomes: Sequence[Outcome], policy: MatchPolicy) -> dict[str, Any]:
    """Best F1, recall at one false alert in a hundred and at every band, what is found at all, and the same by class.

    Nothing under the lowest threshold of the policy was ever a hit.
    """
    possible = policy.possible
    listed = [one for one in outcomes if one.is_listed and one.asked.variant not in APART]
    unlisted = [one for one in outcomes if not one.is_listed]
    found, told, alarmed = _above(listed, "right"), _above(listed, "top"), _above(unlisted, "top")
    thresholds = sorted({round(score, 4) for one in outcomes for score in (one.top, one.right) if score >= possible})
    points = [_point(at, found, told, alarmed) for at in thresholds] or [_point(possible, found, told, alarmed)]
    best = max(points, key=lambda point: (point["f1"], point["threshold"]))
    quiet = [point for point in points if point["false_alerts"] <= FALSE_ALERTS]
    chosen = max(quiet, key=lambda point: (point["recall"], point["threshold"])) if quiet else None
    return {
        "listed": len(listed),
        "unlisted": len(unlisted),
        "best_f1": best,
        "at_1_percent_false_alerts": chosen,
        "bands": {
            band: _point(at, found, told, alarmed)
            for band, at in (("possible", possible), ("probable", policy.probable), ("strong", policy.strong))
        },
        "found_at_all": round(found.at(possible) / found.whole, 4),
        "classes": _classes(outcomes, (chosen or best)["threshold"], policy),
    }


def _above(outcomes: Iterable[Outcome], which: str) -> _Above:
    return _Above((getattr(one, which), one.asked.weight) for one in outcomes)


def _point(threshold: float, found: _Above, told: _Above, alarmed: _Above) -> dict[str, float]:
    recall = found.at(threshold) / found.whole
    alerts = told.at(threshold) + alarmed.at(threshold)
    precision = found.at(threshold) / (alerts or 1.0)
    return {
        "threshold": threshold,
        "recall": round(recall, 4),
        "precision": round(precision, 4),
        "f1": round(2 * recall * precision / ((recall + precision) or 1.0), 4),
        "false_alerts": round(alarmed.at(threshold) / alarmed.whole, 5),
    }


def _classes(outcomes: Sequence[Outcome], threshold: float, policy: MatchPolicy) -> dict[str, dict[str, float]]:
    by_class: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        by_class[one.asked.variant].append(one)
    return {variant: _class(by_class[variant], threshold, policy) for variant in sorted(by_class)}


def _class(outcomes: Sequence[Outcome], threshold: float, policy: MatchPolicy) -> dict[str, float]:
    """A class of listed suppliers by what was found of it, one of unlisted ones by what alerted."""
    if outcomes[0].is_listed:
        found = _above(outcomes, "right")
        return {
            "suppliers": len(outcomes),
            "recall": round(found.at(threshold) / found.whole, 4),
            "recall_from_probable": round(found.at(policy.probable) / found.whole, 4),
            "found_at_all": round(found.at(policy.possible) / found.whole, 4),
        }
    alarmed = _above(outcomes, "top")
    return {
        "suppliers": len(outcomes),
        "alerts": round(alarmed.at(threshold) / alarmed.whole, 5),
        "alerts_from_probable": round(alarmed.at(policy.probable) / alarmed.whole, 5),
    }
