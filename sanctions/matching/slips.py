"""Numbers that two words share when one may be a slip of the other: made for thousands of words at once in numpy.

The arithmetic twin of what `alike` forgives: a word, the word with one letter left out, and with two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sanctions.matching.alike import SHORTEST_SLIPPED, SHORTEST_TWO_SLIPS

Hashes = NDArray[np.uint32]
Places = NDArray[np.int64]
Wide = NDArray[np.uint64]

_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no letter is lost in 64 bits
_MIX = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)
_FEW = 48  # words that are sooner worked through in one table than in one for each length
_LONG = 24  # letters a word of such a table may have
_BLANK = "\0"  # counts nothing in front of a word


def spelt(words: Sequence[str]) -> Hashes:
    """One number for each word, equal for equal words."""
    found = np.zeros(len(words), dtype=np.uint32)
    for places, letters, _ in _tables(words):
        found[places] = _mixed(_running(letters, 0)[:, -1])
    return found


def slipped(words: Sequence[str], most: int = 2) -> tuple[Places, Hashes]:
    """The place of a word, and a number for what is left of it without one letter, or two where as many are asked for.

    Words that begin with a digit stand for themselves alone.
    """
    places: list[Places] = []
    hashes: list[Hashes] = []
    for own, letters, blank in _tables(words):
        size = letters.shape[1]
        begins = letters[np.arange(len(own)), blank]
        may_slip = (size - blank >= SHORTEST_SLIPPED) & ((begins < ord("0")) | (begins > ord("9")))
        own, letters, blank = own[may_slip], letters[may_slip], blank[may_slip]
        left, first = _left_out(letters, 2 if most > 1 and size >= SHORTEST_TWO_SLIPS else 1)
        is_short = size - blank < SHORTEST_TWO_SLIPS
        kept = first >= np.where(is_short[:, None] & (np.arange(len(first)) >= size), size, blank[:, None])
        places.append(np.repeat(own, np.count_nonzero(kept, axis=1)))
        hashes.append(_mixed(left[kept]))
    if not places:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint32)
    return np.concatenate(places), np.concatenate(hashes)


def _tables(words: Sequence[str]) -> Iterator[tuple[Places, Wide, Places]]:
    """Words one below the other as a table of their letters, with their places and the blanks each begins with.

    A few words stand in one table, flush right; many stand in one for each length.
    """
    lengths = np.array([len(word) for word in words], dtype=np.int64)
    longest = int(lengths.max(initial=0))
    is_few = len(words) <= _FEW and longest <= _LONG
    for length in [longest] if is_few and longest else np.unique(lengths[lengths > 0]).tolist():
        places = np.flatnonzero(lengths > 0 if is_few else lengths == length)
        letters = "".join([words[place].rjust(length, _BLANK) for place in places.tolist()])
        codes = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        yield places, codes.reshape(-1, length).astype(np.uint64), length - lengths[places]


def _running(letters: Wide, left_out: int) -> Wide:
    """What each word begins with, for 0, 1, 2 ... letters, as part of a word from which so many behind are left out."""
    size = letters.shape[1]
    found = np.zeros((len(letters), size + 1), dtype=np.uint64)
    powers = np.full(max(size - left_out, 0), _BASE, dtype=np.uint64)
    powers[:1] = 1
    np.cumsum(letters[:, : len(powers)] * np.cumprod(powers)[::-1], axis=1, out=found[:, 1 : len(powers) + 1])
    return found


def _left_out(letters: Wide, most: int) -> tuple[Wide, Places]:
    """Every word without each of its letters, then without each two of them, and the first place that is left out."""
    size = letters.shape[1]
    whole, one_out = _running(letters, 0), _running(letters, 1)
    behind = whole[:, -1:] - whole
    one = np.arange(size)
    left = one_out[:, :-1] + behind[:, 1:]
    if most < 2:
        return left, one
    first, second = _two_places(size)
    two_out = _running(letters, 2)
    between = one_out[:, second] - one_out[:, first + 1]
    left_of_two = two_out[:, first] + between + behind[:, second + 1]
    return np.concatenate([left, left_of_two], axis=1), np.concatenate([one, first])


@lru_cache(maxsize=_LONG)
def _two_places(size: int) -> tuple[Places, Places]:
    first, second = np.triu_indices(size, 1)
    return first, second


def _mixed(wide: Wide) -> Hashes:
    """Folded to 32 bits; words that share one by chance are told apart when they are looked at."""
    wide = (wide ^ (wide >> _HALF)) * _MIX
    return (wide ^ (wide >> _HALF)).astype(np.uint32)
