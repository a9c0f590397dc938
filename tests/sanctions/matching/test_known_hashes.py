"""A hash is found among the known ones at its own place, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

from sanctions.matching.known_hashes import KnownHashes


@pytest.mark.parametrize("count", [0, 1, 7, 1000, 50_000])
def test_known_hashes_are_found_at_their_places(count: int):
    chance = np.random.default_rng(count)
    known = np.unique(chance.integers(0, 1 << 32, count, dtype=np.uint32))
    others = chance.integers(0, 1 << 32, 500, dtype=np.uint32)
    ends = np.array([0, (1 << 32) - 1], dtype=np.uint32)
    asked = np.concatenate([chance.permutation(known)[:500], others, ends])

    places, at = KnownHashes(known).find(asked)

    assert places.tolist() == np.flatnonzero(np.isin(asked, known)).tolist()
    assert known[at].tolist() == asked[places].tolist()
