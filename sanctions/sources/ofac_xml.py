"""OFAC's SDN.XML and CONSOLIDATED.XML: one schema, under the namespace of before May 2024 and that of after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sanctions.countries import country_code
from sanctions.reading import RowRejected
from sanctions.reading_xml import Element, Layout, xml_elements
from sanctions.records import Address, Name, SourceFile, Strength
from sanctions.sources.ofac_entries import Entry, Reading, checked_number, kind_of, name_kind, names_of
from sanctions.sources.ofac_remarks import Remarks, remarks
from sanctions.sources.ofac_terms import Feature, partial_day, particulars
from sanctions.sources.wording import squeezed

LAYOUT = Layout(
    root="sdnList",
    namespaces=(
        "http://tempuri.org/sdnList.xsd",
        "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML",
    ),
    records=("sdnEntry",),
    beside=("publshInformation",),
)
STRENGTHS = {"strong": Strength.STRONG, "weak": Strength.WEAK}

_VESSEL = {
    "callSign": "call_sign",
    "vesselType": "vessel_type",
    "tonnage": "gross_tonnage",
    "grossRegisteredTonnage": "gross_registered_tonnage",
    "vesselFlag": "vessel_flag",
    "vesselOwner": "vessel_owner",
}
_LINKED = "(Linked To: "


def read(file: SourceFile, text: str, *, family: str) -> Reading:
    """The entries of one document; that they are of the lists asked for, their programmes say."""
    reading, stated = Reading(), 0
    for path, element in xml_elements(file, text, LAYOUT):
        if path == "sdnEntry":
            _take(element, reading)
        elif path == "publshInformation":
            stated = _stated_count(element)
        else:
            element.finish()
    held = len(reading.entries) + len(reading.errors)
    if stated != held:
        reading.warnings = (f"{file.name} says it holds {stated} entries and holds {held}: it was edited",)
    return reading


def _stated_count(element: Element) -> int:
    element.take("Publish_Date")  # the day of publication is what whoever loads the file says it is
    count = element.take("Record_Count")
    element.finish()
    return int(count) if count.isascii() and count.isdigit() and len(count) < 10 else 0


def _take(element: Element, reading: Reading) -> None:
    try:
        reading.entries.append(_entry(element))
    except RowRejected as fault:
        reading.errors.append(fault.at(element.file, element.line))


def _entry(element: Element) -> Entry:
    number, title = element.take("uid"), element.take("title")
    stated = _stated(element.take("remarks"), title)
    facts = particulars((*stated.features, *map(_feature, element.within("idList", "id"))))
    aliases = [_alias(alias, number) for alias in element.within("akaList", "aka")]
    entry = Entry(
        number=number,
        file=element.file,
        line=element.line,
        kind=kind_of(element.take("sdnType"), facts),
        names=names_of(_full_name(element), (*aliases, *stated.names), facts),
        programmes=tuple(programme.leaf() for programme in element.within("programList", "program")),
        facts=facts,
        addresses=tuple(_addresses(element)),
        birth_dates=(*stated.birth_dates, *map(partial_day, _several(element, "dateOfBirth"))),
        birth_places=(*stated.birth_places, *_several(element, "placeOfBirth")),
        nationalities=tuple(dict.fromkeys((*stated.nationalities, *_nations(element)))),
        title=title,
        remarks=stated.rest,
        details=frozenset(_vessel(element)),
    )
    element.finish()
    checked_number(number)
    return entry


def _stated(text: str, title: str) -> Remarks:
    """The remarks, with the brackets gone that this format puts around "(Linked To: A; Linked To: B)"."""
    start = text.rfind(_LINKED)
    if start >= 0 and text.rstrip(" .").endswith(")"):
        text = text[:start] + text[start + 1 :].rstrip(" .")[:-1]
    return remarks(text, title=title)


def _full_name(element: Element) -> str:
    """ "LAST, First", as OFAC's other formats print it."""
    last, first = squeezed(element.take("lastName")), squeezed(element.take("firstName"))
    return f"{last}, {first}" if last and first else last or first


def _alias(element: Element, number: str) -> Name:
    element.take("uid")  # the alias's own number; OFAC's other formats have none of it
    kind, category = element.take("type"), element.take("category")
    name = _full_name(element)
    element.finish()
    if not name or category not in STRENGTHS:
        raise RowRejected("bad-alias", f"an alias of entry {number} without a name or of category {category!r}")
    return Name(name, name_kind(kind, number=number), STRENGTHS[category])


def _feature(element: Element) -> Feature:
    element.take("uid")
    days = (("issued", element.take("issueDate")), ("expires", element.take("expirationDate")))
    feature = Feature(element.take("idType"), element.take("idNumber"), element.take("idCountry"))
    element.finish()
    return replace(feature, dated=" ".join(f"{word} {partial_day(day)}" for word, day in days if day))


def _addresses(element: Element) -> Iterator[Address]:
    for address in element.within("addressList", "address"):
        address.take("uid")
        lines = [address.take(f"address{number}") for number in (1, 2, 3)]
        city, region, postcode, country = map(address.take, ("city", "stateOrProvince", "postalCode", "country"))
        address.finish()
        if found := address_of(lines, city, region, postcode, country):
            yield found


def address_of(lines: list[str], city: str, region: str, postcode: str, country: str) -> Address | None:
    """An address with its line as OFAC's CSV prints it: street, then "City, Region Postcode", then country."""
    place = " ".join(part for part in (", ".join(filter(None, (city, region))), postcode) if part)
    text = squeezed(", ".join(part for part in (*lines, place, country) if part))
    if not text:
        return None
    return Address(text, squeezed(city), squeezed(region), squeezed(postcode), country_code(country))


def _several(element: Element, name: str) -> Iterator[str]:
    for item in element.within(f"{name}List", f"{name}Item"):
        item.take("uid")
        item.take("mainEntry")  # which of several comes first; all of them count
        yield squeezed(item.take(name))
        item.finish()


def _nations(element: Element) -> Iterator[str]:
    for name in ("nationality", "citizenship"):
        for item in element.within(f"{name}List", name):
            item.take("uid")
            item.take("mainEntry")
            country = item.take("country")
            item.finish()
            yield country_code(country) or squeezed(country)


def _vessel(element: Element) -> Iterator[tuple[str, str]]:
    info = element.one("vesselInfo")
    if info is None:
        return
    for part, key in _VESSEL.items():
        if value := squeezed(info.take(part)):
            yield key, value
    info.finish()
