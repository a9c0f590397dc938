"""The matching policy: what is in force, what is proposed, what a proposal would do, and the steps two people take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from cases import activating, shadow_report, shadowing, tasks
from cases.models import Supplier
from cases.models.suppliers import SupplierQuerySet
from cases.views.policy_rows import base_of, open_run, row_of, shown, weights_of
from sanctions import policies
from sanctions.forms import WordsForm
from sanctions.models import Policy, PolicyState
from sanctions.policies import MAY_ACTIVATE, MAY_PROPOSE
from sanctions.policy_errors import PolicyError
from sanctions.policy_forms import ActivateForm, PolicyForm
from sanctions.views.access import permitted, person_of

UNUSABLE, CONFLICT = 422, 409


@require_GET
@permitted("sanctions.view_policy")
def policies_page(request: HttpRequest) -> HttpResponse:
    """What is in force, what is proposed, and every policy there was."""
    return _overview(request)


@require_POST
@permitted(MAY_PROPOSE)
def propose(request: HttpRequest) -> HttpResponseBase:
    """Take in a proposal."""
    form = PolicyForm(Policy.objects.in_force(), request.POST)
    if not form.is_valid():
        return _overview(request, form, UNUSABLE)
    try:
        proposal = policies.propose(form.changes, by=person_of(request), reason=form.cleaned_data["reason"])
    except PolicyError as refusal:
        form.add_error(None, str(refusal))
        return _overview(request, form, CONFLICT)
    messages.success(request, f"{proposal} is proposed. Measure it next: that changes nothing yet.")
    return redirect(proposal)


def _overview(request: HttpRequest, form: PolicyForm | None = None, status: int = 200) -> HttpResponse:
    every = list(Policy.objects.select_related("proposed_by", "activated_by", "withdrawn_by"))
    standing = next(policy for policy in every if policy.state == PolicyState.ACTIVE)
    rows = [row_of(policy, every) for policy in every]
    context = {
        "policy": standing,
        "weights": weights_of(standing),
        "unscreened": _under_another(standing).count(),
        "pending": [row for row in rows if row.policy.is_pending],
        "rows": rows,
        "may_propose": person_of(request).has_perm(MAY_PROPOSE),
        "form": form or PolicyForm(standing),
    }
    return render(request, "policy/policies.html", context, status=status)


def _under_another(standing: Policy) -> SupplierQuerySet:
    """Suppliers last screened under a policy that is gone."""
    screened = Supplier.objects.active().filter(screened_policy__isnull=False)
    return screened.exclude(screened_policy=standing.version)


@require_GET
@permitted("sanctions.view_policy")
def policy_page(request: HttpRequest, version: int) -> HttpResponse:
    """One policy: what it changes and what that would do."""
    return _page(request, _found(version))


@require_POST
@permitted("sanctions.view_policy")
def measure(request: HttpRequest, version: int) -> HttpResponseBase:
    """Have a proposal measured."""
    return _stepped(request, _found(version), shadowing.begin, "is being measured. Nothing is changed by it.")


@require_POST
@permitted("sanctions.view_policy")
def stop(request: HttpRequest, version: int) -> HttpResponseBase:
    """Stop the measuring."""
    return _stepped(request, _found(version), shadowing.stop, "is measured no further.")


@require_POST
@permitted("sanctions.view_policy")
def withdraw(request: HttpRequest, version: int) -> HttpResponseBase:
    """Put a proposal away."""
    policy, form = _found(version), _withdraw_form(request.POST)
    if not form.is_valid():
        return _page(request, policy, {"withdraw_form": form}, UNUSABLE)
    try:
        policies.withdraw(policy, by=person_of(request), reason=form.cleaned_data["text"])
    except PolicyError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, _found(version), {"withdraw_form": form}, CONFLICT)
    messages.success(request, f"{policy} is withdrawn; what is in force stays.")
    return redirect("policy")


@require_POST
@permitted(MAY_ACTIVATE)
def activate(request: HttpRequest, version: int) -> HttpResponseBase:
    """A second person's word: put a measured proposal into force."""
    policy, form = _found(version), ActivateForm(request.POST, is_stale=True)
    if not form.is_valid():
        return _page(request, policy, {"activate_form": form}, UNUSABLE)
    said = form.cleaned_data
    try:
        activating.activate(policy, by=person_of(request), reason=said["text"], accepts_stale=said["accepts_stale"])
    except PolicyError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, _found(version), {"activate_form": form}, CONFLICT)
    tasks.wake()
    messages.success(request, f"{policy} is in force. Every supplier is screened anew under it.")
    return redirect("policy")


def _found(version: int) -> Policy:
    rows = Policy.objects.select_related("proposed_by", "activated_by", "withdrawn_by")
    return get_object_or_404(rows, version=version)


def _withdraw_form(data: Any = None) -> WordsForm:
    return WordsForm(data, label="Why it is put away", prefix="withdraw")


def _stepped(request: HttpRequest, policy: Policy, step: Callable[..., object], done: str) -> HttpResponseBase:
    try:
        step(policy, by=person_of(request))
    except PolicyError as refusal:
        messages.error(request, str(refusal))
        return redirect(policy)
    tasks.wake()
    messages.success(request, f"{policy} {done}")
    return redirect(policy)


def _page(
    request: HttpRequest, policy: Policy, kept: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    every = list(Policy.objects.all())
    report = shadow_report.report_of(policy)
    is_stale = bool(report and report.staleness.is_stale)
    context = {
        "row": row_of(policy, every),
        "base": base_of(policy, every),
        "weights": weights_of(policy),
        "run": open_run(policy),
        "report": report,
        **(shown(request, report) if report else {}),
        **_seats(policy, person_of(request)),
        "activate_form": ActivateForm(is_stale=is_stale),
        "withdraw_form": _withdraw_form(),
        **(kept or {}),
    }
    return render(request, "policy/policy.html", context, status=status)


def _seats(policy: Policy, person: User) -> dict[str, bool]:
    """Which of the steps this person may take now."""
    may_propose, may_activate = person.has_perm(MAY_PROPOSE), person.has_perm(MAY_ACTIVATE)
    is_own = person == policy.proposed_by
    is_idle = policy.is_pending and policy.state != PolicyState.MEASURING
    return {
        "is_own": is_own,
        "may_measure": policy.is_pending and (may_propose or may_activate),
        "may_activate": may_activate and not is_own,
        "may_withdraw": is_idle and (may_activate or (is_own and may_propose)),
    }
