"""Runs and hits in the admin, for reading."""

from __future__ import annotations

from django.contrib import admin

from cases.comparing import reasons_of
from cases.models import Hit, RunVersion, ScreeningRun
from cases.words import rule_words
from sanctions.admin.reading import ReadingAdmin, ReadingInline, bullets, table


class RunVersionInline(ReadingInline):
    """The changes of lists a run screens."""

    model = RunVersion
    fields = ("version", "seq")


@admin.register(ScreeningRun)
class ScreeningRunAdmin(ReadingAdmin):
    """Screenings, newest first."""

    list_display = (
        *("id", "reason", "shape", "state", "target_seq", "suppliers", "listings"),
        *("hits_new", "hits_woken", "hits_closed", "cases_opened", "started_at", "finished_at"),
    )
    list_filter = ("state", "reason", "shape")
    inlines = (RunVersionInline,)


@admin.register(Hit)
class HitAdmin(ReadingAdmin):
    """What screening found, and what people found about it in its case."""

    list_display = (
        *("supplier", "listed_entity", "matched_name", "score", "band"),
        *("disposition", "is_provisional", "case", "ended_at"),
    )
    list_filter = (
        "disposition",
        "band",
        "listed_entity__list",
        "is_provisional",
        ("ended_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("supplier", "listed_entity", "case")
    search_fields = ("our_name", "matched_name", "supplier__external_id", "listed_entity__uid", "case__reference")
    fields = (
        *("supplier", "case", "listed_entity", "revision", "our_name", "matched_name", "via", "score", "band", "why"),
        *("disposition", "reason_code", "is_provisional", "wakes", "run", "policy_version", "tables"),
        *("created_at", "updated_at", "ended_at", "end_reason"),
    )

    @admin.display(description="why")
    def why(self, hit: Hit) -> str:
        """Every part of the score."""
        return reasons_table(hit)


def reasons_table(hit: Hit) -> str:
    """The parts of a score with the words that were compared."""
    rows = ((rule_words(r.rule), f"{100 * r.points:+.1f}", r.ours, r.theirs) for r in reasons_of(hit))
    return table(("reason", "points", "ours", "theirs"), rows)


def reasons_list(hit: Hit) -> str:
    """The same where a table would be too wide."""
    return bullets(f"{rule_words(r.rule)} {100 * r.points:+.1f}: {r.ours} ~ {r.theirs}" for r in reasons_of(hit))
