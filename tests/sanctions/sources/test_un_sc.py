"""The Security Council's list: what each element of its XML becomes."""

from __future__ import annotations

import pytest

from sanctions.records import Kind, ListedRecord, Name, NameKind, Parsed, SourceFile, Strength
from sanctions.sources import source
from tests.lists.questions import of_list, refusal, rows_told
from tests.lists.statement import sample

[UN] = sample("un-sc", "sample.xml")


def read(raw: bytes) -> Parsed:
    return source("un-sc").parse((SourceFile("un.xml", raw),))


GROUPS = {"INDIVIDUAL": "INDIVIDUALS", "ENTITY": "ENTITIES"}


def person(parts: str = "", *, kind: str = "INDIVIDUAL") -> ListedRecord:
    known = "<FIRST_NAME>ALI</FIRST_NAME><REFERENCE_NUMBER>QDi.1</REFERENCE_NUMBER>"
    group = GROUPS[kind]
    text = f"<CONSOLIDATED_LIST><{group}><{kind}>{known}{parts}</{kind}></{group}></CONSOLIDATED_LIST>"
    [found] = of_list(read(text.encode()), "un-sc")
    return found


def test_the_parts_of_a_name_are_one_name_and_the_original_script_another() -> None:
    parts = "<SECOND_NAME> BIN </SECOND_NAME><THIRD_NAME/><FOURTH_NAME>OMAR</FOURTH_NAME>"

    found = person(parts + "<NAME_ORIGINAL_SCRIPT>علي</NAME_ORIGINAL_SCRIPT>")

    assert found.names == (Name("ALI BIN OMAR"), Name("علي", NameKind.AKA))


@pytest.mark.parametrize(
    ("quality", "note", "kind", "strength"),
    [
        ("Good", "", NameKind.AKA, Strength.STRONG),
        ("Low", "", NameKind.AKA, Strength.WEAK),
        ("a.k.a.", "", NameKind.AKA, Strength.STRONG),
        ("f.k.a.", "", NameKind.FKA, Strength.STRONG),
        ("", "", NameKind.AKA, Strength.STRONG),
        ("Good", "Previously listed as", NameKind.FKA, Strength.STRONG),
        ("Low", "nom de guerre", NameKind.AKA, Strength.WEAK),
    ],
)
def test_the_quality_of_an_alias_is_its_kind_and_strength(quality, note, kind, strength) -> None:
    alias = f"<QUALITY>{quality}</QUALITY><ALIAS_NAME>Abu X</ALIAS_NAME><NOTE>{note}</NOTE>"

    assert person(f"<INDIVIDUAL_ALIAS>{alias}</INDIVIDUAL_ALIAS>").names[1:] == (Name("Abu X", kind, strength),)


@pytest.mark.parametrize(
    ("printed", "aliases"),
    [
        ("Abdul Rehman; Abd Ur-Rehman", ["Abdul Rehman", "Abd Ur-Rehman"]),
        ("Abu Bakr (Abu X; Abu Y)", ["Abu Bakr (Abu X; Abu Y)"]),
        ("Safia, born 1953; Safia Farkash", ["Safia, born 1953; Safia Farkash"]),
        ("", []),
    ],
)
def test_aliases_printed_in_one_are_parted_where_nothing_speaks_against_it(printed, aliases) -> None:
    alias = f"<QUALITY>Good</QUALITY><ALIAS_NAME>{printed}</ALIAS_NAME>"

    found = person(f"<INDIVIDUAL_ALIAS>{alias}</INDIVIDUAL_ALIAS>").names[1:]

    assert [name.text for name in found] == aliases


@pytest.mark.parametrize(
    ("parts", "day"),
    [
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1967-01-01</DATE>", ("1967-01-01",)),
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1967</YEAR>", ("1967",)),
        ("<TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1967</YEAR>", ("circa 1967",)),
        ("<TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1963</FROM_YEAR><TO_YEAR>1968</TO_YEAR>", ("1963 to 1968",)),
        ("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>30-35 years old</NOTE>", ()),
        ("", ()),
    ],
)
def test_a_birth_date_keeps_its_precision(parts, day) -> None:
    assert person(f"<INDIVIDUAL_DATE_OF_BIRTH>{parts}</INDIVIDUAL_DATE_OF_BIRTH>").birth_dates == day


def test_a_document_is_an_identifier_and_what_is_said_of_it_a_detail() -> None:
    parts = (
        "<TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>A1</NUMBER><ISSUING_COUNTRY>Germany</ISSUING_COUNTRY>"
        "<DATE_OF_ISSUE>2006-06-21</DATE_OF_ISSUE><CITY_OF_ISSUE>Bonn</CITY_OF_ISSUE><NOTE>expired</NOTE>"
    )

    found = person(f"<INDIVIDUAL_DOCUMENT>{parts}</INDIVIDUAL_DOCUMENT>")

    assert [(i.scheme, i.value, i.country) for i in found.identifiers] == [("passport", "A1", "DE")]
    assert ("document", "A1: issued 2006-06-21, in Bonn, expired") in found.details


def test_a_day_with_its_time_zone_is_the_day() -> None:
    [act] = person("<LISTED_ON>2016-11-30-05:00</LISTED_ON>").designations

    assert act.listed_on and act.listed_on.isoformat() == "2016-11-30"


def test_entities_are_read_beside_individuals() -> None:
    parts = "<ENTITY_ADDRESS><CITY>Idleb</CITY><COUNTRY>Iraq</COUNTRY><NOTE>previous</NOTE></ENTITY_ADDRESS>"

    found = person(parts, kind="ENTITY")

    assert (found.kind, found.native_id) == (Kind.COMPANY, "QDi.1")
    assert [(address.text, address.country) for address in found.addresses] == [("Idleb, Iraq, (previous)", "IQ")]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"<REFERENCE_NUMBER>TAi.025<", b"<REFERENCE_NUMBER><", "missing-number"),
        (b"<QUALITY>Good<", b"<QUALITY>Fair<", "bad-alias"),
        (b"<VALUE>UN List<", b"<VALUE>Other List<", "unknown-list"),
        (b"<LISTED_ON>2001-02-23<", b"<LISTED_ON>23 Feb 2001<", "bad-date"),
    ],
)
def test_an_entry_that_says_what_no_entry_says_is_rejected_alone(old: bytes, new: bytes, code: str) -> None:
    assert old in UN.raw

    parsed = read(UN.raw.replace(old, new, 1))

    assert [error.code for error in parsed.errors] == [code]
    assert rows_told(parsed) == UN.raw.count(b"<INDIVIDUAL>") + UN.raw.count(b"<ENTITY>")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"<GENDER>", b"<SEX>m</SEX><GENDER>", "unread-element"),
        (b"<ENTITIES>", b"<VESSELS/><ENTITIES>", "unread-element"),
        (b"CONSOLIDATED_LIST", b"LIST", "wrong-root"),
        (b"<INDIVIDUALS>", b"<INDIVIDUALS page='1'>", "unread-element"),
    ],
)
def test_a_layout_never_seen_stops_the_file(old: bytes, new: bytes, code: str) -> None:
    assert old in UN.raw
    assert refusal(lambda: read(UN.raw.replace(old, new))).code == code


def test_a_list_without_entries_is_refused() -> None:
    assert refusal(lambda: read(b"<CONSOLIDATED_LIST><INDIVIDUALS/></CONSOLIDATED_LIST>")).code == "no-rows"
