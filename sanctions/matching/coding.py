"""How listed words are told by number: their roles, and how far a word of a question belongs to one of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sanctions.matching.tables import Role

Ints = NDArray[np.int64]
Codes = NDArray[np.int64]  # a listed word with how far it belongs: see `code`

ROLES = tuple(Role)
ROLE_NUMBERS = {role: number for number, role in enumerate(ROLES)}
_LIKENESS_BITS = 16
_WHOLE = (1 << _LIKENESS_BITS) - 1


def code(word: int, likeness: float, is_similar: bool) -> int:
    """A listed word and how much it counts, in one number; the likeness is rounded up."""
    return (word << _LIKENESS_BITS + 1) | (is_similar << _LIKENESS_BITS) | min(_WHOLE, int(likeness * _WHOLE) + 1)


def coded(words: Ints, likeness: NDArray[np.float64], is_similar: NDArray[np.bool_]) -> Codes:
    """The same for many words."""
    part = np.minimum(_WHOLE, (likeness * _WHOLE).astype(np.int64) + 1)
    codes: Codes = (words << _LIKENESS_BITS + 1) | (is_similar.astype(np.int64) << _LIKENESS_BITS) | part
    return codes


def decoded(codes: Codes) -> tuple[Ints, NDArray[np.float64], NDArray[np.bool_]]:
    """Words, likenesses, and whether the two words are only similar."""
    is_similar = (codes >> _LIKENESS_BITS) & 1 == 1
    return codes >> _LIKENESS_BITS + 1, (codes & _WHOLE) / _WHOLE, is_similar


def ranges(starts: Ints, counts: Ints) -> Ints:
    """All positions of many slices in one array."""
    ends = np.cumsum(counts)
    positions: Ints = np.arange(int(ends[-1]) if len(ends) else 0, dtype=np.int64)
    positions += np.repeat(starts - (ends - counts), counts)
    return positions
