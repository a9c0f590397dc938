"""What purchasing systems write around a name: remarks, account numbers, currencies, and parts in brackets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from sanctions.matching.tables import Tables
from sanctions.matching.text import HAN_RUN, words

_ASIDE_MARK = re.compile(r"[(\[{*（【\-–—/|]")
_BRACKETED = re.compile(r"[(\[{*（【][^()\[\]{}*（）【】]*[)\]}*）】]?")
_BRACKETS = re.compile(r"[()\[\]{}*（）【】]")
_DASHED = re.compile(r"\s[-–—/|]\s")
_CARE_OF = re.compile(r"\bc/o\b.*|#\s*\d+\s*$")
_COUNT = re.compile(r"v\d{1,2}")  # the second record of one vendor
_CROSSED_OUT = re.compile(r"[xz]{2,}")  # so that the record stands last in the alphabet
# Remarks by their first word and their second.
_Openings = Mapping[str, Mapping[str, tuple[tuple[str, ...], ...]]]
_NUMBER_DIGITS = 4  # of a vendor's or customer's number


def without_care_of(cleaned: str) -> str:
    """The name without "c/o …" and "#123" behind it."""
    if "/" in cleaned or "#" in cleaned:
        left = _CARE_OF.sub("", cleaned)
        return left if any(map(str.isalnum, left)) else cleaned
    return cleaned


def split_asides(cleaned: str, tables: Tables) -> tuple[str, list[str]]:
    """The name without what stands in brackets or behind a dash, and those parts that are not noise."""
    if not _ASIDE_MARK.search(cleaned):
        return cleaned, []
    if not any(mark in cleaned for mark in "([{*（【"):
        return _without_dashed_noise(cleaned, tables), []
    asides = [_BRACKETS.sub(" ", part).strip() for part in _BRACKETED.findall(cleaned)]
    main = _without_dashed_noise(_BRACKETED.sub(" ", cleaned), tables)
    if not HAN_RUN.search(main) and not words(main):
        return cleaned, []
    return main, [part for part in asides if part and not _is_noise(words(part), tables)]


def _is_noise(found: Sequence[str], tables: Tables) -> bool:
    """A remark of the table, or several words that only remarks are made of: "vendor closed"."""
    return _noise(found) in tables.noise or (len(found) > 1 and _remark_words(tables).issuperset(_noise(found)))


@lru_cache(maxsize=8)
def _remark_words(tables: Tables) -> frozenset[str]:
    return frozenset(word for remark in tables.noise for word in remark)


def _noise(found: Sequence[str]) -> tuple[str, ...]:
    """Words as the noise table writes them: a number of four digits or more is any number, "see #"."""
    return tuple("#" if word.isdigit() and len(word) >= _NUMBER_DIGITS else word for word in found)


def _without_dashed_noise(cleaned: str, tables: Tables) -> str:
    parts = _DASHED.split(cleaned)
    if len(parts) > 1 and _is_noise(words(parts[-1]), tables):
        return cleaned[: cleaned.rindex(parts[-1])]
    return cleaned


def cut_noise(found: list[str], tables: Tables) -> list[str]:
    """The words of a name without remarks in front of it or behind it."""
    openings = _remark_openings(tables)
    if not openings.keys().isdisjoint(found):
        found = found[_remark_at(found, 0, openings) :] or found
        end = next((place for place in range(1, len(found)) if _remark_at(found, place, openings)), len(found))
        found = found[:end]
    while len(found) > 1 and _is_tail(found[-1], tables):
        found = found[:-1]
    return found[1:] if len(found) > 1 and found[0][0] in "xz" and _CROSSED_OUT.fullmatch(found[0]) else found


def _is_tail(word: str, tables: Tables) -> bool:
    return (word,) in tables.tail_noise or (word[0] == "v" and _COUNT.fullmatch(word) is not None)


def _remark_at(found: Sequence[str], place: int, openings: _Openings) -> int:
    """How many words of a remark stand here; at the beginning one word alone may be the name."""
    by_second = openings.get(found[place])
    if by_second is None:
        return 0
    if place and "" in by_second:
        return 1
    second = _noise(found[place + 1 : place + 2])
    cuts = by_second.get(second[0], ()) if second else ()
    return next((len(cut) for cut in cuts if _noise(found[place : place + len(cut)]) == cut), 0)


@lru_cache(maxsize=4)
def _remark_openings(tables: Tables) -> _Openings:
    """The remarks to cut by their first word and their second, "" where they have none."""
    found: dict[str, dict[str, tuple[tuple[str, ...], ...]]] = {}
    for first, cuts in tables.cut_from.items():
        by_second = found.setdefault(first, {})
        for cut in cuts:
            second = cut[1] if len(cut) > 1 else ""
            by_second[second] = (*by_second.get(second, ()), cut)
    return found
