"""Which of many stored names are worth scoring against a few listed ones: the candidate search, asked from their side.

The bound is the one of the listed names' own pool, on the same numbers; only the way to it is another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sanctions.matching.acronyms import MARK
from sanctions.matching.asked_names import without_acronyms
from sanctions.matching.bounds import FIRST, POSTED, Asked, Floor, Hits
from sanctions.matching.building import PoolBuilder
from sanctions.matching.candidates import Pool, joined_runs
from sanctions.matching.coding import ROLE_NUMBERS, decoded, ranges
from sanctions.matching.counterparts import Counterparts, Links
from sanctions.matching.entries import IndexEntry
from sanctions.matching.listed import ORGANISATIONS, PEOPLE, READERS, reading_of
from sanctions.matching.openings import letters
from sanctions.matching.policy import MatchPolicy
from sanctions.matching.row_reading import number_hashes
from sanctions.matching.spellings import Letters, Numbers
from sanctions.matching.stored_runs import Runs, WrittenApart
from sanctions.matching.stored_words import Words
from sanctions.matching.tables import Role, Tables
from sanctions.matching.text import is_blank
from sanctions.matching.token_rows import Names, TokenRows

Floats = NDArray[np.float64]

_ROWS = 4_000  # names looked at together
_IDENTITY, _PLACE, _TRADE = ROLE_NUMBERS[Role.IDENTITY], ROLE_NUMBERS[Role.PLACE], ROLE_NUMBERS[Role.CONCEPT]


class Sought:
    """Listed entries, ready to be looked for among stored names."""

    def __init__(self, entries: Iterable[IndexEntry], tables: Tables, policy: MatchPolicy) -> None:
        kept = tuple(entries)
        texts = {reading: _texts(kept, reading) for reading in READERS}
        self._listed = {
            reading: _Listed(_pool(some, reading, tables), tables, policy) for reading, some in texts.items() if some
        }
        self._openings = Letters.of([letters(text).encode() for text in texts[ORGANISATIONS]]).openings()
        self._numbers = sorted({value for entry in kept for value in number_hashes(entry.identifiers)})

    def among(self, rows: TokenRows) -> Numbers:
        """The numbers of the parties that may be one of them, in rising order."""
        found = [
            rows.cut.party[np.isin(rows.cut.hash, self._openings)].astype(np.int64),
            rows.numbers.party[np.isin(rows.numbers.hash, self._numbers)].astype(np.int64),
        ]
        for reading, listed in self._listed.items():
            names: Names = getattr(rows, reading)
            found.append(names.party[listed.names_among(rows.words, names)].astype(np.int64))
        return np.unique(np.concatenate(found))


def _texts(entries: Iterable[IndexEntry], reading: str) -> list[str]:
    names = {name.text for entry in entries if reading_of(entry.kind) == reading for name in entry.names}
    return sorted(text for text in names if not is_blank(text))


def _pool(texts: Iterable[str], reading: str, tables: Tables) -> Pool:
    builder = PoolBuilder(is_person=reading == PEOPLE)
    for text in texts:
        builder.add(READERS[reading](text, tables))
    return Pool(builder.words(), builder.names(), tables, reading == PEOPLE)


class _Listed:
    """Listed names read one way."""

    def __init__(self, pool: Pool, tables: Tables, policy: MatchPolicy) -> None:
        self._pool = pool
        self._floor = Floor.of(policy.scorecard, policy.possible, is_person=pool.is_person)
        tokens = [pool.words.token(number) for number in range(len(pool.words.arrays.word_role))]
        names = [pool.name(number) for number in range(len(pool))]
        joins = {spelt for name in names for spelt, _, _ in joined_runs(name.tokens)}
        initials = {one.removeprefix(MARK) for name in names for one in without_acronyms(name.tokens)[1]}
        self._counterparts = Counterparts(tokens, joins, initials, tables, is_person=pool.is_person)
        self._written_apart = WrittenApart(tokens)
        self._is_posted = np.diff(pool.names.posting_start.astype(np.int64)) > 0

    def names_among(self, words: Words, names: Names) -> Numbers:
        """Which names may be one of these."""
        if not len(names.party):
            return np.zeros(0, dtype=np.int64)
        told = _Told(words, names, self._links(words), self._floor.least_ours)
        runs = self._written_apart.among(words, names, told.start)
        touched = self._touched(told, runs)
        found = [self._enough(touched[i : i + _ROWS], told, runs) for i in range(0, len(touched), _ROWS)]
        return np.concatenate([touched[:0], *found])

    def _links(self, words: Words) -> Links:
        """By stored word, the code of each listed word it may stand for, as the pool sees it."""
        known = self._counterparts.recognised(words)
        tokens = words.tokens(known, self._counterparts.texts)
        expanded = self._pool.words.expand(tokens)
        codes = [expanded[token] for token in tokens]
        first = np.repeat(known, [len(some) for some in codes])
        return Links(first, np.concatenate([first[:0], *codes]))

    def _touched(self, told: _Told, runs: Runs) -> Numbers:
        """Names with a word of weight that stands for one a listed name cannot do without."""
        looked_for = np.zeros(len(told.words.text), dtype=np.bool_)
        looked_for[told.links.first[self._is_posted[decoded(told.links.second)[0]]]] = True
        at = np.flatnonzero(looked_for[told.names.word] & told.is_posted)
        return np.unique(np.concatenate([told.row[at], runs.name[self._is_posted[decoded(runs.code)[0]]]]))

    def _enough(self, touched: Numbers, told: _Told, runs: Runs) -> Numbers:
        """Which of some names share enough with a listed one."""
        size = told.names.size[touched].astype(np.int64)
        at = ranges(told.start[touched], size)
        row = np.repeat(np.arange(len(touched)), size)
        own = np.flatnonzero(np.isin(runs.name, touched))
        hits = self._hits(told, row, at, _Joined.of(runs, own, touched, told))
        place, _ = self._pool.worth_scoring(told.asked(row, at, is_person=self._pool.is_person), hits, self._floor)
        return touched[np.unique(place)]

    def _hits(self, told: _Told, row: Numbers, at: Numbers, joined: _Joined) -> Hits:
        place, codes = told.linked(at)
        by_word = at[place]
        return Hits.of(
            np.concatenate([row[place], joined.row]),
            np.concatenate([codes, joined.code]),
            np.concatenate([told.weight[by_word], joined.weight]),
            np.concatenate([told.place[by_word], joined.place]),
            np.concatenate([told.flags[by_word], joined.flags]),
            self._pool.words.arrays.word_weight,
        )


class _Told:
    """The words of all stored names one after the other, and what each says."""

    def __init__(self, words: Words, names: Names, links: Links, least: float) -> None:
        self.words, self.names, self.links = words, names, links
        self.start = names.start
        self._link_start = np.searchsorted(links.first, np.arange(len(words.text) + 1))
        self.row = np.repeat(np.arange(len(names.size)), names.size)
        self.weight: Floats = words.weight.astype(np.float64)[names.word]
        self.role = words.role[names.word]
        self.place: Floats = self.weight * (self.role == _PLACE)
        is_identity = self.role == _IDENTITY
        self.is_posted = is_identity | self._is_telling(least)
        self.flags = np.where(self.is_posted, POSTED, 0).astype(np.uint8)
        telling = np.flatnonzero(is_identity)
        self.flags[telling[np.diff(self.row[telling], prepend=-1) != 0]] |= FIRST

    def _is_telling(self, least: float) -> NDArray[np.bool_]:
        """Which words somebody looks under: the others are the lightest, together not the least part of the name."""
        counted = self._running(self.weight - self.place / 2)
        order = np.lexsort((self.weight, self.row))
        faint = self._running(self.weight[order])
        found = np.empty(len(order), dtype=np.bool_)
        begin, end = self.start[self.row], self.start[self.row + 1]
        found[order] = faint[1:] - faint[begin] >= least * (counted[end] - counted[begin])
        return found

    @staticmethod
    def _running(values: Floats) -> Floats:
        return np.append(0.0, np.cumsum(values))

    def linked(self, at: Numbers) -> tuple[Numbers, Numbers]:
        """For words by where they stand: the place in the question and the code, for every listed word there is."""
        word = self.names.word[at]
        start = self._link_start[word]
        counts = self._link_start[word.astype(np.int64) + 1] - start
        return np.repeat(np.arange(len(at)), counts), self.links.second[ranges(start, counts)]

    def asked(self, row: Numbers, at: Numbers, *, is_person: bool) -> Asked:
        """What the bound needs to know of some names, whose words these are."""
        weight, role = self.weight[at], self.role[at]
        is_initial = (self.words.length[self.words.spelling[self.names.word[at]]] == 1) & is_person
        values = (weight, self.place[at], weight * (role == _TRADE), is_initial)
        sums = [np.bincount(row, weights=value).astype(np.float64, copy=False) for value in values]
        return Asked(sums[0], sums[1], sums[2], sums[3], np.bincount(row, weights=role == _IDENTITY) > 0)


@dataclass(frozen=True, slots=True)
class _Joined:
    """Neighbours of some names that together may be a listed word."""

    row: Numbers
    code: Numbers
    weight: Floats
    place: Floats
    flags: NDArray[np.uint8]

    @classmethod
    def of(cls, runs: Runs, own: Numbers, touched: Numbers, told: _Told) -> _Joined:
        """Those of the names that are looked at."""
        at, size = runs.at[own], runs.size[own]
        bounds = np.cumsum(size) - size
        every = ranges(at, size)

        def of_runs(values: NDArray[Any], combine: np.ufunc) -> NDArray[Any]:
            joined: NDArray[Any] = combine.reduceat(values[every], bounds) if len(own) else values[:0]
            return joined

        return cls(
            np.searchsorted(touched, runs.name[own]),
            runs.code[own],
            of_runs(told.weight, np.add),
            of_runs(told.place, np.add),
            of_runs(told.flags, np.bitwise_or),
        )
