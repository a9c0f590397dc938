"""How much two names can score at most, for thousands of pairs at once: what is left out cannot reach the threshold.

Every word of the question is taken as linked to everything it could be linked to, which no real comparison exceeds;
the costs of what is not shared are left to the scorer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sanctions.matching.align import INITIAL
from sanctions.matching.coding import Codes, Ints, decoded
from sanctions.matching.policy import LOWEST_THRESHOLD
from sanctions.matching.scorecard import MOST_GAIN, MOST_OURS_SHARE, Scorecard
from sanctions.matching.tables import Role
from sanctions.matching.tokens import NameForm, Token

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_ROUNDING = 0.003  # points are whole ten-thousandths, rounded link by link
MOST_INITIAL = 100 * INITIAL  # what an initial can count


@dataclass(frozen=True, slots=True)
class Floor:
    """From where on a pair is worth scoring, and how a score is shared out."""

    least: float
    share: float  # how much of the score is our name's
    place_lost: float  # part of a place's weight that does not count where only one side names it
    most_trade: float

    @classmethod
    def of(cls, card: Scorecard, threshold: float, *, is_person: bool) -> Floor:
        """The floor under one scorecard: what agrees beside the name may still add to a score."""
        share = card.person_ours_share if is_person else card.ours_share
        least = threshold - card.same_address - _ROUNDING
        return cls(least, share, 1 - card.one_sided_place, card.most_added_trade)

    @property
    def least_ours(self) -> float:
        """The least part of our name that must be found, the listed name being found whole."""
        return (self.least - (1 - self.share)) / self.share if self.share else 0.0


# The least part of a listed name that must be found under any scorecard, our name being found whole.
LEAST_THEIRS = (LOWEST_THRESHOLD - MOST_GAIN - _ROUNDING - MOST_OURS_SHARE) / (1 - MOST_OURS_SHARE)


def telling_places(tokens: Sequence[Token], least: float, *, is_person: bool) -> set[int]:
    """Places of the heaviest words, so many that the others together cannot make up the least part of the name."""
    order = sorted(range(len(tokens)), key=lambda place: (-tokens[place].weight, tokens[place].text))
    faint = sum(_at_most(token, is_person) for token in tokens)
    chosen: set[int] = set()
    chosen_weight = 0.0
    for place in order:
        if faint < least * (faint + chosen_weight):
            break
        token = tokens[place]
        faint -= _at_most(token, is_person)
        chosen_weight += token.weight / 2 if token.role is Role.PLACE else token.weight
        chosen.add(place)
    return chosen


def _at_most(token: Token, is_person: bool) -> float:
    return max(token.weight, MOST_INITIAL) if is_person else token.weight


@dataclass(frozen=True, slots=True)
class Asked:
    """The names of some questions in numbers, one place for each."""

    weight: Floats
    places: Floats
    trade: Floats
    initials: Floats
    has_identity: Flags

    @classmethod
    def of(cls, questions: Sequence[NameForm]) -> Asked:
        """What the bound needs to know of our names."""
        return cls(
            np.array([name.weight for name in questions], dtype=np.float64),
            np.array([_weight_of(name, Role.PLACE) for name in questions], dtype=np.float64),
            np.array([_weight_of(name, Role.CONCEPT) for name in questions], dtype=np.float64),
            np.array([initials(name) for name in questions], dtype=np.float64),
            np.array([any(t.role is Role.IDENTITY for t in name.tokens) for name in questions], dtype=np.bool_),
        )


def _weight_of(name: NameForm, role: Role) -> int:
    return sum([token.weight for token in name.tokens if token.role is role])


def initials(name: NameForm) -> int:
    """How many words of a person's name are one letter, which any word beginning with it may stand for."""
    return sum([len(token.word) == 1 for token in name.tokens]) if name.is_person else 0


@dataclass(frozen=True, slots=True)
class Hits:
    """Every (question, listed word) that may belong together, once, in rising order of its key."""

    key: Ints
    ours: Floats  # what it adds of our name's weight, at most
    theirs: Floats
    ours_lost: Floats  # by how much it lightens the names where a word is only similar
    theirs_lost: Floats
    place: Floats  # our places among it
    is_exact: Flags
    is_whole: Flags  # exact or joined: no slip in it
    is_first: Flags  # our first telling word is in it
    is_posted: Flags  # heavy enough to look for names by it

    @classmethod
    def of(
        cls,
        row: Ints,
        codes: Codes,
        weight: Floats,
        place: Floats,
        flags: NDArray[np.uint8],
        listed: NDArray[np.uint16],
    ) -> Hits:
        """From single hits: question, listed word with likeness, what is ours in it, and its flags."""
        word, likeness, is_similar = decoded(codes)
        theirs = listed[word].astype(np.float64)
        least = np.minimum(weight, theirs)
        ours_counted, theirs_counted = (np.where(is_similar, least, own) for own in (weight, theirs))
        key = row * len(listed) + word
        order = np.argsort(key, kind="stable")
        key = key[order]
        starts = np.flatnonzero(np.diff(key, prepend=-1))
        most = _Most(order, starts)
        return cls(
            key[starts],
            most(likeness * ours_counted),
            most(likeness * theirs_counted),
            most(weight - ours_counted),
            most(theirs - theirs_counted),
            most(place),
            most(likeness >= 1),
            most(~is_similar),
            most(flags & FIRST != 0),
            most(flags & POSTED != 0),
        )


FIRST, POSTED = 1, 2  # flags of a hit


class _Most:
    """The greatest of what several words of a question say of one listed word."""

    def __init__(self, order: Ints, starts: Ints) -> None:
        self._order = order
        self._starts = starts

    def __call__(self, values: NDArray[np.generic]) -> NDArray:  # type: ignore[type-arg]
        if not len(self._starts):
            return values
        sorted_values = values[self._order]
        if len(self._starts) == len(sorted_values):
            return sorted_values
        if sorted_values.dtype == np.bool_:
            return np.logical_or.reduceat(sorted_values, self._starts)
        return np.maximum.reduceat(sorted_values, self._starts)
