"""Matching policies in the admin: their history, and the second seat of whoever may decide one."""

from __future__ import annotations

from django.contrib import admin

from sanctions.admin.reading import ReadingAdmin, pairs
from sanctions.models import Policy


@admin.register(Policy)
class PolicyAdmin(ReadingAdmin):
    """How names are matched: every policy there ever was."""

    list_display = (
        *("version", "state", "possible", "probable", "strong", "tables"),
        *("proposed_by", "proposed_at", "measured_at", "activated_by", "activated_at", "retired_at"),
    )
    list_filter = ("state", "tables")
    list_select_related = ("proposed_by", "activated_by")
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
