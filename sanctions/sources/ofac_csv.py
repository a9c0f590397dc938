"""OFAC's lists as sets of CSV files: entries, and beside them addresses, aliases and the overflow of long remarks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from sanctions.countries import country_code
from sanctions.reading import FileRejected, Row, RowRejected, csv_rows, decoded
from sanctions.records import Address, Name, SourceFile
from sanctions.sources.ofac_entries import Entry, Reading, checked_number, kind_of, name_kind, names_of
from sanctions.sources.ofac_remarks import remarks
from sanctions.sources.ofac_terms import particulars
from sanctions.sources.wording import squeezed

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
FAMILIES = {"sdn": "sdn", "cons": "cons_prim"}  # the word in a set's file names, and the name of its entries
LEFT_OUT = {"alt": ("aliases",), "add": ("addresses", "countries")}  # what an entry lacks where the file is not there
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


def read(files: tuple[SourceFile, ...], *, family: str) -> Reading:
    """The entries of one set. The file of entries must be there; what the others would have said is named as absent."""
    by_role = _roles(files, family)
    rows = {role: _rows(role, file) for role, file in by_role.items()}
    entries = {number for row in rows["prim"] if (number := _value(row.peek("ent_num")))}
    beside, reading = _Beside(), Reading()
    for role in ("add", "alt", "comments"):
        for row in rows.get(role, []):
            _take(role, row, entries, beside, reading)
    cut = _cut_remarks(rows["prim"], beside)
    for row in rows["prim"]:
        try:
            reading.entries.append(_entry(row, beside))
        except RowRejected as fault:
            reading.errors.append(fault.at(row.file, row.line))
    _settle(reading)
    reading.warnings = tuple(_warnings(by_role, family, cut))
    reading.absent = tuple(part for role, parts in LEFT_OUT.items() if role not in by_role for part in parts)
    return reading


def _settle(reading: Reading) -> None:
    """A row beside an entry that cannot be read is an error as well: nothing of it goes anywhere."""
    good = {entry.number for entry in reading.entries}
    for number in [number for number in reading.beside if number not in good]:
        fault = RowRejected("orphan-row", f"entry {number} cannot be read")
        reading.errors += [fault.at(file, line) for file, line in reading.beside.pop(number)]


def _roles(files: tuple[SourceFile, ...], family: str) -> dict[str, SourceFile]:
    by_role: dict[str, SourceFile] = {}
    for file in files:
        role = _role(file, family)
        if role in by_role:
            message = f"{by_role[role].name} is the same part of the set already"
            raise FileRejected(file.name, 0, "wrong-files", message)
        by_role[role] = file
    if "prim" not in by_role:
        names, needed = ", ".join(file.name for file in files), f"{FAMILIES[family]}.csv"
        raise FileRejected(names, 0, "wrong-files", f"{needed} is not among the files: without it there are no entries")
    return by_role


def _role(file: SourceFile, family: str) -> str:
    words = re.split(r"[^a-z]+", PurePath(file.name).stem.casefold())
    if other := next((word for word in FAMILIES if word != family and word in words), ""):
        message = f"the name says {other}: a file of OFAC's other lists; this source reads the {family} set"
        raise FileRejected(file.name, 0, "wrong-files", message)
    named = next((role for word, role in ROLES.items() if word in words), "")
    return named or _role_by_shape(file)


def _role_by_shape(file: SourceFile) -> str:
    text = decoded(file)
    widths = {len(columns): role for role, columns in COLUMNS.items()}
    first = text.split("\n", 1)[0] + "\n"
    for width, role in widths.items():
        if all(not row.fault for row in csv_rows(file, first, columns=COLUMNS[role], headed=False)):
            return widths[width]
    raise FileRejected(file.name, 1, "wrong-columns", "neither the name nor the columns are those of an OFAC file")


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


def _take(role: str, row: Row, entries: set[str], beside: _Beside, reading: Reading) -> None:
    try:
        number = _entry_number(row)
        if number not in entries:
            raise RowRejected("orphan-row", f"number {number} is no entry of the set")
        _TAKERS[role](number, row, beside)
        reading.beside.setdefault(number, []).append((row.file, row.line))
    except RowRejected as fault:
        reading.errors.append(fault.at(row.file, row.line))


def _entry_number(row: Row) -> str:
    if row.fault:
        raise row.fault
    return checked_number(row.take("ent_num"))


def _take_address(number: str, row: Row, beside: _Beside) -> None:
    row.take("add_num")
    parts = [_value(row.take(column)) for column in ("address", "city", "country")]
    note = _value(row.take("remarks"))
    row.finish()
    if text := squeezed(", ".join(part for part in (*parts, note) if part)):  # an entry without any has an empty row
        beside.addresses[number].append(Address(text=text, country=country_code(parts[2])))


def _take_alias(number: str, row: Row, beside: _Beside) -> None:
    row.take("alt_num")
    kind = row.take("type")
    name = squeezed(_value(row.take("name")))
    row.take("remarks")  # always null: OFAC's remarks on aliases stand with the entry
    row.finish()
    if not name:
        raise RowRejected("bad-alias", f"an alias of entry {number} without a name")
    beside.aliases[number].append(Name(name, name_kind(kind, number=number)))


def _take_comment(number: str, row: Row, beside: _Beside) -> None:
    beside.comments[number] = beside.comments.get(number, "") + row.take("remarks")
    row.finish()


_TAKERS = {"add": _take_address, "alt": _take_alias, "comments": _take_comment}


def _entry(row: Row, beside: _Beside) -> Entry:
    number = _entry_number(row)
    plain = {column: _value(row.take(column)) for column in COLUMNS["prim"][1:]}
    row.finish()
    stated = remarks(_whole_remarks(plain["remarks"], beside.comments.get(number, "")), title=plain["title"])
    facts = particulars(stated.features)
    aliases = (*beside.aliases.get(number, ()), *stated.names)
    return Entry(
        number=number,
        file=row.file,
        line=row.line,
        kind=kind_of(plain["type"] or "entity", facts),
        names=names_of(squeezed(plain["name"]), aliases, facts),
        programmes=tuple(part for part in _PROGRAMME_BREAK.split(plain["program"]) if part),
        facts=facts,
        addresses=tuple(beside.addresses.get(number, ())),
        birth_dates=stated.birth_dates,
        birth_places=stated.birth_places,
        nationalities=stated.nationalities,
        title=plain["title"],
        remarks=stated.rest,
        details=frozenset((key, plain[key]) for key in _DETAILS if plain[key]),
    )


def _whole_remarks(text: str, comment: str) -> str:
    """The remarks with what follows in the comments file; of a remark cut short, only the parts that are whole."""
    if comment or len(text) < CUT_AT:
        return text + comment
    return text.rpartition("; ")[0]


def _cut_remarks(rows: Iterable[Row], beside: _Beside) -> int:
    long = (row.peek("ent_num") for row in rows if len(row.peek("remarks")) >= CUT_AT)
    return sum(1 for number in long if number not in beside.comments)


def _warnings(by_role: dict[str, SourceFile], family: str, cut: int) -> Iterator[str]:
    for role, parts in LEFT_OUT.items():
        if role not in by_role:
            missing = role if family == "sdn" else f"{family}_{role}"
            yield f"{missing}.csv is not among the files: {' and '.join(parts)} are as they were, not as they are"
    for file in by_role.values():
        if not file.raw.endswith(_END):
            yield f"{file.name} does not end with the mark OFAC ends its files with: it may be cut off or edited"
    if cut:
        yield f"entries whose remarks break off at {CUT_AT} characters: {cut}; {family}_comments.csv has the rest"
