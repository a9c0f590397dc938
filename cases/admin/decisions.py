"""Decisions in the admin, for reading, and how a decision reads wherever the admin shows one."""

from __future__ import annotations

from django.contrib import admin

from cases.findings import ReasonCode
from cases.models import Decision, Disposition, Finding, Outcome
from cases.words import DISPOSITIONS, OUTCOMES, REASON_CODES
from sanctions.admin.reading import ReadingAdmin, bullets, table
from sanctions.effects import Dealing
from sanctions.words import DEALINGS


@admin.register(Decision)
class DecisionAdmin(ReadingAdmin):
    """What was proposed by one person and approved by another."""

    list_display = ("case", "state", "proposed_by", "proposed_at", "decided_by", "decided_at")
    list_filter = ("state",)
    list_select_related = ("case", "proposed_by", "decided_by")
    search_fields = ("case__reference", "case__supplier__name", "proposed_by__username", "decided_by__username")
    fields = (
        *("case", "state", "what_was_found", "what_follows", "reason", "proposed_by", "proposed_at"),
        *("decided_by", "decided_at", "decided_reason"),
    )

    @admin.display(description="findings")
    def what_was_found(self, decision: Decision) -> str:
        """One line per hit."""
        return findings_table(decision)

    @admin.display(description="dealings")
    def what_follows(self, decision: Decision) -> str:
        """One line per dealing."""
        return outcomes_list(decision)


def findings_table(decision: Decision) -> str:
    """What a decision says of each hit."""
    rows = ((f.hit.listed_entity, f.hit.matched_name, _disposition(f), _code(f)) for f in decision.findings.all())
    return table(("entry", "matched name", "finding", "what contradicts it"), rows)


def findings_list(decision: Decision) -> str:
    """The same where a table would be too wide."""
    lines = ((f.hit.listed_entity, _disposition(f), _code(f)) for f in decision.findings.all())
    return bullets(f"{entity}: {found}{f' ({code})' if code else ''}" for entity, found, code in lines)


def outcomes_list(decision: Decision) -> str:
    """What a decision says of each dealing."""
    return bullets(
        f"{DEALINGS[Dealing(dealing)].words}: {OUTCOMES[Outcome(outcome)]}"
        for dealing, outcome in decision.dealings.items()
    )


def _disposition(finding: Finding) -> str:
    return DISPOSITIONS[Disposition(finding.disposition)].words


def _code(finding: Finding) -> str:
    return REASON_CODES[ReasonCode(finding.reason_code)] if finding.reason_code else ""
