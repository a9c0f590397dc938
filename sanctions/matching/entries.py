"""Listed entries as stored texts, read one at a time: who bears a name, under which number, on which list and when."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from sanctions.matching.explain import Listed
from sanctions.matching.identifiers import identifier_keys
from sanctions.matching.snapshot import Arrays
from sanctions.matching.spans import ALWAYS, Span, Spans
from sanctions.matching.texts import Texts
from sanctions.records import Identifier, Kind, Name, NameKind, Strength

_CACHED = 4_096
_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One name-bearing entry as the index needs it, with its list and when it stood there."""

    key: int
    names: tuple[Name, ...]
    kind: Kind
    countries: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    addresses: tuple[str, ...] = ()
    parent: str = ""
    list: str = ""
    span: Span = ALWAYS

    def beside(self) -> Listed:
        """What is known of the entry beside its names."""
        return Listed(self.kind, self.countries, self.identifiers, self.addresses)


class Entries(Sequence[IndexEntry]):
    """All entries of an index, by number."""

    def __init__(self, arrays: Arrays) -> None:
        self.keys: NDArray[np.int64] = arrays["entry.key"]
        self._rows = Texts(arrays["entry.row_start"], arrays["entry.row_letters"])
        self._number_hash: NDArray[np.uint32] = arrays["number.hash"]
        self._number_entry: NDArray[np.uint32] = arrays["number.entry"]
        lists = arrays["entry.lists"].tobytes().decode()
        self.spans = Spans(
            tuple(lists.split(_SEPARATOR)),
            arrays["entry.list"],
            arrays["entry.begins"],
            arrays["entry.ends"],
            arrays["entry.held"],
        )
        self._read: dict[int, IndexEntry] = {}  # only ever spares work: threads may share it, and lose an entry

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, number: int) -> IndexEntry:  # type: ignore[override]
        known = self._read.get(number)
        if known is None:
            known = _entry(int(self.keys[number]), self._rows[number])
            if len(self._read) >= _CACHED:
                self._read = {}
            self._read[number] = known
        return known

    def places(self, keys: Iterable[int]) -> dict[int, int]:
        """By key the number of every entry that is here."""
        wanted = np.array(sorted(keys), dtype=np.int64)
        order = np.argsort(self.keys, kind="stable")
        at = np.searchsorted(self.keys, wanted, sorter=order)
        found = {}
        for key, place in zip(wanted.tolist(), at.tolist(), strict=True):
            if place < len(order) and self.keys[order[place]] == key:
                found[key] = int(order[place])
        return found

    def identified(self, identifiers: Iterable[Identifier]) -> list[int]:
        """Numbers of the entries that may state one of these identifiers, in rising order; the scorer looks again."""
        found: set[int] = set()
        for value in _hashes(identifiers):
            begin, end = np.searchsorted(self._number_hash, (value, value + 1))
            found.update(self._number_entry[begin:end].tolist())
        return sorted(found)


class EntriesBuilder:
    """Takes entries in turn and keeps them as they are stored."""

    def __init__(self) -> None:
        self._keys: list[int] = []
        self._rows: list[bytes] = []
        self._spans: list[tuple[str, Span]] = []
        self._numbers: list[tuple[int, int]] = []

    def add(self, entry: IndexEntry) -> int:
        """The number of the entry."""
        number = len(self._keys)
        self._keys.append(entry.key)
        self._rows.append(_row(entry).encode())
        self._spans.append((entry.list, entry.span))
        self._numbers += [(value, number) for value in _hashes(entry.identifiers)]
        return number

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Everything taken so far."""
        rows = Texts.of(self._rows)
        spans = Spans.of(self._spans)
        numbers = np.array(sorted(self._numbers), dtype=np.int64).reshape(-1, 2)
        return {
            "entry.key": np.array(self._keys, dtype=np.int64),
            "entry.row_start": rows.starts,
            "entry.row_letters": rows.letters,
            "entry.lists": np.frombuffer(_SEPARATOR.join(spans.lists).encode(), dtype=np.uint8),
            "entry.list": spans.list_number,
            "entry.begins": spans.begins,
            "entry.ends": spans.ends,
            "entry.held": spans.held,
            "number.hash": numbers[:, 0].astype(np.uint32),
            "number.entry": numbers[:, 1].astype(np.uint32),
        }


def _hashes(identifiers: Iterable[Identifier]) -> set[int]:
    return {crc32(_SEPARATOR.join(key).encode()) for one in identifiers for key in identifier_keys(one)}


def _row(entry: IndexEntry) -> str:
    row = [
        [[name.text, name.kind.value, name.strength.value] for name in entry.names],
        entry.kind.value,
        entry.countries,
        [[one.scheme, one.value, one.country] for one in entry.identifiers],
        entry.addresses,
        entry.parent,
    ]
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _entry(key: int, row: str) -> IndexEntry:
    names, kind, countries, identifiers, addresses, parent = json.loads(row)
    return IndexEntry(
        key,
        tuple(Name(text, _NAME_KINDS[name_kind], _STRENGTHS[strength]) for text, name_kind, strength in names),
        Kind(kind),
        tuple(countries),
        tuple(Identifier(*one) for one in identifiers),
        tuple(addresses),
        parent,
    )


_NAME_KINDS = {kind.value: kind for kind in NameKind}
_STRENGTHS = {strength.value: strength for strength in Strength}
