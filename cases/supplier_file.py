"""A supplier file to rows, strictly: CSV or XLSX, each record with its line, nothing folded and nothing lost."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from cases.cell_text import one_line, unguarded
from sanctions.reading import MAX_NEWLINES, FileRejected, RowRejected

MAX_LINE = 1_000_000  # characters; a longer line is no table of suppliers
MAX_INFLATED = 1_000_000_000  # bytes an XLSX may unpack to
DELIMITERS = (",", ";", "\t")

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ZIP = b"PK\x03\x04"
# What the workbook reader lets through where the XML within is damaged: it believes what its files say of themselves.
_BROKEN_WORKBOOK = (
    *(zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, EOFError),
    *(LookupError, ValueError, TypeError, AttributeError, NotImplementedError, RuntimeError, OSError),
)
Stream = io.BufferedReader | io.BytesIO  # read more than once, from the top
_STRAY_QUOTE = RowRejected("stray-quote", "a quotation mark inside a value is not doubled")


@dataclass(frozen=True, slots=True)
class FileRow:
    """One physical record below the header: where it begins, its cells by column, and its cells as they stood."""

    line: int
    values: dict[str, str]
    cells: tuple[str, ...]
    fault: RowRejected | None = None


@dataclass(frozen=True, slots=True)
class SupplierFile:
    """A file whose header is understood; `rows` reads it from the top, as often as one likes."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[], Iterator[FileRow]]


@dataclass(frozen=True, slots=True)
class _Record:
    line: int
    cells: list[str]
    fault: RowRejected | None = None


def read(name: str, stream: Stream, *, required: tuple[str, ...], known: tuple[str, ...]) -> SupplierFile:
    """The supplier file behind a seekable stream; raises FileRejected where its header is no supplier file's."""
    stream.seek(0)
    records = _workbook_records if stream.read(4) == _ZIP else _csv_records
    header = next(records(name, stream), None)
    columns = _columns(name, header, required, known)

    def rows() -> Iterator[FileRow]:
        every = records(name, stream)
        next(every)
        return (_row(record, columns) for record in every)

    return SupplierFile(name, columns, rows)


def _columns(name: str, header: _Record | None, required: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    columns = tuple(one_line(cell).casefold().replace(" ", "_") for cell in header.cells) if header else ()
    if not header or not any(columns):
        raise FileRejected(name, 0, "empty-file", "the file is empty")
    if len(set(columns)) < len(columns):
        twice = sorted({column for column in columns if columns.count(column) > 1})
        raise FileRejected(name, header.line, "duplicate-header", f"column(s) named twice: {', '.join(twice)}")
    missing = [f"missing {column}" for column in required if column not in columns]
    unknown = [f"unknown {column[:60]!r}" for column in columns if column not in known]
    if missing or unknown:
        message = f"the columns are not a supplier file's: {'; '.join((missing + unknown)[:8])}"
        raise FileRejected(name, header.line, "wrong-columns", f"{message}. Known: {', '.join(known)}")
    return columns


def _row(record: _Record, columns: tuple[str, ...]) -> FileRow:
    cells = tuple(record.cells)
    fault = record.fault
    if fault is None and len(cells) != len(columns):
        fault = RowRejected("ragged-row", f"{len(cells)} cells where there should be {len(columns)}")
    values = {column: unguarded(one_line(cell)) for column, cell in zip(columns, cells, strict=False)}
    return FileRow(record.line, values, cells, fault)


@dataclass(slots=True)
class _Lines:
    """Hands lines to the CSV parser and keeps those of the record at hand, to be counted independently."""

    name: str
    text: io.TextIOWrapper
    taken: list[str] = field(default_factory=list)
    count: int = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.text.readline(MAX_LINE + 1)
        if not line:
            raise StopIteration
        self.count += 1
        if len(line) > MAX_LINE:
            raise FileRejected(self.name, self.count, "line-too-long", f"a line of more than {MAX_LINE} characters")
        self.taken.append(line)
        return line


def _csv_records(name: str, stream: Stream) -> Iterator[_Record]:
    with _text(name, stream) as text:
        lines = _Lines(name, text)
        reader = csv.reader(lines, delimiter=_delimiter(text), strict=True)
        while True:
            line, lines.taken = lines.count + 1, []
            try:
                cells = next(reader, None)
            except csv.Error as error:
                message = f"in the record that starts here a quotation mark is never closed ({error})"
                raise FileRejected(name, line, "unclosed-quote", message) from error
            if cells is None:
                return
            if cells:
                yield _Record(line, cells, _quote_fault(name, line, lines.taken))


@contextmanager
def _text(name: str, stream: Stream) -> Iterator[io.TextIOWrapper[Stream]]:
    """The stream as text, left open and unread behind it; an undecodable byte refuses the file."""
    stream.seek(0)
    start = stream.read(3)
    encoding = next((encoding for mark, encoding in _BOMS if start.startswith(mark)), "utf-8")
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    try:
        yield text
    except UnicodeError as error:
        message = f"the file is not {encoding} throughout ({error.__class__.__name__}): save it as CSV UTF-8 or XLSX"
        raise FileRejected(name, 0, "not-" + encoding.replace("-sig", ""), message) from error
    finally:
        text.detach()


def _delimiter(text: io.TextIOWrapper) -> str:
    """The mark that parts the header most often."""
    start = text.tell()
    header = text.readline(MAX_LINE)
    text.seek(start)
    return max(DELIMITERS, key=header.count)


def _quote_fault(name: str, line: int, taken: list[str]) -> RowRejected | None:
    """Proves by counting quotation marks alone that the record ends where the parser ended it."""
    if len(taken) > MAX_NEWLINES + 1:
        message = f"a record runs over more than {MAX_NEWLINES} lines: a quotation mark is never closed"
        raise FileRejected(name, line, "unclosed-quote", message)
    marks = 0
    for text in taken[:-1]:
        marks += text.count('"')
        if marks % 2 == 0:
            raise FileRejected(name, line, "count-mismatch", "two ways of counting disagree where this record ends")
    if (marks + taken[-1].count('"')) % 2 == 0:
        return None
    if len(taken) > 1:
        raise FileRejected(name, line, "unclosed-quote", "a quotation mark in this record is never closed")
    return _STRAY_QUOTE


def _workbook_records(name: str, stream: Stream) -> Iterator[_Record]:
    """The rows of the first sheet that hold anything; cells right of the header count only where filled."""
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_INFLATED:
                raise FileRejected(name, 0, "too-large", f"the workbook unpacks to more than {MAX_INFLATED} bytes")
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size is often wrong
        yield from _sheet_records(sheet.iter_rows(values_only=True))
    except _BROKEN_WORKBOOK as error:
        message = f"the workbook cannot be read: {error.__class__.__name__} {error}"
        raise FileRejected(name, 0, "broken-workbook", message) from error


def _sheet_records(rows: Iterator[tuple[object, ...]]) -> Iterator[_Record]:
    width = 0
    for line, values in enumerate(rows, start=1):
        cells = [_cell_text(value) for value in values]
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if not any(cells):
            continue
        width = width or len(cells)
        yield _Record(line, cells + [""] * (width - len(cells)))


def _cell_text(value: object) -> str:
    """A cell as a person reads it: whole numbers without a point, days as YYYY-MM-DD."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)
