"""Matching policies: every one ever proposed, at most one in force, none ever edited."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sanctions.matching.policy import LOWEST_THRESHOLD
from sanctions.models.choices import choices


class PolicyState(StrEnum):
    """Where a policy stands on its way from a proposal to being replaced."""

    PROPOSED = "proposed"
    MEASURING = "measuring"
    MEASURED = "measured"
    ACTIVE = "active"
    RETIRED = "retired"
    WITHDRAWN = "withdrawn"


EVER_IN_FORCE = (PolicyState.ACTIVE, PolicyState.RETIRED)
PENDING = (PolicyState.PROPOSED, PolicyState.MEASURING, PolicyState.MEASURED)


class PolicyQuerySet(models.QuerySet["Policy"]):
    def in_force(self) -> Policy:
        """The one names are matched by; raises DoesNotExist where there is none."""
        return self.get(state=PolicyState.ACTIVE)

    def pending(self) -> PolicyQuerySet:
        """Proposals nobody has decided."""
        return self.filter(state__in=PENDING)


class Policy(models.Model):
    """How names are matched: thresholds, weights, and the word tables named by version.

    What it says is never edited, which triggers in both databases see to: a new version replaces it. Proposed by one
    person, measured against every supplier, activated by another.
    """

    version = models.PositiveIntegerField(unique=True)
    tables = models.CharField(max_length=40, help_text="Version of the word and weight tables.")
    possible = models.FloatField()
    probable = models.FloatField()
    strong = models.FloatField()
    weights = models.JSONField(help_text="Every weight of the scorecard by its name.")
    state = models.CharField(max_length=10, choices=choices(PolicyState), default=PolicyState.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty for the one the house began with.",
    )
    proposed_at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField(help_text="Why it was proposed.")
    measured_at = models.DateTimeField(null=True, blank=True)
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    activated_at = models.DateTimeField(null=True, blank=True)
    activated_reason = models.TextField(blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        verbose_name_plural = "policies"
        permissions = [
            ("propose_policy", "Can propose, measure and take back a matching policy"),
            ("activate_policy", "Can put another person's matching policy into force, or turn it down"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state=PolicyState.ACTIVE), name="one_active_policy"),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=PolicyState.MEASURING), name="one_policy_measured_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(possible__lte=F("probable")) & Q(probable__lte=F("strong")), name="policy_bands_rise"
            ),
            models.CheckConstraint(
                condition=Q(possible__gte=LOWEST_THRESHOLD) & Q(strong__lte=1), name="policy_thresholds_in_range"
            ),
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=False) | Q(version=1), name="only_the_first_policy_has_no_proposer"
            ),
            models.CheckConstraint(
                condition=Q(activated_by__isnull=True)
                | Q(proposed_by__isnull=True)
                | ~Q(activated_by=F("proposed_by")),
                name="activator_differs_from_proposer",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=EVER_IN_FORCE)
                | Q(proposed_by__isnull=True, activated_at__isnull=False)
                | Q(activated_by__isnull=False, activated_at__isnull=False, measured_at__isnull=False),
                name="policy_in_force_was_measured_and_activated",
            ),
            models.CheckConstraint(
                condition=~Q(state=PolicyState.RETIRED) | Q(retired_at__isnull=False), name="retired_policy_has_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(state=PolicyState.WITHDRAWN)
                | (Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="withdrawn_policy_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Policy {self.version}"

    def get_absolute_url(self) -> str:
        return f"/policy/{self.version}/"

    @property
    def is_pending(self) -> bool:
        return self.state in PENDING
