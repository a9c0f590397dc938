"""The words of many questions as arrays: numbered once for a process, weighed and joined for all questions together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sanctions.matching.acronyms import MARK, unmarked
from sanctions.matching.align import MAX_JOIN
from sanctions.matching.bounds import FIRST, POSTED, Asked, Flags, Floats, Floor
from sanctions.matching.coding import ROLE_NUMBERS, Codes, Ints
from sanctions.matching.tables import Role
from sanctions.matching.tokens import NameForm, Token

LONGEST_SYLLABLE = 6
LONGEST_JOIN = 24
_IDENTITY, _PLACE, _TRADE, _NUMBER = (
    ROLE_NUMBERS[role] for role in (Role.IDENTITY, Role.PLACE, Role.CONCEPT, Role.NUMBER)
)


class AskedWords:
    """Words of questions, numbered in the order they were met, with the listed words each may stand for.

    Words are only ever added: who holds the number of one may read on while another thread adds more.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.numbers: dict[Token, int] = {}
        self.codes: list[Codes] = []
        self.found = np.zeros(size, dtype=np.int64)
        self.weight = np.zeros(size, dtype=np.float64)
        self.role = np.zeros(size, dtype=np.uint8)
        self.length = np.zeros(size, dtype=np.int64)

    def add(self, tokens: Sequence[Token], codes: Sequence[Codes]) -> None:
        """Number some new words."""
        begin, end = len(self.codes), len(self.codes) + len(tokens)
        self.codes += codes
        self.found[begin:end] = [len(one) for one in codes]
        self.weight[begin:end] = [token.weight for token in tokens]
        self.role[begin:end] = [ROLE_NUMBERS[token.role] for token in tokens]
        self.length[begin:end] = [len(token.word) for token in tokens]
        self.numbers.update({token: begin + place for place, token in enumerate(tokens)})


class AskedNames:
    """Some names, word after word."""

    def __init__(self, names: Sequence[NameForm], number: Callable[[Sequence[Token]], tuple[AskedWords, Ints]]) -> None:
        told = [without_acronyms(name.tokens) for name in names]
        self._names = names
        self._acronyms = [acronyms for _, acronyms in told]
        self.tokens = [token for tokens, _ in told for token in tokens]
        self.words, self.numbers = number(self.tokens)
        self.row = np.repeat(np.arange(len(names)), [len(name.tokens) for name in names])
        self.weight: Floats = self.words.weight[self.numbers]
        self.role = self.words.role[self.numbers]

    def sums(self) -> Asked:
        """What the bound needs to know of each name."""
        is_person = np.array([name.is_person for name in self._names], dtype=np.bool_)
        is_initial = (self.words.length[self.numbers] == 1) & is_person[self.row]
        return Asked(
            self._sum(self.weight),
            self._sum(self.weight * (self.role == _PLACE)),
            self._sum(self.weight * (self.role == _TRADE)),
            self._sum(is_initial),
            self._sum(self.role == _IDENTITY) > 0,
        )

    def _sum(self, values: Floats | Flags) -> Floats:
        sums: Floats = np.bincount(self.row, weights=values, minlength=len(self._names)).astype(np.float64, copy=False)
        return sums

    def flags(self, asked: Asked, floor: Floor) -> NDArray[np.uint8]:
        """For each word, whether to look under it and whether it is the first that tells the party from others.

        The words nobody looks under are the lightest, all together not the least part of the name.
        """
        order = np.lexsort((self.weight, self.row))
        faint = np.cumsum(self.weight[order])
        begins = np.searchsorted(self.row, np.arange(len(self._names)))
        faint -= np.append(0.0, faint)[begins][self.row]
        least = floor.least_ours * (asked.weight - asked.places / 2)
        is_telling = np.empty(len(order), dtype=np.bool_)
        is_telling[order] = faint >= least[self.row]
        is_identity = self.role == _IDENTITY
        flags = np.where(is_identity | is_telling, POSTED, 0).astype(np.uint8)
        telling = np.flatnonzero(is_identity)
        first = telling[np.diff(self.row[telling], prepend=-1) != 0]
        flags[first] |= FIRST
        return flags

    def place_weight(self) -> Floats:
        """The weight of each word that is a place."""
        places: Floats = np.where(self.role == _PLACE, self.weight, 0.0)
        return places

    def runs(self) -> tuple[Ints, Ints]:
        """Neighbouring words that may be one word written apart: the first, and how many."""
        found = list(self._runs())
        if not found:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        return np.concatenate(found), np.repeat(np.arange(len(found)) + 2, [len(first) for first in found])

    def _runs(self) -> Iterator[Ints]:
        """The first words of all runs of two, of three and so on."""
        words, count = self.words, len(self.tokens)
        first = np.flatnonzero(self.role != _NUMBER)
        length = words.length[self.numbers[first]]
        is_short = length <= LONGEST_SYLLABLE
        for size in range(2, MAX_JOIN + 1):
            last = np.minimum(first + size - 1, count - 1)
            number = self.numbers[last]
            length = length + words.length[number]
            is_short &= words.length[number] <= LONGEST_SYLLABLE
            kept = (first + size <= count) & (self.row[last] == self.row[first]) & (self.role[last] != _NUMBER)
            kept &= (length <= LONGEST_JOIN) & (is_short | (size == 2))
            first, length, is_short = first[kept], length[kept], is_short[kept]
            if not len(first):
                return
            yield first

    def initials(self) -> Iterator[tuple[str, int, int]]:
        """Initials of whole names, with the first word of the name and how many it has."""
        first = 0
        for name, acronyms in zip(self._names, self._acronyms, strict=True):
            for acronym in acronyms:
                yield acronym.removeprefix(MARK), first, len(name.tokens)
            first += len(name.tokens)

    def spelling(self, first: int, size: int) -> str:
        """What a run spells."""
        return "".join([token.word for token in self.tokens[first : first + size]]).replace(" ", "")


def without_acronyms(tokens: Sequence[Token]) -> tuple[Sequence[Token], tuple[str, ...]]:
    """The words of a name as other names share them, and the initials of the name kept beside one of them."""
    at = next((place for place, token in enumerate(tokens) if token.others and token.others[-1][0] == MARK), None)
    if at is None:
        return tokens, ()
    token, others = tokens[at], unmarked(tokens[at].others)
    plain = Token(token.text, token.word, token.role, token.weight, others)
    return [*tokens[:at], plain, *tokens[at + 1 :]], token.others[len(others) :]
