"""OFAC's enhanced XML: the lists an entry stands on and since when, legal bases, relations, names in other scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sanctions.countries import country_code
from sanctions.reading import FileRejected, RowRejected, iso_day
from sanctions.reading_xml import Element, Layout, xml_elements
from sanctions.records import Address, Name, NameKind, SourceFile, Strength
from sanctions.sources.ofac_entries import Entry, Reading, checked_number, kind_of, name_kind, names_of
from sanctions.sources.ofac_remarks import remarks
from sanctions.sources.ofac_terms import Feature, bare_label, partial_day, particulars, slug
from sanctions.sources.ofac_xml import address_of
from sanctions.sources.wording import squeezed

_NAMESPACE = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ENHANCED_XML"
LAYOUT = Layout(
    root="sanctionsData",
    namespaces=(_NAMESPACE,),
    records=("entities/entity",),
    beside=("publicationInfo", "referenceValues/referenceValue", "featureTypes/featureType"),
)
OWNED = "Owned or Controlled By"
LATIN = "Latin"
FAMILIES = {"sdn": "SDN List", "cons": "Consolidated List"}

# Features that have a field of their own; all others are facts under their label, as in OFAC's other formats.
_OWN_FIELDS = {
    "birthdate": "birth_dates",
    "place of birth": "birth_places",
    "nationality country": "nationalities",
    "citizenship country": "nationalities",
}
_LINES = ("ADDRESS1", "ADDRESS2", "ADDRESS3")
_PLACE = ("CITY", "STATE/PROVINCE", "POSTAL CODE")
_REGION = "REGION"
_SAID_TWICE = ("type", "value", "isoCode", "code")  # the reference tables: every entry spells its values out
_BOUNDS = ("fromDateBegin", "fromDateEnd", "toDateBegin", "toDateEnd")


def read(file: SourceFile, text: str, *, family: str) -> Reading:
    """The entries of one document."""
    reading = Reading()
    for path, element in xml_elements(file, text, LAYOUT):
        if path == "entities/entity":
            _take(element, reading)
        elif path == "publicationInfo":
            _refuse_other_lists(element, family)
        else:
            _pass_over(path, element)
    return reading


def _refuse_other_lists(element: Element, family: str) -> None:
    element.take("dataAsOf")
    held: list[str] = []
    if filters := element.one("filters"):
        held = [listed.pass_over("refId").leaf() for listed in filters.within("sanctionsLists", "sanctionsList")]
        filters.finish()
    element.finish()
    if held and not (FAMILIES[family] in held or (family == "cons" and "SDN List" not in held)):
        message = f"an extract of {', '.join(held)[:200]}, not of the {FAMILIES[family]}"
        raise FileRejected(element.file, element.line, "wrong-files", message)


def _pass_over(path: str, element: Element) -> None:
    if path == "referenceValues/referenceValue":
        for name in _SAID_TWICE:
            element.take(name)
    elif path == "featureTypes/featureType":
        for name in ("type", "publishExclude", "publishDescription", "publishOrder"):
            element.take(name)
        for detail in element.several("detailType"):
            detail.pass_over("refId").leaf()
    element.pass_over("refId", "featureTypeId").finish()


def _take(element: Element, reading: Reading) -> None:
    try:
        reading.entries.append(_entry(element))
    except RowRejected as fault:
        reading.errors.append(fault.at(element.file, element.line))


@dataclass(frozen=True, slots=True)
class _General:
    kind: str
    remarks: str
    title: str


def _entry(element: Element) -> Entry:
    number = element.attribute("id")
    general = _general(element)
    stated = remarks(general.remarks, title=general.title)
    life: dict[str, list[str]] = {"birth_dates": [], "birth_places": [], "nationalities": []}
    features, details = _features(element, life)
    documents, more = _documents(element)
    relations = list(_relations(element))
    facts = particulars((*stated.features, *features, *documents))
    names = list(_names(element, number))
    entry = Entry(
        number=number,
        file=element.file,
        line=element.line,
        kind=kind_of(general.kind, facts),
        names=names_of(next((name.text for name in names if name.kind is NameKind.PRIMARY), ""), names, facts),
        programmes=tuple(_labels(element, "sanctionsPrograms", "sanctionsProgram")),
        facts=facts,
        addresses=tuple(_addresses(element)),
        birth_dates=(*stated.birth_dates, *life["birth_dates"]),
        birth_places=(*stated.birth_places, *life["birth_places"]),
        nationalities=tuple(dict.fromkeys((*stated.nationalities, *life["nationalities"]))),
        title=general.title,
        remarks=stated.rest,
        parent=next((name for relation, name in relations if relation == OWNED), ""),
        legal_bases=tuple(_labels(element, "legalAuthorities", "legalAuthority")),
        details=frozenset((*_types(element), *details, *more, *_linked(relations))),
        lists=tuple(_lists(element)),
    )
    element.finish()
    checked_number(number)
    return entry


def _general(element: Element) -> _General:
    holder = element.one("generalInfo")
    if holder is None:
        raise FileRejected(element.file, element.line, "wrong-layout", "an entity without <generalInfo>")
    holder.take("identityId")  # the number of the identity behind the entry; the entry's own is its id
    kind = holder.one("entityType")
    found = _General(_label(kind) if kind else "", holder.take("remarks"), holder.take("title"))
    holder.finish()
    return found


def _label(element: Element) -> str:
    return squeezed(element.pass_over("refId", "id", "featureTypeId").leaf())


def _child(element: Element, name: str) -> str:
    child = element.one(name)
    return _label(child) if child else ""


def _labels(element: Element, holder: str, part: str) -> Iterator[str]:
    yield from (_label(item) for item in element.within(holder, part))


def _lists(element: Element) -> Iterator[tuple[str, date | None]]:
    for item in element.within("sanctionsLists", "sanctionsList"):
        day = item.attribute("datePublished")
        yield _label(item), iso_day(day, "datePublished") if day else None


def _types(element: Element) -> Iterator[tuple[str, str]]:
    """What a programme does to this entry: block, reject, or the directive it is subject to."""
    yield from (("sanctions_type", label) for label in _labels(element, "sanctionsTypes", "sanctionsType"))


def _names(element: Element, number: str) -> Iterator[Name]:
    for name in element.within("names", "name"):
        is_primary, is_weak = name.take("isPrimary") == "true", name.take("isLowQuality") == "true"
        alias = _child(name, "aliasType")
        kind = NameKind.PRIMARY if is_primary else name_kind(alias or "aka", number=number)
        strength = Strength.WEAK if is_weak else Strength.STRONG
        for spelling in name.within("translations", "translation"):
            yield _spelling(spelling, kind, strength)
        name.pass_over("id").finish()


def _spelling(element: Element, kind: NameKind, strength: Strength) -> Name:
    is_first, script = element.take("isPrimary") == "true", _child(element, "script")
    text = squeezed(element.take("formattedFullName"))
    for part in ("formattedFirstName", "formattedLastName"):
        element.take(part)
    for word in element.within("nameParts", "namePart"):  # the same name once more, word by word
        _child(word, "type")
        word.take("value")
        word.pass_over("id").finish()
    element.pass_over("id").finish()
    if not is_first and kind is NameKind.PRIMARY:
        kind = NameKind.AKA
    return Name(text, kind, strength, script="" if script == LATIN else script)


def _addresses(element: Element) -> Iterator[Address]:
    for address in element.within("addresses", "address"):
        country = _child(address, "country")
        for spelling in address.within("translations", "translation"):
            if found := _address(spelling, country):
                yield found
        address.pass_over("id").finish()


def _address(element: Element, country: str) -> Address | None:
    element.take("isPrimary")
    _child(element, "script")
    parts = {_REGION: ""}
    for part in element.within("addressParts", "addressPart"):
        label = _child(part, "type")
        if label not in (*_LINES, *_PLACE, _REGION):
            raise RowRejected("unknown-type", f"{label!r} is not a part of an address we know")
        parts[label] = part.take("value")
        part.pass_over("id").finish()
    element.pass_over("id").finish()
    city, region, postcode = (parts.get(label, "") for label in _PLACE)
    if parts[_REGION] and not country:  # a territory: the other formats print it in the country's place
        country = f"Region: {parts[_REGION]}"
    return address_of([parts.get(label, "") for label in _LINES], city, region, postcode, country)


def _features(element: Element, life: dict[str, list[str]]) -> tuple[list[Feature], list[tuple[str, str]]]:
    features: list[Feature] = []
    details: list[tuple[str, str]] = []
    for item in element.within("features", "feature"):
        label, value = _child(item, "type"), squeezed(item.take("value"))
        said_of_it = (("comment", item.take("comments")), ("reliability", _child(item, "reliability")))
        _pass_over_feature(item)
        if own := _OWN_FIELDS.get(bare_label(label)):
            life[own].append(_of_life(own, value))
        else:
            features.append(Feature(label, value))
        details += _said_of(label, value, said_of_it)
    return features, details


def _said_of(label: str, value: str, said: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    yield from ((f"{slug(bare_label(label))}_{what}", f"{value}: {squeezed(text)}") for what, text in said if text)


def _of_life(own: str, value: str) -> str:
    return partial_day(value) if own == "birth_dates" else (own == "nationalities" and country_code(value)) or value


def _pass_over_feature(item: Element) -> None:
    """What restates the feature's value: its place in the reference tables, and its days as bounds."""
    for part in ("versionId", "valueRefId", "isPrimary"):
        item.take(part)
    for period in item.several("valueDate"):
        _period(period)
    item.pass_over("id").finish()


