"""The policy page: an officer proposes, it is measured, and an approver puts it into force or does not."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from cases import planning, rescreening
from cases.models import Disposition, Hit
from sanctions.models import Policy, PolicyState
from tests.factories import a_colleague, a_policy_in_force, a_proposed_policy, a_supplier, publish
from tests.journeys.at_the_desk import logged_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return a_colleague("officer", "lena")


@pytest.fixture
def approver() -> User:
    return a_colleague("approver", "amari")


@pytest.fixture
def hit() -> Hit:
    """One supplier whose name is spelled badly, and one whose name is not, on one list."""
    publish("Hengli Optics", "Orient Star Shipping")
    a_supplier("Hengly Optics")
    a_supplier("Orient Star Shipping")
    rescreening.work_off()
    return Hit.objects.get(supplier__name="Hengly Optics")


def typed(**changes: object) -> dict[str, str]:
    """What the form sends: everything that is in force, and what was changed."""
    standing = Policy.objects.in_force()
    plain = {"possible": standing.possible, "probable": standing.probable, "strong": standing.strong}
    weights = {f"weight_{name}": value for name, value in standing.weights.items()}
    said = {**plain, **weights, "tables": standing.tables, "reason": "Fewer false alarms.", **changes}
    return {name: str(value) for name, value in said.items()}


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def step(client: Client, name: str, policy: Policy, **words: str) -> str:
    """Take a step and return the page it leads to."""
    return client.post(reverse(f"policy-{name}", args=[policy.version]), words, follow=True).content.decode()


def proposed_and_measured(client: Client, **changes: object) -> Policy:
    client.post(reverse("policy-propose"), typed(**changes))
    proposal = Policy.objects.pending().get()
    step(client, "measure", proposal)
    rescreening.work_off()
    return Policy.objects.get(pk=proposal.pk)


def test_a_policy_goes_from_a_proposal_into_force_by_two_people(officer: User, approver: User, hit: Hit):
    lena, amari = logged_in(officer), logged_in(approver)
    score = hit.score + 0.0001
    proposal = proposed_and_measured(lena, possible=score, probable=score, strong=score, weight_other_form=0.0123)
    assert (proposal.state, proposal.weights["other_form"]) == (PolicyState.MEASURED, 0.0123)

    page = text_of(amari, proposal.get_absolute_url())
    assert "Hengly Optics" in page
    assert "Another legal form" in page
    told = step(amari, "activate", proposal, **{"activate-text": "Read every row of it."})
    assert "is in force" in told
    assert "2 suppliers not yet screened under policy 2" in told

    rescreening.work_off()
    assert planning.completeness().is_complete
    assert "not yet screened under" not in text_of(amari, reverse("policy"))
    assert "Proposed by lena, put into force by amari" in text_of(amari, reverse("policy"))


def test_the_proposer_finds_the_button_shut_and_is_refused_at_the_door(officer: User, approver: User, hit: Hit):
    amari = logged_in(approver)
    proposal = proposed_and_measured(amari, possible=0.79)

    page = text_of(amari, proposal.get_absolute_url())
    assert "You proposed it, so a second person puts it into force." in page
    assert reverse("policy-activate", args=[proposal.version]) not in page
    refused = amari.post(reverse("policy-activate", args=[proposal.version]), {"activate-text": "Mine."})
    assert (refused.status_code, "another person puts it into force" in refused.content.decode()) == (409, True)
    answer = logged_in(officer).post(reverse("policy-activate", args=[proposal.version]), {"activate-text": "x"})
    assert answer.status_code == 403


def test_what_would_lose_a_truth_is_named_and_cannot_come_into_force(officer: User, approver: User, hit: Hit):
    score = hit.score + 0.0001
    proposal = proposed_and_measured(logged_in(officer), possible=score, probable=score, strong=max(score, 0.93))
    Hit.objects.filter(pk=hit.pk).update(disposition=Disposition.TRUE_MATCH)
    amari = logged_in(approver)

    page = text_of(amari, proposal.get_absolute_url())
    assert "1 hit found to be true would be lost, so this policy cannot come into force." in page
    assert hit.case.reference in page
    assert "It would lose what was found to be true." in page
    refused = amari.post(reverse("policy-activate", args=[proposal.version]), {"activate-text": "All the same."})
    assert (refused.status_code, "would no longer find what was found to be true" in refused.content.decode()) == (
        409,
        True,
    )


def test_a_stale_report_says_so_and_has_to_be_accepted(officer: User, approver: User, hit: Hit):
    proposal = proposed_and_measured(logged_in(officer), possible=0.79)
    a_supplier("Came since")
    amari = logged_in(approver)

    assert "1 supplier came or changed" in text_of(amari, proposal.get_absolute_url())
    told = amari.post(reverse("policy-activate", args=[proposal.version]), {"activate-text": "Good enough."})
    assert (told.status_code, "measure it again, or accept" in told.content.decode()) == (409, True)
    step(amari, "activate", proposal, **{"activate-text": "Good enough.", "activate-accepts_stale": "on"})
    assert Policy.objects.in_force().version == proposal.version


def test_a_proposal_that_cannot_be_keeps_what_was_typed(officer: User):
    answer = logged_in(officer).post(
        reverse("policy-propose"), typed(possible=0.9, probable=0.8, reason="A reason to keep")
    )

    told = answer.content.decode()
    assert (answer.status_code, "thresholds must rise" in told, "A reason to keep" in told) == (409, True, True)
    answer = logged_in(officer).post(reverse("policy-propose"), typed(possible=0.2))
    assert (answer.status_code, Policy.objects.count()) == (422, 1)


def test_nothing_is_proposed_where_nothing_is_changed(officer: User):
    answer = logged_in(officer).post(reverse("policy-propose"), typed())

    assert answer.status_code == 409
    assert "says what Policy 1 says already" in answer.content.decode()


def test_measuring_is_followed_and_stopped(officer: User, hit: Hit):
    lena, proposal = logged_in(officer), a_proposed_policy()
    assert "is being measured. Nothing is changed by it." in step(lena, "measure", proposal)
    assert "of 1 piece of work" in text_of(lena, proposal.get_absolute_url())

    assert "is measured no further" in step(lena, "stop", proposal)
    assert "is proposed, not measuring" in step(lena, "stop", proposal)


def test_a_proposal_is_taken_back_by_its_author_and_stays_in_the_history(officer: User):
    lena = logged_in(officer)
    lena.post(reverse("policy-propose"), typed(possible=0.79))
    told = step(lena, "withdraw", Policy.objects.get(version=2), **{"withdraw-text": "Thought again."})

    assert "Policy 2 is withdrawn" in told
    assert "Thought again." in text_of(lena, reverse("policy-version", args=[2]))
    assert lena.post(reverse("policy-withdraw", args=[2]), {"withdraw-text": ""}).status_code == 422


def test_somebody_who_only_reads_finds_no_form(reader: Client, hit: Hit):
    proposal = a_proposed_policy()

    assert "<form" not in text_of(reader, reverse("policy")).split("<main")[1].split("</main>")[0]
    assert "<form" not in text_of(reader, proposal.get_absolute_url()).split("<main")[1].split("</main>")[0]
    assert reader.post(reverse("policy-propose"), typed(possible=0.79)).status_code == 403
    assert "may not measure Policy 2" in step(reader, "measure", proposal)


def test_the_rows_of_a_report_are_narrowed_by_what_happens_to_them_and_by_list(officer: User, hit: Hit):
    score = hit.score + 0.0001
    proposal = proposed_and_measured(logged_in(officer), possible=score, probable=score, strong=max(score, 0.93))
    address, lena = proposal.get_absolute_url(), logged_in(officer)

    rows = {
        shift: text_of(lena, f"{address}?shift={shift}").split('id="hits"')[1] for shift in ("lost", "same", "moved")
    }
    assert ("Hengly Optics" in rows["lost"], "Orient Star Shipping" in rows["lost"]) == (True, False)
    assert ("Hengly Optics" in rows["same"], "Orient Star Shipping" in rows["same"]) == (False, True)
    assert "No hit is of this kind." in rows["moved"]
    assert "Show every list" in text_of(lena, f"{address}?shift=lost&list=us-bis-el")
    assert "Hengly Optics" in text_of(lena, f"{address}?shift=nonsense&list=nonsense&page=99")


def test_a_policy_of_the_past_is_read_beside_the_one_before_it(officer: User):
    a_policy_in_force(possible=0.79)
    a_policy_in_force(possible=0.80)

    page = text_of(logged_in(officer), reverse("policy-version", args=[2]))
    assert "beside policy" in page
    assert "<del>0.78</del>" in page
    assert "It is the one this house began with." in text_of(logged_in(officer), reverse("policy-version", args=[1]))
    assert logged_in(officer).get(reverse("policy-version", args=[9])).status_code == 404
