"""One OFAC entry in one shape, whichever of OFAC's formats states it, and its way onto the lists it stands on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sanctions.catalogue import list_facts
from sanctions.reading import RowRejected
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
)
from sanctions.sources.merging import merged
from sanctions.sources.ofac_terms import Particulars
from sanctions.sources.plausible import plausible
from sanctions.sources.printed_names import each_once
from sanctions.sources.wording import squeezed

KINDS = {"entity": Kind.COMPANY, "individual": Kind.PERSON, "vessel": Kind.VESSEL, "aircraft": Kind.AIRCRAFT}
NAME_KINDS = {"aka": NameKind.AKA, "fka": NameKind.FKA, "nka": NameKind.NKA}

_NOT_A_LETTER = re.compile(r"[^a-z]")


@dataclass(frozen=True, slots=True)
class Day:
    """When a listing was published and when it takes effect, as far as stated."""

    listed_on: date | None = None
    effective_on: date | None = None


Lists = Mapping[str, Day]  # the lists an entry stands on, by code


@dataclass(frozen=True, slots=True)
class Entry:
    """What one OFAC entry states."""

    number: str
    file: str
    line: int
    kind: Kind
    names: tuple[Name, ...]  # the first is the primary name
    programmes: tuple[str, ...]
    facts: Particulars
    addresses: tuple[Address, ...] = ()
    birth_dates: tuple[str, ...] = ()
    birth_places: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()
    title: str = ""
    remarks: str = ""
    parent: str = ""
    legal_bases: tuple[str, ...] = ()
    details: frozenset[tuple[str, str]] = frozenset()
    lists: tuple[tuple[str, date | None], ...] = ()  # titles of the lists it stands on, where the format says


@dataclass(slots=True)
class Reading:
    """What one file set holds before its entries are divided among lists."""

    entries: list[Entry] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    beside: dict[str, list[tuple[str, int]]] = field(default_factory=dict)  # by entry: its rows in other files
    warnings: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


def kind_of(text: str, facts: Particulars) -> Kind:
    """The kind an entry's type and features say."""
    kind = KINDS.get(text.casefold())
    if kind is None:
        raise RowRejected("unknown-type", f"{text!r} is not a type of entry we know")
    return Kind.PUBLIC_BODY if facts.is_public_body else kind


def name_kind(text: str, *, number: str) -> NameKind:
    """The kind of an alias, printed "aka", "a.k.a." or "A.K.A."."""
    kind = NAME_KINDS.get(_NOT_A_LETTER.sub("", text.casefold()))
    if kind is None:
        raise RowRejected("bad-alias", f"an alias of entry {number} of an unknown type: {text!r}")
    return kind


def checked_number(text: str) -> str:
    """OFAC's own number of an entry."""
    if not (text.isascii() and text.isdigit()):
        raise RowRejected("missing-number", f"{text!r} is not an entry's number")
    return text


def names_of(primary: str, others: Iterable[Name], facts: Particulars) -> tuple[Name, ...]:
    """The primary name, then every other name and the issuer names of its securities, each once."""
    if not primary:
        raise RowRejected("empty-name", "an entry without a name")
    issuers = (Name(issuer, NameKind.AKA) for issuer in facts.issuer_names)
    return each_once((Name(primary), *others, *issuers))


def divided(reading: Reading, codes: tuple[str, ...], placed: Callable[[Entry], Lists]) -> Parsed:
    """Every entry on each list it stands on. One that stands on none is an error, and so is each of its rows.

    A row is counted once, with the first of its lists, so that all counts add up to the physical records.
    """
    found = _Divided({code: [] for code in codes})
    for entry in reading.entries:
        rows = [(entry.file, entry.line), *reading.beside.get(entry.number, ())]
        try:
            found.put(entry, {code: day for code, day in placed(entry).items() if code in codes}, rows)
        except RowRejected as fault:  # it cannot even be said on which list it stands
            found.leave_out(rows, fault)
    bad = len(reading.errors)
    if len(codes) == 1:  # of several lists, a row that cannot be read names none
        found.rejected[codes[0]] += bad
        bad = 0
    lists = tuple(_parsed_list(code, found, reading) for code in codes)
    return Parsed(lists, (*reading.errors, *found.errors), rows_unplaced=bad + found.unplaced)


class _Divided:
    def __init__(self, records: dict[str, list[ListedRecord]]) -> None:
        self.records = records
        self.rows, self.rejected, self.shared = (dict.fromkeys(records, 0) for _ in range(3))
        self.unplaced = 0
        self.errors: list[RowError] = []

    def put(self, entry: Entry, lists: Lists, rows: list[tuple[str, int]]) -> None:
        if not lists:
            message = f"entry {entry.number} is on no list of this source: {_told(entry)}"
            self.leave_out(rows, RowRejected("unknown-list", message))
            return
        first, *others = lists
        try:
            records = {code: _record(entry, code, day) for code, day in lists.items()}
        except RowRejected as fault:
            self.rejected[first] += len(rows)
            self._refuse(rows, fault)
            return
        self.rows[first] += len(rows)
        for code, record in records.items():
            self.records[code].append(record)
        for code in others:
            self.shared[code] += 1

    def leave_out(self, rows: list[tuple[str, int]], fault: RowRejected) -> None:
        self.unplaced += len(rows)
        self._refuse(rows, fault)

    def _refuse(self, rows: list[tuple[str, int]], fault: RowRejected) -> None:
        self.errors += [fault.at(file, line) for file, line in rows]


def _told(entry: Entry) -> str:
    return ", ".join(title for title, _ in entry.lists) or ", ".join(entry.programmes) or "no programme"


def _parsed_list(code: str, found: _Divided, reading: Reading) -> ParsedList:
    kept, warnings = merged(found.records[code])
    shared = found.shared[code]
    also = (f"entries that stand on another list of this file too, where their rows are counted: {shared}",)
    return ParsedList(
        code,
        kept,
        rows_read=found.rows[code],
        rows_rejected=found.rejected[code],
        warnings=(*warnings, *reading.warnings, *(also if shared else ())),
        absent=reading.absent,
    )


def _record(entry: Entry, code: str, day: Day) -> ListedRecord:
    return plausible(
        ListedRecord(
            list=code,
            native_id=entry.number,
            kind=entry.kind,
            names=entry.names,
            parent=entry.parent,
            countries=tuple(sorted({address.country for address in entry.addresses if address.country})),
            addresses=entry.addresses,
            identifiers=entry.facts.identifiers,
            designations=(_designation(entry, code, day),),
            birth_dates=entry.birth_dates,
            birth_places=entry.birth_places,
            nationalities=entry.nationalities,
            title=squeezed(entry.title),
            remarks=entry.remarks,
            details=tuple(sorted({*entry.facts.details, *entry.details})),
            place=f"{entry.file}:{entry.line}",
        )
    )


def _designation(entry: Entry, code: str, day: Day) -> DesignationRecord:
    return DesignationRecord(
        measure=list_facts(code).measure,
        programme="; ".join(entry.programmes),
        legal_bases=entry.legal_bases,
        listed_on=entry.facts.listed_on or day.listed_on,
        effective_on=entry.facts.effective_on or day.effective_on,
        divest_by=entry.facts.divest_by,
    )
