"""Which stored words may stand for a listed one, found for all at once; the listed names' own vocabulary looks again.

Equal, similar, of one sound or of one meaning, one the beginning of the other, or what neighbours or the initials of a
listed name spell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sanctions.matching.align import SHORTEST_BEGINNING
from sanctions.matching.alike import UNVOWELLED
from sanctions.matching.coding import ranges
from sanctions.matching.spellings import HashSet, Letters, Numbers, Spellings
from sanctions.matching.stored_words import Words, sounds, text_hash
from sanctions.matching.tables import Tables
from sanctions.matching.tokens import Token
from sanctions.matching.vocabulary import near_texts

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of two numbers, each once, in rising order of the first."""

    first: Numbers
    second: Numbers

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int]]) -> Links:
        """Take pairs one by one."""
        some = np.array(sorted(set(pairs)), dtype=np.int64).reshape(-1, 2)
        return cls(some[:, 0], some[:, 1])

    def look_up(self, firsts: NDArray[Any]) -> tuple[Numbers, Numbers]:
        """For first numbers in any order: the place in the question and the second number, for every pair there is."""
        start, end = np.searchsorted(self.first, firsts), np.searchsorted(self.first, firsts, side="right")
        return np.repeat(np.arange(len(firsts)), end - start), self.second[ranges(start, end - start)]


class Counterparts:
    """What listed words are recognised by among stored ones."""

    def __init__(
        self, tokens: Sequence[Token], joins: Iterable[str], initials: Iterable[str], tables: Tables, *, is_person: bool
    ) -> None:
        self._is_person = is_person
        near = near_texts(tables)
        joined = tuple(joins)
        told = (*(token.text for token in tokens), *joined)
        means = {text for one in told for text in (one, *near.get(one, ()))}
        self.texts = {text_hash(text): text for text in means}
        self._texts_among = HashSet(self.texts)
        spelt = {word for token in tokens for word in (token.word, *token.others)}
        self._spellings, self._joins = _spellings(spelt), _spellings(joined)
        equal = (self._spellings, self._joins, _spellings(initials))
        self._hashes = HashSet(value for some in equal for value in some.letters.hashes())
        heard = [sounds(word) for word in spelt]
        self._sound, self._consonants, self._skeleton = (HashSet(column) for column in zip(*heard, strict=True))
        self._unvowelled = HashSet(sounds(word).skeleton for word in spelt if word.startswith(UNVOWELLED))
        begun = [word[:end].encode() for word in spelt for end in _beginnings(word)]
        self._beginnings = HashSet(Letters.of(begun).hashes())
        self._lengths = sorted({len(word.encode()) for word in (*spelt, *joined) if len(word) >= SHORTEST_BEGINNING})

    def recognised(self, words: Words) -> Numbers:
        """The stored words that may stand for a listed one, in rising order."""
        written = self._written(words)
        found = written[words.spelling] | written[words.plain]
        found[self._texts_among.among(words.text)] = True
        found[words.other_word[written[words.other_spelling]]] = True
        return np.flatnonzero(found)

    def _written(self, words: Words) -> Flags:
        """Spellings that are like a listed one."""
        found = np.zeros(len(words.length), dtype=np.bool_)
        found[self._hashes.among(words.hash)] = True
        found[self._sound.among(words.sound)] = True
        if self._is_person:
            found[self._consonants.among(words.consonants)] = True
            found[self._unvowelled.among(words.skeleton)] = True
            bare = words.letters.beginning_with(UNVOWELLED)
            found[bare[self._skeleton.among(words.skeleton[bare])]] = True
        else:
            found[self._beginnings.among(words.hash)] = True
            for longer, hashes in words.letters.beginnings(self._lengths):
                found[longer[self._hashes.among(hashes)]] = True
        stored = Spellings(words.letters, words.mask)
        found[stored.similar_to(self._spellings)] = True
        found[stored.longer_than(self._joins)] = True
        return found


def _spellings(words: Iterable[str]) -> Spellings:
    return Spellings.of(Letters.of(sorted((word.encode() for word in words), key=lambda raw: (len(raw), raw))))


def _beginnings(word: str) -> range:
    """How many letters of it may stand for the whole word."""
    return range(max(SHORTEST_BEGINNING, (len(word) + 1) // 2), len(word))
