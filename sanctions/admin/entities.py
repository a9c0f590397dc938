"""Listed entities in the admin: those of the house are typed here, those of every authority are read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html

from sanctions import loading
from sanctions.admin.entry_forms import ACT_FIELDS, ENTITY_FIELDS, HouseEntryForm
from sanctions.admin.reading import ReadingAdmin, ReadingInline, ServiceAdmin, bullets, person_of, table
from sanctions.forms import WordsForm
from sanctions.loading import HOUSE
from sanctions.loading_errors import LoadingError
from sanctions.models import (
    Designation,
    EntityChange,
    EntityRevision,
    ListedAddress,
    ListedEntity,
    ListedIdentifier,
    ListedName,
)
from sanctions.records import NameKind, Strength
from sanctions.words import NAME_KINDS, STRENGTHS

# The worker plans what is outstanding every 30 seconds: a version without a run is found by itself.
SOON = "Suppliers are screened against it within half a minute, wherever a worker runs."
_DESCRIPTION = "Saving makes a new version of the house's own list, with its line in the trail."


@admin.register(ListedEntity)
class ListedEntityAdmin(ServiceAdmin):
    """Entries of all lists; only those of the house's own list can be typed."""

    list_display = ("name", "list", "uid", "kind", "is_listed", "delisted_on")
    list_filter = ("list", "kind", ("delisted_on", admin.EmptyFieldListFilter))
    list_select_related = ("list",)
    search_fields = ("name", "uid", "native_id", "current__names__text")
    search_help_text = "Any name in force, the uid, or the publisher's number."
    refusals = (LoadingError,)
    actions = ("withdraw",)
    shown = ("list", "uid", "native_id", "kind", "all_names", "all_addresses", "all_identifiers")
    known = ("all_designations", "all_revisions", "delisted_on")

    @admin.display(boolean=True, description="in force", ordering="current")
    def is_listed(self, entity: ListedEntity) -> bool:
        """Whether the list in force has it."""
        return entity.current_id is not None

    @admin.display(description="names")
    def all_names(self, entity: ListedEntity) -> str:
        """Every name with its kind."""
        names = ListedName.objects.filter(revision=_shown_revision(entity))
        rows = ((name.text, NAME_KINDS[NameKind(name.kind)], STRENGTHS[Strength(name.strength)]) for name in names)
        return table(("name", "kind", "strength"), rows)

    @admin.display(description="addresses")
    def all_addresses(self, entity: ListedEntity) -> str:
        """Every address."""
        return bullets(ListedAddress.objects.filter(revision=_shown_revision(entity)))

    @admin.display(description="identifiers")
    def all_identifiers(self, entity: ListedEntity) -> str:
        """Every number under its scheme."""
        return bullets(ListedIdentifier.objects.filter(revision=_shown_revision(entity)))

    @admin.display(description="designations")
    def all_designations(self, entity: ListedEntity) -> str:
        """Every legal act with its days and citations."""
        acts = Designation.objects.filter(revision=_shown_revision(entity)).prefetch_related("citations")
        heads = ("measure", "programme", "citations", "listed", "in force from", "ended", "licence", "review policy")
        return table(heads, (_act_row(act) for act in acts))

    @admin.display(description="revisions")
    def all_revisions(self, entity: ListedEntity) -> str:
        """What the list said of it from version to version, newest first."""
        revisions = entity.revisions.select_related("version").order_by("-pk")
        rows = (
            (
                format_html('<a href="/lists/{}/versions/{}/">{}</a>', r.version.list_id, r.version.number, r.version),
                r.version.published_on,
                r.get_change_display(),
                r.sha256[:12],
            )
            for r in revisions
        )
        return table(("version", "published", "change", "hash"), rows)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only what the house itself typed; a publisher's words are never edited."""
        return (obj is None or obj.list_id == HOUSE) and super().has_change_permission(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Fields to type in for the house's own entries, rows to read for all others."""
        if obj and not self.has_change_permission(request, obj):
            return ((None, {"fields": ("name", *self.shown)}), ("Standing", {"fields": self.known}))
        entry = ((*ENTITY_FIELDS, "seen"), _description(obj))
        typed = (None, {"fields": entry[0], "description": entry[1]}), ("Designation", {"fields": ACT_FIELDS})
        return (*typed, ("Standing", {"fields": ("list", "uid", *self.known)})) if obj else typed

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What no form of ours asks for."""
        if obj and self.has_change_permission(request, obj):
            return ("list", "uid", *self.known)
        return (*self.shown, *self.known) if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form for typed entries; none of its fields where an entry is only read."""
        reads = obj and not self.has_change_permission(request, obj)
        return super().get_form(
            request, obj, change=change, **{"form": forms.ModelForm if reads else HouseEntryForm, **kwargs}
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Typed entries go onto the house's list as a version of it."""
        before = obj.current_id
        entity = loading.enter_by_hand(
            form.record_typed(), by=person_of(request), uid=form.instance.uid if change else ""
        )
        obj.pk = entity.pk
        obj.refresh_from_db()
        if obj.current_id == before:
            messages.info(request, "Nothing was typed that differs, so the list stays at its version.")
        else:
            messages.info(request, f"The house's list is now at version {obj.current.version.number}. {SOON}")

    @admin.action(description="Withdraw from the house's list …", permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[ListedEntity]) -> HttpResponse | None:
        """Take typed entries off the list again, with a reason; the rows and their history stay."""
        asked = request.POST if "apply" in request.POST else None
        form = WordsForm(asked, label="Why it is withdrawn")
        if not form.is_valid():
            return self.asked_first(request, queryset, action="withdraw", title="Withdraw", form=form)
        for entity in queryset:
            try:
                version = loading.withdraw_by_hand(entity, by=person_of(request), reason=form.cleaned_data["text"])
            except LoadingError as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, f"{entity} is withdrawn with version {version.number}.")
        return None


@admin.register(EntityRevision)
class EntityRevisionAdmin(ReadingAdmin):
    """What lists said of entries, unchanging."""

    list_display = ("entity", "version", "change", "from_seq", "to_seq", "provisional_seq")
    list_filter = ("change", "entity__list")
    list_select_related = ("entity", "version")
    search_fields = ("entity__name", "entity__uid", "sha256")
    fields = (
        *("entity", "version", "change", "from_seq", "to_seq", "provisional_seq"),
        *("sha256", "screening_sha256", "canonical"),
    )

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """The rows projected from it."""
        return (NameInline, AddressInline, IdentifierInline, DesignationInline)


@admin.register(EntityChange)
class EntityChangeAdmin(ReadingAdmin):
    """What versions did to entries."""

    list_display = ("entity", "version", "change", "linked_by")
    list_filter = ("change", "entity__list")
    list_select_related = ("entity", "version")
    search_fields = ("entity__name", "entity__uid")
    fields = ("entity", "version", "change", "linked_by", "what_changed", "before", "after")

    @admin.display(description="fields")
    def what_changed(self, change: EntityChange) -> str:
        """Field by field, before and after."""
        return table(
            ("field", "before", "after"),
            ((part.get("field", ""), part.get("before", ""), part.get("after", "")) for part in change.fields),
        )


class NameInline(ReadingInline):
    """Names of a revision."""

    model = ListedName
    fields = ("text", "kind", "strength", "script")


class AddressInline(ReadingInline):
    """Addresses of a revision."""

    model = ListedAddress
    fields = ("text", "city", "region", "postcode", "country")


class IdentifierInline(ReadingInline):
    """Identifiers of a revision."""

    model = ListedIdentifier
    fields = ("scheme", "value", "country")


class DesignationInline(ReadingInline):
    """Designations of a revision."""

    model = Designation
    fields = ("measure", "programme", "listed_on", "effective_on", "ended_on", "licence_requirement", "licence_policy")
    show_change_link = True


def _description(entity: ListedEntity | None) -> str:
    withdrawn = " It was withdrawn: saving puts it back on the list." if entity and entity.is_delisted else ""
    return f"{_DESCRIPTION}{withdrawn}"


def _shown_revision(entity: ListedEntity) -> EntityRevision | None:
    """What is in force or, where nothing is, what was said last."""
    return entity.current or entity.revisions.last()


def _act_row(act: Designation) -> tuple[object, ...]:
    cited = "; ".join(citation.text for citation in act.citations.all())
    days = (act.listed_on, act.effective_on, act.ended_on)
    return (act.get_measure_display(), act.programme, cited, *days, act.licence_requirement, act.licence_policy)
