"""Many short texts in two arrays, read one at a time: nothing is held in memory that nobody asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray


class Texts(Sequence[str]):
    """A list of texts behind one array of letters and one of the places where each begins."""

    def __init__(self, starts: NDArray[np.uint32], letters: NDArray[np.uint8]) -> None:
        self.starts = starts
        self.letters = letters

    @classmethod
    def of(cls, encoded: Sequence[bytes]) -> Texts:
        """These texts, in this order."""
        starts = np.zeros(len(encoded) + 1, dtype=np.uint32)
        np.cumsum([len(one) for one in encoded], out=starts[1:])
        return cls(starts, np.frombuffer(b"".join(encoded), dtype=np.uint8))

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> list[str]: ...

    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        if not 0 <= place < len(self):
            raise IndexError(place)  # ends a loop over them, as of any sequence
        return self.letters[self.starts[place] : self.starts[place + 1]].tobytes().decode()
