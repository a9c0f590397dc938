"""Entries typed in by hand, one listed record a line in the written form this house keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sanctions.canonical import NotCanonical, from_canonical
from sanctions.catalogue import LISTS
from sanctions.reading import FileRejected, RowRejected, decoded
from sanctions.records import ListedRecord, Parsed, ParsedList, RowError, Source, SourceFile
from sanctions.sources.merging import merged
from sanctions.sources.plausible import plausible


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """The lists named in the lines, in the order they first appear."""
    records: dict[str, list[ListedRecord]] = {}
    errors: list[RowError] = []
    for file in files:
        for line, text in _lines(file):
            try:
                record = _record(text, place=f"{file.name}:{line}")
                records.setdefault(record.list, []).append(record)
            except RowRejected as fault:
                errors.append(fault.at(file.name, line))
    if not records and not errors:
        raise FileRejected(", ".join(file.name for file in files), 0, "no-rows", "no entries")
    lists = tuple(_parsed_list(code, found) for code, found in records.items())
    return Parsed(lists, tuple(errors), rows_unplaced=len(errors))  # a line we cannot read names no list


def _lines(file: SourceFile) -> Iterator[tuple[int, str]]:
    lines = decoded(file).split("\n")  # not splitlines: a name may hold a Unicode line separator
    return ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def _record(text: str, *, place: str) -> ListedRecord:
    try:
        record = from_canonical(text)
    except NotCanonical as error:
        raise RowRejected("not-canonical", str(error)) from error
    if record.list not in LISTS:
        raise RowRejected("unknown-list", f"{record.list!r} is not a list this house knows")
    if not all(name.text.strip() for name in record.names):
        raise RowRejected("empty-name", "a name without letters")
    return replace(plausible(record), place=place)


def _parsed_list(code: str, records: list[ListedRecord]) -> ParsedList:
    kept, warnings = merged(records)
    return ParsedList(code, kept, rows_read=len(records), rows_rejected=0, warnings=warnings)


SOURCE = Source(code="house", title="Typed entries", feeds=(), parse=parse)
