"""Keys of machines in the admin: read and revoked; the key itself was shown once and is nowhere."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from cases import keys
from cases.models import ApiKey
from sanctions.admin.reading import ReadingAdmin, person_of


@admin.register(ApiKey)
class ApiKeyAdmin(ReadingAdmin):
    """Clients that read over the API."""

    list_display = ("name", "prefix", "scopes", "made_by", "made_at", "expires_at", "revoked_at", "last_used_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    list_select_related = ("made_by",)
    search_fields = ("name", "prefix")
    fields = list_display
    actions = ("revoke",)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Who may close the door to a machine."""
        return person_of(request).has_perm("cases.change_apikey")

    @admin.action(description="Revoke", permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        """From the next request on the keys open nothing."""
        for key in queryset:
            keys.revoke(key, by=person_of(request))
            messages.success(request, f"{key} opens nothing any more.")
