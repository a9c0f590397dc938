"""A policy comes into force by a second person, on a measurement that still holds, and never at the cost of a truth."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from cases import activating, planning, rescreening, shadow_report, shadowing
from cases.activating import LosesConfirmed, MeasuredAgainstAnother, ReportStale
from cases.models import Disposition, EndReason, Hit, ShadowHit, Shift, Supplier
from sanctions import policies
from sanctions.matching.tables import NEWEST
from sanctions.models import AuditEvent, IndexSegment, Policy, PolicyState
from sanctions.policies import MAY_ACTIVATE, MAY_PROPOSE, Changes
from sanctions.policy_errors import (
    NothingChanges,
    NotPermitted,
    NotUsable,
    PolicyError,
    ReasonMissing,
    SamePerson,
    WrongState,
)
from tests.factories import a_person, a_policy_in_force, a_proposed_policy, a_supplier, publish

pytestmark = pytest.mark.django_db

BOTH = (MAY_PROPOSE, MAY_ACTIVATE)


@pytest.fixture
def suppliers() -> list[Supplier]:
    """Two suppliers on a list, one of them spelled badly, and one that is not."""
    publish("Hengli Optics", "Orient Star Shipping")
    found = [a_supplier("Hengli Optics Co., Ltd"), a_supplier("Orient Starr Shiping"), a_supplier("Plain Parts Ltd")]
    rescreening.work_off()
    return found


@pytest.fixture
def more_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A second version of the word tables, beside the newest."""
    versions = tmp_path / "versions"
    for name in (NEWEST.name, "2027.01"):
        shutil.copytree(NEWEST, versions / name)
    monkeypatch.setattr("sanctions.policies.VERSIONS", versions)
    monkeypatch.setattr("sanctions.screening.VERSIONS", versions)
    return "2027.01"


def measured(**changes: float) -> Policy:
    """A proposal, measured to the end."""
    proposal = a_proposed_policy(a_person(permissions=(MAY_PROPOSE,)), **changes)
    shadowing.begin(proposal, by=proposal.proposed_by)
    rescreening.work_off()
    return Policy.objects.get(pk=proposal.pk)


def losing(supplier: Supplier) -> dict[str, float]:
    """Thresholds this supplier's hit just does not reach."""
    score = Hit.objects.get(supplier=supplier).score + 0.0001
    return {"possible": score, "probable": score, "strong": max(score, 0.93)}


def confirm(supplier: Supplier) -> Hit:
    """As two people would have found."""
    Hit.objects.filter(supplier=supplier).update(disposition=Disposition.TRUE_MATCH)
    return Hit.objects.get(supplier=supplier)


def activate(policy: Policy, **words: object) -> Policy:
    plain = {"by": a_person(permissions=(MAY_ACTIVATE,)), "reason": "Fewer false alarms, nothing lost."}
    return activating.activate(policy, **{**plain, **words})


def test_a_second_person_puts_a_measured_policy_into_force_and_everybody_is_screened_anew(suppliers: list[Supplier]):
    policy = activate(measured(possible=0.79))

    assert Policy.objects.in_force() == policy
    assert Policy.objects.get(version=1).state == PolicyState.RETIRED
    assert planning.completeness().by_reason["policy"] == 3
    [run] = rescreening.work_off()
    assert (run.reason, run.suppliers) == ("policy", 3)
    assert planning.completeness().is_complete


def test_the_trail_keeps_what_was_decided_on_which_measurement(suppliers: list[Supplier]):
    policy = activate(measured(**losing(suppliers[1])))

    event = AuditEvent.objects.get(verb="policy.activated")
    said = json.loads(event.payload)
    assert (event.actor, said["reason"], said["retired"]) == (
        policy.activated_by.get_username(),
        "Fewer false alarms, nothing lost.",
        1,
    )
    assert (said["lost"], said["same"], said["weights"]) == (1, 1, policy.weights)


def test_a_hit_found_true_is_never_lost(suppliers: list[Supplier]):
    proposal = measured(**losing(suppliers[1]))
    hit = confirm(suppliers[1])

    with pytest.raises(LosesConfirmed, match=hit.case.reference) as refusal:
        activate(proposal)
    assert refusal.value.hits == (hit,)
    assert [hit] == list(shadow_report.lost_confirmed(shadow_report.runs_of(proposal).latest("pk")))
    assert Policy.objects.in_force().version == 1


