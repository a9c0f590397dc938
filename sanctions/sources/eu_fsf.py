"""The European Union's consolidated financial sanctions list (FSF) as XML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

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

LIST = "eu-fsf"
LAYOUT = Layout(root="export", namespaces=("http://eu.europa.ec/fpi/fsd/export",), records=("sanctionEntity",))
KINDS = {"P": Kind.PERSON, "E": Kind.COMPANY}
NO_COUNTRY = "00"
# `strong` has been true of every alias since the list was taken over; what is weak or former, a remark says.
WEAK = ("low quality",)
FORMER = ("formerly known as",)
SCHEMES = {
    "passport": "passport",
    "id": "national-id",
    "regnumber": "registration",
    "swiftbic": "bic",
    "fiscalcode": "tax",
    "ssn": "ssn",
    "imo": "imo",
    "drivinglicence": "driving-licence",
    "travelcardid": "travel-document",
    "nationcert": "nationality-certificate",
    "tradelic": "registration",
    "birthcert": "birth-certificate",
    "electionid": "election-card",
    "other": "other-document",
}
_FLAWS = {
    "diplomatic": "diplomatic",
    "knownExpired": "expired",
    "knownFalse": "false",
    "reportedLost": "reported lost",
    "revokedByIssuer": "revoked by its issuer",
}
_ADDRESS = ("street", "poBox", "place", "city", "region", "zipCode")
_DOCUMENT_DAYS = (("issued", "issueDate"), ("valid from", "validFrom"), ("valid to", "validTo"))
_CONTACTS = {"PHONE": "phone", "FAX": "phone", "EMAIL": "email"}

About = Callable[[str, str], None]  # puts down one detail: under which key, what


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """The list of one file. An entry under two programmes stands there twice: one entry, two designations."""
    about_file = ("generationDate", "globalFileId")
    return one_list(LIST, files, LAYOUT, _record, root_attributes=about_file, first=_programme)


def _programme(record: ListedRecord) -> str:
    return record.designations[0].programme


def _record(element: Element) -> ListedRecord:
    said: set[tuple[str, str]] = set()

    def about(key: str, text: str) -> None:
        if text:
            said.add((key, text))

    acts: dict[str, None] = {}  # every regulation any part of the entry rests on
    number = element.attribute("euReferenceNumber")
    if not number:
        raise RowRejected("missing-number", "an entry without its EU reference number")
    about("designation_details", squeezed(element.attribute("designationDetails")))
    names, titles = _names(element, acts, about)
    days, places = _births(element, acts, about)
    addresses, contacts = _addresses(element, acts, about)
    united_nations = element.attribute("unitedNationId")
    known_as = (Identifier("un-reference", united_nations),) if united_nations else ()
    identifiers = (*known_as, *_identifiers(element, acts, about), *contacts)
    nations = tuple(dict.fromkeys(_nations(element, acts, about)))
    record = ListedRecord(
        list=LIST,
        native_id=number,
        kind=_kind(element),
        names=names,
        countries=tuple(sorted({address.country for address in addresses if address.country})),
        addresses=addresses,
        identifiers=tuple(dict.fromkeys(identifiers)),
        designations=(_designation(element, acts, about),),
        birth_dates=days,
        birth_places=places,
        nationalities=nations,
        title=titles,
        remarks="; ".join(_remarks(element)),
        details=tuple(sorted(said)),
        place=element.place,
    )
    element.pass_over("logicalId").finish()  # the database's number; the reference number is the published one
    return plausible(record)


def _kind(element: Element) -> Kind:
    subject = element.one("subjectType")
    code = subject.attribute("classificationCode") if subject else ""
    if subject:
        subject.attribute("code")  # "person" or "enterprise", the same in a word
        subject.finish()
    if code not in KINDS:
        raise RowRejected("unknown-type", f"{code!r} is not a type of entry we know")
    return KINDS[code]


def _designation(element: Element, acts: dict[str, None], about: About) -> DesignationRecord:
    act = element.one("regulation")
    day = element.attribute("designationDate")
    if act is None:
        raise RowRejected("missing-act", "an entry without a regulation")
    number, programme, url = act.attribute("numberTitle"), act.attribute("programme"), act.take("publicationUrl")
    kind = f"{act.attribute('regulationType')} ({act.attribute('organisationType')})"
    published, in_force = act.attribute("publicationDate"), act.attribute("entryIntoForceDate")
    act.pass_over("logicalId").finish()
    # The act named is the latest one to state the entry, not the one that first listed it: its days are no listing day.
    about("regulation", f"{squeezed(number)}: {kind}, published {published}, in force {in_force}")
    citations = dict.fromkeys((squeezed(number), *sorted(acts)))
    return DesignationRecord(
        measure=list_facts(LIST).measure,
        programme=squeezed(programme),
        citations=tuple(citation for citation in citations if citation),
        listed_on=iso_day(day, "designationDate") if day else None,
        source_url=url,
    )


def _remarks(part: Element) -> tuple[str, ...]:
    return tuple(text for item in part.several("remark") if (text := squeezed(item.leaf())))


def _finish(part: Element, acts: dict[str, None]) -> None:
    """Take what every part of an entry has: its number, its language and the regulation it rests on."""
    for summary in part.several("regulationSummary"):
        acts[squeezed(summary.attribute("numberTitle"))] = None
        summary.pass_over("regulationType", "publicationDate", "publicationUrl").finish()
    part.pass_over("logicalId", "regulationLanguage").finish()


def _names(element: Element, acts: dict[str, None], about: About) -> tuple[tuple[Name, ...], str]:
    names: list[Name] = []
    titles: dict[str, None] = {}
    for item in element.several("nameAlias"):
        text, remark = squeezed(item.attribute("wholeName")), " ".join(_remarks(item))
        is_weak = item.attribute("strong") == "false" or any(word in remark.casefold() for word in WEAK)
        kind = NameKind.FKA if any(word in remark.casefold() for word in FORMER) else NameKind.AKA
        strength = Strength.WEAK if is_weak else Strength.STRONG
        names.append(Name(text, kind, strength, language=item.attribute("nameLanguage").casefold()))
        titles |= dict.fromkeys(filter(None, (squeezed(item.attribute("title")),)))
        about("function", squeezed(item.attribute("function")))
        about("gender", item.attribute("gender"))
        about("alias_remark", f"{text}: {remark}" if remark else "")
        _finish(item.pass_over("firstName", "middleName", "lastName"), acts)  # the whole name once more, in parts
    named = [name for name in names if name.text]
    if not named:
        raise RowRejected("empty-name", "an entry without a name")
    return each_once((Name(named[0].text, language=named[0].language), *named[1:])), "; ".join(titles)


def _births(element: Element, acts: dict[str, None], about: About) -> tuple[tuple[str, ...], tuple[str, ...]]:
    days: dict[str, None] = {}
    places: dict[str, None] = {}
    for item in element.several("birthdate"):
        if day := _birth_day(item, about):
            days[day] = None
        if place := _line(item.attributes("place", "city", "region", "zipCode").values(), _country(item)[1]):
            places[place] = None
        about("birth_remark", "; ".join(_remarks(item)))
        _finish(item, acts)
    return tuple(days), tuple(places)


def _birth_day(item: Element, about: About) -> str:
    part = item.attributes("birthdate", "year", "monthOfYear", "dayOfMonth", "yearRangeFrom", "yearRangeTo")
    calendar, is_circa = item.attribute("calendarType"), item.attribute("circa") == "true"
    if calendar not in ("", "GREGORIAN"):
        there = "-".join(part[name] for name in ("year", "monthOfYear", "dayOfMonth"))
        about("birth_calendar", f"{part['birthdate']}: {calendar} {there}")
    month = f"-{int(part['monthOfYear']):02}" if part["monthOfYear"].isdecimal() else ""
    span = " to ".join(filter(None, (part["yearRangeFrom"], part["yearRangeTo"])))
    day = part["birthdate"] or (f"{part['year']}{month}" if part["year"] else span)
    return f"circa {day}" if day and is_circa else day


def _country(item: Element) -> tuple[str, str]:
    """The country's code, and its name as printed; one that is unknown is neither."""
    code, name = item.attribute("countryIso2Code"), squeezed(item.attribute("countryDescription"))
    return ("", "") if code == NO_COUNTRY else (country_code(code), name)


