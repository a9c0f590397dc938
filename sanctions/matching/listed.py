"""Everything an index holds, as arrays: the entries, the names of each reading with their bearers, how names begin."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sanctions.matching.building import PoolBuilder
from sanctions.matching.candidates import NameArrays, Pool
from sanctions.matching.coding import ranges
from sanctions.matching.entries import Entries, EntriesBuilder, IndexEntry
from sanctions.matching.openings import Openings, opening_arrays
from sanctions.matching.snapshot import Arrays
from sanctions.matching.spans import Moment, Spans
from sanctions.matching.tables import Tables
from sanctions.matching.text import is_blank
from sanctions.matching.tokens import organisation_form, person_form
from sanctions.matching.vocabulary import WordArrays
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


class ListedBuilder:
    """Takes entries in turn and reads every name once, however many bear it; blank names are left out."""

    def __init__(self, tables: Tables) -> None:
        self._entries = EntriesBuilder()
        self._names = {reading: _NamesBuilder(reading, tables) for reading in READERS}

    def add(self, entry: IndexEntry) -> None:
        """Take one more entry."""
        number = self._entries.add(entry)
        names = self._names[reading_of(entry.kind)]
        for position, name in enumerate(entry.names):
            names.add(name.text, number, position)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Everything taken so far, as it is stored."""
        found = self._entries.arrays()
        for names in self._names.values():
            found |= names.arrays()
        return found | opening_arrays(self._names[ORGANISATIONS].texts)


class _NamesBuilder:
    """The names of one reading and who bears them."""

    def __init__(self, reading: str, tables: Tables) -> None:
        self._reading = reading
        self._tables = tables
        self._pool = PoolBuilder(is_person=reading == PEOPLE)
        self._numbers: dict[str, int] = {}  # -1 for a name of which nothing is left
        self._bearers = (array("L"), array("L"), array("L"))  # name, entry, position

    @property
    def texts(self) -> list[str]:
        """The names by number."""
        return [text for text, number in self._numbers.items() if number >= 0]

    def add(self, text: str, entry: int, position: int) -> None:
        number = self._numbers.get(text)
        if number is None:
            number = -1 if is_blank(text) else self._pool.add(READERS[self._reading](text, self._tables))
            self._numbers[text] = number
        if number >= 0:
            for column, value in zip(self._bearers, (number, entry, position), strict=True):
                column.append(value)

    def arrays(self) -> dict[str, NDArray[Any]]:
        parts = (self._pool.words(), self._pool.names())
        found = {field.name: getattr(part, field.name) for part in parts for field in fields(part)}
        name, entry, position = (np.array(column, dtype=np.int64) for column in self._bearers)
        order = np.argsort(name, kind="stable")
        found["bearer_start"] = np.zeros(len(self.texts) + 1, dtype=np.uint32)
        np.cumsum(np.bincount(name, minlength=len(self.texts)), out=found["bearer_start"][1:])
        found["bearer_entry"] = entry[order].astype(np.uint32)
        found["bearer_position"] = position[order].astype(np.uint16)
        return {f"{self._reading}.{name}": one for name, one in found.items()}
