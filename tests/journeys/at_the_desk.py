"""People at the desk and what they find there: builders for the tests of the pages."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases import workflow
from cases.models import (
    Decision,
    Disposition,
    Hit,
    Outcome,
    RunReason,
    RunShape,
    RunState,
    ScreeningRun,
    ShadowHit,
)
from sanctions.effects import Dealing
from sanctions.models import Policy, PolicyState, VersionState
from tests.factories import (
    a_hit,
    a_person,
    a_proposed_policy,
    an_active_version,
)

READS = (
    *("cases.view_suppliercase", "cases.view_supplier", "cases.view_screeningrun"),
    *("sanctions.view_restrictedlist", "sanctions.view_listversion", "sanctions.view_listedentity"),
    "sanctions.view_policy",
)


def logged_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def an_officer_at_the_desk(username: str = "officer") -> User:
    may = ("cases.propose_decision", "cases.assign_case", "sanctions.propose_policy")
    return a_person(username, permissions=(*READS, *may))


def an_approver_at_the_desk(username: str = "approver") -> User:
    return a_person(
        username,
        permissions=(*READS, "cases.propose_decision", "cases.approve_decision", "sanctions.change_listversion"),
    )


def a_proposal(hit: Hit, **answers: str) -> dict[str, str]:
    """What an officer sends who found the hit true and keeps the outcomes of the law."""
    plain = {
        f"finding_{hit.pk}": Disposition.TRUE_MATCH,
        f"code_{hit.pk}": "",
        "outcome_buy": Outcome.CONDITIONS,
        "outcome_sell": Outcome.LICENCE,
        "reason": "The former name and the address agree.",
        "version": str(hit.case.version),
    }
    return {**plain, **answers}


def proposed(hit: Hit, *, by: User) -> Decision:
    return workflow.propose(
        hit.case,
        by=by,
        findings={hit.pk: workflow.Finding(Disposition.TRUE_MATCH)},
        dealings={Dealing.BUY: Outcome.CONDITIONS},
        reason="The former name agrees.",
    )


def a_measured_policy(lost: Iterable[Hit]) -> Policy:
    """A proposal that would lose these hits, as a run in the shadow has found; the same one when asked again."""
    proposal = Policy.objects.pending().first() or a_proposed_policy()
    Policy.objects.filter(pk=proposal.pk).update(state=PolicyState.MEASURED, measured_at=timezone.now())
    run, _ = ScreeningRun.objects.get_or_create(
        reason=RunReason.SHADOW,
        shape=RunShape.SHADOW,
        state=RunState.CLOSED,
        policy_version=proposal.version,
        against_policy=1,
        defaults={"target_seq": 1, "started_at": timezone.now(), "finished_at": timezone.now()},
    )
    for hit in lost:
        ShadowHit.objects.get_or_create(
            run=run,
            supplier=hit.supplier,
            listed_entity=hit.listed_entity,
            defaults={"score_before": hit.score, "band_before": hit.band},
        )
    return proposal


def every_page() -> list[str]:
    """One address of every page that shows something."""
    hit = a_hit()
    version = an_active_version()
    return [
        reverse("desk"),
        reverse("queue"),
        hit.case.get_absolute_url(),
        reverse("suppliers"),
        hit.supplier.get_absolute_url(),
        reverse("lists"),
        reverse("version", args=[version.list_id, version.number]),
        hit.listed_entity.get_absolute_url(),
        reverse("screen") + "?name=HMN+International",
        reverse("runs"),
        hit.run.get_absolute_url(),
        reverse("policy"),
        a_measured_policy([hit]).get_absolute_url(),
    ]


def a_held_version(loaded_by: str = "loader"):
    version = an_active_version()
    return type(version).objects.create(
        list=version.list,
        number=2,
        source="table",
        fingerprint="f" * 64,
        published_on=version.published_on,
        state=VersionState.HELD,
        seq=99,
        provisional_seq=99,
        reason="71 entries after 222",
        loaded_by=loaded_by,
    )
