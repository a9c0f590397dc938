"""The Consolidated Screening List: thirteen lists out of one file, whichever form it comes in."""

from __future__ import annotations

import csv
import io
import json
import random
from collections import Counter
from collections.abc import Callable

import pytest

from sanctions.comparing import content_text, is_cosmetic
from sanctions.reading import count_records
from sanctions.records import Kind, Parsed, SourceFile
from sanctions.sources import source
from sanctions.sources.us_csl import LISTS, REQUIRED
from tests.lists.questions import SHARED, named, needs_shared, of_list, refusal, rows_told
from tests.lists.statement import sample

CSL = sample("us-csl", "sample.csv")[0]
JSON = sample("us-csl", "sample.json")[0]


def csl(raw: bytes | str) -> Parsed:
    return source("us-csl").parse((SourceFile("csl", raw.encode() if isinstance(raw, str) else raw),))


def csl_with(change: Callable[[list[dict[str, str]]], object]) -> str:
    """The sample with its rows changed, written back the way the publisher writes."""
    rows = list(csv.DictReader(io.StringIO(CSL.raw.decode(), newline="")))
    change(rows)
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def test_ns_cmic_days_come_from_the_numbers_column() -> None:
    [act] = named(csl(CSL.raw), "SENSETIME").designations

    days = [str(day) for day in (act.listed_on, act.effective_on, act.divest_by)]
    assert days == ["2021-12-10", "2022-02-08", "2022-12-10"]


def test_an_institute_belongs_to_the_academy_it_is_printed_under() -> None:
    parsed = csl(CSL.raw)

    assert named(parsed, "Institute of Toxicology").parent == "Academy of Military Medical Sciences"
    assert named(parsed, "Academy of Military Medical Sciences").parent == ""


def test_bis_and_state_rows_have_no_number_of_their_own() -> None:
    for found in csl(CSL.raw).lists:
        assert all(bool(record.native_id) == found.list.startswith("us-ofac-") for record in found.records)


def test_a_row_without_a_type_may_be_a_person() -> None:
    assert {record.kind for record in of_list(csl(CSL.raw), "us-bis-el")} == {Kind.UNKNOWN}


def test_an_address_without_a_name_is_not_a_party() -> None:
    changed = csl(csl_with(lambda rows: rows[4].update(name="Address 01")))

    assert named(changed, "Address 01").kind is Kind.ADDRESS


def test_the_older_layout_without_row_ids_says_the_same() -> None:
    older = csl(csl_with(lambda rows: [row.pop("_id") for row in rows]))

    assert [found.records for found in older.lists] == [found.records for found in csl(CSL.raw).lists]


def test_the_json_form_says_the_same_as_the_csv() -> None:
    as_csv, as_json = csl(CSL.raw), csl(JSON.raw)

    for code in ("us-bis-el", "us-state-isn", "us-bis-meu"):
        for one, other in zip(of_list(as_csv, code), of_list(as_json, code), strict=True):
            assert (one.names, one.designations, one.countries) == (other.names, other.designations, other.countries)
            assert [address.text for address in one.addresses] == [address.text for address in other.addresses]
            assert is_cosmetic(one, other)


def test_row_ids_order_and_letter_case_change_nothing_that_matters() -> None:
    chance = random.Random(7)
    several = ("alt_names", "addresses", "ids", "programs", "nationalities", "remarks")

    def disguised(text: str) -> str:
        parts = [chance.choice((str.upper, str.lower, str.title))(part) for part in text.split("; ")]
        return "; ".join(chance.sample(parts, len(parts)))

    def disguise(rows: list[dict[str, str]]) -> None:
        for row in rows:
            row.update({"_id": str(chance.random()), "name": chance.choice((str.upper, str.lower))(row["name"])})
            row.update({column: disguised(row[column]) for column in several})
        chance.shuffle(rows)

    before, after = csl(CSL.raw), csl(csl_with(disguise))

    for one, other in zip(before.lists, after.lists, strict=True):
        assert Counter(map(content_text, one.records)) == Counter(map(content_text, other.records))


