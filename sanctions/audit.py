"""The one door to the trail: every change of state is recorded here, chained to the one before, and can be verified."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, models
from django.utils import timezone

from sanctions.models import AuditEvent, AuditHead

_LEAF = b"\x00"  # separates the hash of an event from any other hash of the house (RFC 6962, section 2.1)
_PAGE = 2_000


class Verb(StrEnum):
    """What may happen. A service that does something new adds its verb here."""

    LIST_LOADED = "list.loaded"
    LIST_ACTIVATED = "list.activated"
    LIST_HELD = "list.held"
    LIST_RELEASED = "list.released"
    LIST_REJECTED = "list.rejected"
    LIST_OVERTAKEN = "list.overtaken"
    LIST_INTERRUPTED = "list.interrupted"
    LIST_FILE_REFUSED = "list.file_refused"
    LIST_NOT_FETCHED = "list.not_fetched"
    HOUSE_ENTERED = "house.entered"
    HOUSE_WITHDRAWN = "house.withdrawn"
    POLICY_PROPOSED = "policy.proposed"
    POLICY_MEASURED = "policy.measured"
    POLICY_STOPPED = "policy.stopped"
    POLICY_ACTIVATED = "policy.activated"
    POLICY_WITHDRAWN = "policy.withdrawn"
    SUPPLIER_ENTERED = "supplier.entered"
    SUPPLIER_EDITED = "supplier.edited"
    SUPPLIER_IMPORTED = "supplier.imported"
    RUN_PLANNED = "run.planned"
    RUN_CLOSED = "run.closed"
    HIT_ENDED = "hit.ended"
    HIT_WOKEN = "hit.woken"
    CASE_OPENED = "case.opened"
    CASE_ASSIGNED = "case.assigned"
    CASE_UNASSIGNED = "case.unassigned"
    CASE_HIT_ADDED = "case.hit_added"
    CASE_WAITING = "case.waiting"
    CASE_RESUMED = "case.resumed"
    CASE_COMMENTED = "case.commented"
    CASE_FOLLOWED_UP = "case.followed_up"
    CASE_CLOSED = "case.closed"
    DECISION_PROPOSED = "decision.proposed"
    DECISION_APPROVED = "decision.approved"
    DECISION_SENT_BACK = "decision.sent_back"
    DECISION_WITHDRAWN = "decision.withdrawn"
    DECISION_OVERTAKEN = "decision.overtaken"
    COMPANY_ENTERED = "company.entered"
    COMPANY_EDITED = "company.edited"
    PERSON_ENTERED = "person.entered"
    PERSON_EDITED = "person.edited"
    PERSON_LOGGED_IN = "person.logged_in"
    PERSON_LOGGED_OUT = "person.logged_out"
    KEY_CREATED = "key.created"
    KEY_REVOKED = "key.revoked"
    TRAIL_EXPORTED = "trail.exported"


class ActorKind(StrEnum):
    """Who acts: a person, the house itself, or another system with a key."""

    HUMAN = "human"
    SYSTEM = "system"
    CLIENT = "client"


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever did it, by the name the trail keeps."""

    kind: ActorKind
    name: str

    @classmethod
    def of(cls, user: AbstractBaseUser) -> Actor:
        """The person behind a user."""
        return cls(ActorKind.HUMAN, user.get_username())


SYSTEM = Actor(ActorKind.SYSTEM, "cordon")


class NotInTransaction(RuntimeError):
    """An event was to be recorded outside the transaction of what it records."""


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """How many events stand, and the first that does not: its sequence and what is wrong with it."""

    events: int
    first_bad: int | None = None
    kind: str | None = None  # gap, prev, hash or head

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found."""
        return self.first_bad is None


def record(
    verb: Verb, *, actor: Actor, obj: models.Model | None = None, detail: Mapping[str, Any] | None = None
) -> AuditEvent:
    """Append one event, in the caller's transaction: what is rolled back was never recorded.

    Locks the head row until that transaction ends, so record last and end soon.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(f"{verb}: record an event inside the transaction of the change it records")
    head, _ = AuditHead.objects.select_for_update().get_or_create(pk=1)
    event = AuditEvent(
        seq=head.seq + 1,
        at=timezone.now(),
        actor_kind=actor.kind,
        actor=actor.name,
        verb=verb,
        object_type=obj._meta.label_lower if obj else "",
        object_id=str(obj.pk) if obj else "",
        payload=json.dumps(detail or {}, **_CANONICAL),
        prev=head.hash,
    )
    event.hash = _hash(_line(event))
    event.save(force_insert=True)
    AuditHead.objects.filter(pk=1).update(seq=event.seq, hash=event.hash)
    return event


def verify() -> VerifyReport:
    """Walk the whole trail: no gap, each event tied to the one before, each hash right, the head the last of them.

    The trail may grow meanwhile: the last event found must lie between the head before the walk and the head after it.
    """
    before, at_head = _head(), ""
    last_seq, last_hash, events = 0, "", 0
    for event in AuditEvent.objects.order_by("seq").iterator(_PAGE):
        events += 1
        if fault := _fault(event, last_seq, last_hash):
            return VerifyReport(AuditEvent.objects.count(), min(event.seq, last_seq + 1), fault)
        last_seq, last_hash = event.seq, event.hash
        at_head = event.hash if event.seq == before.seq else at_head
    after = _head()
    if last_seq < before.seq:
        return VerifyReport(events, last_seq + 1, "head")
    if at_head != before.hash or last_seq > after.seq or (last_seq == after.seq and last_hash != after.hash):
        return VerifyReport(events, last_seq, "head")
    return VerifyReport(events)


def _head() -> AuditHead:
    return AuditHead.objects.filter(pk=1).first() or AuditHead()


def exported() -> Iterator[str]:
    """The trail as JSON lines; each holds exactly the fields its hash is made of, in that order, and the hash."""
    for event in AuditEvent.objects.order_by("seq").iterator(_PAGE):
        fields = dict(zip(_FIELDS, _line(event), strict=True))
        yield json.dumps({**fields, "hash": event.hash}, ensure_ascii=False)


_FIELDS = ("seq", "at", "actor_kind", "actor", "verb", "object_type", "object_id", "payload", "prev")


def _fault(event: AuditEvent, last_seq: int, last_hash: str) -> str | None:
    if event.seq != last_seq + 1:
        return "gap"
    if event.prev != last_hash:
        return "prev"
    return None if _is_hashed_right(event) else "hash"


def _is_hashed_right(event: AuditEvent) -> bool:
    try:
        return event.hash == _hash(_line(event))
    except (AttributeError, TypeError, ValueError):  # SQLite holds in any column what no event could say
        return False


def _line(event: AuditEvent) -> list[int | str]:
    at = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    actor = (str(event.actor_kind), event.actor)
    return [event.seq, at, *actor, str(event.verb), event.object_type, event.object_id, event.payload, event.prev]


def _hash(line: list[int | str]) -> str:
    """Over a JSON array, which no two different lines share; a plain join does not say where a field ends."""
    return hashlib.sha256(_LEAF + json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in the trail: pass text, numbers, days, lists or mappings")


_CANONICAL: dict[str, Any] = {
    "ensure_ascii": False,
    "sort_keys": True,
    "separators": (",", ":"),
    "allow_nan": False,
    "default": _plain,
}
