"""Everything the page of one case shows, read once and handed to the template ready-made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cases import comparing, memory, standing, standing_facts
from cases.comparing import Row, Word
from cases.findings import ReasonCode
from cases.forms import AssignForm, ProposalForm, WordsForm, at_stake
from cases.memory import Clearance
from cases.models import Decision, DecisionState, Disposition, Finding, Hit, Supplier, SupplierCase
from cases.standing_facts import Facts
from cases.timeline import timeline
from cases.transitions import Action, CaseState, actions_in
from cases.views.cards import Card, cards
from cases.words import (
    CASE_STATES,
    DECISION_STATES,
    DISPOSITIONS,
    OUTCOMES,
    READINGS,
    REASON_CODES,
    VERDICTS,
    clock,
    rule_words,
)
from sanctions.canonical import from_canonical
from sanctions.comparing import FieldChange, field_changes
from sanctions.effects import DealingEffect
from sanctions.models import Policy
from sanctions.records import ListedRecord, Reason
from sanctions.views.access import person_of
from sanctions.words import Badge

# The forms of words on the page, and what each asks for.
WORDED = {
    "note_form": "Note",
    "ask_form": "Question to the supplier",
    "resume_form": "What the supplier answered, or that it did not",
    "back_form": "What is missing",
    "follow_form": "Why it is looked at again",
}


@dataclass(frozen=True, slots=True)
class HitTab:
    """One hit in the strip."""

    hit: Hit
    badge: Badge
    is_current: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """One attribute with its verdict as a badge."""

    row: Row
    badge: Badge


@dataclass(frozen=True, slots=True)
class Laid:
    """One pair of words with how it reads and how it is drawn."""

    word: Word
    reading: str
    drawn: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the score: where its bar begins and how long it is, in hundredths of a point."""

    reason: Reason
    words: str
    start: float
    length: float
    tone: str


@dataclass(frozen=True, slots=True)
class Prior:
    """What was decided about the same pair before, and what changed since."""

    clearance: Clearance
    badge: Badge
    changes: Sequence[FieldChange]
    supplier_changed: bool


