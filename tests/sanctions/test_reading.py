"""A file is read whole and understood, or refused with the place and the reason."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings

from sanctions.canonical import NotCanonical, canonical, from_canonical
from sanctions.reading import (
    FileRejected,
    JsonRejected,
    Row,
    RowRejected,
    count_objects,
    count_records,
    csv_rows,
    decoded,
    iso_day,
    json_results,
    json_value,
)
from sanctions.records import DesignationRecord, Kind, ListedRecord, Measure, Name, SourceFile
from tests.lists import strategies
from tests.prove.scale import GENERATED


def rows_of(raw: bytes, **asked: object) -> list[Row]:
    file = SourceFile("list.csv", raw)
    return list(csv_rows(file, decoded(file), columns=("a", "b"), **asked))


def refusal_of(raw: bytes, **asked: object) -> FileRejected:
    with pytest.raises(FileRejected) as refused:
        rows_of(raw, **asked)
    return refused.value


@pytest.mark.parametrize(
    "raw",
    [
        "a,b\né,2\n".encode(),
        "a,b\r\né,2\r\n".encode("utf-8-sig"),
        "a,b\né,2".encode("utf-16"),
        "a,b\r\né,2\r\n".encode("utf-16-be").join([b"\xfe\xff", b""]),
        "b,a\n2,é\n".encode(),
        'a,b\n"é","2"\n\n'.encode(),
        "a,b\ré,2\r".encode(),
    ],
    ids=["utf-8", "bom", "utf-16-le", "utf-16-be", "columns shuffled", "quoted", "old Mac line ends"],
)
def test_a_file_is_read_whatever_its_encoding_line_ends_or_column_order(raw: bytes) -> None:
    [row] = rows_of(raw)

    assert (row.take("a"), row.take("b"), row.line) == ("é", "2", 2)


@pytest.mark.parametrize(
    ("raw", "code", "line"),
    [
        (b"", "empty-file", 0),
        (b" \r\n\t\n", "empty-file", 0),
        (b"\xef\xbb\xbf", "empty-file", 0),
        (b"a,b\n1,2\n<!DOCTYPE html><html>", "html-page", 1),
        (b"<html><body>Service unavailable</body></html>", "html-page", 1),
        (b'{"results": []}', "json-file", 1),
        (b"a,b\n1,2\n1,\xff\n", "not-utf8", 3),
        (b"\xff\xfea\x00,\x00b\x00\n", "not-utf16", 1),
        (b"a,b\n1,2\n1,\x00\n", "nul-byte", 3),
        ("a,b\n1,2\n".encode("utf-16-le"), "nul-byte", 1),
        (b"a\n1\n", "wrong-columns", 1),
        (b"a,b,c\n1,2,3\n", "wrong-columns", 1),
        (b"a,b,a\n1,2,3\n", "duplicate-header", 1),
        (b'a,b\n1,2\n3,"4\n5,6\n', "unclosed-quote", 3),
        (b'a,b\n1,"2\n3,"4"\n', "unclosed-quote", 2),
        (b'a,b\n1,"' + b"x\n" * 11 + b'"\n', "unclosed-quote", 2),
        (b'a,b\n1,"' + b"x" * 131_073 + b'"\n', "field-too-long", 2),
        (b'a,b\n1,2"\n3,4\n', "count-mismatch", 0),
        (b"a,b\n1,2\n3", "truncated", 3),
    ],
)
def test_a_file_that_is_not_the_list_is_refused_with_its_line(raw: bytes, code: str, line: int) -> None:
    refused = refusal_of(raw)

    assert (refused.code, refused.line, refused.file) == (code, line, "list.csv")
    assert "list.csv" in str(refused) and code in str(refused)


def test_a_publisher_who_ends_every_line_has_been_cut_off_where_the_last_does_not_end() -> None:
    assert refusal_of(b"a,b\n1,2\n3,4", ends_with_newline=True).code == "truncated"


def test_a_line_with_too_few_or_too_many_columns_is_a_fault_of_that_line_only() -> None:
    good, short, long, last = rows_of(b"a,b\n1,2\n3\n4,5,6\n7,8\n")

    assert (good.fault, last.fault) == (None, None)
    assert [row.fault and row.fault.code for row in (short, long)] == ["ragged-row", "ragged-row"]
    assert short.fault is not None and short.fault.at("list.csv", short.line).line == 3


def test_a_column_nobody_reads_stops_the_file() -> None:
    [row] = rows_of(b"a,b\n1,2\n")
    row.take("a")

    with pytest.raises(FileRejected, match=r"nothing reads the column\(s\) b"):
        row.finish()


def test_a_record_over_several_lines_keeps_the_line_it_begins_on() -> None:
    first, second = rows_of(b'a,b\n"1\n1",2\n3,4\n')

    assert (first.place, second.place) == ("list.csv:2", "list.csv:4")


@pytest.mark.parametrize("text", ["17 December 2021", "2021-02-30", "20211217", "2021-12-17T00:00", "٢٠٢١-١٢-١٧", ""])
def test_a_day_is_written_one_way(text: str) -> None:
    with pytest.raises(RowRejected, match="listed_on"):
        iso_day(text, "listed_on")


@given(strategies.any_bytes)
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_rows_or_a_named_refusal_and_never_lost(raw: bytes) -> None:
    try:
        rows = rows_of(b"a,b\n" + raw)
    except FileRejected as refused:
        assert refused.code and refused.message
    else:
        assert len(rows) == count_records(raw.decode("utf-8").encode())


@pytest.mark.prove
@given(strategies.any_bytes)
@settings(max_examples=GENERATED, deadline=None)
def test_ten_thousand_inputs_are_rows_or_a_named_refusal(raw: bytes) -> None:
    test_any_bytes_are_rows_or_a_named_refusal_and_never_lost.hypothesis.inner_test(raw)


@pytest.mark.parametrize(
    "values", [["1", "2"], ['"', "\n"], ["", ""], ["a,b", 'say "so"'], ["\r\n", ","], ["  ", "é"]], ids=repr
)
def test_records_are_counted_by_quotes_and_line_ends_alone(values: list[str]) -> None:
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows([values] * 7)

    assert count_records(written.getvalue().encode()) == 7


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"results": [{"a": "b"}', "truncated"),
        ('{"results": [{"a": "b', "truncated"),
        ('{"results": [{"a": 1 2}]}', "not-json"),
        ('{"results": [{"a": NaN}]}', "not-json"),
        ('{"results": [{"a": 1, "a": 2}]}', "duplicate-key"),
        ('{"results": [{"a": "\\u0000"}]}', "nul-byte"),
        ('{"results": [{"a": "\\ud800"}]}', "not-json"),
        ('{"results": ' + "[" * 100_000, "not-json"),
        ('{"results": [' + "9" * 5_000 + "]}", "not-json"),
    ],
    ids=["cut", "cut in a text", "no comma", "NaN", "key twice", "NUL", "half character", "deep", "long number"],
)
def test_json_is_refused_where_it_is_not_plain(text: str, code: str) -> None:
    with pytest.raises(JsonRejected) as refused:
        json_value(text)

    assert refused.value.code == code


def test_a_backslash_that_is_text_is_not_an_escape() -> None:
    assert json_value(r'"\\u0000"') == r"\u0000"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[]", "wrong-layout"),
        ('{"results": {}}', "wrong-layout"),
        ('{"results": [], "page": 2}', "wrong-layout"),
        ('{"results": [{}, "x"]}', "count-mismatch"),
        ('{"results": [{}], "total": [{}]}', "count-mismatch"),
        ('{"results": [{}], "total": 2}', "count-mismatch"),
    ],
)
def test_a_json_document_of_another_layout_is_refused(text: str, code: str) -> None:
    with pytest.raises(FileRejected) as refused:
        json_results(SourceFile("list.json", text.encode()), text, key="results", envelope=("total",))

    assert refused.value.code == code


def test_objects_are_counted_by_brackets_outside_texts() -> None:
    assert count_objects('{"results": [{"a": [{"b": 1}]}, {"c": "}{[\\"{"}, {}], "total": 3}') == 3


@given(strategies.records)
@settings(max_examples=200, deadline=None)
def test_a_listed_record_is_written_one_way_and_read_back_unchanged(record: ListedRecord) -> None:
    text = canonical(record)

    assert from_canonical(text) == record
    assert canonical(from_canonical(text)) == text


def test_where_a_record_stood_is_no_part_of_what_it_says() -> None:
    here, there = (
        ListedRecord(list="house", native_id="", kind=Kind.COMPANY, names=(Name("DJI"),), place=place)
        for place in ("a.csv:2", "b.csv:9")
    )

    assert canonical(here) == canonical(there)
    assert "place" not in canonical(here)


def test_the_written_form_is_short_sorted_and_in_plain_letters() -> None:
    act = DesignationRecord(Measure.HOUSE, listed_on=date(2021, 12, 17))
    record = ListedRecord(list="house", native_id="", kind=Kind.COMPANY, names=(Name("大疆"),), designations=(act,))

    assert canonical(record) == (
        '{"designations":[{"licence_policy_class":"not_stated","listed_on":"2021-12-17","measure":"house"}],'
        '"kind":"company","list":"house","names":[{"kind":"primary","strength":"strong","text":"大疆"}]}'
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[]", "record: expected an object"),
        ('{"kind":"company","names":[]}', "at least one name"),
        ('{"names":[{"text":"A","kind":"primary","strength":"strong"}]}', "record.kind: missing"),
        ('{"kind":"firm","names":[]}', "record.kind"),
        ('{"kind":"company","names":"A"}', "record.names: expected a list"),
        ('{"kind":"company","names":[{"text":1,"kind":"primary","strength":"strong"}]}', "expected text"),
        ('{"kind":"company","names":[],"colour":"red"}', "unknown key"),
        ('{"kind":"company","names":[],"details":[["a"]]}', "expected 2 values"),
        ('{"kind":"company","names":[],"designations":[{"measure":"house","listed_on":"today"}]}', "listed_on"),
        ('{"kind":"company","names":[],"place":"a.csv:1"}', "unknown key"),
    ],
)
def test_a_text_that_is_not_a_record_is_refused_with_the_part_that_is_wrong(text: str, why: str) -> None:
    with pytest.raises(NotCanonical, match=why):
        from_canonical(text)
