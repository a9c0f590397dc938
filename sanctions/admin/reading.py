"""What every page of the admin keeps to: nothing is deleted, the trail is the one log, services do the writing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sanctions.models import AuditEvent

if TYPE_CHECKING:  # Django's own classes take no parameters at run time
    _ModelAdmin = admin.ModelAdmin[Any]
    _TabularInline = admin.TabularInline[Any, Any]
else:
    _ModelAdmin, _TabularInline = admin.ModelAdmin, admin.TabularInline

READS_TRAIL = "sanctions.view_auditevent"
EVENTS_SHOWN = 200
ROWS_LISTED = 50


def person_of(request: HttpRequest) -> User:
    """The person behind a request that the admin let through."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class TrailKeeper:
    """Instead of the admin's own log, the trail: the services write it, and the history of a row shows it."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The service recorded it."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The service recorded it."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What the trail says of one row, newest first."""
        if not person_of(request).has_perm(READS_TRAIL):
            raise PermissionDenied
        found = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if found is None:
            raise Http404
        return TemplateResponse(request, "admin/trail.html", {**self._history(request, found), **(extra_context or {})})

    def _history(self, request: HttpRequest, found: Any) -> dict[str, Any]:
        about = AuditEvent.objects.filter(object_type=found._meta.label_lower, object_id=str(found.pk))
        site: admin.AdminSite = self.admin_site  # type: ignore[attr-defined]
        return {
            **site.each_context(request),
            "title": f"History: {found}",
            "opts": found._meta,
            "object": found,
            "events": [(event, pairs(json.loads(event.payload))) for event in about.order_by("-seq")[:EVENTS_SHOWN]],
            "shown": EVENTS_SHOWN,
        }


class KeepingAdmin(TrailKeeper, _ModelAdmin):
    """History is kept: no row of this house is deleted in the admin, by anybody."""

    list_per_page = ROWS_LISTED
    show_full_result_count = False  # the trail and the lists are long, and nobody needs the sum on every page

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def asked_first(
        self, request: HttpRequest, queryset: QuerySet[Any], *, action: str, title: str, form: BaseForm
    ) -> HttpResponse:
        """The page between choosing an action and doing it."""
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "rows": queryset,
            "action": action,
            "checkbox": ACTION_CHECKBOX_NAME,
            "form": form,
        }
        return TemplateResponse(request, "admin/ask_first.html", context)


class ReadingAdmin(KeepingAdmin):
    """Rows that services write: looked at here, never changed here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


class ServiceAdmin(KeepingAdmin):
    """Rows typed here and written by a service that opens and closes its own transaction.

    A refusal of the service comes back on the form, with everything that was typed.
    """

    refusals: tuple[type[Exception], ...] = ()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Not in Django's transaction: the service's own lock must not be let go before its change is committed."""
        try:
            return self._page(request, object_id, form_url, extra_context)
        except self.refusals as refusal:
            request.refusal = str(refusal)  # type: ignore[attr-defined]
            messages.error(request, str(refusal))
            return self._page(request, object_id, form_url, extra_context)

    def _page(self, *args: Any) -> Any:
        return self._changeform_view(*args)  # type: ignore[attr-defined]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, refused where the service has just refused it."""
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", "")  # type: ignore[attr-defined]
        return form


class ReadingInline(_TabularInline):
    """Rows that hang on another, for reading."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


def bullets(texts: Iterable[object]) -> SafeString | str:
    """A list of texts, each escaped."""
    items = format_html_join("", "<li>{}</li>", ((text,) for text in texts))
    return format_html("<ul class='plain'>{}</ul>", items) if items else "–"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> SafeString | str:
    """A small table, each cell escaped."""
    head = format_html_join("", "<th>{}</th>", ((text,) for text in heads))
    cells = (
        format_html_join("", "<td>{}</td>", (("–" if cell in ("", None) else cell,) for cell in row)) for row in rows
    )
    body = format_html_join("", "<tr>{}</tr>", ((row,) for row in cells))
    return format_html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", head, body) if body else "–"


def pairs(detail: Any) -> SafeString | str:
    """What an event says, name by name."""
    if not isinstance(detail, dict):
        return str(detail)
    return bullets(f"{name}: {_plain(value)}" for name, value in detail.items() if value not in ("", None, [], {}))


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