def case_page(
    request: HttpRequest, case: SupplierCase, *, forms: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The page; `forms` are those that came back with errors and keep what was typed."""
    return render(request, "cases/case.html", _context(request, case, forms or {}), status=status)


def find_case(reference: str) -> SupplierCase | None:
    """A case with all its page needs, or None."""
    rows = SupplierCase.objects.select_related("supplier", "assignee", "follows").prefetch_related(
        *(f"supplier__{part}" for part in ("other_names", "identifiers", "relations", "sites", "acting_entities")),
        "notes__author",
        "followed_by",
        Prefetch("decisions", Decision.objects.select_related("proposed_by", "decided_by").order_by("pk")),
        Prefetch("decisions__findings", Finding.objects.select_related("hit__listed_entity__list")),
    )
    return rows.filter(reference=reference).first()


def _context(request: HttpRequest, case: SupplierCase, forms: Mapping[str, Any]) -> dict[str, Any]:
    now, user = timezone.now(), person_of(request)
    facts = standing_facts.read([case.supplier], day=now.date())
    hits = list(
        case.hits.select_related("listed_entity__list", "revision__version", "wakes__revision").order_by(
            "-ended_at", "-score", "pk"
        )
    )
    hits.sort(key=lambda hit: hit.ended_at is not None)
    live = [hit for hit in hits if hit.ended_at is None]
    current = _current(request, hits)
    effects, policy = at_stake(case, live, facts), Policy.objects.in_force()
    pending = next((d for d in case.decisions.all() if d.state == DecisionState.PROPOSED), None)
    context = {
        "case": case,
        "state": CASE_STATES[CaseState(case.state)],
        "clock": clock(case.due_at, now=now, state=CaseState(case.state)),
        "standing": standing.dealings(case.supplier, day=now.date()),
        "effects": effects,
        "tabs": [HitTab(hit, _hit_badge(hit), hit == current) for hit in hits],
        "policy": policy,
        "threshold": round(100 * policy.possible, 1),
        "priors": list(_priors(live)),
        "pending": _decided(pending) if pending else None,
        "decisions": [_decided(d) for d in case.decisions.all() if d.state != DecisionState.PROPOSED],
        "timeline": timeline(case),
        **_abilities(case, user, pending),
        **_forms(case, live, effects, forms),
    }
    return {**context, **(_hit_context(current, hits, case.supplier, facts) if current else {})}


def _current(request: HttpRequest, hits: Sequence[Hit]) -> Hit | None:
    asked = request.GET.get("hit", "")
    by_number = {str(hit.pk): hit for hit in hits}
    undecided = [hit for hit in hits if hit.ended_at is None and hit.disposition == Disposition.UNDECIDED]
    return by_number.get(asked) or next(iter(undecided or hits), None)


def _hit_badge(hit: Hit) -> Badge:
    if hit.ended_at is not None:
        return Badge("minus", f"Ended: {hit.get_end_reason_display()}")
    return DISPOSITIONS[Disposition(hit.disposition)]


def _hit_context(hit: Hit, hits: Sequence[Hit], supplier: Supplier, facts: Facts) -> dict[str, Any]:
    place = hits.index(hit)
    record = from_canonical(hit.revision.canonical)
    rows = comparing.attributes(hit, supplier, record)
    return {
        "hit": hit,
        "record": record,
        "hit_number": place + 1,
        "previous_hit": hits[place - 1] if place else None,
        "next_hit": hits[place + 1] if place + 1 < len(hits) else None,
        "rows": [Compared(row, VERDICTS[row.verdict]) for row in rows],
        "tally": [f"{count} {VERDICTS[verdict].words.lower()}" for verdict, count in comparing.tally(rows)],
        "laid": [Laid(word, *READINGS[word.rule]) for word in comparing.aligned(hit)],
        "cards": list(_cards(hit, supplier, facts)),
        "parts": list(_parts(hit)),
        "total": round(100 * hit.score, 1),
    }


def _cards(hit: Hit, supplier: Supplier, facts: Facts) -> Iterator[Card]:
    found = facts.designations.get(hit.listed_entity.current_id or hit.revision_id, ())
    prefetch_related_objects(found, "citations")
    return cards(
        found, hit.listed_entity.list, used=supplier.dealings, effects=lambda act: facts.effects(act, facts.day)
    )


def _parts(hit: Hit) -> Iterator[Part]:
    """A waterfall: each part begins where the last ended."""
    reached = 0.0
    for reason in comparing.reasons_of(hit):
        start, reached = reached, reached + reason.points
        if reason.points:
            tone = "up" if reason.points > 0 else "dn"
            low = min(start, reached)
            yield Part(reason, rule_words(reason.rule), round(100 * low, 1), round(100 * abs(reason.points), 1), tone)


def _priors(hits: Sequence[Hit]) -> Iterator[Prior]:
    """What was decided about a pair before it woke, and what changed of either side."""
    before = [hit.wakes for hit in hits if hit.wakes]
    known = memory.clearances(before)
    for hit in hits:
        if hit.wakes and hit.wakes.pk in known:
            found = known[hit.wakes.pk]
            yield Prior(
                clearance=found,
                badge=DISPOSITIONS[found.disposition],
                changes=_changes(hit.wakes, hit),
                supplier_changed=hit.wakes.supplier_fingerprint != hit.supplier_fingerprint,
            )


def _changes(before: Hit, after: Hit) -> tuple[FieldChange, ...]:
    if before.revision_id == after.revision_id:
        return ()
    return field_changes(_record(before), _record(after))


def _record(hit: Hit) -> ListedRecord:
    return from_canonical(hit.revision.canonical)


def _decided(decision: Decision) -> dict[str, Any]:
    """A decision in words: what was found, what follows, who said so."""
    return {
        "decision": decision,
        "badge": DECISION_STATES[DecisionState(decision.state)],
        "findings": [
            (finding.hit, DISPOSITIONS[Disposition(finding.disposition)], _code_words(finding.reason_code))
            for finding in decision.findings.all()
        ],
        "outcomes": [(dealing.capitalize(), OUTCOMES[outcome]) for dealing, outcome in decision.dealings.items()],
    }


def _code_words(code: str) -> str:
    return REASON_CODES[ReasonCode(code)] if code else ""


def _abilities(case: SupplierCase, user: User, pending: Decision | None) -> dict[str, bool]:
    """Which controls the page offers. The services decide; this only spares people a refusal they can foresee."""
    acts = actions_in(CaseState(case.state))
    works = user.has_perm("cases.propose_decision")
    is_mine = case.assignee_id == user.pk
    is_own_proposal = pending is not None and pending.proposed_by_id == user.pk
    return {
        "may_note": works and not case.is_closed,
        "may_claim": works and Action.ASSIGN in acts and case.assignee_id is None,
        "may_unassign": Action.UNASSIGN in acts and (is_mine or user.has_perm("cases.assign_case")),
        "may_assign": user.has_perm("cases.assign_case") and Action.ASSIGN in acts,
        "may_ask": works and Action.REQUEST_INFORMATION in acts,
        "may_resume": works and Action.RESUME in acts,
        "may_propose": works and Action.PROPOSE in acts,
        "may_judge": user.has_perm("cases.approve_decision") and Action.APPROVE in acts and not is_own_proposal,
        "may_withdraw": is_own_proposal,
        "may_follow_up": works and case.is_closed,
    }


def _forms(
    case: SupplierCase, live: Sequence[Hit], effects: Sequence[DealingEffect], kept: Mapping[str, Any]
) -> dict[str, Any]:
    """A fresh form of each kind, or the one that came back."""
    return {
        "proposal": ProposalForm(case, live, effects) if not case.is_closed else None,
        "assign_form": AssignForm(),
        **{name: WordsForm(label=label, prefix=name) for name, label in WORDED.items()},
        **kept,
    }
