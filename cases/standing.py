"""What is true of a supplier today, dealing by dealing: the one answer pages, exports and the API give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from cases.models import Decision, Disposition, EndReason, Hit, Outcome, Supplier
from cases.standing_facts import Facts, ListAnswer, read
from sanctions.effects import GRAVITY, HOLDS_EVERY_DEALING, Act, Dealing, DealingEffect, Effect
from sanctions.records import Coverage, Measure

STALE_AFTER = timedelta(days=7)  # a list nobody has checked for a week no longer proves that somebody is not on it


class Status(StrEnum):
    """What the ERP is told for one dealing, gravest first: of several answers the first here wins."""

    PROHIBITED = "prohibited"
    HOLD = "hold"
    LICENCE = "licence"
    REVIEW = "review"
    UNKNOWN = "unknown"
    CONDITIONS = "conditions"
    CLEAR = "clear"


WEIGHT: Mapping[Status, int] = MappingProxyType({status: rank for rank, status in enumerate(reversed(Status))})

DECIDED: Mapping[Outcome, Status] = MappingProxyType(
    {
        Outcome.PROCEED: Status.CLEAR,
        Outcome.CONDITIONS: Status.CONDITIONS,
        Outcome.LICENCE: Status.LICENCE,
        Outcome.HOLD: Status.HOLD,
        Outcome.REJECT: Status.PROHIBITED,
    }
)

# For a confirmed hit whose decision says nothing about a dealing the law speaks.
LAWFUL: Mapping[Effect, Status] = MappingProxyType(
    {
        Effect.PROHIBITED: Status.PROHIBITED,
        Effect.LICENCE: Status.LICENCE,
        Effect.PRESUMPTION: Status.HOLD,
        Effect.UNKNOWN: Status.UNKNOWN,
        Effect.RED_FLAG: Status.CONDITIONS,
        Effect.NOTE: Status.CLEAR,
        Effect.NONE: Status.CLEAR,
    }
)


@dataclass(frozen=True, slots=True)
class DealingStatus:
    """One dealing: what holds, on what ground, since when."""

    dealing: Dealing
    status: Status
    basis: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """One supplier's seven answers and what they rest on. `reason` says why something is unknown, else it is empty."""

    supplier_id: int
    version: int
    dealings: tuple[DealingStatus, ...]
    lists: tuple[ListAnswer, ...]
    reason: str = ""

    def of(self, dealing: Dealing) -> DealingStatus:
        """The answer for one dealing."""
        return next(answer for answer in self.dealings if answer.dealing == dealing)


def dealings(supplier: Supplier, *, day: date) -> Standing:
    """The standing of one supplier."""
    return dealings_for([supplier], day=day)[supplier.pk]


def dealings_for(suppliers: Sequence[Supplier], *, day: date) -> dict[int, Standing]:
    """The standing of many suppliers, by key, at a number of queries that does not depend on how many."""
    facts = read(suppliers, day=day)
    doubts = tuple(_doubts_about_lists(facts))
    return {supplier.pk: _standing(supplier, facts, doubts) for supplier in suppliers}


def _standing(supplier: Supplier, facts: Facts, doubts: tuple[DealingStatus, ...]) -> Standing:
    unproven = (*_doubts_about(supplier, facts), *doubts)
    found = [answer for hit in facts.hits.get(supplier.pk, ()) for answer in _from_hit(hit, facts)]
    answers = [*_from_decisions(supplier, facts), *found, *unproven]
    return Standing(
        supplier_id=supplier.pk,
        version=supplier.version,
        dealings=tuple(_gravest(answers, dealing, supplier) for dealing in Dealing),
        lists=facts.lists,
        reason=" ".join(dict.fromkeys(answer.basis for answer in unproven)),
    )


def _gravest(answers: Iterable[DealingStatus], dealing: Dealing, supplier: Supplier) -> DealingStatus:
    since = supplier.screened_at.date() if supplier.screened_at else None
    clear = DealingStatus(
        dealing, Status.CLEAR, "Screened against the lists in force: nothing stands against it.", since
    )
    return max((clear, *(a for a in answers if a.dealing == dealing)), key=lambda answer: WEIGHT[answer.status])


# What is not proven


def _doubts_about(supplier: Supplier, facts: Facts) -> Iterator[DealingStatus]:
    """A supplier not measured against everything in force is unknown, whatever was found before."""
    if supplier.pk not in facts.proven:
        yield from _everywhere(Status.UNKNOWN, _why_unscreened(supplier))


def _why_unscreened(supplier: Supplier) -> str:
    if supplier.status != "active":
        return "Retired: it is no longer screened."
    if supplier.screening_error:
        return f"It could not be screened: {supplier.screening_error}"
    if supplier.screened_at is None and supplier.screened_version is None:
        return "It has not been screened yet."
    return "It, or a list, has changed since it was last screened."


def _doubts_about_lists(facts: Facts) -> Iterator[DealingStatus]:
    """A list that is stale or only an excerpt leaves open the dealings its entries would touch."""
    published = [answer for answer in facts.lists if answer.measure != Measure.HOUSE]
    if not published:
        yield from _everywhere(Status.UNKNOWN, "No list is loaded.")
    elif all(answer.coverage == Coverage.EXCERPT for answer in published):
        yield from _everywhere(Status.UNKNOWN, "Only excerpts of lists are loaded.")
    yield from _open(facts, [a for a in published if a.coverage == Coverage.EXCERPT], "Only an excerpt is loaded of")
    yield from _open(facts, [a for a in published if a.age > STALE_AFTER], "Not checked for a week or more:")


