"""One entry for one publisher's number: what a file states of it twice is put together, and said so."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from sanctions.comparing import fold
from sanctions.records import DesignationRecord, ListedRecord, Name, NameKind
from sanctions.sources.printed_names import each_once

T = TypeVar("T")


def merged(records: Iterable[ListedRecord]) -> tuple[tuple[ListedRecord, ...], tuple[str, ...]]:
    """The records with every native id once, and a warning for each id that stood there more than once.

    The first statement leads; a later one adds names, addresses, identifiers and designations it alone has.
    """
    kept: dict[str, ListedRecord] = {}
    warnings: list[str] = []
    for index, record in enumerate(records):
        key = record.native_id or f"no number {index}"
        if key in kept:
            warnings.append(f"{record.place}: number {key} stands here again ({record.primary_name}); merged into one")
            kept[key] = _together(kept[key], record)
        else:
            kept[key] = record
    return tuple(kept.values()), tuple(warnings)


def _together(first: ListedRecord, second: ListedRecord) -> ListedRecord:
    return replace(
        first,
        names=_names(first, second),
        countries=tuple(sorted({*first.countries, *second.countries})),
        addresses=_both(first.addresses, second.addresses),
        identifiers=_both(first.identifiers, second.identifiers),
        designations=_acts(first, second),
        birth_dates=_both(first.birth_dates, second.birth_dates),
        birth_places=_both(first.birth_places, second.birth_places),
        nationalities=_both(first.nationalities, second.nationalities),
        title=_joined(first.title, second.title),
        remarks=_joined(first.remarks, second.remarks),
        details=tuple(sorted(_both(first.details, second.details))),
        links=_both(first.links, second.links),
    )


def _joined(first: str, second: str) -> str:
    """Both texts, where one does not hold the other."""
    return first if fold(second) in fold(first) else "; ".join(filter(None, (first, second)))


def _names(first: ListedRecord, second: ListedRecord) -> tuple[Name, ...]:
    main, *others = second.names
    return each_once((*first.names, replace(main, kind=NameKind.AKA), *others))


def _acts(first: ListedRecord, second: ListedRecord) -> tuple[DesignationRecord, ...]:
    """The same act with another web address is one act."""
    return _once((*first.designations, *second.designations), lambda act: replace(act, source_url=""))


def _both(first: tuple[T, ...], second: tuple[T, ...]) -> tuple[T, ...]:
    return _once((*first, *second), lambda item: item)


def _once(items: tuple[T, ...], sameness: Callable[[T], T]) -> tuple[T, ...]:
    kept: dict[str, T] = {}
    for item in items:
        kept.setdefault(fold(repr(sameness(item))), item)
    return tuple(kept.values())