def test_columns_in_another_order_are_the_same_file() -> None:
    rows = list(csv.reader(io.StringIO(CSL.raw.decode(), newline="")))
    order = random.Random(1).sample(range(len(rows[0])), len(rows[0]))
    written = io.StringIO(newline="")
    csv.writer(written).writerows([[row[column] for column in order] for row in rows])

    assert [found.records for found in csl(written.getvalue()).lists] == [found.records for found in csl(CSL.raw).lists]


def test_a_list_without_entries_is_there_with_none() -> None:
    parsed = csl(CSL.raw)

    assert of_list(parsed, "us-ofac-fse") == ()
    assert len(parsed.lists) == 13


@pytest.mark.parametrize("code", REQUIRED)
def test_a_file_that_lost_a_whole_list_is_refused(code: str) -> None:
    [abbreviation] = [abbreviation for abbreviation, fed in LISTS.items() if fed == code]

    def lose(rows: list[dict[str, str]]) -> None:
        rows[:] = [row for row in rows if f"({abbreviation})" not in row["source"]]

    refused = refusal(lambda: csl(csl_with(lose)))

    assert refused.code == "missing-list"
    assert code in refused.message


@pytest.mark.parametrize(
    ("row", "column", "value", "code"),
    [
        (0, "name", " ", "empty-name"),
        (0, "type", "Robot", "unknown-type"),
        (0, "entity_number", "", "missing-number"),
        (0, "entity_number", "12a", "missing-number"),
        (5, "start_date", "12/17/2021", "bad-date"),
        (5, "end_date", "2001-01-01", "days-reversed"),
        (5, "name", "x" * 501, "too-long"),
        (5, "alt_names", "x" * 1001, "too-long"),
    ],
)
def test_one_bad_row_is_named_and_the_others_are_read(row: int, column: str, value: str, code: str) -> None:
    parsed = csl(csl_with(lambda rows: rows[row].update({column: value})))

    [error] = parsed.errors
    assert (error.file, error.line, error.code) == ("csl", row + 2, code)
    assert rows_told(parsed) == count_records(CSL.raw) - 1


@pytest.mark.parametrize("filler", [" ", "(", "a.k.a. ", "and its ", "; ", ", ", "f.k.a., (", "12 FR ", "issued 1 "])
@pytest.mark.parametrize("column", ["name", "alt_names", "addresses", "ids", "federal_register_notice", "remarks"])
def test_a_value_as_long_as_may_be_is_read_or_named_at_once(column: str, filler: str) -> None:
    value = (filler * 130_000)[:130_000]

    parsed = csl(csl_with(lambda rows: rows[5].update({column: f"1{value}x"})))

    assert rows_told(parsed) == count_records(CSL.raw) - 1


def test_a_list_nobody_knows_stops_the_file() -> None:
    refused = refusal(lambda: csl(csl_with(lambda rows: rows[3].update(source="Moon List (ML) - Treasury"))))

    assert (refused.code, refused.line) == ("unknown-list", 5)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty-file"),
        (b"<!doctype html><html><head><title>504</title></head></html>", "html-page"),
        (b'{"error": "quota exceeded"}', "wrong-layout"),
        (b'{"results": [', "truncated"),
        (CSL.raw.replace(b"license_policy", b"policy", 1), "wrong-columns"),
        (CSL.raw.replace(b",ids\n", b",ids,colour\n", 1), "wrong-columns"),
        (CSL.raw.replace(b",Entity,", b',"Entity,', 1), "unclosed-quote"),
        (CSL.raw.rstrip(b"\n"), "truncated"),
        (CSL.raw.replace(b"Beijing", b"Bei\xffing", 1), "not-utf8"),
    ],
)
def test_a_file_that_is_not_the_screening_list_is_refused(raw: bytes, code: str) -> None:
    assert refusal(lambda: csl(raw)).code == code


