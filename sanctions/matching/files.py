"""Names in plain files, read strictly: the benchmark's tab-separated lists and the CSV of name pairs."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from sanctions.matching.index import IndexEntry
from sanctions.records import Kind, Name, NameKind, Subject

LISTED_COLUMNS = ("entity_id", "kind", "country", "name", "alias")
SUPPLIER_COLUMNS = ("supplier_id", "name", "country")
PAIR_COLUMNS = ("id", "left", "right")
_KINDS = {
    "E": Kind.COMPANY,
    "P": Kind.PERSON,
    "V": Kind.VESSEL,
    "A": Kind.AIRCRAFT,
    "?": Kind.UNKNOWN,
    "": Kind.UNKNOWN,
}
_LONGEST_CELL = 4 << 20


class FileUnreadable(ValueError):
    """A file of names that cannot be used: which file, which line, why."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names to be compared, and the line of the file they stand in."""

    id: str
    left: str
    right: str
    kind: Kind
    line: int


def listed_entries(file: str, raw: bytes) -> tuple[list[str], list[IndexEntry]]:
    """The publisher's ids in order of appearance, and one entry for each, keyed by its place in that order."""
    found: dict[str, list[dict[str, str]]] = {}
    for line, row in _tab_separated(file, raw, LISTED_COLUMNS):
        if row["kind"] not in _KINDS:
            raise FileUnreadable(
                f"{file}, line {line}: kind {row['kind']!r} is none of {', '.join(filter(None, _KINDS))}"
            )
        found.setdefault(row["entity_id"], []).append(row)
    return list(found), [_entry(key, rows) for key, rows in enumerate(found.values())]


def _entry(key: int, rows: list[dict[str, str]]) -> IndexEntry:
    names = tuple(Name(row["name"], NameKind.AKA if row["alias"] == "1" else NameKind.PRIMARY) for row in rows)
    countries = tuple(dict.fromkeys(country for row in rows for country in row["country"].split()))
    return IndexEntry(key, names, _KINDS[rows[0]["kind"]], countries)


class Suppliers:
    """The suppliers of a file with what is asked about each: checked whole at once, and read line by line."""

    def __init__(self, file: str, raw: bytes) -> None:
        self._raw = raw
        self._header = _header(file, _text(file, self._line(0, self._end(0))).split("\t"), SUPPLIER_COLUMNS)
        self._count = 0
        for number, line in enumerate(self._lines(), 2):
            text = _text(file, line, number)
            if text.strip():
                _check_cells(file, number, len(self._header), text.count("\t") + 1)
                self._count += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[tuple[str, Subject]]:
        key, name, country = map(self._header.index, SUPPLIER_COLUMNS)
        for line in self._lines():
            if line.strip():
                cells = line.decode().split("\t")
                yield cells[key], Subject((cells[name],), countries=tuple(cells[country].split()))

    def _lines(self) -> Iterator[bytes]:
        """All lines but the first."""
        start = self._end(0) + 1
        while start < len(self._raw):
            end = self._end(start)
            yield self._line(start, end)
            start = end + 1

    def _line(self, start: int, end: int) -> bytes:
        return self._raw[start:end].removesuffix(b"\r")

    def _end(self, start: int) -> int:
        end = self._raw.find(b"\n", start)
        return len(self._raw) if end < 0 else end


def pairs(file: str, raw: bytes) -> list[Pair]:
    """Pairs of names with the kind of party, if the file has one."""
    rows = csv.reader(_text(file, raw).splitlines(keepends=True), strict=True)
    header = _header(file, next(rows, []), PAIR_COLUMNS)
    found = []
    try:
        for cells in rows:
            if cells:
                line = rows.line_num
                row = _cells(file, line, header, cells)
                kind = _kind(file, line, row.get("kind", ""))
                found.append(Pair(row["id"], row["left"], row["right"], kind, line))
    except csv.Error as error:
        raise FileUnreadable(f"{file}, line {rows.line_num}: {error}") from error
    return found


def _kind(file: str, line: int, written: str) -> Kind:
    try:
        return Kind(written.lower()) if written else Kind.UNKNOWN
    except ValueError as error:
        raise FileUnreadable(f"{file}, line {line}: {written!r} is no kind; use one of {', '.join(Kind)}") from error


def _tab_separated(file: str, raw: bytes, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    lines = _text(file, raw).split("\n")
    header = _header(file, lines[0].rstrip("\r").split("\t"), columns)
    for line, text in enumerate(lines[1:], 2):
        if text.strip():
            yield line, _cells(file, line, header, text.rstrip("\r").split("\t"))


def _text(file: str, raw: bytes, first_line: int = 1) -> str:
    csv.field_size_limit(_LONGEST_CELL)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + first_line
        raise FileUnreadable(f"{file}, line {line}: not UTF-8 (byte {error.start})") from error


def _header(file: str, cells: list[str], columns: tuple[str, ...]) -> list[str]:
    missing = [column for column in columns if column not in cells]
    if missing:
        raise FileUnreadable(f"{file}, line 1: column {', '.join(missing)} missing")
    return cells


def _cells(file: str, line: int, header: list[str], cells: list[str]) -> dict[str, str]:
    _check_cells(file, line, len(header), len(cells))
    return dict(zip(header, cells, strict=True))


def _check_cells(file: str, line: int, columns: int, cells: int) -> None:
    if cells != columns:
        raise FileUnreadable(f"{file}, line {line}: {cells} cells under {columns} columns")
