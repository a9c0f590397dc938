"""The EU's financial sanctions list: what each element and attribute of its XML becomes."""

from __future__ import annotations

import pytest

from sanctions.records import ListedRecord, Name, NameKind, Parsed, SourceFile, Strength
from sanctions.sources import source
from tests.lists.questions import of_list, refusal, rows_told
from tests.lists.statement import sample

[EU] = sample("eu-fsf", "sample.xml")
ACT = (
    '<regulation regulationType="amendment" organisationType="council" publicationDate="2017-03-09" '
    'entryIntoForceDate="2017-03-10" numberTitle="{number}" programme="{programme}" logicalId="1">'
    "<publicationUrl>http://eur-lex.europa.eu/a</publicationUrl></regulation>"
)
ENTITY = (
    '<sanctionEntity euReferenceNumber="EU.1.2" logicalId="13" unitedNationId="{un}" designationDate="2001-01-25" '
    'designationDetails="">{act}<subjectType code="person" classificationCode="P"/>{parts}</sanctionEntity>'
)
NAME = '<nameAlias wholeName="{name}" strong="{strong}" nameLanguage="{language}" logicalId="1">{parts}</nameAlias>'


def read(raw: bytes) -> Parsed:
    return source("eu-fsf").parse((SourceFile("eu.xml", raw),))


def name(text: str, remark: str = "", *, strong: str = "true", language: str = "") -> str:
    parts = f"<remark>{remark}</remark>" if remark else ""
    return NAME.format(name=text, strong=strong, language=language, parts=parts)


def entity(parts: str, *, un: str = "", number: str = "2017/404 (OJ L63)", programme: str = "AFG") -> str:
    return ENTITY.format(un=un, act=ACT.format(number=number, programme=programme), parts=parts)


def parsed_of(*entities: str) -> Parsed:
    text = f'<export xmlns="http://eu.europa.ec/fpi/fsd/export" globalFileId="1">{"".join(entities)}</export>'
    return read(text.encode())


def only(parts: str, **more: str) -> ListedRecord:
    [found] = of_list(parsed_of(entity(name("ALI") + parts, **more)), "eu-fsf")
    return found


@pytest.mark.parametrize(
    ("alias", "found"),
    [
        (name("Abu"), Name("Abu", NameKind.AKA)),
        (name("Abu", "low quality a.k.a."), Name("Abu", NameKind.AKA, Strength.WEAK)),
        (name("Abu", "Low quality alias"), Name("Abu", NameKind.AKA, Strength.WEAK)),
        (name("Abu", strong="false"), Name("Abu", NameKind.AKA, Strength.WEAK)),
        (name("Abu", "formerly known as"), Name("Abu", NameKind.FKA)),
        (name("Abu", "good quality alias"), Name("Abu", NameKind.AKA)),
        (name("أبو", language="AR"), Name("أبو", NameKind.AKA, language="ar")),
    ],
)
def test_an_alias_is_weak_or_former_where_the_list_says_so(alias: str, found: Name) -> None:
    assert only(alias).names[1:] == (found,)


@pytest.mark.parametrize(
    ("attributes", "day"),
    [
        ('circa="false" calendarType="GREGORIAN" birthdate="1937-04-28" year="1937"', ("1937-04-28",)),
        ('circa="true" calendarType="GREGORIAN" year="1937"', ("circa 1937",)),
        ('circa="false" calendarType="GREGORIAN" year="1937" monthOfYear="4"', ("1937-04",)),
        ('circa="true" yearRangeFrom="1958" yearRangeTo="1963"', ("circa 1958 to 1963",)),
        ('circa="false" yearRangeTo="1963"', ("1963",)),
        ('circa="false"', ()),
    ],
)
def test_a_birth_date_keeps_its_precision(attributes: str, day: tuple[str, ...]) -> None:
    assert only(f"<birthdate {attributes}/>").birth_dates == day


def test_a_birth_place_of_an_unknown_country_is_the_place_alone() -> None:
    found = only('<birthdate circa="false" city="Herat" countryIso2Code="00" countryDescription="UNKNOWN"/>')

    assert found.birth_places == ("Herat",)


