"""Policies in the admin: the same services as at the desk, and the same refusals."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from cases import rescreening, shadowing
from sanctions.models import Policy, PolicyState
from tests.factories import a_colleague, a_proposed_policy, a_supplier, publish
from tests.journeys.at_the_desk import logged_in
from tests.sanctions.test_admin import changelist, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return a_colleague("officer", "lena")


@pytest.fixture
def approver() -> User:
    return a_colleague("approver", "amari")


def step(person: User, action: str, policy: Policy, **fields: str) -> Any:
    """What the admin answers to an action on one policy, shown to the end."""
    chosen = {"action": action, "_selected_action": policy.pk, **fields}
    return logged_in(person).post(changelist(Policy), chosen, follow=True)


def state_of(policy: Policy) -> str:
    return Policy.objects.get(pk=policy.pk).state


def test_a_proposal_is_measured_and_put_into_force_from_the_admin(officer: User, approver: User):
    publish("Hengli Optics")
    a_supplier("Hengli Optics")
    proposal = a_proposed_policy(officer)
    assert "is being measured" in words_of(step(officer, "measure", proposal))
    rescreening.work_off()

    asked = step(approver, "activate", proposal)
    assert 'name="text"' in asked.content.decode()
    assert "is in force" in words_of(step(approver, "activate", proposal, apply="yes", text="Read it."))
    assert Policy.objects.in_force() == proposal


def test_the_admin_refuses_the_proposer_and_whoever_lacks_the_right(officer: User, approver: User):
    proposal = a_proposed_policy(approver)
    shadowing.begin(proposal, by=None)
    rescreening.work_off()

    assert "another person" in words_of(step(approver, "activate", proposal, apply="yes", text="Mine."))
    step(officer, "activate", proposal, apply="yes", text="Not my role.")
    step(a_colleague("auditor"), "withdraw", proposal, apply="yes", text="Not my role.")
    assert state_of(proposal) == PolicyState.MEASURED


def test_measuring_is_stopped_and_a_proposal_withdrawn_from_the_admin(officer: User):
    proposal = a_proposed_policy(officer)
    shadowing.begin(proposal, by=None)

    assert "is measured no further" in words_of(step(officer, "stop", proposal))
    assert "is withdrawn" in words_of(step(officer, "withdraw", proposal, apply="yes", text="No."))
    assert "not proposed or measured" in words_of(step(officer, "measure", proposal))
    assert state_of(proposal) == PolicyState.WITHDRAWN
