"""Whole published lists, injured hundreds of times: read to the last record, or refused by name and place."""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path

import pytest

from sanctions.reading import FileRejected
from sanctions.records import SourceFile
from sanctions.sources import source
from tests.prove.scale import SCALE

pytestmark = pytest.mark.prove

MUTATIONS = 10 * SCALE  # of each file; PROVE_SCALE=50 makes five hundred
LISTS = {
    "ofac-sdn-xml-2021-03-10/sdn.xml": "us-ofac-sdn",
    "ofac-cons-xml-2024-05-06/consolidated.xml": "us-ofac-cons",
    "ofac-cons-enhanced-2025-01-14/CONS_ENHANCED.XML": "us-ofac-cons",
    "ofac-cons-2025-12/cons_prim.csv": "us-ofac-cons",
    "un/2021-03-12/consolidated.xml": "un-sc",
    "un/2025-04-19/consolidated.xml": "un-sc",
    "eu-fsf-2021-03-02/eu-full.xml": "eu-fsf",
    "ca-sema-2025-06/sema-lmes.xml": "ca-sema",
}
INJURIES = (b"", b'"', b"<", b">", b"&", b"</", b"\n", b"\0", b"\x1a", b"\xff", b"<x/>", b" x='1'", b"<!DOCTYPE x>")


# Values that leave a document well-formed: what no entry says must be named, not let through and not stumbled over.
VALUES = (
    b"",
    b" ",
    b"0",
    b"x",
    b"-1",
    b"99 Feb 2021",
    b"9999-99-99",
    b"true",
    b"\xe2\x80\xae",
    b"7" * 5000,
    b"; , / (",
)
_LEAF = re.compile(rb"<([\w.-]+)([^<>]*)>([^<>]*)</\1>")
_ATTRIBUTE = re.compile(rb"(?<= )([\w:.-]+)=\"([^\"]*)\"")


def misstated(raw: bytes, chance: random.Random) -> bytes:
    """One to three values changed, left out, said twice or moved elsewhere, in a document that stays well-formed."""
    for _ in range(chance.randint(1, 3)):
        found = chance.choice((_LEAF, _ATTRIBUTE)).search(raw, chance.randrange(len(raw)))
        if found:
            whole, value = found[0], found[found.lastindex or 0]
            other = whole.replace(value, chance.choice(VALUES)) if value else whole
            new = chance.choice((other, other, other, b"", whole + b" " + whole, whole.upper()))
            raw = raw[: found.start()] + new + raw[found.end() :]
    return raw


def injured(raw: bytes, chance: random.Random) -> bytes:
    """One to three injuries: bytes lost, overwritten, put in or doubled; now and then all that follows is lost."""
    if chance.random() < 0.6:
        return misstated(raw, chance)
    for _ in range(chance.randint(1, 3)):
        start = chance.randrange(len(raw))
        length = chance.choice((0, 1, 5, 40, 3000))
        new = chance.choice((*INJURIES, raw[start : start + length] * 2))
        raw = raw[:start] + new + raw[start + length :]
    return raw[: chance.randrange(len(raw))] if chance.random() < 0.1 else raw


@pytest.mark.parametrize("path", LISTS)
def test_an_injured_list_is_read_or_refused_by_name(shared: Path, path: str) -> None:
    file = shared / "data/lists" / path
    raw, chance = file.read_bytes(), random.Random(path)
    refused = 0

    for _ in range(MUTATIONS):
        try:
            parsed = source(LISTS[path]).parse((SourceFile(file.name, injured(raw, chance)),))
        except FileRejected as fault:
            refused += 1
            assert fault.file and fault.code and fault.message
            assert fault.line > 0 or fault.code in {
                "count-mismatch",
                "missing-list",
                "wrong-files",
                "no-rows",
                "not-utf8",
            }
        else:
            told = sum(part.rows_rejected for part in parsed.lists) + parsed.rows_unplaced
            assert len(parsed.errors) == told
            assert all(error.line > 0 and error.code and error.message for error in parsed.errors)

    sys.stdout.write(f"{path}: {MUTATIONS} injured copies, {refused} refused, {MUTATIONS - refused} read\n")
