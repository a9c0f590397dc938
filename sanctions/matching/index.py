"""Listed names in memory, and the question asked of them: which entries may be this party, how sure, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sanctions.matching.candidates import Pool
from sanctions.matching.explain import Judgement, Listed, judge
from sanctions.matching.identifiers import identifier_key, shared_identifiers
from sanctions.matching.openings import Openings, compare_cut, may_be_cut
from sanctions.matching.points import FULL
from sanctions.matching.policy import Band, MatchPolicy, TablesDiffer
from sanctions.matching.score import Comparison, Weighed, compare
from sanctions.matching.scorecard import Scorecard
from sanctions.matching.snapshot import pack, unpack
from sanctions.matching.tables import Tables
from sanctions.matching.text import is_blank
from sanctions.matching.tokens import AFFILIATE_COVERED, NameForm, both_forms, organisation_form, person_form
from sanctions.records import Identifier, Kind, Name, NameKind, Reason, Strength, Subject

_ORGANISATIONS, _PEOPLE = "organisations", "people"
_READERS = {_ORGANISATIONS: organisation_form, _PEOPLE: person_form}
_BATCH = 256  # subjects whose questions are looked up together


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One name-bearing entry as the index needs it."""

    key: int
    names: tuple[Name, ...]
    kind: Kind
    countries: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    addresses: tuple[str, ...] = ()
    parent: str = ""

    def beside(self) -> Listed:
        """What is known of the entry beside its names."""
        return Listed(self.kind, self.countries, self.identifiers, self.addresses)


@dataclass(frozen=True, slots=True)
class Match:
    """One entry that may be the subject: the best of its names, the score and what it is made of."""

    key: int
    score: float
    band: Band
    matched_name: str
    our_name: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Question:
    """One of our names, read both ways."""

    subject: int
    name: str
    forms: dict[str, NameForm]


