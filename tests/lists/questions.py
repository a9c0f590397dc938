"""Questions every test of a source asks of what it read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sanctions.reading import FileRejected
from sanctions.records import ListedRecord, Parsed, SourceFile
from sanctions.sources import source

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "lists"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the publishers' whole files are not at hand")


def of_list(parsed: Parsed, code: str) -> tuple[ListedRecord, ...]:
    """The records of one list."""
    return next(found.records for found in parsed.lists if found.list == code)


def named(parsed: Parsed, name: str) -> ListedRecord:
    """The first record whose primary name holds these words."""
    return next(record for found in parsed.lists for record in found.records if name in record.primary_name)


def rows_told(parsed: Parsed) -> int:
    """How many physical records the reader accounts for."""
    return sum(found.rows_read + found.rows_rejected for found in parsed.lists) + parsed.rows_unplaced


def refusal(parse: Callable[[], Parsed]) -> FileRejected:
    """The refusal of a file that must not be read."""
    with pytest.raises(FileRejected) as refused:
        parse()
    return refused.value


def read_or_refused(code: str, *files: SourceFile) -> None:
    """Whatever the bytes are: records and errors that add up, or a refusal by name."""
    try:
        parsed = source(code).parse(files)
    except FileRejected as refused:
        assert refused.code and refused.message
    else:
        assert len(parsed.errors) == sum(found.rows_rejected for found in parsed.lists) + parsed.rows_unplaced
        for found in parsed.lists:
            assert all(record.list == found.list and record.primary_name for record in found.records)
