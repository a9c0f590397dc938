"""A web page to its tables, strictly: every row with its cells, and the words that stand before each table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from sanctions.reading import FileRejected, decoded
from sanctions.records import SourceFile

MAX_PAGE = 1_000_000  # characters; a page of a list is some hundred thousand

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-z][a-z0-9]*)(?P<rest>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)
_NOT_TEXT = ("script", "style")  # what stands in them is no part of the page
_MERGED = re.compile(r"\b(?:row|col)span\b", re.IGNORECASE)
_NOT_SHOWN = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1", re.IGNORECASE | re.DOTALL)
_BEGINS = re.compile(r"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_ROW = re.compile(r"<tr[\s>]", re.IGNORECASE)
_CELLS = ("td", "th")
_WITHIN_WORDS = frozenset({"a", "abbr", "b", "em", "i", "small", "span", "strong", "sub", "sup", "u"})


@dataclass(frozen=True, slots=True)
class PageRow:
    """One row of a table: the line it begins on and the text of its cells, on one line each."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageTable:
    """One table: the words between it and the table before, its heading row, its other rows."""

    before: str
    line: int
    heading: tuple[str, ...]
    rows: tuple[PageRow, ...]


def page_tables(file: SourceFile) -> tuple[PageTable, ...]:
    """The tables of a page, proved complete against a count of its rows; a page that does not end is cut off."""
    text = decoded(file, is_page=True)
    if len(text) > MAX_PAGE:
        raise FileRejected(file.name, 0, "too-long", f"{len(text)} characters are not a page of a list")
    if not _BEGINS.search(text, 0, 1024):
        raise FileRejected(file.name, 1, "not-a-page", "this is not a web page")
    if not text.rstrip().casefold().endswith("</html>"):
        raise FileRejected(file.name, text.count("\n") + 1, "truncated", "the page does not end with </html>")
    reader = _Reader(file.name)
    for piece in _pieces(file.name, text):
        reader.take(piece)
    tables = tuple(reader.finished())
    expected, found = len(_ROW.findall(_NOT_SHOWN.sub("", text))), sum(1 + len(table.rows) for table in tables)
    if found != expected:
        raise FileRejected(file.name, 0, "count-mismatch", f"{found} rows read where {expected} stand in the page")
    return tables


@dataclass(frozen=True, slots=True)
class _Piece:
    """A tag, or the text between two tags."""

    line: int
    text: str = ""
    tag: str = ""
    is_closing: bool = False
    rest: str = ""


def _pieces(name: str, text: str) -> Iterator[_Piece]:
    at, line = 0, 1
    while at < len(text):
        end, piece = _next_piece(name, text, at, line)
        line += text.count("\n", at, end)
        at = end
        if piece:
            yield piece


def _next_piece(name: str, text: str, at: int, line: int) -> tuple[int, _Piece | None]:
    if text[at] != "<":
        end = text.find("<", at)
        end = len(text) if end < 0 else end
        return end, _Piece(line, text=unescape(text[at:end]))
    if text.startswith("<!--", at):
        return _past(name, text, "-->", at, line), None
    if text.startswith(("<!", "<?"), at):
        return _past(name, text, ">", at, line), None
    found = _TAG.match(text, at)
    if not found:
        return at + 1, _Piece(line, text="<")
    tag = found["name"].casefold()
    if tag in _NOT_TEXT and not found["close"]:
        return _past(name, text, f"</{tag}", found.end(), line), None
    return found.end(), _Piece(line, "", tag, bool(found["close"]), found["rest"])


def _past(name: str, text: str, mark: str, at: int, line: int) -> int:
    end = text.find(mark, at)
    if end < 0:
        raise FileRejected(name, line, "truncated", f"what begins here never ends with {mark}")
    return end + len(mark)


@dataclass(slots=True)
class _Table:
    """A table while it is read."""

    before: str
    line: int
    rows: list[PageRow] = field(default_factory=list)


class _Reader:
    """Goes through a page tag by tag; a cell outside a row or a table within a table is a layout nobody checked."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._tables: list[_Table] = []
        self._words: list[str] = []  # since the last table, or of the cell being read
        self._table: _Table | None = None
        self._row: list[str] | None = None
        self._row_line = 0
        self._in_cell = False

    def take(self, piece: _Piece) -> None:
        """One more piece of the page."""
        if not piece.tag:
            self._words.append(piece.text)
        elif piece.tag == "table":
            self._turn_table(piece)
        elif piece.tag == "tr":
            self._turn_row(piece)
        elif piece.tag in _CELLS:
            self._turn_cell(piece)
        elif piece.tag not in _WITHIN_WORDS:
            self._words.append(" ")

    def finished(self) -> Iterator[PageTable]:
        """Every table with a heading, once the page is read."""
        if self._table:
            raise FileRejected(self._file, self._table.line, "truncated", "the table that begins here never ends")
        for table in self._tables:
            if not table.rows:
                raise FileRejected(self._file, table.line, "wrong-layout", "a table without a row")
            heading, *rows = table.rows
            yield PageTable(table.before, table.line, heading.cells, tuple(rows))

    def _turn_table(self, piece: _Piece) -> None:
        if piece.is_closing == (self._table is None) or self._row is not None:
            raise self._refusal(piece)
        if piece.is_closing:
            self._table = None
        else:
            self._table = _Table(self._said(), piece.line)
            self._tables.append(self._table)
        self._words = []

    def _turn_row(self, piece: _Piece) -> None:
        if self._table is None or self._in_cell or piece.is_closing == (self._row is None):
            raise self._refusal(piece)
        if self._row is None:
            self._row, self._row_line = [], piece.line
        else:
            self._table.rows.append(PageRow(self._row_line, tuple(self._row)))
            self._row = None

    def _turn_cell(self, piece: _Piece) -> None:
        if self._row is None or piece.is_closing != self._in_cell or _MERGED.search(piece.rest):
            raise self._refusal(piece)
        if self._in_cell:
            self._row.append(self._said())
        self._in_cell, self._words = not self._in_cell, []

    def _said(self) -> str:
        return " ".join("".join(self._words).split())

    def _refusal(self, piece: _Piece) -> FileRejected:
        tag = f"<{'/' * piece.is_closing}{piece.tag}>"
        return FileRejected(self._file, piece.line, "wrong-layout", f"{tag} stands where a list's table has none")
