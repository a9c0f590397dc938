"""Lists come in pages by opaque cursor: a keyset, so that rows changing meanwhile are neither lost nor shown twice."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import DateTimeField, IntegerField, Model, Q
from django.utils.dateparse import parse_datetime
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from sanctions.api.refusals import BadParameter

LIMIT, MOST = 100, 500
_LARGEST_KEY = 2**63 - 1
_LONGEST_CURSOR = 400


class KeysetPages(BasePagination):
    """Pages in the order of the view's `keyset`, whose last field is unique."""

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        self.request = request
        self.keyset: tuple[str, ...] = getattr(view, "keyset", ("id",))
        limit = _limit(request.query_params.get("limit"))
        queryset = queryset.order_by(*self.keyset)
        if cursor := request.query_params.get("cursor"):
            queryset = queryset.filter(_after(self.keyset, _position(cursor, queryset.model, self.keyset)))
        rows = list(queryset[: limit + 1])
        self.cursor = _cursor(rows[limit - 1], self.keyset) if len(rows) > limit else None
        return rows[:limit]

    def get_paginated_response(self, data: Any) -> Response:
        following = None
        if self.cursor:
            following = replace_query_param(self.request.build_absolute_uri(), "cursor", self.cursor)
        return Response({"results": data, "next": following, "next_cursor": self.cursor})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        text = {"type": "string", "nullable": True}
        return {
            "type": "object",
            "required": ["results", "next", "next_cursor"],
            "properties": {"results": schema, "next": {**text, "format": "uri"}, "next_cursor": text},
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT}
        return [
            {"name": "limit", "in": "query", "schema": limit, "description": "Rows in a page."},
            {"name": "cursor", "in": "query", "schema": {"type": "string"}, "description": "`next_cursor` of a page."},
        ]


def _limit(text: str | None) -> int:
    if text is None:
        return LIMIT
    # At most as many digits as MOST has: int() of a longer text is work for nothing.
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST)) and 1 <= int(text) <= MOST):
        raise BadParameter("limit", f"a whole number from 1 to {MOST} is needed")
    return int(text)


def _cursor(row: Model, keyset: Sequence[str]) -> str:
    values = [getattr(row, name) for name in keyset]
    plain = [value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def _position(cursor: str, model: type[Model], keyset: Sequence[str]) -> list[Any]:
    """The values a cursor stands for; whatever is not exactly ours is refused, nothing is guessed."""
    refused = BadParameter("cursor", "this cursor was not given out here; start again without one")
    if len(cursor) > _LONGEST_CURSOR:
        raise refused
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (UnicodeError, binascii.Error, ValueError, RecursionError) as error:
        raise refused from error
    if not isinstance(values, list) or len(values) != len(keyset):
        raise refused
    fields = [model._meta.get_field(name) for name in keyset]
    position = [_value(value, field) for value, field in zip(values, fields, strict=True)]
    if None in position:
        raise refused
    return position


def _value(value: Any, field: Any) -> datetime | int | str | None:
    if isinstance(field, DateTimeField):
        moment = _moment(value)
        return moment if moment and moment.tzinfo == UTC else None
    if isinstance(field, IntegerField):
        is_key = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST_KEY
        return value if is_key else None
    return value if isinstance(value, str) and value.isprintable() else None


def _moment(value: Any) -> datetime | None:
    if not isinstance(value, str) or not value.isascii():
        return None
    try:
        return parse_datetime(value)
    except ValueError:
        return None


def _after(keyset: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows behind a position: (a, b) > (x, y) written out, which every database can answer from the index."""
    behind = Q()
    equal: dict[str, Any] = {}
    for name, value in zip(keyset, values, strict=True):
        behind |= Q(**equal, **{f"{name}__gt": value})
        equal[name] = value
    # The first field alone bounds the scan; without it SQLite reads the index from its start.
    return Q(**{f"{keyset[0]}__gte": values[0]}) & behind
