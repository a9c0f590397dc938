"""Whether this process lives, and whether the desk can be relied on: for load balancers and monitors, without login."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases import planning
from cases.standing import STALE_AFTER
from cases.standing_facts import lists_in_force
from sanctions.models import PublishedFile


class Health(StrEnum):
    """`degraded` still answers, and says of what it is not sure; `fail` must not be sent any request."""

    OK = "ok"
    DEGRADED = "degraded"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at, and what was found."""

    name: str
    health: Health
    found: dict[str, Any]


@never_cache
@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": Health.OK})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Database, migrations, completeness and the age of the lists."""
    checks = list(_checks())
    worst = max((check.health for check in checks), key=list(Health).index)
    report = {check.name: {"status": check.health, **check.found} for check in checks}
    return JsonResponse({"status": worst, "checks": report}, status=503 if worst == Health.FAIL else 200)


def _checks() -> Iterator[Check]:
    """In order of need: without a database nothing further can be asked."""
    try:
        missing = _unapplied()
    except DatabaseError:
        yield Check("database", Health.FAIL, {})
        return
    yield Check("database", Health.OK, {})
    yield Check("migrations", Health.FAIL if missing else Health.OK, {"unapplied": missing})
    if not missing:
        yield _completeness()
        yield _lists()
        yield _publishers()


def _unapplied() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _completeness() -> Check:
    unscreened = planning.completeness().unscreened
    return Check("completeness", Health.DEGRADED if unscreened else Health.OK, {"unscreened": unscreened})


def _lists() -> Check:
    answers = list(lists_in_force())
    ages = {answer.list: answer.age_hours for answer in answers}
    stale = [answer.list for answer in answers if answer.age > STALE_AFTER]
    health = Health.DEGRADED if stale or not answers else Health.OK
    return Check("lists", health, {"age_hours": ages, "stale": stale})


def _publishers() -> Check:
    failing = list(PublishedFile.objects.failing())
    found = {file.source: file.failing_since for file in failing}
    return Check("publishers", Health.DEGRADED if failing else Health.OK, {"failing_since": found})
