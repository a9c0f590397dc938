"""Lists and their entries, with the suppliers each of them touches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cases.models import Disposition, Hit
from cases.views.cards import cards
from cases.words import DISPOSITIONS, list_state
from sanctions import rulebook
from sanctions.canonical import from_canonical
from sanctions.effects import effects
from sanctions.filters import EntitySearch
from sanctions.models import (
    Change,
    EntityChange,
    EntityRevision,
    ListedEntity,
    ListVersion,
    Policy,
    PublishedFile,
    RestrictedList,
    VersionState,
)
from sanctions.records import Coverage, Kind, Measure, NameKind, Strength
from sanctions.views.access import permitted
from sanctions.views.narrowing import chips, ordered, orders, page_of
from sanctions.words import CHANGES, COVERAGES, ENTITY_STATES, KINDS, MEASURES, NAME_KINDS, STRENGTHS, Badge

SHOWN = 50
ENTITY_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"name": ("name",), "list": ("list", "name"), "kind": ("kind", "name")}
)


@dataclass(frozen=True, slots=True)
class ListRow:
    """One list: what is in force, whether it may be relied on, what waits."""

    restricted: RestrictedList
    measure: str
    badge: Badge
    coverage: str
    is_excerpt: bool
    held: ListVersion | None
    hits: int


@require_GET
@permitted("sanctions.view_restrictedlist")
def lists(request: HttpRequest) -> HttpResponse:
    """Every list ever loaded: freshness, coverage, and the held versions first."""
    rows = _list_rows()
    context = {
        "rows": sorted(rows, key=lambda row: (row.held is None, row.restricted.code)),
        "held": [row for row in rows if row.held],
        "failing": PublishedFile.objects.failing(),
        "excerpts": sum(row.is_excerpt for row in rows),
    }
    return render(request, "lists/lists.html", context)


def _list_rows() -> list[ListRow]:
    now = timezone.now()
    held = {v.list_id: v for v in ListVersion.objects.filter(state=VersionState.HELD)}
    live = Count("hits", filter=Q(hits__ended_at__isnull=True))
    by_list = dict(ListedEntity.objects.values_list("list").annotate(live=live).order_by().values_list("list", "live"))
    loaded = RestrictedList.objects.filter(versions__isnull=False).distinct().select_related("active_version")
    return [
        _list_row(restricted, held.get(restricted.code), by_list.get(restricted.code, 0), now) for restricted in loaded
    ]


def _list_row(restricted: RestrictedList, held: ListVersion | None, hits: int, now: Any) -> ListRow:
    active = restricted.active_version
    coverage = Coverage(active.coverage) if active else None
    return ListRow(
        restricted=restricted,
        measure=MEASURES[Measure(restricted.measure)],
        badge=list_state(restricted, is_held=held is not None, now=now),
        coverage=COVERAGES[coverage] if coverage else "",
        is_excerpt=coverage == Coverage.EXCERPT,
        held=held,
        hits=hits,
    )


@require_GET
@permitted("sanctions.view_listedentity")
def entity(request: HttpRequest, code: str, uid: str) -> HttpResponse:
    """One entry: what it says, what that means, how it came to say so, and which suppliers it touches."""
    rows = ListedEntity.objects.select_related("list__active_version", "current__version")
    found = get_object_or_404(rows, list_id=code, uid=uid)
    revision = _shown(found)
    rules, day = rulebook.rules(), timezone.now().date()
    hits = Hit.objects.live().filter(listed_entity=found).select_related("supplier", "case").order_by("-score", "pk")
    context = {
        "entity": found,
        "revision": revision,
        "record": from_canonical(revision.canonical),
        "kind": KINDS[Kind(found.kind)],
        "standing": ENTITY_STATES[found.standing],
        "names": [
            (name, NAME_KINDS[NameKind(name.kind)], STRENGTHS[Strength(name.strength)]) for name in revision.names.all()
        ],
        "cards": cards(
            list(revision.designations.all()), found.list, used=(), effects=lambda act: effects(act, rules, day=day)
        ),
        "history": _history(found),
        "hits": [(hit, DISPOSITIONS[Disposition(hit.disposition)]) for hit in hits[:SHOWN]],
        "hit_count": hits.count(),
        "policy": Policy.objects.in_force(),
    }
    return render(request, "lists/entity.html", context)


@require_GET
@permitted("sanctions.view_listedentity")
def entities(request: HttpRequest) -> HttpResponse:
    """The entries of all lists, by any of their names, with the suppliers each touches."""
    filterset = EntitySearch(request.GET, queryset=ListedEntity.objects.select_related("list", "current"))
    page = page_of(ordered(filterset.qs, request, ENTITY_COLUMNS, default=("name",)), request)
    keys = [found.pk for found in page.object_list]
    live = Hit.objects.live().filter(listed_entity__in=keys).order_by().values_list("listed_entity")
    touched = dict(live.annotate(suppliers=Count("supplier", distinct=True)))
    context = {
        "filterset": filterset,
        "chips": chips(filterset),
        "orders": orders(request, ENTITY_COLUMNS),
        "page": page,
        "rows": [
            (found, KINDS[Kind(found.kind)], ENTITY_STATES[found.standing], touched.get(found.pk, 0))
            for found in page.object_list
        ],
    }
    return render(request, "lists/entities.html", context)


def _shown(found: ListedEntity) -> EntityRevision:
    """The revision in force, else the newest: what a held version says, or what stood before the delisting."""
    rows = EntityRevision.objects.filter(entity=found).select_related("version")
    parts = rows.prefetch_related("names", "addresses", "identifiers", "designations__citations")
    return parts.filter(pk=found.current_id or 0).first() or parts.latest("pk")


def _history(found: ListedEntity) -> list[tuple[EntityChange, Badge]]:
    changes = EntityChange.objects.filter(entity=found).select_related("version").order_by("-pk")
    return [(change, CHANGES[Change(change.change)]) for change in changes]
