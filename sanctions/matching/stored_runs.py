"""Neighbouring words of stored names that together are a listed word: written apart, with a slip, or by initials."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sanctions.matching.align import JOINED, MAX_JOIN
from sanctions.matching.alike import SHORTEST_SLIPPED, likeness
from sanctions.matching.asked_names import LONGEST_JOIN, LONGEST_SYLLABLE
from sanctions.matching.coding import ROLE_NUMBERS, Codes, code
from sanctions.matching.counterparts import Links
from sanctions.matching.spellings import Hashes, Letters, Masks, Numbers, joined_masks, may_be_similar, powers
from sanctions.matching.stored_words import Words
from sanctions.matching.tables import Role
from sanctions.matching.token_rows import Names
from sanctions.matching.tokens import Token

_NUMBER = ROLE_NUMBERS[Role.NUMBER]
_MOST_APART = 2  # letters by which two spellings of one word differ in length
_AT_ONCE = 256  # listed words beside all runs of one length


@dataclass(frozen=True, slots=True)
class Runs:
    """Neighbours that together may be a listed word."""

    name: Numbers
    at: Numbers  # where the first of them stands among the words of all names
    size: Numbers
    code: Codes

    @classmethod
    def of(cls, some: Sequence[Runs]) -> Runs:
        """All of some."""
        return cls(
            *(np.concatenate([getattr(runs, column) for runs in some]) for column in ("name", "at", "size", "code"))
        )


@dataclass(frozen=True, slots=True)
class _Growing:
    """Runs of one size, each with what it spells."""

    name: Numbers
    at: Numbers
    value: Hashes
    length: Numbers
    mask: Masks
    is_short: NDArray[np.bool_]  # every word of it may be a syllable

    def kept(self, which: NDArray[Any]) -> _Growing:
        """Some of them."""
        return _Growing(*(getattr(self, column)[which] for column in self.__slots__))


class WrittenApart:
    """Listed words, to be found where stored names write them apart or have them as their initials."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        spelt = [(word, i) for i, token in enumerate(tokens) for word in (token.word, *token.others)]
        letters = Letters.of([word.encode() for word, _ in spelt])
        self._words = Links.of(zip(letters.hashes().tolist(), [number for _, number in spelt], strict=True))
        self._slipped = _Slipped([pair for pair in spelt if len(pair[0]) >= SHORTEST_SLIPPED])

    def among(self, words: Words, names: Names, start: Numbers) -> Runs:
        """Where in stored names they are; `start` is where each name begins."""
        found = [self._initials(names, start)]
        for size, runs in self._growing(words, names, start):
            place, listed = self._words.look_up(runs.value)
            found.append(_of_size(size, runs.kept(place), [code(word, JOINED, False) for word in listed.tolist()]))
            place, codes = self._slipped.similar(words, names, size, runs)
            found.append(_of_size(size, runs.kept(place), codes))
        return Runs.of(found)

    def _initials(self, names: Names, start: Numbers) -> Runs:
        place, listed = self._words.look_up(np.concatenate([names.initials, names.other_initials]))
        name = place % max(1, len(names.party))
        codes = np.array([code(word, 1.0, False) for word in listed.tolist()], dtype=np.int64)
        return Runs(name, start[name], names.size[name].astype(np.int64), codes)

    def _growing(self, words: Words, names: Names, start: Numbers) -> Iterator[tuple[int, _Growing]]:
        """Runs of two words, of three and so on, that may be one written apart."""
        told = _Plain(words, names)
        at = np.flatnonzero((words.role != _NUMBER)[names.word])
        name = np.searchsorted(start, at, side="right") - 1
        runs = told.growing(name, at)
        power = powers(LONGEST_JOIN)
        for size in range(2, MAX_JOIN + 1):
            runs = runs.kept(runs.at + size - 1 < start[runs.name + 1])
            more = told.growing(runs.name, runs.at + size - 1)
            length = runs.length + more.length
            is_short = runs.is_short & more.is_short
            goes_on = ~told.is_number(more.at) & (length <= LONGEST_JOIN) & (is_short | (size == 2))
            runs, more, length = runs.kept(goes_on), more.kept(goes_on), length[goes_on]
            runs = replace(
                runs,
                value=runs.value + power[runs.length] * more.value,
                length=length,
                mask=joined_masks(runs.mask, more.mask),
                is_short=runs.is_short & more.is_short,
            )
            yield size, runs


