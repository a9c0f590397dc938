"""OFAC's SDN List: the CSV set, SDN.XML, or the enhanced XML, told apart by what the file holds."""

from __future__ import annotations

from sanctions.reading import FileRejected
from sanctions.records import Parsed, Source, SourceFile
from sanctions.sources import ofac_formats
from sanctions.sources.ofac_entries import Day, Entry, Lists, Reading, divided

LIST = "us-ofac-sdn"
TITLE = "SDN List"  # as the enhanced XML calls it
# Programmes under which nothing is blocked: an entry with no other stands on a non-SDN list.
NOT_BLOCKING = frozenset({"NS-PLC", "CMIC-EO13959", "561-RELATED", "561LIST", "MBS"})


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """The SDN List of one file set; a file of OFAC's non-SDN lists is refused."""
    reading = ofac_formats.read(files, family="sdn")
    _refuse_other_lists(reading)
    return divided(reading, (LIST,), _placed)


def _refuse_other_lists(reading: Reading) -> None:
    for entry in reading.entries:
        if not entry.lists and entry.programmes and {code.upper() for code in entry.programmes} <= NOT_BLOCKING:
            message = f"entry {entry.number} is of {entry.programmes[0]}: a file of the non-SDN lists"
            raise FileRejected(entry.file, entry.line, "wrong-files", message)


def _placed(entry: Entry) -> Lists:
    if not entry.lists:  # only the enhanced XML says which lists an entry stands on
        return {LIST: Day()}
    stated = dict(entry.lists)
    return {LIST: Day(listed_on=stated[TITLE])} if TITLE in stated else {}


SOURCE = Source(
    code="us-ofac-sdn",
    title="OFAC SDN List (CSV set, SDN.XML or enhanced XML)",
    feeds=(LIST,),
    parse=parse,
    required_lists=(LIST,),
    priority=10,
)
