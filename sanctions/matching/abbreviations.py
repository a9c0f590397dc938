"""Trade words cut short: "Mchy" is machinery, "Petrol." petroleum, as far as only one trade can be meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from sanctions.matching.tables import Meaning, Role, Tables

_SHORTEST_BEGINNING = 6  # letters of a word's beginning that say which word it is
_SHORTEST_BARE = 4  # letters of a word without its vowels
_SHORTEST_WORD = 7  # words shorter than this are not cut short
_LONGEST = 3  # a word is hardly cut to less than a third
_VOWELS = frozenset("aeiou")


def shortened(word: str, tables: Tables) -> Meaning | None:
    """The one trade a word is short for, None where there is none or more than one, or the word is known as a word."""
    if not word.isalpha() or word in tables.weights or word in tables.person_weights:
        return None
    is_bare = len(word) >= _SHORTEST_BARE and _VOWELS.isdisjoint(word[1:])
    if not is_bare and len(word) < _SHORTEST_BEGINNING:
        return None
    known = _trade_words(tables)
    meant = set(known.by_beginning.get(word, ())) if len(word) >= _SHORTEST_BEGINNING else set()
    if is_bare:
        ending = known.by_ends.get((word[0], word[-1]), ())
        meant.update(long.text for long in ending if _is_left_out(word, long.words[0]))
    return Meaning(Role.CONCEPT, meant.pop(), (word,)) if len(meant) == 1 else None


def _is_left_out(word: str, long: str) -> bool:
    """Whether letters of the long word, in their order and up to its last, make the short one."""
    letters = iter(long)
    return _may_be_cut(word, long) and all(letter in letters for letter in word)


def _may_be_cut(word: str, long: str) -> bool:
    return len(word) + 2 <= len(long) <= _LONGEST * len(word)


class _TradeWords:
    """The single trade words long enough to be cut short, by how they begin and by their first and last letters."""

    def __init__(self, words: Iterable[Meaning]) -> None:
        self.by_beginning: defaultdict[str, set[str]] = defaultdict(set)
        self.by_ends: defaultdict[tuple[str, str], list[Meaning]] = defaultdict(list)
        for meaning in words:
            long = meaning.words[0]
            self.by_ends[long[0], long[-1]].append(meaning)
            for cut in range(max(_SHORTEST_BEGINNING, (len(long) + 1) // 2), len(long) - 1):
                self.by_beginning[long[:cut]].add(meaning.text)


@lru_cache(maxsize=4)
def _trade_words(tables: Tables) -> _TradeWords:
    return _TradeWords(_single_words(tables))


def _single_words(tables: Tables) -> Iterator[Meaning]:
    for word, found in tables.phrases.items():
        if len(word) >= _SHORTEST_WORD:
            yield from (m for m in found if m.words == (word,) and m.role is Role.CONCEPT)
