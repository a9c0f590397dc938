"""Screening as rows: runs, chunks, the floor, and the hits they found."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from cases.models.suppliers import Supplier
from sanctions.matching.policy import Band
from sanctions.models import EntityRevision, ListedEntity, ListVersion
from sanctions.models.choices import choices


class RunReason(StrEnum):
    """Why suppliers are screened again."""

    LIST_CHANGE = "list_change"
    SUPPLIER_CHANGE = "supplier_change"
    POLICY = "policy"
    SWEEP = "sweep"
    SHADOW = "shadow"


class RunShape(StrEnum):
    """Changed entries against all suppliers, or suppliers against the whole index.

    In the shadow, suppliers are measured under two policies and nothing is told but the difference.
    """

    BY_LISTING = "by_listing"
    BY_SUPPLIER = "by_supplier"
    SHADOW = "shadow"


class RunState(StrEnum):
    """A run is open until everything it set out to screen is screened; only one in the shadow may be stopped."""

    OPEN = "open"
    CLOSED = "closed"
    STOPPED = "stopped"


class ChunkState(StrEnum):
    """Where a piece of a run stands."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    DONE = "done"
    SPLIT = "split"
    FAILED = "failed"
    DROPPED = "dropped"


class ScreeningRun(models.Model):
    """One execution of screening up to `target_seq`."""

    reason = models.CharField(max_length=20, choices=choices(RunReason))
    shape = models.CharField(max_length=12, choices=choices(RunShape))
    target_seq = models.PositiveBigIntegerField()
    policy_version = models.PositiveIntegerField()
    against_policy = models.PositiveIntegerField(
        null=True, blank=True, help_text="In the shadow: the policy in force that was compared with."
    )
    state = models.CharField(max_length=8, choices=choices(RunState), default=RunState.OPEN)
    suppliers = models.PositiveIntegerField(default=0, help_text="Suppliers measured, counted once per chunk.")
    listings = models.PositiveIntegerField(default=0, help_text="Changed entries measured; 0 when by supplier.")
    hits_new = models.PositiveIntegerField(default=0)
    hits_woken = models.PositiveIntegerField(default=0)
    hits_closed = models.PositiveIntegerField(default=0)
    cases_opened = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RunState.OPEN) | Q(finished_at__isnull=False), name="closed_run_has_an_end"
            ),
            models.CheckConstraint(
                condition=Q(reason=RunReason.SHADOW, shape=RunShape.SHADOW, against_policy__isnull=False)
                | (~Q(reason=RunReason.SHADOW) & ~Q(shape=RunShape.SHADOW) & Q(against_policy__isnull=True)),
                name="shadow_run_compares_two_policies",
            ),
        ]
        indexes = [models.Index(fields=["state"], name="run_state")]

    def __str__(self) -> str:
        return f"Run {self.pk}"

    def get_absolute_url(self) -> str:
        return f"/runs/{self.pk}/"


class RunVersion(models.Model):
    """Ties each change of a list version to exactly one run."""

    run = models.ForeignKey(ScreeningRun, on_delete=models.PROTECT, related_name="run_versions")
    version = models.ForeignKey(ListVersion, on_delete=models.PROTECT, related_name="run_versions")
    seq = models.PositiveBigIntegerField(
        unique=True, help_text="The change: a held version has one, its release another."
    )

    def __str__(self) -> str:
        return f"seq {self.seq} in run {self.run_id}"


class ScreeningChunk(models.Model):
    """A piece of a run one worker does at a time: supplier keys, or change keys when by listing, from lo to hi."""

    run = models.ForeignKey(ScreeningRun, on_delete=models.PROTECT, related_name="chunks")
    shape = models.CharField(
        max_length=12, choices=choices(RunShape), help_text="A by-listing run may need chunks by supplier to close."
    )
    lo = models.PositiveBigIntegerField()
    hi = models.PositiveBigIntegerField()
    state = models.CharField(max_length=8, choices=choices(ChunkState), default=ChunkState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    owner = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(lo__lte=F("hi")), name="chunk_range_rises")]
        indexes = [models.Index(fields=["state", "lease_until"], name="chunk_claim")]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.lo} to {self.hi}"


class ScreenedFloor(models.Model):
    """Row 1: every unchanged supplier is screened at least up to this sequence, so a load costs one row."""

    seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_screened_floor")]


class Disposition(StrEnum):
    """What was found about one hit."""

    UNDECIDED = "undecided"
    FALSE_POSITIVE = "false_positive"
    TRUE_MATCH = "true_match"
    INCONCLUSIVE = "inconclusive"


class EndReason(StrEnum):
    """Why a hit is no longer live."""

    DELISTED = "delisted"
    NO_LONGER_MATCHES = "no_longer_matches"
    WOKEN = "woken"
    WITHDRAWN = "withdrawn"
    RETIRED = "retired"


class HitQuerySet(models.QuerySet["Hit"]):
    def live(self) -> HitQuerySet:
        """Hits that stand: at most one per supplier and listed entity."""
        return self.filter(ended_at__isnull=True)

    def undecided(self) -> HitQuerySet:
        """Live hits nobody has decided."""
        return self.live().filter(disposition=Disposition.UNDECIDED)

    def confirmed(self) -> HitQuerySet:
        """Live hits two people found true, also those that were woken since and ask again."""
        asks_again = Q(disposition=Disposition.UNDECIDED, wakes__disposition=Disposition.TRUE_MATCH)
        return self.live().filter(Q(disposition=Disposition.TRUE_MATCH) | asks_again)


class Hit(models.Model):
    """A stored match: one supplier that may be one listed entity, with score, reasons and what was found."""

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="hits")
    listed_entity = models.ForeignKey(ListedEntity, on_delete=models.PROTECT, related_name="hits")
    revision = models.ForeignKey(
        EntityRevision, on_delete=models.PROTECT, related_name="+", help_text="What was compared."
    )
    case = models.ForeignKey("cases.SupplierCase", on_delete=models.PROTECT, related_name="hits")
    run = models.ForeignKey(ScreeningRun, on_delete=models.PROTECT, related_name="hits")
    score = models.FloatField()
    band = models.CharField(max_length=10, choices=choices(Band))
    our_name = models.CharField(max_length=500)
    matched_name = models.CharField(max_length=1000)
    via = models.CharField(max_length=600, blank=True, help_text="The owner or officer through whom it was found.")
    reasons = models.JSONField(default=list, help_text="[{rule, points, ours, theirs}], adding up to the score.")
    policy_version = models.PositiveIntegerField()
    tables = models.CharField(max_length=40)
    supplier_fingerprint = models.CharField(max_length=64)
    entity_fingerprint = models.CharField(max_length=64)
    is_provisional = models.BooleanField(default=False, help_text="Rests on a held version only.")
    disposition = models.CharField(max_length=16, choices=choices(Disposition), default=Disposition.UNDECIDED)
    reason_code = models.CharField(max_length=40, blank=True)
    wakes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="woken_as", help_text="The decided hit."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, choices=choices(EndReason), blank=True)

    objects = HitQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "listed_entity"],
                condition=Q(ended_at__isnull=True),
                name="one_live_hit_per_supplier_and_entity",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end_reason="") | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="ended_hit_says_why",
            ),
        ]
        indexes = [models.Index(fields=["created_at", "id"], name="hit_created")]

    def __str__(self) -> str:
        return f"{self.our_name} ~ {self.matched_name} ({self.score:.2f})"
