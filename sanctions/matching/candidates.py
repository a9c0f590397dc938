"""Which listed names are worth scoring: sorted hashes and sums in numpy, the same answer for any set of names.

Whether a pair is a candidate depends on the two names, the tables and the policy alone, never on what else is listed.
The work is kept small by looking only under heavy words: each listed name is posted under those it cannot do without,
and a question looks under those it cannot do without.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sanctions.matching.align import MAX_JOIN
from sanctions.matching.asked_names import LONGEST_JOIN, LONGEST_SYLLABLE, AskedNames
from sanctions.matching.bounds import MOST_INITIAL, Asked, Flags, Floats, Floor, Hits
from sanctions.matching.coding import ROLE_NUMBERS, Ints, ranges
from sanctions.matching.tables import Role, Tables
from sanctions.matching.texts import Texts
from sanctions.matching.tokens import AFFILIATE_COVERED, NameForm, Token, with_acronyms
from sanctions.matching.vocabulary import Vocabulary, WordArrays

Small = NDArray[np.uint16]

_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class NameArrays:
    """The numbers of the names of a pool, ready to be stored."""

    part_start: NDArray[np.uint32]  # of each name's words, those of its joined neighbours behind them
    part_word: NDArray[np.uint32]
    size: NDArray[np.uint8]  # how many of them are words
    posting_start: NDArray[np.uint32]  # for each word, the names that cannot do without it
    posting_name: NDArray[np.uint32]
    weight: NDArray[np.uint16]
    places: NDArray[np.uint16]
    identities: NDArray[np.uint8]
    initials: NDArray[np.uint8]
    has_affiliates: NDArray[np.bool_]
    form: NDArray[np.uint32]  # which set of legal forms
    form_start: NDArray[np.uint32]
    form_letters: NDArray[np.uint8]


class Pool:
    """Listed names of one reading (organisations or people) and the way from a question to the few that matter."""

    def __init__(self, words: WordArrays, names: NameArrays, tables: Tables, is_person: bool) -> None:
        self.words = Vocabulary(words, tables, is_person)
        self.names = names
        self.is_person = is_person
        self._forms = [frozenset(filter(None, one.split(_SEPARATOR))) for one in _forms(names)]
        self._is_place = words.word_role == ROLE_NUMBERS[Role.PLACE]
        self._is_identity = words.word_role == ROLE_NUMBERS[Role.IDENTITY]

    def __len__(self) -> int:
        return len(self.names.size)

    def name(self, number: int) -> NameForm:
        """One listed name, put together again from its numbered words."""
        start = int(self.names.part_start[number])
        words = self.names.part_word[start : start + int(self.names.size[number])].tolist()
        tokens = tuple([self.words.token(word) for word in words])
        form = self._forms[self.names.form[number]]
        if not self.is_person:
            tokens = with_acronyms(tokens, bool(form))
        return NameForm(tokens, form, int(self.names.weight[number]), self.is_person)

    def candidates(self, questions: Sequence[NameForm], floor: Floor) -> tuple[list[int], list[int]]:
        """Places of questions and numbers of names worth scoring, pair by pair, in rising order."""
        asked = AskedNames(questions, self.words.numbered)
        sums = asked.sums()
        row, name = self.worth_scoring(sums, self._hits(asked, asked.flags(sums, floor)), floor)
        return row.tolist(), name.tolist()

    def worth_scoring(self, asked: Asked, hits: Hits, floor: Floor) -> tuple[Ints, Ints]:
        """The same for questions of which nothing but the numbers is known."""
        row, name = self._posted(hits)
        if not len(row):
            return row, name
        is_enough = self._is_enough(asked, hits, row, name, floor)
        return row[is_enough], name[is_enough]

    def _hits(self, asked: AskedNames, flags: NDArray[np.uint8]) -> Hits:
        """Every listed word a question's words, single or joined, may stand for."""
        places = asked.place_weight()
        at = np.flatnonzero(asked.words.found[asked.numbers])
        by_word = np.repeat(at, asked.words.found[asked.numbers[at]])
        codes = [asked.words.codes[number] for number in asked.numbers[at].tolist()]
        first, size, joined_codes = self.words.joined(asked)
        run = ranges(first, size)
        bounds = np.cumsum(size) - size

        def of_runs(values: NDArray[Any], combine: np.ufunc) -> NDArray[Any]:
            joined: NDArray[Any] = combine.reduceat(values[run], bounds) if len(run) else values[:0]
            return joined

        return Hits.of(
            asked.row[np.concatenate([by_word, first])],
            np.concatenate([*codes, joined_codes]),
            np.concatenate([asked.weight[by_word], of_runs(asked.weight, np.add)]),
            np.concatenate([places[by_word], of_runs(places, np.add)]),
            np.concatenate([flags[by_word], of_runs(flags, np.bitwise_or)]),
            self.words.arrays.word_weight,
        )

    def _posted(self, hits: Hits) -> tuple[Ints, Ints]:
        """Questions and the names posted under one of their telling words, each pair once."""
        row, word = np.divmod(hits.key[hits.is_posted], np.int64(max(1, len(self.words))))
        starts = self.names.posting_start[word].astype(np.int64)
        counts = self.names.posting_start[word + 1] - starts
        names = self.names.posting_name[ranges(starts, counts)]
        pairs = np.sort(np.repeat(row, counts) * len(self) + names)
        pairs = pairs[np.diff(pairs, prepend=-1) != 0]
        found: tuple[Ints, Ints] = np.divmod(pairs, max(1, len(self)))
        return found

    def _is_enough(self, asked: Asked, hits: Hits, row: Ints, name: Ints, floor: Floor) -> Flags:
        """Whether all that could be linked adds up to enough."""
        starts = self.names.part_start[name].astype(np.int64)
        counts = self.names.part_start[name + 1] - starts
        word = self.names.part_word[ranges(starts, counts)]
        is_asked = np.zeros(len(self.words), dtype=np.bool_)
        is_asked[hits.key % len(self.words)] = True
        kept = np.flatnonzero(is_asked[word])
        word, pair = word[kept], np.repeat(np.arange(len(row)), counts)[kept]
        key = row[pair] * len(self.words) + word
        at = np.minimum(np.searchsorted(hits.key, key), len(hits.key) - 1)
        is_hit = hits.key[at] == key
        return self._adds_up(asked, hits, row, name, floor, _Found(pair[is_hit], at[is_hit], word[is_hit], len(row)))

    def _adds_up(self, asked: Asked, hits: Hits, row: Ints, name: Ints, floor: Floor, found: _Found) -> Flags:
        names = self.names
        is_word = found.word < len(self._is_place)
        word = np.where(is_word, found.word, 0)
        by_initials = MOST_INITIAL * (asked.initials[row] + names.initials[name]) if self.is_person else 0.0
        exact = found.sum(hits.is_exact[found.at] & is_word)
        ours = self._total(
            asked.weight[row],
            asked.places[row],
            found.sum(hits.place[found.at]),
            found.sum(hits.ours_lost[found.at]),
            floor,
        )
        lighter = np.maximum(ours - asked.trade[row], 0) / (1 - floor.most_trade)
        ours = np.where(exact >= names.size[name], np.minimum(ours, lighter), ours)
        their_place = np.where(is_word & self._is_place[word], self.words.arrays.word_weight[word], 0)
        theirs = self._total(
            names.weight[name], names.places[name], found.sum(their_place), found.sum(hits.theirs_lost[found.at]), floor
        )
        our_part = np.minimum((found.sum(hits.ours[found.at]) + by_initials) / np.maximum(ours, 1), 1)
        their_part = np.minimum((found.sum(hits.theirs[found.at]) + by_initials) / np.maximum(theirs, 1), 1)
        whole = found.sum(hits.is_whole[found.at] & (self._is_identity[word] | ~is_word))
        may_be_affiliate = (
            names.has_affiliates[name]
            & (their_part >= AFFILIATE_COVERED)
            & ((whole >= names.identities[name]) | (found.sum(~is_word) > 0))
            & ((found.sum(hits.is_first[found.at]) > 0) | ~asked.has_identity[row])
        )
        enough: Flags = (floor.share * our_part + (1 - floor.share) * their_part >= floor.least) | may_be_affiliate
        return enough

    @staticmethod
    def _total(weight: Floats | Small, places: Floats | Small, found: Floats, lost: Floats, floor: Floor) -> Floats:
        """The least a name can weigh: a place the other side does not name weighs less."""
        least: Floats = weight - floor.place_lost * (places - np.minimum(places, found)) - lost
        return least


