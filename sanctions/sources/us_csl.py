"""US Consolidated Screening List (International Trade Administration): one file, thirteen lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from sanctions.catalogue import list_facts
from sanctions.comparing import fold
from sanctions.countries import country_code
from sanctions.licence_terms import licence_policy, unreviewed
from sanctions.reading import FileRejected, RowRejected, csv_rows, decoded, json_results
from sanctions.records import (
    DesignationRecord,
    Kind,
    ListedRecord,
    Name,
    NameKind,
    Parsed,
    ParsedList,
    RowError,
    Source,
    SourceFile,
)
from sanctions.sources.alias_repairs import repaired
from sanctions.sources.csl_entries import COLUMNS, ROW_ID, Entry, from_object, from_row
from sanctions.sources.merging import merged
from sanctions.sources.ofac_terms import Particulars, particulars
from sanctions.sources.plausible import plausible
from sanctions.sources.printed_names import PrintedName, each_once, taken_apart
from sanctions.sources.wording import citations, footnotes, squeezed

# The abbreviation in brackets is the stable part of a source's name; the agency behind it is spelt in several ways.
LISTS = {
    "SDN": "us-ofac-sdn",
    "EL": "us-bis-el",
    "DTC": "us-state-dtc",
    "DPL": "us-bis-dpl",
    "SSI": "us-ofac-ssi",
    "UVL": "us-bis-uvl",
    "ISN": "us-state-isn",
    "PLC": "us-ofac-plc",
    "MEU": "us-bis-meu",
    "CMIC": "us-ofac-cmic",
    "NS-MBS List": "us-ofac-mbs",
    "CAP": "us-ofac-cap",
    "FSE": "us-ofac-fse",
}
# These have stood in every edition with dozens of entries or more, so a file without one lost it on the way, as the
# SDN part was lost in May 2024. The other three come and go: CAPTA was down to one entry, FSE to three, then none, and
# NS-MBS rests on menus that end; those are left to the guard, which sees what they held before.
REQUIRED = tuple(
    LISTS[code] for code in ("SDN", "EL", "DTC", "DPL", "SSI", "UVL", "ISN", "PLC", "MEU", "CMIC")
)  # fmt: skip
KINDS = {
    "": Kind.UNKNOWN,  # BIS and State do not say whether an entry is a person
    "individual": Kind.PERSON,
    "entity": Kind.COMPANY,
    "vessel": Kind.VESSEL,
    "aircraft": Kind.AIRCRAFT,
}
_DETAILS = (
    "call_sign",
    "gross_registered_tonnage",
    "gross_tonnage",
    "standard_order",
    "vessel_flag",
    "vessel_owner",
    "vessel_type",
)
_OF_TREASURY = frozenset(code for code in LISTS.values() if code.startswith("us-ofac-"))
_BY_ABBREVIATION = {abbreviation.casefold(): code for abbreviation, code in LISTS.items()}
_ABBREVIATION = re.compile(r"\(([^()]+)\)")
_LINKED_TO = re.compile(r"\(?linked to:\s*(?P<name>.+)", re.IGNORECASE)
_ADDRESS_ONLY = re.compile(r"address \d+", re.IGNORECASE)
_A_PART = re.compile(r"\b(institut|academy|bureau|laborator|branch|department|division|factory)", re.IGNORECASE)


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """The thirteen lists of one file, CSV or JSON; a list without rows is there with none."""
    if len(files) != 1:
        raise FileRejected(", ".join(file.name for file in files), 0, "wrong-files", "this source is one file")
    records: dict[str, list[ListedRecord]] = {code: [] for code in LISTS.values()}
    errors: dict[str, list[RowError]] = {code: [] for code in LISTS.values()}
    for code, read in _read(files[0]):
        if isinstance(read, RowError):
            errors[code].append(read)
        else:
            records[code].append(read)
    _refuse_missing(files[0], {code for code in records if records[code] or errors[code]})
    lists = tuple(_parsed_list(code, records[code], len(errors[code])) for code in records)
    return Parsed(lists, tuple(error for found in errors.values() for error in found))


def _refuse_missing(file: SourceFile, present: set[str]) -> None:
    if missing := [code for code in REQUIRED if code not in present]:
        message = f"no entry of {', '.join(missing)}: the file lost a whole list, or is cut off"
        raise FileRejected(file.name, 0, "missing-list", message)


def _parsed_list(code: str, records: list[ListedRecord], rejected: int) -> ParsedList:
    kept, warnings = merged(records)
    return ParsedList(
        code,
        _under_parents(kept),
        rows_read=len(records),
        rows_rejected=rejected,
        warnings=(*warnings, *unreviewed(kept)),
    )


def _read(file: SourceFile) -> Iterator[tuple[str, ListedRecord | RowError]]:
    text = decoded(file)
    if text.lstrip()[:1] in ("{", "["):
        return _read_json(file, text)
    return _read_csv(file, text)


def _read_csv(file: SourceFile, text: str) -> Iterator[tuple[str, ListedRecord | RowError]]:
    for row in csv_rows(file, text, columns=COLUMNS, optional=(ROW_ID,), ends_with_newline=True):
        code = _list(file, row.line, row.peek("source"))
        try:
            yield code, _record(code, from_row(row), row.place)
        except RowRejected as fault:
            yield code, fault.at(file.name, row.line)


def _read_json(file: SourceFile, text: str) -> Iterator[tuple[str, ListedRecord | RowError]]:
    results = json_results(file, text, key="results", envelope=("total", "search_performed_at"))
    for number, item in enumerate(results, start=1):  # a line says nothing in JSON; errors give the entry's number
        code = _list(file, number, str(item.get("source")))
        try:
            yield code, _record(code, from_object(file.name, number, item), f"{file.name}:{number}")
        except RowRejected as fault:
            yield code, fault.at(file.name, number)


def _list(file: SourceFile, line: int, source: str) -> str:
    for abbreviation in _ABBREVIATION.findall(source.casefold()):
        if abbreviation in _BY_ABBREVIATION:
            return _BY_ABBREVIATION[abbreviation]
    raise FileRejected(file.name, line, "unknown-list", f"{source!r} is not one of the thirteen lists we know")


def _record(code: str, entry: Entry, place: str) -> ListedRecord:
    plain, facts = entry.plain, particulars(entry.features)
    printed = _names(code, entry, facts)
    record = ListedRecord(
        list=code,
        native_id=_native_id(code, plain["entity_number"]),
        kind=_kind(plain, facts),
        names=printed.names,
        parent=printed.parent,
        countries=tuple(sorted({address.country for address in entry.addresses if address.country})),
        addresses=entry.addresses,
        identifiers=facts.identifiers,
        designations=(_designation(code, entry, facts, printed.reach),),
        birth_dates=entry.several["dates_of_birth"],
        birth_places=entry.several["places_of_birth"],
        nationalities=_nationalities(entry),
        title=squeezed(plain["title"]),
        remarks=plain["remarks"],
        details=_details(plain, facts),
        links=(plain["source_list_url"],) if plain["source_list_url"] else (),
        place=place,
    )
    return plausible(record)


def _native_id(code: str, number: str) -> str:
    """OFAC's own number, which outlives editions. What BIS and State rows carry does not."""
    if code not in _OF_TREASURY:
        return ""
    if not (number.isascii() and number.isdigit()):
        raise RowRejected("missing-number", f"a Treasury entry without its number, but {number!r}")
    return number


