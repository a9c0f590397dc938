"""Many words as arrays: hashes that join as the words do, and masks that tell at a glance which are not alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, Indel
from rapidfuzz.process import cpdist

from sanctions.matching.alike import SHORTEST_TWO_SLIPS

Hashes = NDArray[np.uint32]
Masks = NDArray[np.uint64]
Numbers = NDArray[np.int64]

_BASE = 0x9E3779B1  # odd, so that no letter's share of a hash is ever lost
_KINDS = 32  # letters, digits folded to four, other marks, and bytes of other scripts
_OTHER_SCRIPT = np.uint64(1 << 31)
_BITS = 16  # of a hash, looked at first
_LOW = np.uint32((1 << _BITS) - 1)
_FEWEST = 4  # letters of a word that may have a slip; `alike` forgives none in shorter ones
# Letters that come or go with so many slips, by how much longer one word is: one slip, and two.
_ONE_SLIP, _TWO_SLIPS = (2, 1, 2), (4, 3, 2)  # a word two letters longer may begin with all of a short one


def _kind_of_letters() -> NDArray[np.int64]:
    kinds = np.full(256, 30, dtype=np.int64)
    kinds[ord("a") : ord("z") + 1] = np.arange(26)
    kinds[ord("0") : ord("9") + 1] = 26 + np.arange(10) % 4
    kinds[128:] = 31
    return kinds


_KIND = _kind_of_letters()


def powers(longest: int) -> Hashes:
    """What the hash of a word is multiplied by when it stands behind so many letters."""
    found = np.full(longest + 1, _BASE, dtype=np.uint32)
    found[0] = 1
    return np.multiply.accumulate(found, dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class Letters:
    """Words one behind the other: all letters, and how many each word has."""

    blob: NDArray[np.uint8]
    length: NDArray[Any]

    @classmethod
    def of(cls, words: Sequence[bytes]) -> Letters:
        """Take encoded words."""
        lengths = np.array([len(word) for word in words], dtype=np.uint16)
        return cls(np.frombuffer(b"".join(words), dtype=np.uint8), lengths)

    @property
    def start(self) -> Numbers:
        """Where each word begins, and where the last one ends."""
        found = np.zeros(len(self.length) + 1, dtype=np.int64)
        np.cumsum(self.length, out=found[1:])
        return found

    def words(self) -> list[bytes]:
        """The words as they were given."""
        raw, bounds = self.blob.tobytes(), self.start.tolist()
        return [raw[start:end] for start, end in pairwise(bounds)]

    def texts(self, numbers: Numbers) -> list[str]:
        """Some of them as texts."""
        raw, start = self.blob.tobytes(), self.start
        return [raw[i:j].decode() for i, j in zip(start[numbers].tolist(), start[numbers + 1].tolist(), strict=True)]

    def hashes(self) -> Hashes:
        """One for each word; that of two words joined is the first plus the second times its power."""
        running, bounds = self._running(), self.start
        return running[bounds[1:]] - running[bounds[:-1]]

    def openings(self) -> Hashes:
        """The hash of every proper beginning of every word, of one letter and more; in no order."""
        running, bounds = self._running(), self.start
        word = np.repeat(np.arange(len(self.length)), self.length)
        inside = np.ones(len(word), dtype=np.bool_)
        inside[bounds[:-1][self.length > 0]] = False
        at = np.flatnonzero(inside)
        return np.unique(running[at] - running[bounds[word[at]]])

    def beginning_with(self, letter: str) -> Numbers:
        """Which words begin with this letter."""
        places = np.flatnonzero(self.length)
        found: Numbers = places[self.blob[self.start[places]] == ord(letter)]
        return found

    def beginnings(self, lengths: Sequence[int]) -> Iterator[tuple[Numbers, Hashes]]:
        """For each length the words that are longer, up to twice, and the hashes of so much of each of them."""
        running, start = self._running(), self.start[:-1]
        for length in lengths:
            longer = np.flatnonzero((self.length > length) & (self.length <= 2 * length))
            begin = start[longer]
            yield longer, running[begin + length] - running[begin]

    def _running(self) -> Hashes:
        place = np.arange(len(self.blob)) - np.repeat(self.start[:-1], self.length)
        longest = int(self.length.max(initial=0))
        weighed = (self.blob.astype(np.uint32) + np.uint32(1)) * powers(longest)[place]
        running = np.zeros(len(self.blob) + 1, dtype=np.uint32)
        np.cumsum(weighed, dtype=np.uint32, out=running[1:])
        return running

    def masks(self) -> Masks:
        """Which letters a word has, and which of them twice: a slip changes one or two of these bits at most."""
        word = np.repeat(np.arange(len(self.length)), self.length)
        counts = np.bincount(word * _KINDS + _KIND[self.blob], minlength=len(self.length) * _KINDS)
        counts = counts.reshape(-1, _KINDS)
        bits = np.left_shift(np.uint64(1), np.arange(_KINDS, dtype=np.uint64))
        once = (counts >= 1).astype(np.uint64) @ bits
        twice = (counts >= 2).astype(np.uint64) @ bits
        masks: Masks = once | twice << np.uint64(_KINDS)
        return masks


def joined_masks(one: Masks, other: Masks) -> Masks:
    """The masks of words that are written as one."""
    masks: Masks = one | other | (one & other) << np.uint64(_KINDS)
    return masks


def may_be_similar(length: Numbers, mask: Masks, other_length: int, other_mask: Masks) -> NDArray[np.bool_]:
    """Whether lengths and letters leave it open that one word is the other with a slip or two."""
    apart = np.abs(length - other_length)
    most = np.array((*_TWO_SLIPS, -1))[np.minimum(apart, len(_TWO_SLIPS))]
    found: NDArray[np.bool_] = np.bitwise_count(mask ^ other_mask) <= most
    return found


class HashSet:
    """Some hashes, to be found among very many; 0 stands for none and is never one of them."""

    def __init__(self, hashes: Iterable[int]) -> None:
        self._hashes = np.array(sorted({int(value) for value in hashes} - {0}), dtype=np.uint32)
        self._may_be = np.zeros(1 << _BITS, dtype=np.bool_)
        self._may_be[self._hashes & _LOW] = True

    def among(self, hashes: Hashes) -> Numbers:
        """The places of those that are in the set."""
        places = np.flatnonzero(self._may_be[hashes & _LOW])
        at = np.searchsorted(self._hashes, hashes[places])
        found: Numbers = places[self._hashes[np.minimum(at, len(self._hashes) - 1)] == hashes[places]]
        return found


@dataclass(frozen=True, slots=True)
class Spellings:
    """Different words in rising order of their lengths, ready to be compared with many others."""

    letters: Letters
    mask: Masks

    @classmethod
    def of(cls, letters: Letters) -> Spellings:
        """Take different words, the shorter before the longer."""
        return cls(letters, letters.masks())

    def similar_to(self, others: Spellings) -> Numbers:
        """Which of them may be a slip or two away from one of the others, as `alike` forgives them; once each or more.

        Words of other scripts are not looked at closely: any may be like any other.
        """
        is_other = self.mask & _OTHER_SCRIPT != 0
        any_other = bool((others.mask & _OTHER_SCRIPT != 0).any())
        ours, theirs = self._near(others)
        slips = cpdist(_spelt(self, ours), _spelt(others, theirs), scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)
        mine, other = self.letters.length[ours], others.letters.length[theirs]
        apart = np.abs(mine.astype(np.int64) - other)
        is_similar = slips <= np.where(np.minimum(mine, other) >= SHORTEST_TWO_SLIPS, 2, np.maximum(apart, 1))
        return np.concatenate([ours[is_similar], np.flatnonzero(is_other & any_other)])

    def _near(self, others: Spellings) -> tuple[Numbers, Numbers]:
        """Pairs whose lengths and letters do not rule out that they are similar."""
        found = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
        for rows, columns, size, their_size in self._of_like_length(others):
            most = _TWO_SLIPS if min(size, their_size) >= SHORTEST_TWO_SLIPS else _ONE_SLIP
            differing = np.bitwise_count(others.mask[columns, None] ^ self.mask[None, rows])
            found.append(_places(differing <= most[abs(size - their_size)], rows, columns))
        ours, theirs = zip(*found, strict=True)
        return np.concatenate(ours), np.concatenate(theirs)

    def longer_than(self, others: Spellings) -> Numbers:
        """Which of them are one of the others with one or two letters more; once each or more."""
        found = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
        for rows, columns, size, their_size in self._of_like_length(others):
            if size > their_size:
                differing = np.bitwise_count(others.mask[columns, None] ^ self.mask[None, rows])
                found.append(_places(differing <= size - their_size, rows, columns))
        ours, theirs = (np.concatenate(some) for some in zip(*found, strict=True))
        more = cpdist(_spelt(self, ours), _spelt(others, theirs), scorer=Indel.distance, score_cutoff=2, dtype=np.uint8)
        return ours[more <= 2]

    def _of_like_length(self, others: Spellings) -> Iterator[tuple[slice, slice, int, int]]:
        """Slices of both that differ by two letters at most, and the two lengths."""
        lengths = np.arange(_longest(self, others) + 4)
        mine, other = (np.searchsorted(one.letters.length, lengths) for one in (self, others))
        for their_size in np.unique(others.letters.length[others.letters.length >= _FEWEST]).tolist():
            for size in range(max(_FEWEST, their_size - 2), their_size + 3):
                yield slice(*mine[size : size + 2]), slice(*other[their_size : their_size + 2]), size, their_size


def _longest(one: Spellings, other: Spellings) -> int:
    return int(max(one.letters.length.max(initial=0), other.letters.length.max(initial=0)))


def _places(found: NDArray[np.bool_], rows: slice, columns: slice) -> tuple[Numbers, Numbers]:
    """Rows and columns of what is found in a table of columns by rows."""
    column, row = np.divmod(np.flatnonzero(found), max(1, found.shape[1]))
    return row + rows.start, column + columns.start


def _spelt(spellings: Spellings, numbers: Numbers) -> list[str]:
    """Words in another script are written by their bytes: they are looked at otherwise."""
    letters = spellings.letters
    different, place = np.unique(numbers, return_inverse=True)
    text, start = letters.blob.tobytes().decode("latin-1"), letters.start
    words = [text[i:j] for i, j in zip(start[different].tolist(), start[different + 1].tolist(), strict=True)]
    return [words[i] for i in place.tolist()]
