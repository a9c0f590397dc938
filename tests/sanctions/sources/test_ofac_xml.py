"""OFAC's lists in its two XML schemas, beside the CSV set: what each states, and that they state the same."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from sanctions import loading
from sanctions.audit import SYSTEM
from sanctions.models import Designation
from sanctions.records import Kind, ListedRecord, Name, NameKind, Parsed, SourceFile, Strength
from sanctions.sources import source
from tests.lists.questions import of_list, refusal, rows_told
from tests.lists.statement import sample

[SDN_XML] = sample("us-ofac-sdn", "sdn.xml")
CONS, ADD, ALT, COMMENTS = sample("us-ofac-cons", "cons_prim.csv", "cons_add.csv", "cons_alt.csv", "cons_comments.csv")
CONS_XML, ENHANCED = sample("us-ofac-cons", "consolidated.xml", "cons_enhanced.xml")


def sdn(*files: SourceFile) -> Parsed:
    return source("us-ofac-sdn").parse(files)


def cons(*files: SourceFile) -> Parsed:
    return source("us-ofac-cons").parse(files)


def with_text(file: SourceFile, old: str, new: str, *, times: int = 1) -> SourceFile:
    text = file.raw.decode()
    assert old in text, f"the sample no longer holds {old!r}"
    return replace(file, raw=text.replace(old, new, times).encode())


ENTRY = """<sdnList xmlns="http://tempuri.org/sdnList.xsd">
  <publshInformation><Publish_Date>03/10/2021</Publish_Date><Record_Count>1</Record_Count></publshInformation>
  <sdnEntry><uid>7</uid>{name}<sdnType>{kind}</sdnType>{parts}
  <programList><program>IRAN</program><program>NPWMD</program></programList></sdnEntry>