def _kind(plain: dict[str, str], facts: Particulars) -> Kind:
    kind = KINDS.get(plain["type"].casefold())
    if kind is None:
        raise RowRejected("unknown-type", f"{plain['type']!r} is not a type of entry we know")
    if _ADDRESS_ONLY.fullmatch(plain["name"]):  # since 2024 the Entity List holds addresses without a name
        return Kind.ADDRESS
    return Kind.PUBLIC_BODY if facts.is_public_body else kind


def _names(code: str, entry: Entry, facts: Particulars) -> PrintedName:
    name, aliases = squeezed(entry.plain["name"]), entry.several["alt_names"]
    if not name:
        raise RowRejected("empty-name", "an entry without a name")
    if code not in _OF_TREASURY:
        return taken_apart(name, repaired(code, name, aliases))
    others = (Name(squeezed(alias), NameKind.AKA) for alias in (*aliases, *facts.issuer_names))
    return PrintedName(each_once((Name(name), *others)))


def _designation(code: str, entry: Entry, facts: Particulars, reach: str) -> DesignationRecord:
    plain = entry.plain
    start = entry.day("start_date")
    return DesignationRecord(
        measure=list_facts(code).measure,
        programme=squeezed("; ".join(entry.several["programs"])),
        citations=citations(plain["federal_register_notice"]),
        listed_on=facts.listed_on or start,
        effective_on=facts.effective_on or start,
        ended_on=entry.day("end_date"),
        divest_by=facts.divest_by,
        licence_requirement=plain["license_requirement"],
        licence_policy=plain["license_policy"],
        licence_policy_class=licence_policy(plain["license_policy"]),
        footnotes=(*footnotes(plain["license_requirement"]), *((reach,) if reach else ())),
        source_url=plain["source_information_url"],
    )


def _nationalities(entry: Entry) -> tuple[str, ...]:
    stated = (*entry.several["nationalities"], *entry.several["citizenships"])
    return tuple(dict.fromkeys(country_code(country) or country for country in stated))


def _details(plain: dict[str, str], facts: Particulars) -> tuple[tuple[str, str], ...]:
    own = {(column, squeezed(plain[column])) for column in _DETAILS if plain[column]}
    return tuple(sorted({*own, *_linked(plain["remarks"]), *facts.details}))


def _linked(remarks: str) -> Iterator[tuple[str, str]]:
    """The parties of "(Linked To: A; Linked To: B)", each from its own part, so that their order never matters."""
    for match in filter(None, map(_LINKED_TO.match, remarks.split("; "))):
        name = squeezed(match["name"])
        yield "linked_to", name.removesuffix(")") if name.count(")") > name.count("(") else name


def _under_parents(records: tuple[ListedRecord, ...]) -> tuple[ListedRecord, ...]:
    """An entry "X, Institute of Y" belongs to X where X is an entry of the same list; no column of the file says so."""
    bodies = {fold(record.primary_name) for record in records}
    return tuple(_under_parent(record, bodies) for record in records)


def _under_parent(record: ListedRecord, bodies: set[str]) -> ListedRecord:
    head, comma, part = record.primary_name.partition(", ")
    if record.parent or record.native_id or not comma or not _A_PART.search(part) or fold(head) not in bodies:
        return record
    return replace(record, parent=head)


SOURCE = Source(
    code="us-csl",
    title="US Consolidated Screening List",
    feeds=tuple(LISTS.values()),
    parse=parse,
    required_lists=REQUIRED,
)
