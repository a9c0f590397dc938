"""What happened in a case, from the trail, in the words of the people who read it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from cases.models import SupplierCase
from sanctions.audit import ActorKind, Verb
from sanctions.models import AuditEvent


@dataclass(frozen=True, slots=True)
class Happening:
    """One event: when, who, what, and the words that were written with it."""

    seq: int
    at: datetime
    icon: str
    who: str
    what: str
    words: str


# verb -> glyph, sentence; braces are filled from the event's detail.
SENTENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        Verb.CASE_OPENED: ("run", "opened the case"),
        Verb.CASE_ASSIGNED: ("user", "gave the case to {to}"),
        Verb.CASE_UNASSIGNED: ("user", "put the case back into the queue"),
        Verb.CASE_HIT_ADDED: ("plus", "found something new for this supplier, run {run}"),
        Verb.CASE_WAITING: ("hold", "asked the supplier"),
        Verb.CASE_RESUMED: ("file", "went on after the supplier's answer"),
        Verb.CASE_COMMENTED: ("note", "noted"),
        Verb.CASE_FOLLOWED_UP: ("back", "opened this case to follow {follows}"),
        Verb.CASE_CLOSED: ("agree", "closed the case"),
        Verb.DECISION_PROPOSED: ("two", "proposed a decision"),
        Verb.DECISION_APPROVED: ("agree", "approved the decision and closed the case"),
        Verb.DECISION_SENT_BACK: ("back", "sent the proposal back"),
        Verb.DECISION_WITHDRAWN: ("minus", "took the proposal back"),
        Verb.DECISION_OVERTAKEN: ("conflict", "returned the proposal: it had not seen what is new"),
    }
)
OTHER = ("open", "{verb}")


def timeline(case: SupplierCase) -> list[Happening]:
    """The events of one case, oldest first."""
    events = AuditEvent.objects.filter(object_type=case._meta.label_lower, object_id=str(case.pk)).order_by("seq")
    return [_happening(event) for event in events]


def _happening(event: AuditEvent) -> Happening:
    detail: dict[str, Any] = json.loads(event.payload)
    icon, sentence = SENTENCES.get(event.verb, OTHER)
    if event.verb == Verb.CASE_ASSIGNED and detail.get("to") == event.actor:
        sentence = "claimed the case"
    return Happening(
        seq=event.seq,
        at=event.at,
        icon=icon,
        who="Screening" if event.actor_kind == ActorKind.SYSTEM else event.actor,
        what=sentence.format_map(_Known({**detail, "verb": event.verb})),
        words=_first(detail.get(key) for key in ("text", "reason", "why")),
    )


class _Known(dict[str, Any]):
    """An event written before a detail existed reads with a gap and not with an error."""

    def __missing__(self, key: str) -> str:
        return "…"


def _first(texts: Iterable[Any]) -> str:
    return next((str(text) for text in texts if text), "")
