"""One case: its page, and every step a person can take in it. The services decide; a refusal keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from cases import workflow
from cases.forms import AssignForm, ProposalForm, WordsForm, proposal_form
from cases.models import Decision, SupplierCase
from cases.views.case_page import WORDED, case_page, find_case
from cases.workflow import StaleCase, WorkflowError
from sanctions.views.access import permitted, person_of

UNUSABLE, CONFLICT = 422, 409


@require_GET
@permitted("cases.view_suppliercase")
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """The page of one case."""
    return case_page(request, _case(reference))


@require_POST
@permitted("cases.propose_decision")
def claim(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a case nobody has."""
    case = _case(reference)
    return _stepped(request, case, lambda: workflow.claim(case, by=person_of(request)), f"{case} is yours.")


@require_POST
@permitted("cases.propose_decision")
def unassign(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a case back into the queue."""
    case = _case(reference)
    return _stepped(
        request, case, lambda: workflow.unassign(case, by=person_of(request)), f"{case} is back in the queue."
    )


@require_POST
@permitted("cases.assign_case")
def assign(request: HttpRequest, reference: str) -> HttpResponse:
    """Give a case to a person."""
    case, form = _case(reference), AssignForm(request.POST)
    if not form.is_valid():
        return case_page(request, case, forms={"assign_form": form}, status=UNUSABLE)
    person = form.cleaned_data["person"]
    return _stepped(
        request, case, lambda: workflow.assign(case, to=person, by=person_of(request)), f"{case} is with {person}."
    )


@require_POST
@permitted("cases.propose_decision")
def comment(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a note."""
    return _worded(request, reference, "note_form", workflow.comment, "text", "Noted.")


@require_POST
@permitted("cases.propose_decision")
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Wait for an answer of the supplier."""
    return _worded(
        request, reference, "ask_form", workflow.ask, "question", "The clock is paused until an answer is in."
    )


@require_POST
@permitted("cases.propose_decision")
def resume(request: HttpRequest, reference: str) -> HttpResponse:
    """Go on after the answer."""
    return _worded(request, reference, "resume_form", workflow.resume, "answer", "The clock runs again.")


@require_POST
@permitted("cases.propose_decision")
def follow_up(request: HttpRequest, reference: str) -> HttpResponse:
    """Open a case that follows a closed one."""
    return _worded(
        request, reference, "follow_form", workflow.follow_up, "reason", "Opened: the old case stays as it was."
    )


@require_POST
@permitted("cases.propose_decision")
def propose(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand a decision to a second person."""
    case = _case(reference)
    form = proposal_form(case, request.POST)
    if not form.is_valid():
        return case_page(request, case, forms={"proposal": form}, status=UNUSABLE)
    try:
        workflow.propose(
            case,
            by=person_of(request),
            findings=form.findings,
            dealings=form.outcomes,
            reason=form.cleaned_data["reason"],
            expected_version=form.cleaned_data["version"],
        )
    except WorkflowError as error:
        return _refused(request, reference, error)
    messages.success(request, f"{case}: proposed. A second person has to agree before anything changes.")
    return redirect(case)


@require_POST
@permitted("cases.propose_decision")
def withdraw(request: HttpRequest, reference: str, decision_id: int) -> HttpResponse:
    """Take one's own proposal back."""
    case, decision = _case(reference), _decision(reference, decision_id)
    return _stepped(
        request, case, lambda: workflow.withdraw(decision, by=person_of(request)), "The proposal is taken back."
    )


@require_POST
@permitted("cases.approve_decision")
def approve(request: HttpRequest, reference: str, decision_id: int) -> HttpResponse:
    """Agree, and close the case."""
    case, decision = _case(reference), _decision(reference, decision_id)
    return _stepped(
        request, case, lambda: workflow.approve(decision, reviewer=person_of(request)), f"{case} is decided and closed."
    )


@require_POST
@permitted("cases.approve_decision")
def send_back(request: HttpRequest, reference: str, decision_id: int) -> HttpResponse:
    """Return a proposal with what is missing."""
    decision = _decision(reference, decision_id)

    def back(case: SupplierCase, *, by: Any, reason: str) -> SupplierCase:
        return workflow.send_back(decision, reviewer=by, reason=reason)

    return _worded(request, reference, "back_form", back, "reason", "Sent back to the person who proposed it.")


def _case(reference: str) -> SupplierCase:
    case = find_case(reference)
    if case is None:
        raise Http404
    return case


def _decision(reference: str, decision_id: int) -> Decision:
    return get_object_or_404(
        Decision.objects.select_related("case__supplier"), pk=decision_id, case__reference=reference
    )


def _stepped(request: HttpRequest, case: SupplierCase, step: Callable[[], object], done: str) -> HttpResponse:
    """One step without words; its refusal is shown on the page as it stands now."""
    try:
        step()
    except WorkflowError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(case)


def _worded(
    request: HttpRequest, reference: str, name: str, step: Callable[..., object], argument: str, done: str
) -> HttpResponse:
    """One step with words; they come back with the refusal."""
    case, form = _case(reference), WordsForm(request.POST, label=WORDED[name], prefix=name)
    if not form.is_valid():
        return case_page(request, case, forms={name: form}, status=UNUSABLE)
    try:
        after = step(case, by=person_of(request), **{argument: form.cleaned_data["text"]})
    except WorkflowError as error:
        form.add_error(None, str(error))
        return case_page(request, _case(reference), forms={name: form}, status=CONFLICT)
    messages.success(request, done)
    return redirect(after if isinstance(after, SupplierCase) else case)


def _refused(request: HttpRequest, reference: str, error: WorkflowError) -> HttpResponse:
    """The case as it stands now with what was typed; sending it again speaks of the case as shown."""
    case = _case(reference)
    typed: QueryDict = request.POST.copy()
    if isinstance(error, StaleCase):
        typed["version"] = str(case.version)
    form: ProposalForm = proposal_form(case, typed)
    form.add_error(None, str(error))
    return case_page(request, case, forms={"proposal": form}, status=CONFLICT)
