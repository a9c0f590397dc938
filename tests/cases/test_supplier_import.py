"""Supplier files land once: good rows in, bad rows named, nothing folded, nothing lost."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from cases.models import ActingEntity, Supplier, SupplierRelation
from cases.supplier_import import ImportReport, import_file
from cases.supplier_records import content_of
from sanctions.audit import SYSTEM
from sanctions.models import AuditEvent
from sanctions.reading import FileRejected, count_records

pytestmark = pytest.mark.django_db

FULL = (
    "external_id,name,other_names,country,address,city,region,identifiers,owners,officers,dealings,products,sites,"
    "company_code,buyer,acting_entity,status\n"
    '0001,"Hengli Optics Co., Ltd.",Hengli | 恒力光学,CN,1 Harbour Road,Shenzhen,Guangdong,lei:5299007NWA7ZHICQJL71,'
    "Holding AG (40%) | Plain Family,Wang Wei,sell | buy,lenses | prisms,Urumqi,1000,ann,US01,active\n"
    "0002,Plain Parts GmbH,,DE,,,,,,,,,,1000,bob,,\n"
)


@pytest.fixture(autouse=True)
def our_company(db: None) -> ActingEntity:
    return ActingEntity.objects.create(code="US01", name="Our Company Inc", jurisdiction="US")


def landed(text: str | bytes, *, errors_to: Path | None = None) -> ImportReport:
    raw = text if isinstance(text, bytes) else text.encode()
    return import_file("suppliers.csv", raw, system="ERP", actor=SYSTEM, errors_to=errors_to)


def counts(report: ImportReport) -> tuple[int, int, int, int, int]:
    return report.rows, report.created, report.updated, report.unchanged, report.rejected


def test_every_column_lands_where_it_belongs():
    assert counts(landed(FULL)) == (2, 2, 0, 0, 0)

    supplier = Supplier.objects.get(external_id="0001")
    content = content_of(supplier)
    assert (supplier.source_system, supplier.company_code, supplier.version) == ("ERP", "1000", 1)
    assert content.name == "Hengli Optics Co., Ltd."
    assert content.other_names == ("Hengli", "恒力光学")
    assert content.identifiers == (("lei", "5299007NWA7ZHICQJL71"),)
    assert content.owners == (("Holding AG", "40"), ("Plain Family", ""))
    assert content.officers == ("Wang Wei",)
    assert (content.dealings, content.products) == (("buy", "sell"), ("lenses", "prisms"))
    assert (content.sites, content.acting_entity, content.buyer) == (("Urumqi",), ("US01",), "ann")
    assert content.sha256 == supplier.content_sha256


def test_the_same_file_again_touches_nothing():
    landed(FULL)
    before = list(Supplier.objects.order_by("pk").values())

    assert counts(landed(FULL)) == (2, 0, 0, 2, 0)
    assert list(Supplier.objects.order_by("pk").values()) == before


def test_a_changed_name_asks_for_a_new_screening_and_forgets_an_old_error():
    landed(FULL)
    Supplier.objects.update(screening_error="the matcher gave up", screened_version=1)
    before = Supplier.objects.get(external_id="0002")

    assert counts(landed(FULL.replace("Plain Parts GmbH", "Plain Parts AG"))) == (2, 0, 1, 1, 0)
    after = Supplier.objects.get(external_id="0002")
    assert (after.pk, after.version, after.screening_error, after.screened_version) == (before.pk, 2, "", 1)
    assert after.changed_at > before.changed_at


def test_a_changed_buyer_is_stored_and_screens_nobody_again():
    landed(FULL)

    assert landed(FULL.replace(",bob,", ",eve,")).updated == 1
    assert Supplier.objects.values_list("buyer", "version").get(external_id="0002") == ("eve", 1)


def test_a_changed_owner_replaces_the_old_one():
    landed(FULL)
    landed(FULL.replace("Holding AG (40%) | Plain Family", "Holding AG (51%)"))

    assert [str(owner) for owner in SupplierRelation.objects.filter(kind="owner")] == ["Holding AG (51 %)"]
    assert Supplier.objects.get(external_id="0001").version == 2


def test_a_supplier_that_returns_is_screened_again():
    landed(FULL.replace(",bob,,", ",bob,,retired"))
    assert Supplier.objects.get(external_id="0002").status == "retired"

    landed(FULL)
    assert Supplier.objects.values_list("status", "version").get(external_id="0002") == ("active", 2)


def test_a_column_the_file_does_not_have_is_left_as_it_is():
    landed(FULL)

    assert counts(landed("external_id,name,company_code\n0001,Hengli Optics,1000\n")) == (1, 0, 1, 0, 0)
    content = content_of(Supplier.objects.get(external_id="0001"))
    assert (content.name, content.country, content.other_names) == ("Hengli Optics", "CN", ("Hengli", "恒力光学"))
    assert counts(landed("external_id,name,company_code\n0001,Hengli Optics,1000\n")) == (1, 0, 0, 1, 0)


def test_one_id_in_two_company_codes_is_two_suppliers():
    assert counts(landed("external_id,name,company_code\n1,Plain Parts,1000\n1,Plain Parts,2000\n")) == (2, 2, 0, 0, 0)


def test_the_good_rows_land_and_the_bad_ones_are_named(tmp_path: Path):
    out = tmp_path / "errors.csv"
    report = landed(
        "external_id,name,country,owners\n"
        "1,Plain Parts,CN,\n"
        "2,Lost Parts,Atlantis,\n"
        '3,"Two\nlines",CN,\n'
        "4,Too Much,CN,Holding (140%)\n"
        "1,Twice,CN,\n"
        "6,Ragged,CN\n"
        '7,Pipe 5" Co,CN,\n'
        "8,\x00,CN,\n"
        "9,=cmd|' /C calc'!A0,XX,\n"
        "10,Last Parts,CN,",
        errors_to=out,
    )

    assert counts(report) == (10, 3, 0, 0, 7)
    assert report.errors_file == str(out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["line"], row["column"]) for row in rows] == [
        ("3", "country"),
        ("6", "owners"),
        ("7", "external_id"),
        ("8", ""),
        ("9", ""),
        ("10", "name"),
        ("11", "country"),
    ]
    assert [row["reason"] for row in rows][2:5] == [
        "stands in this file already, at line 2",
        "3 cells where there should be 4",
        "a quotation mark inside a value is not doubled",
    ]
    assert rows[-1]["name"] == "'=cmd|' /C calc'!A0"
    assert Supplier.objects.get(external_id="3").name == "Two lines"


def test_no_error_file_is_left_where_nothing_is_wrong(tmp_path: Path):
    out = tmp_path / "errors.csv"
    out.write_text("of an earlier import")

    assert landed(FULL, errors_to=out).errors_file is None
    assert not out.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-sig"])
def test_the_encodings_spreadsheets_write_are_read(encoding: str):
    raw = b"\xff\xfe" + FULL.encode("utf-16-le") if encoding == "utf-16-le-sig" else FULL.encode(encoding)

    landed(raw)
    assert Supplier.objects.get(external_id="0001").other_names.last().text == "恒力光学"


@pytest.mark.parametrize("mark", [";", "\t"])
def test_semicolons_and_tabs_part_columns_too(mark: str):
    landed(f"external_id{mark}name{mark}country\n1{mark}Plain, Parts & Sons{mark}CN\n")

    assert Supplier.objects.get().name == "Plain, Parts & Sons"


def test_a_workbook_is_read_with_its_numbers_as_people_see_them():
    book = Workbook()
    sheet = book.active
    for row in [["external_id", "name", "country"], [4711, "Plain Parts", "CN"], [], [4712.0, "恒力", None], [1, None]]:
        sheet.append(row)
    raw = io.BytesIO()
    book.save(raw)

    assert counts(landed(raw.getvalue())) == (3, 2, 0, 0, 1)
    assert sorted(Supplier.objects.values_list("external_id", "name")) == [("4711", "Plain Parts"), ("4712", "恒力")]


REFUSED: list[tuple[str, bytes, str, int]] = [
    ("an empty file", b"", "empty-file", 0),
    ("a required column is missing", b"name,country\nPlain,CN\n", "wrong-columns", 1),
    ("a column nobody knows", b"external_id,name,colour\n1,Plain,red\n", "wrong-columns", 1),
    ("a column twice", b"external_id,name,name\n1,Plain,Parts\n", "duplicate-header", 1),
    ("a web page", b"<html><body>Log in</body></html>", "wrong-columns", 1),
    ("a quote never closed", b'external_id,name\n1,"Plain\n2,Parts\n', "unclosed-quote", 2),
    ("a quote closed lines later", b'external_id,name\n1,"Plain\n2,"Parts"\n', "unclosed-quote", 2),
    ("a quote that folds many lines", b'external_id,name\n1,"Plain\n' + b"2,x\n" * 20 + b'"\n', "unclosed-quote", 2),
    ("a quote that hides a quoted break", b'external_id,name\n1 5" x,"Plain\nParts"\n', "count-mismatch", 2),
    ("bytes of another encoding", b"external_id,name\n1,M\xfcller\n", "not-utf-8", 0),
    ("half a workbook", b"PK\x03\x04half", "broken-workbook", 0),
    ("an endless line", b"external_id,name\n1," + b"x" * 1_000_001, "line-too-long", 2),
]


@pytest.mark.parametrize(("raw", "code", "line"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_file_that_is_not_understood_changes_nothing(raw: bytes, code: str, line: int):
    with pytest.raises(FileRejected) as refusal:
        landed(raw)

    assert (refusal.value.code, refusal.value.line) == (code, line)
    assert not Supplier.objects.exists()
    assert not AuditEvent.objects.exists()


def test_rows_in_and_rows_out_are_the_physical_records():
    lines = [f'{number},"Parts ""{number}"", Ltd",{"CN" if number % 7 else "XX"}' for number in range(400)]
    raw = ("external_id,name,country\n" + "\n".join(lines)).encode()
    report = landed(raw)

    assert report.rows == count_records(raw) - 1 == 400
    assert report.created + report.updated + report.unchanged + report.rejected == report.rows


def test_every_import_is_in_the_trail_with_its_counts_and_the_file_s_hash():
    landed(FULL)

    [event] = AuditEvent.objects.filter(verb="supplier.imported")
    detail = json.loads(event.payload)
    assert (detail["rows"], detail["created"], detail["system"], len(detail["sha256"])) == (2, 2, "ERP", 64)


def test_the_number_of_queries_does_not_grow_with_the_rows(django_assert_max_num_queries: Callable):
    with django_assert_max_num_queries(40):
        landed("external_id,name,country\n" + "".join(f"{number},Parts {number},CN\n" for number in range(900)))
