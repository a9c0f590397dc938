"""Designations in the admin: those in force are read, one more is typed for an entry of the house."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from sanctions import loading
from sanctions.admin.entities import SOON
from sanctions.admin.entry_forms import ACT_FIELDS, HouseActForm
from sanctions.admin.reading import ReadingInline, ServiceAdmin, person_of
from sanctions.loading_errors import LoadingError
from sanctions.models import Citation, Designation, ListedEntity


class CitationInline(ReadingInline):
    """Where an act was published."""

    model = Citation
    fields = ("text",)


@admin.register(Designation)
class DesignationAdmin(ServiceAdmin):
    """The legal acts in force; those that revisions once stated stand with their revisions."""

    list_display = ("entry", "measure", "programme", "listed_on", "effective_on", "ended_on")
    list_filter = ("measure", "revision__entity__list", "licence_policy_class")
    list_select_related = ("revision__entity",)
    search_fields = ("revision__entity__name", "revision__entity__uid", "programme", "citations__text")
    refusals = (LoadingError,)
    form = HouseActForm
    read = (
        *("entry", "measure", "programme", "legal_bases"),
        *("listed_on", "listed_derived", "effective_on", "ended_on", "divest_by"),
        *("licence_requirement", "licence_scope", "licence_policy", "licence_policy_class", "footnotes"),
        *("source_url", "revision"),
    )

    @admin.display(description="entry", ordering="revision__entity__name")
    def entry(self, act: Designation) -> ListedEntity:
        """The entry that bears it."""
        return act.revision.entity

    def get_queryset(self, request: HttpRequest) -> QuerySet[Designation]:
        """What the lists stand on today; a single one is read whenever it stood."""
        match = request.resolver_match
        is_list = match is not None and match.url_name == "sanctions_designation_changelist"
        return Designation.objects.current() if is_list else super().get_queryset(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: an act of the house is edited with its entry, one of a publisher never."""
        return False

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Its citations; while it is typed they are a field of the form."""
        return (CitationInline,) if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The form, or what is stated."""
        return ((None, {"fields": self.read if obj else ("entity", *ACT_FIELDS)}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """All of it once it stands."""
        return self.read if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The entry with one designation more, as a version of the house's list."""
        typed_for = form.cleaned_data["entity"]
        entity = loading.enter_by_hand(form.record_typed(), by=person_of(request), uid=typed_for.uid)
        stands = Designation.objects.filter(revision=entity.current).order_by("position").last()
        obj.pk = stands.pk if stands else None
        obj.refresh_from_db()
        messages.info(request, f"The house's list is now at version {obj.revision.version.number}. {SOON}")
