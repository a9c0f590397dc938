"""Dated rules in the admin, for reading: they are changed by two people, not here."""

from __future__ import annotations

from django.contrib import admin

from sanctions.admin.reading import ReadingAdmin
from sanctions.models import EffectRule


@admin.register(EffectRule)
class EffectRuleAdmin(ReadingAdmin):
    """What a measure means for a dealing, from day to day."""

    list_display = (
        *("list_code", "measure", "programme", "dealing", "nexus", "effect"),
        *("from_day", "to_day", "basis", "is_verified"),
    )
    list_display_links = ("list_code", "measure")
    list_filter = ("dealing", "effect", "measure", "list_code", "is_verified", "pack")
    search_fields = ("programme", "basis", "wording")
