"""The steps of a case as actions of the admin; a refusal of the service is shown by its own words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse

from cases import workflow
from cases.admin.decisions import findings_table, outcomes_list
from cases.forms import AssignForm, ProposalForm, WordsForm, proposal_form
from cases.models import Decision, DecisionState, SupplierCase
from cases.transitions import Action, CaseState, NotAllowed, actions_in, after
from cases.workflow import APPROVE, ASSIGN, WORK, StaleCase, WorkflowError
from sanctions.admin.reading import ReadingAdmin, person_of

# What a person can do here, and the act of the state table it is.
STEPS: Mapping[str, tuple[str, Action]] = MappingProxyType(
    {
        "claim": ("Claim", Action.ASSIGN),
        "assign": ("Assign …", Action.ASSIGN),
        "propose": ("Propose a decision …", Action.PROPOSE),
        "approve": ("Approve a proposal …", Action.APPROVE),
        "send_back": ("Send a proposal back …", Action.SEND_BACK),
    }
)


class CaseSteps(ReadingAdmin):
    """Claim, assign, propose, approve, send back: a case changes by a step and by nothing else."""

    actions = tuple(STEPS)
    change_form_template = "admin/cases/suppliercase/change_form.html"

    def has_work_permission(self, request: HttpRequest) -> bool:
        """Who works on cases."""
        return person_of(request).has_perm(WORK)

    def has_assign_permission(self, request: HttpRequest) -> bool:
        """Who gives cases to people."""
        return person_of(request).has_perm(ASSIGN)

    def has_approve_permission(self, request: HttpRequest) -> bool:
        """Who judges proposals."""
        return person_of(request).has_perm(APPROVE)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The case with the steps its state knows and the person may take."""
        case = self.get_object(request, object_id)
        possible = actions_in(CaseState(case.state)) if case else ()
        allowed = self.get_actions(request)
        steps = [(name, words) for name, (words, act) in STEPS.items() if act in possible and name in allowed]
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "steps": steps})

    @admin.action(description=STEPS["claim"][0], permissions=["work"])
    def claim(self, request: HttpRequest, queryset: QuerySet[SupplierCase]) -> HttpResponse | None:
        """Take cases nobody has."""
        for case in queryset:
            _stepped(request, partial(workflow.claim, case, by=person_of(request)), f"{case} is yours.")
        return self._back(queryset)

    @admin.action(description=STEPS["assign"][0], permissions=["assign"])
    def assign(self, request: HttpRequest, queryset: QuerySet[SupplierCase]) -> HttpResponse | None:
        """Give cases to a person."""
        form = AssignForm(_applied(request))
        if not form.is_valid():
            return self.asked_first(request, queryset, action="assign", title="Assign", form=form)
        to, by = form.cleaned_data["person"], person_of(request)
        for case in queryset:
            _stepped(request, partial(workflow.assign, case, to=to, by=by), f"{case} is with {to}.")
        return self._back(queryset)

    @admin.action(description=STEPS["propose"][0], permissions=["work"])
    def propose(self, request: HttpRequest, queryset: QuerySet[SupplierCase]) -> HttpResponse | None:
        """Hand a decision about one case to a second person."""
        case = queryset.select_related("supplier").first()
        if case is None or len(queryset) > 1:
            messages.error(request, "A decision is proposed for one case at a time.")
            return None
        typed = _applied(request)
        if typed is None and (why := _why_not(case, Action.PROPOSE)):
            messages.error(request, why)
            return self._back(queryset)
        form = proposal_form(case, typed)
        if not form.is_valid():
            return self._proposing(request, case, form)
        try:
            _propose(case, form, request)
        except WorkflowError as refusal:
            messages.error(request, str(refusal))
            return self._proposing(request, *_as_it_stands(case, request, refusal))
        messages.success(request, f"{case}: proposed. A second person has to agree before anything changes.")
        return self._back(queryset)

    @admin.action(description=STEPS["approve"][0], permissions=["approve"])
    def approve(self, request: HttpRequest, queryset: QuerySet[SupplierCase]) -> HttpResponse | None:
        """Agree to proposals as they are shown, and close their cases."""
        shown = _shown(request, queryset)
        if not shown or "apply" not in request.POST:
            return self._judging(request, queryset, action="approve", title="Approve", form=None)
        for decision in shown:
            done = f"{decision.case} is decided and closed."
            _stepped(request, partial(workflow.approve, decision, reviewer=person_of(request)), done)
        return self._back(queryset)

    @admin.action(description=STEPS["send_back"][0], permissions=["approve"])
    def send_back(self, request: HttpRequest, queryset: QuerySet[SupplierCase]) -> HttpResponse | None:
        """Return proposals with what is missing."""
        form, shown = WordsForm(_applied(request), label="What is missing"), _shown(request, queryset)
        if not shown or not form.is_valid():
            return self._judging(request, queryset, action="send_back", title="Send back", form=form)
        by, why = person_of(request), form.cleaned_data["text"]
        for decision in shown:
            done = f"{decision.case} is back with {decision.proposed_by.get_username()}."
            _stepped(request, partial(workflow.send_back, decision, reviewer=by, reason=why), done)
        return self._back(queryset)

    def _back(self, queryset: QuerySet[SupplierCase]) -> HttpResponse | None:
        """To the case where there was one, else to the list."""
        keys = list(queryset.values_list("pk", flat=True)[:2])
        return HttpResponseRedirect(reverse("admin:cases_suppliercase_change", args=keys)) if len(keys) == 1 else None

    def _proposing(self, request: HttpRequest, case: SupplierCase, form: ProposalForm) -> HttpResponse:
        return self._page(request, "propose", title=f"Propose a decision on {case}", case=case, form=form)

    def _judging(
        self, request: HttpRequest, queryset: QuerySet[SupplierCase], *, action: str, title: str, form: BaseForm | None
    ) -> HttpResponse | None:
        """The proposals as they stand now: what is agreed to is what was read."""
        pending = list(_pending().filter(case__in=queryset.values("pk")))
        for case in queryset.exclude(pk__in=[decision.case_id for decision in pending]):
            messages.error(request, f"{case}: nothing is proposed, so there is nothing to judge.")
        if not pending:
            return None
        proposals = [(decision, findings_table(decision), outcomes_list(decision)) for decision in pending]
        return self._page(request, "judge", title=title, proposals=proposals, form=form, action=action)

    def _page(self, request: HttpRequest, name: str, **context: Any) -> HttpResponse:
        known = {**self.admin_site.each_context(request), "opts": self.opts, "checkbox": ACTION_CHECKBOX_NAME}
        return TemplateResponse(request, f"admin/cases/suppliercase/{name}.html", {**known, **context})