def _of_size(size: int, runs: _Growing, codes: Sequence[int]) -> Runs:
    return Runs(runs.name, runs.at, np.full(len(runs.at), size), np.array(codes, dtype=np.int64))


class _Plain:
    """Words of stored names without blanks."""

    def __init__(self, words: Words, names: Names) -> None:
        self._words, self._names = words, names

    def growing(self, name: Numbers, at: Numbers) -> _Growing:
        """Single words, by where they stand."""
        word = self._names.word[at]
        plain = self._words.plain[word]
        length = self._words.length[plain].astype(np.int64)
        is_short = self._words.length[self._words.spelling[word]] <= LONGEST_SYLLABLE
        return _Growing(name, at, self._words.hash[plain], length, self._words.mask[plain], is_short)

    def is_number(self, at: Numbers) -> NDArray[np.bool_]:
        """Whether they are numbers, which are never part of a word."""
        found: NDArray[np.bool_] = self._words.role[self._names.word[at]] == _NUMBER
        return found


class _Slipped:
    """Listed words, the shorter before the longer, to be found with a slip in them where they are written apart."""

    def __init__(self, spelt: Sequence[tuple[str, int]]) -> None:
        self._spelt = sorted(spelt, key=lambda pair: (len(pair[0]), pair))
        letters = Letters.of([word.encode() for word, _ in self._spelt])
        self._length = letters.length.astype(np.int64)
        self._mask = letters.masks()

    def similar(self, words: Words, names: Names, size: int, runs: _Growing) -> tuple[Numbers, list[int]]:
        """Places of runs that are one of them but for a slip or two, and the code of the listed word."""
        place, own = self._near(runs)
        spelt = _joined_texts(words, names.word[runs.at[place, None] + np.arange(size)])
        kept: list[int] = []
        codes: list[int] = []
        for i, joined, j in zip(place.tolist(), spelt, own.tolist(), strict=True):
            word, number = self._spelt[j]
            if alike := likeness(joined, word):
                kept.append(i)
                codes.append(code(number, JOINED * alike, False))
        return np.array(kept, dtype=np.int64), codes

    def _near(self, runs: _Growing) -> tuple[Numbers, Numbers]:
        """Runs and listed words whose lengths and letters leave it open that they are similar."""
        order = np.argsort(runs.length, kind="stable")
        length = runs.length[order]
        found = [(order[:0], order[:0])]
        for begin, end in self._of_one_length():
            least, most = self._length[begin] - _MOST_APART, self._length[begin] + _MOST_APART
            own = order[np.searchsorted(length, least) : np.searchsorted(length, most, side="right")]
            masks = self._mask[begin:end, None]
            word, run = np.nonzero(may_be_similar(runs.length[own], runs.mask[own], self._length[begin], masks))
            found.append((own[run], word + begin))
        places, words = zip(*found, strict=True)
        return np.concatenate(places), np.concatenate(words)

    def _of_one_length(self) -> Iterator[tuple[int, int]]:
        """Slices of the listed words, not too many at once."""
        bounds = np.searchsorted(self._length, np.unique(self._length)).tolist()
        for begin, end in pairwise([*bounds, len(self._length)]):
            for first in range(begin, end, _AT_ONCE):
                yield first, min(first + _AT_ONCE, end)


def _joined_texts(words: Words, numbers: NDArray[Any]) -> list[str]:
    parts = iter(words.letters.texts(words.plain[numbers.ravel()].astype(np.int64)))
    return ["".join(run) for run in zip(*[parts] * numbers.shape[1], strict=True)]
