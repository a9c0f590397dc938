"""Suppliers: what the ERP is told about each, and what that rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cases import standing, standing_facts
from cases.filters import SupplierSearch
from cases.models import Disposition, EndReason, Hit, Supplier
from cases.standing import DealingStatus, Standing
from cases.standing_facts import Facts, line_of
from cases.transitions import CaseState
from cases.words import CASE_STATES, DISPOSITIONS, END_REASONS, STATUSES
from sanctions.effects import Dealing, DealingEffect
from sanctions.models import Policy
from sanctions.records import Coverage
from sanctions.views.access import permitted
from sanctions.views.narrowing import chips, ordered, orders, page_of
from sanctions.words import DEALINGS, Badge

COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"name": ("name",), "number": ("external_id",), "country": ("country",), "screened": ("screened_at",)}
)


@dataclass(frozen=True, slots=True)
class SupplierRow:
    """One line of the list."""

    supplier: Supplier
    effects: Sequence[DealingEffect]
    told: Sequence[tuple[str, Badge, str]]  # dealings in use, what holds and on what ground


@dataclass(frozen=True, slots=True)
class Told:
    """One dealing: what the law says, what we tell the ERP, and on what ground."""

    words: str
    is_used: bool
    effect: DealingEffect | None
    answer: DealingStatus
    badge: Badge


@require_GET
@permitted("cases.view_supplier")
def suppliers(request: HttpRequest) -> HttpResponse:
    """Suppliers by name, number and standing."""
    filterset = SupplierSearch(request.GET, queryset=Supplier.objects.all())
    page = page_of(ordered(filterset.qs, request, COLUMNS, default=("name",)), request)
    context = {
        "filterset": filterset,
        "chips": chips(filterset),
        "orders": orders(request, COLUMNS),
        "page": page,
        "rows": _rows(page.object_list),
    }
    return render(request, "suppliers/suppliers.html", context)


@require_GET
@permitted("cases.view_supplier")
def supplier(request: HttpRequest, pk: int) -> HttpResponse:
    """One supplier."""
    rows = Supplier.objects.prefetch_related("other_names", "identifiers", "relations", "sites", "acting_entities")
    found = get_object_or_404(rows, pk=pk)
    day = timezone.now().date()
    facts = standing_facts.read([found], day=day)
    live = [hit for hit in facts.hits.get(found.pk, ()) if hit.ended_at is None]
    effects, answers = line_of(live, facts), standing.dealings(found, day=day)
    context = {
        "supplier": found,
        "effects": effects,
        "standing": answers,
        "told": list(_told(found, answers, effects)),
        "hits": list(_hits(found)),
        "cases": [(case, CASE_STATES[CaseState(case.state)]) for case in _cases(found)],
        "is_proven": found.pk in facts.proven,
        "excerpts": [answer.title for answer in answers.lists if answer.coverage == Coverage.EXCERPT],
        "stale": [answer.title for answer in answers.lists if answer.age > standing.STALE_AFTER],
        "checked": [(answer, _names_hit(answer.list, live)) for answer in answers.lists],
        "policy": Policy.objects.in_force(),
    }
    return render(request, "suppliers/supplier.html", context)


def _rows(page: Iterable[Supplier]) -> list[SupplierRow]:
    found, day = list(page), timezone.now().date()
    facts = standing_facts.read(found, day=day)
    answers = standing.dealings_for(found, day=day)
    return [_row(supplier, answers[supplier.pk], facts) for supplier in found]


def _row(supplier: Supplier, answers: Standing, facts: Facts) -> SupplierRow:
    live = [hit for hit in facts.hits.get(supplier.pk, ()) if hit.ended_at is None]
    grouped: dict[tuple[standing.Status, str], list[str]] = {}
    for answer in answers.dealings:
        if answer.dealing in supplier.dealings:
            grouped.setdefault((answer.status, answer.basis), []).append(DEALINGS[answer.dealing].words.lower())
    told = [(", ".join(of).capitalize(), STATUSES[status], basis) for (status, basis), of in grouped.items()]
    return SupplierRow(supplier, line_of(live, facts), told)


def _told(supplier: Supplier, answers: Standing, effects: Sequence[DealingEffect]) -> Iterator[Told]:
    """Dealings in use first; each with the law beside what we say."""
    by_dealing = {effect.dealing: effect for effect in effects}
    for dealing in sorted(Dealing, key=lambda dealing: dealing not in supplier.dealings):
        answer = answers.of(dealing)
        yield Told(
            words=DEALINGS[dealing].words,
            is_used=dealing in supplier.dealings,
            effect=by_dealing.get(dealing),
            answer=answer,
            badge=STATUSES[answer.status],
        )


def _hits(supplier: Supplier) -> Iterator[tuple[Hit, Badge]]:
    rows = supplier.hits.select_related("listed_entity__list", "case").order_by("ended_at", "-score", "pk")
    for hit in sorted(rows, key=lambda hit: hit.ended_at is not None):
        yield (
            hit,
            (
                Badge("minus", END_REASONS[EndReason(hit.end_reason)])
                if hit.ended_at
                else DISPOSITIONS[Disposition(hit.disposition)]
            ),
        )


def _cases(supplier: Supplier) -> Any:
    return supplier.cases.select_related("assignee").order_by("-opened_at", "-pk")


def _names_hit(list_code: str, live: Iterable[Hit]) -> int:
    standing_hits = (hit for hit in live if hit.disposition != Disposition.FALSE_POSITIVE)
    return sum(1 for hit in standing_hits if hit.listed_entity.list_id == list_code)
