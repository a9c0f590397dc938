"""Makes the token weight table: how much each word says, by how many names of public registers and lists hold it.

    python -m sanctions.matching.fitting.weigh OUT organisations:legal_name:gleif.csv organisations:title:sec.json \\
        organisations:name,alt_names:csl.csv:type!=Individual people:name,alt_names:csl.csv:type=Individual

Each source is kind:columns:file[:column=value or column!=value]; several names in a cell are separated by "; ".
"""

from __future__ import annotations

import csv
import json
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from sanctions.matching.tables import NEWEST, Tables, load_tables
from sanctions.matching.text import is_blank
from sanctions.matching.tokens import NameForm, organisation_form, person_form

FEWEST = {"organisations": 4, "people": 3}  # a word in fewer names is as rare as one never seen
RAREST = {"organisations": 3.0, "people": 2.0}
SHARPNESS = 1.6  # above 1, common words fall off faster than their surprise does
LEAST_WEIGHT = 6
MOST_TRADE = 45  # what a trade word says at most, however few name it: it never tells who somebody is
STEP = 2
_READERS: Mapping[str, Callable[[str, Tables], NameForm]] = {
    "organisations": organisation_form,
    "people": person_form,
}
_HEADER = (
    "# How much a word says in a name, from 0 to 100, by how many names hold it; a word that is not here says 100.\n"
    "# Source: counted by sanctions/matching/fitting/weigh.py over public registers (GLEIF, SEC) and the US lists;\n"
    "# the names themselves are not kept. A token with a sign stands for a class: = concept, @ place, # number.\n"
    "token\torganisation\tperson\n"
)


def count(names: Iterator[list[str]], kind: str, tables: Tables) -> tuple[Counter[str], int]:
    """In how many bearers' names each token stands, and how many bearers there are."""
    found: Counter[str] = Counter()
    bearers = 0
    for bearer in names:
        tokens = {t.text for name in bearer if not is_blank(name) for t in _READERS[kind](name, tables).tokens}
        found.update(tokens)
        bearers += 1
    return found, bearers


def weights(found: Counter[str], bearers: int, kind: str) -> dict[str, int]:
    """The share of the greatest surprise each frequent token has left."""
    most = math.log(max(2.0, bearers / RAREST[kind]))
    kept = {}
    for token, seen in found.items():
        if seen >= FEWEST[kind] and token.strip("=@#").replace(" ", "").isalnum():
            weight = 100 * (math.log(bearers / seen) / most) ** SHARPNESS
            most_said = MOST_TRADE if token.startswith("=") else 100
            kept[token] = min(most_said, max(LEAST_WEIGHT, STEP * round(weight / STEP)))
    return kept


def table(organisations: Mapping[str, int], people: Mapping[str, int]) -> str:
    """The table as text, sorted, empty where a kind of name does not know the token."""
    rows = (f"{t}\t{organisations.get(t, '')}\t{people.get(t, '')}\n" for t in sorted({*organisations, *people}))
    return _HEADER + "".join(rows)


def read_names(source: str) -> tuple[str, Iterator[list[str]]]:
    """Kind and names, one list per bearer, of one source as written on the command line."""
    kind, columns, rest = source.split(":", 2)
    file, _, condition = rest.partition(":")
    return kind, _bearers(Path(file), columns.split(","), condition)


def _bearers(file: Path, columns: list[str], condition: str) -> Iterator[list[str]]:
    for row in _rows(file):
        if _is_wanted(row, condition):
            cells = [row[column] for column in columns if row.get(column)]
            yield [name for cell in cells for name in cell.split("; ")]


def _is_wanted(row: Mapping[str, str], condition: str) -> bool:
    if "!=" in condition:
        column, value = condition.split("!=")
        return row[column] != value
    column, _, value = condition.partition("=")
    return not column or row[column] == value


def _rows(file: Path) -> Iterator[Mapping[str, str]]:
    if file.suffix == ".json":
        yield from json.loads(file.read_text(encoding="utf-8")).values()
        return
    with file.open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.DictReader(lines, strict=True)


def main(arguments: list[str]) -> None:
    """Count every source and write the table."""
    tables = load_tables(NEWEST)
    totals: dict[str, Counter[str]] = {kind: Counter() for kind in _READERS}
    bearers: Counter[str] = Counter()
    for source in arguments[1:]:
        kind, names = read_names(source)
        found, number = count(names, kind, tables)
        totals[kind] += found
        bearers[kind] += number
    kept = {kind: weights(totals[kind], bearers[kind], kind) for kind in _READERS}
    Path(arguments[0]).write_text(table(kept["organisations"], kept["people"]), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
