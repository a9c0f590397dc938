"""The word tables: what a word in a name means and how much it says, read from `sanctions/data/matching`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from pathlib import Path

from sanctions.matching.alike import sound
from sanctions.matching.text import clean, words

SHORTEST_FORM_SLIP = 5  # words of legal forms from this length on are recognised with one slip
# One folder for each version: a policy goes on with the tables it was measured with until another is activated.
VERSIONS = Path(__file__).resolve().parent.parent / "data" / "matching"
NEWEST = VERSIONS / "2026.11"


class Role(StrEnum):
    """What a word does in a name."""

    IDENTITY = "identity"
    CONCEPT = "concept"
    PLACE = "place"
    NUMBER = "number"
    FORM = "form"


class TablesBroken(ValueError):
    """A word table that cannot be read: which file, which line, why."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase stands for. `text` is equal for phrases that mean the same."""

    role: Role
    text: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a place lies: countries by ISO code, and the place around it."""

    countries: frozenset[str]
    within: str


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """Everything the scorer knows about words, under one version."""

    version: str
    phrases: Mapping[str, tuple[Meaning, ...]]  # by first word, longest phrase first
    sounds: Mapping[str, Meaning]  # by sound, for words whose romanisation varies
    stop_words: frozenset[str]
    faint_words: frozenset[str]  # kept with almost no weight
    near_concepts: Mapping[tuple[str, str], float]  # how alike two concepts are, both ways round
    form_slips: frozenset[str]  # long words of legal forms, each with one letter left out
    numerals: Mapping[str, int]
    cut_from: Mapping[str, tuple[tuple[str, ...], ...]]  # remarks by their first word: they and all behind them are cut
    noise: frozenset[tuple[str, ...]]
    tail_noise: frozenset[tuple[str, ...]]
    titles: frozenset[str]
    particles: frozenset[str]
    han: Mapping[str, tuple[Meaning, ...]]
    longest_han: int
    places: Mapping[str, Place]
    nicknames: Mapping[str, tuple[str, ...]]  # the full names a short one may stand for
    weights: Mapping[str, int]
    person_weights: Mapping[str, int]

    def around(self, place: str) -> set[str]:
        """A place and every place around it."""
        found = set()
        while place:
            found.add(place)
            place = self.places[place].within
        return found


def load_tables(folder: Path) -> Tables:
    """Read every table of one folder, whose name is the version; the caller keeps the result."""
    phrases = _Phrases()
    phrases.read_forms(folder / "legal_forms.tsv")
    phrases.read_concepts(folder / "concepts.tsv")
    places = phrases.read_places(folder / "geography.tsv")
    phrases.read_han(folder / "han_words.tsv")
    phrases.read_han_aliases(folder / "han_aliases.tsv")
    stops = _grouped(folder / "stop_words.tsv", "kind", "word")
    noise = _noise(folder / "noise.tsv")
    honorifics = _grouped(folder / "honorifics.tsv", "kind", "word")
    weights = list(_rows(folder / "token_weights.tsv", "token", "organisation", "person"))
    return Tables(
        version=folder.name,
        phrases={first: tuple(sorted(rows, key=lambda m: -len(m.words))) for first, rows in phrases.latin.items()},
        sounds=phrases.sounds,
        stop_words=frozenset(stops["dropped"]),
        faint_words=frozenset(stops["faint"]),
        near_concepts=_near(folder / "near_concepts.tsv", phrases.concepts),
        form_slips=frozenset(slip for word in phrases.words_of_forms_alone() for slip in slips(word)),
        numerals={word: int(value) for word, value in _rows(folder / "numerals.tsv", "word", "value")},
        cut_from=_by_first(noise["end"]),
        noise=noise["tail"] | noise["bracket"] | noise["end"],
        tail_noise=noise["tail"],
        titles=frozenset(honorifics["title"]),
        particles=frozenset(honorifics["particle"]),
        han=phrases.han,
        longest_han=max(map(len, phrases.han)),
        places=places,
        nicknames=_nicknames(folder / "nicknames.tsv"),
        weights={token: int(weight) for token, weight, _ in weights if weight},
        person_weights={token: int(weight) for token, _, weight in weights if weight},
    )


class _Phrases:
    """Collects phrases from several files and refuses one that would mean two things."""

    def __init__(self) -> None:
        self.latin: dict[str, list[Meaning]] = {}
        self.sounds: dict[str, Meaning] = {}
        self.han: dict[str, tuple[Meaning, ...]] = {}
        self.concepts: set[str] = set()
        self.form_words: set[str] = set()
        self._seen: dict[tuple[str, ...], str] = {}

    def add(self, role: Role, text: str, phrase: str, source: Path) -> None:
        spelled = tuple(words(clean(phrase)))
        known = self._seen.setdefault(spelled, text)
        if known != text:
            raise TablesBroken(f"{source.name}: “{phrase}” stands for {text} and for {known}")
        meanings = self.latin.setdefault(spelled[0], [])
        if all(m.words != spelled for m in meanings):
            meanings.append(Meaning(role, text, spelled))

    def read_forms(self, source: Path) -> None:
        for family, phrases in _rows(source, "family", "words"):
            for phrase in _values(phrases):
                self.add(Role.FORM, f"~{family}", phrase, source)
                self.form_words.update(word for word in phrase.split() if len(word) >= SHORTEST_FORM_SLIP)

    def words_of_forms_alone(self) -> set[str]:
        """Words of legal forms that mean nothing else when they stand alone."""
        told = {
            word for word, found in self.latin.items() for m in found if len(m.words) == 1 and m.role is not Role.FORM
        }
        return self.form_words - told

    def read_concepts(self, source: Path) -> None:
        for concept, variants, phrases in _rows(source, "concept", "variants", "words"):
            self.concepts.add(concept)
            for phrase in _values(phrases):
                self.add(Role.CONCEPT, f"={concept}", phrase, source)
                if variants:
                    self.sounds[sound(phrase)] = Meaning(Role.CONCEPT, f"={concept}", (phrase,))

    def read_places(self, source: Path) -> dict[str, Place]:
        found = {}
        for name, country, within, phrases, han in _rows(source, "place", "country", "within", "words", "han"):
            found[f"@{name}"] = Place(frozenset(country.split()), f"@{within}" if within else "")
            for phrase in _values(phrases):
                self.add(Role.PLACE, f"@{name}", phrase, source)
            for written in _values(han):
                self.han[written] = (Meaning(Role.PLACE, f"@{name}", (written,)),)
        for name, place in found.items():
            if place.within and place.within not in found:
                raise TablesBroken(f"{source.name}: {name} lies within {place.within}, which is not in the table")
        return found

    def read_han(self, source: Path) -> None:
        for role, text, han in _rows(source, "role", "class", "han"):
            meaning = Role(role)
            mark = "~" if meaning is Role.FORM else "="
            if meaning is Role.CONCEPT and text not in self.concepts:
                raise TablesBroken(f"{source.name}: concept {text} is not in concepts.tsv")
            for written in _values(han):
                self.han[written] = (Meaning(meaning, mark + text, (written,)),)

    def read_han_aliases(self, source: Path) -> None:
        for han, phrases in _rows(source, "han", "words"):
            self.han[han] = tuple(Meaning(Role.IDENTITY, phrase, tuple(phrase.split())) for phrase in _values(phrases))


def _noise(source: Path) -> dict[str, frozenset[tuple[str, ...]]]:
    found = _grouped(source, "place", "words")
    return {
        place: frozenset(tuple(phrase.split()) for cell in found[place] for phrase in _values(cell))
        for place in ("end", "tail", "bracket")
    }


def _by_first(phrases: Iterable[tuple[str, ...]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for phrase in sorted(phrases):
        found[phrase[0]].append(phrase)
    return {first: tuple(rows) for first, rows in found.items()}


def _nicknames(source: Path) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, short in _rows(source, "name", "short"):
        for written in _values(short):
            found[written] = (*found.get(written, ()), name)
    return found


def _near(source: Path, concepts: set[str]) -> dict[tuple[str, str], float]:
    found = {}
    for one, other, alike in _rows(source, "one", "other", "likeness"):
        for concept in (one, other):
            if concept not in concepts:
                raise TablesBroken(f"{source.name}: concept {concept} is not in concepts.tsv")
        found[f"={one}", f"={other}"] = found[f"={other}", f"={one}"] = float(alike)
    return found


def slips(word: str) -> set[str]:
    """A word and what is left of it when one letter is lost: two words one slip apart share one of these."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def _grouped(source: Path, *columns: str) -> defaultdict[str, list[str]]:
    """Words by the kind in the first column."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for kind, words_of_kind in _rows(source, *columns):
        found[kind].append(words_of_kind)
    return found


def _values(cell: str) -> list[str]:
    """The phrases of one cell; a word written with strokes stands for each of its parts: "sci/science and/ tech"."""
    return [phrase for value in cell.split("|") if value.strip() for phrase in _spelt_out(value.split())]


def _spelt_out(choices: list[str]) -> Iterator[str]:
    for chosen in product(*(choice.split("/") for choice in choices)):
        yield " ".join(filter(None, chosen))


def _rows(source: Path, *columns: str) -> Iterator[list[str]]:
    """Data rows under the expected header; lines that begin with # say where the facts come from."""
    header = None
    for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#") or not line:
            continue
        cells = line.split("\t")
        if header is None:
            header = cells
            if tuple(header) != columns:
                raise TablesBroken(f"{source.name}, line {number}: columns are {header}, not {list(columns)}")
        elif len(cells) != len(columns):
            raise TablesBroken(f"{source.name}, line {number}: {len(cells)} columns instead of {len(columns)}")
        else:
            yield cells
