"""Published lists of rows (comma, tab, web page), each injured five hundred times: every record told of, or refused.

Where a file is large its copies are cut from it: its heading, and rows from all over it.
"""

from __future__ import annotations

import csv
import io
import random
import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from sanctions.reading import FileRejected
from sanctions.records import SourceFile
from sanctions.sources import source
from tests.prove.scale import GENERATED

pytestmark = pytest.mark.prove

MUTATIONS = GENERATED // 20
ROWS = 200  # of a large file
INJURIES = (
    b"",
    b'"',
    b"\n",
    b"\r",
    b",",
    b"\t",
    b"; ",
    b"\0",
    b"\x1a",
    b"\xff",
    b"\xc3",
    b"<td>",
    b"</tr>",
    b"<!--",
    b"(",
)
VALUES = (
    "",
    " ",
    "0",
    "-0-",
    "x",
    "31 Feb 2021",
    "99/99/9999",
    "2021-02-30",
    "June 31, 2022",
    "‮",
    "7" * 5000,
    "a; b, (c",
)


def cut(raw: bytes) -> bytes:
    """Rows from all over a file, and of the screening list one row of each of its lists, so that none is missed."""
    end = b"\x1a" if raw.endswith(b"\x1a") else b""
    rows = list(csv.reader(io.StringIO(raw.removesuffix(b"\x1a").decode(), newline="")))
    if len(rows) <= ROWS * 2:
        return raw
    of_each_list = {row[1 if rows[0][0] == "_id" else 0]: row for row in rows[1:]} if "source" in rows[0] else {}
    out = io.StringIO(newline="")
    csv.writer(out).writerows([rows[0], *rows[1 :: len(rows) // ROWS], *of_each_list.values()])
    return out.getvalue().encode() + end


def records(raw: bytes) -> int:
    """Records of separated values, counted by a walk over quotes and line ends."""
    outside = b'"'.join(raw.removesuffix(b"\x1a").removeprefix(b"\xef\xbb\xbf").split(b'"')[::2])
    return sum(1 for line in outside.splitlines() if line)


def rows_of_page(raw: bytes) -> int:
    shown = re.sub(rb"<!--.*?-->|<(script|style)\b.*?</\1", b"", raw, flags=re.DOTALL | re.IGNORECASE)
    return len(re.findall(rb"<tr[\s>]", shown, re.IGNORECASE)) - len(re.findall(rb"<table[\s>]", shown, re.IGNORECASE))


def injured(raw: bytes, chance: random.Random) -> bytes:
    """One to three injuries: bytes lost, overwritten, put in or doubled; now and then all that follows is lost."""
    for _ in range(chance.randint(1, 3)):
        start = chance.randrange(len(raw) + 1)
        length = chance.choice((0, 1, 5, 40, 3000))
        raw = raw[:start] + chance.choice((*INJURIES, raw[start : start + length] * 2)) + raw[start + length :]
    return raw[: chance.randrange(len(raw) + 1)] if chance.random() < 0.1 else raw


def misstated(raw: bytes, chance: random.Random, delimiter: str) -> bytes:
    """One to three cells of whole rows hold what no publisher means."""
    rows = list(csv.reader(io.StringIO(raw.removesuffix(b"\x1a").decode(), newline=""), delimiter=delimiter))
    for _ in range(chance.randint(1, 3)):
        row = chance.choice(rows[1:])
        row[chance.randrange(len(row))] = chance.choice(VALUES)
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue().encode()


def misprinted(raw: bytes, chance: random.Random) -> bytes:
    """One to three cells of a page hold what no publisher means."""
    cells = list(re.finditer(rb"<td>([^<]*)</td>", raw))
    for cell in sorted(chance.sample(cells, chance.randint(1, 3)), key=lambda cell: -cell.start()):
        raw = raw[: cell.start(1)] + chance.choice(VALUES).encode() + raw[cell.end(1) :]
    return raw


Damage = Callable[[bytes, random.Random], bytes]
COMMA: Damage = lambda raw, chance: misstated(raw, chance, ",")  # noqa: E731
TAB: Damage = lambda raw, chance: misstated(raw, chance, "\t")  # noqa: E731
FILES: dict[str, tuple[str, Damage, Callable[[bytes], int], bool]] = {
    "csl-2022-04/consolidated.csv": ("us-csl", COMMA, records, True),
    "csl-replay-2021-12/consolidated_asof_2021-12-09.csv": ("us-csl", COMMA, records, True),
    "csl-replay-2021-12/consolidated_asof_2021-12-17.csv": ("us-csl", COMMA, records, True),
    "ofac-full-2022-01-21/sdn.csv": ("us-ofac-sdn", COMMA, records, False),
    "ofac-sdn-csv/2022-02-23/sdn.csv": ("us-ofac-sdn", COMMA, records, False),
    "ofac-sdn-csv/2022-02-26/sdn.csv": ("us-ofac-sdn", COMMA, records, False),
    "ofac-sdn-csv/2024-05-01/sdn.csv": ("us-ofac-sdn", COMMA, records, False),
    "ofac-sdn-csv/2024-05-03/sdn.csv": ("us-ofac-sdn", COMMA, records, False),
    "ofac-cons-2018-04/cons_prim.csv": ("us-ofac-cons", COMMA, records, False),
    "ofac-cons-2025-12/cons_prim.csv": ("us-ofac-cons", COMMA, records, False),
    "bis-dpl/2019-06/dpl.txt": ("us-bis-dpl", TAB, records, True),
    "bis-dpl/2022-09/dpl.txt": ("us-bis-dpl", TAB, records, True),
    "us-13lists-2026-07-09/source-uflpa-2026-07-09.html": ("us-dhs-uflpa", misprinted, rows_of_page, True),
}


@pytest.mark.parametrize("path", FILES)
def test_of_five_hundred_injured_copies_none_loses_a_record_without_a_word(shared: Path, path: str) -> None:
    code, misstate, count, headed = FILES[path]
    file = shared / "data/lists" / path
    raw = file.read_bytes() if file.suffix != ".csv" else cut(file.read_bytes())
    chance, told = random.Random(path), Counter[str]()

    for _ in range(MUTATIONS):
        copy = (injured if chance.random() < 0.5 else misstate)(raw, chance)
        try:
            parsed = source(code).parse((SourceFile(file.name, copy),))
        except FileRejected as refused:
            assert refused.file and refused.code and refused.message
            told[refused.code] += 1
            continue
        rejected = sum(part.rows_rejected for part in parsed.lists) + parsed.rows_unplaced
        assert len(parsed.errors) == rejected
        assert all(error.line > 0 and error.code and error.message for error in parsed.errors)
        assert sum(part.rows_read for part in parsed.lists) + rejected == count(copy) - (headed and count is records)
        told["read"] += 1

    assert told["read"] > MUTATIONS // 10  # what is always refused was no copy of a list
    sys.stdout.write(
        f"{path}: {told.total()} copies, read {told.pop('read', 0)}, refused {dict(told.most_common(6))}\n"
    )
