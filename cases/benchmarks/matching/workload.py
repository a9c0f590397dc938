"""Who is screened against whom when matching is measured: from the files given, or made up alike every time."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cases.benchmarks.measuring import CannotMeasure
from sanctions.matching.files import FileUnreadable, Suppliers, listed_entries
from sanctions.matching.index import IndexEntry
from sanctions.matching.text import is_blank
from sanctions.records import Subject

TRUTH = ("supplier_id", "cls", "label", "cluster", "weight")


@dataclass(frozen=True, slots=True)
class Asked:
    """One supplier, and what is known of it beforehand where the data is labelled."""

    subject: Subject
    variant: str = ""  # the class of alteration, or of unlisted company
    party: str = ""  # who of the listed it truly is; "" for nobody
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Workload:
    """Listed entries with the party each belongs to, and suppliers to screen."""

    origin: str
    entries: tuple[IndexEntry, ...]  # keyed by their place
    parties: tuple[str, ...]  # by entry
    asked: tuple[Asked, ...]
    is_labelled: bool
    skipped: int = 0  # suppliers with a name that cannot be screened

    @property
    def names(self) -> int:
        """How many listed names there are."""
        return sum(len(entry.names) for entry in self.entries)

    @property
    def subjects(self) -> list[Subject]:
        """The suppliers without what is known of them."""
        return [one.subject for one in self.asked]


def read(listed: str, asked: str) -> Workload:
    """The workload of two tab-separated files; raises CannotMeasure, naming file and line."""
    raw_listed, raw_asked = Path(listed).read_bytes(), Path(asked).read_bytes()
    try:
        ids, entries = listed_entries(listed, raw_listed)
        found = Suppliers(asked, raw_asked)
    except FileUnreadable as error:
        raise CannotMeasure(str(error)) from error
    clusters = {row["entity_id"]: row.get("cluster") or row["entity_id"] for row in _rows(raw_listed)}
    truth = {row["supplier_id"]: row for row in _rows(raw_asked) if set(TRUTH) <= set(row)}
    named = [(supplier, subject) for supplier, subject in found if not is_blank(subject.names[0])]
    if not (entries and named):
        raise CannotMeasure(f"{listed}, {asked}: nothing to measure; one of them holds no name")
    return Workload(
        origin=f"{Path(listed).name} and {Path(asked).name}",
        entries=tuple(entries),
        parties=tuple(clusters[one] for one in ids),
        asked=tuple(_asked(asked, subject, truth.get(supplier, {})) for supplier, subject in named),
        is_labelled=bool(truth),
        skipped=len(found) - len(named),
    )


def _rows(raw: bytes) -> list[dict[str, str]]:
    lines = raw.decode("utf-8-sig").split("\n")
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _asked(file: str, subject: Subject, known: dict[str, Any]) -> Asked:
    if not known:
        return Asked(subject)
    try:
        weight = float(known["weight"])
    except ValueError as error:
        raise CannotMeasure(
            f"{file}, supplier {known['supplier_id']}: weight {known['weight']!r} is no number"
        ) from error
    return Asked(subject, known["cls"], known["cluster"] if known["label"] == "1" else "", weight)


def spread(things: Sequence[Any], most: int) -> list[Any]:
    """At most so many, taken evenly from the whole: the same ones every time."""
    if len(things) <= most:
        return list(things)
    return [things[place * len(things) // most] for place in range(most)]
