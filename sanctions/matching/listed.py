"""Everything an index holds, as arrays: the entries, the names of each reading with their bearers, how names begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sanctions.matching.building import PoolBuilder
from sanctions.matching.candidates import NameArrays, Pool
from sanctions.matching.entries import Entries, IndexEntry, entry_arrays
from sanctions.matching.openings import Openings, opening_arrays
from sanctions.matching.snapshot import Arrays
from sanctions.matching.spans import Moment, Spans
from sanctions.matching.tables import Tables
from sanctions.matching.text import is_blank
from sanctions.matching.tokens import organisation_form, person_form
from sanctions.matching.vocabulary import WordArrays, ranges
from sanctions.records import Kind

ORGANISATIONS, PEOPLE = "organisations", "people"
READERS = {ORGANISATIONS: organisation_form, PEOPLE: person_form}
Bearer = tuple[int, int, int]  # place of the name asked for, entry, which of its names


def reading_of(kind: Kind) -> str:
    """How the names of such a party are read."""
    return PEOPLE if kind is Kind.PERSON else ORGANISATIONS


class Names:
    """The names of one reading, each once, with the entries that bear it."""

    def __init__(self, arrays: Arrays, reading: str, tables: Tables) -> None:
        words = WordArrays(**{field.name: arrays[f"{reading}.{field.name}"] for field in fields(WordArrays)})
        names = NameArrays(**{field.name: arrays[f"{reading}.{field.name}"] for field in fields(NameArrays)})
        self.reading = reading
        self.pool = Pool(words, names, tables, reading == PEOPLE)
        self._start: NDArray[np.uint32] = arrays[f"{reading}.bearer_start"]
        self._entry: NDArray[np.uint32] = arrays[f"{reading}.bearer_entry"]
        self._position: NDArray[np.uint16] = arrays[f"{reading}.bearer_position"]

    @property
    def borne(self) -> int:
        """How many names there are, counted for each bearer."""
        return len(self._entry)

    def bearers(self, names: Sequence[int], spans: Spans, moment: Moment | None) -> list[Bearer]:
        """Who bears these names and stood at the moment, name by name."""
        if not names:
            return []
        numbers = np.array(names, dtype=np.int64)
        starts = self._start[numbers].astype(np.int64)
        counts = self._start[numbers + 1] - starts
        at = ranges(starts, counts)
        place, entry, position = np.repeat(np.arange(len(names)), counts), self._entry[at], self._position[at]
        if moment is not None:
            stood = spans.stand(entry.astype(np.int64), moment)
            place, entry, position = place[stood], entry[stood], position[stood]
        return list(zip(place.tolist(), entry.tolist(), position.tolist(), strict=True))


class Listed:
    """The arrays of an index, ready to be asked."""

    def __init__(self, arrays: Arrays, tables: Tables) -> None:
        self.arrays = arrays
        self.tables = tables
        self.entries = Entries(arrays)
        self.names = tuple(Names(arrays, reading, tables) for reading in READERS)
        self.openings = Openings(arrays)


def arrays_of(entries: Sequence[IndexEntry], tables: Tables) -> dict[str, NDArray[Any]]:
    """Every name read once, however many bear it; names of which nothing is left cannot be found."""
    found = entry_arrays(entries)
    for reading in READERS:
        bearers = _bearers(entries, reading)
        builder = PoolBuilder(is_person=reading == PEOPLE)
        for text in bearers:
            builder.add(READERS[reading](text, tables))
        found |= _prefixed(reading, builder)
        found |= _bearer_arrays(reading, list(bearers.values()))
        if reading == ORGANISATIONS:
            found |= opening_arrays(bearers)
    return found


def _bearers(entries: Sequence[IndexEntry], reading: str) -> dict[str, list[tuple[int, int]]]:
    """By text of a name, the entries that bear it and which of theirs it is."""
    found: dict[str, list[tuple[int, int]]] = {}
    for number, entry in enumerate(entries):
        if reading_of(entry.kind) == reading:
            for position, name in enumerate(entry.names):
                found.setdefault(name.text, []).append((number, position))
    return {text: own for text, own in found.items() if not is_blank(text)}


def _prefixed(reading: str, builder: PoolBuilder) -> dict[str, NDArray[Any]]:
    both = (builder.words(), builder.names())
    return {f"{reading}.{field.name}": getattr(part, field.name) for part in both for field in fields(part)}


def _bearer_arrays(reading: str, bearers: Sequence[Sequence[tuple[int, int]]]) -> dict[str, NDArray[Any]]:
    starts = np.zeros(len(bearers) + 1, dtype=np.uint32)
    np.cumsum([len(own) for own in bearers], out=starts[1:])
    rows = np.array([bearer for own in bearers for bearer in own], dtype=np.int64).reshape(-1, 2)
    return {
        f"{reading}.bearer_start": starts,
        f"{reading}.bearer_entry": rows[:, 0].astype(np.uint32),
        f"{reading}.bearer_position": rows[:, 1].astype(np.uint16),
    }
