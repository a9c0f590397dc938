"""Bytes to rows, strictly: a file is read whole and understood, or it is refused with the place and the reason."""

from __future__ import annotations

import codecs
import csv
import json
import re
from collections.abc import Iterator
from datetime import date
from io import StringIO

from sanctions.records import RowError, SourceFile

MAX_FIELD = 131_072  # characters; longer is a quote that was never closed, not a value
MAX_NEWLINES = 10  # within one field; publishers wrap an address over a few lines, never over a page

_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "not-utf8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "not-utf16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "not-utf16"),
)
_HTML = re.compile(r"<(!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_UNSTORABLE = re.compile(r"[\ud800-\udfff]|(?<!\\)(?:\\\\)*\\u0000")  # in written JSON: half a character, NUL
_JSON_MARKS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[^\[\]{}"]+', re.DOTALL)
_CSV_FAULTS = {
    "field larger": ("field-too-long", f"a field is longer than {MAX_FIELD} characters: a quote is never closed"),
    "unexpected end": ("unclosed-quote", "a quoted field is still open at the end of the file"),
    "expected after": ("unclosed-quote", "text follows a closing quote: a quote before it was never closed"),
}


class FileRejected(Exception):
    """The whole file is refused: which file, at which line (0 where none applies), and why."""

    def __init__(self, file: str, line: int, code: str, message: str) -> None:
        super().__init__(file, line, code, message)
        self.file, self.line, self.code, self.message = file, line, code, message

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message} [{self.code}]"


class RowRejected(Exception):
    """One record cannot be used; the others of its file can."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code, self.message = code, message

    def at(self, file: str, line: int) -> RowError:
        """The same refusal with its place."""
        return RowError(file=file, line=line, code=self.code, message=self.message)


class Row:
    """One record whose columns must all be taken: a value nobody reads is a layout nobody checked."""

    __slots__ = ("_values", "fault", "file", "line")

    def __init__(self, file: str, line: int, values: dict[str, str], fault: RowRejected | None = None) -> None:
        self.file, self.line, self.fault = file, line, fault
        self._values = values

    def take(self, column: str) -> str:
        """The column's text without the spaces around it."""
        return self._values.pop(column, "").strip()

    def peek(self, column: str) -> str:
        """The column's text, left to be taken."""
        return self._values.get(column, "").strip()

    def take_date(self, column: str) -> date | None:
        """The column's day, None where it is empty."""
        text = self.take(column)
        return iso_day(text, column) if text else None

    def finish(self) -> None:
        """Stop the file where a column was left unread."""
        if self._values:
            columns = ", ".join(sorted(self._values))
            raise FileRejected(self.file, self.line, "unread-column", f"nothing reads the column(s) {columns}")

    @property
    def place(self) -> str:
        """Where the record stood, for the record to carry."""
        return f"{self.file}:{self.line}"


def iso_day(text: str, what: str) -> date:
    """A day written YYYY-MM-DD; anything else rejects the row."""
    if _ISO_DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass  # the shape of a date and not a day, such as 2021-02-30
    raise RowRejected("bad-date", f"{what}: {text!r} is not a day written YYYY-MM-DD")


def decoded(file: SourceFile, *, is_page: bool = False) -> str:
    """The file's text: UTF-8 with or without a mark, or UTF-16 by its mark; never a guess. A web page only if asked."""
    text = _text(file)
    if not text.strip():
        raise FileRejected(file.name, 0, "empty-file", "the file is empty")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise FileRejected(file.name, line, "nul-byte", "the file holds a NUL character: not a text file, or cut up")
    if not is_page and _HTML.search(text, 0, 1024):
        raise FileRejected(
            file.name, 1, "html-page", "this is a web page, not a list: the address answered with an error page"
        )
    return text


def _text(file: SourceFile) -> str:
    marked = (found for found in _BOMS if file.raw.startswith(found[0]))
    bom, encoding, code = next(marked, (b"", "utf-8", "not-utf8"))
    try:
        return file.raw[len(bom) :].decode(encoding)
    except UnicodeDecodeError as error:
        line = file.raw.count(b"\n", 0, error.start) + 1
        raise FileRejected(file.name, line, code, f"byte {error.start} is not {encoding}") from error


class JsonRejected(Exception):
    """A text that is not one plain JSON value."""

    def __init__(self, line: int, code: str, message: str) -> None:
        super().__init__(line, code, message)
        self.line, self.code, self.message = line, code, message


def csv_rows(
    file: SourceFile,
    text: str,
    *,
    columns: tuple[str, ...],
    optional: tuple[str, ...] = (),
    headed: bool = True,
    ends_with_newline: bool = False,
    delimiter: str = ",",
) -> Iterator[Row]:
    """Every record of a file of separated values, by column; without a header the columns are told by their order."""
    records = _csv_records(file, text, ends_with_newline=ends_with_newline, delimiter=delimiter)
    header = _header(file, records, columns, optional) if headed else columns
    width, lines = len(header), _line_count(text)
    for line, last_line, values in records:
        if len(values) == width:
            yield Row(file.name, line, dict(zip(header, values, strict=True)))
            continue
        if len(values) < width and last_line == lines and not text.endswith(("\n", "\r")):
            raise FileRejected(file.name, line, "truncated", "the last record is cut off")
        fault = RowRejected("ragged-row", f"{len(values)} columns where there should be {width}")
        yield Row(file.name, line, dict(zip(header, values, strict=False)), fault)


def _header(
    file: SourceFile,
    records: Iterator[tuple[int, int, list[str]]],
    columns: tuple[str, ...],
    optional: tuple[str, ...],
) -> tuple[str, ...]:
    line, _, values = next(records, (1, 1, []))
    header = tuple(value.strip() for value in values)
    if header[:1] and header[0][:1] in ("{", "["):
        raise FileRejected(file.name, line, "json-file", "this is JSON, not a comma-separated file")
    if len(set(header)) < len(header):
        twice = sorted({name for name in header if header.count(name) > 1})
        raise FileRejected(file.name, line, "duplicate-header", f"column(s) named twice: {', '.join(twice)}")
    missing = [name for name in columns if name not in header]
    unknown = [name for name in header if name not in (*columns, *optional)]
    if missing or unknown:
        told = [f"missing {', '.join(missing)}"] * bool(missing) + [f"unknown {', '.join(unknown)[:200]}"] * bool(
            unknown
        )
        raise FileRejected(file.name, line, "wrong-columns", f"the columns are not this list's: {'; '.join(told)}")
    return header


def _csv_records(
    file: SourceFile, text: str, *, ends_with_newline: bool, delimiter: str
) -> Iterator[tuple[int, int, list[str]]]:
    """(first line, last line, values) of each record, proved complete against an independent count."""
    if ends_with_newline and not text.endswith(("\n", "\r")):
        raise FileRejected(file.name, _line_count(text), "truncated", "the file ends in the middle of a line")
    reader = csv.reader(StringIO(text, newline=""), strict=True, delimiter=delimiter)
    count, line = 0, 1
    while (values := _next_record(file, reader, line)) is not None:
        if values:
            _check_fields(file, line, values)
            count += 1
            yield line, reader.line_num, values
        line = reader.line_num + 1
    expected = count_records(text.encode())
    if count != expected:
        message = f"{count} records read where {expected} stand in the file: a quote inside a value is not doubled"
        raise FileRejected(file.name, 0, "count-mismatch", message)


def _next_record(file: SourceFile, reader: Iterator[list[str]], line: int) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error as error:
        faults = (fault for words, fault in _CSV_FAULTS.items() if words in str(error))
        code, message = next(faults, ("not-csv", str(error)))
        raise FileRejected(file.name, line, code, f"in the record that starts here, {message}") from error


def _check_fields(file: SourceFile, line: int, values: list[str]) -> None:
    for value in values:
        if len(value) > MAX_FIELD:
            raise FileRejected(file.name, line, *_CSV_FAULTS["field larger"])
        if value.count("\n") > MAX_NEWLINES or value.count("\r") > MAX_NEWLINES:
            message = f"a field runs over more than {MAX_NEWLINES} lines: a quote is never closed"
            raise FileRejected(file.name, line, "unclosed-quote", message)


def _line_count(text: str) -> int:
    return sum(1 for _ in StringIO(text, newline=""))


def count_records(raw: bytes) -> int:
    """How many records the bytes of a comma-separated file hold, counted by quotes and line ends alone."""
    outside_quotes = b'"'.join(raw.split(b'"')[::2])
    return sum(1 for line in outside_quotes.splitlines() if line)


def json_value(text: str) -> object:
    """One JSON value with no key named twice, no NaN, no NUL and no half of a character."""
    try:
        value: object = json.loads(text, object_pairs_hook=_unique_keys, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        cut_off = not text[error.pos :].strip() or error.msg.startswith("Unterminated")
        code = "truncated" if cut_off else "not-json"
        raise JsonRejected(error.lineno, code, f"{error.msg} at column {error.colno}") from error
    except RecursionError as error:
        raise JsonRejected(0, "not-json", "nested too deeply to be a list") from error
    except ValueError as error:  # a number of more digits than Python converts
        raise JsonRejected(0, "not-json", str(error)) from error
    if "\\u" in text and (broken := _UNSTORABLE.search(json.dumps(value, ensure_ascii=False))):
        raise JsonRejected(
            0, "nul-byte" if "0000" in broken[0] else "not-json", "NUL, or half of a character, in a text"
        )
    return value


def _unique_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        raise JsonRejected(0, "duplicate-key", f"key(s) named twice in one object: {', '.join(twice)}")
    return value


def _no_constant(name: str) -> object:
    raise JsonRejected(0, "not-json", f"{name} is not JSON")


def json_results(file: SourceFile, text: str, *, key: str, envelope: tuple[str, ...] = ()) -> list[dict[str, object]]:
    """The objects under `key` of a JSON document, proved complete against a count of its brackets."""
    document = _document(file, text)
    if not isinstance(document, dict) or not isinstance(results := document.get(key), list):
        raise FileRejected(file.name, 1, "wrong-layout", f'this is not a document with a list under "{key}"')
    if unknown := sorted(set(document) - {key, *envelope}):
        raise FileRejected(file.name, 1, "wrong-layout", f'unknown key(s) beside "{key}": {", ".join(unknown)}')
    objects = [item for item in results if isinstance(item, dict)]
    total = document.get("total")  # of a search: more than stand here means this is one page of several
    expected = max(count_objects(text), total if isinstance(total, int) else 0)
    if len(objects) != len(results) or len(objects) != expected:
        message = f"{len(objects)} records read where {max(expected, len(results))} stand in the file"
        raise FileRejected(file.name, 0, "count-mismatch", message)
    return objects


def _document(file: SourceFile, text: str) -> object:
    try:
        return json_value(text)
    except JsonRejected as error:
        raise FileRejected(file.name, error.line, error.code, error.message) from error


def count_objects(text: str) -> int:
    """How many objects stand in the lists of a JSON document's top level, counted by brackets alone."""
    level = count = 0
    for bracket in _JSON_MARKS.sub("", text):
        if bracket in "[{":
            count += bracket == "{" and level == 2
            level += 1
        else:
            level -= 1
    return count
