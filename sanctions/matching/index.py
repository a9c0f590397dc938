"""Listed names, and the question asked of them: which entries may be this party, how sure, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Self

from sanctions.matching.asking import Asking
from sanctions.matching.asking import Match as Match
from sanctions.matching.entries import IndexEntry as IndexEntry
from sanctions.matching.listed import Listed, ListedBuilder
from sanctions.matching.policy import MatchPolicy, TablesDiffer
from sanctions.matching.snapshot import pack, unpack
from sanctions.matching.spans import Moment, Span, Spans
from sanctions.matching.tables import Tables
from sanctions.matching.text import is_blank
from sanctions.records import Subject

_BATCH = 1024  # subjects whose questions are looked up together


class Index:
    """Entries by their names and identifiers; immutable once built."""

    def __init__(self, listed: Listed, spans: Spans) -> None:
        self._listed = listed
        self._spans = spans

    @classmethod
    def build(cls, entries: Iterable[IndexEntry], tables: Tables) -> Self:
        """Read every name once. Names of which nothing is left are not searchable: see `blank_names`."""
        builder = ListedBuilder(tables)
        for entry in entries:
            builder.add(entry)
        return cls._of(Listed(builder.arrays(), tables))

    @classmethod
    def from_bytes(cls, raw: bytes | memoryview, tables: Tables) -> Self:
        """A stored index, read in place; raises SnapshotUnusable where it was built with other tables."""
        return cls._of(Listed(unpack(raw, tables.version), tables))

    @classmethod
    def _of(cls, listed: Listed) -> Self:
        return cls(listed, listed.entries.spans)

    def to_bytes(self) -> bytes:
        """The whole index as it was built, to be stored and opened elsewhere."""
        return pack(self._listed.tables.version, self._listed.arrays)

    def with_spans(self, changes: Mapping[int, Span]) -> Self:
        """The same entries, some of them by key with another span: what came to pass since the index was built."""
        places = self._listed.entries.places(changes)
        return type(self)(self._listed, self._spans.with_changes({places[key]: changes[key] for key in places}))

    def known(self, keys: Iterable[int]) -> frozenset[int]:
        """Which of these keys are of entries that are here."""
        return frozenset(self._listed.entries.places(keys))

    @property
    def size(self) -> int:
        """How many entries there are."""
        return len(self._listed.entries)

    @property
    def keys(self) -> tuple[int, ...]:
        """The key of every entry."""
        return tuple(self._listed.entries.keys.tolist())

    @property
    def names(self) -> int:
        """How many names can be found, counted for each entry that bears one."""
        return sum(names.borne for names in self._listed.names)

    @property
    def blank_names(self) -> tuple[tuple[int, str], ...]:
        """Key and text of every listed name of which nothing is left to compare."""
        return tuple((e.key, n.text) for e in self._listed.entries for n in e.names if is_blank(n.text))

    def match(
        self, subject: Subject, policy: MatchPolicy, limit: int | None = 25, moment: Moment | None = None
    ) -> list[Match]:
        """The entries that may be this party, best first; raises NameBlank for a name that cannot be screened."""
        return self.match_many([subject], policy, moment)[0][:limit]

    def match_many(
        self, subjects: Sequence[Subject], policy: MatchPolicy, moment: Moment | None = None
    ) -> list[list[Match]]:
        """The same for many, looked up together, none cut off; as of a moment, or of entries of any time."""
        if policy.tables != self._listed.tables.version:
            raise TablesDiffer(
                f"policy {policy.version} was measured with tables {policy.tables}; "
                f"loaded are {self._listed.tables.version}"
            )
        found: list[list[Match]] = []
        for start in range(0, len(subjects), _BATCH):
            some = subjects[start : start + _BATCH]
            found += Asking(self._listed, self._spans, some, policy, moment).answers()
        return found
