"""What a shadow run found: the hits of two policies side by side, apart from everything that is decided on."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from cases.models.screening import ScreeningRun
from cases.models.suppliers import Supplier
from sanctions.matching.policy import Band
from sanctions.models import ListedEntity
from sanctions.models.choices import choices


class Shift(StrEnum):
    """What a proposed policy does to one hit."""

    GAINED = "gained"
    LOST = "lost"
    MOVED = "moved"
    SAME = "same"


class ShadowHitQuerySet(models.QuerySet["ShadowHit"]):
    def shifted(self, shift: Shift) -> ShadowHitQuerySet:
        """Those the proposed policy does this to; moved means into another band."""
        if shift is Shift.GAINED:
            return self.filter(band_before="")
        if shift is Shift.LOST:
            return self.filter(band_after="")
        both = self.exclude(band_before="").exclude(band_after="")
        return (
            both.filter(band_before=F("band_after"))
            if shift is Shift.SAME
            else both.exclude(band_before=F("band_after"))
        )


class ShadowHit(models.Model):
    """One pair that at least one of the two policies finds. Kept as the evidence an activation was decided on."""

    run = models.ForeignKey(ScreeningRun, on_delete=models.PROTECT, related_name="shadow_hits")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    listed_entity = models.ForeignKey(ListedEntity, on_delete=models.PROTECT, related_name="+")
    score_before = models.FloatField(null=True, blank=True, help_text="Under the policy in force; empty: no hit.")
    band_before = models.CharField(max_length=10, choices=choices(Band), blank=True)
    score_after = models.FloatField(null=True, blank=True, help_text="Under the proposed policy; empty: no hit.")
    band_after = models.CharField(max_length=10, choices=choices(Band), blank=True)

    objects = ShadowHitQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "supplier", "listed_entity"], name="one_shadow_hit_per_pair_and_run"
            ),
            models.CheckConstraint(
                condition=Q(score_before__isnull=False) | Q(score_after__isnull=False), name="shadow_hit_is_found"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.supplier_id} ~ {self.listed_entity_id}"

    @property
    def shift(self) -> Shift:
        """What the proposed policy does to it."""
        if not self.band_before:
            return Shift.GAINED
        if not self.band_after:
            return Shift.LOST
        return Shift.SAME if self.band_before == self.band_after else Shift.MOVED
