"""Names read into token rows, and a stamp that tells whether they would be read the same way now."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from zlib import crc32

import numpy as np

from sanctions.matching.acronyms import MARK
from sanctions.matching.asked_names import without_acronyms
from sanctions.matching.identifiers import identifier_keys
from sanctions.matching.openings import letters, may_be_cut
from sanctions.matching.snapshot import program
from sanctions.matching.spellings import Hashes, Letters
from sanctions.matching.stored_words import Words, narrow, text_hash
from sanctions.matching.tables import Tables
from sanctions.matching.token_rows import Marks, Names, TokenRows
from sanctions.matching.tokens import NameForm, Token, both_forms
from sanctions.records import Identifier, Subject

_LIBRARIES = ("anyascii", "pypinyin")  # that have a say in how a name is read


def rows_of(parties: Iterable[Iterable[Subject]], tables: Tables) -> TokenRows:
    """Rows for parties in their order, each with all it is asked about; raises NameBlank for an unreadable name."""
    reading = _Reading(tables)
    for number, subjects in enumerate(parties):
        for subject in subjects:
            reading.add(number, subject)
    return reading.rows()


class _Reading:
    """Numbers the words while names are read."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._numbers: dict[Token, int] = {}
        self._party: list[int] = []  # of every name, whichever way it is read
        self._forms: tuple[list[NameForm], list[NameForm]] = [], []
        self._cut: list[tuple[int, bytes]] = []
        self._marks: list[tuple[int, int]] = []

    def add(self, party: int, subject: Subject) -> None:
        for name in subject.names:
            for forms, form in zip(self._forms, both_forms(name, self._tables), strict=True):
                forms.append(form)
            self._party.append(party)
            if may_be_cut(name) and (spelt := letters(name)):
                self._cut.append((party, spelt.encode()))
        self._marks += [(party, value) for value in number_hashes(subject.identifiers)]

    def rows(self) -> TokenRows:
        organisations, people = (self._names(forms) for forms in self._forms)
        return TokenRows(
            Words.of({token: text_hash(token.text) for token in self._numbers}),
            organisations,
            people,
            Marks(narrow([party for party, _ in self._cut]), Letters.of([spelt for _, spelt in self._cut]).hashes()),
            Marks(
                narrow([party for party, _ in self._marks]),
                np.array([value for _, value in self._marks], dtype=np.uint32),
            ),
        )

    def _names(self, forms: Sequence[NameForm]) -> Names:
        numbers = self._numbers
        told = [without_acronyms(form.tokens) for form in forms]
        words = [numbers.setdefault(token, len(numbers)) for tokens, _ in told for token in tokens]
        sizes = [len(tokens) for tokens, _ in told]
        return Names(narrow(self._party), narrow(sizes), narrow(words), *_initials([found for _, found in told]))


def _initials(told: Sequence[tuple[str, ...]]) -> tuple[Hashes, Hashes]:
    """The initials of each name and a second way to write them, as hashes; 0 where there are none."""
    hashes = np.zeros((2, len(told)), dtype=np.uint32)
    found = [(way, name, spelt) for name, spellings in enumerate(told) for way, spelt in enumerate(spellings)]
    ways, names = (np.array([place[axis] for place in found], dtype=np.int64) for axis in (0, 1))
    hashes[ways, names] = Letters.of([spelt.removeprefix(MARK).encode() for _, _, spelt in found]).hashes()
    return hashes[0], hashes[1]


def number_hashes(identifiers: Iterable[Identifier]) -> set[int]:
    """One for each number that can tell anybody apart."""
    return {crc32("\0".join(key).encode()) for one in identifiers for key in identifier_keys(one)}


def stamp(folder: Path) -> str:
    """Changes with everything that has a say in what a row says: the tables, this program, and what it builds on."""
    told = sha256(" ".join((program(), *map(version, _LIBRARIES), unicodedata.unidata_version)).encode())
    for table in sorted(folder.iterdir()):
        told.update(table.read_bytes())
    return f"{folder.name}:{told.hexdigest()[:16]}"
