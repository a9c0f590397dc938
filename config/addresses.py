"""Addresses as they come in: what no database can hold is taken out before anybody looks it up."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

ADMIN = "/admin/"


def storable(answer: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """PostgreSQL refuses a NUL in a question; with another sign in its place the address is one nobody is found at."""

    def asked(request: HttpRequest) -> HttpResponseBase:
        request.path_info = request.path_info.replace("\0", "\ufffd")
        if request.path_info.startswith(ADMIN):  # our own filters refuse a NUL by name; Django's admin asks with it
            request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", "%EF%BF%BD")
        return answer(request)

    return asked
