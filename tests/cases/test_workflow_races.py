"""Two people, or two workers, at the same moment: exactly one wins and the other is told."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from cases import workflow
from cases.models import Decision, Disposition, Outcome, SupplierCase
from cases.workflow import Finding, ReasonCode
from sanctions import audit
from sanctions.effects import Dealing
from sanctions.models import AuditEvent
from tests.factories import a_hit, a_run, a_supplier, an_approver, an_officer

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]

CONFIRMED = Finding(Disposition.TRUE_MATCH)
CLEARED = Finding(Disposition.FALSE_POSITIVE, ReasonCode.DIFFERENT_NAME)
TRIALS = 50


@pytest.fixture(autouse=True)
def a_database_with_row_locks() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time and would hide a race: run this on PostgreSQL")


def at_once(*steps: Callable[[], object]) -> list[object]:
    """What each step returned, or the error it was refused with."""
    start = Barrier(len(steps))
    ends: list[object] = [None] * len(steps)

    def run(place: int) -> None:
        start.wait()
        try:
            ends[place] = steps[place]()
        except workflow.WorkflowError as error:
            ends[place] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(place,)) for place in range(len(steps))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def test_of_two_opposite_proposals_one_wins_and_the_other_is_told() -> None:
    first, second = an_officer(), an_officer()

    for _ in range(TRIALS):
        hit = a_hit()
        events = AuditEvent.objects.count()

        def propose(by, finding, outcome, case=hit.case, key=hit.pk):
            return workflow.propose(
                case,
                by=by,
                findings={key: finding},
                dealings={Dealing.BUY: outcome},
                reason="Looked.",
                expected_version=1,
            )

        ends = at_once(
            lambda: propose(first, CONFIRMED, Outcome.REJECT), lambda: propose(second, CLEARED, Outcome.PROCEED)
        )

        assert sorted(type(end).__name__ for end in ends) == ["Decision", "StaleCase"]
        assert Decision.objects.filter(case=hit.case).count() == 1
        assert AuditEvent.objects.count() == events + 1
    assert audit.verify().is_whole


def test_of_an_approval_and_a_sending_back_one_wins_and_the_other_is_told() -> None:
    officer, one, other = an_officer(), an_approver(), an_approver()

    for _ in range(TRIALS):
        hit = a_hit()
        decision = workflow.propose(
            hit.case, by=officer, findings={hit.pk: CONFIRMED}, dealings={Dealing.BUY: Outcome.REJECT}, reason="Same."
        )

        ends = at_once(
            lambda d=decision: workflow.approve(d, reviewer=one),
            lambda d=decision: workflow.send_back(d, reviewer=other, reason="Not yet"),
        )

        assert sorted(type(end).__name__ for end in ends) == ["StaleCase", "SupplierCase"]


def test_two_workers_that_find_something_for_the_same_suppliers_share_their_cases() -> None:
    run = a_run()

    for _ in range(TRIALS):
        keys = [a_supplier().pk for _ in range(5)]

        ends = at_once(
            lambda k=keys: workflow.open_cases(k, run=run), lambda k=keys: workflow.open_cases(k[::-1], run=run)
        )

        opened = [{case.pk for case in end.values()} for end in ends]
        assert opened[0] == opened[1]
        assert SupplierCase.objects.open().filter(supplier__in=keys).count() == len(keys)