def _open(facts: Facts, lists: list[ListAnswer], words: str) -> Iterator[DealingStatus]:
    touched = {a.title: facts.effects(Act(list=a.list, measure=a.measure), facts.day) for a in lists}
    for place, dealing in enumerate(Dealing):
        titles = [title for title, effects in touched.items() if effects[place].is_touched]
        if titles:
            yield DealingStatus(dealing, Status.UNKNOWN, f"{words} {', '.join(titles)}.")


def _everywhere(status: Status, basis: str, since: date | None = None) -> Iterator[DealingStatus]:
    return (DealingStatus(dealing, status, basis, since) for dealing in Dealing)


# What was found


def _from_hit(hit: Hit, facts: Facts) -> Iterator[DealingStatus]:
    if hit.disposition == Disposition.FALSE_POSITIVE:
        return
    decision = facts.decision_on(hit)
    holds = any(act.measure in HOLDS_EVERY_DEALING for act in facts.acts(hit) if not _is_over(act, facts.day))
    for effect in facts.effects_of(hit, day=facts.day):
        outcome = decision.dealings.get(effect.dealing) if decision else None
        if hit.disposition == Disposition.UNDECIDED or (hit.disposition == Disposition.INCONCLUSIVE and not outcome):
            yield from _undecided(hit, effect, holds)
        elif not _is_released(hit, effect.dealing, facts):
            yield _confirmed(hit, effect, decision, holds, facts)


def _undecided(hit: Hit, effect: DealingEffect, holds: bool) -> Iterator[DealingStatus]:
    status = Status.HOLD if holds else Status.REVIEW
    if holds or effect.is_touched:
        yield DealingStatus(effect.dealing, status, f"Undecided hit: {_who(hit)}.", hit.created_at.date())


def _confirmed(hit: Hit, effect: DealingEffect, decision: Decision | None, holds: bool, facts: Facts) -> DealingStatus:
    answer = _by_law(hit, effect, holds)
    if decision and effect.dealing in decision.dealings and decision.decided_at:
        decided = _by_decision(decision, effect.dealing)
        # A rule whose day came after the decision was not decided about: then the graver of the two holds.
        before = facts.effects_of(hit, day=decision.decided_at.date())[list(Dealing).index(effect.dealing)]
        answer = _graver(decided, answer) if GRAVITY[effect.today] > GRAVITY[before.today] else decided
    return answer if hit.ended_at is None else _ended(hit, answer)


def _by_law(hit: Hit, effect: DealingEffect, holds: bool) -> DealingStatus:
    status = LAWFUL[effect.today]
    if not effect.is_verified and effect.today == Effect.RED_FLAG:
        status = Status.UNKNOWN
    if effect.pending:
        status = max(status, Status.CONDITIONS, key=lambda word: WEIGHT[word])
    if holds and effect.is_touched:
        status = max(status, Status.HOLD, key=lambda word: WEIGHT[word])
    return DealingStatus(effect.dealing, status, f"{_who(hit)}: {effect.basis}", effect.from_day)


def _from_decisions(supplier: Supplier, facts: Facts) -> Iterator[DealingStatus]:
    """What two people decided last for a dealing holds, also when every hit behind it has ended."""
    for dealing in Dealing:
        naming = [d for d in facts.decisions.get(supplier.pk, ()) if dealing in d.dealings]
        if naming:
            yield _by_decision(naming[-1], dealing)


def _by_decision(decision: Decision, dealing: Dealing) -> DealingStatus:
    since = decision.decided_at.date() if decision.decided_at else None
    status = DECIDED[Outcome(decision.dealings[dealing])]
    return DealingStatus(dealing, status, f"Decided in case {decision.case.reference}.", since)


def _ended(hit: Hit, answer: DealingStatus) -> DealingStatus:
    """A confirmed hit that ended, by a delisting or a new name, is let go by two people and never by itself."""
    status = Status.HOLD if answer.status in (Status.PROHIBITED, Status.LICENCE) else answer.status
    if hit.end_reason == EndReason.WOKEN:
        return answer
    basis = f"{_who(hit)}: confirmed earlier, {hit.get_end_reason_display()}; may be released by a decision."
    return DealingStatus(answer.dealing, status, basis, answer.since)


def _is_released(hit: Hit, dealing: Dealing, facts: Facts) -> bool:
    if hit.ended_at is None:
        return False
    later = facts.decisions.get(hit.supplier_id, ())
    return any(d.decided_at and d.decided_at > hit.ended_at and dealing in d.dealings for d in later)


def _is_over(act: Act, day: date) -> bool:
    return act.ended_on is not None and act.ended_on <= day


def _graver(one: DealingStatus, other: DealingStatus) -> DealingStatus:
    return max((one, other), key=lambda answer: WEIGHT[answer.status])


def _who(hit: Hit) -> str:
    via = f", via {hit.via}" if hit.via else ""
    return f"{hit.listed_entity.list.short_title}, {hit.listed_entity.name}{via}"
