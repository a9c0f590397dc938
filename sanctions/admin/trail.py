"""The trail in the admin, for reading."""

from __future__ import annotations

import json

from django.contrib import admin

from sanctions.admin.reading import ReadingAdmin, pairs
from sanctions.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(ReadingAdmin):
    """Everything that happened, newest first."""

    list_display = ("seq", "at", "actor", "verb", "object_type", "object_id")
    list_filter = ("actor_kind", "verb", "object_type", "at")
    search_fields = ("=actor", "=object_id", "verb")
    search_help_text = "Who did it, the number of the row it was done to, or the verb."
    ordering = ("-seq",)
    fields = ("seq", "at", "actor_kind", "actor", "verb", "object_type", "object_id", "detail", "prev", "hash")

    @admin.display(description="detail")
    def detail(self, event: AuditEvent) -> str:
        """What was recorded with it."""
        return pairs(json.loads(event.payload))
