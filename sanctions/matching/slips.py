"""Numbers that two words share when one may be a slip of the other: made for thousands of words at once in numpy.

The arithmetic twin of what `alike` forgives: a word, the word with one letter left out, and with two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sanctions.matching.alike import SHORTEST_SLIPPED, SHORTEST_TWO_SLIPS

Hashes = NDArray[np.uint32]
Places = NDArray[np.int64]
Wide = NDArray[np.uint64]

_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no letter is lost in 64 bits
_MIX = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)


def spelt(words: Sequence[str]) -> Hashes:
    """One number for each word, equal for equal words."""
    found = np.zeros(len(words), dtype=np.uint32)
    for places, letters in _by_length(words):
        found[places] = _mixed(_prefixes(letters)[:, -1])
    return found


def slipped(words: Sequence[str], most: int = 2) -> tuple[Places, Hashes]:
    """The place of a word, and a number for what is left of it without one letter, or two where as many are asked for.

    Words that begin with a digit stand for themselves alone.
    """
    places: list[Places] = []
    hashes: list[Hashes] = []
    for own, letters in _by_length(words):
        if letters.shape[1] >= SHORTEST_SLIPPED:
            may_slip = ~_is_digit(letters[:, 0])
            left = _left_out(letters[may_slip], most)
            places.append(np.repeat(own[may_slip], left.shape[1]))
            hashes.append(_mixed(left).ravel())
    if not places:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint32)
    return np.concatenate(places), np.concatenate(hashes)


def _by_length(words: Sequence[str]) -> Iterator[tuple[Places, Wide]]:
    """Words of one length at a time, as a table of their letters, with their places."""
    lengths = np.array([len(word) for word in words], dtype=np.int64)
    for length in np.unique(lengths[lengths > 0]).tolist():
        places = np.flatnonzero(lengths == length)
        letters = "".join([words[place] for place in places.tolist()]).encode("utf-32-le", "surrogatepass")
        yield places, np.frombuffer(letters, dtype=np.uint32).reshape(-1, length).astype(np.uint64)


def _is_digit(letters: Wide) -> NDArray[np.bool_]:
    return (letters >= ord("0")) & (letters <= ord("9"))


def _prefixes(letters: Wide) -> Wide:
    """The number of what each word begins with, for 0, 1, 2 ... letters."""
    found = np.zeros((letters.shape[0], letters.shape[1] + 1), dtype=np.uint64)
    for place in range(letters.shape[1]):
        found[:, place + 1] = found[:, place] * _BASE + letters[:, place]
    return found


def _left_out(letters: Wide, most: int) -> Wide:
    """Every word without each of its letters, and without each two of them where it is long enough."""
    size = letters.shape[1]
    powers = np.ones(size + 1, dtype=np.uint64)
    np.cumprod(np.full(size, _BASE), out=powers[1:])
    starts = _prefixes(letters)
    ends = starts[:, -1:] - starts * powers[size - np.arange(size + 1)]  # of what follows each place
    one = np.arange(size)
    found = [starts[:, one] * powers[size - 1 - one] + ends[:, one + 1]]
    if size >= SHORTEST_TWO_SLIPS and most > 1:
        first, second = np.triu_indices(size, 1)
        between = starts[:, second] - starts[:, first + 1] * powers[second - first - 1]
        found.append(
            starts[:, first] * powers[size - 2 - first] + between * powers[size - 1 - second] + ends[:, second + 1]
        )
    return np.concatenate(found, axis=1)


def _mixed(wide: Wide) -> Hashes:
    """Folded to 32 bits; words that share one by chance are told apart when they are looked at."""
    wide = (wide ^ (wide >> _HALF)) * _MIX
    return (wide ^ (wide >> _HALF)).astype(np.uint32)
