"""What a monitoring system scrapes: ages and counts of the whole, never a name, so that it needs no login."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from cases import planning
from cases.models import ChunkState, RunState, ScreeningChunk, ScreeningRun, SupplierCase
from cases.standing_facts import lists_in_force
from cases.transitions import CaseState
from sanctions.models import ListVersion, PublishedFile, VersionState


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The gauges in the text format of Prometheus, read from the database when they are asked for."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Gauges())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Gauges(Collector):
    """Nothing is counted in this process: any of many answers for the whole."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from self._lists()
        yield from self._screening()
        opened = SupplierCase.objects.open()
        overdue = opened.exclude(state=CaseState.WAITING).filter(due_at__lt=timezone.now())
        yield GaugeMetricFamily("cordon_cases_open", "Cases that are not closed.", value=opened.count())
        yield GaugeMetricFamily("cordon_cases_overdue", "Open cases past their due day.", value=overdue.count())

    @staticmethod
    def _lists() -> Iterator[GaugeMetricFamily]:
        ages = GaugeMetricFamily("cordon_list_age_seconds", "Since a list was last checked.", labels=["list"])
        for answer in lists_in_force():
            ages.add_metric([answer.list], answer.age.total_seconds())
        yield ages
        failing = GaugeMetricFamily(
            "cordon_source_failing_seconds", "Since when a publisher has not delivered.", labels=["source"]
        )
        for file in PublishedFile.objects.failing():
            since = file.failing_since or timezone.now()
            failing.add_metric([file.source], (timezone.now() - since).total_seconds())
        yield failing
        held = ListVersion.objects.filter(state=VersionState.HELD).count()
        yield GaugeMetricFamily("cordon_lists_held", "List versions that wait for a second person.", value=held)

    @staticmethod
    def _screening() -> Iterator[GaugeMetricFamily]:
        found = planning.completeness()
        yield GaugeMetricFamily("cordon_suppliers_active", "Suppliers that are screened.", value=found.active_suppliers)
        yield GaugeMetricFamily(
            "cordon_suppliers_unscreened", "Suppliers not yet measured against everything.", value=found.unscreened
        )
        oldest = ScreeningRun.objects.filter(state=RunState.OPEN).order_by("started_at").first()
        age = (timezone.now() - oldest.started_at).total_seconds() if oldest else 0.0
        yield GaugeMetricFamily("cordon_run_oldest_open_seconds", "Age of the oldest run that is not done.", value=age)
        failed = ScreeningChunk.objects.filter(state=ChunkState.FAILED).count()
        yield GaugeMetricFamily("cordon_chunks_failed", "Chunks of screening that failed for good.", value=failed)
