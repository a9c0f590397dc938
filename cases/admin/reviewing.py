"""The second seat: cases with their hits, notes and trail, and every step by the services the pages call."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from cases.admin.decisions import findings_list, outcomes_list
from cases.admin.screening import reasons_list
from cases.admin.stepping import CaseSteps
from cases.models import CaseNote, Decision, Hit, SupplierCase
from cases.timeline import timeline
from sanctions.admin.reading import ReadingInline
from sanctions.matching.policy import Band
from sanctions.models import RestrictedList
from sanctions.words import BANDS


class LiveHitFilter(admin.SimpleListFilter):
    """Cases by something their live hits have."""

    lookup = ""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Cases with at least one such hit, each once."""
        if not self.value():
            return queryset
        return queryset.filter(Exists(Hit.objects.live().filter(case=OuterRef("pk"), **{self.lookup: self.value()})))


class ListFilter(LiveHitFilter):
    """By the list a hit is on."""

    title, parameter_name, lookup = "list of a hit", "list", "listed_entity__list"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Lists with a version in force."""
        return list(RestrictedList.objects.exclude(active_version=None).values_list("code", "short_title"))


class BandFilter(LiveHitFilter):
    """By how strong a hit is."""

    title, parameter_name, lookup = "band of a hit", "band", "band"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The bands."""
        return [(band.value, BANDS[band]) for band in Band]


class HitInline(ReadingInline):
    """What was found, and why."""

    model = Hit
    fields = ("listed_entity", "matched_name", "our_name", "via", "score", "band", "why", "disposition", "ended_at")
    readonly_fields = ("why",)
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the entries they name; live ones first."""
        return super().get_queryset(request).select_related("listed_entity").order_by("ended_at", "-score", "pk")

    @admin.display(description="why")
    def why(self, hit: Hit) -> str:
        """Every part of the score."""
        return reasons_list(hit)


class DecisionInline(ReadingInline):
    """What was proposed and decided."""

    model = Decision
    fields = (
        *("state", "findings_in_words", "dealings_in_words", "reason", "proposed_by", "proposed_at"),
        *("decided_by", "decided_at", "decided_reason"),
    )
    readonly_fields = ("findings_in_words", "dealings_in_words")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With their findings and people."""
        people = super().get_queryset(request).select_related("proposed_by", "decided_by")
        return people.prefetch_related("findings__hit__listed_entity")

    @admin.display(description="findings")
    def findings_in_words(self, decision: Decision) -> str:
        """One line per hit."""
        return findings_list(decision)

    @admin.display(description="dealings")
    def dealings_in_words(self, decision: Decision) -> str:
        """One line per dealing."""
        return outcomes_list(decision)


class NoteInline(ReadingInline):
    """Remarks, oldest first."""

    model = CaseNote
    fields = ("written_at", "author", "text")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With their authors."""
        return super().get_queryset(request).select_related("author")


@admin.register(SupplierCase)
class SupplierCaseAdmin(CaseSteps):
    """The reviewer's files on suppliers."""

    list_display = ("reference", "supplier", "state", "assignee", "due", "live_hits", "best", "priority")
    list_filter = ("state", "priority", ListFilter, BandFilter, ("assignee", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("supplier", "assignee")
    search_fields = ("reference", "supplier__name", "supplier__external_id")
    search_help_text = "The case's reference, the supplier's name, or the ERP's number."
    inlines = (HitInline, DecisionInline, NoteInline)
    fields = (
        *("reference", "supplier", "state", "priority", "assignee", "why", "follows", "may_be_released"),
        *("opened_at", "due_at", "closed_at", "happened"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the number and the best score of the live hits."""
        live = Q(hits__ended_at__isnull=True)
        numbers = {"live": Count("hits", filter=live), "best_score": Max("hits__score", filter=live)}
        cases: QuerySet[Any] = super().get_queryset(request).annotate(**numbers)
        return cases

    @admin.display(description="best score", ordering="best_score")
    def best(self, case: Any) -> str:
        """Of the live hits."""
        return f"{100 * case.best_score:.1f}" if case.best_score is not None else "–"

    @admin.display(description="hits", ordering="live")
    def live_hits(self, case: Any) -> int:
        """How many are live."""
        return int(case.live)

    @admin.display(description="due", ordering="due_at")
    def due(self, case: SupplierCase) -> str:
        """Day and hour, short enough for a column."""
        return f"{case.due_at:%Y-%m-%d %H:%M}"

    @admin.display(description="what happened")
    def happened(self, case: SupplierCase) -> str:
        """The trail of the case, oldest first."""
        rows = ((f"{e.at:%Y-%m-%d %H:%M}", e.who, e.what, f": {e.words}" if e.words else "") for e in timeline(case))
        return format_html("<ol class='plain'>{}</ol>", format_html_join("", "<li>{} <b>{}</b> {}{}</li>", rows))
