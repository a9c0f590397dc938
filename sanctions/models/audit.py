"""The trail: one append-only, hash-chained row per state change, written only by `sanctions/audit.py`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class AuditEvent(models.Model):
    """One thing that happened. Triggers in both databases refuse any change to a row once written."""

    seq = models.PositiveBigIntegerField(primary_key=True, help_text="Gapless, from the locked head row.")
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor = models.CharField(max_length=150)
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=80, blank=True)
    payload = models.TextField(help_text="Canonical JSON, stored as hashed.")
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["seq"]
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_object")]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb}"


class AuditHead(models.Model):
    """Row 1 holds the last sequence and hash; whoever writes the trail locks it first."""

    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_audit_head")]
