"""UFLPA Entity List (DHS): a web page with one table for each clause of section 2(d)(2)(B)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from sanctions.catalogue import list_facts
from sanctions.comparing import fold
from sanctions.reading import FileRejected, RowRejected
from sanctions.reading_pages import PageTable, page_tables
from sanctions.records import (
    DesignationRecord,
    Kind,
    ListedRecord,
    Name,
    Parsed,
    ParsedList,
    RowError,
    Source,
    SourceFile,
)
from sanctions.sources.plausible import plausible
from sanctions.sources.printed_names import each_once
from sanctions.sources.uflpa_names import PrintedParty, party

LIST = "us-dhs-uflpa"
LAW = "Pub. L. 117-78"
HEADINGS = (("name of entity", "entity name"), ("effective date",))

_MONTHS: tuple[str, ...] = ("January", "February", "March", "April", "May", "June", "July")
_MONTHS += ("August", "September", "October", "November", "December")
_DAY = re.compile(rf"(?P<month>{'|'.join(_MONTHS)}) (?P<day>\d{{1,2}}), (?P<year>\d{{4}})", re.ASCII)
_CLAUSE = re.compile(r"Section 2\(d\)\(2\)\(B\)\((?P<clause>i|ii|iii|iv|v)\)", re.IGNORECASE)
_NOT_A_WORD = re.compile(r"[\W_]+")


@dataclass(slots=True)
class _Page:
    """The entries of a page as they come together: a party in two tables is one entry under two clauses."""

    entries: dict[str, ListedRecord] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    rows_read: int = 0


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """The list of one page. The page has no line worth telling: errors give the row's number within the page."""
    if len(files) != 1:
        raise FileRejected(", ".join(file.name for file in files), 0, "wrong-files", "this source is one page")
    page, number = _Page(), 0
    for table in _tables(files[0]):
        clause = _clause(files[0], table)
        for row in table.rows:
            number += 1
            _take(page, row.cells, clause, f"{files[0].name}:{number}")
    if not page.entries:
        raise FileRejected(files[0].name, 0, "no-rows", "the page has no table with an entry")
    found = ParsedList(
        LIST, tuple(page.entries.values()), page.rows_read, len(page.errors), warnings=tuple(page.warnings)
    )
    return Parsed((found,), tuple(page.errors))


def _tables(file: SourceFile) -> Iterator[PageTable]:
    for table in page_tables(file):
        heading = tuple(cell.casefold() for cell in table.heading)
        if len(heading) != len(HEADINGS) or any(
            cell not in known for cell, known in zip(heading, HEADINGS, strict=True)
        ):
            told = ", ".join(table.heading)[:200]
            raise FileRejected(file.name, table.line, "wrong-columns", f"a table of {told or 'nothing'}")
        yield table


def _clause(file: SourceFile, table: PageTable) -> str:
    """The clause named last before the table; one without any is a layout nobody checked."""
    clauses = _CLAUSE.findall(table.before)
    if not clauses:
        raise FileRejected(file.name, table.line, "wrong-layout", "a table under no clause of section 2(d)(2)(B)")
    return str(clauses[-1]).casefold()


def _take(page: _Page, cells: tuple[str, ...], clause: str, place: str) -> None:
    try:
        listed, printed = _listed(cells, clause, place)
    except RowRejected as fault:
        file, _, number = place.rpartition(":")
        page.errors.append(fault.at(file, int(number)))
        return
    page.rows_read += 1
    page.warnings.extend(f"{place}: {listed[0].primary_name}: {doubt}" for doubt in printed.doubts)
    for record in listed:
        key = _key(record.primary_name)
        page.entries[key] = _together(page.entries[key], record) if key in page.entries else record


def _listed(cells: tuple[str, ...], clause: str, place: str) -> tuple[tuple[ListedRecord, ...], PrintedParty]:
    if len(cells) != len(HEADINGS):
        raise RowRejected("ragged-row", f"{len(cells)} columns where there should be {len(HEADINGS)}")
    printed = party(cells[0])
    if not printed.names or not printed.names[0].text:
        raise RowRejected("empty-name", "an entry without a name")
    act = _designation(clause, _day(cells[1]), printed.reach)
    own = _record(printed.names, act, place)
    parts = (_record((Name(part),), replace(act, footnotes=()), place) for part in printed.parts)
    return (own, *(replace(part, parent=own.primary_name) for part in parts)), printed


def _record(names: tuple[Name, ...], act: DesignationRecord, place: str) -> ListedRecord:
    record = ListedRecord(list=LIST, native_id="", kind=Kind.UNKNOWN, names=names, designations=(act,), place=place)
    return plausible(record)


def _designation(clause: str, day: date, reach: str) -> DesignationRecord:
    return DesignationRecord(
        measure=list_facts(LIST).measure,
        programme=f"UFLPA section 2(d)(2)(B)({clause})",
        citations=(f"{LAW}, section 2(d)(2)(B)({clause})",),
        listed_on=day,
        effective_on=day,
        footnotes=(reach,) if reach else (),
    )


def _day(text: str) -> date:
    if match := _DAY.fullmatch(text):
        try:
            return date(int(match["year"]), _MONTHS.index(match["month"]) + 1, int(match["day"]))
        except ValueError:
            pass  # February 30
    raise RowRejected("bad-date", f"{text!r} is not a day written like June 21, 2022")


def _key(name: str) -> str:
    """The words of a name: the tables spell "Co., Ltd." and "Co. Ltd" of one party."""
    return _NOT_A_WORD.sub(" ", fold(name)).strip()


def _together(first: ListedRecord, second: ListedRecord) -> ListedRecord:
    known = {_key(name.text) for name in first.names}
    others = (name for name in second.names[1:] if _key(name.text) not in known)
    return replace(
        first,
        names=each_once((*first.names, *others)),
        parent=first.parent or second.parent,
        designations=tuple(dict.fromkeys((*first.designations, *second.designations))),
    )


SOURCE = Source(
    code="us-dhs-uflpa",
    title="UFLPA Entity List (web page)",
    feeds=(LIST,),
    parse=parse,
    required_lists=(LIST,),
    priority=10,
)