def test_a_hit_found_true_and_woken_since_is_not_lost_either(suppliers: list[Supplier]):
    proposal = measured(**losing(suppliers[1]))
    old = confirm(suppliers[1])
    Hit.objects.filter(pk=old.pk).update(ended_at=timezone.now(), end_reason=EndReason.WOKEN)
    new = Hit.objects.get(pk=old.pk)
    new.pk, new.wakes, new.disposition, new.ended_at, new.end_reason = None, old, Disposition.UNDECIDED, None, ""
    new.save()

    with pytest.raises(LosesConfirmed):
        activate(proposal)


@pytest.mark.parametrize("disposition", [Disposition.UNDECIDED, Disposition.FALSE_POSITIVE, Disposition.INCONCLUSIVE])
def test_a_hit_found_otherwise_may_be_lost(suppliers: list[Supplier], disposition: Disposition):
    proposal = measured(**losing(suppliers[1]))
    Hit.objects.filter(supplier=suppliers[1]).update(disposition=disposition)

    assert activate(proposal).state == PolicyState.ACTIVE


def test_what_was_confirmed_is_measured_again_when_it_is_decided(suppliers: list[Supplier]):
    """The supplier's name was mended after the measurement: the report says lost, and it no longer is."""
    proposal = measured(**losing(suppliers[1]))
    confirm(suppliers[1])
    Supplier.objects.filter(pk=suppliers[1].pk).update(
        name="Orient Star Shipping", version=2, changed_at=timezone.now()
    )

    with pytest.raises(ReportStale):
        activate(proposal)
    assert activate(proposal, accepts_stale=True).state == PolicyState.ACTIVE


def a_new_supplier() -> None:
    a_supplier("Came since")


def a_list_that_moved() -> None:
    publish("Hengli Optics", "Orient Star Shipping", "Listed Since", day="2021-12-18")


@pytest.mark.parametrize(
    ("since", "counted"), [(a_new_supplier, (1, 0, ())), (a_list_that_moved, (0, 1, ("us-bis-el",)))]
)
def test_a_report_older_than_suppliers_or_lists_has_to_be_accepted(
    suppliers: list[Supplier], since: Callable[[], None], counted: tuple[int, int, tuple[str, ...]]
):
    proposal = measured(possible=0.79)
    since()

    with pytest.raises(ReportStale) as refusal:
        activate(proposal)
    stale = refusal.value.staleness
    assert (stale.suppliers, stale.entries, stale.lists) == counted
    activate(proposal, accepts_stale=True)
    assert (
        json.loads(AuditEvent.objects.get(verb="policy.activated").payload)["changed_since"]["suppliers"] == counted[0]
    )


def test_measured_again_a_report_is_no_longer_stale(suppliers: list[Supplier]):
    proposal = measured(possible=0.79)
    a_new_supplier()
    shadowing.begin(proposal, by=proposal.proposed_by)
    rescreening.work_off()

    assert activate(proposal).state == PolicyState.ACTIVE


def test_a_comparison_with_a_policy_that_is_gone_decides_nothing(suppliers: list[Supplier]):
    first, second = measured(possible=0.79), measured(possible=0.80)
    activate(second)
    rescreening.work_off()

    with pytest.raises(MeasuredAgainstAnother, match="Policy 3 is in force since"):
        activate(first, accepts_stale=True)
    report = shadow_report.report_of(first)
    assert report.staleness.in_force == 3


def test_the_proposer_does_not_activate_whatever_else_they_may(suppliers: list[Supplier]):
    root = a_person("root", is_superuser=True)
    proposal = a_proposed_policy(root)
    shadowing.begin(proposal, by=root)
    rescreening.work_off()

    with pytest.raises(SamePerson, match="root proposed"):
        activate(proposal, by=root)


def test_the_database_refuses_one_person_in_both_places():
    proposal = a_proposed_policy()
    moved = {"state": PolicyState.MEASURED, "measured_at": timezone.now(), "activated_at": timezone.now()}

    with pytest.raises(IntegrityError, match="activator_differs"), transaction.atomic():
        Policy.objects.filter(pk=proposal.pk).update(**moved, activated_by=proposal.proposed_by)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [({"by": None}, NotPermitted), ({"reason": "  "}, ReasonMissing)],
    ids=["no-right", "no-reason"],
)
def test_activating_takes_the_right_and_a_reason(suppliers: list[Supplier], words, refusal: type[PolicyError]):
    proposal = measured(possible=0.79)
    if "by" in words:
        words = {"by": a_person("reader")}

    with pytest.raises(refusal):
        activate(proposal, **words)
    assert Policy.objects.in_force().version == 1


def test_what_was_never_measured_does_not_come_into_force(suppliers: list[Supplier]):
    with pytest.raises(WrongState, match="is proposed, not measured"):
        activate(a_proposed_policy())


