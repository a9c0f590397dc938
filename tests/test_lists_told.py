"""What `docs/lists.md` tells of every list agrees with the sources and with the files that come with the product."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import sanctions
from sanctions.catalogue import LISTS
from sanctions.sources import all_sources

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(sanctions.__file__).parent / "data"


def rows() -> list[tuple[str, ...]]:
    """The rows of the table of lists, cell by cell."""
    text = (ROOT / "docs" / "lists.md").read_text(encoding="utf-8")
    told = re.search(r"<!-- lists: begin[^>]*-->\n(.*?)<!-- lists: end -->", text, flags=re.S)
    assert told is not None
    lines = told[1].strip().splitlines()[2:]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]


def fed_by(code: str) -> str:
    """The sources that feed a list of themselves, the authority's own first."""
    feeding = sorted((-source.priority, source.code) for source in all_sources() if code in source.feeds)
    return ", ".join(f"`{name}`" for _, name in feeding or [(0, "house" if code == "house" else "table")])


def shipped(code: str) -> Iterator[str]:
    """The newest file of each kind that comes with the product."""
    for word, folder in (("starter", "starter"), ("table", "tables")):
        if days := sorted(path.name[:10] for path in (DATA / folder).glob(f"2*-{code}.csv")):
            yield f"{word} {days[-1]}"


def test_every_list_is_told_of_with_its_sources_and_the_age_of_what_is_shipped() -> None:
    told = [row[:3] for row in rows()]

    assert told == [(f"`{code}`", fed_by(code), ", ".join(shipped(code))) for code in LISTS]


def test_every_source_is_told_of() -> None:
    text = (ROOT / "docs" / "lists.md").read_text(encoding="utf-8")

    assert [source.code for source in all_sources() if f"| `{source.code}` |" not in text] == []


def test_what_a_list_misses_is_said_of_all_but_ofacs_small_ones() -> None:
    silent = {row[0].strip("`") for row in rows() if not row[3]}

    assert silent <= {code for code in LISTS if code.startswith("us-ofac-")}
