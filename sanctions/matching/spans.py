"""When an entry stood on its list, in the house-wide sequence, and a moment at which that is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

Seqs = NDArray[np.int64]
Flags = NDArray[np.bool_]

_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Span:
    """From which sequence to which an entry is in force; provisional from where only a held version has it."""

    from_seq: int | None = 0
    to_seq: int | None = None
    provisional_seq: int | None = None

    def numbers(self) -> tuple[int, int, int]:
        """The same with numbers for what is open."""
        return _or_never(self.from_seq), _or_never(self.to_seq), _or_never(self.provisional_seq)


def _or_never(seq: int | None) -> int:
    return int(_NEVER) if seq is None else seq


ALWAYS = Span()


@dataclass(frozen=True, slots=True)
class Moment:
    """How far each list is read: all of them to one sequence, or each to its own; a list not named says nothing."""

    seq: int = -1
    of_lists: Mapping[str, int] = field(default_factory=dict)
    with_held: bool = False

    def seqs(self, lists: Sequence[str]) -> Seqs:
        """How far each of these lists is read."""
        return np.array([self.of_lists.get(code, self.seq) for code in lists], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Spans:
    """The spans of many entries, each with its list."""

    lists: tuple[str, ...]
    list_number: NDArray[np.uint16]
    begins: Seqs
    ends: Seqs
    held: Seqs

    @classmethod
    def of(cls, entries: Sequence[tuple[str, Span]]) -> Spans:
        """From the list and the span of each entry."""
        lists = tuple(sorted({code for code, _ in entries}))
        number = {code: place for place, code in enumerate(lists)}
        seqs = np.array([span.numbers() for _, span in entries], dtype=np.int64).reshape(-1, 3)
        numbers = np.array([number[code] for code, _ in entries], dtype=np.uint16)
        return cls(lists, numbers, *(np.ascontiguousarray(seqs[:, column]) for column in range(3)))

    def stand(self, entries: NDArray[np.int64], moment: Moment) -> Flags:
        """Which of these entries stood at a moment."""
        read_to = moment.seqs(self.lists)[self.list_number[entries]]
        begins = self.begins[entries]
        if moment.with_held:
            begins = np.minimum(begins, self.held[entries])
        stood: Flags = (begins <= read_to) & (read_to < self.ends[entries])
        return stood

    def stands(self, entry: int, moment: Moment) -> bool:
        """Whether one entry stood at a moment."""
        return bool(self.stand(np.array([entry]), moment)[0])

    def with_changes(self, changes: Mapping[int, Span]) -> Spans:
        """The same with other spans at some places."""
        if not changes:
            return self
        places = np.array(list(changes), dtype=np.int64)
        seqs = np.array([span.numbers() for span in changes.values()], dtype=np.int64)
        columns = [self.begins.copy(), self.ends.copy(), self.held.copy()]
        for column, changed in zip(columns, seqs.T, strict=True):
            column[places] = changed
        return replace(self, begins=columns[0], ends=columns[1], held=columns[2])