def _period(period: Element) -> str:
    """The first and last possible day; one where they are the same."""
    bounds = [period.take(name) for name in _BOUNDS]
    is_approximate = period.take("isApproximate") == "true"
    period.take("isDateRange")
    period.pass_over("id").finish()
    text = bounds[0] if bounds[0] == bounds[-1] else " to ".join(filter(None, (bounds[0], bounds[-1])))
    return f"circa {text}" if is_approximate else text


def _documents(element: Element) -> tuple[list[Feature], list[tuple[str, str]]]:
    documents: list[Feature] = []
    details: list[tuple[str, str]] = []
    for item in element.within("identityDocuments", "identityDocument"):
        label, number = _child(item, "type"), squeezed(item.take("documentNumber"))
        if name := item.one("name"):  # under which of the names above it was issued
            name.pass_over("nameId", "nameTranslationId").leaf()
        country, seat, by = _child(item, "issuingCountry"), item.take("issuingLocation"), item.take("issuingAuthority")
        days = [(word, _period(day)) for word, part in _DOCUMENT_DAYS for day in item.several(part)]
        is_valid = item.take("isValid") != "false"
        item.pass_over("id").finish()
        documents.append(Feature(label, number, country, " ".join(f"{word} {day}" for word, day in days)))
        said_of_it = (("issued_in", seat), ("issued_by", by), ("validity", "" if is_valid else "not valid"))
        details += _said_of(label, number, said_of_it)
    return documents, details


_DOCUMENT_DAYS = (("issued", "issueDate"), ("expires", "expirationDate"))


def _relations(element: Element) -> Iterator[tuple[str, str]]:
    for item in element.within("relationships", "relationship"):
        relation, quality = _child(item, "type"), _child(item, "quality")
        other = item.one("relatedEntity")
        name = squeezed(other.pass_over("entityId").leaf()) if other else ""
        item.pass_over("id").finish()
        yield relation, name
        if quality:
            yield f"{relation} (quality)", f"{name}: {quality}"


def _linked(relations: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Each relation by its own name, and as the other formats have it: "Linked To"."""
    for relation, name in relations:
        yield slug(relation), name
        if not relation.endswith("(quality)"):
            yield "linked_to", name
