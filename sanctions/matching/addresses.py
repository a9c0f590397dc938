"""Where two parties say they are: how much two written addresses share."""

from __future__ import annotations

from sanctions.matching.text import clean, words

_SHARE = 0.6


def is_same_address(ours: str, theirs: str) -> bool:
    """Whether most words of the shorter address, a number among them, stand in the other."""
    mine, other = set(words(clean(ours))), set(words(clean(theirs)))
    numbers = {word for word in mine & other if word[0].isdigit()}
    least = min(len(mine), len(other))
    return bool(numbers) and least >= 4 and len(mine & other) >= _SHARE * least
