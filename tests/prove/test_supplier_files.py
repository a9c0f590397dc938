"""Ten thousand damaged supplier files: each is understood to its last record, or refused by name.

The control at the end: csv.DictReader, which most importers use, takes the same files and loses records without a word.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import zipfile
from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from cases import supplier_file
from cases.supplier_row import COLUMNS, REQUIRED, BadCell, parts_of
from sanctions.reading import FileRejected
from tests.lists import strategies
from tests.prove.scale import GENERATED, SCALE

pytestmark = pytest.mark.prove

ROWS = (
    ("1", "Plain Parts Ltd", "Plain | Parts", "CN", "1 Road\nBeijing", "Acme (50%)", "buy | sell"),
    ("2", 'Quoted "Works" Co', "", "US", "", "", "buy"),
    ("3", "深圳市海思半导体有限公司", "HiSilicon", "CN", "", "Huawei (100%) | Li Wei", ""),
    ("4", "=cmd|' /C calc'!A0", "", "DE", "a;b\tc", "", "invest"),
)
HEADER = ("external_id", "name", "other_names", "country", "address", "owners", "dealings")


def as_csv() -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEADER, *ROWS])
    return out.getvalue().encode()


def as_workbook() -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in (HEADER, *ROWS):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


CSV, XLSX = as_csv(), as_workbook()
HEAD, BODY = CSV[: CSV.index(b"\n") + 1], CSV[CSV.index(b"\n") + 1 :]


def records_in(raw: bytes) -> int:
    """Physical records of comma-separated bytes: a walk that knows quotes and line ends, and no csv module."""
    text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    mark = max(",;\t", key=text.partition("\n")[0].count)
    count, is_open, begins, has_text = 0, False, True, False
    for sign in text:
        if sign == "\n" and not is_open:
            count, has_text = count + has_text, False
        else:
            has_text = True
        if sign == '"' and (is_open or begins):
            is_open = not is_open
            begins = not is_open  # a doubled quote opens the cell again
        else:
            begins = not is_open and sign in ("\n", mark)
    return count + has_text


def understood(raw: bytes) -> tuple[int, int] | str:
    """Rows that could land and rows that could not, or the code of the refusal."""
    try:
        file = supplier_file.read("suppliers", io.BytesIO(raw), required=REQUIRED, known=COLUMNS)
        good = bad = 0
        for row in file.rows():
            try:
                if row.fault:
                    raise BadCell("", row.fault.message, "")
                parts_of(row.values, acting_entities=frozenset())
            except BadCell:
                bad += 1
            else:
                good += 1
    except FileRejected as refusal:
        assert refusal.code
        assert refusal.message
        return refusal.code
    return good, bad


def test_no_record_of_ten_thousand_damaged_files_is_lost():
    told: Counter[str] = Counter()

    @settings(max_examples=GENERATED, deadline=None, database=None)
    @given(strategies.damaged(BODY).map(HEAD.__add__) | strategies.damaged(CSV) | strategies.any_bytes)
    @example(CSV)
    @example(b"\xef\xbb\xbf" + CSV)
    def read(raw: bytes) -> None:
        found = understood(raw)
        told[found if isinstance(found, str) else "read"] += 1
        if not isinstance(found, str) and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            assert sum(found) == records_in(raw) - 1

    read()
    sys.stdout.write(f"supplier files: {told.total()}, read {told.pop('read')}, refused {dict(told.most_common())}\n")


def test_a_damaged_workbook_is_read_or_refused():
    told: Counter[str] = Counter()

    @settings(max_examples=1_000 * SCALE, deadline=None, database=None)
    @given(strategies.damaged(XLSX))
    @example(XLSX)
    def read(raw: bytes) -> None:
        found = understood(raw)
        told[found if isinstance(found, str) else "read"] += 1

    read()
    sys.stdout.write(f"workbooks: {told.total()}, read {told.pop('read')}, refused {dict(told.most_common())}\n")


def test_a_workbook_of_damaged_sheets_is_read_or_refused():
    """The archive is whole, what it holds is not: what a hand-made workbook looks like."""
    told: Counter[str] = Counter()
    members = {
        name: zipfile.ZipFile(io.BytesIO(XLSX)).read(name) for name in zipfile.ZipFile(io.BytesIO(XLSX)).namelist()
    }

    @settings(max_examples=1_000 * SCALE, deadline=None, database=None)
    @given(st.sampled_from(sorted(members)), st.data())
    def read(name: str, data: st.DataObject) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for member, raw in members.items():
                archive.writestr(member, data.draw(strategies.damaged(raw)) if member == name else raw)
        found = understood(out.getvalue())
        told[found if isinstance(found, str) else "read"] += 1

    read()
    sys.stdout.write(f"sheets: {told.total()}, read {told.pop('read')}, refused {dict(told.most_common())}\n")


def test_the_control_loses_records_without_a_word():
    lost = 0
    for place in [match.start() for match in re.finditer(b",", CSV)]:
        raw = CSV[: place + 1] + b'"' + CSV[place + 1 :]
        lines = sum(1 for line in raw.splitlines() if line) - 2  # a header, and one address of two lines
        believed = sum(1 for _ in csv.DictReader(io.StringIO(raw.decode(), newline="")))
        lost += believed < lines
        assert isinstance(understood(raw), str) or sum(understood(raw)) == lines

    sys.stdout.write(f"control: csv.DictReader loses records of {lost} files with one stray quote and says nothing\n")
    assert lost
