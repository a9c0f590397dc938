"""Who on the lists may this be? Holds the process's one name index, fresh within one query, and answers questions.

The index is a base segment, built by whoever loads lists and stored for every process to fetch, and beside it a small
delta for what came to pass since. Both hold every revision with the sequences it stood from and to, so that today and
a past day are asked of the same index.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from django.conf import settings

from sanctions import segments
from sanctions.matching.index import Index, Match
from sanctions.matching.policy import MatchPolicy
from sanctions.matching.row_reading import rows_of, stamp
from sanctions.matching.sought import Sought
from sanctions.matching.spans import Moment
from sanctions.matching.tables import VERSIONS, Tables, load_tables
from sanctions.matching.token_rows import TokenRows
from sanctions.models import (
    Designation,
    EntityRevision,
    ListedEntity,
    ListVersion,
    Policy,
    PolicyState,
    SequenceHead,
    VersionState,
)
from sanctions.policies import match_policy
from sanctions.records import Subject
from sanctions.segments import Base

KEPT_TABLES = 2  # versions of the word tables: those in force, and those a proposal is measured with


class NoPolicy(LookupError):
    """No matching policy is in force, so nothing can be screened."""


@dataclass(frozen=True, slots=True)
class ScreeningIndex:
    """Every revision of every list up to one sequence: those of the base as they are now, and those that came since."""

    seq: int
    base: Base
    then: Index
    delta: Index

    def match(
        self, subject: Subject, policy: MatchPolicy, limit: int | None = None, moment: Moment | None = None
    ) -> list[Match]:
        """The revisions that may be this party, best first."""
        return self.match_many([subject], policy, moment)[0][:limit]

    def match_many(
        self, subjects: Sequence[Subject], policy: MatchPolicy, moment: Moment | None = None
    ) -> list[list[Match]]:
        """The same for many at once, none cut off; of what suppliers are measured against now, or of a past moment."""
        moment = moment or Moment(self.seq, with_held=True)
        from_base = self.then.match_many(subjects, policy, moment)
        if not self.delta.size:
            return from_base
        from_delta = self.delta.match_many(subjects, policy, moment)
        return [
            sorted([*old, *new], key=lambda match: (-match.score, match.key))
            for old, new in zip(from_base, from_delta, strict=True)
        ]


class _Holder:
    """The one index of this process for each version of the word tables, and the lock its threads renew them under."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[str, ScreeningIndex] = {}
        self._tables: dict[str, Tables] = {}

    def tables(self, version: str) -> Tables:
        """The word tables of one version, read once."""
        if version not in self._tables:
            self._tables[version] = load_tables(VERSIONS / version)
        return self._tables[version]

    def current(self, version: str) -> ScreeningIndex:
        held, seq = self._held.get(version), _head()
        if held is not None and held.seq == seq:
            return held
        with self._lock:
            held = self._held.get(version)
            if held is None or held.seq != seq:
                held = _renewed(held, seq, self.tables(version))
                self._keep(version, held)
            return held

    def put(self, version: str, fresh: ScreeningIndex) -> None:
        with self._lock:
            self._keep(version, fresh)

    def clear(self) -> None:
        with self._lock:
            self._held = {}

    def _keep(self, version: str, fresh: ScreeningIndex) -> None:
        others = [name for name in self._held if name != version]
        kept = others[-(KEPT_TABLES - 1) :]
        self._held = {name: self._held[name] for name in kept} | {version: fresh}


_holder = _Holder()


def index(tables: str = "") -> ScreeningIndex:
    """The index up to the newest sequence, read with these tables or with those in force.

    One query where the tables are named and nothing has changed since the last question.
    """
    return _holder.current(tables or policy_in_force().tables)


def forget() -> None:
    """Drop the index, as where another database was put in place of the one it was read from."""
    _holder.clear()


def small_index(revisions: Collection[int], policy: MatchPolicy) -> Index:
    """Some revisions alone, to be laid beside many suppliers."""
    return Index.build(segments.paged(revisions), _holder.tables(policy.tables))


def sought(revisions: Collection[int], policy: MatchPolicy) -> Sought:
    """Some revisions, ready to be looked for among the stored names of many suppliers."""
    return Sought(segments.paged(revisions), _holder.tables(policy.tables), policy)


def token_rows(parties: Iterable[Iterable[Subject]], policy: MatchPolicy) -> TokenRows:
    """The names of some parties as they are stored; raises NameBlank for one that cannot be read."""
    return rows_of(parties, _holder.tables(policy.tables))


def token_stamp(policy: MatchPolicy) -> str:
    """What stored names must bear to be read the same way today."""
    return stamp(VERSIONS / policy.tables)