def test_an_address_holds_its_parts_and_its_contacts_are_identifiers() -> None:
    found = only(
        '<address street="1 Road" poBox="" city="Sana" zipCode="9" region="" place="" asAtListingTime="false" '
        'countryIso2Code="YE" countryDescription="YEMEN"><contactInfo key="EMAIL" value="a@b.example"/>'
        '<contactInfo key="WEB" value="http://b.example"/><remark>former location</remark></address>'
    )

    [address] = found.addresses
    assert (address.text, address.city, address.postcode, address.country) == (
        "1 Road, Sana, 9, YEMEN",
        "Sana",
        "9",
        "YE",
    )
    assert [(i.scheme, i.value) for i in found.identifiers] == [("email", "a@b.example")]
    assert ("website", "http://b.example") in found.details
    assert ("address_remark", "1 Road, Sana, 9, YEMEN: former location") in found.details


def test_a_document_is_an_identifier_with_its_days_and_flaws_as_a_detail() -> None:
    found = only(
        '<identification number="A1" latinNumber="" identificationTypeCode="passport" countryIso2Code="LY" '
        'countryDescription="LIBYA" issueDate="2014-05-04" validTo="2024-05-03" knownExpired="true" knownFalse="false" '
        'issuedBy="Tripoli"/>',
        un="LYi.006",
    )

    assert [(i.scheme, i.value, i.country) for i in found.identifiers] == [
        ("un-reference", "LYi.006", ""),
        ("passport", "A1", "LY"),
    ]
    assert ("document", "A1: issued 2014-05-04; valid to 2024-05-03; expired; Tripoli") in found.details


def test_the_act_cited_is_the_latest_and_its_days_are_no_listing_day() -> None:
    summary = '<regulationSummary numberTitle="881/2002 (OJ L139)" regulationType="regulation"/>'

    [act] = only(f'<citizenship countryIso2Code="AF">{summary}</citizenship>').designations

    assert act.citations == ("2017/404 (OJ L63)", "881/2002 (OJ L139)")
    assert (act.listed_on and act.listed_on.isoformat(), act.effective_on) == ("2001-01-25", None)
    assert act.source_url == "http://eur-lex.europa.eu/a"


def test_an_entry_under_two_programmes_is_one_entry_with_both() -> None:
    twice = parsed_of(
        entity(name("ALI") + "<remark>Minister</remark>"),
        entity(name("Ali Agha") + "<remark>Deceased</remark>", number="969/2007 (OJ L215)", programme="TAQA"),
    )

    [found] = of_list(twice, "eu-fsf")
    assert [act.programme for act in found.designations] == ["AFG", "TAQA"]
    assert [given.text for given in found.names] == ["ALI", "Ali Agha"]
    assert found.remarks == "Minister; Deceased"
    assert rows_told(twice) == 2
    assert "EU.1.2 stands here again" in twice.lists[0].warnings[0]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'classificationCode="P"', b'classificationCode="V"', "unknown-type"),
        (b'euReferenceNumber="', b'euReferenceNumber="" formerNumber="', "missing-number"),
        (b"<remark>", b"<note/><remark>", "unread-element"),
        (b'strong="true"', b'strong="true" rank="1"', "unread-element"),
        (b"http://eu.europa.ec/fpi/fsd/export", b"urn:2", "wrong-root"),
        (b"</sanctionEntity>", b"</sanctionEntity><vessel/>", "unread-element"),
        (b'identificationTypeCode="passport"', b'identificationTypeCode="badge"', "unknown-type"),
    ],
)
def test_what_the_list_never_said_is_refused(old: bytes, new: bytes, code: str) -> None:
    assert old in EU.raw
    broken = EU.raw.replace(old, new, 1)

    if code in {"unknown-type", "missing-number"}:  # that entry alone
        assert [error.code for error in read(broken).errors] == [code]
    else:
        assert refusal(lambda: read(broken)).code == code
