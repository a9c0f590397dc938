"""Two editions of one real list: what came and what went is exact, against a count of numbers and names alone."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from sanctions.diff import Change, diff
from sanctions.records import SourceFile
from sanctions.sources import source


def numbers(raw: bytes) -> set[str]:
    """The numbers of an SDN file's entries, read without our reader."""
    return {row[0] for row in csv.reader(io.StringIO(raw.removesuffix(b"\x1a").decode()))}


def persons(raw: bytes) -> set[str]:
    """The names of a Denied Persons List, read without our reader."""
    rows = csv.reader(io.StringIO(raw.decode()), delimiter="\t")
    return {" ".join(row[0].split()).upper() for row in rows}


@pytest.mark.parametrize(
    ("code", "before", "after", "told", "came", "went"),
    [
        ("us-ofac-sdn", "ofac-sdn-csv/2022-02-23/sdn.csv", "ofac-sdn-csv/2022-02-26/sdn.csv", numbers, 97, 0),
        ("us-ofac-sdn", "ofac-sdn-csv/2024-05-01/sdn.csv", "ofac-sdn-csv/2024-05-03/sdn.csv", numbers, 7, 8),
        ("us-bis-dpl", "bis-dpl/2019-06/dpl.txt", "bis-dpl/2022-09/dpl.txt", persons, 148, 104),
    ],
)
def test_what_came_and_what_went_is_exact(shared: Path, code, before, after, told, came: int, went: int) -> None:
    old, new = ((shared / "data/lists" / path).read_bytes() for path in (before, after))
    first, second = (source(code).parse((SourceFile("sdn.csv", raw),)).lists[0].records for raw in (old, new))

    found = diff([(str(at), record) for at, record in enumerate(first)], second)

    assert (len(told(new) - told(old)), len(told(old) - told(new))) == (came, went)
    assert (found.count(Change.ADDED), found.count(Change.DELISTED)) == (came, went)
