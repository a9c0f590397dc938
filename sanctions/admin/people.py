"""People in the admin: entered, edited and switched off with a line in the trail; what groups may do is a table."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from sanctions import audit
from sanctions.admin.reading import ReadingAdmin, TrailKeeper, bullets, person_of
from sanctions.audit import Actor, Verb

admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class PersonAdmin(TrailKeeper, UserAdmin):  # type: ignore[type-arg]
    """Rights come from groups alone, and nobody widens their own."""

    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Rights", {"fields": ("is_active", "is_staff", "groups")}),
        ("Seen", {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")
    list_display = ("username", "first_name", "last_name", "email", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "groups")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: who did something once stays known. People are switched off."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Somebody with every right is changed only by such a person."""
        is_out_of_reach = obj is not None and obj.is_superuser and not person_of(request).is_superuser
        return not is_out_of_reach and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The trail knows people by their user name, so it stays; one's own rights are given by another person."""
        fixed = tuple(super().get_readonly_fields(request, obj))
        if obj is None:
            return fixed
        own = ("is_active", "is_staff", "groups") if obj == request.user else ()
        return (*fixed, "username", *own)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """In the transaction that made the person."""
        _recorded(Verb.PERSON_ENTERED, request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """In the transaction that changed the person."""
        _recorded(Verb.PERSON_EDITED, request, obj, message)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """The new password and its event stand or fall together."""
        with transaction.atomic():
            return super().user_change_password(request, id, form_url)


@admin.register(Group)
class GroupAdmin(ReadingAdmin):
    """What each group may do: set by the table of roles at every start, so not typed here."""

    fields = ("name", "rights")
    search_fields = ("name",)

    @admin.display(description="rights")
    def rights(self, group: Group) -> str:
        """Its permissions."""
        return bullets(permission.name for permission in group.permissions.all())


def _recorded(verb: Verb, request: HttpRequest, person: User, message: Any) -> None:
    detail = {
        "username": person.get_username(),
        "is_active": person.is_active,
        "is_staff": person.is_staff,
        "groups": sorted(person.groups.values_list("name", flat=True)),
        "changed": sorted({field for part in message for field in part.get("changed", {}).get("fields", ())}),
    }
    audit.record(verb, actor=Actor.of(person_of(request)), obj=person, detail=detail)
