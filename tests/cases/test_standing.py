"""What the ERP is told about a supplier: never clear while something is open, and per dealing, not as one verdict."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases import workflow
from cases.forms import proposal_form
from cases.models import Disposition, EndReason, Hit, Outcome, Supplier, SupplierStatus
from cases.standing import DECIDED, LAWFUL, STALE_AFTER, WEIGHT, Status, dealings, dealings_for
from cases.workflow import Finding, ReasonCode
from sanctions.effects import Dealing, Effect
from sanctions.models import Designation, ListedEntity, RestrictedList, SequenceHead
from sanctions.records import Coverage
from tests.factories import (
    a_case,
    a_hit,
    a_listed_entity,
    a_supplier,
    an_active_version,
    an_approver,
    an_officer,
    the_next_seq,
)

pytestmark = pytest.mark.django_db

DAY = date(2021, 12, 17)
CONFIRMED = Finding(Disposition.TRUE_MATCH)
CLEARED = Finding(Disposition.FALSE_POSITIVE, ReasonCode.DIFFERENT_IDENTIFIER)


def screened(supplier: Supplier) -> Supplier:
    """The supplier as screening leaves it: measured against everything in force."""
    head = SequenceHead.objects.get(pk=1)
    Supplier.objects.filter(pk=supplier.pk).update(
        screened_version=supplier.version, screened_policy=1, screened_seq=head.seq, screened_at=timezone.now()
    )
    return Supplier.objects.get(pk=supplier.pk)


def a_screened_supplier(*entities: ListedEntity, **hit: object) -> Supplier:
    """A supplier with one undecided hit on each of the entities, screened against everything."""
    an_active_version()
    supplier = a_supplier()
    case = a_case(supplier) if entities else None
    for entity in entities:
        a_hit(case, entity, **hit)
    return screened(supplier)


def decide(
    supplier: Supplier, finding: Finding = CONFIRMED, outcomes: dict[Dealing, Outcome] | None = None
) -> Supplier:
    """Two people close the supplier's open case."""
    case = supplier.cases.open().get()
    decision = workflow.propose(
        case,
        by=an_officer(),
        findings={hit.pk: finding for hit in case.hits.live()},
        dealings=outcomes or {},
        reason="Compared the numbers.",
    )
    workflow.approve(decision, reviewer=an_approver())
    return supplier


def told(supplier: Supplier, *, day: date = DAY) -> dict[str, str]:
    """Every dealing that is not clear."""
    answers = dealings(supplier, day=day).dealings
    return {answer.dealing.value: answer.status.value for answer in answers if answer.status != Status.CLEAR}


def everywhere(status: Status) -> dict[str, str]:
    return {dealing.value: status.value for dealing in Dealing}


class TestNothingFound:
    def test_a_screened_supplier_without_hits_is_clear_and_says_since_when(self) -> None:
        supplier = a_screened_supplier()

        standing = dealings(supplier, day=DAY)

        assert {answer.status for answer in standing.dealings} == {Status.CLEAR}
        assert [answer.dealing for answer in standing.dealings] == list(Dealing)
        assert supplier.screened_at is not None
        assert standing.of(Dealing.BUY).since == supplier.screened_at.date()
        assert standing.reason == ""

    def test_it_names_the_lists_it_rests_on(self) -> None:
        [answer] = dealings(a_screened_supplier(), day=DAY).lists

        assert (answer.list, answer.version, answer.coverage, answer.age_hours) == ("us-bis-el", 1, "full", 0)

    def test_a_cleared_hit_leaves_it_clear(self) -> None:
        assert told(decide(a_screened_supplier(a_listed_entity()), CLEARED)) == {}


