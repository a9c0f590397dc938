"""Lists written as a table, and entries typed by hand."""

from __future__ import annotations

import pytest

from sanctions.canonical import canonical
from sanctions.reading import count_records
from sanctions.records import Parsed, SourceFile
from sanctions.sources import source
from tests.lists.questions import refusal, rows_told
from tests.lists.statement import sample

TABLE = sample("table", "sample.csv")[0].raw.decode()


def table(text: str) -> Parsed:
    return source("table").parse((SourceFile("table.csv", text.encode()),))


def house(raw: bytes) -> Parsed:
    return source("house").parse((SourceFile("typed", raw),))


def test_a_table_tells_every_row_it_could_not_use() -> None:
    parsed = table(TABLE)

    assert rows_told(parsed) == count_records(TABLE.encode()) - 1
    assert [error.line for error in parsed.errors] == list(range(6, 14))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (TABLE.replace("licence_policy", "license_policy", 1), "wrong-columns"),
        (TABLE.replace(",divest_by,birth_dates", ",colour,birth_dates", 1), "wrong-columns"),
        (TABLE.splitlines()[0] + "\n", "no-rows"),
        (TABLE[:600], "truncated"),
        ("", "empty-file"),
    ],
)
def test_a_table_with_another_header_or_cut_off_is_refused(text: str, code: str) -> None:
    assert refusal(lambda: table(text)).code == code


def test_typed_entries_read_back_as_they_were_written() -> None:
    first = house(sample("house", "sample.jsonl")[0].raw)
    lines = [canonical(record) + "\n" for found in first.lists for record in found.records]

    again = house("".join(lines).encode())

    assert [found.records for found in again.lists] == [found.records for found in first.lists]


def test_a_file_without_typed_entries_is_refused() -> None:
    assert refusal(lambda: house(b"\n \n")).code == "empty-file"
