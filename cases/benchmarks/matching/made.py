"""A workload anyone has: the starter lists with made-up companies around them, and suppliers whose truth is known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

from cases.benchmarks.matching.workload import Asked, Workload
from sanctions.matching.fitting.changes import Bearer
from sanctions.matching.fitting.vary import strangers, variants
from sanctions.matching.index import IndexEntry
from sanctions.matching.tables import NEWEST, load_tables
from sanctions.records import Kind, ListedRecord, Name, SourceFile, Subject
from sanctions.sources.table import SOURCE

STARTER = Path(__file__).resolve().parents[3] / "sanctions" / "data" / "starter"
SEED = 1
LISTED = 5_000  # made-up parties beside those of the starter lists
UNLISTED = 1_500  # unlisted companies, and as many that look like listed ones
EACH = 100  # suppliers of every way to write a name differently

# Countries in which names are made, with cities and legal forms; brands are syllables and mean nothing.
_PLACES = {
    "CN": (("Shenzhen", "Beijing", "Shanghai", "Wuhan", "Chengdu", "Hangzhou", "Tianjin"), ("Co., Ltd.", "Ltd.")),
    "RU": (("Moscow", "Ural", "Samara", "Kazan", "Tula"), ("OOO", "JSC", "PAO", "LLC")),
    "DE": (("Berlin", "Hamburg", "Nord", "Rhein"), ("GmbH", "AG")),
    "AE": (("Dubai", "Gulf", "Emirates"), ("LLC", "FZE")),
    "IR": (("Tehran", "Pars", "Isfahan"), ("Company", "P.J.S.")),
    "US": (("Texas", "Pacific", "Ohio"), ("Inc.", "LLC", "Corp.")),
}
_SYLLABLES = {
    "CN": "hua xin long da tian hai jin yuan feng ming rui sheng kang guang tong bo zhong lian shun wei",
    "RU": "kras nov ros mash tek ster vol gorod prom energ sib ural strom belo lad tor",
    "": "al ber cor dan el fir gal hol in jor kel lum mar nor ost pal ran sol tor val wen zed",
}
_TRADES = (
    ("Electronic", "Information", "Intelligent", "Precision", "Marine", "Aviation", "Chemical", "Medical", "Energy"),
    ("Technology", "Equipment", "Trading", "Industries", "Engineering", "Research Institute", "Logistics", "Group"),
)
_FAMILIES = "Aldarov Behnam Castell Drozhin Elmasri Farhadi Gorvat Haskani Iskand Jorvik Kelmand Lotfari"
_GIVEN = "Adrik Basim Corvin Darya Emil Farid Galina Hadi Irina Jamal Kirill Leyla Marat Nadia"


def workload(*, listed: int = LISTED, unlisted: int = UNLISTED, each: int = EACH) -> Workload:
    """The same listed parties and suppliers every time."""
    random = Random(SEED)  # noqa: S311 - drawn again by whoever repeats it
    entries = [*_starter(), *_made(random, listed)]
    entries = [IndexEntry(key, one.names, one.kind, one.countries) for key, one in enumerate(entries)]
    parties = _parties(entries)
    bearers = [_bearer(entry, party) for entry, party in zip(entries, parties, strict=True)]
    tables = load_tables(NEWEST)
    companies = [_company(random, *_country(random))[0] for _ in range(unlisted)]
    made = [
        *variants(bearers, tables, each=each, seed=SEED),
        *strangers(bearers, companies, tables, most=unlisted, seed=SEED),
    ]
    return Workload(
        origin="starter lists and made-up names",
        entries=tuple(entries),
        parties=parties,
        asked=tuple(
            Asked(Subject((one.name,), countries=(one.country,) if one.country else ()), one.kind, one.of)
            for one in made
        ),
        is_labelled=True,
    )


def _parties(entries: list[IndexEntry]) -> tuple[str, ...]:
    """The starter lists name some parties twice; whoever shares a primary name is one."""
    first: dict[str, int] = {}
    return tuple(str(first.setdefault(entry.names[0].text, entry.key)) for entry in entries)


def _bearer(entry: IndexEntry, party: str) -> Bearer:
    return Bearer(party, entry.names[0].text, entry.kind is Kind.PERSON, entry.countries[0] if entry.countries else "")


def _starter() -> Iterator[IndexEntry]:
    for file in sorted(STARTER.glob("*-*.csv")):
        for parsed in SOURCE.parse((SourceFile(file.name, file.read_bytes()),)).lists:
            yield from map(_entry, parsed.records)


def _entry(record: ListedRecord) -> IndexEntry:
    return IndexEntry(0, record.names, record.kind, record.countries)


def _made(random: Random, count: int) -> Iterator[IndexEntry]:
    """Companies, and one person in eight entries."""
    for number in range(count):
        country, brand = _country(random)
        if number % 8 == 0:
            person = f"{random.choice(_FAMILIES.split()).upper()}{brand[:3].lower()}, {random.choice(_GIVEN.split())}"
            yield IndexEntry(0, (Name(person),), Kind.PERSON, (country,))
        else:
            yield IndexEntry(0, tuple(map(Name, _company(random, country, brand))), Kind.COMPANY, (country,))


def _country(random: Random) -> tuple[str, str]:
    country = random.choice(list(_PLACES))
    syllables = _SYLLABLES.get(country, _SYLLABLES[""]).split()
    return country, "".join(random.choices(syllables, k=random.choice((2, 3, 3)))).capitalize()


def _company(random: Random, country: str, brand: str) -> list[str]:
    """A company's name, and now and then the short one it trades under."""
    cities, forms = _PLACES[country]
    trades = [random.choice(words) for words in _TRADES][random.choice((0, 0, 1)) :]
    head = [random.choice(cities)] if random.random() < 0.7 else []
    name = " ".join((*head, brand, *trades, random.choice(forms)))
    return [name, f"{brand} {trades[-1]}"] if random.random() < 0.2 else [name]
