"""Cases are decided by two people: who may do what, what a decision needs, and what it leaves behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import F

from cases import workflow
from cases.models import (
    Decision,
    DecisionState,
    Disposition,
    EndReason,
    Hit,
    Outcome,
    Priority,
    SupplierCase,
)
from cases.opening import due
from cases.transitions import CaseState
from cases.workflow import Finding, ReasonCode
from sanctions import audit
from sanctions.effects import Dealing
from sanctions.models import AuditEvent
from tests.factories import (
    a_case,
    a_hit,
    a_listed_entity,
    a_person,
    a_run,
    a_supplier,
    an_approver,
    an_officer,
)

pytestmark = pytest.mark.django_db

CONFIRMED = Finding(Disposition.TRUE_MATCH)
CLEARED = Finding(Disposition.FALSE_POSITIVE, ReasonCode.DIFFERENT_IDENTIFIER)


def a_proposal(case: SupplierCase, by: User, finding: Finding = CONFIRMED, **more: object) -> Decision:
    """A proposal with one finding for every live hit."""
    plain: dict[str, object] = {
        "findings": {hit.pk: finding for hit in case.hits.live()},
        "dealings": {Dealing.BUY: Outcome.CONDITIONS, Dealing.SELL: Outcome.LICENCE},
        "reason": "Same registration number.",
    }
    return workflow.propose(case, by=by, **{**plain, **more})  # type: ignore[arg-type]


def a_closed_case(finding: Finding = CONFIRMED) -> SupplierCase:
    case = a_hit().case
    return workflow.approve(a_proposal(case, an_officer(), finding), reviewer=an_approver())


def the_last_event() -> tuple[str, str, dict[str, object]]:
    event = AuditEvent.objects.order_by("-seq")[0]
    return event.verb, event.actor, json.loads(event.payload)


class TestDeciding:
    def test_a_second_person_closes_the_case(self) -> None:
        hit = a_hit()
        officer, approver = an_officer(), an_approver()
        decision = a_proposal(hit.case, officer)

        case = workflow.approve(decision, reviewer=approver)

        hit.refresh_from_db()
        decision.refresh_from_db()
        assert (case.state, case.is_closed) == (CaseState.CLOSED, True)
        assert hit.disposition == Disposition.TRUE_MATCH
        assert (decision.state, decision.decided_by) == (DecisionState.APPROVED, approver)
        assert decision.dealings == {"buy": "conditions", "sell": "licence"}

    def test_until_then_nothing_is_decided(self) -> None:
        hit = a_hit()

        a_proposal(hit.case, an_officer())

        hit.refresh_from_db()
        assert hit.disposition == Disposition.UNDECIDED

    def test_a_cleared_hit_keeps_why(self) -> None:
        hit = a_closed_case(CLEARED).hits.get()

        assert (hit.disposition, hit.reason_code) == (Disposition.FALSE_POSITIVE, "different_identifier")

    def test_the_proposer_cannot_approve(self) -> None:
        both = an_approver()
        decision = a_proposal(a_hit().case, both)

        with pytest.raises(workflow.SameReviewer):
            workflow.approve(decision, reviewer=both)

        assert Decision.objects.get().state == DecisionState.PROPOSED

    def test_the_proposer_cannot_approve_through_the_database_either(self) -> None:
        both = an_approver()
        decision = a_proposal(a_hit().case, both)

        with pytest.raises(IntegrityError, match="approver_differs_from_proposer"), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(state=DecisionState.APPROVED, decided_by=F("proposed_by"))

    def test_nobody_approves_namelessly_through_the_database(self) -> None:
        decision = a_proposal(a_hit().case, an_officer())

        with pytest.raises(IntegrityError, match="approver_differs_from_proposer"), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(state=DecisionState.APPROVED)

    def test_an_administrator_cannot_approve_their_own_proposal(self) -> None:
        chief = User.objects.create_superuser("chief")
        decision = a_proposal(a_hit().case, chief)

        with pytest.raises(workflow.SameReviewer):
            workflow.approve(decision, reviewer=chief)

    def test_the_proposer_cannot_approve_after_taking_it_back_and_letting_somebody_else_propose_the_same(self) -> None:
        first, second = an_approver(), an_approver()
        hit = a_hit()
        old = a_proposal(hit.case, first)
        workflow.withdraw(old, by=first)
        new = a_proposal(hit.case, second)

        with pytest.raises(workflow.StaleCase):
            workflow.approve(old, reviewer=second)
        assert workflow.approve(new, reviewer=first).is_closed

    def test_the_proposer_cannot_send_back_their_own_proposal(self) -> None:
        both = an_approver()

        with pytest.raises(workflow.SameReviewer):
            workflow.send_back(a_proposal(a_hit().case, both), reviewer=both, reason="I changed my mind")

    def test_a_decision_leaves_one_event_with_what_was_decided(self) -> None:
        approver = an_approver()
        decision = a_proposal(a_hit().case, an_officer("okafor"))
        before = AuditEvent.objects.count()

        workflow.approve(decision, reviewer=approver)

        verb, actor, detail = the_last_event()
        assert AuditEvent.objects.count() == before + 1
        assert (verb, actor) == ("decision.approved", approver.username)
        assert (detail["proposed_by"], detail["dealings"]) == ("okafor", {"buy": "conditions", "sell": "licence"})
        assert detail["findings"] == [
            {"hit": decision.findings.get().hit_id, "disposition": "true_match", "reason_code": ""}
        ]
        assert audit.verify().is_whole

    def test_sending_back_returns_the_case_to_its_reviewer_with_the_reason(self) -> None:
        officer = an_officer()
        decision = a_proposal(a_hit().case, officer)

        case = workflow.send_back(decision, reviewer=an_approver(), reason="Ask for the licence number")

        decision.refresh_from_db()
        assert (case.state, case.assignee) == (CaseState.IN_REVIEW, officer)
        assert (decision.state, decision.decided_reason) == (DecisionState.SENT_BACK, "Ask for the licence number")

    def test_a_proposal_can_be_made_again_after_it_was_sent_back(self) -> None:
        officer, approver = an_officer(), an_approver()
        case = a_hit().case
        workflow.send_back(a_proposal(case, officer), reviewer=approver, reason="Look again")

        assert workflow.approve(a_proposal(case, officer, CLEARED), reviewer=approver).is_closed

    def test_only_the_proposer_withdraws(self) -> None:
        decision = a_proposal(a_hit().case, an_officer())

        with pytest.raises(workflow.NotPermitted):
            workflow.withdraw(decision, by=an_officer())

    def test_a_withdrawn_proposal_leaves_the_case_in_review(self) -> None:
        officer = an_officer()
        decision = a_proposal(a_hit().case, officer)

        assert workflow.withdraw(decision, by=officer).state == CaseState.IN_REVIEW
        with pytest.raises(workflow.StaleCase):
            workflow.approve(decision, reviewer=an_approver())


class TestWhatAProposalNeeds:
    def test_every_live_hit_needs_a_finding(self) -> None:
        case = a_hit().case
        other = a_hit(case, a_listed_entity("Hengtong Marine"))
        first = case.hits.exclude(pk=other.pk).get()

        with pytest.raises(workflow.UndecidedHits, match="Hengtong Marine"):
            a_proposal(case, an_officer(), findings={first.pk: CONFIRMED})

    def test_undecided_is_no_finding(self) -> None:
        hit = a_hit()

        with pytest.raises(workflow.UndecidedHits):
            a_proposal(hit.case, an_officer(), Finding(Disposition.UNDECIDED))

    def test_a_false_positive_needs_a_reason_code(self) -> None:
        with pytest.raises(workflow.MissingReason, match="contradicts"):
            a_proposal(a_hit().case, an_officer(), Finding(Disposition.FALSE_POSITIVE))

    def test_a_reason_code_is_one_the_house_knows(self) -> None:
        with pytest.raises(workflow.UnknownWord):
            a_proposal(a_hit().case, an_officer(), Finding(Disposition.FALSE_POSITIVE, "because"))

    @pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
    def test_a_proposal_needs_a_reason_in_words(self, reason: str) -> None:
        with pytest.raises(workflow.MissingReason):
            a_proposal(a_hit().case, an_officer(), reason=reason)

    def test_sending_back_needs_a_reason_in_words(self) -> None:
        decision = a_proposal(a_hit().case, an_officer())

        with pytest.raises(workflow.MissingReason):
            workflow.send_back(decision, reviewer=an_approver(), reason=" ")

    def test_a_hit_of_another_case_is_refused(self) -> None:
        case, other = a_hit().case, a_hit(entity=a_listed_entity("Yitu"))

        with pytest.raises(workflow.ForeignHits, match=str(other.pk)):
            a_proposal(case, an_officer(), findings={case.hits.get().pk: CONFIRMED, other.pk: CLEARED})

    @pytest.mark.parametrize("dealings", [{"lend": "proceed"}, {"buy": "blocked"}])
    def test_dealings_and_outcomes_are_words_the_house_knows(self, dealings: dict[str, str]) -> None:
        with pytest.raises(workflow.UnknownWord):
            a_proposal(a_hit().case, an_officer(), dealings=dealings)

    def test_a_refused_proposal_leaves_nothing_behind(self) -> None:
        case = a_hit().case

        with pytest.raises(workflow.MissingReason):
            a_proposal(case, an_officer(), reason="")

        case.refresh_from_db()
        assert (case.state, case.version) == (CaseState.UNASSIGNED, 1)
        assert not Decision.objects.exists()
        assert not AuditEvent.objects.exists()

    def test_a_case_whose_hits_have_all_ended_can_be_closed(self) -> None:
        hit = a_hit()
        Hit.objects.update(ended_at=hit.created_at, end_reason=EndReason.DELISTED)
        decision = a_proposal(hit.case, an_officer(), dealings={Dealing.BUY: Outcome.PROCEED})

        assert workflow.approve(decision, reviewer=an_approver()).is_closed


class TestTwoAtOnce:
    def test_a_decision_on_an_old_look_is_refused_with_the_present_state(self) -> None:
        case = a_hit().case
        quick, slow = an_officer("quick"), an_officer("slow")
        seen = case.version
        a_proposal(case, quick, expected_version=seen)

        with pytest.raises(workflow.StaleCase, match="second review, with quick") as refused:
            a_proposal(case, slow, CLEARED, expected_version=seen)

        assert (refused.value.state, refused.value.version) == (CaseState.SECOND_REVIEW, 2)
        assert Decision.objects.count() == 1

    def test_of_two_approvals_the_second_is_told(self) -> None:
        decision = a_proposal(a_hit().case, an_officer())
        stale = Decision.objects.get(pk=decision.pk)
        workflow.approve(decision, reviewer=an_approver())

        with pytest.raises(workflow.StaleCase, match="closed"):
            workflow.approve(stale, reviewer=an_approver())
        with pytest.raises(workflow.StaleCase):
            workflow.send_back(stale, reviewer=an_approver(), reason="Too late")

    def test_the_database_holds_one_pending_proposal_per_case(self) -> None:
        decision = a_proposal(a_hit().case, an_officer())
        decision.pk = None

        with pytest.raises(IntegrityError), transaction.atomic():
            decision.save(force_insert=True)

    def test_every_change_counts(self) -> None:
        case = a_hit().case
        officer, approver = an_officer(), an_approver()
        versions = [
            case.version,
            workflow.claim(case, by=officer).version,
            workflow.ask(case, by=officer, question="Which Huawei?").version,
            workflow.resume(case, by=officer, answer="The marine one").version,
        ]
        decision = a_proposal(case, officer)
        versions.append(SupplierCase.objects.get(pk=case.pk).version)
        versions.append(workflow.approve(decision, reviewer=approver).version)

        assert versions == [1, 2, 3, 4, 5, 6]

    def test_a_remark_makes_nobodys_form_stale(self) -> None:
        case = a_hit().case
        workflow.comment(case, by=an_officer(), text="Rang them.")

        assert a_proposal(case, an_officer(), expected_version=1).state == DecisionState.PROPOSED


def _with_a_pending_proposal(act: Callable[[Decision, User], object]) -> Callable[[User], object]:
    return lambda user: act(a_proposal(a_hit().case, an_officer()), user)


DOORS: dict[str, Callable[[User], object]] = {
    "assign": lambda user: workflow.assign(a_case(), to=an_officer(), by=user),
    "claim": lambda user: workflow.claim(a_case(), by=user),
    "unassign": lambda user: workflow.unassign(workflow.claim(a_case(), by=an_officer()), by=user),
    "return_cases": lambda user: workflow.return_cases(an_officer(), by=user),
    "comment": lambda user: workflow.comment(a_case(), by=user, text="Hello"),
    "ask": lambda user: workflow.ask(workflow.claim(a_case(), by=an_officer()), by=user, question="Who?"),
    "propose": lambda user: a_proposal(a_hit().case, user),
    "approve": _with_a_pending_proposal(lambda decision, user: workflow.approve(decision, reviewer=user)),
    "send_back": _with_a_pending_proposal(lambda d, user: workflow.send_back(d, reviewer=user, reason="No")),
    "withdraw": _with_a_pending_proposal(lambda decision, user: workflow.withdraw(decision, by=user)),
    "follow_up": lambda user: workflow.follow_up(a_closed_case(), by=user, reason="New facts"),
}


class TestWhoMayDoWhat:
    @pytest.mark.parametrize("door", DOORS)
    def test_somebody_without_the_right_is_refused_at_every_door(self, door: str) -> None:
        with pytest.raises(workflow.NotPermitted, match="has no such right"):
            DOORS[door](a_person("visitor"))

    @pytest.mark.parametrize("door", DOORS)
    def test_somebody_switched_off_in_mid_session_is_refused_at_every_door(self, door: str) -> None:
        person = a_person(permissions=tuple({workflow.WORK, workflow.ASSIGN, workflow.APPROVE}))
        person.get_all_permissions()  # the session has them cached
        User.objects.filter(pk=person.pk).update(is_active=False)

        with pytest.raises(workflow.NotPermitted, match="is switched off"):
            DOORS[door](person)

    def test_an_approver_who_lost_the_right_a_second_ago_is_refused(self) -> None:
        approver = an_approver()
        assert approver.has_perm(workflow.APPROVE)
        decision = a_proposal(a_hit().case, an_officer())
        User.objects.get(pk=approver.pk).user_permissions.clear()

        with pytest.raises(workflow.NotPermitted):
            workflow.approve(decision, reviewer=approver)

    def test_an_officer_cannot_approve(self) -> None:
        decision = a_proposal(a_hit().case, an_officer())

        with pytest.raises(workflow.NotPermitted):
            workflow.approve(decision, reviewer=an_officer())

    @pytest.mark.parametrize("buyer", ["kim", " KIM ", "kim@example.com", "Kim@Example.com"])
    def test_the_suppliers_own_buyer_never_decides(self, buyer: str) -> None:
        kim = a_person("kim", permissions=(workflow.WORK, workflow.ASSIGN, workflow.APPROVE), email="kim@example.com")
        case = a_hit(a_case(a_supplier(buyer=buyer))).case

        with pytest.raises(workflow.SupplierBuyer):
            workflow.claim(case, by=kim)
        with pytest.raises(workflow.SupplierBuyer):
            workflow.assign(case, to=kim, by=an_officer())
        with pytest.raises(workflow.SupplierBuyer):
            a_proposal(case, kim)
        decision = a_proposal(case, an_officer())
        with pytest.raises(workflow.SupplierBuyer):
            workflow.approve(decision, reviewer=kim)
        with pytest.raises(workflow.SupplierBuyer):
            workflow.send_back(decision, reviewer=kim, reason="My supplier")

    def test_a_supplier_without_a_buyer_is_not_bought_by_somebody_without_mail(self) -> None:
        case = a_hit(a_case(a_supplier(buyer=""))).case

        assert workflow.claim(case, by=an_officer()).state == CaseState.IN_REVIEW


class TestHavingACase:
    def test_claiming_a_case_puts_it_in_review(self) -> None:
        officer = an_officer()

        case = workflow.claim(a_case(), by=officer)

        assert (case.state, case.assignee) == (CaseState.IN_REVIEW, officer)
        assert the_last_event()[0] == "case.assigned"

    def test_claiming_twice_changes_nothing(self) -> None:
        officer = an_officer()
        case = workflow.claim(a_case(), by=officer)

        assert workflow.claim(case, by=officer).version == case.version

    def test_a_case_somebody_has_cannot_be_claimed(self) -> None:
        case = workflow.claim(a_case(), by=an_officer("amari"))

        with pytest.raises(workflow.AssignedToAnother, match="amari"):
            workflow.claim(case, by=an_officer())

    def test_a_case_is_not_assigned_to_somebody_who_may_not_work_on_it(self) -> None:
        with pytest.raises(workflow.NotPermitted):
            workflow.assign(a_case(), to=a_person("visitor"), by=an_officer())

    def test_a_case_can_be_given_to_another_officer(self) -> None:
        second = an_officer()
        case = workflow.claim(a_case(), by=an_officer())

        assert workflow.assign(case, to=second, by=an_officer()).assignee == second

    def test_whoever_has_a_case_may_put_it_back(self) -> None:
        person = a_person(permissions=(workflow.WORK,))
        case = workflow.claim(a_case(), by=person)

        case = workflow.unassign(case, by=person)

        assert (case.state, case.assignee) == (CaseState.UNASSIGNED, None)

    def test_the_cases_of_somebody_who_left_return_to_the_queue(self) -> None:
        leaver, chief = an_officer(), an_officer()
        held = [workflow.claim(a_case(), by=leaver) for _ in range(2)]
        kept = a_proposal(a_hit().case, leaver).case

        workflow.return_cases(leaver, by=chief)

        states = SupplierCase.objects.filter(pk__in=[case.pk for case in held]).values_list("state", "assignee")
        assert list(states) == [(CaseState.UNASSIGNED, None)] * 2
        assert SupplierCase.objects.get(pk=kept.pk).state == CaseState.SECOND_REVIEW

    def test_waiting_for_the_supplier_keeps_question_and_answer(self) -> None:
        officer = an_officer()
        case = workflow.claim(a_case(), by=officer)

        assert workflow.ask(case, by=officer, question="Your number?").state == CaseState.WAITING
        assert workflow.resume(case, by=officer, answer="91310000").state == CaseState.IN_REVIEW
        assert [note.text for note in case.notes.all()] == ["Your number?", "91310000"]

    def test_a_waiting_case_cannot_be_decided(self) -> None:
        officer = an_officer()
        case = workflow.claim(a_hit().case, by=officer)
        workflow.ask(case, by=officer, question="Your number?")

        with pytest.raises(workflow.WrongState, match="possible now: assign, unassign, add hit, resume"):
            a_proposal(case, officer)

    def test_a_remark_needs_words(self) -> None:
        with pytest.raises(workflow.MissingReason):
            workflow.comment(a_case(), by=an_officer(), text="  ")


class TestAClosedCase:
    def test_it_never_changes(self) -> None:
        case = a_closed_case()
        officer = an_officer()

        for step in (
            lambda: workflow.claim(SupplierCase(pk=case.pk), by=officer),
            lambda: workflow.assign(case, to=an_officer(), by=officer),
            lambda: workflow.comment(case, by=officer, text="One more thing"),
            lambda: workflow.ask(case, by=officer, question="Late?"),
            lambda: a_proposal(case, officer),
        ):
            with pytest.raises((workflow.WrongState, workflow.AssignedToAnother)):
                step()

    def test_a_follow_up_asks_about_its_hits_anew(self) -> None:
        closed = a_closed_case()
        old = closed.hits.get()

        new = workflow.follow_up(closed, by=an_officer(), reason="Licence arrived")

        old.refresh_from_db()
        hit = new.hits.get()
        assert (new.state, new.follows, new.why) == (CaseState.FOLLOW_UP, closed, "Licence arrived")
        assert (hit.disposition, hit.wakes, hit.listed_entity) == (Disposition.UNDECIDED, old, old.listed_entity)
        assert (old.disposition, old.end_reason, old.case) == (Disposition.TRUE_MATCH, EndReason.WOKEN, closed)
        assert the_last_event()[0] == "case.followed_up"

    def test_a_follow_up_is_decided_like_any_case(self) -> None:
        new = workflow.follow_up(a_closed_case(), by=an_officer(), reason="Licence arrived")

        assert workflow.approve(a_proposal(new, an_officer()), reviewer=an_approver()).is_closed

    def test_an_open_case_has_no_follow_up(self) -> None:
        with pytest.raises(workflow.WrongState):
            workflow.follow_up(a_case(), by=an_officer(), reason="Impatience")

    def test_there_is_no_second_open_case(self) -> None:
        closed = a_closed_case()
        first = workflow.follow_up(closed, by=an_officer(), reason="Licence arrived")

        with pytest.raises(workflow.OpenCaseExists, match=first.reference):
            workflow.follow_up(closed, by=an_officer(), reason="Again")

    def test_a_follow_up_needs_a_reason(self) -> None:
        with pytest.raises(workflow.MissingReason):
            workflow.follow_up(a_closed_case(), by=an_officer(), reason="")


class TestWhatScreeningOpens:
    def test_a_supplier_without_a_case_gets_one(self) -> None:
        run = a_run()

        case = workflow.open_case(a_supplier(), run=run, why="HMN International was added to the Entity List")

        assert (case.state, case.version, case.follows) == (CaseState.UNASSIGNED, 1, None)
        assert case.reference == f"C-{case.opened_at:%Y}-{case.pk:06}"
        verb, actor, detail = the_last_event()
        assert (verb, actor, detail["run"]) == ("case.opened", "cordon", run.pk)

    def test_a_supplier_with_an_open_case_keeps_it(self) -> None:
        case = a_hit().case

        again = workflow.open_case(case.supplier, run=a_run())

        assert (again.pk, again.version) == (case.pk, 2)
        assert the_last_event()[0] == "case.hit_added"

    def test_a_new_hit_returns_a_proposal_that_did_not_see_it(self) -> None:
        officer = an_officer()
        decision = a_proposal(a_hit().case, officer)

        case = workflow.open_case(decision.case.supplier, run=a_run())

        decision.refresh_from_db()
        assert (case.state, case.assignee) == (CaseState.IN_REVIEW, officer)
        assert (decision.state, decision.decided_by) == (DecisionState.SENT_BACK, None)
        assert "after the proposal was made" in decision.decided_reason
        assert "decision.overtaken" in AuditEvent.objects.values_list("verb", flat=True)
        with pytest.raises(workflow.StaleCase):
            workflow.approve(decision, reviewer=an_approver())

    def test_a_hit_that_slipped_in_after_the_proposal_stops_the_approval(self) -> None:
        decision = a_proposal(a_hit().case, an_officer())
        a_hit(decision.case, a_listed_entity("Hengtong Marine"))

        with pytest.raises(workflow.UndecidedHits, match="Hengtong Marine"):
            workflow.approve(decision, reviewer=an_approver())

    def test_a_case_after_a_closed_one_follows_it(self) -> None:
        closed = a_closed_case()

        case = workflow.open_case(closed.supplier, run=a_run())

        assert (case.state, case.follows) == (CaseState.FOLLOW_UP, closed)

    def test_an_urgent_hit_makes_the_case_urgent(self) -> None:
        supplier = a_supplier()
        slow = workflow.open_case(supplier, run=a_run())

        quick = workflow.open_case(supplier, run=a_run(), urgent=True)

        assert (slow.priority, quick.priority) == (Priority.NORMAL, Priority.URGENT)
        assert quick.due_at < slow.due_at

    def test_a_delisting_says_that_something_may_be_released(self) -> None:
        closed = a_closed_case()

        assert workflow.open_case(closed.supplier, run=a_run(), may_be_released=True).may_be_released

    def test_many_suppliers_are_one_question(self, django_assert_num_queries: Callable[[int], object]) -> None:
        suppliers = [a_supplier().pk for _ in range(5)]
        run = a_run()

        with django_assert_num_queries(7 + 3 * len(suppliers)):  # the trail takes three for each case
            cases = workflow.open_cases(suppliers, run=run)

        assert sorted(cases) == suppliers
        assert len({case.reference for case in cases.values()}) == 5

    @pytest.mark.parametrize(
        ("opened", "priority", "expected"),
        [
            ("2021-12-17", Priority.URGENT, "2021-12-20"),
            ("2021-12-17", Priority.NORMAL, "2021-12-22"),
            ("2021-12-13", Priority.URGENT, "2021-12-14"),
            ("2021-12-18", Priority.URGENT, "2021-12-20"),
            ("2021-12-19", Priority.NORMAL, "2021-12-22"),
        ],
    )
    def test_a_weekend_does_not_count(self, opened: str, priority: Priority, expected: str) -> None:
        start = datetime.fromisoformat(f"{opened}T09:00").replace(tzinfo=UTC)

        assert due(start, priority) == datetime.fromisoformat(f"{expected}T09:00").replace(tzinfo=UTC)
