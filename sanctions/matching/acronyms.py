"""Initials that stand for a whole name: "AMMS" is the Academy of Military Medical Sciences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from string import ascii_letters

# Three letters stand for too many names, and seven are a word.
FEWEST_LETTERS, MOST_LETTERS = 4, 6
_LETTERS = frozenset(ascii_letters)
MARK = "."  # stands before initials among the other spellings of a word: they are compared to the letter


def acronyms(words: Iterable[str], *, has_form: bool) -> tuple[str, ...]:
    """The initials of a name, and the same with a C for company or corporation; none where they are too few."""
    first = [word[0] for word in " ".join(words).split()]
    initials = "".join([letter for letter in first if letter in _LETTERS])
    if len(initials) < FEWEST_LETTERS - 1:
        return ()
    found = (initials, initials + "c") if has_form else (initials,)
    return tuple([one for one in found if FEWEST_LETTERS <= len(one) <= MOST_LETTERS])


def unmarked(spellings: Sequence[str]) -> tuple[str, ...]:
    """The other spellings of a word without the initials kept beside it."""
    return tuple([spelling for spelling in spellings if spelling[0] != MARK])


def marked(found: Sequence[str]) -> tuple[str, ...]:
    """Initials as they are kept beside a word."""
    return tuple([MARK + one for one in found])