class _Found:
    """Words of the pairs' listed names that are hits, and their sums by pair."""

    def __init__(self, pair: Ints, at: Ints, word: NDArray[np.uint32], pairs: int) -> None:
        self.at = at
        self.word = word
        self._pair = pair
        self._pairs = pairs

    def sum(self, values: Floats | Flags | Small) -> Floats:
        sums: Floats = np.bincount(self._pair, weights=values, minlength=self._pairs).astype(np.float64, copy=False)
        return sums


def _forms(names: NameArrays) -> Texts:
    return Texts(names.form_start, names.form_letters)


def joined_runs(tokens: Sequence[Token]) -> Iterator[tuple[str, int, range]]:
    """Neighbouring words written as one, with their weight together and their places."""
    for start in range(len(tokens) - 1):
        spelt, weight = tokens[start].word, tokens[start].weight
        short = len(spelt) <= LONGEST_SYLLABLE
        for end in range(start + 1, min(start + MAX_JOIN, len(tokens))):
            token = tokens[end]
            if token.role is Role.NUMBER or tokens[start].role is Role.NUMBER:
                break
            spelt += token.word
            weight += token.weight
            short = short and len(token.word) <= LONGEST_SYLLABLE
            if len(spelt) > LONGEST_JOIN or (end > start + 1 and not short):
                break
            yield spelt.replace(" ", ""), weight, range(start, end + 1)
