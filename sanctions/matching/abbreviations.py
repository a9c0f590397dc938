"""Trade words cut short: "Mchy" is machinery, "Petrol." petroleum, as far as only one trade can be meant."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from sanctions.matching.tables import Meaning, Role, Tables

_SHORTEST_BEGINNING = 6  # letters of a word's beginning that say which word it is
_SHORTEST_BARE = 4  # letters of a word without its vowels
_SHORTEST_WORD = 7  # words shorter than this are not cut short
_LONGEST = 3  # a word is hardly cut to less than a third
_VOWELS = frozenset("aeiou")


@lru_cache(maxsize=1 << 15)
def shortened(word: str, tables: Tables) -> Meaning | None:
    """The one trade a word is short for, None where there is none or more than one, or the word is known as a word."""
    if not word.isalpha() or word in tables.weights or word in tables.person_weights:
        return None
    is_bare = len(word) >= _SHORTEST_BARE and _VOWELS.isdisjoint(word[1:])
    if not is_bare and len(word) < _SHORTEST_BEGINNING:
        return None
    meant = {long.text for long in _trade_words(word[0], tables) if _stands_for(word, long.words[0], is_bare)}
    return Meaning(Role.CONCEPT, meant.pop(), (word,)) if len(meant) == 1 else None


def _stands_for(word: str, long: str, is_bare: bool) -> bool:
    if not len(word) + 2 <= len(long) <= _LONGEST * len(word):
        return False
    is_beginning = len(word) >= _SHORTEST_BEGINNING and len(word) * 2 >= len(long) and long.startswith(word)
    return is_beginning or (is_bare and _is_left_out(word, long))


def _is_left_out(word: str, long: str) -> bool:
    """Whether letters of the long word, in their order and up to its last, make the short one."""
    letters = iter(long)
    return word[-1] == long[-1] and all(letter in letters for letter in word)


@lru_cache(maxsize=64)
def _trade_words(first: str, tables: Tables) -> tuple[Meaning, ...]:
    return tuple(_single_words(first, tables))


def _single_words(first: str, tables: Tables) -> Iterator[Meaning]:
    for word, found in tables.phrases.items():
        if word[0] == first and len(word) >= _SHORTEST_WORD:
            yield from (m for m in found if m.words == (word,) and m.role is Role.CONCEPT)