def test_withdrawn_by_its_author_or_turned_down_by_another_it_is_put_away(suppliers: list[Supplier]):
    own, other = measured(possible=0.79), a_proposed_policy(possible=0.8)
    policies.withdraw(own, by=own.proposed_by, reason="Thought again.")
    policies.withdraw(other, by=a_person(permissions=(MAY_ACTIVATE,)), reason="Loses too much.")

    assert set(Policy.objects.filter(state=PolicyState.WITHDRAWN)) == {own, other}
    with pytest.raises(NotPermitted):
        policies.withdraw(a_proposed_policy(), by=a_person(permissions=(MAY_PROPOSE,)), reason="Not mine.")
    with pytest.raises(WrongState):
        activate(own)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"possible": 0.9, "probable": 0.8}, "thresholds must rise"),
        ({"possible": 0.5}, "thresholds must rise from 0.7"),
        ({"strong": 1.2}, "thresholds must rise"),
        ({"strong": "high"}, "strong is 'high', which is no number"),
        ({"strong": float("nan")}, "thresholds must rise"),
        ({"tables": "1999.01"}, "no word tables '1999.01'"),
        ({"weights": {"no_such": 0.1}}, "unknown weight no_such"),
        ({"weights": {"other_words": -1}}, "without a sign"),
        ({"weights": {"other_words": "much"}}, "no number"),
    ],
)
def test_a_policy_names_could_not_be_matched_by_is_not_even_proposed(changes, why: str):
    with pytest.raises(NotUsable, match=why):
        a_proposed_policy(**changes)
    assert Policy.objects.count() == 1


def test_a_proposal_changes_something_and_keeps_the_rest():
    with pytest.raises(NothingChanges):
        policies.propose(
            Changes(possible=Policy.objects.in_force().possible),
            by=a_person(permissions=(MAY_PROPOSE,)),
            reason="Nothing.",
        )

    standing, proposal = Policy.objects.in_force(), a_proposed_policy(weights={"other_words": 0.4321})
    assert [one.name for one in policies.differences(proposal, since=standing)] == ["other_words"]
    assert {**standing.weights, "other_words": 0.4321} == proposal.weights


EDITS = [
    {"possible": 0.75},
    {"weights": {}},
    {"reason": "Never said."},
    {"tables": "1999.01"},
    {"proposed_by": None},
]


@pytest.mark.parametrize("edit", EDITS, ids=[next(iter(edit)) for edit in EDITS])
@pytest.mark.parametrize("state", ["proposed", "active", "retired", "withdrawn"])
def test_the_database_refuses_to_edit_what_a_policy_says(state: str, edit: dict[str, object]):
    policy = a_policy_in_force() if state in ("active", "retired") else a_proposed_policy()
    if state == "retired":
        a_policy_in_force(possible=0.81)
    if state == "withdrawn":
        policies.withdraw(policy, by=policy.proposed_by, reason="No.")

    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
        Policy.objects.filter(pk=policy.pk).update(**edit)


@pytest.mark.parametrize("back", [PolicyState.ACTIVE, PolicyState.PROPOSED, PolicyState.MEASURED])
def test_the_database_refuses_to_bring_back_what_is_over(back: PolicyState):
    a_policy_in_force()

    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
        Policy.objects.filter(version=1).update(state=back)
    with pytest.raises(DatabaseError, match="never edited or deleted"), transaction.atomic():
        Policy.objects.filter(version=1).delete()


def test_a_report_counts_by_list_and_by_band(suppliers: list[Supplier]):
    report = shadow_report.report_of(measured(**losing(suppliers[1])))

    assert (report.shifts[Shift.LOST], report.shifts[Shift.SAME], report.unmeasured) == (1, 1, 0)
    [on_list] = report.lists
    assert (on_list.list.code, on_list.shifts[Shift.LOST]) == ("us-bis-el", 1)
    assert sum(report.bands.values()) == ShadowHit.objects.count() == 2
    assert not report.staleness.is_stale


def test_an_index_for_the_tables_of_a_proposal_is_stored_before_it_is_in_force(
    suppliers: list[Supplier], monkeypatch: pytest.MonkeyPatch, more_tables: str
):
    monkeypatch.setattr("sanctions.segments.LEAST_DRIFT", 1)
    proposal = measured(tables=more_tables)

    assert IndexSegment.objects.filter(tables=more_tables).exists()
    activate(proposal)
    rescreening.work_off()
    assert set(Hit.objects.values_list("tables", flat=True)) == {more_tables}
