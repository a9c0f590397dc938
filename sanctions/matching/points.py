"""The parts a score is made of, and the words two names do not share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sanctions.matching.tables import Role
from sanctions.matching.tokens import FAINT_WEIGHT, NameForm, Token

# Points are whole ten-thousandths, so that they add up exactly on every machine.
FULL = 10_000


class Point(NamedTuple):
    """One part of a score in ten-thousandths, with the words it comes from."""

    rule: str
    points: int
    ours: str
    theirs: str


class Left:
    """The words of one name without a counterpart, each with its part of the name's weight."""

    __slots__ = ("_by_role", "_total", "_weights", "name", "places")

    def __init__(self, name: NameForm, places: list[int], weights: list[float], total: float) -> None:
        self.name = name
        self.places = places
        self._weights = weights
        self._total = total
        self._by_role: dict[Role, list[int]] = {}
        for place in places:
            self._by_role.setdefault(name.tokens[place].role, []).append(place)

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The words themselves."""
        return tuple([self.name.tokens[place] for place in self.places])

    @property
    def is_telling(self) -> bool:
        """Whether one of them is more than a particle."""
        return max([self.name.tokens[place].weight for place in self.places], default=0) > FAINT_WEIGHT

    def of(self, role: Role) -> Sequence[int]:
        """Places of the left words of one role."""
        return self._by_role.get(role, ())

    def part(self, places: Sequence[int]) -> float:
        """How much of the name these words are."""
        parts = dict(zip(self.places, self._weights, strict=True))
        return sum([parts[place] / self._total for place in places])

    def words(self, places: Sequence[int]) -> str:
        """These words as written."""
        return " ".join([self.name.tokens[place].word for place in places])
