"""A proposed policy is measured against everybody and touches nobody; what crashes or moves meanwhile costs nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now

from cases import planning, rescreening, shadowing, subjects, worklist
from cases.measuring import findings_of, matches_of
from cases.models import (
    ChunkState,
    Hit,
    RunState,
    ScreenedFloor,
    ScreeningChunk,
    ShadowHit,
    Shift,
    Supplier,
    SupplierCase,
)
from sanctions import screening
from sanctions.matching.policy import MatchPolicy
from sanctions.models import AuditEvent, Policy, PolicyState
from sanctions.policies import MAY_PROPOSE
from sanctions.policy_errors import AnotherIsMeasured, NotPermitted, WrongState
from tests.factories import a_person, a_policy_in_force, a_proposed_policy, a_supplier, publish

pytestmark = pytest.mark.django_db

LISTED = ("Hengli Optics", "Moonrise Lasers", "Orient Star Shipping")
BOUGHT = ("Hengli Optics Co., Ltd", "Moonrise Laser", "Orient Starr Shiping", "Plain Parts Ltd")


@pytest.fixture
def screened() -> list[Supplier]:
    """Four suppliers measured against three entries, three of them hits of different bands."""
    publish(*LISTED)
    suppliers = [a_supplier(name) for name in BOUGHT]
    rescreening.work_off()
    return suppliers


def measured(by: Any = None, **changes: Any) -> Policy:
    """A proposal, measured to the end."""
    proposal = a_proposed_policy(by, **changes)
    shadowing.begin(proposal, by=proposal.proposed_by)
    rescreening.work_off()
    return Policy.objects.get(pk=proposal.pk)


def shifts() -> dict[str, str]:
    """What the proposal does to each hit, by supplier."""
    rows = ShadowHit.objects.select_related("supplier")
    return {row.supplier.name: row.shift.value for row in rows}


def everything_decided_on() -> list[Any]:
    """Hits, cases, watermarks and the floor, as they stand."""
    return [
        list(Hit.objects.order_by("pk").values()),
        list(SupplierCase.objects.order_by("pk").values()),
        list(Supplier.objects.order_by("pk").values()),
        list(ScreenedFloor.objects.values()),
        planning.completeness(),
    ]


def strict_from(supplier: Supplier) -> dict[str, float]:
    """Thresholds that this supplier's hit just does not reach."""
    score = Hit.objects.get(supplier=supplier).score + 0.0001
    return {"possible": score, "probable": score, "strong": max(score, 0.93)}


def test_the_report_says_what_a_proposal_loses(screened: list[Supplier]):
    measured(**strict_from(screened[2]))

    assert shifts() == {BOUGHT[0]: Shift.SAME, BOUGHT[1]: Shift.SAME, BOUGHT[2]: Shift.LOST}


def test_the_report_says_what_a_proposal_gains(screened: list[Supplier]):
    a_policy_in_force(**strict_from(screened[2]))
    rescreening.work_off()

    measured(possible=0.78, probable=0.78)
    assert shifts() == {BOUGHT[0]: Shift.SAME, BOUGHT[1]: Shift.SAME, BOUGHT[2]: Shift.GAINED}


def test_the_report_says_what_a_proposal_moves_into_another_band(screened: list[Supplier]):
    score = Hit.objects.get(supplier=screened[2]).score
    measured(probable=score, strong=score)

    assert shifts() == {BOUGHT[0]: Shift.SAME, BOUGHT[1]: Shift.SAME, BOUGHT[2]: Shift.MOVED}


def said(findings: shadowing.Findings) -> dict[Any, tuple[float, str]]:
    return {pair: (one.match.score, one.match.band) for pair, one in findings.items()}


def found_by(policy: MatchPolicy) -> dict[Any, tuple[float, str]]:
    """What one policy alone finds."""
    suppliers = subjects.read(Supplier.objects.order_by("pk"))
    return said(findings_of(matches_of(suppliers, screening.index().match_many, policy)))


@pytest.mark.parametrize("possible", [0.70, 0.78, 0.85, 0.90, 0.99])
def test_one_measurement_does_for_policies_that_differ_in_thresholds_only(screened: list[Supplier], possible: float):
    standing = screening.policy_in_force()
    other = replace(standing, version=2, possible=possible, probable=possible, strong=1.0)

    before, after = shadowing.both_ways(subjects.read(Supplier.objects.order_by("pk")), standing, other)
    assert (said(before), said(after)) == (found_by(standing), found_by(other))
    assert before


