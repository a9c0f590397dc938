"""Every published file at hand is read to its last record, or refused by the right name: one table, printed."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sanctions.reading import FileRejected
from sanctions.records import SourceFile
from sanctions.sources import source

pytestmark = pytest.mark.prove


def by_quotes(raw: bytes) -> int:
    """Records of separated values, counted by quotes and line ends alone."""
    outside = b'"'.join(raw.removesuffix(b"\x1a").removeprefix(b"\xef\xbb\xbf").split(b'"')[::2])
    return sum(1 for line in outside.splitlines() if line)


def headed(raw: bytes) -> int:
    return by_quotes(raw) - 1


def by_tag(name: str) -> Callable[[bytes], int]:
    return lambda raw: len(re.findall(rf"<(?:{name})[\s>]".encode(), raw))


def by_row(raw: bytes) -> int:
    return by_tag("tr")(raw) - by_tag("table")(raw)


# What is read: the source, the files of one set, and how their records are counted without our readers.
READ: dict[str, tuple[str, Callable[[bytes], int]]] = {
    "csl-2022-04/consolidated.csv": ("us-csl", headed),
    "csl-replay-2021-12/consolidated_asof_2021-12-09.csv": ("us-csl", headed),
    "csl-replay-2021-12/consolidated_asof_2021-12-17.csv": ("us-csl", headed),
    "ofac-full-2022-01-21/sdn.csv + add.csv + alt.csv": ("us-ofac-sdn", by_quotes),
    "ofac-sdn-csv/2022-02-23/sdn.csv": ("us-ofac-sdn", by_quotes),
    "ofac-sdn-csv/2022-02-26/sdn.csv": ("us-ofac-sdn", by_quotes),
    "ofac-sdn-csv/2024-05-01/sdn.csv": ("us-ofac-sdn", by_quotes),
    "ofac-sdn-csv/2024-05-03/sdn.csv": ("us-ofac-sdn", by_quotes),
    "ofac-sdn-xml-2021-03-10/sdn.xml": ("us-ofac-sdn", by_tag("sdnEntry")),
    "ofac-cons-2018-04/cons_prim.csv + cons_alt.csv": ("us-ofac-cons", by_quotes),
    "ofac-cons-2025-12/cons_prim.csv + cons_add.csv + cons_alt.csv + cons_comments.csv": ("us-ofac-cons", by_quotes),
    "ofac-cons-xml-2024-05-06/consolidated.xml": ("us-ofac-cons", by_tag("sdnEntry")),
    "ofac-cons-enhanced-2025-01-14/CONS_ENHANCED.XML": ("us-ofac-cons", by_tag("entity")),
    "bis-dpl/2019-06/dpl.txt": ("us-bis-dpl", headed),
    "bis-dpl/2022-09/dpl.txt": ("us-bis-dpl", headed),
    "un/2021-03-12/consolidated.xml": ("un-sc", by_tag("INDIVIDUAL|ENTITY")),
    "un/2025-04-19/consolidated.xml": ("un-sc", by_tag("INDIVIDUAL|ENTITY")),
    "eu-fsf-2021-03-02/eu-full.xml": ("eu-fsf", by_tag("sanctionEntity")),
    "ca-sema-2025-06/sema-lmes.xml": ("ca-sema", by_tag("record")),
    "us-13lists-2026-07-09/source-uflpa-2026-07-09.html": ("us-dhs-uflpa", by_row),
}
# Another house's extracts are in nobody's format. Each source says so in its own words.
REFUSED = {"us-csl": "wrong-layout", "table": "json-file", "us-bis-dpl": "json-file", "us-dhs-uflpa": "not-a-page"}


def files_of(folder: Path, named: str) -> tuple[SourceFile, ...]:
    place, names = named.rsplit("/", 1)
    return tuple(SourceFile(name, (folder / place / name).read_bytes()) for name in names.split(" + "))


def test_no_published_file_is_left_out(shared: Path) -> None:
    folder = shared / "data/lists"
    told = {f"{named.rsplit('/', 1)[0]}/{name}" for named in READ for name in named.rsplit("/", 1)[1].split(" + ")}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}

    assert there - told == {path.relative_to(folder).as_posix() for path in folder.glob("us-13lists-*/*.json")}


@pytest.mark.parametrize("named", READ)
def test_a_published_file_is_read_to_its_last_record(shared: Path, named: str) -> None:
    code, count = READ[named]
    files = files_of(shared / "data/lists", named)

    parsed = source(code).parse(files)

    told = sum(part.rows_read + part.rows_rejected for part in parsed.lists) + parsed.rows_unplaced
    assert told == sum(count(file.raw) for file in files)
    entries = {part.list: len(part.records) for part in parsed.lists if part.records}
    warned = sum(len(part.warnings) for part in parsed.lists)
    sys.stdout.write(f"{named} | {told} records | {len(parsed.errors)} rejected | {warned} warnings | {entries}\n")


@pytest.mark.parametrize("code", REFUSED)
def test_a_file_in_nobodys_format_is_refused_by_name(shared: Path, code: str) -> None:
    for path in sorted((shared / "data/lists").glob("us-13lists-*/*.json")):
        with pytest.raises(FileRejected) as refused:
            source(code).parse((SourceFile(path.name, path.read_bytes()),))

        assert refused.value.code == REFUSED[code]
        sys.stdout.write(f"{path.name} as {code} | refused: {refused.value}\n")
