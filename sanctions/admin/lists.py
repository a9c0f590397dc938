"""Lists and their versions in the admin: for reading, and for a second person's word on a held version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from sanctions import loading
from sanctions.admin.reading import ReadingAdmin, bullets, pairs, person_of, table
from sanctions.forms import WordsForm
from sanctions.loading import MAY_DECIDE
from sanctions.loading_errors import LoadingError
from sanctions.models import ListVersion, RawFile, RestrictedList


@admin.register(RestrictedList)
class RestrictedListAdmin(ReadingAdmin):
    """The lists this house knows, and which version each stands on."""

    list_display = ("code", "short_title", "authority", "measure", "feed", "active_version", "checked_at")
    list_filter = ("jurisdiction", "measure")
    list_select_related = ("active_version",)
    search_fields = ("code", "title", "authority")


@admin.register(ListVersion)
class ListVersionAdmin(ReadingAdmin):
    """Publications of lists, as loaded."""

    list_display = (
        *("list", "number", "state", "published_on", "coverage", "entities"),
        *("added", "amended", "delisted", "loaded_by", "loaded_at"),
    )
    list_display_links = ("list", "number")
    list_filter = ("state", "coverage", "list")
    list_select_related = ("list",)
    search_fields = ("list__code", "fingerprint", "loaded_by")
    actions = ("release", "reject")
    fields = (
        *("list", "number", "state", "reason", "published_on", "published_assumed", "source", "coverage", "kept_files"),
        *("seq", "provisional_seq", "rows_read", "rows_rejected", "entities"),
        *("added", "amended", "cosmetic", "delisted", "relisted", "linked_by", "all_warnings", "rejected_rows"),
        *("loaded_by", "loaded_at", "activated_at", "decided_by", "decided_reason", "fingerprint"),
    )

    @admin.display(description="files")
    def kept_files(self, version: ListVersion) -> str:
        """The files it came from, with their hashes."""
        return table(("name", "bytes", "SHA-256"), version.files.values_list("name", "size", "sha256"))

    @admin.display(description="linked by")
    def linked_by(self, version: ListVersion) -> str:
        """Entries linked to the version before, by pass."""
        return pairs(version.linked)

    @admin.display(description="warnings")
    def all_warnings(self, version: ListVersion) -> str:
        """What the guard and the reader remarked."""
        return bullets(version.warnings)

    @admin.display(description="rejected rows")
    def rejected_rows(self, version: ListVersion) -> str:
        """Rows that could not be used, and why."""
        heads = ("file", "line", "code", "message")
        return table(heads, ([row.get(head, "") for head in heads] for row in version.errors))

    def view_on_site(self, version: ListVersion) -> str:
        """Its page with the diff."""
        return f"/lists/{version.list_id}/versions/{version.number}/"

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Who may give the second person's word."""
        return person_of(request).has_perm(MAY_DECIDE)

    @admin.action(description="Release a held version …", permissions=["decide"])
    def release(self, request: HttpRequest, queryset: QuerySet[ListVersion]) -> HttpResponse | None:
        """Let held versions come into force, with a reason."""
        return self._decided(request, queryset, decide=loading.release, action="release", done="is in force")

    @admin.action(description="Reject a held version …", permissions=["decide"])
    def reject(self, request: HttpRequest, queryset: QuerySet[ListVersion]) -> HttpResponse | None:
        """Put held versions away, with a reason."""
        return self._decided(request, queryset, decide=loading.reject, action="reject", done="is rejected")

    def _decided(
        self,
        request: HttpRequest,
        queryset: QuerySet[ListVersion],
        *,
        decide: Callable[..., ListVersion],
        action: str,
        done: str,
    ) -> HttpResponse | None:
        form = WordsForm(request.POST if "apply" in request.POST else None, label="Reason")
        if not form.is_valid():
            return self.asked_first(request, queryset, action=action, title=action.capitalize(), form=form)
        for version in queryset:
            try:
                decide(version, by=person_of(request), reason=form.cleaned_data["text"])
            except LoadingError as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, f"{version} {done}.")
        return None


@admin.register(RawFile)
class RawFileAdmin(ReadingAdmin):
    """Publishers' files, kept byte for byte."""

    list_display = ("name", "size", "sha256", "kept_at")
    search_fields = ("name", "sha256")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Newest first."""
        return super().get_queryset(request).order_by("-kept_at", "sha256")
