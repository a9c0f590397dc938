"""Names as BIS and State print them, taken apart where the print leaves no doubt: aliases, former names, parents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sanctions.comparing import fold
from sanctions.records import Name, NameKind, Strength
from sanctions.sources.wording import squeezed

_MARKS = {"a": NameKind.AKA, "f": NameKind.FKA, "n": NameKind.NKA, "d": NameKind.DBA}
_MARK = (
    r"(?P<mark>[afn]\.?k\.?a\b\.?|d\.?b\.?a\b\.?|formerly(?: known as)?|also known as|now known as|doing business as)"
)
# Without brackets only marks that cannot begin a real name, as "Aka" does.
_SURE_MARK = r"(?P<mark>[afn]\.k\.a\.|d\.b\.a\.|dba|formerly known as|formerly|also known as)"
_BRACKETED = re.compile(rf"\s*[(\[]\s*{_MARK}[,:]?\s+(?P<inner>[^()\[\]]+)[)\]]", re.IGNORECASE)
_INLINE = re.compile(rf"^(?P<own>.+?),?\s+{_SURE_MARK}[,:]?\s+(?P<inner>.+)$", re.IGNORECASE)
_LEADING = re.compile(rf"^{_SURE_MARK}[,:]?\s+(?P<inner>.+)$", re.IGNORECASE)
_REACH = re.compile(r",?\s+(?P<reach>and (?:any|its) (?:successor|sub-?unit|subsidiar).*)$", re.IGNORECASE)
_PARENTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^(?P<parent>.+?)\.?\s+(?:affiliated entit(?:y|ies)|subordinate institutions?)\s*[:–-]\s*(?P<own>.+)$",
        r"^(?P<parent>.+?),? and subordinate entity (?P<own>.+)$",
        r"^(?P<own>.+?)\s*\((?:parent organization:|a subordinate institute of)\s+(?P<parent>.+)\)$",
    )
)
_ORDINAL = r"\d+\w*|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
# "284 Factory" under its parent: any army has one, so the name alone is weak.
_NUMBERED = re.compile(rf"^(?:{_ORDINAL})\s+(?:research |design |planning )?\w+$", re.IGNORECASE)
_TWO = re.compile(r"(?<=ltd\.), and (?=\S)|(?<=inc\.), and (?=\S)", re.IGNORECASE)  # a legal form ends a name
_LEFT_OVER = " ,;"  # where the print went on with an a.k.a.
_AND = re.compile(r"and\s+", re.IGNORECASE)  # left over from "the following aliases: A; B; and C"


@dataclass(frozen=True, slots=True)
class PrintedName:
    """One printed entry name: every name in it and beside it, whose part it is, and whom else it says it reaches."""

    names: tuple[Name, ...]
    parent: str = ""
    reach: str = ""


def taken_apart(printed: str, aliases: Iterable[str] = ()) -> PrintedName:
    """The printed name first, as printed, then what it contains and the aliases, each once."""
    whole = squeezed(printed).rstrip(_LEFT_OVER)
    reach = _REACH.search(whole)
    own, parent = _own_and_parent(whole[: reach.start()] if reach else whole)
    inside = [Name(name.text, name.kind, _strength(name.text, parent)) for name in _names_in(own)]
    parted = [_unglued(one) for alias in aliases for one in _TWO.split(squeezed(alias))]
    beside = [name for one in parted for name in _names_in(one)]
    return PrintedName(each_once((Name(whole), *inside, *beside)), parent, reach["reach"] if reach else "")


def each_once(names: Iterable[Name]) -> tuple[Name, ...]:
    """The names without repeats in any letter case; the first stays first, and an f.k.a. outlives a plain a.k.a."""
    kept: dict[str, Name] = {}
    for name in names:
        key = fold(name.text)
        if key and (key not in kept or _says_more(name, kept[key])):
            kept[key] = name
    return tuple(kept.values())


def _unglued(alias: str) -> str:
    start = _AND.match(alias)
    return alias[start.end() if start else 0 :].rstrip(_LEFT_OVER)


def _says_more(name: Name, than: Name) -> bool:
    is_marked = than.kind == NameKind.AKA and name.kind != NameKind.AKA
    return is_marked and (name.strength == Strength.STRONG or than.strength == Strength.WEAK)


def _strength(own: str, parent: str) -> Strength:
    return Strength.WEAK if parent and _NUMBERED.match(own) else Strength.STRONG


def _own_and_parent(name: str) -> tuple[str, str]:
    for pattern in _PARENTS:
        if match := pattern.match(name):
            return match["own"].strip(), match["parent"].strip()
    return name, ""


def _names_in(text: str) -> Iterator[Name]:
    if leading := _LEADING.match(text):
        yield Name(leading["inner"], _kind(leading["mark"]))
        return
    for bracket in _BRACKETED.finditer(text):
        yield from (Name(part.strip(), _kind(bracket["mark"])) for part in bracket["inner"].split(";"))
    bare = squeezed(_BRACKETED.sub(" ", text))
    inline = _INLINE.match(bare)
    if inline:
        yield Name(inline["inner"], _kind(inline["mark"]))
    yield Name(_unglued(inline["own"]) if inline else bare, NameKind.AKA)


def _kind(mark: str) -> NameKind:
    return _MARKS[mark[0].casefold()]
