"""Lists written as a table, and entries typed by hand."""

from __future__ import annotations

import csv
import io

import pytest

from sanctions.canonical import canonical
from sanctions.reading import count_records
from sanctions.records import Name, NameKind, Parsed, SourceFile, Strength
from sanctions.sources import source
from sanctions.sources.table import COLUMNS, OPTIONAL
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


def rows(*changes: dict[str, str]) -> Parsed:
    """A table of one company, once for each change of its columns."""
    columns = (*COLUMNS, *OPTIONAL)
    plain = {"list": "us-cbp-wro", "name": "Yunnan Machinery", "country": "CN", "listed_on": "1991-11-14"}
    written = io.StringIO()
    writer = csv.DictWriter(written, columns, restval="")
    writer.writeheader()
    writer.writerows(plain | change for change in changes)
    return table(written.getvalue())


def test_rows_that_state_the_same_party_are_one_entry_with_several_acts() -> None:
    parsed = rows({"programme": "Withhold release order"}, {"programme": "Finding", "name": "YUNNAN  machinery"})

    [found] = parsed.lists
    [entry] = found.records
    assert [act.programme for act in entry.designations] == ["Withhold release order", "Finding"]
    assert (found.rows_read, found.warnings) == (2, ())


@pytest.mark.parametrize(
    "other",
    [{"country": "TW"}, {"aliases": "Yunnan 1st Prison"}, {"addresses": "Kunming"}, {"kind": "company"}],
)
def test_rows_that_differ_in_the_party_are_two_entries(other: dict[str, str]) -> None:
    assert len(rows({}, {"programme": "Finding", **other}).lists[0].records) == 2


def test_a_row_that_says_the_same_again_is_warned_of() -> None:
    [found] = rows({}, {}).lists

    assert len(found.records) == 1
    assert "stands here again" in found.warnings[0]


def test_a_table_may_state_weak_aliases_and_footnotes() -> None:
    [entry] = rows({"weak_aliases": "YM", "footnotes": "and its subsidiaries"}).lists[0].records

    assert entry.names[1] == Name("YM", NameKind.AKA, Strength.WEAK)
    assert entry.designations[0].footnotes == ("and its subsidiaries",)
