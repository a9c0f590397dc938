"""Names of people: servants of God joined, short names by their full form, the father's name told apart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_SERVANT = re.compile(r"abd(?:ul|el|al|ol|oul|ur|er|us|as|ar|u|e)?(?=[^\W_]{4})")
_SERVANTS = frozenset(("abd", "abdul", "abdel", "abdal", "abdol", "abdoul", "abdur", "abdus", "abdu"))
_ARTICLES = frozenset(("al", "el", "ul", "ur", "ar", "us", "as"))
_PATRONYMIC = re.compile(
    r"..(?:[oeay]vi(?:ch|c|tj|tsj|ts)|[oeya]vna|[iy]vna|ini?chna|ovych|evych|ogl[uyi]|[qk][iy]zy?i?)$"
)
_SHORTEST_PATRONYMIC = 7


class Spoken(NamedTuple):
    """One word of a person's name with the other ways it is written."""

    word: str
    others: tuple[str, ...] = ()


def join_servants(found: Sequence[Spoken]) -> list[Spoken]:
    """ "Abd al-Rahman", "Abdul Rahman" and "Abdelrahman" are one word."""
    if len(found) > 1 and found[-1].word in _SERVANTS:  # told from its middle: "al-Rahman Muhammad Abd"
        found = [found[-1], *found[:-1]]
    joined: list[Spoken] = []
    for spoken in found:
        word = spoken.word
        if joined and joined[-1].word in _SERVANTS and word not in _SERVANTS:
            joined[-1] = joined[-1] if word in _ARTICLES else _servant_of(spoken)
        else:
            joined.append(Spoken(servant_in_one(word), spoken.others))
    return joined


def is_servant(word: str) -> bool:
    """Whether a word is the first half of a name that goes on in the next word."""
    return word in _SERVANTS


def servant_in_one(word: str) -> str:
    """ "Abdulrahman" and "Abdelrahman" written the same way; any other word as it is."""
    return _SERVANT.sub("abd", word) if "abd" in word else word


def _servant_of(spoken: Spoken) -> Spoken:
    others = tuple(f"*bd{other[1:]}" if other.startswith("*") else f"abd{other}" for other in spoken.others)
    return Spoken("abd" + spoken.word, others)


def with_full_names(found: Sequence[Spoken], nicknames: Mapping[str, tuple[str, ...]]) -> list[Spoken]:
    """Each word with the full names it may be short for."""
    return [s._replace(others=s.others + nicknames[s.word]) if s.word in nicknames else s for s in found]


def patronymic_at(words: Sequence[str]) -> int:
    """The place of the father's name, behind two other names or between them; -1 where there is none."""
    if len(words) < 3:
        return -1
    return next((place for place, word in enumerate(words) if place and is_patronymic(word)), -1)


def is_patronymic(word: str) -> bool:
    """Whether a word is formed as "son of" or "daughter of" is in Russian and Turkic names."""
    return len(word) >= _SHORTEST_PATRONYMIC and _PATRONYMIC.search(word) is not None


def korean(family: str, given: str) -> list[Spoken]:
    """A Korean name by its official romanisation, the given name also by the spellings its bearers use."""
    name = [Spoken(family)]
    if given:
        readings = (given.replace("eo", "o").replace("eu", "u"), given.replace("eo", "u").replace("eu", "u"))
        name.append(Spoken(given, tuple(dict.fromkeys(r for r in readings if r != given))))
    return name
