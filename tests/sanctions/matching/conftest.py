"""The word tables of this release and small indexes made of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sanctions.matching.index import Index, IndexEntry, Match
from sanctions.matching.policy import MatchPolicy
from sanctions.matching.tables import NEWEST, Tables, load_tables
from sanctions.records import Kind, Name, Subject


@pytest.fixture(scope="session")
def tables() -> Tables:
    return load_tables(NEWEST)


@pytest.fixture(scope="session")
def policy(tables: Tables) -> MatchPolicy:
    return MatchPolicy(version=1, tables=tables.version)


def an_entry(*names: str | Name, key: int = 1, kind: Kind = Kind.COMPANY, **fields: object) -> IndexEntry:
    """One listed party by its names."""
    return IndexEntry(key, tuple(n if isinstance(n, Name) else Name(n) for n in names), kind, **fields)


@pytest.fixture
def best(tables: Tables, policy: MatchPolicy) -> Callable[..., Match | None]:
    """The one match of a name, or of a whole subject, with one entry."""

    def ask(asked: str | Subject, entry: IndexEntry | str) -> Match | None:
        subject = Subject((asked,)) if isinstance(asked, str) else asked
        listed = an_entry(entry) if isinstance(entry, str) else entry
        found = Index.build([listed], tables).match(subject, policy)
        return found[0] if found else None

    return ask