def build_segment(tables_version: str = "") -> bool:
    """Build and store a new base where the stored one has drifted; for loaders and workers, never inside a request.

    With the tables in force unless others are named.
    """
    tables, seq = _holder.tables(tables_version or policy_in_force().tables), _head()
    if not segments.has_drifted(tables):
        return False
    base = segments.build(tables, seq, index_folder())
    _holder.put(tables.version, _with_delta(base, seq, tables))
    return True


def _head() -> int:
    return SequenceHead.objects.values_list("seq", flat=True).get(pk=1)


def index_folder() -> Path:
    """Where this machine keeps the stored index, for all processes to map."""
    return Path(settings.DATA_DIR) / "index"


def _renewed(held: ScreeningIndex | None, seq: int, tables: Tables) -> ScreeningIndex:
    """The index at a newer sequence."""
    known = held.base if held else segments.no_base(tables)
    return _with_delta(segments.newest(tables, known, index_folder()), seq, tables)


def _with_delta(base: Base, seq: int, tables: Tables) -> ScreeningIndex:
    """What came to pass since the base was built, laid beside it."""
    changes = segments.changes_since(base.seq)
    new = changes.keys() - base.names.known(changes)
    return ScreeningIndex(seq, base, base.names.with_spans(changes), Index.build(segments.paged(new), tables))


def policy_in_force() -> MatchPolicy:
    """The thresholds and tables every hit is stored with."""
    policy = Policy.objects.filter(state=PolicyState.ACTIVE).first()
    if policy is None:
        raise NoPolicy("no matching policy is in force: run migrate, or put one into force under Policy")
    return match_policy(policy)


@dataclass(frozen=True, slots=True)
class Found:
    """One listed entity that may be the party asked about, as its list states it, with its designations."""

    match: Match
    entity: ListedEntity
    revision: EntityRevision
    designations: tuple[Designation, ...]

    @property
    def is_provisional(self) -> bool:
        """Whether it stands on a held version only."""
        return self.revision.from_seq is None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, and on which versions of which lists it rests: no match is an answer only together with them."""

    matches: tuple[Found, ...]
    versions: tuple[ListVersion, ...]
    policy: MatchPolicy


def ask(
    subject: Subject,
    *,
    limit: int | None = 25,
    threshold: float | None = None,
    as_of: date | None = None,
    known_at: date | None = None,
) -> Answer:
    """Who this may be, best first; with `as_of` by what was published until then, with `known_at` by what we knew."""
    policy = _policy_from(policy_in_force(), threshold)
    if as_of or known_at:
        versions = _versions_of(as_of, known_at)
        moment = Moment(of_lists={version.list_id: version.seq for version in versions if version.seq is not None})
    else:
        versions = tuple(ListVersion.objects.in_force().select_related("list").order_by("list"))
        moment = None
    matches = index(policy.tables).match(subject, policy, moment=moment)
    return Answer(_found(_one_per_entity(matches), limit), versions, policy)


def _policy_from(policy: MatchPolicy, threshold: float | None) -> MatchPolicy:
    if threshold is None:
        return policy
    return replace(
        policy,
        possible=threshold,
        probable=max(threshold, policy.probable),
        strong=max(threshold, policy.strong),
        tells_affiliates=False,
    )


def _versions_of(as_of: date | None, known_at: date | None) -> tuple[ListVersion, ...]:
    """The version of each list that was in force by then; days are compared in UTC, and include the day itself."""
    versions = ListVersion.objects.filter(
        state__in=(VersionState.ACTIVE, VersionState.SUPERSEDED), seq__isnull=False, activated_at__isnull=False
    )
    if as_of:
        versions = versions.filter(published_on__lte=as_of)
    if known_at:
        versions = versions.filter(activated_at__date__lte=known_at)
    newest = {version.list_id: version for version in versions.select_related("list").order_by("seq")}
    return tuple(newest[code] for code in sorted(newest))


def _one_per_entity(matches: list[Match]) -> list[tuple[Match, EntityRevision]]:
    """An entry of a held version stands beside the one in force: the better match speaks for the entity."""
    keys = [match.key for match in matches]
    revisions = (
        EntityRevision.objects.filter(pk__in=keys)
        .select_related("entity__list", "version")
        .prefetch_related("designations__citations")
        .in_bulk()
    )
    best: dict[int, tuple[Match, EntityRevision]] = {}
    for match in matches:
        revision = revisions[match.key]
        best.setdefault(revision.entity_id, (match, revision))
    return list(best.values())


def _found(matches: list[tuple[Match, EntityRevision]], limit: int | None) -> tuple[Found, ...]:
    return tuple(
        Found(match, revision.entity, revision, tuple(revision.designations.all()))
        for match, revision in matches[:limit]
    )
