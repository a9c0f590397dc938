"""The Denied Persons List as BIS publishes it: tab-separated text, an order's addresses one a row."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter

import pytest

from sanctions.comparing import content_text
from sanctions.diff import Change, diff
from sanctions.reading import count_records
from sanctions.records import NameKind, Parsed, SourceFile
from sanctions.sources import source
from sanctions.sources.wording import squeezed
from tests.lists.questions import SHARED, named, needs_shared, of_list, refusal, rows_told
from tests.lists.statement import sample

DPL = sample("us-bis-dpl", "sample.txt")[0]


def dpl(raw: bytes) -> Parsed:
    return source("us-bis-dpl").parse((SourceFile("dpl.txt", raw),))


def rewritten(**cells: str) -> bytes:
    """The sample with these cells in its second row."""
    rows = list(csv.DictReader(io.StringIO(DPL.raw.decode()), delimiter="\t"))
    rows[1].update(cells)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter="\t", quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def test_the_addresses_of_one_order_are_one_entry() -> None:
    infocom = named(dpl(DPL.raw), "INFOCOM")

    assert [address.text for address in infocom.addresses] == [
        "401 INTERNATIONAL PARKWAY, RICHARDSON, TX, 75081, US",
        "630 INTERNATIONAL PARKWAY, SUITE 100, RICHARDSON, TX, 75081, US",
    ]
    assert [str(act.ended_on) for act in infocom.designations] == ["2056-06-29"]


def test_the_citations_of_all_rows_of_an_order_are_kept_in_one_spelling() -> None:
    [act] = named(dpl(DPL.raw), "TETRABAL").designations

    assert act.citations == ("67 FR 56530", "67 FR 10890", "72 FR 4236", "68 FR 38290")


def test_two_orders_against_one_name_are_two_entries() -> None:
    other = dpl(rewritten(Effective_Date="03/04/2002"))

    assert [record.primary_name for record in of_list(other, "us-bis-dpl")].count("INFOCOM CORPORATION, INC") == 2


def test_a_name_printed_inside_another_is_an_alias() -> None:
    names = named(dpl(DPL.raw), "PEARL").names

    assert ("NEI-CHIEN CHU", NameKind.AKA) in {(name.text, name.kind) for name in names}


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"Name": " "}, "empty-name"),
        ({"Effective_Date": "2001-09-06"}, "bad-date"),
        ({"Effective_Date": "13/32/2001"}, "bad-date"),
        ({"Last_Update": "1/31/2007"}, "bad-date"),
        ({"Expiration_Date": "09/06/1999"}, "days-reversed"),
        ({"Name": "X" * 501}, "too-long"),
        ({"FR_Citation": "X" * 301}, "too-long"),
    ],
)
def test_one_bad_row_is_named_and_its_neighbours_are_read(cells: dict[str, str], code: str) -> None:
    parsed = dpl(rewritten(**cells))

    assert [(error.line, error.code) for error in parsed.errors] == [(3, code), (11, "bad-date")]
    assert rows_told(parsed) == count_records(DPL.raw) - 1
    assert [address.text for address in named(parsed, "INFOCOM").addresses] == [
        "401 INTERNATIONAL PARKWAY, RICHARDSON, TX, 75081, US"
    ]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty-file"),
        (DPL.raw.split(b"\n")[0], "no-rows"),
        (DPL.raw.replace(b'"Action"', b'"Deed"', 1), "wrong-columns"),
        (DPL.raw.replace(b'"City"', b'"Name"', 1), "duplicate-header"),
        (DPL.raw.replace(b"\t", b",").replace(b'"', b""), "wrong-columns"),
        (DPL.raw.replace(b'"TEHRAN"', b'"TEHRAN', 1), "unclosed-quote"),
        (DPL.raw.replace(b"TEHRAN", b"TEHR\0AN"), "nul-byte"),
        (b"<html><body>moved</body></html>", "html-page"),
    ],
)
def test_a_file_that_is_not_the_denied_persons_list_is_refused(raw: bytes, code: str) -> None:
    assert refusal(lambda: dpl(raw)).code == code


@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_denied_persons_list_cut_off_within_a_row_is_refused(tenth: int) -> None:
    refused = refusal(lambda: dpl(DPL.raw[: len(DPL.raw) * tenth // 10]))

    assert refused.code in {"truncated", "unclosed-quote"}


def test_rows_in_another_order_and_letter_case_say_the_same() -> None:
    head, *rows = DPL.raw.decode().split("\n")
    random.Random(3).shuffle(rows)
    other = dpl("\n".join([head, *(row.lower() for row in rows)]).encode())

    assert Counter(map(content_text, of_list(other, "us-bis-dpl"))) == Counter(
        map(content_text, of_list(dpl(DPL.raw), "us-bis-dpl"))
    )


@needs_shared
def test_the_lists_of_2019_and_2022_are_read_to_the_last_row_and_differ_as_their_names_do() -> None:
    raws = [(SHARED / "bis-dpl" / day / "dpl.txt").read_bytes() for day in ("2019-06", "2022-09")]
    before, after = map(dpl, raws)

    assert [rows_told(parsed) for parsed in (before, after)] == [count_records(raw) - 1 for raw in raws] == [546, 581]
    assert before.errors == after.errors == ()
    found = diff(
        [(str(at), record) for at, record in enumerate(of_list(before, "us-bis-dpl"))], of_list(after, "us-bis-dpl")
    )
    there, here = ({squeezed(line.split("\t")[0].strip('"')) for line in raw.decode().splitlines()} for raw in raws)
    assert (found.count(Change.ADDED), found.count(Change.DELISTED)) == (148, 104)
    assert (len(here - there), len(there - here)) == (148, 104)


@needs_shared
def test_the_screening_list_names_the_same_denied_persons() -> None:
    """Months lie between the two files; who stands in both is named the same way by both readers."""
    raw = (SHARED / "csl-2022-04" / "consolidated.csv").read_bytes()
    merged = of_list(source("us-csl").parse((SourceFile("csl.csv", raw),)), "us-bis-dpl")
    own = of_list(dpl((SHARED / "bis-dpl" / "2022-09" / "dpl.txt").read_bytes()), "us-bis-dpl")
    names = {record.primary_name: {name.text for name in record.names} for record in merged}

    both = [record for record in own if record.primary_name in names]
    assert len(both) > 380
    assert all({name.text for name in record.names} == names[record.primary_name] for record in both)
