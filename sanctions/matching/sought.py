"""Which of many stored names are worth scoring against a few listed ones: the candidate search, asked from their side.

The bound is the one of the listed names' own pool, on the same numbers; only the way to it is another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sanctions.matching.align import JOINED
from sanctions.matching.bounds import FIRST, MOST_INITIAL, POSTED, Asked, Floor, Hits
from sanctions.matching.building import PoolBuilder
from sanctions.matching.candidates import Pool, joined_runs
from sanctions.matching.counterparts import Counterparts, Links, Runs
from sanctions.matching.entries import IndexEntry
from sanctions.matching.listed import ORGANISATIONS, PEOPLE, READERS, reading_of
from sanctions.matching.openings import letters
from sanctions.matching.policy import MatchPolicy
from sanctions.matching.row_reading import number_hashes
from sanctions.matching.spellings import Letters, Numbers
from sanctions.matching.stored_words import Words
from sanctions.matching.tables import Role, Tables
from sanctions.matching.text import is_blank
from sanctions.matching.token_rows import Names, TokenRows
from sanctions.matching.vocabulary import ROLE_NUMBERS, code, decoded, ranges

Flags = NDArray[np.bool_]
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


@dataclass(frozen=True, slots=True)
class _Linked:
    """Stored names, and what links words of theirs to listed ones."""

    words: Words
    names: Names
    start: Numbers
    links: Links  # by stored word, the code of a listed one
    runs: Runs


class _Listed:
    """Listed names read one way."""

    def __init__(self, pool: Pool, tables: Tables, policy: MatchPolicy) -> None:
        self._pool = pool
        self._floor = Floor.of(policy.scorecard, policy.possible, is_person=pool.is_person)
        tokens = [pool.words.token(number) for number in range(len(pool.words.arrays.word_role))]
        names = [pool.name(number) for number in range(len(pool))]
        joins = sorted({spelt for name in names for spelt, _, _ in joined_runs(name.tokens)})
        self._counterparts = Counterparts(tokens, joins, tables, is_person=pool.is_person)
        self._is_posted = np.diff(pool.names.posting_start.astype(np.int64)) > 0

    def names_among(self, words: Words, names: Names) -> Numbers:
        """Which names may be one of these."""
        if not len(names.party):
            return np.zeros(0, dtype=np.int64)
        start = names.start
        linked = _Linked(words, names, start, self._links(words), self._counterparts.runs(words, names, start))
        touched = self._touched(linked)
        found = [self._enough(touched[i : i + _ROWS], linked) for i in range(0, len(touched), _ROWS)]
        return np.concatenate([touched[:0], *found])

    def _links(self, words: Words) -> Links:
        """The listed words each stored word may stand for, as the pool sees it."""
        known = self._counterparts.recognised(words)
        tokens = words.tokens(known, self._counterparts.texts)
        expanded = self._pool.words.expand(tokens)
        codes = [expanded[token] for token in tokens]
        first = np.repeat(known, [len(some) for some in codes])
        return Links(first, np.concatenate([first[:0], *codes]))

    def _touched(self, linked: _Linked) -> Numbers:
        """Names with a word that stands for one a listed name cannot do without."""
        looked_for = np.zeros(len(linked.words.text), dtype=np.bool_)
        looked_for[linked.links.first[self._is_posted[decoded(linked.links.second)[0]]]] = True
        at = np.flatnonzero(looked_for[linked.names.word])
        by_word = np.searchsorted(linked.start, at, side="right") - 1
        return np.unique(np.concatenate([by_word, linked.runs.name[self._is_posted[linked.runs.word]]]))

    def _enough(self, touched: Numbers, linked: _Linked) -> Numbers:
        """Which of some names share enough with a listed one."""
        told = _Told.of(touched, linked, self._floor.least_ours, is_person=self._pool.is_person)
        hits = self._hits(told, touched, linked)
        row, _ = self._pool.worth_scoring(told.asked(len(touched)), hits, self._floor)
        return touched[np.unique(row)]

    def _hits(self, told: _Told, touched: Numbers, linked: _Linked) -> Hits:
        at, codes = linked.links.look_up(told.word)
        runs = linked.runs
        own = np.flatnonzero(np.isin(runs.name, touched))
        weights = np.append(0, np.cumsum(linked.words.weight[linked.names.word], dtype=np.int64))
        run_weight = weights[runs.at[own] + runs.size[own]] - weights[runs.at[own]]
        run_codes = np.array([code(word, JOINED, False) for word in runs.word[own].tolist()], dtype=np.int64)
        return Hits.of(
            np.concatenate([told.row[at], np.searchsorted(touched, runs.name[own])]),
            np.concatenate([codes, run_codes]),
            np.concatenate([told.weight[at], run_weight]).astype(np.float64),
            np.concatenate([(told.weight * (told.role == _PLACE))[at], np.zeros(len(own))]),
            np.concatenate([told.flags[at], np.full(len(own), FIRST | POSTED, dtype=np.uint8)]),
            self._pool.words.arrays.word_weight,
        )


@dataclass(frozen=True, slots=True)
class _Told:
    """The words of some names one after the other, and what each says."""

    row: Numbers  # which of the names
    word: NDArray[Any]
    weight: Floats
    role: NDArray[Any]
    is_initial: Flags
    flags: NDArray[np.uint8]

    @classmethod
    def of(cls, touched: Numbers, linked: _Linked, least: float, *, is_person: bool) -> _Told:
        words, names = linked.words, linked.names
        size = names.size[touched].astype(np.int64)
        row = np.repeat(np.arange(len(touched)), size)
        word = names.word[ranges(linked.start[touched], size)]
        weight, role = words.weight[word].astype(np.float64), words.role[word]
        is_identity = role == _IDENTITY
        flags = np.where(is_identity | _is_telling(row, weight, role, least, is_person=is_person), POSTED, 0)
        first = np.unique(row[is_identity], return_index=True)[1]
        flags[np.flatnonzero(is_identity)[first]] |= FIRST
        is_initial = is_person & (words.length[words.spelling[word]] == 1)
        return cls(row, word, weight, role, is_initial, flags.astype(np.uint8))

    def asked(self, names: int) -> Asked:
        """What the bound needs to know of the names."""
        return Asked(
            self._sum(self.weight, names),
            self._sum(self.weight * (self.role == _PLACE), names),
            self._sum(self.weight * (self.role == _TRADE), names),
            self._sum(self.is_initial, names),
            self._sum(self.role == _IDENTITY, names) > 0,
        )

    def _sum(self, values: NDArray[Any], names: int) -> Floats:
        sums: Floats = np.bincount(self.row, weights=values, minlength=names).astype(np.float64, copy=False)
        return sums


def _is_telling(row: Numbers, weight: Floats, role: NDArray[Any], least: float, *, is_person: bool) -> Flags:
    """Words that are not so light that all as light together are too little; of equals all are taken."""
    order = np.lexsort((-weight, row))
    counted = np.maximum(weight, MOST_INITIAL) if is_person else weight
    faint = _from_here(row[order], weight[order], counted[order])
    heavier = _before(row[order], weight[order], np.where(role == _PLACE, weight / 2, weight)[order])
    found = np.zeros(len(row), dtype=np.bool_)
    found[order] = faint >= least * (faint + heavier)
    return found


def _before(row: Numbers, weight: Floats, counted: Floats) -> Floats:
    """For words by row and falling weight, the sum over the heavier ones of the same row."""
    starts = np.flatnonzero((np.diff(row, prepend=-1) != 0) | (np.diff(weight, prepend=-1) != 0))
    rows = np.flatnonzero(np.diff(row, prepend=-1) != 0)
    sums = np.append(0.0, np.cumsum(counted))
    at = np.repeat(starts, np.diff(np.append(starts, len(row))))
    of_row = np.repeat(rows, np.diff(np.append(rows, len(row))))
    before: Floats = sums[at] - sums[of_row]
    return before


def _from_here(row: Numbers, weight: Floats, counted: Floats) -> Floats:
    """For words by row and falling weight, the sum over itself, its equals and the lighter ones of the same row."""
    rows = np.flatnonzero(np.diff(row, prepend=-1) != 0)
    totals: Floats = np.repeat(np.add.reduceat(counted, rows), np.diff(np.append(rows, len(row))))
    return totals - _before(row, weight, counted)
