"""Brings staged versions into force, holds them, and takes them back: set by set, in the caller's one transaction."""

from __future__ import annotations

from datetime import date

from django.db.models import F, JSONField, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from sanctions.diff import Change
from sanctions.models import (
    Designation,
    EntityChange,
    EntityRevision,
    ListedEntity,
    ListedName,
    ListVersion,
    RestrictedList,
    SequenceHead,
    VersionState,
)
from sanctions.records import Coverage

_STATING = (Change.ADDED, Change.AMENDED, Change.COSMETIC, Change.RELISTED)


def next_seq() -> int:
    """One more on the house-wide counter, locked until the caller's transaction ends."""
    head, _ = SequenceHead.objects.select_for_update().get_or_create(pk=1)
    SequenceHead.objects.filter(pk=1).update(seq=F("seq") + 1)
    return head.seq + 1


def put_in_force(version: ListVersion) -> None:
    """Let a staged or held version replace the one in force, with everything it changed, at one sequence."""
    seq = next_seq()
    changes = EntityChange.objects.filter(version=version)
    ended = changes.exclude(before=None).values("before")
    EntityRevision.objects.in_force().filter(pk__in=ended).update(to_seq=seq)
    EntityRevision.objects.filter(version=version).update(from_seq=seq)
    _point_entities(version, changes)
    if version.coverage == Coverage.FULL:
        in_force = EntityRevision.objects.in_force().filter(entity__list_id=version.list_id)
        _derive_listed_days(in_force, version.published_on)
    _replace_version(version, seq)


def hold(version: ListVersion, *, reason: str) -> None:
    """Screen a staged version's additions and amendments from now on; its delistings wait for a second person."""
    version.seq = version.provisional_seq = next_seq()
    staged = EntityRevision.objects.filter(version=version)
    staged.update(provisional_seq=version.seq)
    if version.coverage == Coverage.FULL:
        _derive_listed_days(staged, version.published_on)
    version.state, version.reason = VersionState.HELD, reason
    version.save()


def withdraw(version: ListVersion, *, state: VersionState, reason: str) -> None:
    """End a held version without bringing it into force: what it added provisionally is screened no more."""
    version.seq = next_seq()
    EntityRevision.objects.filter(version=version).update(to_seq=version.seq)
    version.state, version.reason = state, reason
    version.save()


def _point_entities(version: ListVersion, changes: QuerySet[EntityChange]) -> None:
    stated = ListedEntity.objects.filter(pk__in=changes.filter(change__in=_STATING).values("entity"))
    revision = EntityRevision.objects.filter(entity=OuterRef("pk"), version=version)
    stated.update(current=Subquery(revision.values("pk")[:1]), delisted_on=None)
    _rename(version, changes.filter(change__in=_STATING).exclude(change=Change.ADDED, linked_by=""))
    gone = changes.filter(change=Change.DELISTED).values("entity")
    ListedEntity.objects.filter(pk__in=gone).update(current=None, delisted_on=version.published_on)


def _rename(version: ListVersion, changes: QuerySet[EntityChange]) -> None:
    """Show entries the list already knew under what their new revision says; the others were made from it."""
    said = EntityRevision.objects.filter(entity=OuterRef("pk"), version=version)
    said = said.annotate(plain=Cast("canonical", JSONField()))
    name = ListedName.objects.filter(revision__entity=OuterRef("pk"), revision__version=version, position=0)
    ListedEntity.objects.filter(pk__in=changes.values("entity")).update(
        name=Subquery(name.values("text")[:1]),
        kind=Subquery(said.values(kind=KeyTextTransform("kind", "plain"))[:1]),
        native_id=Coalesce(Subquery(said.values(n=KeyTextTransform("native_id", "plain"))[:1]), F("native_id")),
    )


def _derive_listed_days(revisions: QuerySet[EntityRevision], day: date) -> None:
    """Where the publisher gives no day, an entry counts as listed on the day of the first full version that has it."""
    undated = Designation.objects.filter(revision__in=revisions.values("pk"), listed_on=None)
    undated.update(listed_on=day, listed_derived=True)


def _replace_version(version: ListVersion, seq: int) -> None:
    ListVersion.objects.in_force().filter(list_id=version.list_id).update(state=VersionState.SUPERSEDED)
    version.state, version.seq = VersionState.ACTIVE, seq
    version.activated_at = timezone.now()
    version.save()
    fed = {"feed": version.source} if version.coverage == Coverage.FULL else {}
    RestrictedList.objects.filter(pk=version.list_id).update(active_version=version, **fed)
