"""What people do in a case: each step locks it, checks who and when, changes it and records it, or refuses by name."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from cases.findings import Finding, ReasonCode, check_findings, checked_dealings
from cases.models import (
    CaseNote,
    Decision,
    DecisionState,
    Disposition,
    EndReason,
    Hit,
    Outcome,
    Priority,
    Supplier,
    SupplierCase,
)
from cases.models import Finding as FindingRow
from cases.opening import a_new_case, open_case, open_cases, stored
from cases.transitions import Action, CaseState, NotAllowed, after
from cases.workflow_errors import (
    AssignedToAnother,
    ForeignHits,
    MissingReason,
    NotPermitted,
    OpenCaseExists,
    SameReviewer,
    StaleCase,
    SupplierBuyer,
    UndecidedHits,
    UnknownWord,
    WorkflowError,
    WrongState,
)
from sanctions import audit
from sanctions.audit import Actor, Verb
from sanctions.effects import Dealing

__all__ = [
    "AssignedToAnother",
    "Finding",
    "ForeignHits",
    "MissingReason",
    "NotPermitted",
    "OpenCaseExists",
    "ReasonCode",
    "SameReviewer",
    "StaleCase",
    "SupplierBuyer",
    "UndecidedHits",
    "UnknownWord",
    "WorkflowError",
    "WrongState",
    "approve",
    "ask",
    "assign",
    "claim",
    "comment",
    "follow_up",
    "open_case",
    "open_cases",
    "propose",
    "resume",
    "return_cases",
    "send_back",
    "unassign",
    "withdraw",
]

WORK, ASSIGN, APPROVE = "cases.propose_decision", "cases.assign_case", "cases.approve_decision"


# Who has the case


@transaction.atomic
def assign(case: SupplierCase, *, to: User, by: User, expected_version: int | None = None) -> SupplierCase:
    """Give the case to a person who may work on it."""
    _permitted(by, ASSIGN, "assign cases")
    _permitted(to, WORK, "work on cases")
    return _hand_over(_locked(case, expected_version), to=to, by=by)


@transaction.atomic
def claim(case: SupplierCase, *, by: User, expected_version: int | None = None) -> SupplierCase:
    """Take a case nobody has."""
    _permitted(by, WORK, "work on cases")
    locked = _locked(case, expected_version)
    if locked.assignee_id == by.pk:
        return locked
    if locked.assignee_id is not None:
        raise AssignedToAnother(locked)
    return _hand_over(locked, to=by, by=by)


@transaction.atomic
def unassign(case: SupplierCase, *, by: User, expected_version: int | None = None) -> SupplierCase:
    """Put the case back into the queue: whoever has it may, and whoever assigns cases."""
    locked = _locked(case, expected_version)
    _permitted(by, WORK if locked.assignee_id == by.pk else ASSIGN, "put this case back into the queue")
    return _back_to_queue(locked, by=by)


@transaction.atomic
def return_cases(of: User, *, by: User) -> list[SupplierCase]:
    """Put everything a person holds back into the queue, when that person is switched off."""
    _permitted(by, ASSIGN, "assign cases")
    held = SupplierCase.objects.open().filter(assignee=of).exclude(state=CaseState.SECOND_REVIEW)
    return [_back_to_queue(_locked(case), by=by) for case in held.order_by("pk")]


# What is written in it


@transaction.atomic
def comment(case: SupplierCase, *, by: User, text: str) -> CaseNote:
    """Add a remark. It changes nothing about the case, so nobody's open form goes stale by it."""
    _permitted(by, WORK, "comment on cases")
    locked = _locked(case)
    if locked.is_closed:
        raise WrongState(f"{locked.reference} is closed and never changes: open a follow-up to add to it.")
    note = _note(locked, by, text)
    audit.record(Verb.CASE_COMMENTED, actor=Actor.of(by), obj=locked, detail={"note": note.pk, "text": note.text})
    return note


@transaction.atomic
def ask(case: SupplierCase, *, by: User, question: str) -> SupplierCase:
    """Wait for an answer of the supplier."""
    locked = _workable(case, by, None)
    _move(locked, Action.REQUEST_INFORMATION)
    note = _note(locked, by, question)
    return _saved(locked, Verb.CASE_WAITING, by, {"note": note.pk, "text": note.text})


@transaction.atomic
def resume(case: SupplierCase, *, by: User, answer: str) -> SupplierCase:
    """Go on after the supplier has answered, or has not."""
    locked = _workable(case, by, None)
    _move(locked, Action.RESUME)
    note = _note(locked, by, answer)
    return _saved(locked, Verb.CASE_RESUMED, by, {"note": note.pk, "text": note.text})


