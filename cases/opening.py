"""Opens a case where screening found something, or takes what it found into the case that is open already."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db import transaction
from django.utils import timezone

from cases.models import Decision, DecisionState, Priority, ScreeningRun, Supplier, SupplierCase
from cases.transitions import Action, CaseState, after
from sanctions import audit
from sanctions.audit import Actor, Verb

# Working days to the first decision; public holidays are not counted yet (issue 6).
WORKING_DAYS: Mapping[Priority, int] = MappingProxyType({Priority.URGENT: 1, Priority.NORMAL: 3})
_FRIDAY = 4

OVERTAKEN = "Something new was found for this supplier after the proposal was made: decide again with all of it."


def open_case(
    supplier: Supplier,
    *,
    run: ScreeningRun | None,
    actor: Actor = audit.SYSTEM,
    why: str = "",
    urgent: bool = False,
    may_be_released: bool = False,
) -> SupplierCase:
    """The open case of one supplier that something was found about."""
    cases = open_cases(
        [supplier.pk],
        run=run,
        actor=actor,
        why=why,
        urgent=[supplier.pk] if urgent else (),
        may_be_released=[supplier.pk] if may_be_released else (),
    )
    return cases[supplier.pk]


@transaction.atomic
def open_cases(
    suppliers: Collection[int],
    *,
    run: ScreeningRun | None,
    actor: Actor = audit.SYSTEM,
    why: str = "",
    urgent: Collection[int] = (),
    may_be_released: Collection[int] = (),
) -> dict[int, SupplierCase]:
    """The open case of each supplier that something new was found about, by supplier key; a new one has version 1.

    Call it once per transaction and before writing hits: all suppliers are locked in one order, ahead of the trail.
    A proposal that waits for its second person is returned, because it did not see what is new.
    """
    locked = list(Supplier.objects.select_for_update(no_key=True).filter(pk__in=suppliers).order_by("pk"))
    standing = (
        SupplierCase.objects.select_for_update(no_key=True).open().filter(supplier__in=locked).order_by("supplier_id")
    )
    cases = {case.supplier_id: case for case in standing}
    fresh = _opened([s for s in locked if s.pk not in cases], why=why, urgent=urgent, may_be_released=may_be_released)
    for case in cases.values():
        release = case.supplier_id in may_be_released
        _take_in(case, run, actor, why=why, urgent=case.supplier_id in urgent, release=release)
    for case in fresh:
        audit.record(Verb.CASE_OPENED, actor=actor, obj=case, detail=_opening(case, run))
    return cases | {case.supplier_id: case for case in fresh}


def _opened(
    suppliers: Sequence[Supplier], *, why: str, urgent: Collection[int], may_be_released: Collection[int]
) -> list[SupplierCase]:
    now = timezone.now()
    before = _last_cases(suppliers)
    cases = [
        a_new_case(
            supplier.pk,
            now=now,
            follows=before.get(supplier.pk),
            why=why,
            priority=Priority.URGENT if supplier.pk in urgent else Priority.NORMAL,
            may_be_released=supplier.pk in may_be_released,
        )
        for supplier in suppliers
    ]
    return stored(cases)


def a_new_case(
    supplier_id: int,
    *,
    now: datetime,
    follows: SupplierCase | None,
    why: str,
    priority: Priority,
    may_be_released: bool = False,
) -> SupplierCase:
    """A case nobody has yet; it is not stored."""
    return SupplierCase(
        reference=f"new-{uuid.uuid4().hex[:16]}",
        supplier_id=supplier_id,
        state=CaseState.FOLLOW_UP if follows else CaseState.UNASSIGNED,
        priority=priority,
        follows=follows,
        why=why[:300],
        may_be_released=may_be_released,
        opened_at=now,
        due_at=due(now, priority),
    )


def stored(cases: list[SupplierCase]) -> list[SupplierCase]:
    """Writes new cases; a reference counts through the house, so it is given once the row has its number."""
    SupplierCase.objects.bulk_create(cases)
    for case in cases:
        case.reference = f"C-{case.opened_at:%Y}-{case.pk:06}"
    SupplierCase.objects.bulk_update(cases, ["reference"])
    return cases


def _last_cases(suppliers: Iterable[Supplier]) -> dict[int, SupplierCase]:
    closed = SupplierCase.objects.filter(supplier__in=list(suppliers), closed_at__isnull=False)
    return {case.supplier_id: case for case in closed.order_by("closed_at", "pk")}


def _take_in(
    case: SupplierCase, run: ScreeningRun | None, actor: Actor, *, why: str, urgent: bool, release: bool
) -> None:
    if case.state == CaseState.SECOND_REVIEW:
        _return_proposal(case, actor)
    case.state = after(CaseState(case.state), Action.ADD_HIT)
    case.version += 1
    case.may_be_released = case.may_be_released or release
    if urgent and case.priority != Priority.URGENT:
        case.priority = Priority.URGENT
        case.due_at = min(case.due_at, due(timezone.now(), Priority.URGENT))
    case.save(update_fields=["state", "version", "may_be_released", "priority", "due_at", "updated_at"])
    audit.record(Verb.CASE_HIT_ADDED, actor=actor, obj=case, detail=_opening(case, run) | {"why": why})


def _return_proposal(case: SupplierCase, actor: Actor) -> None:
    decision = Decision.objects.get(case=case, state=DecisionState.PROPOSED)
    decision.state = DecisionState.SENT_BACK
    decision.decided_at = timezone.now()
    decision.decided_reason = OVERTAKEN
    decision.save(update_fields=["state", "decided_at", "decided_reason"])
    audit.record(Verb.DECISION_OVERTAKEN, actor=actor, obj=case, detail={"decision": decision.pk})


def _opening(case: SupplierCase, run: ScreeningRun | None) -> dict[str, object]:
    return {
        "reference": case.reference,
        "supplier": case.supplier_id,
        "run": run.pk if run else None,
        "state": str(case.state),
        "priority": str(case.priority),
        "follows": case.follows_id,
        "why": case.why,
        "may_be_released": case.may_be_released,
        "version": case.version,
    }


def due(start: datetime, priority: Priority) -> datetime:
    """When a case opened at `start` should have its first decision: so many working days on, at the same hour."""
    day, left = start, WORKING_DAYS[priority]
    while left:
        day += timedelta(days=1)
        left -= day.weekday() <= _FRIDAY
    return day
