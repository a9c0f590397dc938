"""Countries as publishers write them, to their two-letter codes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from sanctions.reading import csv_rows, decoded
from sanctions.records import SourceFile

_TABLE = Path(__file__).parent / "data" / "countries.csv"


def country_names(file: SourceFile) -> Mapping[str, str]:
    """Every code and every name of the table, folded, with its code."""
    codes: dict[str, str] = {}
    for row in csv_rows(file, decoded(file), columns=("code", "name", "other_names")):
        code, names = row.take("code"), (row.take("name"), *row.take("other_names").split(" | "))
        row.finish()
        codes |= {_folded(name): code for name in (code, *names) if name}
    return MappingProxyType(codes)


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


_CODES = country_names(SourceFile(_TABLE.name, _TABLE.read_bytes()))


def country_code(text: str) -> str:
    """The ISO 3166-1 code a code or a country's name stands for, "" where it is none we know."""
    return _CODES.get(_folded(text), "")