@pytest.mark.parametrize("tenth", range(1, 10))
@pytest.mark.parametrize("name", ["sample.csv", "sample.json"])
def test_a_screening_list_cut_off_anywhere_is_refused(name: str, tenth: int) -> None:
    raw = sample("us-csl", name)[0].raw

    refused = refusal(lambda: csl(raw[: len(raw) * tenth // 10]))

    assert refused.code in {"truncated", "unclosed-quote", "not-utf8", "missing-list", "wrong-columns"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"results": [{"source": "Entity List (EL)", "colour": "red"}]}, "wrong-columns"),
        ({"results": [{"name": "A"}]}, "unknown-list"),
        ({"results": [], "next_page": 2}, "wrong-layout"),
        ({"results": []}, "missing-list"),
    ],
)
def test_json_of_another_layout_is_refused(change: dict[str, object], code: str) -> None:
    assert refusal(lambda: csl(json.dumps(change))).code == code


@pytest.mark.parametrize(
    ("key", "value"),
    [("name", ["A"]), ("alt_names", {"a": 1}), ("addresses", ["Beijing"]), ("ids", [{"kind": "x"}]), ("name", True)],
)
def test_a_json_entry_of_the_wrong_shape_is_rejected_alone(key: str, value: object) -> None:
    document = json.loads(JSON.raw)
    document["results"][0][key] = value

    parsed = csl(json.dumps(document))

    assert [(error.line, error.code) for error in parsed.errors] == [(1, "wrong-type")]
    assert rows_told(parsed) == len(document["results"])


def test_an_optional_key_may_be_absent_from_json() -> None:
    document = json.loads(JSON.raw)
    document["results"][0] = {key: document["results"][0][key] for key in ("source", "name", "entity_number", "type")}

    assert csl(json.dumps(document)).errors == ()


def test_a_number_that_stands_twice_is_one_entry_with_both_statements() -> None:
    def repeat(rows: list[dict[str, str]]) -> None:
        rows.append({**rows[0], "alt_names": "XPSB", "addresses": "Urumqi, CN"})

    parsed = csl(csl_with(repeat))

    [entry] = [record for record in of_list(parsed, "us-ofac-sdn") if record.native_id == "29159"]
    assert {"XPSB", "PUBLIC SECURITY DEPARTMENT OF XUAR"} <= {name.text for name in entry.names}
    assert [address.text for address in entry.addresses] == ["Xinjiang, CN", "Urumqi, CN"]
    assert len(entry.designations) == 1
    assert any("29159" in warning for found in parsed.lists for warning in found.warnings)


CSL_COUNTS = {
    "us-ofac-sdn": 10_026,
    "us-bis-el": 2_001,
    "us-state-dtc": 727,
    "us-bis-dpl": 462,
    "us-ofac-ssi": 290,
    "us-bis-uvl": 201,
    "us-state-isn": 163,
    "us-ofac-plc": 78,
    "us-bis-meu": 71,
    "us-ofac-cmic": 68,
    "us-ofac-mbs": 17,
    "us-ofac-cap": 53,
    "us-ofac-fse": 3,
}


@needs_shared
def test_the_whole_list_of_april_2022_is_read_to_the_last_row() -> None:
    parsed = csl((SHARED / "csl-2022-04" / "consolidated.csv").read_bytes())

    assert {found.list: found.rows_read for found in parsed.lists} == CSL_COUNTS
    assert parsed.errors == ()
    assert {found.list: len(found.records) for found in parsed.lists} == {**CSL_COUNTS, "us-ofac-cap": 52}


@needs_shared
@pytest.mark.parametrize(
    ("day", "rows", "grown"),
    [("2021-12-09", 12_726, (1_694, 59, 8_938)), ("2021-12-17", 12_806, (1_731, 68, 8_972))],
)
def test_the_lists_of_december_2021_are_read_to_the_last_row(day: str, rows: int, grown: tuple[int, ...]) -> None:
    parsed = csl((SHARED / "csl-replay-2021-12" / f"consolidated_asof_{day}.csv").read_bytes())

    assert (rows_told(parsed), parsed.errors) == (rows, ())
    assert tuple(len(of_list(parsed, code)) for code in ("us-bis-el", "us-ofac-cmic", "us-ofac-sdn")) == grown