class TestNothingProven:
    def test_no_list_at_all_is_unknown(self) -> None:
        supplier = screened(a_supplier())

        assert told(supplier) == everywhere(Status.UNKNOWN)
        assert dealings(supplier, day=DAY).reason == "No list is loaded."

    def test_a_supplier_nobody_screened_is_unknown(self) -> None:
        an_active_version()
        supplier = a_supplier()

        assert told(supplier) == everywhere(Status.UNKNOWN)
        assert dealings(supplier, day=DAY).reason == "It has not been screened yet."

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"version": 2}, "has changed since"),
            ({"screened_policy": 0}, "has changed since"),
            ({"screening_error": "name too long"}, "could not be screened: name too long"),
            ({"status": SupplierStatus.RETIRED}, "Retired"),
        ],
    )
    def test_a_supplier_not_measured_against_everything_is_unknown(self, change: dict, reason: str) -> None:
        supplier = a_screened_supplier()
        Supplier.objects.filter(pk=supplier.pk).update(**change)
        supplier.refresh_from_db()

        assert told(supplier) == everywhere(Status.UNKNOWN)
        assert reason in dealings(supplier, day=DAY).reason

    def test_a_list_that_changed_after_the_screening_makes_it_unknown(self) -> None:
        supplier = a_screened_supplier()
        the_next_seq()

        assert told(supplier) == everywhere(Status.UNKNOWN)

    def test_only_excerpts_prove_nothing(self) -> None:
        an_active_version(coverage=Coverage.EXCERPT)
        supplier = screened(a_supplier())

        assert told(supplier) == everywhere(Status.UNKNOWN)
        assert "Only excerpts of lists are loaded." in dealings(supplier, day=DAY).reason

    def test_beside_full_lists_an_excerpt_leaves_open_what_its_entries_would_touch(self) -> None:
        an_active_version()
        an_active_version("us-dhs-uflpa", coverage=Coverage.EXCERPT)
        supplier = screened(a_supplier())

        assert told(supplier) == {"buy": "unknown", "import": "unknown"}
        assert dealings(supplier, day=DAY).of(Dealing.IMPORT).basis == "Only an excerpt is loaded of us-dhs-uflpa."

    def test_a_stale_list_leaves_open_what_its_entries_would_touch(self) -> None:
        supplier = a_screened_supplier()
        long_ago = timezone.now() - STALE_AFTER - timedelta(hours=1)
        RestrictedList.objects.filter(code="us-bis-el").update(checked_at=long_ago)

        assert told(supplier) == {"buy": "unknown", "sell": "unknown"}
        assert "Entity List" in dealings(supplier, day=DAY).reason

    def test_our_own_list_is_neither_an_excerpt_nor_stale(self) -> None:
        an_active_version("house", coverage=Coverage.EXCERPT)

        assert told(a_screened_supplier()) == {}

    def test_a_hit_that_is_graver_than_a_doubt_is_told(self) -> None:
        supplier = a_screened_supplier(a_listed_entity(coverage=Coverage.EXCERPT))
        an_active_version("us-dhs-uflpa", coverage=Coverage.EXCERPT)

        assert told(screened(supplier)) == everywhere(Status.UNKNOWN) | {"buy": "review", "sell": "review"}


class TestUndecided:
    def test_an_entity_list_hit_puts_the_touched_dealings_on_review(self) -> None:
        assert told(a_screened_supplier(a_listed_entity())) == {"buy": "review", "sell": "review"}

    def test_an_asset_block_puts_every_dealing_on_hold(self) -> None:
        assert told(a_screened_supplier(a_listed_entity(code="us-ofac-sdn"))) == everywhere(Status.HOLD)

    def test_an_entry_of_our_own_list_puts_every_dealing_on_hold(self) -> None:
        an_active_version()

        assert told(a_screened_supplier(a_listed_entity(code="house"))) == everywhere(Status.HOLD)

    def test_a_securities_listing_touches_securities_only_also_before_its_day(self) -> None:
        entity = a_listed_entity(code="us-ofac-cmic", effective_on=date(2022, 2, 14))

        assert told(a_screened_supplier(entity)) == {"invest": "review"}

    def test_a_visa_restriction_touches_travel_only(self) -> None:
        assert told(a_screened_supplier(a_listed_entity(code="us-state-visa"))) == {"travel": "review"}

    def test_of_two_hits_the_graver_answer_is_told(self) -> None:
        supplier = a_screened_supplier(a_listed_entity(), a_listed_entity(code="us-ofac-sdn"))

        assert told(supplier) == everywhere(Status.HOLD)

    def test_an_entry_without_a_designation_bears_what_its_list_stands_for(self) -> None:
        supplier = a_screened_supplier(a_listed_entity(code="us-ofac-sdn"))
        Designation.objects.all().delete()

        assert told(supplier) == everywhere(Status.HOLD)

    def test_a_proposal_changes_nothing_yet(self) -> None:
        supplier = a_screened_supplier(a_listed_entity())
        case = supplier.cases.get()
        findings = {hit.pk: CLEARED for hit in case.hits.all()}
        workflow.propose(case, by=an_officer(), findings=findings, dealings={}, reason="Not them.")

        assert told(supplier) == {"buy": "review", "sell": "review"}

    def test_the_ground_names_list_and_entry(self) -> None:
        standing = dealings(a_screened_supplier(a_listed_entity("Yitu"), via="owner X, 40 %"), day=DAY)

        assert standing.of(Dealing.SELL).basis == "Undecided hit: Entity List, Yitu, via owner X, 40 %."


