"""Names a purchasing system cut off: the listed names that begin with all that is left of ours."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sanctions.matching.points import Point
from sanctions.matching.score import Comparison
from sanctions.matching.snapshot import Arrays
from sanctions.matching.tables import Role
from sanctions.matching.text import clean, words
from sanctions.matching.texts import Texts
from sanctions.matching.tokens import NameForm, Token

# Field lengths of purchasing systems (SAP NAME1 is 35); one less where the cut fell on a blank.
_FIELDS = frozenset(length - blank for length in (30, 35, 40, 60) for blank in (0, 1))
# The score of a cut name: at its start, for each weight of telling words that survived, and at most.
_START, _EACH, _MOST = 6_400, 19, 9_200
_FEWEST_LEFT, _WHOLE_LEFT = 4, 10
_AFTER_LAST = "\U0010ffff"


def letters(text: str) -> str:
    """All words of a name as one, legal forms included."""
    return "".join(words(clean(text)))


def may_be_cut(text: str) -> bool:
    """Whether a name is exactly as long as some system's name field."""
    return len(text.strip()) in _FIELDS


class Openings:
    """Listed names in alphabetical order of their letters."""

    def __init__(self, arrays: Arrays) -> None:
        self._letters = Texts(arrays["opening.start"], arrays["opening.letters"])
        self._numbers = arrays["opening.name"]

    def longer_than(self, text: str) -> list[int]:
        """Numbers of the names that go on where this one was cut, in rising order."""
        start = letters(text)
        if not start:
            return []
        begin = bisect_right(self._letters, start)
        end = bisect_left(self._letters, start + _AFTER_LAST)
        return sorted(self._numbers[begin:end].tolist())


def opening_arrays(names: Iterable[str]) -> dict[str, NDArray[Any]]:
    """How the listed names begin, as it is stored."""
    spelt = sorted((letters(name), number) for number, name in enumerate(names))
    texts = Texts.of([own.encode() for own, _ in spelt])
    numbers = np.array([number for _, number in spelt], dtype=np.uint32)
    return {"opening.start": texts.starts, "opening.letters": texts.letters, "opening.name": numbers}


def _half_said(last: Token) -> float:
    """What a word cut off somewhere says: nothing below four letters, all of it from eight on."""
    letters_left = len(last.word)
    if last.role is not Role.IDENTITY or letters_left < _FEWEST_LEFT:
        return 0.0
    return last.weight * min(1.0, letters_left / _WHOLE_LEFT)


def compare_cut(ours: NameForm, our_text: str, theirs: NameForm, their_text: str) -> Comparison:
    """What the words left of a cut name say; its last word may be half a word and says as much as is left of it."""
    said = sum(token.weight for token in ours.tokens[:-1]) + _half_said(ours.tokens[-1])
    score = min(round(_START + _EACH * said), _MOST)
    covered = min(1.0, said / max(1, theirs.weight))
    return Comparison(score, (Point("cut-short", score, our_text, their_text),), covered)