</sdnList>"""
COMPANY = "<lastName>NIOC</lastName>"


def entry(parts: str = "", *, kind: str = "Entity", name: str = COMPANY) -> ListedRecord:
    raw = ENTRY.format(kind=kind, parts=parts, name=name).encode()
    [found] = sdn(SourceFile("list.xml", raw)).lists[0].records
    return found


def test_a_person_is_named_last_name_first() -> None:
    name = "<firstName>Ri</firstName><lastName>KIM</lastName>"

    assert entry(kind="Individual", name=name).primary_name == "KIM, Ri"


def test_aliases_have_a_kind_and_a_strength() -> None:
    alias = "<aka><uid>1</uid><type>{}</type><category>{}</category><lastName>{}</lastName></aka>"
    told = (("a.k.a.", "strong", "A"), ("a.k.a.", "weak", "B"), ("f.k.a.", "strong", "C"), ("n.k.a.", "strong", "D"))

    found = entry(f"<akaList>{''.join(alias.format(*one) for one in told)}</akaList>")

    assert found.names[1:] == (
        Name("A", NameKind.AKA),
        Name("B", NameKind.AKA, Strength.WEAK),
        Name("C", NameKind.FKA),
        Name("D", NameKind.NKA),
    )


def test_an_address_has_its_parts_and_the_line_the_csv_set_prints() -> None:
    parts = (
        "<addressList><address><uid>1</uid><address1>d. 53 ul. Nef</address1><city>Krasnodar</city>"
        "<stateOrProvince>Krasnodarski krai</stateOrProvince><postalCode>350051</postalCode>"
        "<country>Russia</country></address></addressList>"
    )

    [address] = entry(parts).addresses

    assert address.text == "d. 53 ul. Nef, Krasnodar, Krasnodarski krai 350051, Russia"
    assert (address.city, address.region, address.postcode) == ("Krasnodar", "Krasnodarski krai", "350051")
    assert address.country == "RU"


def test_remarks_are_taken_apart_as_those_of_the_csv_set() -> None:
    found = entry("<remarks>All offices worldwide; (Linked To: A (B) LTD; Linked To: C)</remarks>")

    assert found.remarks == "All offices worldwide"
    assert found.details == (("linked_to", "A (B) LTD"), ("linked_to", "C"))


def test_numbers_dates_and_particulars_have_their_fields() -> None:
    parts = (
        "<idList><id><uid>1</uid><idType>Passport</idType><idNumber>A1</idNumber><idCountry>Iran</idCountry>"
        "<issueDate>14 Feb 1996</issueDate><expirationDate>07 Sep 2013</expirationDate></id>"
        "<id><uid>2</uid><idType>Vessel Registration Identification</idType>"
        "<idNumber>IMO 9167253</idNumber></id></idList>"
        "<dateOfBirthList><dateOfBirthItem><uid>1</uid><dateOfBirth>circa 1958</dateOfBirth><mainEntry>true</mainEntry>"
        "</dateOfBirthItem></dateOfBirthList><vesselInfo><callSign>CL2</callSign><tonnage>640</tonnage></vesselInfo>"
    )

    found = entry(parts, kind="Vessel")

    assert found.kind is Kind.VESSEL
    assert {(i.scheme, i.value, i.country) for i in found.identifiers} == {
        ("passport", "A1", "IR"),
        ("imo", "9167253", ""),
    }
    assert found.birth_dates == ("circa 1958",)
    assert set(found.details) >= {
        ("call_sign", "CL2"),
        ("gross_tonnage", "640"),
        ("passport_dates", "A1: issued 1996-02-14 expires 2013-09-07"),
    }
    assert found.designations[0].programme == "IRAN; NPWMD"


def test_the_file_says_how_many_entries_it_holds() -> None:
    edited = sdn(with_text(SDN_XML, "<Record_Count>", "<Record_Count>9"))

    assert any("it was edited" in warning for warning in edited.lists[0].warnings)
    assert sdn(SDN_XML).lists[0].warnings == ()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<sdnType>Entity", "<sdnType>Robot", "unknown-type"),
        ("<uid>", "<uid>x", "missing-number"),
        ("<category>strong", "<category>fair", "bad-alias"),
        ("<type>a.k.a.", "<type>p.k.a.", "bad-alias"),
    ],
)
def test_an_entry_that_says_what_no_entry_says_is_rejected_alone(old: str, new: str, code: str) -> None:
    parsed = sdn(with_text(SDN_XML, old, new))

    assert [error.code for error in parsed.errors] == [code]
    assert rows_told(parsed) == SDN_XML.raw.count(b"<sdnEntry>")


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        (SDN_XML, "<sdnType>", "<listedBy>OFAC</listedBy><sdnType>", "unread-element"),
        (SDN_XML, "<city>", '<city lang="en">', "unread-element"),
        (SDN_XML, "http://tempuri.org/sdnList.xsd", "urn:next", "wrong-root"),
        (CONS_XML, "<remarks>", "<remarks>a</remarks><remarks>", "repeated-element"),
        (ENHANCED, "<isPrimary>", "<since>2025</since><isPrimary>", "unread-element"),
        (ENHANCED, "<publicationInfo>", "<publicationInfo><part>1</part>", "unread-element"),
        (ENHANCED, "</entities>", "</entities><extra/>", "unread-element"),
    ],
)
def test_a_layout_never_seen_stops_the_file(file: SourceFile, old: str, new: str, code: str) -> None:
    parse = sdn if file is SDN_XML else cons

    fault = refusal(lambda: parse(with_text(file, old, new)))

    assert (fault.code, fault.file, fault.line > 0) == (code, file.name, True)


@pytest.mark.parametrize(
    ("parse", "files", "code"),
    [
        (sdn, (CONS_XML,), "wrong-files"),
        (sdn, (ENHANCED,), "wrong-files"),
        (sdn, (CONS,), "wrong-files"),
        (cons, (SDN_XML,), "wrong-files"),
        (cons, (CONS_XML, ENHANCED), "wrong-files"),
        (cons, (CONS, CONS_XML), "wrong-files"),
        (cons, (SourceFile("sdn.csv", CONS.raw),), "wrong-files"),
        (cons, (ADD, ALT), "wrong-files"),
        (cons, (SourceFile("a.xml", b"<feed/>"),), "wrong-root"),
        (cons, (with_text(CONS_XML, "NS-PLC", "CMIC-EO13959", times=99),), "missing-list"),
    ],
)
def test_a_file_of_other_lists_is_refused(parse, files, code) -> None:
    assert refusal(lambda: parse(*files)).code == code


@pytest.mark.parametrize(
    "files", [(CONS, ADD, ALT, COMMENTS), (CONS_XML,), (ENHANCED,)], ids=["csv", "xml", "enhanced"]
)
def test_a_format_is_told_by_content_whatever_the_name(files: tuple[SourceFile, ...]) -> None:
    renamed = tuple(replace(file, name=f"download-{at}") for at, file in enumerate(files))

    assert [part.records for part in cons(*renamed).lists] == [part.records for part in cons(*files).lists]


def placed(programmes: tuple[str, ...], *directives: str) -> dict[str, tuple[str | None, str | None]]:
    listed = "".join(
        f"<id><uid>1</uid><idType>Listing Date (EO 14024 Directive {number}):</idType>"
        "<idNumber>24 Feb 2022</idNumber></id>"
        for number in directives
    )
    others = "".join(f"<program>{code}</program>" for code in programmes)
    text = CONS_XML.raw.decode()
    first = re.search(r"<sdnEntry>.*?</sdnEntry>", text, re.DOTALL)[0]  # type: ignore[index]
    new = (
        f"<sdnEntry><uid>1</uid><lastName>BANK</lastName><sdnType>Entity</sdnType><programList>{others}</programList>"
        f"<idList>{listed}</idList></sdnEntry>"
    )
    parsed = cons(SourceFile("cons.xml", text.replace(first, first + new, 1).encode()))
    return {
        part.list: (act.listed_on and act.listed_on.isoformat(), act.effective_on and act.effective_on.isoformat())
        for part in parsed.lists
        for record in part.records
        if record.native_id == "1"
        for act in record.designations
    }


@pytest.mark.parametrize(
    ("programmes", "directives", "lists"),
    [
        (("UKRAINE-EO13662",), (), ["us-ofac-ssi"]),
        (("SDGT", "NS-PLC"), (), ["us-ofac-plc"]),
        (("CMIC-EO13959",), (), ["us-ofac-cmic"]),
        (("561-Related",), (), ["us-ofac-cap"]),
        (("SYRIA", "FSE-SY"), (), ["us-ofac-fse"]),
        (("CAATSA - RUSSIA",), (), ["us-ofac-mbs"]),
        (("RUSSIA-EO14024",), ("1a",), ["us-ofac-mbs"]),
        (("RUSSIA-EO14024", "UKRAINE-EO13662"), ("3",), ["us-ofac-ssi", "us-ofac-mbs"]),
        (("RUSSIA-EO14024", "UKRAINE-EO13662"), ("2",), ["us-ofac-ssi", "us-ofac-cap"]),
        (("RUSSIA-EO14024", "UKRAINE-EO13662"), (), ["us-ofac-ssi"]),
        (("IRAN",), (), []),
    ],
)
def test_an_entry_goes_to_the_lists_of_its_programmes_and_directives(programmes, directives, lists) -> None:
    assert sorted(placed(programmes, *directives)) == sorted(lists)


def test_a_directive_gives_the_day_of_its_own_list() -> None:
    found = placed(("RUSSIA-EO14024", "UKRAINE-EO13662"), "3")

    assert found == {"us-ofac-ssi": (None, None), "us-ofac-mbs": ("2022-02-24", None)}


def test_an_entry_of_no_list_is_named_with_all_its_rows() -> None:
    stranger = replace(CONS, raw=CONS.raw.replace(b'"CMIC-EO13959"', b'"NEW-EO15000"', 1))
    number = re.search(rb'(?m)^(\d+),[^\n]*"NEW-EO15000"', stranger.raw)[1]  # type: ignore[index]
    rows = sum(len(re.findall(rb"(?m)^" + number + b",", file.raw)) for file in (stranger, ADD, ALT, COMMENTS))

    parsed = cons(stranger, ADD, ALT, COMMENTS)

    assert parsed.rows_unplaced == len(parsed.errors) == rows > 0
    assert {error.code for error in parsed.errors} == {"unknown-list"}
    assert "NEW-EO15000" in parsed.errors[0].message


def test_rows_of_an_entry_on_two_lists_are_counted_once() -> None:
    parsed = cons(CONS)

    assert sum(len(part.records) for part in parsed.lists) == rows_told(parsed) + 1 == CONS.raw.count(b"\n") + 1


def test_the_enhanced_file_says_since_when_and_on_what_ground() -> None:
    records = [record for part in cons(ENHANCED).lists for record in part.records]

    assert all(record.designations[0].listed_on for record in records)
    assert all(record.designations[0].legal_bases for record in records)
    assert {key for record in records for key, _ in record.details} >= {"sanctions_type", "linked_to"}
    assert any(record.parent for record in records)


def test_names_in_other_scripts_are_aliases_with_their_script() -> None:
    scripts = {
        name.script: name.kind for part in cons(ENHANCED).lists for record in part.records for name in record.names[1:]
    }

    assert {"Chinese Simplified", "Cyrillic"} <= set(scripts)
    assert all(not record.names[0].script for part in cons(ENHANCED).lists for record in part.records)


@pytest.mark.parametrize("files", [(CONS,), (ENHANCED,)], ids=["csv", "enhanced"])
def test_a_chinese_company_has_the_days_of_its_list(files: tuple[SourceFile, ...]) -> None:
    [act] = of_list(cons(*files), "us-ofac-cmic")[0].designations

    assert act.listed_on and act.effective_on
    assert act.listed_on < act.effective_on


def test_the_legal_bases_stand_with_the_designation(db: None) -> None:
    loading.load("us-ofac-cons", [ENHANCED], published_on=date(2025, 1, 10), actor=SYSTEM)

    acts = Designation.objects.current()
    assert acts.count() and not acts.filter(legal_bases="").exists()
    assert acts.get(revision__entity__uid="15268").legal_bases == "CISADA"


def test_an_entry_whose_directive_has_no_readable_day_is_rejected_alone() -> None:
    broken = SourceFile(ENHANCED.name, ENHANCED.raw.replace(b">22 Feb 2022<", b'>"22 Feb 2022<'))

    parsed = source("us-ofac-cons").parse((broken,))

    assert broken.raw != ENHANCED.raw
    assert {error.code for error in parsed.errors} == {"bad-date"}
    assert all(error.line for error in parsed.errors)