def _stepped(request: HttpRequest, step: Callable[[], object], done: str) -> None:
    try:
        step()
    except WorkflowError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)


def _why_not(case: SupplierCase, act: Action) -> str:
    """The state table's refusal, so that nobody fills in a form that cannot be sent."""
    try:
        after(CaseState(case.state), act)
    except NotAllowed as refusal:
        return f"{case}: {refusal}"
    return ""


def _applied(request: HttpRequest) -> QueryDict | None:
    """What was typed on the page between; None while it has not been shown yet."""
    return request.POST if "apply" in request.POST else None


def _pending() -> QuerySet[Decision]:
    rows = Decision.objects.filter(state=DecisionState.PROPOSED).select_related("case__supplier", "proposed_by")
    return rows.prefetch_related("findings__hit__listed_entity").order_by("pk")


def _shown(request: HttpRequest, queryset: QuerySet[SupplierCase]) -> list[Decision]:
    """The proposals that stood on the page; one that was settled meanwhile is refused by the service."""
    keys = [key for key in request.POST.getlist("decision") if key.isdecimal()]
    shown = Decision.objects.filter(pk__in=keys, case__in=queryset.values("pk"))
    return list(shown.select_related("case__supplier", "proposed_by").order_by("pk"))


def _propose(case: SupplierCase, form: ProposalForm, request: HttpRequest) -> Decision:
    return workflow.propose(
        case,
        by=person_of(request),
        findings=form.findings,
        dealings=form.outcomes,
        reason=form.cleaned_data["reason"],
        expected_version=form.cleaned_data["version"],
    )


def _as_it_stands(
    case: SupplierCase, request: HttpRequest, refusal: WorkflowError
) -> tuple[SupplierCase, ProposalForm]:
    """The case as it is now with what was typed; sending it again speaks of the case as shown."""
    now = SupplierCase.objects.select_related("supplier").get(pk=case.pk)
    typed = request.POST.copy()
    if isinstance(refusal, StaleCase):
        typed["version"] = str(now.version)
    return now, proposal_form(now, typed)
