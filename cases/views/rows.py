"""Cases as the queue and the desk show them: best hit, dealing line and clock, at a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cases import standing_facts
from cases.comparing import reasons_of
from cases.models import Hit, Priority, Supplier, SupplierCase
from cases.standing_facts import Facts, line_of
from cases.transitions import CaseState
from cases.words import CASE_STATES, PRIORITIES, age, clock, rule_words
from sanctions.effects import GRAVITY, DealingEffect, gravest
from sanctions.words import Badge

REASONS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the queue."""

    case: SupplierCase
    best: Hit | None
    chip: DealingEffect | None  # the gravest effect of the best hit on a dealing in use
    others: int
    effects: Sequence[DealingEffect]  # of all live hits together
    reasons: Sequence[str]
    age: str
    clock: Badge
    state: Badge
    priority: Badge


def case_rows(cases: Iterable[SupplierCase], *, now: datetime) -> list[CaseRow]:
    """The cases with what their live hits mean today."""
    found = list(cases)
    facts = standing_facts.read([case.supplier for case in found], day=now.date())
    return [_row(case, facts, now) for case in found]


def chip_of(effects: Sequence[DealingEffect], supplier: Supplier) -> DealingEffect | None:
    """The one effect worth a chip: the gravest on a dealing in use, or on any where none is known to be in use."""
    in_use = [effect for effect in effects if effect.dealing in supplier.dealings]
    return gravest(in_use or effects) if effects else None


def _row(case: SupplierCase, facts: Facts, now: datetime) -> CaseRow:
    hits = [hit for hit in facts.hits.get(case.supplier_id, ()) if hit.case_id == case.pk and hit.ended_at is None]
    best = max(hits, key=lambda hit: (round(hit.score, 2), _weight(hit, case.supplier, facts)), default=None)
    return CaseRow(
        case=case,
        best=best,
        chip=chip_of(facts.effects_of(best, day=facts.day), case.supplier) if best else None,
        others=max(len(hits) - 1, 0),
        effects=line_of(hits, facts),
        reasons=_telling(best) if best else (),
        age=age(case.opened_at, now=now),
        clock=clock(case.due_at, now=now, state=CaseState(case.state)),
        state=CASE_STATES[CaseState(case.state)],
        priority=PRIORITIES[Priority(case.priority)],
    )


def _weight(hit: Hit, supplier: Supplier, facts: Facts) -> int:
    """Of hits as sure as each other the one that matters most to what we do stands in the row."""
    chip = chip_of(facts.effects_of(hit, day=facts.day), supplier)
    return GRAVITY[chip.effect] if chip else 0


def _telling(hit: Hit) -> list[str]:
    """The kind of name first, then what weighs most, each rule once."""
    head, rest = reasons_of(hit)[:1], reasons_of(hit)[1:]
    rules = [reason.rule for reason in (*head, *sorted(rest, key=lambda reason: -abs(reason.points)))]
    return [rule_words(rule) for rule in list(dict.fromkeys(rules))[:REASONS_SHOWN]]
