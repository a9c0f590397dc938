"""Hashes that are known, asked for by the million: a bit tells at once of most others that they are not among them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sanctions.matching.coding import Ints

Hashes = NDArray[np.uint32]

_BITS = 32  # of a hash
_SPARE = 3  # so many more bits than known hashes, as a power of two: one other hash in eight is searched for in vain
_FEWEST, _MOST = 8, 24


class KnownHashes:
    """Hashes in rising order, each once."""

    def __init__(self, hashes: Hashes) -> None:
        self._hashes = hashes
        size = min(max(len(hashes).bit_length() + _SPARE, _FEWEST), _MOST)
        self._shift = np.uint32(_BITS - size)
        is_known = np.zeros(1 << size, dtype=np.bool_)
        is_known[hashes >> self._shift] = True
        self._may_be = np.packbits(is_known, bitorder="little")

    def find(self, hashes: Hashes) -> tuple[Ints, Ints]:
        """Which of these are known, and their places among the known ones."""
        bit = hashes >> self._shift
        mask = np.left_shift(np.uint8(1), (bit & np.uint32(7)).astype(np.uint8))
        asked = np.flatnonzero(self._may_be[bit >> np.uint32(3)] & mask)
        at = np.searchsorted(self._hashes, hashes[asked])
        if not len(at):
            return asked, at
        at = np.minimum(at, len(self._hashes) - 1)
        is_known = self._hashes[at] == hashes[asked]
        return asked[is_known], at[is_known]
