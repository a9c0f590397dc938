"""The names of suppliers as rows of words, so that a new listing meets a million without reading their names."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class NameBlock(models.Model):
    """What the word tables made of the names of some suppliers; may be deleted at any time at the cost of time alone.

    A row is true of one version of one supplier, and of one reading of names, for ever; it is never changed.
    """

    stamp = models.CharField(max_length=80, help_text="How the names were read: rows read otherwise are not used.")
    lo = models.PositiveBigIntegerField(help_text="The least supplier key in it.")
    hi = models.PositiveBigIntegerField(help_text="The greatest supplier key in it.")
    suppliers = models.PositiveIntegerField()
    checksum = models.PositiveBigIntegerField(help_text="Over both columns below: a damaged block is not used.")
    keys = models.BinaryField(help_text="For each supplier its key and the version that was read.")
    rows = models.BinaryField()

    class Meta:
        ordering = ["lo", "pk"]
        constraints = [models.CheckConstraint(condition=Q(lo__lte=F("hi")), name="name_block_range_rises")]
        indexes = [models.Index(fields=["stamp", "lo", "hi"], name="name_block_range")]

    def __str__(self) -> str:
        return f"{self.suppliers} suppliers from {self.lo} to {self.hi}"