# What is decided


@transaction.atomic
def propose(
    case: SupplierCase,
    *,
    by: User,
    findings: Mapping[int, Finding],
    dealings: Mapping[Dealing, Outcome],
    reason: str,
    expected_version: int | None = None,
) -> Decision:
    """Say what was found about every live hit and what follows for each dealing; a second person has to agree."""
    locked = _workable(case, by, expected_version)
    _move(locked, Action.PROPOSE)
    hits = {hit.pk: hit for hit in locked.hits.live()}
    check_findings(locked, hits, findings)
    decision = Decision.objects.create(
        case=locked,
        dealings=checked_dealings(dealings),
        reason=_required(reason, locked, "a proposal"),
        proposed_by=by,
        proposed_at=timezone.now(),
    )
    FindingRow.objects.bulk_create(
        FindingRow(decision=decision, hit=hits[key], disposition=f.disposition, reason_code=f.reason_code)
        for key, f in findings.items()
    )
    locked.assignee = by
    _saved(locked, Verb.DECISION_PROPOSED, by, _summary(decision), "assignee")
    return decision


@transaction.atomic
def approve(decision: Decision, *, reviewer: User) -> SupplierCase:
    """Close the case on a second pair of eyes."""
    locked, pending = _judged(decision, reviewer)
    unseen = locked.hits.undecided().exclude(findings__decision=pending)
    if unseen.exists():
        raise UndecidedHits(locked, unseen)
    _move(locked, Action.APPROVE)
    now = timezone.now()
    _settle(pending, DecisionState.APPROVED, by=reviewer)
    for finding in pending.findings.all():
        Hit.objects.filter(pk=finding.hit_id).update(
            disposition=finding.disposition, reason_code=finding.reason_code, updated_at=now
        )
    locked.closed_at = now
    return _saved(locked, Verb.DECISION_APPROVED, reviewer, _summary(pending), "closed_at")


@transaction.atomic
def send_back(decision: Decision, *, reviewer: User, reason: str) -> SupplierCase:
    """Return a proposal to the person who made it, with what is missing."""
    locked, pending = _judged(decision, reviewer)
    words = _required(reason, locked, "sending back")
    _move(locked, Action.SEND_BACK)
    _settle(pending, DecisionState.SENT_BACK, by=reviewer, reason=words)
    return _saved(locked, Verb.DECISION_SENT_BACK, reviewer, {"decision": pending.pk, "reason": words})


@transaction.atomic
def withdraw(decision: Decision, *, by: User) -> SupplierCase:
    """Take one's own proposal back before anybody has judged it."""
    _permitted(by, WORK, "work on cases")
    locked = _locked(decision.case)
    pending = _pending(decision, locked)
    if pending.proposed_by_id != by.pk:
        raise NotPermitted(by, "withdraw another person's proposal")
    _move(locked, Action.WITHDRAW)
    _settle(pending, DecisionState.WITHDRAWN, by=by)
    return _saved(locked, Verb.DECISION_WITHDRAWN, by, {"decision": pending.pk})


@transaction.atomic
def follow_up(case: SupplierCase, *, by: User, reason: str) -> SupplierCase:
    """Open a case that follows a closed one. Its decided hits are asked about anew; till then the decision holds."""
    _permitted(by, WORK, "work on cases")
    closed = _locked(case)
    _not_the_buyer(closed, by)
    if not closed.is_closed:
        raise WrongState(f"{closed.reference} is still open: work on in it.")
    Supplier.objects.select_for_update(no_key=True).get(pk=closed.supplier_id)  # screening opens cases under this lock
    other = SupplierCase.objects.open().filter(supplier=closed.supplier_id).first()
    if other is not None:
        raise OpenCaseExists(other)
    words = _required(reason, closed, "a follow-up")
    [new] = stored(
        [
            a_new_case(
                closed.supplier_id, now=timezone.now(), follows=closed, why=words, priority=Priority(closed.priority)
            )
        ]
    )
    woken = [_asked_anew(hit, new) for hit in closed.hits.live()]
    detail = {"follows": closed.reference, "reason": words, "hits": woken}
    audit.record(Verb.CASE_FOLLOWED_UP, actor=Actor.of(by), obj=new, detail=detail)
    return new


# Checks


