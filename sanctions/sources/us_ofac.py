"""OFAC's SDN List as CSV: entries, and beside them addresses, aliases and the overflow of long remarks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from sanctions.catalogue import list_facts
from sanctions.countries import country_code
from sanctions.reading import FileRejected, Row, RowRejected, csv_rows, decoded
from sanctions.records import (
    Address,
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
from sanctions.sources.merging import merged
from sanctions.sources.ofac_remarks import Remarks, remarks
from sanctions.sources.ofac_terms import Particulars, particulars
from sanctions.sources.plausible import plausible
from sanctions.sources.printed_names import each_once
from sanctions.sources.wording import squeezed

LIST = "us-ofac-sdn"
# The files have no header; these are their columns in order, and their number tells a file whose name does not.
COLUMNS = {
    "prim": (
        "ent_num",
        "name",
        "type",
        "program",
        "title",
        "call_sign",
        "vessel_type",
        "gross_tonnage",
        "gross_registered_tonnage",
        "vessel_flag",
        "vessel_owner",
        "remarks",
    ),
    "add": ("ent_num", "add_num", "address", "city", "country", "remarks"),
    "alt": ("ent_num", "alt_num", "type", "name", "remarks"),
    "comments": ("ent_num", "remarks"),
}
ROLES = {"comments": "comments", "add": "add", "alt": "alt", "prim": "prim", "sdn": "prim"}  # as named, first that fits
LEFT_OUT = {"alt": ("aliases",), "add": ("addresses", "countries")}  # what an entry lacks where the file is not there
KINDS = {"": Kind.COMPANY, "individual": Kind.PERSON, "vessel": Kind.VESSEL, "aircraft": Kind.AIRCRAFT}
NAME_KINDS = {"aka": NameKind.AKA, "fka": NameKind.FKA, "nka": NameKind.NKA}
CUT_AT = 1000  # a remark of this length goes on in the comments file

_NULL = "-0-"
_END = b"\x1a"  # Ctrl-Z, the end of a file since CP/M; OFAC still writes it
_DETAILS = ("call_sign", "vessel_type", "gross_tonnage", "gross_registered_tonnage", "vessel_flag", "vessel_owner")
_PROGRAMME_BREAK = re.compile(r"\]\s*\[")


@dataclass(slots=True)
class _Beside:
    """What the files beside the entries hold, by the entry's number."""

    addresses: dict[str, list[Address]] = field(default_factory=lambda: defaultdict(list))
    aliases: dict[str, list[Name]] = field(default_factory=lambda: defaultdict(list))
    comments: dict[str, str] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)
    rows_read: int = 0


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """The SDN List of one file set. The entries must be there; what the others would have said is named as absent."""
    by_role = _roles(files)
    rows = {role: _rows(role, file) for role, file in by_role.items()}
    entries = {number for row in rows["prim"] if (number := _value(row.peek("ent_num")))}
    beside = _Beside()
    for role in ("add", "alt", "comments"):
        for row in rows.get(role, []):
            _take(role, row, entries, beside)
    cut = _cut_remarks(rows["prim"], beside)
    records, errors = _records(rows["prim"], beside)
    kept, warnings = merged(records)
    absent = tuple(part for role, parts in LEFT_OUT.items() if role not in by_role for part in parts)
    found = ParsedList(
        LIST,
        kept,
        rows_read=len(records) + beside.rows_read,
        rows_rejected=len(errors) + len(beside.errors),
        warnings=(*warnings, *_warnings(by_role, cut)),
        absent=absent,
    )
    return Parsed((found,), (*errors, *beside.errors))


def _roles(files: tuple[SourceFile, ...]) -> dict[str, SourceFile]:
    by_role: dict[str, SourceFile] = {}
    for file in files:
        role = _role(file)
        if role in by_role:
            message = f"{by_role[role].name} is the same part of the set already"
            raise FileRejected(file.name, 0, "wrong-files", message)
        by_role[role] = file
    if "prim" not in by_role:
        names = ", ".join(file.name for file in files)
        raise FileRejected(names, 0, "wrong-files", "sdn.csv is not among the files: without it there are no entries")
    return by_role


def _role(file: SourceFile) -> str:
    words = re.split(r"[^a-z]+", PurePath(file.name).stem.casefold())
    if "cons" in words:
        raise FileRejected(file.name, 0, "wrong-files", "this is a file of the non-SDN lists, not of the SDN List")
    named = next((role for word, role in ROLES.items() if word in words), "")
    return named or _role_by_shape(file)


def _role_by_shape(file: SourceFile) -> str:
    text = decoded(file)
    widths = {len(columns): role for role, columns in COLUMNS.items()}
    first = text.split("\n", 1)[0] + "\n"
    for width, role in widths.items():
        if all(not row.fault for row in csv_rows(file, first, columns=COLUMNS[role], headed=False)):
            return widths[width]
    raise FileRejected(file.name, 1, "wrong-columns", "neither the name nor the columns are those of an SDN file")


def _rows(role: str, file: SourceFile) -> list[Row]:
    ended = SourceFile(file.name, file.raw.removesuffix(_END))
    rows = list(csv_rows(ended, decoded(ended), columns=COLUMNS[role], headed=False, ends_with_newline=True))
    if rows and rows[0].fault:
        raise FileRejected(
            file.name, rows[0].line, "wrong-columns", f"not the columns of {role}: {rows[0].fault.message}"
        )
    return rows


def _value(text: str) -> str:
    return "" if text == _NULL else text


