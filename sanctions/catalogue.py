"""The restricted lists this house knows: code, name, authority, and what being on each one means in law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from sanctions.reading import FileRejected, Row, csv_rows, decoded
from sanctions.records import Measure, SourceFile

_TABLE = Path(__file__).parent / "data" / "lists.csv"
_COLUMNS = ("code", "title", "short_title", "authority", "jurisdiction", "measure", "url")


class UnknownList(LookupError):
    """A list code nobody here knows."""


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What stands still about one list; what is in force on it is another matter."""

    code: str
    title: str
    short_title: str
    authority: str
    jurisdiction: str
    measure: Measure
    url: str

    @property
    def is_asset_block(self) -> bool:
        """Whether an undecided hit holds every dealing, not only those the measure touches."""
        return self.measure is Measure.ASSET_BLOCK


def lists(file: SourceFile) -> Mapping[str, ListFacts]:
    """The lists of a table, by code, in the order of the table."""
    known: dict[str, ListFacts] = {}
    for row in csv_rows(file, decoded(file), columns=_COLUMNS):
        facts = _facts(row)
        row.finish()
        if facts.code in known:
            raise FileRejected(file.name, row.line, "duplicate-list", f"the list {facts.code} stands here twice")
        known[facts.code] = facts
    return MappingProxyType(known)


def _facts(row: Row) -> ListFacts:
    return ListFacts(
        code=row.take("code"),
        title=row.take("title"),
        short_title=row.take("short_title"),
        authority=row.take("authority"),
        jurisdiction=row.take("jurisdiction"),
        measure=Measure(row.take("measure")),
        url=row.take("url"),
    )


LISTS = lists(SourceFile(_TABLE.name, _TABLE.read_bytes()))


def list_facts(code: str) -> ListFacts:
    """The facts of one list."""
    if code not in LISTS:
        raise UnknownList(f"{code!r} is not a list this house knows; it knows {', '.join(LISTS)}")
    return LISTS[code]
