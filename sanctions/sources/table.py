"""A dated table of any list as CSV: for lists whose publisher offers no file a machine can read, and for excerpts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sanctions.catalogue import LISTS, list_facts
from sanctions.comparing import fold
from sanctions.countries import country_code
from sanctions.licence_terms import licence_policy
from sanctions.reading import FileRejected, Row, RowRejected, csv_rows, decoded
from sanctions.records import (
    Address,
    DesignationRecord,
    Identifier,
    Kind,
    ListedRecord,
    Name,
    NameKind,
    Parsed,
    ParsedList,
    RowError,
    Source,
    SourceFile,
    Strength,
)
from sanctions.sources.merging import merged
from sanctions.sources.plausible import plausible
from sanctions.sources.printed_names import each_once
from sanctions.sources.wording import citations, footnotes, squeezed

COLUMNS = (
    "list",
    "native_id",
    "kind",
    "name",
    "aliases",
    "former_names",
    "parent",
    "country",
    "addresses",
    "identifiers",
    "programme",
    "citation",
    "listed_on",
    "effective_on",
    "ended_on",
    "licence_requirement",
    "licence_policy",
    "remarks",
    "source",
)
# Only some lists state them. A footnote here is what the entry's own text adds, such as "and its subsidiaries".
OPTIONAL = ("divest_by", "birth_dates", "nationalities", "title", "weak_aliases", "footnotes")
SEPARATOR = " | "


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """The lists named in the rows of one or more tables, in the order they first appear."""
    records: dict[str, list[ListedRecord]] = {}
    errors: list[tuple[str, RowError]] = []
    for file in files:
        for row in csv_rows(file, decoded(file), columns=COLUMNS, optional=OPTIONAL):
            code = row.peek("list")
            records.setdefault(code, [])
            try:
                records[code].append(_record(row))
            except RowRejected as fault:
                errors.append((code, fault.at(file.name, row.line)))
    if not records:
        raise FileRejected(", ".join(file.name for file in files), 0, "no-rows", "the table has a header and no rows")
    return _parsed(records, errors)


def _parsed(records: dict[str, list[ListedRecord]], errors: list[tuple[str, RowError]]) -> Parsed:
    lists = []
    for code in (code for code in records if code in LISTS):
        parties, repeated = _one_per_party(records[code])
        kept, warnings = merged(parties)
        rejected = sum(1 for named, _ in errors if named == code)
        lists.append(ParsedList(code, kept, len(records[code]), rejected, (*repeated, *warnings)))
    unplaced = sum(1 for code, _ in errors if code not in LISTS)
    return Parsed(tuple(lists), tuple(error for _, error in errors), rows_unplaced=unplaced)


def _one_per_party(records: Iterable[ListedRecord]) -> tuple[tuple[ListedRecord, ...], tuple[str, ...]]:
    """Rows that state the same party in every column are one entry: each row is one act against it."""
    kept: dict[str, ListedRecord] = {}
    repeated: list[str] = []
    for record in records:
        party = fold(repr(replace(record, designations=(), remarks="", links=(), place="")))
        first = kept.setdefault(party, record)
        if first is record:
            continue
        if set(record.designations) <= set(first.designations):
            repeated.append(f"{record.place}: {record.primary_name} stands here again with the same act")
        kept[party] = replace(
            first,
            designations=tuple(dict.fromkeys((*first.designations, *record.designations))),
            remarks="; ".join(dict.fromkeys(text for text in (first.remarks, record.remarks) if text)),
            links=tuple(dict.fromkeys((*first.links, *record.links))),
        )
    return tuple(kept.values()), tuple(repeated)


def _record(row: Row) -> ListedRecord:
    if row.fault:
        raise row.fault
    code = row.take("list")
    if code not in LISTS:
        raise RowRejected("unknown-list", f"{code!r} is not a list this house knows")
    countries = tuple(dict.fromkeys(_country(text) for text in _several(row, "country")))
    record = ListedRecord(
        list=code,
        native_id=row.take("native_id"),
        kind=_kind(row.take("kind")),
        names=_names(row),
        parent=squeezed(row.take("parent")),
        countries=tuple(sorted(countries)),
        addresses=tuple(_address(text, countries) for text in _several(row, "addresses")),
        identifiers=tuple(_identifier(text) for text in _several(row, "identifiers")),
        designations=(_designation(row, code),),
        birth_dates=_several(row, "birth_dates"),
        nationalities=tuple(_country(text) for text in _several(row, "nationalities")),
        title=squeezed(row.take("title")),
        remarks=row.take("remarks"),
        links=_several(row, "source"),
        place=row.place,
    )
    row.finish()
    return plausible(record)


def _several(row: Row, column: str) -> tuple[str, ...]:
    parts = (squeezed(part) for part in row.take(column).split(SEPARATOR.strip()))
    return tuple(part for part in parts if part)


def _kind(text: str) -> Kind:
    try:
        return Kind(text) if text else Kind.UNKNOWN
    except ValueError as error:
        kinds = ", ".join(kind.value for kind in Kind)
        raise RowRejected("unknown-type", f"kind: {text!r} is none of {kinds}") from error


def _names(row: Row) -> tuple[Name, ...]:
    name = squeezed(row.take("name"))
    others = (
        *(Name(text, NameKind.AKA) for text in _several(row, "aliases")),
        *(Name(text, NameKind.FKA) for text in _several(row, "former_names")),
        *(Name(text, NameKind.AKA, Strength.WEAK) for text in _several(row, "weak_aliases")),
    )
    if not name:
        raise RowRejected("empty-name", "an entry without a name")
    return each_once((Name(name), *others))


def _country(text: str) -> str:
    code = country_code(text)
    if not code:
        raise RowRejected("unknown-country", f"country: {text!r} is no country we know by code or name")
    return code


def _address(text: str, countries: Iterable[str]) -> Address:
    """An address ends with its country where the row names several; else it is in the row's only one."""
    known = tuple(countries)
    own = country_code(text.rsplit(", ", 1)[-1])
    if own not in known:
        own = known[0] if len(known) == 1 else ""
    return Address(text=text, country=own)


def _identifier(text: str) -> Identifier:
    scheme, colon, value = text.partition(":")
    if not colon or not scheme.strip() or not value.strip():
        raise RowRejected("bad-identifier", f"identifiers: {text!r} is not written scheme:value")
    return Identifier(scheme.strip().casefold(), value.strip())


def _designation(row: Row, code: str) -> DesignationRecord:
    cited = tuple(citation for text in _several(row, "citation") for citation in citations(text))
    requirement, policy, source = row.take("licence_requirement"), row.take("licence_policy"), row.peek("source")
    return DesignationRecord(
        measure=list_facts(code).measure,
        programme=squeezed(row.take("programme")),
        citations=tuple(dict.fromkeys(cited)),
        listed_on=row.take_date("listed_on"),
        effective_on=row.take_date("effective_on"),
        ended_on=row.take_date("ended_on"),
        divest_by=row.take_date("divest_by"),
        licence_requirement=requirement,
        licence_policy=policy,
        licence_policy_class=licence_policy(policy),
        footnotes=(*footnotes(requirement), *_several(row, "footnotes")),
        source_url=source if source.startswith(("https://", "http://")) and SEPARATOR not in source else "",
    )


SOURCE = Source(code="table", title="Dated table (CSV)", feeds=(), parse=parse)
