"""Dated rules as rows: what a measure means for a dealing; and the stored index."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class EffectRule(models.Model):
    """What a list or measure means for one dealing under one nexus, from day to day. Installed from the rule pack."""

    pack = models.CharField(max_length=40, help_text="Version of the rule pack the row came with.")
    list_code = models.CharField(max_length=40, blank=True, help_text="Empty: every list with this measure.")
    measure = models.CharField(max_length=40, blank=True)
    programme = models.CharField(
        max_length=120, blank=True, help_text="Words in the designation's programme; such a row wins over one without."
    )
    dealing = models.CharField(max_length=20)
    nexus = models.CharField(max_length=40, blank=True)
    effect = models.CharField(max_length=20)
    from_day = models.DateField(null=True, blank=True)
    to_day = models.DateField(null=True, blank=True)
    delay_days = models.PositiveSmallIntegerField(
        default=0, help_text="Days from listing to effect where the publisher states no effective day."
    )
    basis = models.CharField(max_length=300)
    wording = models.TextField()
    is_verified = models.BooleanField(default=True, help_text="Read in a source; otherwise every page says it was not.")

    class Meta:
        ordering = ["list_code", "measure", "dealing", "from_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_day__isnull=True) | Q(to_day__isnull=True) | Q(to_day__gt=F("from_day")),
                name="rule_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.list_code or self.measure} {self.dealing}: {self.effect}"


class IndexSegment(models.Model):
    """A built name index up to one sequence, stored so that every process fetches it and no request builds it."""

    seq = models.PositiveBigIntegerField()
    tables = models.CharField(max_length=40)
    program = models.CharField(
        max_length=64, help_text="Which program read the names: another may read them otherwise."
    )
    sha256 = models.CharField(max_length=64, help_text="Of the index itself, before it was packed for storing.")
    payload = models.BinaryField()
    names = models.PositiveIntegerField()
    built_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-seq", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["seq", "tables", "program"], name="one_segment_per_seq_tables_and_program")
        ]

    def __str__(self) -> str:
        return f"index to seq {self.seq} ({self.tables})"
