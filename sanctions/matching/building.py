"""From read names to the arrays of a pool: words numbered, names posted under their telling words, keys sorted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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


class PoolBuilder:
    """Takes the names of one reading in turn and numbers their words."""

    def __init__(self, is_person: bool) -> None:
        self._is_person = is_person
        self._numbers: dict[Token, int] = {}
        self._joined: dict[str, int] = {}
        self._joined_weight: list[int] = []
        self._forms: dict[frozenset[str], int] = {}
        self._rows: list[tuple[int, int, int, int, bool, int]] = []
        self._own: list[list[int]] = []
        self._joins: list[list[int]] = []
        self._posted: list[tuple[list[int], list[int]]] = []

    def add(self, name: NameForm) -> int:
        """The number of the name in the pool."""
        tokens, acronyms = without_acronyms(name.tokens)
        own = [self._numbers.setdefault(token, len(self._numbers)) for token in tokens]
        joins = self._number_joins(name, acronyms)
        chosen = telling_places(name.tokens, LEAST_THEIRS, is_person=self._is_person)
        self._own.append(own)
        self._joins.append([number for number, _ in joins])
        self._posted.append(
            (
                sorted({own[place] for place in chosen}),
                sorted({number for number, run in joins if not chosen.isdisjoint(run)}),
            )
        )
        self._rows.append(
            (
                name.weight,
                sum([token.weight for token in name.tokens if token.role is Role.PLACE]),
                sum([token.role is Role.IDENTITY for token in name.tokens]),
                initials(name),
                may_have_affiliates(name),
                self._forms.setdefault(name.forms, len(self._forms)),
            )
        )
        return len(self._own) - 1

    def _number_joins(self, name: NameForm, acronyms: Sequence[str]) -> list[tuple[int, range]]:
        """The joined neighbours of a name and its initials, numbered, with the places they stand for."""
        found = []
        initials = [(spelling, name.weight, range(len(name.tokens))) for spelling in acronyms]
        for spelling, weight, run in [*joined_runs(name.tokens), *initials]:
            number = self._joined.setdefault(spelling, len(self._joined))
            if number == len(self._joined_weight):
                self._joined_weight.append(weight)
            self._joined_weight[number] = max(self._joined_weight[number], weight)
            found.append((number, run))
        return found

    def words(self) -> WordArrays:
        """The vocabulary of all names taken so far."""
        tokens = list(self._numbers)
        texts = Texts.of([_SEPARATOR.join((token.text, token.word, *token.others)).encode() for token in tokens])
        key_hash, key_start, key_word = self._keys(tokens)
        return WordArrays(
            texts.starts,
            texts.letters,
            np.array([ROLE_NUMBERS[token.role] for token in tokens], dtype=np.uint8),
            np.array([token.weight for token in tokens] + self._joined_weight, dtype=np.uint16),
            key_hash,
            key_start,
            key_word,
        )

    def _keys(self, tokens: Sequence[Token]) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint32]]:
        owners, hashes = listed_keys(tokens, self._is_person)
        joined = np.arange(len(tokens), len(tokens) + len(self._joined), dtype=np.int64)
        words = np.concatenate([owners, joined])
        hashes = np.concatenate([hashes, spelt(list(self._joined))])
        pairs = np.unique((hashes.astype(np.uint64) << np.uint64(32)) | words.astype(np.uint64))
        known, starts = np.unique((pairs >> np.uint64(32)).astype(np.uint32), return_index=True)
        ends = np.append(starts, len(pairs)).astype(np.uint32)
        return known, ends, (pairs & np.uint64(0xFFFFFFFF)).astype(np.uint32)

    def names(self) -> NameArrays:
        """The names taken so far."""
        count = len(self._numbers)
        parts = _flat([*own, *(count + j for j in joins)] for own, joins in zip(self._own, self._joins, strict=True))
        posted = [[*own, *(count + j for j in joins)] for own, joins in self._posted]
        rows = np.array(self._rows, dtype=np.int64).reshape(-1, 6)
        forms = Texts.of([_SEPARATOR.join(sorted(form)).encode() for form in self._forms])
        return NameArrays(
            *parts,
            np.array([len(own) for own in self._own], dtype=np.uint8),
            *_inverted(posted, count + len(self._joined)),
            rows[:, 0].astype(np.uint16),
            rows[:, 1].astype(np.uint16),
            rows[:, 2].astype(np.uint8),
            rows[:, 3].astype(np.uint8),
            rows[:, 4].astype(np.bool_),
            rows[:, 5].astype(np.uint32),
            forms.starts,
            forms.letters,
        )


def _flat(rows: Iterable[list[int]]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    kept = list(rows)
    starts = np.zeros(len(kept) + 1, dtype=np.uint32)
    np.cumsum([len(row) for row in kept], out=starts[1:])
    return starts, np.array([value for row in kept for value in row], dtype=np.uint32)


def _inverted(rows: Sequence[list[int]], size: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """For each word the names it stands in, in rising order."""
    words: Ints = np.array([word for row in rows for word in row], dtype=np.int64)
    names = np.repeat(np.arange(len(rows), dtype=np.uint32), [len(row) for row in rows])
    order = np.argsort(words, kind="stable")
    starts = np.zeros(size + 1, dtype=np.uint32)
    np.cumsum(np.bincount(words, minlength=size), out=starts[1:])
    return starts, names[order]
