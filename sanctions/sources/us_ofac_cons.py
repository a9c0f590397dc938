"""OFAC's non-SDN lists: the CSV set, CONSOLIDATED.XML or the enhanced XML, divided into the six lists it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from sanctions.reading import FileRejected, RowRejected
from sanctions.records import Parsed, Source, SourceFile
from sanctions.sources import ofac_formats
from sanctions.sources.ofac_entries import Day, Entry, Lists, Reading, divided
from sanctions.sources.ofac_terms import full_day

SSI, PLC, CMIC, CAP, MBS, FSE = (f"us-ofac-{code}" for code in ("ssi", "plc", "cmic", "cap", "mbs", "fse"))
# As the enhanced XML calls them. It names two more of every entry: the SDN List, which another source reads, and the
# consolidated list, which is all of these together.
TITLES = {
    "Sectoral Sanctions Identifications List": SSI,
    "Non-SDN Palestinian Legislative Council List": PLC,
    "Non-SDN CMIC List": CMIC,
    "CAPTA List": CAP,
    "Non-SDN Menu-Based Sanctions List": MBS,
    "FSE List": FSE,
}
# The other formats name programmes only. Those of one list alone; a programme of several lists is told by directive.
PROGRAMMES = {
    "UKRAINE-EO13662": SSI,
    "NS-PLC": PLC,
    "CMIC-EO13959": CMIC,
    "561-RELATED": CAP,
    "561LIST": CAP,
    "MBS": MBS,
    "BURMA-EO14014": MBS,
    "CAATSA - RUSSIA": MBS,
    "ILLICIT-DRUGS-EO14059": MBS,
    "FSE-IR": FSE,
    "FSE-SY": FSE,
}
# Executive Order 14024, Directive 2 closes correspondent accounts, which is what CAPTA lists; the others are menus.
CAPTA_DIRECTIVE = ("14024", "2")
# Both have stood in every edition with dozens of entries; a file without one lost it on the way.
REQUIRED = (SSI, PLC)

_DIRECTIVE = re.compile(r"(?P<what>listing|effective)_date_eo_(?P<order>\d+)_directive_(?P<number>\w+)")


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """The six lists of one file set; a list without entries is there with none."""
    reading = ofac_formats.read(files, family="cons")
    _refuse_other_list(reading)
    parsed = divided(reading, tuple(TITLES.values()), _placed)
    present = {part.list for part in parsed.lists if part.records or part.rows_rejected}
    if missing := [code for code in REQUIRED if code not in present]:
        message = f"no entry of {', '.join(missing)}: the file lost a whole list"
        raise FileRejected(", ".join(file.name for file in files), 0, "missing-list", message)
    return parsed


def _refuse_other_list(reading: Reading) -> None:
    """The SDN List has the same form; most of its programmes are of no list here, as lone archived ones never are."""
    strangers = [entry for entry in reading.entries if _is_stranger(entry)]
    if 2 * len(strangers) > len(reading.entries):
        first = strangers[0]
        message = f"{len(strangers)} of {len(reading.entries)} entries are on no list here: is it the SDN List?"
        raise FileRejected(first.file, first.line, "wrong-files", message)


def _is_stranger(entry: Entry) -> bool:
    try:
        return not _placed(entry)
    except RowRejected:
        return False  # it names a list of ours, with a day that cannot be read: told with its line when it is placed


def _placed(entry: Entry) -> Lists:
    by_directive = dict(_by_directive(entry))
    if entry.lists:
        stated = {TITLES[title]: day for title, day in entry.lists if title in TITLES}
        return {code: replace(by_directive.get(code, Day()), listed_on=day) for code, day in stated.items()}
    lists = {PROGRAMMES[code.upper()]: Day() for code in entry.programmes if code.upper() in PROGRAMMES}
    return lists | by_directive


def _by_directive(entry: Entry) -> Iterator[tuple[str, Day]]:
    days: dict[tuple[str, str], dict[str, str]] = {}
    for key, value in entry.facts.details:
        if match := _DIRECTIVE.fullmatch(key):
            days.setdefault((match["order"], match["number"]), {})[match["what"]] = value
    for directive in sorted(days, reverse=True):  # where two lead to one list, the first of them gives the day
        told = {what: full_day(value) for what, value in days[directive].items()}
        code = CAP if directive == CAPTA_DIRECTIVE else MBS
        yield code, Day(listed_on=told.get("listing"), effective_on=told.get("effective"))


SOURCE = Source(
    code="us-ofac-cons",
    title="OFAC non-SDN lists (CSV set, CONSOLIDATED.XML or enhanced XML)",
    feeds=tuple(TITLES.values()),
    parse=parse,
    required_lists=REQUIRED,
    priority=10,
)
