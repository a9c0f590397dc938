"""How far very many pairs of words may belong together: by arithmetic wherever the letters alone decide.

The arithmetic twin of `likely_link`: two words share the number of a slip by chance more often than not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from sanctions.matching.align import SHORTENED, SHORTEST_BEGINNING, likely_link
from sanctions.matching.alike import (
    FOUR_LETTER_SLIP,
    OTHER_FIRST_LETTER,
    SECOND_SLIP,
    SHORTEST_FUZZY,
    SHORTEST_SLIPPED,
    SHORTEST_TWO_SLIPS,
    SLIP,
    UNVOWELLED,
)
from sanctions.matching.coding import Ints
from sanctions.matching.tables import Role, Tables
from sanctions.matching.tokens import Token

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

_MOST_SLIPS = 2


@dataclass(frozen=True, slots=True)
class Words:
    """Words with what decides at a glance."""

    tokens: Sequence[Token]
    length: Ints
    is_digit: Flags  # begins with one: it stands for itself alone
    is_identity: Flags
    is_number: Flags
    is_open: Flags  # more than its letters: with further spellings, without its vowels, or an initial

    @classmethod
    def of(cls, tokens: Sequence[Token]) -> Words:
        """Take some words."""
        return cls(
            tokens,
            np.array([len(token.word) for token in tokens], dtype=np.int64),
            _flags(token.word[0].isdigit() for token in tokens),
            _flags(token.role is Role.IDENTITY for token in tokens),
            _flags(token.role is Role.NUMBER for token in tokens),
            _flags(bool(t.others) or len(t.word) == 1 or t.word[0] == UNVOWELLED for t in tokens),
        )


def _flags(claims: Iterable[bool]) -> Flags:
    return np.array(list(claims), dtype=np.bool_)


class Pairs:
    """Pairs of words, told by the places of the two."""

    def __init__(self, ours: Words, theirs: Words, mine: Ints, other: Ints) -> None:
        self._ours, self._theirs = ours, theirs
        self._mine, self._other = mine, other

    def linked(self, is_loose: Flags, is_person: bool, tables: Tables) -> tuple[Floats, Flags]:
        """How far each two may belong together, 0 for not at all, and whether they are only similar.

        Loose are pairs that are known to have neither a sound nor a near meaning in common.
        """
        by_letters = is_loose & ~self._ours.is_open[self._mine] & ~self._theirs.is_open[self._other]
        likeness = np.zeros(len(is_loose), dtype=np.float64)
        is_similar = np.zeros(len(is_loose), dtype=np.bool_)
        at = np.flatnonzero(by_letters)
        likeness[at], is_similar[at] = self._at(at)._by_letters(is_person)
        for place in np.flatnonzero(~by_letters).tolist():
            pair = self._ours.tokens[self._mine[place]], self._theirs.tokens[self._other[place]]
            if link := likely_link(*pair, is_person, tables):
                likeness[place], is_similar[place] = link[1], link[0] == "similar-word"
        return likeness, is_similar

    def _at(self, places: Ints) -> Pairs:
        return Pairs(self._ours, self._theirs, self._mine[places], self._other[places])

    def _by_letters(self, is_person: bool) -> tuple[Floats, Flags]:
        ours, theirs = self._ours, self._theirs
        is_same = self._all(lambda one, other: one.text == other.text)
        may_be = (ours.is_identity[self._mine] | theirs.is_identity[self._other]) & ~is_same
        may_be &= ~(ours.is_number[self._mine] | theirs.is_number[self._other])
        likeness = is_same.astype(np.float64)
        at = np.flatnonzero(may_be)
        likeness[at] = self._at(at)._written_alike(is_person)
        return likeness, may_be & (likeness > 0) & (likeness < 1)

    def _all(self, claim: Callable[[Token, Token], bool]) -> Flags:
        ours, theirs = self._ours.tokens, self._theirs.tokens
        pairs = zip(self._mine.tolist(), self._other.tolist(), strict=True)
        return _flags([claim(ours[mine], theirs[other]) for mine, other in pairs])

    def _written_alike(self, is_person: bool) -> Floats:
        """With so few slips as `likeness` forgives, or one the beginning of the other."""
        found = self._slipped()
        if not is_person:
            at = np.flatnonzero(found == 0)
            found[at] = self._at(at)._begun()
        return found

    def _slipped(self) -> Floats:
        mine, other = self._ours.length[self._mine], self._theirs.length[self._other]
        shorter, longer = np.minimum(mine, other), np.maximum(mine, other)
        slips = cpdist(
            [self._ours.tokens[place].word for place in self._mine.tolist()],
            [self._theirs.tokens[place].word for place in self._other.tolist()],
            scorer=OSA.distance,
            score_cutoff=_MOST_SLIPS,
            dtype=np.uint8,
        ).astype(np.int64)
        worth = 1 - (slips * SLIP + (slips - 1) * SECOND_SLIP) / longer
        is_first_same = self._all(lambda one, other: one.word[0] == other.word[0])
        worth = np.where(is_first_same, worth, worth - OTHER_FIRST_LETTER)
        worth = np.where(longer < SHORTEST_FUZZY, FOUR_LETTER_SLIP, worth)
        is_digit = self._ours.is_digit[self._mine] | self._theirs.is_digit[self._other]
        allowed = np.where(shorter >= SHORTEST_TWO_SLIPS, 2, 1)
        is_similar = (slips <= allowed) & (shorter >= SHORTEST_SLIPPED) & ~is_digit
        found: Floats = np.where(slips == 0, 1.0, np.where(is_similar, worth, 0.0))
        return found

    def _begun(self) -> Floats:
        """One the first half of the other, and no word the tables know."""
        mine, other = self._ours.length[self._mine], self._theirs.length[self._other]
        shorter, longer = np.minimum(mine, other), np.maximum(mine, other)
        is_telling = np.where(mine <= other, self._ours.is_identity[self._mine], self._theirs.is_identity[self._other])
        may_be = is_telling & (shorter >= SHORTEST_BEGINNING) & (shorter * 2 >= longer)
        at = np.flatnonzero(may_be)
        found = np.zeros(len(mine), dtype=np.float64)
        found[at] = np.where(self._at(at)._all(_is_begun), SHORTENED, 0.0)
        return found


def _is_begun(one: Token, other: Token) -> bool:
    return one.word.startswith(other.word) or other.word.startswith(one.word)
