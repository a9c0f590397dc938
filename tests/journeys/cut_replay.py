"""Cuts the two December 2021 files down to a few hundred rows: `python -m tests.journeys.cut_replay FOLDER`.

Kept are: every row the replay's suppliers are about, every row that came between the two files, and every 60th row
of each list, so that the small files have the shape of the large ones.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
EVERY = 60
_WHOLE_ROW_BUT_KEY = slice(1, None)  # `_id` is made anew with every file


def rows_of(path: Path) -> tuple[list[str], list[list[str]]]:
    """The header and the rows of a Consolidated Screening List file."""
    with path.open(encoding="utf-8", newline="") as handle:
        header, *rows = csv.reader(handle)
    return header, rows


def is_wanted(row: list[str], header: list[str], names: list[str]) -> bool:
    """Whether the row's name is one the replay's suppliers are about."""
    name = row[header.index("name")].casefold()
    return any(wanted in name for wanted in names)


def cut(rows: list[list[str]], header: list[str], names: list[str]) -> list[list[str]]:
    """Wanted rows, and every 60th of each list."""
    seen: Counter[str] = Counter()
    kept = []
    for row in rows:
        source = row[header.index("source")]
        if seen[source] % EVERY == 0 or is_wanted(row, header, names):
            kept.append(row)
        seen[source] += 1
    return kept


def write(path: Path, header: list[str], rows: list[list[str]]) -> None:
    """Write one small file."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows([header, *rows])


def main(folder: Path) -> None:
    """Write replay_before.csv and replay_after.csv beside this file."""
    with (HERE / "replay_suppliers.csv").open(encoding="utf-8", newline="") as handle:
        names = [row["before"].casefold() for row in csv.DictReader(handle) if row["before"]]
    header, before = rows_of(folder / "consolidated_asof_2021-12-09.csv")
    _, after = rows_of(folder / "consolidated_asof_2021-12-17.csv")
    standing = {tuple(row[_WHOLE_ROW_BUT_KEY]) for row in before}
    kept = cut(before, header, names)
    new = [row for row in after if tuple(row[_WHOLE_ROW_BUT_KEY]) not in standing]
    write(HERE / "replay_before.csv", header, kept)
    write(HERE / "replay_after.csv", header, sorted([*kept, *new], key=lambda row: row[header.index("name")]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
