"""The United Nations Security Council Consolidated List as XML: individuals and entities by reference number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from sanctions.catalogue import list_facts
from sanctions.countries import country_code
from sanctions.reading import RowRejected, iso_day
from sanctions.reading_xml import Element, Layout
from sanctions.records import (
    Address,
    DesignationRecord,
    Identifier,
    Kind,
    ListedRecord,
    Name,
    NameKind,
    Parsed,
    Source,
    SourceFile,
    Strength,
)
from sanctions.sources.plausible import plausible
from sanctions.sources.printed_names import each_once
from sanctions.sources.wording import squeezed
from sanctions.sources.xml_lists import one_list

LIST = "un-sc"
LAYOUT = Layout(root="CONSOLIDATED_LIST", records=("INDIVIDUALS/INDIVIDUAL", "ENTITIES/ENTITY"))
KINDS = {"INDIVIDUAL": Kind.PERSON, "ENTITY": Kind.COMPANY}
# QUALITY says of a person's alias how good it is, of an entity's what it is.
QUALITIES = {
    "": (NameKind.AKA, Strength.STRONG),
    "good": (NameKind.AKA, Strength.STRONG),
    "low": (NameKind.AKA, Strength.WEAK),
    "a.k.a.": (NameKind.AKA, Strength.STRONG),
    "f.k.a.": (NameKind.FKA, Strength.STRONG),
}
FORMER = frozenset({"previously listed as", "formerly listed as"})  # notes on an alias that was the listed name once
DOCUMENTS = {
    "passport": "passport",
    "numéro de passeport": "passport",
    "número de pasaporte": "passport",
    "national identification number": "national-id",
    "national identification no.": "national-id",
}

_NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_PLACE_PARTS = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")
_NUMBERING = ("DATAID", "VERSIONNUM", "SORT_KEY", "SORT_KEY_LAST_MOD")  # of the file, not of the party
_ZONE = re.compile(r"(?<=\d{4}-\d{2}-\d{2})-\d{2}:\d{2}$")  # some days are printed with the hours from Greenwich
_ONE_OF_SEVERAL = re.compile(r"[^()\d]+(?:; [^()\d]+)+")


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """The list of one file."""
    return one_list(LIST, files, LAYOUT, _record, root_attributes=("dateGenerated",))


def _record(element: Element) -> ListedRecord:
    number = element.take("REFERENCE_NUMBER")
    if not number:
        raise RowRejected("missing-number", "an entry without its reference number")
    about: list[tuple[str, str]] = []
    aliases, births = _aliases(element, about)
    documents = _documents(element, about)
    addresses = tuple(_addresses(element))
    born = (*_birth_dates(element, about), *births[0])
    record = ListedRecord(
        list=LIST,
        native_id=number,
        kind=KINDS[element.name],
        names=_names(element, aliases),
        countries=tuple(sorted({address.country for address in addresses if address.country})),
        addresses=addresses,
        identifiers=tuple(dict.fromkeys(documents)),
        designations=(_designation(element, about),),
        birth_dates=tuple(dict.fromkeys(born)),
        birth_places=tuple(dict.fromkeys((*_birth_places(element), *births[1]))),
        nationalities=tuple(dict.fromkeys(map(_nation, _values(element, "NATIONALITY")))),
        title="; ".join((*_values(element, "TITLE"), *_values(element, "DESIGNATION"))),
        remarks=squeezed(element.take("COMMENTS1")),
        details=tuple(sorted({*_about(element), *((key, value) for key, value in about if value)})),
        place=element.place,
    )
    for part in _NUMBERING:
        element.take(part)
    element.finish()
    return plausible(record)


def _nation(text: str) -> str:
    return country_code(text) or text


def _names(element: Element, aliases: Iterable[Name]) -> tuple[Name, ...]:
    name = squeezed(" ".join(element.take(part) for part in _NAME_PARTS))
    if not name:
        raise RowRejected("empty-name", "an entry without a name")
    original = squeezed(element.take("NAME_ORIGINAL_SCRIPT"))
    return each_once((Name(name), *([Name(original, NameKind.AKA)] if original else []), *aliases))


def _aliases(element: Element, about: list[tuple[str, str]]) -> tuple[list[Name], tuple[list[str], list[str]]]:
    """The aliases, and the birth days and places stated under them; each alias note is a detail."""
    names: list[Name] = []
    days: list[str] = []
    places: list[str] = []
    for item in element.several(f"{element.name}_ALIAS"):
        quality, text, note = item.take("QUALITY"), squeezed(item.take("ALIAS_NAME")), squeezed(item.take("NOTE"))
        days += filter(None, [item.take("DATE_OF_BIRTH")])
        places += filter(None, [_line(item.take(f"{part}_OF_BIRTH") for part in ("CITY", "COUNTRY"))])
        item.finish()
        if quality.casefold() not in QUALITIES:
            raise RowRejected("bad-alias", f"{quality!r} is not a quality of an alias we know")
        kind, strength = QUALITIES[quality.casefold()]
        kind = NameKind.FKA if note.casefold() in FORMER else kind
        names += (Name(one, kind, strength) for one in _one_by_one(text))
        about.append(("alias_note", f"{text}: {note}" if text and note else note))
    return names, (days, places)


def _one_by_one(text: str) -> Iterator[str]:
    """Several aliases printed in one; with brackets or figures among them the print stays as it is."""
    parts = text.split("; ") if _ONE_OF_SEVERAL.fullmatch(text) else [text]
    yield from (part.strip() for part in parts if part.strip())


def _addresses(element: Element) -> Iterator[Address]:
    for item in element.several(f"{element.name}_ADDRESS"):
        street, city, region, postcode, country = (squeezed(item.take(part)) for part in _PLACE_PARTS)
        note = squeezed(item.take("NOTE"))
        item.finish()
        if line := _line((street, city, region, postcode, country, f"({note})" if note else "")):
            yield Address(line, city, region, postcode, country_code(country))


def _line(parts: Iterable[str]) -> str:
    return squeezed(", ".join(part for part in parts if part))


def _birth_dates(element: Element, about: list[tuple[str, str]]) -> Iterator[str]:
    for item in element.several(f"{element.name}_DATE_OF_BIRTH"):
        kind, note = item.take("TYPE_OF_DATE"), squeezed(item.take("NOTE"))
        day = item.take("DATE") or item.take("YEAR")
        first, last = item.take("FROM_YEAR"), item.take("TO_YEAR")
        item.finish()
        about.append(("birth_date_note", f"{day}: {note}" if day and note else note))
        text = f"{first} to {last}" if first and last else day or first or last
        if text:
            yield f"circa {text}" if kind == "APPROXIMATELY" else text


def _birth_places(element: Element) -> Iterator[str]:
    for item in element.several(f"{element.name}_PLACE_OF_BIRTH"):
        parts = [squeezed(item.take(part)) for part in _PLACE_PARTS]
        note = squeezed(item.take("NOTE"))
        item.finish()
        if place := _line((*parts, f"({note})" if note else "")):
            yield place


def _documents(element: Element, about: list[tuple[str, str]]) -> list[Identifier]:
    found: list[Identifier] = []
    for item in element.several(f"{element.name}_DOCUMENT"):
        kind, other = (squeezed(item.take(part)) for part in ("TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2"))
        number, note = squeezed(item.take("NUMBER")), squeezed(item.take("NOTE"))
        issuer, issued_in = item.take("ISSUING_COUNTRY"), item.take("COUNTRY_OF_ISSUE")
        country, seat = issuer or issued_in, _line((squeezed(item.take("CITY_OF_ISSUE")), issued_in))
        issued = item.take("DATE_OF_ISSUE")
        item.finish()
        if number:
            scheme = DOCUMENTS.get(kind.casefold(), "other-document")
            found.append(Identifier(scheme, number, country_code(country)))
        said = _line((other, f"issued {issued}" if issued else "", f"in {seat}" if seat else "", note))
        about.append(("document", f"{number or kind}: {said}" if said else ""))
    return found


def _values(element: Element, name: str) -> tuple[str, ...]:
    return tuple(text for item in element.within(name, "VALUE") if (text := squeezed(item.leaf())))


def _designation(element: Element, about: list[tuple[str, str]]) -> DesignationRecord:
    listed = element.take("LISTED_ON")
    for kind in _values(element, "LIST_TYPE"):
        if kind != "UN List":
            raise RowRejected("unknown-list", f"{kind!r} is not the list we read")
    about += (("updated", day) for day in _values(element, "LAST_DAY_UPDATED"))
    about.append(("submitted_by", element.take("SUBMITTED_BY")))
    about.append(("submitted_on", element.take("SUBMITTED_ON")))
    return DesignationRecord(
        measure=list_facts(LIST).measure,
        programme=squeezed(element.take("UN_LIST_TYPE")),
        listed_on=_day(listed) if listed else None,
    )


def _day(text: str) -> date:
    return iso_day(_ZONE.sub("", text), "LISTED_ON")


def _about(element: Element) -> Iterator[tuple[str, str]]:
    if gender := element.take("GENDER"):
        yield "gender", gender.capitalize()


SOURCE = Source(
    code="un-sc",
    title="United Nations Security Council Consolidated List (XML)",
    feeds=(LIST,),
    parse=parse,
    required_lists=(LIST,),
    priority=10,
)
