"""OFAC's SDN List as the set of CSV files it publishes."""

from __future__ import annotations

import pytest

from sanctions.reading import count_records
from sanctions.records import Name, NameKind, Parsed, SourceFile, Strength
from sanctions.sources import source
from tests.lists.questions import SHARED, needs_shared, of_list, refusal, rows_told
from tests.lists.statement import sample

SDN, ADD, ALT = sample("us-ofac-sdn", "sdn.csv", "add.csv", "alt.csv")


def ofac(*files: SourceFile) -> Parsed:
    return source("us-ofac-sdn").parse(files)


def test_the_ofac_set_is_told_apart_by_name_and_then_by_shape() -> None:
    by_name = ofac(ALT, SDN, ADD)
    by_shape = ofac(*(SourceFile(f"download-{n}", file.raw) for n, file in enumerate((ADD, ALT, SDN))))

    assert of_list(by_name, "us-ofac-sdn") == of_list(by_shape, "us-ofac-sdn")
    assert by_name.lists[0].absent == ()


def test_what_a_set_without_aliases_and_addresses_cannot_say_is_named() -> None:
    [alone] = ofac(SDN).lists

    assert alone.absent == ("aliases", "addresses", "countries")
    assert "alt.csv is not among the files" in alone.warnings[0]


def test_weak_aliases_are_weak_and_stand_in_the_remarks() -> None:
    [bank] = [record for record in of_list(ofac(SDN, ALT), "us-ofac-sdn") if record.native_id == "306"]

    assert Name("BNC", NameKind.AKA, Strength.WEAK) in bank.names
    assert Name("NATIONAL BANK OF CUBA", NameKind.AKA) in bank.names


def test_long_remarks_go_on_in_the_comments_file() -> None:
    cut = of_list(ofac(SDN), "us-ofac-sdn")
    comments = SourceFile("sdn_comments.csv", b'28263,"jin\'; Passport 12345 (China) expires 2030."\r\n\x1a')
    whole = of_list(ofac(SDN, comments), "us-ofac-sdn")

    [short] = [record for record in cut if record.native_id == "28263"]
    [long] = [record for record in whole if record.native_id == "28263"]
    assert [name.text for name in short.names] == ["TIAN, Yinyin", "tianyinyin0404"]
    assert [name.text for name in long.names] == ["TIAN, Yinyin", "tianyinyin0404", "snowsjojin"]
    assert ("passport", "12345", "CN") in {(i.scheme, i.value, i.country) for i in long.identifiers}


@pytest.mark.parametrize(
    ("file", "row", "code"),
    [
        (ALT, b'999999,1,"aka","NOBODY",-0- \r\n', "orphan-row"),
        (ADD, b'999999,1,"1 Street","Town","Cuba",-0- \r\n', "orphan-row"),
        (ALT, b'306,1,"pka","X",-0- \r\n', "bad-alias"),
        (ALT, b'306,1,"aka"\r\n', "ragged-row"),
        (SDN, b'abc,"X",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n', "missing-number"),
        (SDN, b'1,-0- ,-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n', "empty-name"),
        (SDN, b'1,"X","robot","CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n', "unknown-type"),
    ],
)
def test_a_bad_row_of_the_ofac_set_is_named_and_counted(file: SourceFile, row: bytes, code: str) -> None:
    longer = SourceFile(file.name, file.raw.removesuffix(b"\x1a") + row + b"\x1a")
    files = tuple(longer if other is file else other for other in (SDN, ADD, ALT))

    parsed = ofac(*files)

    assert [(error.file, error.code) for error in parsed.errors] == [(file.name, code)]
    assert rows_told(parsed) == sum(count_records(other.raw.removesuffix(b"\x1a")) for other in files)


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ((ADD, ALT), "wrong-files"),
        ((SDN, SDN), "wrong-files"),
        ((SourceFile("cons_prim.csv", SDN.raw),), "wrong-files"),
        ((SourceFile("sdn.csv", ALT.raw),), "wrong-columns"),
        ((SourceFile("download", b"a,b,c\r\n\x1a"),), "wrong-columns"),
        ((SourceFile("sdn.csv", b"\x1a"),), "empty-file"),
        ((SourceFile("sdn.csv", b"<html>not found</html>"),), "html-page"),
        ((SourceFile("sdn.csv", SDN.raw.replace(b'"EBANO"', b'"EBANO', 1)),), "unclosed-quote"),
    ],
)
def test_a_file_set_that_is_not_the_sdn_list_is_refused(files: tuple[SourceFile, ...], code: str) -> None:
    assert refusal(lambda: ofac(*files)).code == code


@pytest.mark.parametrize("filler", ["issued 1 expires ", "(Cuba) ", "a.k.a. 'x' ", "No. ", "alt. ", "DOB "])
def test_remarks_as_long_as_may_be_are_read_at_once(filler: str) -> None:
    comments = SourceFile("sdn_comments.csv", f'306,"; Passport {(filler * 8_000)[:120_000]}x"\r\n\x1a'.encode())

    [found] = ofac(SDN, comments).lists

    assert found.rows_rejected <= 2  # the entry and, with it, the row its remarks go on in


@pytest.mark.parametrize("tenth", range(1, 10))
def test_an_sdn_file_cut_off_anywhere_is_refused(tenth: int) -> None:
    cut = SourceFile("sdn.csv", SDN.raw[: len(SDN.raw) * tenth // 10])

    assert refusal(lambda: ofac(cut)).code in {"truncated", "unclosed-quote"}


def test_a_file_without_ofacs_last_mark_is_read_with_a_warning() -> None:
    [found] = ofac(SourceFile("sdn.csv", SDN.raw.removesuffix(b"\x1a"))).lists

    assert any("may be cut off" in warning for warning in found.warnings)


@needs_shared
def test_ofacs_whole_set_of_january_2022_is_read_to_the_last_row() -> None:
    folder = SHARED / "ofac-full-2022-01-21"
    files = tuple(SourceFile(name, (folder / name).read_bytes()) for name in ("sdn.csv", "add.csv", "alt.csv"))

    parsed = ofac(*files)

    assert (len(parsed.lists[0].records), rows_told(parsed), parsed.errors) == (9_044, 9_044 + 13_625 + 12_409, ())


@needs_shared
@pytest.mark.parametrize("day", ["2022-02-23", "2022-02-26", "2024-05-01", "2024-05-03"])
def test_ofacs_entries_alone_are_read_to_the_last_row(day: str) -> None:
    raw = (SHARED / "ofac-sdn-csv" / day / "sdn.csv").read_bytes()

    parsed = ofac(SourceFile("sdn.csv", raw))

    assert (rows_told(parsed), parsed.errors) == (count_records(raw.removesuffix(b"\x1a")), ())