def _permitted(user: User, permission: str, act: str) -> None:
    """Asks the database, not the session: a right taken away a second ago is gone."""
    known = User.objects.filter(pk=user.pk).first()
    if known is None or not known.is_active or not known.has_perm(permission):
        raise NotPermitted(known or user, act)


def _not_the_buyer(case: SupplierCase, user: User) -> None:
    buyer = case.supplier.buyer.strip().casefold()
    if buyer and buyer in {user.get_username().casefold(), user.email.strip().casefold()}:
        raise SupplierBuyer(case, user)


def _locked(case: SupplierCase, expected_version: int | None = None) -> SupplierCase:
    rows = SupplierCase.objects.select_for_update(of=("self",), no_key=True).select_related("supplier")
    locked = rows.get(pk=case.pk)
    if expected_version is not None and locked.version != expected_version:
        raise StaleCase(locked)
    return locked


def _workable(case: SupplierCase, by: User, expected_version: int | None) -> SupplierCase:
    _permitted(by, WORK, "work on cases")
    locked = _locked(case, expected_version)
    _not_the_buyer(locked, by)
    return locked


def _judged(decision: Decision, reviewer: User) -> tuple[SupplierCase, Decision]:
    _permitted(reviewer, APPROVE, "judge proposals")
    locked = _locked(decision.case)
    pending = _pending(decision, locked)
    if pending.proposed_by_id == reviewer.pk:
        raise SameReviewer(locked, reviewer)
    _not_the_buyer(locked, reviewer)
    return locked, pending


def _pending(decision: Decision, locked: SupplierCase) -> Decision:
    pending = (
        Decision.objects.select_for_update(no_key=True).filter(pk=decision.pk, state=DecisionState.PROPOSED).first()
    )
    if pending is None:
        raise StaleCase(locked)
    return pending


def _required(text: str, case: SupplierCase, what: str) -> str:
    if not text.strip():
        raise MissingReason(f"{case.reference}: {what} needs a reason in words.")
    return text.strip()


# Steps


def _move(case: SupplierCase, action: Action) -> None:
    try:
        case.state = after(CaseState(case.state), action)
    except NotAllowed as error:
        raise WrongState(f"{case.reference}: {error}") from None


def _hand_over(case: SupplierCase, *, to: User, by: User) -> SupplierCase:
    _not_the_buyer(case, to)
    _move(case, Action.ASSIGN)
    case.assignee = to
    return _saved(case, Verb.CASE_ASSIGNED, by, {"to": to.get_username()}, "assignee")


def _back_to_queue(case: SupplierCase, *, by: User) -> SupplierCase:
    had = case.assignee.get_username() if case.assignee else ""
    _move(case, Action.UNASSIGN)
    case.assignee = None
    return _saved(case, Verb.CASE_UNASSIGNED, by, {"from": had}, "assignee")


def _settle(decision: Decision, state: DecisionState, *, by: User, reason: str = "") -> None:
    decision.state = state
    decision.decided_by = by
    decision.decided_at = timezone.now()
    decision.decided_reason = reason
    decision.save(update_fields=["state", "decided_by", "decided_at", "decided_reason"])


def _asked_anew(hit: Hit, case: SupplierCase) -> int:
    """The decided hit stays in its closed case as it was; a copy of it waits for a new finding."""
    old = hit.pk
    Hit.objects.filter(pk=old).update(ended_at=timezone.now(), end_reason=EndReason.WOKEN, updated_at=timezone.now())
    hit.pk, hit.case, hit.wakes_id = None, case, old
    hit.disposition, hit.reason_code = Disposition.UNDECIDED, ""
    hit.save(force_insert=True)
    return hit.pk


def _note(case: SupplierCase, by: User, text: str) -> CaseNote:
    words = _required(text, case, "a note")
    return CaseNote.objects.create(case=case, author=by, text=words, written_at=timezone.now())


def _saved(case: SupplierCase, verb: Verb, by: User, detail: Mapping[str, object], *changed: str) -> SupplierCase:
    case.version += 1
    case.save(update_fields=["state", "version", "updated_at", *changed])
    known = {"reference": case.reference, "state": str(case.state), "version": case.version}
    audit.record(verb, actor=Actor.of(by), obj=case, detail={**known, **detail})
    return case


def _summary(decision: Decision) -> dict[str, object]:
    return {
        "decision": decision.pk,
        "proposed_by": decision.proposed_by.get_username(),
        "reason": decision.reason,
        "dealings": decision.dealings,
        "findings": [
            {"hit": finding.hit_id, "disposition": finding.disposition, "reason_code": finding.reason_code}
            for finding in decision.findings.all()
        ],
    }
