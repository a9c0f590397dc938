"""Makes suppliers whose true party is known: listed names written differently, and strangers who only look alike.

    python -m sanctions.matching.fitting.vary LISTED.tsv COMPANIES.txt OUT.tsv [--each N] [--strangers N] [--seed N]

LISTED.tsv has the columns `screen_file` reads (one `entity_id` for each party), COMPANIES.txt one unlisted company name
a line. OUT.tsv has what `screen_file` reads, and beside it the kind of variant and the party it stands for. The same
files and seed give the same variants, byte for byte.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from sanctions.matching.files import listed_entries
from sanctions.matching.fitting.changes import CHANGES, Bearer
from sanctions.matching.tables import NEWEST, Role, Tables, load_tables
from sanctions.matching.text import is_blank
from sanctions.matching.tokens import organisation_form
from sanctions.records import Kind

LOOKALIKE, UNLISTED = "lookalike", "unlisted"  # strangers: one made to resemble a listed name, and one as registered
COLUMNS = ("supplier_id", "name", "country", "cls", "label", "cluster", "weight")


@dataclass(frozen=True, slots=True)
class Variant:
    """A supplier's name and how it came about, the party it stands for (a stranger: none), the name it is like."""

    kind: str
    name: str
    of: str = ""
    country: str = ""
    like: str = ""


def variants(bearers: Sequence[Bearer], tables: Tables, *, each: int, seed: int) -> Iterator[Variant]:
    """Up to `each` variants of every kind, of bearers drawn at random."""
    for kind, change in CHANGES.items():
        random = Random(f"{seed} {kind}")  # noqa: S311 - drawn again by whoever repeats it
        found = 0
        for bearer in random.sample(bearers, len(bearers)):
            name = change(bearer, random, tables)
            if name and not is_blank(name):
                yield Variant(kind, name, bearer.key, bearer.country, bearer.name)
                found += 1
            if found == each:
                break


def strangers(
    bearers: Sequence[Bearer], companies: Sequence[str], tables: Tables, *, most: int, seed: int
) -> Iterator[Variant]:
    """Unlisted companies as they are, and listed names of which every identity word is another company's."""
    random = Random(f"{seed} strangers")  # noqa: S311 - drawn again by whoever repeats it
    for company in random.sample(companies, min(most, len(companies))):
        yield Variant(UNLISTED, company)
    brands = [word for company in companies for word in _identity_words(company, tables)]
    organisations = [bearer for bearer in bearers if not bearer.is_person]
    for bearer in random.sample(organisations, min(most, len(organisations))) if brands else ():
        own = _identity_words(bearer.name, tables)
        if own:
            name = _exchanged(bearer.name, own, brands, random)
            if name != bearer.name:
                yield Variant(LOOKALIKE, name, country=bearer.country, like=bearer.name)


def _identity_words(name: str, tables: Tables) -> list[str]:
    if is_blank(name):
        return []
    return [token.word for token in organisation_form(name, tables).tokens if token.role is Role.IDENTITY]


def _exchanged(name: str, own: list[str], brands: Sequence[str], random: Random) -> str:
    """The name with each of its own words, where it is found as printed, exchanged for a stranger's."""
    words = []
    for word in name.split():
        plain = "".join(c for c in word.lower() if c.isalnum())
        words.append(random.choice(brands).title() if any(one in plain for one in own) else word)
    return " ".join(words)


def read_bearers(file: str, raw: bytes) -> list[Bearer]:
    """Every primary name of a list in the form `screen_file` reads."""
    ids, entries = listed_entries(file, raw)
    return [
        Bearer(
            ids[entry.key],
            entry.names[0].text,
            entry.kind is Kind.PERSON,
            entry.countries[0] if entry.countries else "",
        )
        for entry in entries
    ]


def table(found: Iterable[Variant]) -> str:
    """The variants as the tab-separated file `screen_file` reads."""
    lines = ["\t".join(COLUMNS)]
    for number, one in enumerate(found, 1):
        name = " ".join(one.name.split())
        lines.append("\t".join((str(number), name, one.country, one.kind, "1" if one.of else "0", one.of, "1")))
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Read a list and company names, write the suppliers made of them."""
    parser = argparse.ArgumentParser(description="Make suppliers whose true party is known.")
    parser.add_argument("listed", type=Path)
    parser.add_argument("companies", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--each", type=int, default=500, help="variants of every kind")
    parser.add_argument("--strangers", type=int, default=20_000, help="unlisted companies, and as many lookalikes")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    tables = load_tables(NEWEST)
    bearers = read_bearers(given.listed.name, given.listed.read_bytes())
    companies = [line for line in given.companies.read_text(encoding="utf-8").splitlines() if not is_blank(line)]
    made = [
        *variants(bearers, tables, each=given.each, seed=given.seed),
        *strangers(bearers, companies, tables, most=given.strangers, seed=given.seed),
    ]
    given.out.write_text(table(made), encoding="utf-8")


if __name__ == "__main__":
    main()
