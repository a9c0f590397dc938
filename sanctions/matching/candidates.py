"""Which listed names are worth scoring: sorted hashes and integer sums in numpy, the same answer for any set of names.

Whether a pair is a candidate depends on the two names and the tables alone, never on what else is listed. The work is
kept small by posting each listed name only under its heaviest words: a name cannot score enough without one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from sanctions.matching.align import MAX_JOIN, could_link
from sanctions.matching.alike import keys, person_keys
from sanctions.matching.policy import LOWEST_THRESHOLD
from sanctions.matching.scorecard import MOST_OURS_SHARE, Scorecard
from sanctions.matching.tables import Role
from sanctions.matching.tokens import AFFILIATE_COVERED, NameForm, Token, may_have_affiliates

Ints = NDArray[np.int64]
Words = NDArray[np.int32]  # what there is much of is kept small

# The least part of the listed name's weight that must be found: the rest of the score cannot make up for less.
_LEAST_THEIRS = (LOWEST_THRESHOLD - MOST_OURS_SHARE) / (1 - MOST_OURS_SHARE)
_ROWS = 16  # questions that share one working table
_LONGEST_SYLLABLE = 6
_LONGEST_JOIN = 24
_CACHED_TOKENS = 40_000


@dataclass(frozen=True, slots=True)
class Arrays:
    """The numbers of a pool, ready to be stored. Words from `len(tokens)` on are joined neighbours."""

    name_start: Ints
    name_token: Words
    part_start: Ints
    part_word: Words
    posting_start: Ints
    posting_name: Words
    word_weight: Ints
    least_weight: Ints
    key_hash: NDArray[np.uint32]
    key_word: Words
    form: Ints
    has_affiliates: NDArray[np.bool_]


class Pool:
    """Listed names of one reading (organisations or people) and the way from a question to the few that matter."""

    def __init__(self, tokens: list[Token], forms: list[frozenset[str]], arrays: Arrays, is_person: bool) -> None:
        self.tokens = tokens
        self.forms = forms
        self.arrays = arrays
        self.is_person = is_person
        self._expanded: dict[Token, Ints] = {}  # only ever spares work: threads may share it, and lose an entry
        self._key, starts = np.unique(arrays.key_hash, return_index=True)
        self._key_start: Ints = np.append(starts, len(arrays.key_hash)).astype(np.int64)

    @classmethod
    def build(cls, names: Sequence[NameForm], is_person: bool) -> Pool:
        """Number the words of all names and post each name under its heaviest."""
        return _Builder(is_person).build(names)

    def __len__(self) -> int:
        return len(self.arrays.form)

    def name(self, number: int) -> NameForm:
        """One listed name, put together again from its numbered words."""
        start, end = self.arrays.name_start[number], self.arrays.name_start[number + 1]
        tokens = tuple(self.tokens[word] for word in self.arrays.name_token[start:end].tolist())
        forms = self.forms[int(self.arrays.form[number])]
        return NameForm(tokens, forms, sum(token.weight for token in tokens), self.is_person)

    def candidates(self, questions: Sequence[NameForm], card: Scorecard) -> Iterator[list[int]]:
        """For each question in turn, the numbers of the names worth scoring, in rising order."""
        share = card.person_ours_share if self.is_person else card.ours_share
        for start in range(0, len(questions), _ROWS):
            yield from self._candidates(questions[start : start + _ROWS], share)

    def _candidates(self, questions: Sequence[NameForm], share: float) -> list[list[int]]:
        found: list[list[int]] = [[] for _ in questions]
        rows, vocabulary, gains = self._hits(questions)
        if not len(rows):
            return found
        table = np.zeros((len(questions), len(self.arrays.word_weight)), dtype=np.int16)
        np.maximum.at(table, (rows, vocabulary), gains)
        totals = np.array([_least_weight(question) for question in questions], dtype=np.int64)
        pair_row, pair_name = self._posted(rows, vocabulary)
        for row, name in zip(*self._sifted(table, totals, pair_row, pair_name, share), strict=True):
            found[row].append(name)
        return found

    def _hits(self, questions: Sequence[NameForm]) -> tuple[Ints, Ints, NDArray[np.int16]]:
        """Every (question, listed word) that may belong together, with the weight it has in the question."""
        expanded = self._expand(token for question in questions for token in question.tokens)
        found: list[Ints] = []
        rows: list[int] = []
        gains: list[int] = []
        for row, question in enumerate(questions):
            for token in question.tokens:
                found.append(expanded[token])
                rows.append(row)
                gains.append(token.weight)
        joins = [(row, spelt, weight) for row, q in enumerate(questions) for spelt, weight in joined(q.tokens)]
        for place, words in self._spelt([spelt for _, spelt, _ in joins]).items():
            found.append(np.array(words, dtype=np.int64))
            rows.append(joins[place][0])
            gains.append(joins[place][2])
        lengths = [len(words) for words in found]
        vocabulary = np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
        return np.repeat(rows, lengths), vocabulary, np.repeat(np.array(gains, dtype=np.int16), lengths)

    def _expand(self, tokens: Iterable[Token]) -> dict[Token, Ints]:
        """The listed words each word may stand for."""
        if len(self._expanded) >= _CACHED_TOKENS:
            self._expanded.clear()
        known = {token: self._expanded.get(token) for token in tokens}
        looked_up = self._look_up([token for token, words in known.items() if words is None])
        self._expanded.update(looked_up)
        return {token: looked_up[token] if words is None else words for token, words in known.items()}

    def _look_up(self, new: list[Token]) -> dict[Token, Ints]:
        hashes = [_hashes(token, self.is_person) for token in new]
        owners = np.repeat(np.arange(len(new)), [len(found) for found in hashes])
        flat = np.array([value for found in hashes for value in found], dtype=np.uint32)
        owner, word = self._keyed(owners, flat)
        found: list[list[int]] = [[] for _ in new]
        size = max(1, len(self.arrays.word_weight))
        for pair in np.unique(owner * size + word).tolist():
            number, near = divmod(pair, size)
            if self._belongs(new[number], near):
                found[number].append(near)
        return {token: np.array(words, dtype=np.int64) for token, words in zip(new, found, strict=True)}

    def _keyed(self, owners: Ints, hashes: NDArray[np.uint32]) -> tuple[Ints, Words]:
        """Who asked and which listed word, wherever a hash is known."""
        if not len(hashes) or not len(self._key):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32)
        at = np.minimum(np.searchsorted(self._key, hashes), len(self._key) - 1)
        known = self._key[at] == hashes
        at, owners = at[known], owners[known]
        starts = self._key_start[at]
        counts = self._key_start[at + 1] - starts
        return np.repeat(owners, counts), self.arrays.key_word[_ranges(starts, counts)]

    def _belongs(self, token: Token, word: int) -> bool:
        # A joined word has no token of its own; its hash is all that is kept, and scoring looks at the letters again.
        return word >= len(self.tokens) or could_link(token, self.tokens[word], self.is_person)

    def _spelt(self, spellings: list[str]) -> dict[int, list[int]]:
        """For each spelling that is a listed word, by its place, the words written exactly so."""
        hashes = np.array([crc32(spelt.encode()) for spelt in spellings], dtype=np.uint32)
        found: dict[int, list[int]] = {}
        owners, words = self._keyed(np.arange(len(spellings)), hashes)
        for place, word in zip(owners.tolist(), words.tolist(), strict=True):
            if self._is_spelt(word, spellings[place]):
                found.setdefault(place, []).append(word)
        return found

    def _is_spelt(self, word: int, spelt: str) -> bool:
        if word >= len(self.tokens):
            return False
        return self.tokens[word].word == spelt or spelt in self.tokens[word].others

    def _posted(self, rows: Ints, vocabulary: Ints) -> tuple[Ints, Ints]:
        starts = self.arrays.posting_start[vocabulary]
        counts = self.arrays.posting_start[vocabulary + 1] - starts
        pairs = np.repeat(rows, counts) * len(self) + self.arrays.posting_name[_ranges(starts, counts)]
        pairs = np.unique(pairs)
        return pairs // len(self), pairs % len(self)

    def _sifted(
        self, table: NDArray[np.int16], totals: Ints, pair_row: Ints, pair_name: Ints, share: float
    ) -> tuple[list[int], list[int]]:
        """The pairs whose words, counted as if all were equal, still add up to enough."""
        if not len(pair_row):
            return [], []
        starts = self.arrays.part_start[pair_name]
        counts = self.arrays.part_start[pair_name + 1] - starts
        parts = self.arrays.part_word[_ranges(starts, counts)]
        gains = table[np.repeat(pair_row, counts), parts].astype(np.int64)
        bounds = np.cumsum(counts) - counts
        ours = np.minimum(np.add.reduceat(gains, bounds) / totals[pair_row], 1.0)
        matched = np.where(gains > 0, self.arrays.word_weight[parts], 0)
        theirs = np.minimum(np.add.reduceat(matched, bounds) / self.arrays.least_weight[pair_name], 1.0)
        enough = (share * ours + (1 - share) * theirs >= LOWEST_THRESHOLD) | (
            (theirs >= AFFILIATE_COVERED) & self.arrays.has_affiliates[pair_name]
        )
        return pair_row[enough].tolist(), pair_name[enough].tolist()


class _Builder:
    """Numbers words while names are read, then sorts everything into arrays."""

    def __init__(self, is_person: bool) -> None:
        self._is_person = is_person
        self._numbers: dict[Token, int] = {}
        self._joined: dict[str, int] = {}
        self._joined_weight: list[int] = []

    def build(self, names: Sequence[NameForm]) -> Pool:
        forms = sorted({name.forms for name in names}, key=sorted)
        form_number = {form: i for i, form in enumerate(forms)}
        real = [[self._numbers.setdefault(t, len(self._numbers)) for t in name.tokens] for name in names]
        virtual = [self._joins(name) for name in names]
        count = len(self._numbers)
        parts = [own + [count + j for j, _ in joins] for own, joins in zip(real, virtual, strict=True)]
        posted = [
            self._posted_under(name, own, joins, count) for name, own, joins in zip(names, real, virtual, strict=True)
        ]
        tokens = list(self._numbers)
        key_hash, key_word = self._keys(tokens)
        posting_start, posting_name = _inverted(posted, count + len(self._joined))
        arrays = Arrays(
            *_flat(real),
            *_flat(parts),
            posting_start,
            posting_name,
            np.array([t.weight for t in tokens] + self._joined_weight, dtype=np.int64),
            np.array([_least_weight(name) for name in names], dtype=np.int64),
            key_hash,
            key_word,
            np.array([form_number[name.forms] for name in names], dtype=np.int64),
            np.array([may_have_affiliates(name) for name in names], dtype=np.bool_),
        )
        return Pool(tokens, forms, arrays, self._is_person)

    def _joins(self, name: NameForm) -> list[tuple[int, range]]:
        """The joined neighbours of a name, numbered, with the positions they stand for."""
        found = []
        for spelt, weight, positions in _joined_runs(name.tokens):
            number = self._joined.setdefault(spelt, len(self._joined))
            if number == len(self._joined_weight):
                self._joined_weight.append(weight)
            self._joined_weight[number] = max(self._joined_weight[number], weight)
            found.append((number, positions))
        return found

    @staticmethod
    def _posted_under(name: NameForm, own: list[int], joins: list[tuple[int, range]], count: int) -> set[int]:
        """The heaviest words, as many as leave too little for a match among the others."""
        order = sorted(range(len(own)), key=lambda i: (-name.tokens[i].weight, name.tokens[i].text))
        rest = sum(token.weight for token in name.tokens)
        needed = _LEAST_THEIRS * _least_weight(name)
        chosen = set()
        for position in order:
            if rest < needed:
                break
            chosen.add(position)
            rest -= name.tokens[position].weight
        return {own[i] for i in chosen} | {count + j for j, run in joins if not chosen.isdisjoint(run)}

    def _keys(self, tokens: list[Token]) -> tuple[NDArray[np.uint32], Words]:
        hashes: list[int] = []
        words: list[int] = []
        for number, token in enumerate(tokens):
            found = _hashes(token, self._is_person)
            hashes += found
            words += [number] * len(found)
        for spelt, number in self._joined.items():
            hashes.append(crc32(spelt.encode()))
            words.append(len(tokens) + number)
        key_hash, key_word = np.array(hashes, dtype=np.uint32), np.array(words, dtype=np.int32)
        order = np.lexsort((key_word, key_hash))
        return key_hash[order], key_word[order]


def joined(tokens: Sequence[Token]) -> Iterator[tuple[str, int]]:
    """Neighbouring words written as one, with their weight together."""
    for spelt, weight, _ in _joined_runs(tokens):
        yield spelt, weight


def _joined_runs(tokens: Sequence[Token]) -> Iterator[tuple[str, int, range]]:
    for start in range(len(tokens) - 1):
        spelt, weight = tokens[start].word, tokens[start].weight
        short = len(spelt) <= _LONGEST_SYLLABLE
        for end in range(start + 1, min(start + MAX_JOIN, len(tokens))):
            token = tokens[end]
            if token.role is Role.NUMBER or tokens[start].role is Role.NUMBER:
                break
            spelt += token.word
            weight += token.weight
            short = short and len(token.word) <= _LONGEST_SYLLABLE
            if len(spelt) > _LONGEST_JOIN or (end > start + 1 and not short):
                break
            yield spelt.replace(" ", ""), weight, range(start, end + 1)


def _hashes(token: Token, is_person: bool) -> set[int]:
    found = {crc32(token.text.encode())}
    if token.role is not Role.NUMBER:
        for word in (token.word, *token.others):
            found |= person_keys(word) if is_person else keys(word)
    return found


def _least_weight(name: NameForm) -> int:
    """The smallest weight the name can be measured by: places may count in part."""
    places = sum(token.weight for token in name.tokens if token.role is Role.PLACE)
    return max(1, name.weight - places + places // 2)


def _ranges(starts: Ints, counts: Ints) -> Ints:
    """All positions of many slices in one array."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    positions: Ints = np.arange(total, dtype=np.int64)
    positions += np.repeat(starts - (ends - counts), counts)
    return positions


def _flat(rows: Iterable[list[int]]) -> tuple[Ints, Words]:
    kept = list(rows)
    starts = np.zeros(len(kept) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in kept], out=starts[1:])
    return starts, np.array([value for row in kept for value in row], dtype=np.int32)


def _inverted(rows: Sequence[set[int]], size: int) -> tuple[Ints, Words]:
    words = np.array([word for row in rows for word in sorted(row)], dtype=np.int64)
    names = np.repeat(np.arange(len(rows), dtype=np.int32), [len(row) for row in rows])
    order = np.argsort(words, kind="stable")
    starts = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(words, minlength=size), out=starts[1:])
    return starts, names[order]