class TestConfirmed:
    def test_what_two_people_decided_is_told(self) -> None:
        outcomes = {Dealing.BUY: Outcome.CONDITIONS, Dealing.SELL: Outcome.REJECT, Dealing.INVEST: Outcome.HOLD}
        supplier = decide(a_screened_supplier(a_listed_entity()), outcomes=outcomes)

        assert told(supplier) == {"buy": "conditions", "sell": "prohibited", "invest": "hold"}
        reference = supplier.cases.get().reference
        assert dealings(supplier, day=DAY).of(Dealing.SELL).basis == f"Decided in case {reference}."

    @pytest.mark.parametrize(("outcome", "status"), DECIDED.items())
    def test_each_outcome_has_its_status(self, outcome: Outcome, status: Status) -> None:
        supplier = decide(a_screened_supplier(a_listed_entity()), outcomes={Dealing.SELL: outcome})

        assert dealings(supplier, day=DAY).of(Dealing.SELL).status == status

    def test_where_the_decision_is_silent_the_law_speaks(self) -> None:
        supplier = decide(a_screened_supplier(a_listed_entity()))

        assert told(supplier) == {"buy": "conditions", "sell": "licence"}
        answer = dealings(supplier, day=DAY).of(Dealing.SELL)
        assert answer.basis.startswith("Entity List, HMN International Co., Ltd: Entity List: 15 CFR 744.11")
        assert answer.since == DAY

    def test_a_confirmed_asset_block_is_prohibited_everywhere(self) -> None:
        assert told(decide(a_screened_supplier(a_listed_entity(code="us-ofac-sdn")))) == everywhere(Status.PROHIBITED)

    def test_a_confirmed_entry_of_our_own_list_stays_on_hold(self) -> None:
        assert told(decide(a_screened_supplier(a_listed_entity(code="house")))) == everywhere(Status.HOLD)

    def test_a_presumption_is_a_hold(self) -> None:
        supplier = decide(a_screened_supplier(a_listed_entity(code="us-dhs-uflpa")))

        assert told(supplier, day=date(2022, 6, 21)) == {"buy": "hold", "import": "hold"}

    def test_a_ban_to_come_is_a_condition_until_its_day_and_then_a_ban(self) -> None:
        entity = a_listed_entity(code="us-ofac-cmic", effective_on=date(2022, 2, 14))
        supplier = decide(a_screened_supplier(entity))

        assert told(supplier) == {"invest": "conditions"}
        assert told(supplier, day=date(2022, 2, 14)) == {"invest": "prohibited"}

    def test_a_decision_made_before_a_rules_day_does_not_outlive_it(self) -> None:
        later = timezone.now().date() + timedelta(days=30)
        entity = a_listed_entity(code="us-ofac-cmic", effective_on=later)
        supplier = decide(a_screened_supplier(entity), outcomes={Dealing.INVEST: Outcome.PROCEED})

        assert told(supplier, day=later - timedelta(days=1)) == {}
        assert told(supplier, day=later) == {"invest": "prohibited"}

    def test_a_rule_nobody_has_read_leaves_it_unknown(self) -> None:
        an_active_version()
        supplier = a_screened_supplier(a_listed_entity(code="us-state-dtc"))
        Designation.objects.update(measure="arms_debarment")

        assert told(decide(supplier)) == everywhere(Status.UNKNOWN)

    def test_a_list_no_rule_speaks_of_leaves_it_unknown(self) -> None:
        an_active_version()
        supplier = a_screened_supplier(a_listed_entity(code="xx-new"))
        Designation.objects.update(measure="telecom_exclusion")

        assert told(decide(supplier)) == everywhere(Status.UNKNOWN)

    def test_an_inconclusive_hit_stays_in_review_where_nothing_was_decided(self) -> None:
        supplier = a_screened_supplier(a_listed_entity())
        decide(supplier, Finding(Disposition.INCONCLUSIVE), {Dealing.SELL: Outcome.HOLD})

        assert told(supplier) == {"buy": "review", "sell": "hold"}

    def test_a_clearance_elsewhere_does_not_lighten_a_confirmed_hit(self) -> None:
        supplier = decide(a_screened_supplier(a_listed_entity()), outcomes={Dealing.SELL: Outcome.REJECT})
        a_hit(a_case(supplier), a_listed_entity("Yitu"))
        decide(supplier, CLEARED, {Dealing.SELL: Outcome.PROCEED})

        assert told(supplier)["sell"] == "prohibited"


