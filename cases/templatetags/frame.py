"""The frame every page sits in: the rail with what waits, the bar with search, list freshness and the way out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone

from cases.models import RunState, ScreeningRun, SupplierCase
from cases.words import list_state
from sanctions.models import ListVersion, Policy, PolicyState, RestrictedList, VersionState
from sanctions.words import STALE, VERSION_STATES, Badge

register = template.Library()

# route, glyph, words, permission; a place without a page is not here.
DAILY = (
    ("desk", "desk", "Desk", "cases.view_suppliercase"),
    ("queue", "queue", "Queue", "cases.view_suppliercase"),
    ("suppliers", "supplier", "Suppliers", "cases.view_supplier"),
    ("screen", "screen", "Screen", "sanctions.view_listedentity"),
)
SOURCES = (
    ("lists", "list", "Lists", "sanctions.view_restrictedlist"),
    ("runs", "run", "Runs", "cases.view_screeningrun"),
    ("policy", "policy", "Policy", "sanctions.view_policy"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the rail."""

    key: str
    url: str
    icon: str
    words: str
    is_here: bool
    count: int = 0
    counts: str = ""


@register.inclusion_tag("parts/rail.html", takes_context=True)
def rail(context: dict[str, Any]) -> dict[str, Any]:
    """Where one can go, and what waits there."""
    request: HttpRequest = context["request"]
    policies = list(Policy.objects.filter(state__in=(PolicyState.ACTIVE, PolicyState.MEASURED)))
    measured = [policy for policy in policies if policy.state == PolicyState.MEASURED]
    waiting = {
        "queue": (SupplierCase.objects.open().count(), "open"),
        "runs": (ScreeningRun.objects.filter(state=RunState.OPEN).count(), "running"),
        "policy": (len(measured), "waiting for a second person"),
    }
    return {
        "daily": list(_places(request, DAILY, waiting)),
        "sources": list(_places(request, SOURCES, waiting)),
        "policy": next((policy for policy in policies if policy.state == PolicyState.ACTIVE), None),
        "is_staff": isinstance(request.user, User) and request.user.is_staff,
    }


@register.inclusion_tag("parts/top.html", takes_context=True)
def top_bar(context: dict[str, Any]) -> dict[str, Any]:
    """Search, whether the lists may be relied on, who is logged in, and the way out."""
    request: HttpRequest = context["request"]
    return {
        "may_search": request.user.has_perm("cases.view_supplier"),
        "freshness": _freshness(),
        "person": request.user.get_username(),
        "token": get_token(request),
    }


def _places(
    request: HttpRequest, places: tuple[tuple[str, str, str, str], ...], waiting: dict[str, tuple[int, str]]
) -> Iterator[Place]:
    for route, icon, words, permission in places:
        if not request.user.has_perm(permission):
            continue
        url = reverse(route)
        is_here = request.path == url if route == "desk" else request.path.startswith(url)
        count, counts = waiting.get(route, (0, ""))
        yield Place(route, url, icon, words, is_here, count, counts)


def _freshness() -> Badge:
    """A list that is held or stale is news on every page."""
    held = set(ListVersion.objects.filter(state=VersionState.HELD).values_list("list_id", flat=True))
    loaded = RestrictedList.objects.exclude(active_version=None)
    now = timezone.now()
    states = [list_state(restricted, is_held=restricted.code in held, now=now) for restricted in loaded]
    if not states:
        return Badge(STALE.icon, "No list is loaded")
    current = states.count(VERSION_STATES[VersionState.ACTIVE])
    words = f"{current} of {len(states)} lists current"
    for badge in (VERSION_STATES[VersionState.HELD], STALE):
        if badge in states:
            words += f", {states.count(badge)} {badge.words.lower()}"
    return Badge("agree" if current == len(states) else STALE.icon, words)