def test_measuring_touches_nothing_that_is_decided_on(screened: list[Supplier]):
    before = everything_decided_on()
    measured(possible=0.95, probable=0.95, strong=0.95)

    assert everything_decided_on() == before
    assert ShadowHit.objects.count() == 3


def test_changes_of_lists_and_suppliers_are_screened_before_a_proposal_is_measured(screened: list[Supplier]):
    proposal = a_proposed_policy()
    shadowing.begin(proposal, by=proposal.proposed_by)
    a_supplier("Came meanwhile")
    publish(*LISTED, "Entered Meanwhile", day="2021-12-18")
    worklist.plan()

    taken = [chunk.shape for chunk in iter(worklist.claim, None)]
    assert taken == ["by_listing", "by_supplier", "shadow"]


def test_a_supplier_imported_meanwhile_is_screened_under_the_policy_in_force(screened: list[Supplier]):
    proposal = a_proposed_policy(possible=0.81)
    shadowing.begin(proposal, by=proposal.proposed_by)
    late = a_supplier("Moonrise Lasers Ltd")

    rescreening.work_off()
    assert planning.completeness().is_complete
    assert Hit.objects.get(supplier=late).policy_version == 1


def test_a_chunk_whose_worker_died_is_measured_once_by_the_next(screened: list[Supplier]):
    proposal = a_proposed_policy()
    run = shadowing.begin(proposal, by=proposal.proposed_by)
    dead = worklist.claim()
    ScreeningChunk.objects.filter(pk=dead.pk).update(lease_until=Now() - timedelta(seconds=1))
    rescreening.work_off()

    with pytest.raises(worklist.LeaseLost):  # the dead worker wakes up and wants to write
        shadowing.measure_chunk(dead)
    run.refresh_from_db()
    assert (run.state, run.suppliers, ShadowHit.objects.count()) == (RunState.CLOSED, 4, 3)


def test_a_supplier_that_brings_the_matcher_down_is_named_and_stays_screened(
    screened: list[Supplier], monkeypatch: pytest.MonkeyPatch
):
    poison = screened[1].pk
    read = subjects.read

    def read_or_fall(suppliers):
        rows = read(suppliers)
        if any(row.key == poison for row in rows):
            raise ZeroDivisionError("what this row did to the matcher")
        return rows

    before = everything_decided_on()
    monkeypatch.setattr(subjects, "read", read_or_fall)
    assert measured().state == PolicyState.MEASURED

    assert everything_decided_on() == before
    failed = ScreeningChunk.objects.get(state=ChunkState.FAILED)
    assert (failed.lo, failed.hi) == (poison, poison)
    assert set(shifts()) == {BOUGHT[0], BOUGHT[2]}


def test_a_measurement_that_is_stopped_leaves_nothing_behind(screened: list[Supplier]):
    proposal = a_proposed_policy()
    run = shadowing.begin(proposal, by=proposal.proposed_by)
    held = worklist.claim()
    shadowing.stop(proposal, by=proposal.proposed_by)

    with pytest.raises(worklist.LeaseLost):
        shadowing.measure_chunk(held)
    assert rescreening.work_off() == []
    run.refresh_from_db()
    proposal.refresh_from_db()
    assert (run.state, proposal.state, ShadowHit.objects.count()) == (RunState.STOPPED, PolicyState.PROPOSED, 0)


def test_one_proposal_is_measured_at_a_time_and_may_be_measured_again(screened: list[Supplier]):
    first = measured()
    shadowing.begin(first, by=first.proposed_by)
    second = a_proposed_policy(possible=0.81)

    with pytest.raises(AnotherIsMeasured, match="Policy 2 is being measured"):
        shadowing.begin(second, by=second.proposed_by)
    with pytest.raises(WrongState, match="is measuring"):
        shadowing.begin(first, by=first.proposed_by)
    rescreening.work_off()
    assert ShadowHit.objects.values("run").distinct().count() == 2


def test_measuring_takes_the_right_to_propose(screened: list[Supplier]):
    proposal = a_proposed_policy()

    with pytest.raises(NotPermitted):
        shadowing.begin(proposal, by=a_person("reader"))
    shadowing.begin(proposal, by=a_person("other", permissions=(MAY_PROPOSE,)))


def test_the_trail_says_who_had_it_measured_and_what_came_of_it(screened: list[Supplier]):
    measured(**strict_from(screened[2]))

    said = {event.verb: event for event in AuditEvent.objects.filter(seq__gt=0)}
    assert '"lost":1' in said["policy.measured"].payload
    planned = AuditEvent.objects.filter(verb="run.planned", payload__contains="shadow").get()
    assert planned.actor_kind == "human"
