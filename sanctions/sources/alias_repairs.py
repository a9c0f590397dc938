"""Aliases a publisher glued together or tore apart, put right by a reviewed table and by nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from sanctions.comparing import fold
from sanctions.reading import csv_rows, decoded
from sanctions.records import SourceFile

_TABLE = Path(__file__).parents[1] / "data" / "alias_repairs.csv"
_COLUMNS = ("list", "entry", "printed", "meant", "source")  # the source says where the meaning was read


@dataclass(frozen=True, slots=True)
class Repair:
    """Aliases as one entry prints them, folded, and the names that are meant; none where nothing is."""

    printed: frozenset[str]
    meant: tuple[str, ...]


Repairs = Mapping[tuple[str, str], tuple[Repair, ...]]


def repairs(file: SourceFile) -> Repairs:
    """The repairs of a table by list and entry."""
    found: dict[tuple[str, str], list[Repair]] = defaultdict(list)
    for row in csv_rows(file, decoded(file), columns=_COLUMNS):
        entry = row.take("list"), _key(row.take("entry"))
        repair = Repair(frozenset(map(fold, _several(row.take("printed")))), _several(row.take("meant")))
        row.take("source")
        row.finish()
        found[entry].append(repair)
    return MappingProxyType({entry: tuple(those) for entry, those in found.items()})


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


def _key(entry: str) -> str:
    return fold(entry).rstrip(" ,;")


_REPAIRS = repairs(SourceFile(_TABLE.name, _TABLE.read_bytes()))


def repaired(code: str, entry: str, aliases: Iterable[str], known: Repairs = _REPAIRS) -> tuple[str, ...]:
    """The aliases of an entry with what the table knows to be misprinted put right, all of it or nothing."""
    kept = tuple(aliases)
    for repair in known.get((code, _key(entry)), ()):
        there = {fold(alias) for alias in kept}
        if repair.printed <= there:
            kept = (*(alias for alias in kept if fold(alias) not in repair.printed), *repair.meant)
    return kept
