"""Screening runs: how far, what they found, and who could not be screened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cases.models import (
    ChunkState,
    Disposition,
    Hit,
    RunReason,
    RunShape,
    RunState,
    ScreeningChunk,
    ScreeningRun,
    Supplier,
)
from cases.words import CHUNK_STATES, DISPOSITIONS, RUN_REASONS, RUN_SHAPES, RUN_STATES, age
from sanctions.models import Policy
from sanctions.views.access import permitted
from sanctions.views.narrowing import page_of
from sanctions.words import Badge

SHOWN = 25


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run with its words."""

    run: ScreeningRun
    reason: str
    shape: str
    badge: Badge
    took: str
    chunks: int
    done: int


@require_GET
@permitted("cases.view_screeningrun")
def runs(request: HttpRequest) -> HttpResponse:
    """Every run, newest first."""
    page = page_of(_counted(), request)
    return render(request, "runs/runs.html", {"page": page, "rows": [_row(run) for run in page.object_list]})


@require_GET
@permitted("cases.view_screeningrun")
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One run."""
    found = get_object_or_404(_counted(), pk=pk)
    chunks = list(ScreeningChunk.objects.filter(run=found).order_by("pk")[:SHOWN])
    hits = Hit.objects.filter(run=found).select_related("supplier", "listed_entity__list", "case").order_by("-pk")
    context = {
        "row": _row(found),
        "versions": [link.version for link in found.run_versions.select_related("version__list").order_by("seq")],
        "hits": [(hit, DISPOSITIONS[Disposition(hit.disposition)]) for hit in hits[:SHOWN]],
        "hit_count": hits.count(),
        "chunks": [(chunk, CHUNK_STATES[ChunkState(chunk.state)]) for chunk in chunks],
        "set_aside": list(_set_aside(found)),
        "policy": Policy.objects.in_force(),
    }
    return render(request, "runs/run.html", context)


def _counted() -> Any:
    over = Q(chunks__state__in=(ChunkState.DONE, ChunkState.SPLIT, ChunkState.FAILED))
    return ScreeningRun.objects.annotate(chunk_count=Count("chunks"), done_count=Count("chunks", filter=over)).order_by(
        "-pk"
    )


def _row(run: Any) -> RunRow:
    return RunRow(
        run=run,
        reason=RUN_REASONS[RunReason(run.reason)],
        shape=RUN_SHAPES[RunShape(run.shape)],
        badge=RUN_STATES[RunState(run.state)],
        took=age(run.started_at, now=run.finished_at or timezone.now()),
        chunks=run.chunk_count,
        done=run.done_count,
    )


def _set_aside(run: ScreeningRun) -> Any:
    """Suppliers this run could not screen: they stay unscreened, never clear."""
    failed = Q(pk__in=())
    for lo, hi in run.chunks.filter(state=ChunkState.FAILED).values_list("lo", "hi"):
        failed |= Q(pk__range=(lo, hi))
    return Supplier.objects.filter(failed).exclude(screening_error="").order_by("name", "pk")