def _take(role: str, row: Row, entries: set[str], beside: _Beside) -> None:
    try:
        number = _entry_number(row)
        if number not in entries:
            raise RowRejected("orphan-row", f"number {number} is no entry of sdn.csv")
        _TAKERS[role](number, row, beside)
        beside.rows_read += 1
    except RowRejected as fault:
        beside.errors.append(fault.at(row.file, row.line))


def _entry_number(row: Row) -> str:
    if row.fault:
        raise row.fault
    number = row.take("ent_num")
    if not (number.isascii() and number.isdigit()):
        raise RowRejected("missing-number", f"{number!r} is not an entry's number")
    return number


def _take_address(number: str, row: Row, beside: _Beside) -> None:
    row.take("add_num")
    parts = [_value(row.take(column)) for column in ("address", "city", "country")]
    note = _value(row.take("remarks"))
    row.finish()
    if text := squeezed(", ".join(part for part in (*parts, note) if part)):  # an entry without any has an empty row
        beside.addresses[number].append(Address(text=text, country=country_code(parts[2])))


def _take_alias(number: str, row: Row, beside: _Beside) -> None:
    row.take("alt_num")
    kind = NAME_KINDS.get(row.take("type").casefold())
    name = squeezed(_value(row.take("name")))
    row.take("remarks")  # always null: OFAC's remarks on aliases stand with the entry
    row.finish()
    if not kind or not name:
        raise RowRejected("bad-alias", f"an alias of entry {number} without a name or a known type")
    beside.aliases[number].append(Name(name, kind))


def _take_comment(number: str, row: Row, beside: _Beside) -> None:
    beside.comments[number] = beside.comments.get(number, "") + row.take("remarks")
    row.finish()


_TAKERS = {"add": _take_address, "alt": _take_alias, "comments": _take_comment}


def _records(rows: Iterable[Row], beside: _Beside) -> tuple[list[ListedRecord], list[RowError]]:
    records: list[ListedRecord] = []
    errors: list[RowError] = []
    for row in rows:
        try:
            records.append(_record(row, beside))
        except RowRejected as fault:
            errors.append(fault.at(row.file, row.line))
    return records, errors


def _record(row: Row, beside: _Beside) -> ListedRecord:
    number = _entry_number(row)
    plain = {column: _value(row.take(column)) for column in COLUMNS["prim"][1:]}
    row.finish()
    stated = remarks(_whole_remarks(plain["remarks"], beside.comments.get(number, "")), title=plain["title"])
    facts = particulars(stated.features)
    addresses = tuple(beside.addresses.get(number, ()))
    record = ListedRecord(
        list=LIST,
        native_id=number,
        kind=_kind(plain["type"], facts),
        names=_names(plain["name"], beside.aliases.get(number, ()), stated, facts),
        countries=tuple(sorted({address.country for address in addresses if address.country})),
        addresses=addresses,
        identifiers=facts.identifiers,
        designations=(_designation(plain["program"], facts),),
        birth_dates=stated.birth_dates,
        birth_places=stated.birth_places,
        nationalities=stated.nationalities,
        title=squeezed(plain["title"]),
        remarks=stated.rest,
        details=tuple(sorted({*facts.details, *((key, plain[key]) for key in _DETAILS if plain[key])})),
        place=row.place,
    )
    return plausible(record)


def _whole_remarks(text: str, comment: str) -> str:
    """The remarks with what follows in the comments file; of a remark cut short, only the parts that are whole."""
    if comment or len(text) < CUT_AT:
        return text + comment
    return text.rpartition("; ")[0]


def _kind(text: str, facts: Particulars) -> Kind:
    kind = KINDS.get(text.casefold())
    if kind is None:
        raise RowRejected("unknown-type", f"{text!r} is not a type of entry we know")
    return Kind.PUBLIC_BODY if facts.is_public_body else kind


def _names(text: str, aliases: Iterable[Name], stated: Remarks, facts: Particulars) -> tuple[Name, ...]:
    name = squeezed(text)
    if not name:
        raise RowRejected("empty-name", "an entry without a name")
    issuers = (Name(issuer, NameKind.AKA) for issuer in facts.issuer_names)
    return each_once((Name(name), *aliases, *issuers, *stated.names))


def _designation(programmes: str, facts: Particulars) -> DesignationRecord:
    act = DesignationRecord(measure=list_facts(LIST).measure, programme="; ".join(_PROGRAMME_BREAK.split(programmes)))
    return replace(act, listed_on=facts.listed_on, effective_on=facts.effective_on, divest_by=facts.divest_by)


def _cut_remarks(rows: Iterable[Row], beside: _Beside) -> int:
    long = (row.peek("ent_num") for row in rows if len(row.peek("remarks")) >= CUT_AT)
    return sum(1 for number in long if number not in beside.comments)


def _warnings(by_role: dict[str, SourceFile], cut: int) -> Iterator[str]:
    for role, parts in LEFT_OUT.items():
        if role not in by_role:
            yield f"{role}.csv is not among the files: {' and '.join(parts)} are as they were, not as they are"
    for file in by_role.values():
        if not file.raw.endswith(_END):
            yield f"{file.name} does not end with the mark OFAC ends its files with: it may be cut off or edited"
    if cut:
        yield f"entries whose remarks break off at {CUT_AT} characters: {cut}; sdn_comments.csv has the rest"


SOURCE = Source(
    code="us-ofac-sdn",
    title="OFAC SDN List (CSV set)",
    feeds=(LIST,),
    parse=parse,
    required_lists=(LIST,),
    priority=10,
)
