"""One case: what a reviewer sees, decides, and keeps when refused."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases import workflow
from cases.models import CaseNote, Decision, DecisionState, Disposition, Finding, Outcome, SupplierCase
from cases.transitions import CaseState
from tests.factories import (
    a_case,
    a_hit,
    a_listed_entity,
    a_person,
    a_supplier,
)
from tests.journeys.at_the_desk import (
    READS,
    a_proposal,
    an_approver_at_the_desk,
    an_officer_at_the_desk,
    logged_in,
    proposed,
)

pytestmark = pytest.mark.django_db


def test_the_case_shows_what_each_designation_means_for_each_dealing_and_never_one_verdict(reader: Client):
    supplier = a_supplier("Huawei Marine International Ltd", dealings=["buy", "sell"])
    hit = a_hit(a_case(supplier), a_listed_entity(citations=("86 FR 71557",)))

    answer = reader.get(hit.case.get_absolute_url())
    page = answer.content.decode()

    [card] = answer.context["cards"]
    assert [(line.dealing, line.effect.effect.value) for line in card.lines[:4]] == [
        ("Buy", "red_flag"),
        ("Sell", "licence"),
        ("Invest", "none"),
        ("Import", "none"),
    ]
    assert "86 FR 71557" in page
    assert "does not forbid buying" in page
    assert "locked" not in page.replace("blocked persons", "")
    assert "sanctioned" not in page.lower()


def test_an_effect_that_is_still_to_come_says_from_when(reader: Client):
    day = timezone.now().date() + timedelta(days=40)
    entity = a_listed_entity("SENSETIME GROUP LIMITED", code="us-ofac-cmic", effective_on=day)
    hit = a_hit(a_case(a_supplier(dealings=["invest"])), entity)

    page = reader.get(hit.case.get_absolute_url()).content.decode()

    assert f"Prohibited from {day.day} {day:%b %Y}" in page


def test_the_case_compares_both_sides_with_a_verdict_in_words(reader: Client):
    supplier = a_supplier("Huawei Marine Networks", country="CN")
    supplier.identifiers.create(scheme="uscc", value="91120118MA06EX0017")
    hit = a_hit(a_case(supplier), a_listed_entity("Huawei Marine Networks Co., Ltd.", formerly=("Huawei Marine",)))

    rows = {c.row.attribute: c for c in reader.get(hit.case.get_absolute_url()).context["rows"]}

    assert rows["Country"].badge.words == "Agree"
    assert rows["Identifiers"].badge.words == "Missing"
    assert [value.note for value in rows["Other names"].row.theirs] == ["f.k.a."]


def test_the_case_lays_the_names_side_by_side_word_by_word(reader: Client):
    reasons = [
        {"rule": "former-name", "points": 0, "ours": "Huawei Marine Intl", "theirs": "Huawei Marine International"},
        {"rule": "same-word", "points": 0.5, "ours": "huawei", "theirs": "huawei"},
        {"rule": "similar-word", "points": 0.3, "ours": "intl", "theirs": "international"},
    ]
    hit = a_hit(our_name="Huawei Marine Intl", matched_name="Huawei Marine International", reasons=reasons, score=0.8)

    answer = reader.get(hit.case.get_absolute_url())

    laid = [(each.word.ours, each.word.theirs, each.reading) for each in answer.context["laid"]]
    assert laid == [
        ("huawei", "huawei", "same"),
        ("intl", "international", "spelling or sound close"),
        ("marine", "", "adds nothing"),
        ("", "marine", "adds nothing"),
    ]
    assert "int<mark>ernationa</mark>l" in answer.content.decode()


def test_the_parts_of_a_score_stand_after_the_comparison_with_the_threshold(reader: Client):
    page = reader.get(a_hit().case.get_absolute_url()).content.decode()

    assert page.index('id="compare"') < page.index('id="score"')
    assert "A score is not a legal finding" in page
    assert "review from 0.78" in page


def test_one_walks_from_hit_to_hit_without_leaving_the_case(reader: Client):
    case = a_case()
    first, second = a_hit(case, score=0.99), a_hit(case, a_listed_entity("Second Ltd"), score=0.8)

    on_first = reader.get(case.get_absolute_url())
    on_second = reader.get(case.get_absolute_url(), {"hit": second.pk})

    assert on_first.context["hit"] == first
    assert f"?hit={second.pk}" in on_first.content.decode()
    assert (on_second.context["hit"], on_second.context["previous_hit"]) == (second, first)
    assert reader.get(case.get_absolute_url(), {"hit": "nonsense"}).context["hit"] == first


def test_outcomes_start_from_the_law_for_the_dealings_in_use():
    hit = a_hit(a_case(a_supplier(dealings=["buy", "sell", "invest"])))
    client = logged_in(an_officer_at_the_desk())

    form = client.get(hit.case.get_absolute_url()).context["proposal"]

    assert {effect.dealing.value: field.initial for effect, field in form.dealing_rows} == {
        "buy": Outcome.CONDITIONS,
        "sell": Outcome.LICENCE,
        "invest": Outcome.PROCEED,
    }


def test_from_claim_to_a_second_persons_word():
    officer, approver = an_officer_at_the_desk(), an_approver_at_the_desk()
    hit = a_hit(a_case(a_supplier(dealings=["buy", "sell"])))
    address = hit.case.get_absolute_url()

    logged_in(officer).post(reverse("case-claim", args=[hit.case.reference]))
    hit.case.refresh_from_db()
    proposal = logged_in(officer).post(reverse("case-propose", args=[hit.case.reference]), a_proposal(hit))
    decision = Decision.objects.get()
    own_page = logged_in(officer).get(address).content.decode()
    approval = logged_in(approver).post(reverse("decision-approve", args=[hit.case.reference, decision.pk]))

    assert (proposal.status_code, approval.status_code) == (302, 302)
    assert decision.dealings == {"buy": "conditions", "sell": "licence"}
    assert "a second person has to agree" in own_page
    assert re.search(r'<button class="btn main" disabled aria-describedby="why-not">', own_page)
    hit.refresh_from_db()
    assert hit.disposition == Disposition.TRUE_MATCH
    assert SupplierCase.objects.get().is_closed
    closed = logged_in(approver).get(address).content.decode()
    assert "never changes" in closed
    assert "approved the decision and closed the case" in closed


def test_the_proposer_cannot_approve_by_any_door():
    person = a_person(
        "both", permissions=(*READS, "cases.propose_decision", "cases.approve_decision", "cases.assign_case")
    )
    decision = proposed(a_hit(), by=person)

    answer = logged_in(person).post(
        reverse("decision-approve", args=[decision.case.reference, decision.pk]), follow=True
    )

    assert "another person must approve it" in answer.content.decode()
    assert not SupplierCase.objects.get().is_closed


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"reason": ""}, "This field is required"),
        ({"reason": "   "}, "This field is required"),
        ({"finding": ""}, "Say what you found about this hit"),
        ({"finding": "false_positive"}, "A false positive needs what contradicts it"),
        ({"outcome_sell": "sometimes"}, "sometimes is not one of the available choices"),
    ],
)
def test_an_incomplete_proposal_comes_back_with_what_was_typed(missing: dict[str, str], sentence: str):
    hit = a_hit(a_case(a_supplier(dealings=["buy", "sell"])))
    answers = {f"finding_{hit.pk}" if key == "finding" else key: value for key, value in missing.items()}
    sent = a_proposal(hit, **{"reason": "typed with care", **answers})

    answer = logged_in(an_officer_at_the_desk()).post(reverse("case-propose", args=[hit.case.reference]), sent)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "What you typed is kept" in page
    if "reason" not in missing:
        assert "typed with care" in page
    assert not Decision.objects.exists()


def test_nothing_is_held_back_when_every_hit_is_false():
    hit = a_hit(a_case(a_supplier(dealings=["buy", "sell"])))
    client = logged_in(an_officer_at_the_desk())
    address = reverse("case-propose", args=[hit.case.reference])
    cleared = {f"finding_{hit.pk}": "false_positive", f"code_{hit.pk}": "different_identifier"}

    held = client.post(address, a_proposal(hit, **cleared))
    free = client.post(address, a_proposal(hit, **cleared, outcome_buy="proceed", outcome_sell="proceed"))

    assert "nothing stands against this dealing" in held.content.decode()
    assert free.status_code == 302
    assert Finding.objects.get().reason_code == "different_identifier"


def test_a_stale_proposal_comes_back_with_what_was_typed_and_can_be_sent_again():
    officer = an_officer_at_the_desk()
    hit = a_hit(a_case(a_supplier(dealings=["buy", "sell"])))
    sent = a_proposal(hit, reason="typed before the other one was quicker")
    workflow.assign(hit.case, to=officer, by=an_officer_at_the_desk("quicker"))
    address = reverse("case-propose", args=[hit.case.reference])

    stale = logged_in(officer).post(address, sent)
    again = logged_in(officer).post(
        address, {**sent, "version": re.search(r'name="version" value="(\d+)"', stale.content.decode())[1]}
    )

    assert stale.status_code == 409
    assert "has changed since you opened it" in stale.content.decode()
    assert "typed before the other one was quicker" in stale.content.decode()
    assert again.status_code == 302


def test_a_new_hit_after_the_form_was_opened_wants_its_own_finding():
    hit = a_hit(a_case(a_supplier(dealings=["buy", "sell"])))
    sent = a_proposal(hit)
    a_hit(hit.case, a_listed_entity("Found Since Ltd"))

    answer = logged_in(an_officer_at_the_desk()).post(reverse("case-propose", args=[hit.case.reference]), sent)

    assert answer.status_code == 422
    assert "Found Since Ltd" in answer.content.decode()


def test_sending_back_needs_words_and_returns_the_case():
    officer, approver = an_officer_at_the_desk(), an_approver_at_the_desk()
    decision = proposed(a_hit(), by=officer)
    address = reverse("decision-send-back", args=[decision.case.reference, decision.pk])

    wordless = logged_in(approver).post(address, {"back_form-text": ""})
    told = logged_in(approver).post(address, {"back_form-text": "Ask for the licence copy."})

    assert (wordless.status_code, told.status_code) == (422, 302)
    decision.refresh_from_db()
    assert decision.state == DecisionState.SENT_BACK
    assert "Ask for the licence copy." in logged_in(officer).get(decision.case.get_absolute_url()).content.decode()


def test_a_proposal_that_was_judged_meanwhile_is_refused_with_a_sentence():
    officer, approver = an_officer_at_the_desk(), an_approver_at_the_desk()
    decision = proposed(a_hit(), by=officer)
    workflow.approve(decision, reviewer=an_approver_at_the_desk("quicker"))

    answer = logged_in(approver).post(
        reverse("decision-send-back", args=[decision.case.reference, decision.pk]), {"back_form-text": "typed"}
    )

    assert answer.status_code == 409
    assert "has changed since you opened it" in answer.content.decode() or "closed" in answer.content.decode()


def test_a_decision_is_found_in_its_own_case_only():
    decision = proposed(a_hit(), by=an_officer_at_the_desk())
    other = a_case()

    answer = logged_in(an_approver_at_the_desk()).post(reverse("decision-approve", args=[other.reference, decision.pk]))

    assert answer.status_code == 404


def test_the_proposer_takes_a_proposal_back():
    officer = an_officer_at_the_desk()
    decision = proposed(a_hit(), by=officer)

    logged_in(officer).post(reverse("decision-withdraw", args=[decision.case.reference, decision.pk]))

    decision.refresh_from_db()
    assert decision.state == DecisionState.WITHDRAWN


def test_a_case_waits_for_the_supplier_and_goes_on():
    officer = an_officer_at_the_desk()
    case = a_hit().case
    client = logged_in(officer)

    client.post(reverse("case-claim", args=[case.reference]))
    client.post(reverse("case-ask", args=[case.reference]), {"ask_form-text": "Your registration number?"})
    paused = client.get(case.get_absolute_url()).content.decode()
    client.post(reverse("case-resume", args=[case.reference]), {"resume_form-text": "They sent it."})

    assert "Paused" in paused
    assert SupplierCase.objects.get().state == CaseState.IN_REVIEW
    assert [note.text for note in CaseNote.objects.all()] == ["Your registration number?", "They sent it."]


def test_a_note_stands_in_the_timeline_under_its_author():
    case = a_case()
    client = logged_in(an_officer_at_the_desk())

    client.post(reverse("case-comment", args=[case.reference]), {"note_form-text": "Asked purchasing."})

    page = client.get(case.get_absolute_url()).content.decode()
    assert re.search(r"<b>officer</b> noted<p>“Asked purchasing\.”</p>", page)


def test_a_case_is_given_to_a_person_who_may_work_on_it():
    colleague = an_officer_at_the_desk("colleague")
    a_person("buyer")
    case = a_case()
    client = logged_in(an_officer_at_the_desk())

    form = client.get(case.get_absolute_url()).context["assign_form"]
    client.post(reverse("case-assign", args=[case.reference]), {"person": colleague.pk})

    assert [str(person) for person in form.fields["person"].queryset] == ["colleague", "officer"]
    assert SupplierCase.objects.get().assignee == colleague


def test_a_refused_claim_says_who_has_the_case():
    quicker = an_officer_at_the_desk("quicker")
    case = a_case(assignee=quicker, state=CaseState.IN_REVIEW)

    answer = logged_in(an_officer_at_the_desk()).post(reverse("case-claim", args=[case.reference]), follow=True)

    assert "is with quicker" in answer.content.decode()


def test_a_closed_case_is_followed_by_another_and_tells_what_was_decided():
    officer = an_officer_at_the_desk()
    decision = proposed(a_hit(), by=officer)
    workflow.approve(decision, reviewer=an_approver_at_the_desk())
    client = logged_in(officer)

    answer = client.post(
        reverse("case-follow-up", args=[decision.case.reference]), {"follow_form-text": "A new owner."}, follow=True
    )

    page = answer.content.decode()
    new = SupplierCase.objects.get(follows=decision.case)
    assert answer.redirect_chain[-1][0] == new.get_absolute_url()
    assert "Decided before: true match." in page
    assert "The former name agrees." in page
    assert "Our record of the supplier is the same." in page