def _line(parts: Iterable[str], country: str) -> str:
    return ", ".join(part for part in (*map(squeezed, parts), country) if part)


def _addresses(
    element: Element, acts: dict[str, None], about: About
) -> tuple[tuple[Address, ...], tuple[Identifier, ...]]:
    addresses: dict[Address, None] = {}
    contacts: dict[Identifier, None] = {}
    for item in element.several("address"):
        part = {key: squeezed(value) for key, value in item.attributes(*_ADDRESS).items()}
        code, country = _country(item)
        line = _line(part.values(), country)
        if line:
            addresses[Address(line, part["city"], part["region"], part["zipCode"], code)] = None
        if item.attribute("asAtListingTime") == "true":
            about("address_at_listing", line)
        remark = "; ".join(_remarks(item))
        about("address_remark", f"{line}: {remark}" if line and remark else remark)
        contacts |= dict.fromkeys(_contacts(item, about))
        _finish(item, acts)
    return tuple(addresses), tuple(contacts)


def _contacts(item: Element, about: About) -> Iterator[Identifier]:
    for contact in item.several("contactInfo"):
        key, value = contact.attribute("key"), squeezed(contact.attribute("value"))
        contact.finish()
        if key in _CONTACTS and value:
            yield Identifier(_CONTACTS[key], value)
        else:
            about("website" if key == "WEB" else f"contact_{key.casefold()}", value)


def _nations(element: Element, acts: dict[str, None], about: About) -> Iterator[str]:
    for item in element.several("citizenship"):
        code, name = _country(item)
        about("citizenship_remark", "; ".join((*_remarks(item), *filter(None, [item.attribute("region")]))))
        _finish(item, acts)
        if code or name:
            yield code or name


def _identifiers(element: Element, acts: dict[str, None], about: About) -> Iterator[Identifier]:
    for item in element.several("identification"):
        kind, code = item.attribute("identificationTypeCode"), _country(item)[0]
        number, latin = (squeezed(item.attribute(name)) for name in ("number", "latinNumber"))
        if kind not in SCHEMES:
            raise RowRejected("unknown-type", f"{kind!r} is not a type of identification we know")
        if said := "; ".join(filter(None, (*_remarks(item), *_document_facts(item)))):
            about("document", f"{number or kind}: {said}")
        _finish(item.pass_over("identificationTypeDescription"), acts)
        for value in dict.fromkeys(filter(None, (number, latin))):
            yield Identifier(SCHEMES[kind], value, code)


def _document_facts(item: Element) -> Iterator[str]:
    days = [(word, item.attribute(name)) for word, name in _DOCUMENT_DAYS]
    yield from (f"{word} {day}" for word, day in days if day)
    yield from (word for flaw, word in _FLAWS.items() if item.attribute(flaw) == "true")
    for name in ("issuedBy", "region", "nameOnDocument"):
        yield squeezed(item.attribute(name))


SOURCE = Source(
    code="eu-fsf",
    title="EU financial sanctions list (FSF, XML 1.1)",
    feeds=(LIST,),
    parse=parse,
    required_lists=(LIST,),
    priority=10,
)