class Index:
    """Entries by their names and identifiers; immutable once built."""

    def __init__(
        self,
        entries: tuple[IndexEntry, ...],
        tables: Tables,
        pools: dict[str, Pool],
        bearers: dict[str, list[tuple[int, int]]],
    ) -> None:
        self._entries = entries
        self._tables = tables
        self._pools = pools
        self._bearers = bearers  # by pool: (entry, which of its names) of every name in the pool
        self._openings = Openings(entries[b].names[p].text for b, p in bearers[_ORGANISATIONS])
        self._identified: dict[tuple[str, str], list[int]] = {}
        for number, entry in enumerate(entries):
            for key in {identifier_key(identifier) for identifier in entry.identifiers}:
                if key:
                    self._identified.setdefault(key, []).append(number)

    @classmethod
    def build(cls, entries: Iterable[IndexEntry], tables: Tables) -> Index:
        """Read every name once. Names of which nothing is left are not searchable: see `blank_names`."""
        kept = tuple(entries)
        forms: dict[str, list[NameForm]] = {_ORGANISATIONS: [], _PEOPLE: []}
        bearers: dict[str, list[tuple[int, int]]] = {_ORGANISATIONS: [], _PEOPLE: []}
        for number, entry in enumerate(kept):
            pool = _PEOPLE if entry.kind is Kind.PERSON else _ORGANISATIONS
            for position, name in enumerate(entry.names):
                if not is_blank(name.text):
                    forms[pool].append(_READERS[pool](name.text, tables))
                    bearers[pool].append((number, position))
        pools = {pool: Pool.build(names, pool == _PEOPLE) for pool, names in forms.items()}
        return cls(kept, tables, pools, bearers)

    @property
    def size(self) -> int:
        """How many entries there are."""
        return len(self._entries)

    @property
    def keys(self) -> tuple[int, ...]:
        """The key of every entry."""
        return tuple(entry.key for entry in self._entries)

    @property
    def names(self) -> int:
        """How many names can be found."""
        return sum(map(len, self._bearers.values()))

    @property
    def blank_names(self) -> tuple[tuple[int, str], ...]:
        """Key and text of every listed name of which nothing is left to compare."""
        return tuple((e.key, n.text) for e in self._entries for n in e.names if is_blank(n.text))

    def match(self, subject: Subject, policy: MatchPolicy, limit: int | None = 25) -> list[Match]:
        """The entries that may be this party, best first; raises NameBlank for a name that cannot be screened."""
        return self.match_many([subject], policy)[0][:limit]

    def match_many(self, subjects: Sequence[Subject], policy: MatchPolicy) -> list[list[Match]]:
        """The same for many, looked up together; every match of each, none cut off."""
        if policy.tables != self._tables.version:
            raise TablesDiffer(
                f"policy {policy.version} was measured with tables {policy.tables}; loaded are {self._tables.version}"
            )
        found: list[list[Match]] = []
        for start in range(0, len(subjects), _BATCH):
            found += self._match_batch(subjects[start : start + _BATCH], policy)
        return found

    def _match_batch(self, subjects: Sequence[Subject], policy: MatchPolicy) -> list[list[Match]]:
        questions = [q for number, subject in enumerate(subjects) for q in self._questions(number, subject)]
        best: list[dict[int, tuple[Judgement, str, str]]] = [{} for _ in subjects]
        for pool, candidates in self._candidates(questions, policy.scorecard).items():
            for question, numbers in zip(questions, candidates, strict=True):
                subject = subjects[question.subject]
                for number in numbers:
                    self._consider(pool, number, question, subject, policy, best[question.subject])
        for question in questions:
            if may_be_cut(question.name):
                self._consider_cut(question, subjects[question.subject], policy.scorecard, best[question.subject])
        for number, subject in enumerate(subjects):
            if subject.identifiers:
                own = [q for q in questions if q.subject == number]
                self._consider_identified(subject, own, policy.scorecard, best[number])
        return [self._ranked(found, policy) for found in best]

    def _questions(self, number: int, subject: Subject) -> Iterator[_Question]:
        for name in subject.names:
            organisation, person = both_forms(name, self._tables)
            yield _Question(number, name, {_ORGANISATIONS: organisation, _PEOPLE: person})

    def _candidates(self, questions: list[_Question], card: Scorecard) -> dict[str, list[list[int]]]:
        return {
            name: list(pool.candidates([question.forms[name] for question in questions], card))
            for name, pool in self._pools.items()
            if len(pool)
        }

    def _consider(
        self,
        pool: str,
        number: int,
        question: _Question,
        subject: Subject,
        policy: MatchPolicy,
        best: dict[int, tuple[Judgement, str, str]],
    ) -> None:
        bearer, position = self._bearers[pool][number]
        entry = self._entries[bearer]
        theirs = self._pools[pool].name(number)
        weighed = Weighed(question.forms[pool], theirs, self._tables, policy.scorecard)
        may_be_affiliate = weighed.theirs_covered >= AFFILIATE_COVERED and not weighed.lacks_identity
        if weighed.most < round((policy.possible - policy.scorecard.same_address) * FULL) and not may_be_affiliate:
            return
        comparison = weighed.compared(frozenset(entry.countries))
        name, ours = entry.names[position], question.forms[pool]
        self._keep(bearer, name, comparison, question, ours, theirs, subject, policy.scorecard, best)

    def _keep(
        self,
        bearer: int,
        name: Name,
        comparison: Comparison,
        question: _Question,
        ours: NameForm,
        theirs: NameForm,
        subject: Subject,
        card: Scorecard,
        best: dict[int, tuple[Judgement, str, str]],
    ) -> None:
        found = judge(subject, self._entries[bearer].beside(), name, comparison, ours, theirs, question.name, card)
        known = best.get(bearer)
        if known is None or _precedes(found, name.text, known):
            best[bearer] = (found, name.text, question.name)

    def _consider_cut(
        self, question: _Question, subject: Subject, card: Scorecard, best: dict[int, tuple[Judgement, str, str]]
    ) -> None:
        """Entries whose name goes on where ours fills the whole name field."""
        ours = question.forms[_ORGANISATIONS]
        for number in self._openings.longer_than(question.name):
            bearer, position = self._bearers[_ORGANISATIONS][number]
            name = self._entries[bearer].names[position]
            theirs = self._pools[_ORGANISATIONS].name(number)
            comparison = compare_cut(ours, question.name, theirs, name.text)
            self._keep(bearer, name, comparison, question, ours, theirs, subject, card, best)

    def _consider_identified(
        self,
        subject: Subject,
        questions: list[_Question],
        card: Scorecard,
        best: dict[int, tuple[Judgement, str, str]],
    ) -> None:
        """Entries with one of the subject's own numbers, whatever their names."""
        keys = {identifier_key(identifier) for identifier in subject.identifiers}
        for bearer in sorted({n for key in keys if key for n in self._identified.get(key, ())}):
            entry = self._entries[bearer]
            if not list(shared_identifiers(subject.identifiers, entry.identifiers)):
                continue
            pool = _PEOPLE if entry.kind is Kind.PERSON else _ORGANISATIONS
            for name in entry.names:
                theirs = _READERS[pool](name.text, self._tables)
                for question in questions:
                    ours = question.forms[pool]
                    comparison = compare(ours, theirs, self._tables, card, frozenset(entry.countries))
                    self._keep(bearer, name, comparison, question, ours, theirs, subject, card, best)

    def _ranked(self, best: dict[int, tuple[Judgement, str, str]], policy: MatchPolicy) -> list[Match]:
        found = []
        for bearer, (judgement, matched, ours) in best.items():
            score = judgement.score / FULL
            if score >= policy.possible:
                key = self._entries[bearer].key
                found.append(Match(key, score, policy.band(score), matched, ours, judgement.reasons))
        return sorted(found, key=lambda match: (-match.score, match.key))

    def to_bytes(self) -> bytes:
        """The whole index, to be stored and loaded elsewhere."""
        return pack(
            self._tables.version,
            self._pools,
            {"bearers": self._bearers, "entries": [_entry_row(entry) for entry in self._entries]},
        )

    @classmethod
    def from_bytes(cls, raw: bytes, tables: Tables) -> Index:
        """A stored index; raises SnapshotUnusable where it was built with other tables."""
        pools, document = unpack(raw, tables.version, (_PEOPLE,))
        bearers = {pool: [(b, p) for b, p in rows] for pool, rows in document["bearers"].items()}
        return cls(tuple(_entry(row) for row in document["entries"]), tables, pools, bearers)


def _precedes(found: Judgement, name: str, known: tuple[Judgement, str, str]) -> bool:
    """The better score; between equals the shorter and then the first in the alphabet, so that order never matters."""
    return (-found.score, len(name), name) < (-known[0].score, len(known[1]), known[1])


def _entry_row(entry: IndexEntry) -> list[Any]:
    return [
        entry.key,
        [[name.text, name.kind.value, name.strength.value] for name in entry.names],
        entry.kind.value,
        list(entry.countries),
        [[one.scheme, one.value, one.country] for one in entry.identifiers],
        list(entry.addresses),
        entry.parent,
    ]


def _entry(row: list[Any]) -> IndexEntry:
    key, names, kind, countries, identifiers, addresses, parent = row
    return IndexEntry(
        key,
        tuple(Name(text, _NAME_KINDS[name_kind], _STRENGTHS[strength]) for text, name_kind, strength in names),
        Kind(kind),
        tuple(countries),
        tuple(Identifier(*one) for one in identifiers),
        tuple(addresses),
        parent,
    )


_NAME_KINDS = {kind.value: kind for kind in NameKind}
_STRENGTHS = {strength.value: strength for strength in Strength}
