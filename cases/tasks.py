"""What Celery wakes workers for: the work itself stands in the database, so a message may be lost or come twice."""

from __future__ import annotations

import logging

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from cases import rescreening

logger = logging.getLogger("cordon")


@shared_task(name="cases.tasks.plan_and_work")  # type: ignore[untyped-decorator]
def plan_and_work() -> int:
    """Look for screening that is outstanding and do it; beat asks every half minute. Returns how many runs ended."""
    return len(rescreening.work_some())


@shared_task(name="cases.tasks.work")  # type: ignore[untyped-decorator]
def work() -> int:
    """The same, right after something was loaded or changed."""
    return len(rescreening.work_some())


def wake() -> None:
    """Wake a worker once the present transaction is committed; where no broker answers, beat finds the work."""
    transaction.on_commit(_send, robust=True)


def _send() -> None:
    try:
        work.apply_async(retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("no worker could be woken (%s): the work waits for the next look", error)
