"""What counts as a match: three thresholds and a scorecard under one version, and the word tables they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sanctions.matching.scorecard import Scorecard

# Candidates are complete for every threshold from here up: the index leaves out pairs that cannot reach it.
LOWEST_THRESHOLD = 0.70
MEASURED = Scorecard()  # the weights this release was measured with


class Band(StrEnum):
    """How sure a match is. The desk writes them Possible, Strong and Very strong."""

    POSSIBLE = "possible"
    PROBABLE = "probable"
    STRONG = "strong"


class PolicyInvalid(ValueError):
    """Thresholds that are out of order or lower than the index answers for."""


class TablesDiffer(ValueError):
    """A policy names other word tables than the ones loaded: its scores could not be reproduced."""


@dataclass(frozen=True, slots=True)
class MatchPolicy:
    """Thresholds and weights, and the tables they belong to; stored with every hit."""

    version: int
    tables: str
    possible: float = 0.72
    probable: float = 0.82
    strong: float = 0.93
    scorecard: Scorecard = MEASURED
    tells_affiliates: bool = True  # also below `possible`; off where whoever asks has set a threshold of their own

    def __post_init__(self) -> None:
        if not LOWEST_THRESHOLD <= self.possible <= self.probable <= self.strong <= 1:
            raise PolicyInvalid(
                f"policy {self.version}: thresholds must rise from {LOWEST_THRESHOLD} to 1, "
                f"not {self.possible}, {self.probable}, {self.strong}"
            )

    @property
    def least(self) -> float:
        """The lowest score that may be told."""
        return LOWEST_THRESHOLD if self.tells_affiliates else self.possible

    def keeps(self, score: float, *, is_affiliate: bool) -> bool:
        """Whether a score is told at all. A listed name inside ours has a reason of its own."""
        return score >= (self.least if is_affiliate else self.possible)

    def band(self, score: float) -> Band:
        """The band a score that is kept falls in."""
        if score >= self.strong:
            return Band.STRONG
        return Band.PROBABLE if score >= self.probable else Band.POSSIBLE
