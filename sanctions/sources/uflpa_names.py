"""Names as the UFLPA Entity List prints them: one cell holds a name, its aliases, and whom else the listing reaches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sanctions.records import Name, NameKind
from sanctions.sources.printed_names import each_once
from sanctions.sources.wording import squeezed

COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNT = rf"(?P<count>{'|'.join(COUNTS)}|\d+)"
_MARKS = {
    "also known as": NameKind.AKA,
    "alias": NameKind.AKA,
    "formerly known as": NameKind.FKA,
    "now known as": NameKind.NKA,
    "doing business as": NameKind.DBA,
}
_MARK = re.compile(
    rf"(?:(?:;|,)?\s*and\s+)?(?P<mark>also known as|formerly known as|now known as|doing business as"
    rf"|(?:including|and|with)\s+{_COUNT}\s+alias(?:es)?:)\s*",
    re.IGNORECASE,
)
_REACH = re.compile(
    rf",?\s+(?P<reach>and\s+(?:(?:all|any|its)\s+)*(?:{_COUNT}\s+)?(?:[\w’'-]+-based\s+)?"
    r"(?:subsidiaries|subsidiary|subordinates?(?: and affiliated)?(?: entit(?:y|ies))?|affiliates?"
    r"|affiliated entit(?:y|ies)))(?:,?\s+(?:which\s+include|including)\s+(?P<parts>.+))?$",
    re.IGNORECASE,
)
_NEXT = re.compile(r"\s*;\s*(?:and\s+)?", re.IGNORECASE)
_TWO = re.compile(r"(?<=Ltd\.) and |(?<=Co\.) and |(?<=Inc\.) and ")  # a legal form ends a name
_SHORT = re.compile(r"\s*\((?P<short>[A-Z]{2,})\)$")
_NOT_TOLD = re.compile(r"known as|\balias|which include|subsidiar|affiliated", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PrintedParty:
    """One cell taken apart. `doubts` say what in it could not be, or does not add up."""

    names: tuple[Name, ...]  # the party's own name first
    reach: str = ""  # "and its subordinate and affiliated entities"
    parts: tuple[str, ...] = ()  # subsidiaries the cell names: listed themselves
    doubts: tuple[str, ...] = ()


def party(cell: str) -> PrintedParty:
    """The party a cell names; what fits no known wording stays in the name, and is doubted."""
    text = squeezed(cell)
    brackets = list(_brackets(text))
    rest = squeezed(_without(text, brackets))
    reach = _REACH.search(rest)
    own = (rest[: reach.start()] if reach else rest).rstrip(" ,;")
    aliases = [name for start, end in brackets for name in _aliases(text[start + 1 : end - 1])]
    parts = _several(reach["parts"] or "") if reach else ()
    doubts = [doubt for start, end in brackets for doubt in _miscounted(text[start + 1 : end - 1])]
    if reach and parts and (doubt := _doubt(reach["count"], len(parts), "subsidiaries")):
        doubts.append(doubt)
    if any(_NOT_TOLD.search(name) for name in (own, *parts, *(alias.text for alias in aliases))):
        doubts.append("holds words this house cannot take apart")
    return PrintedParty(_names(own, aliases), reach["reach"] if reach else "", parts, tuple(doubts))


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """The brackets that hold other names; those of a name itself, as in "(Group)", stay in it."""
    depth, opened = 0, 0
    for at, sign in enumerate(text):
        if sign == "(":
            opened = at if depth == 0 else opened
            depth += 1
        elif sign == ")" and depth:
            depth -= 1
            if depth == 0 and _MARK.match(text, opened + 1):
                yield opened, at + 1


def _without(text: str, brackets: list[tuple[int, int]]) -> str:
    starts = [0, *(end for _, end in brackets)]
    ends = [*(start for start, _ in brackets), len(text)]
    return " ".join(text[start:end] for start, end in zip(starts, ends, strict=True)).replace(" , ", ", ")


def _aliases(inner: str) -> Iterator[Name]:
    marks = list(_MARK.finditer(inner))
    ends = [*(mark.start() for mark in marks[1:]), len(inner)]
    for mark, end in zip(marks, ends, strict=True):
        kind = NameKind.AKA if mark["count"] else _MARKS[mark["mark"].casefold()]
        yield from (Name(text, kind) for text in _several(inner[mark.end() : end]))


def _several(text: str) -> tuple[str, ...]:
    parts = (name for part in _NEXT.split(text) for name in _TWO.split(part))
    return tuple(part for part in (part.strip(" ,;") for part in parts) if part)


def _miscounted(inner: str) -> Iterator[str]:
    mark = _MARK.match(inner)
    if mark and mark["count"] and (doubt := _doubt(mark["count"], len(list(_aliases(inner))), "aliases")):
        yield doubt


def _doubt(count: str | None, found: int, what: str) -> str:
    said = COUNTS.index(count.casefold()) + 1 if count and count.casefold() in COUNTS else int(count or found)
    return f"says {said} {what} and names {found}" if said != found else ""


def _names(own: str, aliases: list[Name]) -> tuple[Name, ...]:
    """A bracket of the name's own initials, as in "(XPCC)", is another name for it."""
    short = _SHORT.search(own)
    if not short or not _are_initials(short["short"], own[: short.start()]):
        return each_once((Name(own), *aliases))
    return each_once((Name(own[: short.start()]), Name(short["short"], NameKind.AKA), *aliases))


def _are_initials(short: str, name: str) -> bool:
    initials = "".join(word[0] for word in name.split() if word[0].isupper())
    return initials.endswith(short)
