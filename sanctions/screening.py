"""Who on the lists may this be? Holds the process's one name index, fresh within one query, and answers questions.

The index is a base segment, built by whoever loads lists and stored for every process to fetch, and beside it a small
delta for the revisions that came since; base entries that are screened no longer are masked.
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from sanctions.canonical import from_canonical
from sanctions.matching.index import Index, IndexEntry, Match
from sanctions.matching.policy import MatchPolicy
from sanctions.matching.snapshot import SnapshotUnusable
from sanctions.matching.tables import VERSIONS, Tables, load_tables
from sanctions.models import (
    Designation,
    EntityRevision,
    IndexSegment,
    ListedEntity,
    ListVersion,
    Policy,
    PolicyState,
    SequenceHead,
    VersionState,
)
from sanctions.models.policies import PENDING
from sanctions.policies import match_policy
from sanctions.records import Address, Subject

PAGE = 2_000  # revisions read at a time
KEPT_TABLES = 2  # versions of the word tables: those in force, and those a proposal is measured with
KEPT_SEGMENTS = 2  # the newest, and the one another process may just be fetching
LEAST_DRIFT = 200  # revisions that came or went before a new base is worth building ...
DRIFT_SHARE = 20  # ... or one for so many names in the base, whichever is more


class NoPolicy(LookupError):
    """No matching policy is in force, so nothing can be screened."""


@dataclass(frozen=True, slots=True)
class Base:
    """A built index of every revision screened at one sequence, and which those are."""

    seq: int
    names: Index
    keys: frozenset[int]


@dataclass(frozen=True, slots=True)
class ScreeningIndex:
    """Every revision suppliers are measured against at one sequence."""

    seq: int
    base: Base
    masked: frozenset[int]
    delta: Index

    def match(self, subject: Subject, policy: MatchPolicy, limit: int | None = None) -> list[Match]:
        """The revisions that may be this party, best first."""
        return self.match_many([subject], policy)[0][:limit]

    def match_many(self, subjects: Sequence[Subject], policy: MatchPolicy) -> list[list[Match]]:
        """The same for many at once, none cut off."""
        from_base = self.base.names.match_many(subjects, policy)
        if not self.delta.size:
            return [list(self._standing(old)) for old in from_base]
        from_delta = self.delta.match_many(subjects, policy)
        return [
            sorted([*self._standing(old), *new], key=lambda match: (-match.score, match.key))
            for old, new in zip(from_base, from_delta, strict=True)
        ]

    def _standing(self, matches: list[Match]) -> Iterator[Match]:
        return (match for match in matches if match.key not in self.masked)


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
    entries = _entries(EntityRevision.objects.filter(pk__in=revisions)) if revisions else ()
    return Index.build(entries, _holder.tables(policy.tables))


def build_segment(tables_version: str = "") -> bool:
    """Build and store a new base where the stored one has drifted; for loaders and workers, never inside a request.

    With the tables in force unless others are named.
    """
    tables, seq = _holder.tables(tables_version or policy_in_force().tables), _head()
    if not _has_drifted(tables):
        return False
    base = _built(_entries(EntityRevision.objects.screened()), seq, tables)
    payload = zlib.compress(base.names.to_bytes(), 1)
    with transaction.atomic():
        IndexSegment.objects.update_or_create(
            seq=seq, tables=tables.version, defaults={"payload": payload, "names": base.names.names}
        )
        _drop_segments(tables.version)
    _holder.put(tables.version, ScreeningIndex(seq, base, frozenset(), Index.build((), tables)))
    return True


def _drop_segments(tables: str) -> None:
    """Older bases of the same tables, and all of tables that no policy names which is in force or proposed."""
    same = IndexSegment.objects.filter(tables=tables)
    kept = same.order_by("-seq", "-pk").values_list("pk", flat=True)[:KEPT_SEGMENTS]
    same.exclude(pk__in=list(kept)).delete()
    named = Policy.objects.filter(state__in=(PolicyState.ACTIVE, *PENDING)).values("tables")
    IndexSegment.objects.exclude(tables__in=named).delete()


def _has_drifted(tables: Tables) -> bool:
    stored = IndexSegment.objects.filter(tables=tables.version).values_list("seq", "names").first()
    seq, names = stored or (0, 0)
    since = Q(from_seq__gt=seq) | Q(provisional_seq__gt=seq) | Q(to_seq__gt=seq)
    return EntityRevision.objects.filter(since).count() > max(LEAST_DRIFT, names // DRIFT_SHARE)


def _head() -> int:
    return SequenceHead.objects.values_list("seq", flat=True).get(pk=1)


def _renewed(held: ScreeningIndex | None, seq: int, tables: Tables) -> ScreeningIndex:
    """The index at a newer sequence: told by the keys themselves, so that it holds whatever happened in between."""
    base = _newest_base(tables, held.base if held else _built((), 0, tables))
    screened = frozenset(EntityRevision.objects.screened().values_list("pk", flat=True))
    new = sorted(screened - base.keys)
    pages = (new[start : start + PAGE] for start in range(0, len(new), PAGE))
    entries = (entry for page in pages for entry in _entries(EntityRevision.objects.filter(pk__in=page)))
    return ScreeningIndex(seq, base, base.keys - screened, Index.build(entries, tables))


def _newest_base(tables: Tables, known: Base) -> Base:
    """The stored segment where it is newer than the one we have and can be read."""
    segments = IndexSegment.objects.filter(tables=tables.version, seq__gt=known.seq)
    stored = segments.values_list("seq", "payload").first()
    if stored is None:
        return known
    try:
        names = Index.from_bytes(zlib.decompress(stored[1]), tables)
    except (SnapshotUnusable, zlib.error):
        return known  # of another program version: what it held is answered from the delta until a worker builds anew
    return Base(stored[0], names, frozenset(names.keys))


def _built(entries: Iterable[IndexEntry], seq: int, tables: Tables) -> Base:
    some = tuple(entries)
    return Base(seq, Index.build(some, tables), frozenset(entry.key for entry in some))


def _entries(revisions: QuerySet[EntityRevision]) -> Iterator[IndexEntry]:
    for key, text in revisions.order_by("pk").values_list("pk", "canonical").iterator(PAGE):
        yield index_entry(key, text)


def index_entry(key: int, canonical: str) -> IndexEntry:
    """A revision as the name index reads it."""
    record = from_canonical(canonical)
    return IndexEntry(
        key=key,
        names=record.names,
        kind=record.kind,
        countries=record.countries or _distinct(address.country for address in record.addresses),
        identifiers=record.identifiers,
        addresses=_distinct(_line(address) for address in record.addresses),
        parent=record.parent,
    )


def _line(address: Address) -> str:
    return ", ".join(filter(None, (address.text, address.city, address.region, address.postcode)))


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))


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
        matches = _past_index(versions, policy.tables).match(subject, policy, limit=None)
    else:
        versions = tuple(ListVersion.objects.in_force().select_related("list").order_by("list"))
        matches = index(policy.tables).match(subject, policy)
    return Answer(_found(_one_per_entity(matches), limit), versions, policy)


def _policy_from(policy: MatchPolicy, threshold: float | None) -> MatchPolicy:
    if threshold is None:
        return policy
    return replace(
        policy,
        possible=threshold,
        probable=max(threshold, policy.probable),
        strong=max(threshold, policy.strong),
    )


def _versions_of(as_of: date | None, known_at: date | None) -> tuple[ListVersion, ...]:
    """The version of each list that was in force by then; days are compared in UTC, and include the day itself."""
    versions = ListVersion.objects.filter(state__in=(VersionState.ACTIVE, VersionState.SUPERSEDED), seq__isnull=False)
    if as_of:
        versions = versions.filter(published_on__lte=as_of)
    if known_at:
        versions = versions.filter(activated_at__date__lte=known_at)
    newest = {version.list_id: version for version in versions.select_related("list").order_by("seq")}
    return tuple(newest[code] for code in sorted(newest))


def _past_index(versions: Iterable[ListVersion], tables: str) -> Index:
    """Built for one question: a past day is asked about rarely, and never inside a request."""
    entries: list[IndexEntry] = []
    for version in versions:
        of_list = EntityRevision.objects.filter(entity__list_id=version.list_id, from_seq__lte=version.seq)
        entries += _entries(of_list.filter(Q(to_seq__isnull=True) | Q(to_seq__gt=version.seq)))
    return Index.build(entries, _holder.tables(tables))


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
