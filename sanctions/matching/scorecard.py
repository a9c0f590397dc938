"""The scorecard: every weight a score is made of, as one value that a policy names and a hit can be repeated with."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Self

# The candidate search leaves out pairs that cannot reach the lowest threshold under these limits.
MOST_OURS_SHARE = 0.6
LEAST_ONE_SIDED_PLACE = 0.5
MOST_GAIN = 0.05  # what agrees beside the name may add


class ScorecardInvalid(ValueError):
    """A scorecard that cannot be used: which weight, and why."""


def _weight(default: float, least: float = 0.0, most: float = 1.0) -> float:
    weight: float = field(default=default, metadata={"least": least, "most": most})
    return weight


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Parts of a full score, which is 1. Shares and scores are reached, caps are not passed, costs are taken off."""

    # Words that are shared: how much each counts by its part of our name; the rest by its part of theirs.
    ours_share: float = _weight(0.6, most=MOST_OURS_SHARE)
    person_ours_share: float = _weight(0.5, most=MOST_OURS_SHARE)
    one_sided_place: float = _weight(0.6, least=LEAST_ONE_SIDED_PLACE)  # a place one side names: part of its weight
    most_added_trade: float = _weight(0.18, most=0.9)  # part of our name trade words may take that we add to theirs

    # Words that speak against it; the first six cost this much per part of the name they are.
    other_words: float = _weight(0.55)  # another identity word on each side
    person_other_words: float = _weight(0.65)
    other_trade: float = _weight(0.15)  # another trade word on each side
    only_trade: float = _weight(0.3)  # the same where nothing but trade words is shared
    extra_trade: float = _weight(0.42)  # a trade word only one side has
    other_wording: float = _weight(0.26)  # the same trade in another word, where nothing telling is shared
    nothing_telling: float = _weight(0.1)  # the words that tell one of them from all others are not shared
    other_initial: float = _weight(0.08)  # a person's initial is another one
    other_father: float = _weight(0.08)  # the name of a person's father is another one
    other_number: float = _weight(0.12)
    missing_number: float = _weight(0.05)
    missing_series: float = _weight(0.1)  # only one side has a number in a series, written as such: "Fund II"
    other_place: float = _weight(0.2)
    missing_place: float = _weight(0.02)  # only one side names a place, and nothing but trade words is shared
    other_branch: float = _weight(0.25)  # only one side ends in a country: the name of a branch
    foreign_place: float = _weight(0.10)  # our name names a place outside the countries of the entry
    other_form: float = _weight(0.02)

    # Names that say little.
    lone_similar: float = _weight(0.10)  # one similar word is all there is, and nothing beside it
    one_similar: float = _weight(0.05)  # the same with nothing but trade words around it
    common_words: float = _weight(0.3)  # nothing but words many names share; the less they say, the more
    single_word: float = _weight(0.10)  # a person found by one word
    single_word_similar: float = _weight(0.18)
    short_equal: float = _weight(0.07)  # four letters, equal, and nothing beside them
    very_short_equal: float = _weight(0.14)
    short_among_trade: float = _weight(0.76)  # cap: four letters no register knows, with trade words beside them
    short_alone: float = _weight(0.65)  # cap: four letters with other words beside them
    weak_alone: float = _weight(0.60)  # cap: a weak alias with nothing beside it (OFAC FAQ 122 to 125)
    weak_confirmed: float = _weight(0.80)  # cap: a weak alias with something that agrees
    affiliate: float = _weight(0.75)  # score: a listed name found whole inside a longer one

    # What stands beside the names.
    other_country: float = _weight(0.04)
    other_country_common: float = _weight(0.2)  # on top of it, the more the less the shared words say
    other_kind: float = _weight(0.06)
    same_address: float = _weight(0.03, most=MOST_GAIN)  # gain, and cap of all gains of this part together
    same_postcode: float = _weight(0.01, most=MOST_GAIN)  # gain
    same_po_box: float = _weight(0.01, most=MOST_GAIN)  # gain
    unchecked_identifier: float = _weight(0.02, most=MOST_GAIN)  # gain: the same number, not shown to be right
    same_contact: float = _weight(0.02, most=MOST_GAIN)  # gain: the same telephone, mail address or bank
    other_identifier: float = _weight(0.04)  # a number of which one party has only one, and theirs is another

    def __post_init__(self) -> None:
        for weight in fields(self):
            _check(weight.name, getattr(self, weight.name), weight.metadata["least"], weight.metadata["most"])

    def as_mapping(self) -> dict[str, float]:
        """Every weight by its name, to be stored."""
        return asdict(self)

    @classmethod
    def from_mapping(cls, weights: Mapping[str, float]) -> Self:
        """A stored scorecard; raises ScorecardInvalid for a weight that is unknown, missing or out of bounds."""
        known = {weight.name for weight in fields(cls)}
        for problem, names in (("unknown", weights.keys() - known), ("missing", known - weights.keys())):
            if names:
                raise ScorecardInvalid(f"scorecard: {problem} weight {', '.join(sorted(names))}")
        return cls(**weights)


def _check(name: str, value: object, least: float, most: float) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ScorecardInvalid(f"scorecard: {name} is {value!r}, which is no number")
    if value < 0:
        raise ScorecardInvalid(f"scorecard: {name} is {value}; weights are written without a sign")
    if not least <= value <= most:
        raise ScorecardInvalid(f"scorecard: {name} is {value}, not from {least} to {most}")
