"""Writes what a version changed, in small batches and invisibly, until the version is activated or held."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from typing import TypeVar

from django.db import connection, transaction

from sanctions.canonical import canonical
from sanctions.comparing import content_text
from sanctions.diff import Change, EntryChange
from sanctions.models import (
    Designation,
    EntityChange,
    EntityRevision,
    ListedEntity,
    ListedName,
    ListVersion,
    RestrictedList,
)
from sanctions.projecting import Projection, Statement, project
from sanctions.rawfiles import digest
from sanctions.records import ListedRecord
from sanctions.statistics import recount

T = TypeVar("T")

BATCH = 100  # entries in one transaction, some thousand rows
_WRITTEN = (ListedEntity, EntityRevision, ListedName, Designation, EntityChange)
BREATH = 0.02  # seconds between two: SQLite has one writer, and the web waits for it


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """The rows of an entry the list already knows."""

    entity_id: int
    revision_id: int


def stage(
    version: ListVersion,
    changes: Sequence[EntryChange],
    *,
    known: Mapping[str, KnownEntry],
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write the entities, revisions, projected rows and changes of a version that is still `fetched`."""
    uids = _Uids(version.list)
    for done, batch in enumerate(_batches(changes), 1):
        rows = _drafted(version, batch, known, uids)  # the thinking is done before the transaction begins
        with transaction.atomic():
            rows.save()
            uids.save()
        if progress:
            progress(min(done * BATCH, len(changes)), len(changes))
        breathe()
    recount(*_WRITTEN, written=len(changes))


def unstage(version: ListVersion) -> None:
    """Take out what an interrupted load left behind: nobody has seen it."""
    EntityChange.objects.filter(version=version).delete()
    left = list(EntityRevision.objects.filter(version=version).values_list("pk", "entity_id"))
    for batch in _batches(left):
        with transaction.atomic():
            EntityRevision.objects.filter(pk__in=[pk for pk, _ in batch]).delete()
            ListedEntity.objects.filter(pk__in=[entity for _, entity in batch], revisions=None).delete()
        breathe()


def breathe() -> None:
    """Let other writers in."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(BREATH)


def _batches(items: Sequence[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch


class _Uids:
    """Gives each new entry of one list its uid, once and for all."""

    def __init__(self, restricted: RestrictedList) -> None:
        self._list = restricted.pk
        self._prefix = restricted.pk.rsplit("-", 1)[-1].upper()
        self._next = RestrictedList.objects.values_list("next_uid", flat=True).get(pk=restricted.pk)
        self._taken = set(ListedEntity.objects.filter(list=restricted).values_list("uid", flat=True))

    def give(self, record: ListedRecord) -> str:
        """The publisher's own number where there is one and it is free, else the next of this house."""
        uid = record.native_id
        while not uid or uid in self._taken:
            uid, self._next = f"{self._prefix}-{self._next:05}", self._next + 1
        self._taken.add(uid)
        return uid

    def save(self) -> None:
        """Remember how far the house has counted."""
        RestrictedList.objects.filter(pk=self._list).update(next_uid=self._next)


@dataclass(frozen=True, slots=True)
class _Draft:
    """The rows of one change, made in memory: an entity's `pk` says whether the list had it before."""

    entity: ListedEntity
    change: EntityChange
    said: Statement | None  # nothing is said of an entry that is gone


@dataclass(frozen=True, slots=True)
class _Rows:
    entities: list[ListedEntity]
    revisions: list[EntityRevision]
    projection: Projection
    changes: list[EntityChange]

    def save(self) -> None:
        ListedEntity.objects.bulk_create(self.entities)
        EntityRevision.objects.bulk_create(self.revisions)
        self.projection.save()
        EntityChange.objects.bulk_create(self.changes)


def _drafted(version: ListVersion, batch: list[EntryChange], known: Mapping[str, KnownEntry], uids: _Uids) -> _Rows:
    days = _derived_days([known[item.uid].entity_id for item in batch if item.uid])
    drafts = [_draft(version, item, known.get(item.uid), uids, days) for item in batch]
    said = [draft.said for draft in drafts if draft.said]
    return _Rows(
        entities=[draft.entity for draft in drafts if draft.entity.pk is None],
        revisions=[statement.revision for statement in said],
        projection=project(said),
        changes=[draft.change for draft in drafts],
    )


def _draft(
    version: ListVersion, item: EntryChange, known: KnownEntry | None, uids: _Uids, days: Mapping[int, date]
) -> _Draft:
    entity = ListedEntity(pk=known.entity_id) if known else ListedEntity(list_id=version.list_id)
    said = None
    if item.after:
        _name(entity, item.after, uids)
        day = days.get(known.entity_id) if known else None
        said = Statement(_revision(version, item.change, entity, item.after), item.after, day)
    change = EntityChange(
        version=version,
        entity=entity,
        change=item.change,
        linked_by=item.linked_by or "",
        fields=[asdict(part) for part in item.fields],
        before_id=known.revision_id if known and item.before else None,
        after=said.revision if said else None,
    )
    return _Draft(entity, change, said)


def _name(entity: ListedEntity, record: ListedRecord, uids: _Uids) -> None:
    """A new entity bears what its first record says; a known one is renamed only when the version comes into force."""
    if entity.pk is None:
        entity.uid = uids.give(record)
        entity.native_id, entity.kind, entity.name = record.native_id, record.kind, record.primary_name


def _revision(version: ListVersion, change: Change, entity: ListedEntity, record: ListedRecord) -> EntityRevision:
    text = canonical(record)
    return EntityRevision(
        entity=entity,
        version=version,
        change=change,
        canonical=text,
        sha256=digest(text.encode()),
        screening_sha256=digest(content_text(record).encode()),
    )


def _derived_days(entities: list[int]) -> dict[int, date]:
    """The listed day once derived stays: an amendment does not list an entry anew."""
    rows = Designation.objects.current().filter(revision__entity__in=entities, listed_derived=True)
    days = rows.order_by("-listed_on").values_list("revision__entity_id", "listed_on")
    return {entity: day for entity, day in days if day}
