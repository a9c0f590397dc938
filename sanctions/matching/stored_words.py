"""The different words of stored names as arrays: how each is written and sounds, what it means and what it weighs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from sanctions.matching.alike import SHORTEST_SOUND, UNVOWELLED, consonants, skeleton, sound
from sanctions.matching.coding import ROLE_NUMBERS, ROLES
from sanctions.matching.spellings import Hashes, Letters, Masks
from sanctions.matching.tokens import Token

Places = NDArray[Any]  # whole numbers, in as few bytes as they need


class Sounds(NamedTuple):
    """Hashes that are equal for words written otherwise, by what makes them alike; 0 where there is none."""

    sound: int
    consonants: int
    skeleton: int


@lru_cache(maxsize=1 << 15)
def sounds(word: str) -> Sounds:
    """How a word could be written otherwise."""
    if word[0].isdigit():
        return Sounds(0, 0, 0)
    left = consonants(word)
    return Sounds(
        crc32(sound(word).encode()) if len(word) >= SHORTEST_SOUND else 0,
        crc32(f"{word[0]}{left}".encode()) if left else 0,
        crc32(skeleton(word.removeprefix(UNVOWELLED)).encode()),
    )


def text_hash(text: str) -> int:
    """Equal for words that mean the same."""
    return crc32(text.encode())


@dataclass(frozen=True, slots=True)
class Words:
    """Different spellings, the shorter before the longer, and behind them the different words written so."""

    blob: NDArray[np.uint8]  # letters of all spellings
    length: Places
    hash: Hashes
    mask: Masks
    sound: Hashes
    consonants: Hashes
    skeleton: Hashes
    spelling: Places  # by word
    plain: Places  # the same without blanks, as it is written in one with its neighbours
    text: Hashes
    weight: Places
    role: Places
    other_word: Places  # words that have further spellings, once for each
    other_spelling: Places

    @classmethod
    def of(cls, words: Mapping[Token, int]) -> Words:
        """Take different words with the hashes of what they mean, in the order in which they are numbered."""
        spelt = {one for word in words for one in (word.word, _plain(word), *word.others)}
        order = sorted((one.encode(), one) for one in spelt)
        order.sort(key=lambda pair: len(pair[0]))
        number = {one: i for i, (_, one) in enumerate(order)}
        letters = Letters.of([raw for raw, _ in order])
        heard = np.array([sounds(one) for _, one in order], dtype=np.uint32).reshape(-1, len(Sounds._fields))
        others = [(i, number[one]) for i, word in enumerate(words) for one in word.others]
        return cls(
            blob=letters.blob,
            length=narrow(letters.length),
            hash=letters.hashes(),
            mask=letters.masks(),
            sound=heard[:, 0].copy(),
            consonants=heard[:, 1].copy(),
            skeleton=heard[:, 2].copy(),
            spelling=narrow([number[word.word] for word in words]),
            plain=narrow([number[_plain(word)] for word in words]),
            text=np.array(list(words.values()), dtype=np.uint32),
            weight=narrow([word.weight for word in words]),
            role=narrow([ROLE_NUMBERS[word.role] for word in words]),
            other_word=narrow([i for i, _ in others]),
            other_spelling=narrow([i for _, i in others]),
        )

    @property
    def letters(self) -> Letters:
        """Every spelling."""
        return Letters(self.blob, self.length)

    def tokens(self, numbers: NDArray[np.integer[Any]], texts: Mapping[int, str]) -> list[Token]:
        """Some of the words again. What a word means is known by the hash alone, where `texts` does not tell it."""
        spelt = self.letters.texts(self.spelling[numbers])
        others: dict[int, tuple[str, ...]] = {}
        for word, other in zip(self.other_word.tolist(), self.letters.texts(self.other_spelling), strict=True):
            others[word] = (*others.get(word, ()), other)
        columns = (numbers, *(column[numbers] for column in (self.text, self.role, self.weight)))
        rows = zip(*(column.tolist() for column in columns), spelt, strict=True)
        return [
            Token(texts.get(text) or f"?{text}", written, ROLES[role], weight, others.get(word, ()))
            for word, text, role, weight, written in rows
        ]


def _plain(word: Token) -> str:
    return word.word.replace(" ", "")


def narrow(numbers: Sequence[int] | NDArray[Any]) -> Places:
    """Whole numbers from 0 up in as few bytes as the greatest of them needs."""
    wide = np.asarray(numbers, dtype=np.uint32)
    return wide.astype(np.min_scalar_type(int(wide.max(initial=0))))
