"""The names of many parties as rows of words, in arrays that can be stored, joined and searched without the names."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from sanctions.matching.spellings import Hashes, Numbers
from sanctions.matching.stored_words import Places, Words, narrow
from sanctions.matching.tokens import Token

Flags = NDArray[np.bool_]
Columns = tuple[NDArray[Any], ...]


class RowsUnusable(ValueError):
    """Bytes that are no token rows: read the names anew."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of some rows: which parties, and the new numbers of parties and words."""

    keeps: Flags
    party: Numbers
    word: Numbers


@dataclass(frozen=True, slots=True)
class Names:
    """Names read one way, as organisations or people: whose they are, and their words in order."""

    party: Places
    size: Places
    word: Places
    initials: Hashes  # of the whole name; 0 where there are none
    other_initials: Hashes  # the same with the letter of its legal form

    @property
    def start(self) -> Numbers:
        """Where each name begins among the words, and where the last one ends."""
        found = np.zeros(len(self.size) + 1, dtype=np.int64)
        np.cumsum(self.size, out=found[1:])
        return found

    @classmethod
    def merged(cls, some: Sequence[Self], kept: Sequence[Kept]) -> Self:
        """The names of the parties that are kept."""
        return _merged(cls, (names.columns(one) for names, one in zip(some, kept, strict=True)))

    def columns(self, kept: Kept) -> Columns:
        """Every column for the parties that are kept, with parties and words under their new numbers."""
        own = kept.keeps[self.party]
        words = kept.word[self.word[np.repeat(own, self.size)]]
        return kept.party[self.party[own]], self.size[own], words, self.initials[own], self.other_initials[own]


@dataclass(frozen=True, slots=True)
class Marks:
    """Hashes that stand for a party beside its names."""

    party: Places
    hash: Hashes

    @classmethod
    def merged(cls, some: Sequence[Self], kept: Sequence[Kept]) -> Self:
        """The hashes of the parties that are kept."""
        return _merged(cls, (marks.columns(one) for marks, one in zip(some, kept, strict=True)))

    def columns(self, kept: Kept) -> Columns:
        """Both columns for the parties that are kept, under their new numbers."""
        own = kept.keeps[self.party]
        return kept.party[self.party[own]], self.hash[own]


@dataclass(frozen=True, slots=True)
class TokenRows:
    """What is kept of some parties, who are told apart by their number."""

    words: Words
    organisations: Names
    people: Names
    cut: Marks  # names that fill a whole field and may go on, by all their letters
    numbers: Marks  # registration and other numbers

    def to_bytes(self) -> bytes:
        """All arrays behind one line that says how long they are."""
        arrays = [getattr(getattr(self, part), name) for part, kind in _PARTS.items() for name in _names_of(kind)]
        head = json.dumps([[array.dtype.str, len(array)] for array in arrays], separators=(",", ":")).encode()
        return b"\n".join((head, b"".join(array.tobytes() for array in arrays)))

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Rows as they were stored; raises RowsUnusable for anything else."""
        head, _, body = raw.partition(b"\n")
        try:
            sizes = [(np.dtype(kind), int(count)) for kind, count in json.loads(head)]
        except (ValueError, TypeError) as error:
            raise RowsUnusable(f"these bytes are no token rows: {error}") from error
        if len(sizes) != _COLUMNS or sum(kind.itemsize * count for kind, count in sizes) != len(body):
            raise RowsUnusable(f"token rows of {len(sizes)} columns in {len(body)} bytes are cut or of another kind")
        column = _parted(body, sizes)
        return cls(*(kind(*(next(column) for _ in _names_of(kind))) for kind in _PARTS.values()))

    @classmethod
    def merged(cls, some: Sequence[Self], keeps: Sequence[Flags]) -> Self:
        """The parties that are kept of each, numbered one after the other."""
        words: dict[Token, int] = {}
        meanings: dict[Token, int] = {}
        kept: list[Kept] = []
        first = 0
        for rows, flags in zip(some, keeps, strict=True):
            kept.append(Kept(flags, np.cumsum(flags) - 1 + first, rows._renumbered(flags, words, meanings)))
            first += int(flags.sum())
        return cls(
            Words.of(meanings),
            Names.merged([rows.organisations for rows in some], kept),
            Names.merged([rows.people for rows in some], kept),
            Marks.merged([rows.cut for rows in some], kept),
            Marks.merged([rows.numbers for rows in some], kept),
        )

    def _renumbered(self, keeps: Flags, words: dict[Token, int], meanings: dict[Token, int]) -> Numbers:
        """The new number of each word that is still in a name; the others are left out."""
        used = np.zeros(len(self.words.text), dtype=np.bool_)
        for names in (self.organisations, self.people):
            used[names.word[np.repeat(keeps[names.party], names.size)]] = True
        places = np.flatnonzero(used)
        tokens = self.words.tokens(places, {})
        meanings.update(zip(tokens, self.words.text[places].tolist(), strict=True))
        found = np.zeros(len(used), dtype=np.int64)
        found[places] = [words.setdefault(token, len(words)) for token in tokens]
        return found


_PARTS: Mapping[str, type[Any]] = MappingProxyType(
    {"words": Words, "organisations": Names, "people": Names, "cut": Marks, "numbers": Marks}
)


def _names_of(kind: type[Any]) -> list[str]:
    return [column.name for column in fields(kind)]


_COLUMNS = sum(len(_names_of(kind)) for kind in _PARTS.values())


def _parted(body: bytes, sizes: Sequence[tuple[np.dtype[Any], int]]) -> Iterator[NDArray[Any]]:
    offset = 0
    for kind, count in sizes:
        yield np.frombuffer(body, dtype=kind, count=count, offset=offset)
        offset += kind.itemsize * count


T = TypeVar("T")


def _merged(kind: type[T], some: Iterable[Columns]) -> T:
    """Each column of all, one after the other."""
    return kind(*(narrow(np.concatenate(column)) for column in zip(*some, strict=True)))
