"""What Celery wakes workers for: the work itself stands in the database, so a message may be lost or come twice."""

from __future__ import annotations

import logging

from celery import shared_task
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from cases import rescreening, worklist
from sanctions import screening, updating
from sanctions.audit import SYSTEM
from sanctions.updating import Publishers

logger = logging.getLogger("cordon")


@shared_task(name="cases.tasks.plan_and_work")  # type: ignore[untyped-decorator]
def plan_and_work() -> int:
    """Look for screening that is outstanding and do it; beat asks every half minute. Returns how many runs ended."""
    return len(rescreening.work_some())


@shared_task(name="cases.tasks.work")  # type: ignore[untyped-decorator]
def work() -> int:
    """The same, right after something was loaded or changed."""
    return len(rescreening.work_some())


@shared_task(name="cases.tasks.fetch_lists")  # type: ignore[untyped-decorator]
def fetch_lists() -> int:
    """Have every source the settings name fetched, each by itself: one that fails does not stop the others."""
    for code in settings.FETCH_LISTS:
        fetch_list.apply_async((code,), retry=False)
    return len(settings.FETCH_LISTS)


@shared_task(name="cases.tasks.fetch_list")  # type: ignore[untyped-decorator]
def fetch_list(code: str) -> str:
    """Fetch one source, load what is new and plan its screening; returns what went wrong, if anything did."""
    publishers = Publishers.known(
        settings.LIST_ADDRESSES, hosts=settings.LIST_HOSTS, private=settings.LIST_PRIVATE_HOSTS
    )
    report = updating.update(code, publishers=publishers, actor=SYSTEM)
    if report.failure:
        logger.warning("%s could not be updated: %s", code, report.failure)
    screening.build_segment()
    worklist.plan()
    _send()
    return report.failure


def wake() -> None:
    """Wake a worker once the present transaction is committed; where no broker answers, beat finds the work."""
    transaction.on_commit(_send, robust=True)


def _send() -> None:
    try:
        work.apply_async(retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("no worker could be woken (%s): the work waits for the next look", error)
