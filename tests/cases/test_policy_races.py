"""Two people decide about policies at the same moment, or the house moves under one: nobody is lost, one wins."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections

from cases import activating, planning, rescreening, shadow_report, shadowing
from cases.activating import MeasuredAgainstAnother
from cases.models import RunState, ScreeningRun, ShadowHit, Supplier
from sanctions import audit, policies
from sanctions.models import AuditEvent, Policy, PolicyState
from sanctions.policies import MAY_ACTIVATE, MAY_PROPOSE, Changes
from sanctions.policy_errors import AnotherIsMeasured, PolicyError, WrongState
from tests.factories import a_person, a_proposed_policy, a_supplier, publish

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]

TRIALS = 8


@pytest.fixture(autouse=True)
def a_database_with_row_locks() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time and would hide a race: run this on PostgreSQL")


@pytest.fixture
def people() -> list[User]:
    """Two who may activate, and neither of whom proposes."""
    return [a_person(name, permissions=(MAY_ACTIVATE,)) for name in ("amari", "brandt")]


@pytest.fixture
def screened() -> None:
    publish("Hengli Optics", "Orient Star Shipping")
    for number in range(30):
        a_supplier("Hengli Optics" if number % 10 == 0 else f"Plain Parts {number}")
    rescreening.work_off()


def at_once(*steps: Callable[[], object]) -> list[object]:
    """What each step returned, or the error it was refused with."""
    start = Barrier(len(steps))
    ends: list[object] = [None] * len(steps)

    def run(place: int) -> None:
        start.wait()
        try:
            ends[place] = steps[place]()
        except PolicyError as error:
            ends[place] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(place,)) for place in range(len(steps))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def measured(possible: float) -> Policy:
    proposal = a_proposed_policy(possible=possible)
    shadowing.begin(proposal, by=None)
    rescreening.work_off()
    return Policy.objects.get(pk=proposal.pk)


def kinds(ends: list[object]) -> list[str]:
    return sorted(type(end).__name__ for end in ends)


def test_of_two_people_who_activate_one_policy_one_does(screened: None, people: list[User]):
    for trial in range(TRIALS):
        proposal = measured(0.75 + trial / 1_000)
        steps = (lambda p=proposal, by=by: activating.activate(p, by=by, reason="Read it.") for by in people)
        ends = at_once(*steps)

        assert kinds(ends) == ["Policy", WrongState.__name__], ends
        assert Policy.objects.filter(state=PolicyState.ACTIVE).get() == proposal
        rescreening.work_off()
    assert AuditEvent.objects.filter(verb="policy.activated").count() == TRIALS
    assert audit.verify().is_whole


def test_of_two_policies_activated_at_once_one_comes_into_force(screened: None, people: list[User]):
    for trial in range(TRIALS):
        first, second = measured(0.75 + trial / 1_000), measured(0.8 + trial / 1_000)
        ends = at_once(
            lambda p=first: activating.activate(p, by=people[0], reason="Read it."),
            lambda p=second: activating.activate(p, by=people[1], reason="Read it."),
        )

        assert kinds(ends) == [MeasuredAgainstAnother.__name__, "Policy"], ends
        assert Policy.objects.filter(state=PolicyState.ACTIVE).count() == 1
        rescreening.work_off()


def test_of_an_activation_and_a_withdrawal_one_wins(screened: None, people: list[User]):
    for trial in range(TRIALS):
        proposal = measured(0.75 + trial / 1_000)
        ends = at_once(
            lambda p=proposal: activating.activate(p, by=people[0], reason="Read it."),
            lambda p=proposal: policies.withdraw(p, by=people[1], reason="No."),
        )

        assert kinds(ends) == ["Policy", WrongState.__name__], ends
        rescreening.work_off()


def test_proposals_made_at_once_each_get_a_version_of_their_own(people: list[User]):
    authors = [a_person(permissions=(MAY_PROPOSE,)) for _ in range(6)]
    steps = (
        lambda by=by, at=at: policies.propose(Changes(possible=0.7 + at / 100), by=by, reason="One of many.")
        for at, by in enumerate(authors)
    )

    assert kinds(at_once(*steps)) == ["Policy"] * 6
    assert sorted(Policy.objects.values_list("version", flat=True)) == list(range(1, 8))


def test_two_proposals_are_never_measured_at_once(screened: None):
    one, other = a_proposed_policy(possible=0.79), a_proposed_policy(possible=0.8)
    ends = at_once(lambda: shadowing.begin(one, by=None), lambda: shadowing.begin(other, by=None))

    assert kinds(ends) == [AnotherIsMeasured.__name__, "ScreeningRun"], ends


def test_stopped_while_workers_measure_nothing_is_left(screened: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(planning, "SUPPLIERS_PER_CHUNK", 3)
    proposal = a_proposed_policy(possible=0.79)
    for _ in range(TRIALS):
        run = shadowing.begin(proposal, by=None)
        at_once(rescreening.work_some, rescreening.work_some, lambda: shadowing.stop(proposal, by=None))

        run.refresh_from_db()
        if run.state == RunState.STOPPED:
            assert not ShadowHit.objects.filter(run=run).exists()
        assert run.state != RunState.OPEN
        proposal.refresh_from_db()
        assert proposal.state in (PolicyState.PROPOSED, PolicyState.MEASURED)
    assert audit.verify().is_whole


def test_suppliers_imported_and_lists_loaded_while_workers_measure_are_screened_and_told(
    screened: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(planning, "SUPPLIERS_PER_CHUNK", 3)
    proposal = a_proposed_policy(possible=0.79)
    shadowing.begin(proposal, by=None)

    def come() -> None:
        for number in range(20):
            a_supplier("Orient Star Shipping" if number % 10 == 0 else f"Late Parts {number}")
        publish("Hengli Optics", "Orient Star Shipping", "Listed Meanwhile", day="2021-12-18")

    at_once(rescreening.work_some, rescreening.work_some, come)
    rescreening.work_off()

    run = ScreeningRun.objects.get(reason="shadow")
    assert (run.state, run.suppliers) == (RunState.CLOSED, 30)
    assert ShadowHit.objects.filter(run=run).count() == 3
    assert planning.completeness().is_complete
    stale = shadow_report.staleness_of(run)
    assert (stale.suppliers, stale.entries) == (20, 1)
    assert Supplier.objects.filter(hits__isnull=False, screened_policy=1).distinct().count() == 5
