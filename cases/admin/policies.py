"""Matching policies in the admin: their history, and the second seat of whoever proposes, measures or decides one.

What a proposal would do is read on its own page, to which every row leads; the actions refuse what that page refuses.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from cases import activating, shadowing, tasks
from sanctions import policies
from sanctions.admin.reading import ReadingAdmin, pairs, person_of
from sanctions.forms import WordsForm
from sanctions.models import Policy
from sanctions.policies import MAY_ACTIVATE, MAY_PROPOSE
from sanctions.policy_errors import PolicyError

Step = Callable[[Policy, str], object]


@admin.register(Policy)
class PolicyAdmin(ReadingAdmin):
    """How names are matched: every policy there ever was."""

    list_display = (
        *("version", "state", "possible", "probable", "strong", "tables"),
        *("proposed_by", "proposed_at", "measured_at", "activated_by", "activated_at", "retired_at"),
    )
    list_filter = ("state", "tables")
    list_select_related = ("proposed_by", "activated_by")
    actions = ("measure", "stop", "withdraw", "activate")
    fields = (
        *("version", "state", "possible", "probable", "strong", "tables", "all_weights"),
        *("proposed_by", "proposed_at", "reason", "measured_at"),
        *("activated_by", "activated_at", "activated_reason", "retired_at"),
        *("withdrawn_by", "withdrawn_at", "withdrawn_reason"),
    )

    @admin.display(description="weights")
    def all_weights(self, policy: Policy) -> str:
        """Every weight of the scorecard."""
        return pairs(policy.weights)

    def view_on_site(self, policy: Policy) -> str:
        """Its page with what it would do."""
        return policy.get_absolute_url()

    def has_measure_permission(self, request: HttpRequest) -> bool:
        """Who may have a proposal measured or take one back."""
        person = person_of(request)
        return person.has_perm(MAY_PROPOSE) or person.has_perm(MAY_ACTIVATE)

    def has_activate_permission(self, request: HttpRequest) -> bool:
        """Who may give the second person's word."""
        return person_of(request).has_perm(MAY_ACTIVATE)

    @admin.action(description="Measure a proposal", permissions=["measure"])
    def measure(self, request: HttpRequest, queryset: QuerySet[Policy]) -> None:
        """Have every supplier measured under it, in the shadow."""
        person = person_of(request)
        self._each(request, queryset, lambda one, _: shadowing.begin(one, by=person), done="is being measured")

    @admin.action(description="Stop measuring", permissions=["measure"])
    def stop(self, request: HttpRequest, queryset: QuerySet[Policy]) -> None:
        """Make it a mere proposal again."""
        person = person_of(request)
        self._each(request, queryset, lambda one, _: shadowing.stop(one, by=person), done="is measured no further")

    @admin.action(description="Withdraw a proposal …", permissions=["measure"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Policy]) -> HttpResponse | None:
        """Put it away, with a reason."""
        person = person_of(request)

        def put_away(policy: Policy, reason: str) -> object:
            return policies.withdraw(policy, by=person, reason=reason)

        return self._with_reason(request, queryset, put_away, action="withdraw", done="is withdrawn")

    @admin.action(description="Put a measured policy into force …", permissions=["activate"])
    def activate(self, request: HttpRequest, queryset: QuerySet[Policy]) -> HttpResponse | None:
        """Put it into force, with a reason. A report that is stale is accepted on its page only, where it is read."""
        person = person_of(request)

        def put_into_force(policy: Policy, reason: str) -> object:
            return activating.activate(policy, by=person, reason=reason)

        return self._with_reason(request, queryset, put_into_force, action="activate", done="is in force")

    def _with_reason(
        self, request: HttpRequest, queryset: QuerySet[Policy], step: Step, *, action: str, done: str
    ) -> HttpResponse | None:
        form = WordsForm(request.POST if "apply" in request.POST else None, label="Reason")
        if not form.is_valid():
            return self.asked_first(request, queryset, action=action, title=action.capitalize(), form=form)
        self._each(request, queryset, step, done=done, reason=form.cleaned_data["text"])
        return None

    def _each(
        self, request: HttpRequest, queryset: QuerySet[Policy], step: Step, *, done: str, reason: str = ""
    ) -> None:
        for policy in queryset:
            try:
                step(policy, reason)
            except PolicyError as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, f"{policy} {done}.")
        tasks.wake()
