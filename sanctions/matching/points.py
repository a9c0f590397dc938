"""The parts a score is made of, and the words two names do not share."""

from __future__ import annotations

from dataclasses import dataclass

from sanctions.matching.tables import Role
from sanctions.matching.tokens import FAINT_WEIGHT, NameForm, Token

# Points are whole ten-thousandths, so that they add up exactly on every machine.
FULL = 10_000


@dataclass(frozen=True, slots=True)
class Point:
    """One part of a score in ten-thousandths, with the words it comes from."""

    rule: str
    points: int
    ours: str
    theirs: str


class Left:
    """The words of one name without a counterpart, each with its part of the name's weight."""

    def __init__(self, name: NameForm, places: list[int], parts: list[float]) -> None:
        self.name = name
        self.places = places
        self._parts = dict(zip(places, parts, strict=True))

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The words themselves."""
        return tuple(self.name.tokens[place] for place in self.places)

    @property
    def is_telling(self) -> bool:
        """Whether one of them is more than a particle."""
        return any(self.name.tokens[place].weight > FAINT_WEIGHT for place in self.places)

    def of(self, role: Role) -> list[int]:
        """Places of the left words of one role."""
        return [place for place in self.places if self.name.tokens[place].role is role]

    def part(self, places: list[int]) -> float:
        """How much of the name these words are."""
        return sum([self._parts[place] for place in places])

    def words(self, places: list[int]) -> str:
        """These words as written."""
        return " ".join(self.name.tokens[place].word for place in places)
