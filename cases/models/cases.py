"""The reviewer's file on one supplier, and the decisions two people made in it."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.models.screening import Disposition, Hit
from cases.models.suppliers import Supplier
from cases.transitions import CaseState
from sanctions.models.choices import choices


class Priority(StrEnum):
    """How soon a person must look."""

    URGENT = "urgent"
    NORMAL = "normal"


class DecisionState(StrEnum):
    """Where a proposal stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """What was decided for one dealing."""

    PROCEED = "proceed"
    CONDITIONS = "conditions"
    LICENCE = "licence"
    HOLD = "hold"
    REJECT = "reject"


class SupplierCaseQuerySet(models.QuerySet["SupplierCase"]):
    def open(self) -> SupplierCaseQuerySet:
        """Cases somebody still has to decide."""
        return self.filter(closed_at__isnull=True)


class SupplierCase(models.Model):
    """One open case per supplier collects its hits; a closed case never changes."""

    reference = models.CharField(max_length=20, unique=True)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(max_length=20, choices=choices(CaseState), default=CaseState.UNASSIGNED)
    priority = models.CharField(max_length=10, choices=choices(Priority), default=Priority.NORMAL)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="assigned_cases"
    )
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by")
    why = models.CharField(max_length=300, blank=True, help_text="Why it was opened, in one sentence.")
    may_be_released = models.BooleanField(default=False, help_text="A listing behind it ended.")
    version = models.PositiveIntegerField(default=1, help_text="Counts every change; a stale form is refused by it.")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SupplierCaseQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["supplier"], condition=Q(closed_at__isnull=True), name="one_open_case_per_supplier"
            ),
            models.CheckConstraint(
                condition=(Q(state=CaseState.CLOSED) & Q(closed_at__isnull=False))
                | (~Q(state=CaseState.CLOSED) & Q(closed_at__isnull=True)),
                name="closed_case_has_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="case_state_due"),
            models.Index(fields=["updated_at", "id"], name="case_updated"),
        ]
        permissions = [
            ("propose_decision", "Can work on cases: claim, comment and propose a decision"),
            ("assign_case", "Can assign cases to people"),
            ("approve_decision", "Can approve or send back another person's proposal"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return f"/cases/{self.reference}/"

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class Decision(models.Model):
    """Proposed by one person, approved by another; the database refuses one person in both places."""

    case = models.ForeignKey(SupplierCase, on_delete=models.PROTECT, related_name="decisions")
    state = models.CharField(max_length=10, choices=choices(DecisionState), default=DecisionState.PROPOSED)
    dealings = models.JSONField(default=dict, help_text="{dealing: outcome} as proposed.")
    reason = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=DecisionState.APPROVED)
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="approver_differs_from_proposer",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=DecisionState.PROPOSED), name="one_pending_proposal_per_case"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=DecisionState.APPROVED), name="one_approved_decision_per_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"


class Finding(models.Model):
    """What a proposal says about one hit."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="findings")
    hit = models.ForeignKey(Hit, on_delete=models.PROTECT, related_name="findings")
    disposition = models.CharField(max_length=16, choices=choices(Disposition))
    reason_code = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "hit"], name="one_finding_per_hit_and_decision"),
            models.CheckConstraint(condition=~Q(disposition=Disposition.UNDECIDED), name="finding_decides"),
        ]

    def __str__(self) -> str:
        return f"{self.hit_id}: {self.disposition}"


class CaseNote(models.Model):
    """A remark in a case: added, never edited."""

    case = models.ForeignKey(SupplierCase, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]
