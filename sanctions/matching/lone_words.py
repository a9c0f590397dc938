"""What one word of a name says by itself: found once, for all the names that hold the word."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from sanctions.matching.abbreviations import shortened
from sanctions.matching.alike import SHORTEST_SOUND, sound
from sanctions.matching.tables import SHORTEST_FORM_SLIP, Meaning, Role, Tables, slips

LONG_FORM = 10  # letters from which a word with a slip is read as part of a legal form wherever it stands
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)?")
_ROMAN = frozenset("ivx")


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A word or phrase of a name and what it means; names that hold the same word share it."""

    word: str
    meaning: Meaning | None
    others: tuple[str, ...] = ()
    is_aside: bool = False
    han: str = ""
    length: int = 1  # words of the name it takes
    is_slip: bool = False  # an unknown word one letter from being part of a legal form
    is_form: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_form", self.meaning is not None and self.meaning.role is Role.FORM)


@lru_cache(maxsize=1 << 16)
def alone(word: str, is_first: bool, tables: Tables) -> Piece | None:
    """The word as it reads beside words that make no phrase with it; None where it is left out of names."""
    meaning = _in_tables(word, tables) or _as_number(word, is_first, tables)
    if meaning is None and word in tables.stop_words:
        return None
    meaning = meaning or _by_likeness(word, tables) or (None if is_first else shortened(word, tables))
    may_slip = meaning is None and len(word) < LONG_FORM  # a longer one with a slip has been read as a form
    return Piece(word, meaning, is_slip=may_slip and _is_form_with_a_slip(word, tables))


@lru_cache(maxsize=1 << 12)
def unknown(word: str) -> Piece:
    """The word as one that means nothing but the name itself."""
    return Piece(word, None)


def number(value: int, spelt: str, *, length: int) -> Piece:
    """So many words that say a number."""
    return Piece(spelt, _number(value, spelt), length=length)


def is_first_roman(word: str, is_first: bool) -> bool:
    """Whether the word begins a name, where "Xi" and "Vi" are no numerals."""
    return is_first and _ROMAN.issuperset(word)


def _in_tables(word: str, tables: Tables) -> Meaning | None:
    found = tables.phrases.get(word)
    return found[-1] if found and len(found[-1].words) == 1 else None  # the longest phrase stands first


def _as_number(word: str, is_first: bool, tables: Tables) -> Meaning | None:
    if word[0].isdigit():
        ordinal = _ORDINAL.fullmatch(word)
        return _number(int(ordinal[1]), word) if ordinal and len(ordinal[1]) < 10 else None
    value = tables.numerals.get(word)
    return None if value is None or is_first_roman(word, is_first) else _number(value, word)


def _number(value: int, word: str) -> Meaning:
    return Meaning(Role.NUMBER, f"#{value}", (word,))


def _by_likeness(word: str, tables: Tables) -> Meaning | None:
    """Long table words in another romanisation, and legal forms with a slip of the keyboard."""
    if word in tables.faint_words:
        return Meaning(Role.CONCEPT, f"={word}", (word,))
    if len(word) < SHORTEST_SOUND:
        return None
    if len(word) >= LONG_FORM and _is_form_with_a_slip(word, tables):
        return Meaning(Role.FORM, "~fragment", (word,))
    return tables.sounds.get(sound(word))


def _is_form_with_a_slip(word: str, tables: Tables) -> bool:
    """Whether a word is a long word of a legal form but for one letter: "stokc", "limitd"."""
    if len(word) < SHORTEST_FORM_SLIP - 1 or word in tables.weights:  # "corps", "shares": words many names hold
        return False
    return not tables.form_slips.isdisjoint(slips(word))