class TestWhatWasDecidedHolds:
    """Nothing that two people decided is undone by a machine or by one person."""

    def banned(self) -> Supplier:
        return decide(a_screened_supplier(a_listed_entity()), outcomes={Dealing.SELL: Outcome.REJECT})

    def test_opening_a_follow_up_does_not_lift_it(self) -> None:
        supplier = self.banned()

        workflow.follow_up(supplier.cases.get(), by=an_officer(), reason="Licence arrived")

        assert told(supplier) == {"buy": "review", "sell": "prohibited"}

    def test_deciding_the_follow_up_does(self) -> None:
        supplier = self.banned()
        workflow.follow_up(supplier.cases.get(), by=an_officer(), reason="Licence arrived")

        decide(supplier, CONFIRMED, {Dealing.BUY: Outcome.PROCEED, Dealing.SELL: Outcome.CONDITIONS})

        assert told(supplier) == {"sell": "conditions"}

    def test_a_woken_hit_does_not_lift_it(self) -> None:
        supplier = self.banned()
        old = supplier.hits.get()
        Hit.objects.filter(pk=old.pk).update(ended_at=timezone.now(), end_reason=EndReason.WOKEN)
        a_hit(a_case(supplier), old.listed_entity, wakes=old)

        assert told(supplier)["sell"] == "prohibited"

    def test_a_new_name_in_the_erp_does_not_lift_it(self) -> None:
        supplier = self.banned()
        supplier.hits.update(ended_at=timezone.now(), end_reason=EndReason.NO_LONGER_MATCHES)

        assert told(supplier)["sell"] == "prohibited"

    def test_a_delisting_alone_does_not_lift_it(self) -> None:
        supplier = decide(a_screened_supplier(a_listed_entity()))
        supplier.hits.update(ended_at=timezone.now(), end_reason=EndReason.DELISTED)

        answer = dealings(supplier, day=DAY).of(Dealing.SELL)

        assert answer.status == Status.HOLD
        assert answer.basis.endswith("may be released by a decision.")

    def test_two_people_release_what_was_delisted(self) -> None:
        supplier = decide(a_screened_supplier(a_listed_entity()))
        supplier.hits.update(ended_at=timezone.now(), end_reason=EndReason.DELISTED)
        workflow.open_case(supplier, run=None, may_be_released=True)

        decide(supplier, CONFIRMED, {Dealing.BUY: Outcome.PROCEED, Dealing.SELL: Outcome.PROCEED})

        assert told(supplier) == {}

    def test_the_case_of_a_delisting_asks_on_the_page_about_what_is_still_held(self) -> None:
        supplier = decide(a_screened_supplier(a_listed_entity(code="us-ofac-sdn")))
        supplier.hits.update(ended_at=timezone.now(), end_reason=EndReason.DELISTED)

        form = proposal_form(workflow.open_case(supplier, run=None, may_be_released=True))

        assert [effect.dealing for effect, _ in form.dealing_rows] == list(Dealing)

    def test_an_undecided_hit_that_was_delisted_holds_nothing(self) -> None:
        supplier = a_screened_supplier(a_listed_entity())
        supplier.hits.update(ended_at=timezone.now(), end_reason=EndReason.DELISTED)

        assert told(supplier) == {}

    def test_a_confirmed_hit_of_a_rejected_version_holds_only_what_was_decided(self) -> None:
        supplier = decide(a_screened_supplier(a_listed_entity()))
        supplier.hits.update(ended_at=timezone.now(), end_reason=EndReason.WITHDRAWN)

        assert told(supplier) == {}


class TestManySuppliers:
    def test_the_number_of_queries_does_not_grow_with_the_number_of_suppliers(self) -> None:
        entity = a_listed_entity()
        groups = [[a_screened_supplier(entity, a_listed_entity(code="us-ofac-sdn")) for _ in range(n)] for n in (1, 7)]
        for group in groups:
            decide(group[0])

        counts = [self._queries(group) for group in groups]

        assert counts[0] == counts[1] <= 9

    def _queries(self, suppliers: list[Supplier]) -> int:
        with CaptureQueriesContext(connection) as queries:
            dealings_for(suppliers, day=DAY)
        return len(queries)

    def test_everybody_gets_their_own_answer(self) -> None:
        entity = a_listed_entity()
        plain, hit = a_screened_supplier(), a_screened_supplier(entity)
        new = a_supplier()

        standings = dealings_for([plain, hit, new], day=DAY)

        sell = [standings[supplier.pk].of(Dealing.SELL).status for supplier in (plain, hit, new)]
        assert sell == [Status.CLEAR, Status.REVIEW, Status.UNKNOWN]

    def test_nobody_is_nothing(self) -> None:
        an_active_version()

        assert dealings_for([], day=DAY) == {}


def test_every_effect_and_outcome_has_a_status() -> None:
    assert set(LAWFUL) == set(Effect)
    assert set(DECIDED) == set(Outcome)
    assert sorted(WEIGHT, key=lambda status: -WEIGHT[status]) == list(Status)
