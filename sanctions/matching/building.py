"""From read names to the arrays of a pool: words numbered, names posted under their telling words, keys sorted."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sanctions.matching.asked_names import without_acronyms
from sanctions.matching.bounds import LEAST_THEIRS, initials, telling_places
from sanctions.matching.candidates import NameArrays, joined_runs
from sanctions.matching.coding import ROLE_NUMBERS, Ints
from sanctions.matching.slips import spelt
from sanctions.matching.tables import Role
from sanctions.matching.texts import Texts
from sanctions.matching.tokens import NameForm, Token, may_have_affiliates
from sanctions.matching.vocabulary import WordArrays, listed_keys

_SEPARATOR = "\x1f"
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)

Wide = NDArray[np.uint64]


class _Column:
    """Pairs of a name and a number, name after name; plain numbers, so that thousands of names are few objects."""

    def __init__(self) -> None:
        self._names = array("q")
        self._numbers = array("q")

    def add(self, name: int, numbers: Sequence[int]) -> None:
        self._names.extend([name] * len(numbers))
        self._numbers.extend(numbers)

    @property
    def names(self) -> Ints:
        return np.array(self._names, dtype=np.int64)

    @property
    def numbers(self) -> Ints:
        return np.array(self._numbers, dtype=np.int64)


class PoolBuilder:
    """Takes the names of one reading in turn and numbers their words."""

    def __init__(self, is_person: bool) -> None:
        self._is_person = is_person
        self._numbers: dict[Token, int] = {}
        self._joined: dict[str, int] = {}
        self._joined_weight: list[int] = []
        self._forms: dict[frozenset[str], int] = {}
        self._rows: list[tuple[int, int, bool, int]] = []
        self._own, self._joins = _Column(), _Column()
        self._posted_own, self._posted_joins = _Column(), _Column()

    def add(self, name: NameForm) -> int:
        """The number of the name in the pool."""
        number = len(self._rows)
        tokens, acronyms = without_acronyms(name.tokens)
        own = [self._numbers.setdefault(token, len(self._numbers)) for token in tokens]
        joins = self._number_joins(name, acronyms)
        chosen = telling_places(name.tokens, LEAST_THEIRS, is_person=self._is_person)
        self._own.add(number, own)
        self._posted_own.add(number, [own[place] for place in chosen])
        if joins:
            self._joins.add(number, [join for join, _ in joins])
            self._posted_joins.add(number, [join for join, run in joins if not chosen.isdisjoint(run)])
        form = self._forms.setdefault(name.forms, len(self._forms))
        self._rows.append((name.weight, initials(name), may_have_affiliates(name), form))
        return number

    def _number_joins(self, name: NameForm, acronyms: Sequence[str]) -> list[tuple[int, range]]:
        """The joined neighbours of a name and its initials, numbered, with the places they stand for."""
        found = []
        initials = [(spelling, name.weight, range(len(name.tokens))) for spelling in acronyms]
        for spelling, weight, run in [*joined_runs(name.tokens), *initials]:
            number = self._joined.setdefault(spelling, len(self._joined))
            if number == len(self._joined_weight):
                self._joined_weight.append(weight)
            elif weight > self._joined_weight[number]:
                self._joined_weight[number] = weight
            found.append((number, run))
        return found

    def words(self) -> WordArrays:
        """The vocabulary of all names taken so far."""
        tokens = list(self._numbers)
        texts = Texts.of([_SEPARATOR.join((token.text, token.word, *token.others)).encode() for token in tokens])
        return WordArrays(
            texts.starts,
            texts.letters,
            self._roles(),
            np.array([token.weight for token in tokens] + self._joined_weight, dtype=np.uint16),
            *self._keys(tokens),
        )

    def _roles(self) -> NDArray[np.uint8]:
        return np.array([ROLE_NUMBERS[token.role] for token in self._numbers], dtype=np.uint8)

    def _keys(self, tokens: Sequence[Token]) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint32]]:
        owners, hashes = listed_keys(tokens, self._is_person)
        joined = np.arange(len(tokens), len(tokens) + len(self._joined), dtype=np.int64)
        words = np.concatenate([owners, joined])
        hashes = np.concatenate([hashes, spelt(list(self._joined))])
        pairs = _each_once((hashes.astype(np.uint64) << _HALF) | words.astype(np.uint64))
        keys = (pairs >> _HALF).astype(np.uint32)
        starts = np.flatnonzero(_is_first(keys))
        return keys[starts], np.append(starts, len(pairs)).astype(np.uint32), (pairs & _LOW).astype(np.uint32)

    def names(self) -> NameArrays:
        """The names taken so far."""
        count = len(self._rows)
        rows = np.array(self._rows, dtype=np.int64).reshape(-1, 4)
        forms = Texts.of([_SEPARATOR.join(sorted(form)).encode() for form in self._forms])
        own, roles = self._own, self._roles()[self._own.numbers]
        weights = np.array([token.weight for token in self._numbers], dtype=np.int64)[own.numbers]
        is_place, is_identity = (roles == ROLE_NUMBERS[role] for role in (Role.PLACE, Role.IDENTITY))
        return NameArrays(
            *self._parts(),
            np.bincount(own.names, minlength=count).astype(np.uint8),
            *self._postings(),
            rows[:, 0].astype(np.uint16),
            np.bincount(own.names, weights=weights * is_place, minlength=count).astype(np.uint16),
            np.bincount(own.names[is_identity], minlength=count).astype(np.uint8),
            rows[:, 1].astype(np.uint8),
            rows[:, 2].astype(np.bool_),
            rows[:, 3].astype(np.uint32),
            forms.starts,
            forms.letters,
        )

    def _parts(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """The words of each name, the joined ones behind them."""
        names, words = self._numbered(self._own, self._joins)
        order = np.argsort(names, kind="stable")
        return _starts(names, len(self._rows)), words[order].astype(np.uint32)

    def _postings(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """For each word the names it stands in, in rising order."""
        names, words = self._numbered(self._posted_own, self._posted_joins)
        pairs = _each_once((words.astype(np.uint64) << _HALF) | names.astype(np.uint64))
        posted = (pairs >> _HALF).astype(np.int64)
        return _starts(posted, len(self._numbers) + len(self._joined)), (pairs & _LOW).astype(np.uint32)

    def _numbered(self, own: _Column, joins: _Column) -> tuple[Ints, Ints]:
        """Names, and words of either sort in one numbering."""
        words = np.concatenate([own.numbers, joins.numbers + len(self._numbers)])
        return np.concatenate([own.names, joins.names]), words


def _each_once(values: Wide) -> Wide:
    """In rising order; many times as fast as numpy's `unique`, which hashes first."""
    values.sort()
    return values[_is_first(values)]


def _is_first(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Of sorted values, which are not those before them."""
    found = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=found[1:])
    return found


def _starts(numbers: Ints, size: int) -> NDArray[np.uint32]:
    """Where the rows of each number begin and, behind them all, end."""
    starts = np.zeros(size + 1, dtype=np.uint32)
    np.cumsum(np.bincount(numbers, minlength=size), out=starts[1:])
    return starts
