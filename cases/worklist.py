"""Screening as work in the database: runs and chunks as rows that any worker may take and none can lose.

A message only wakes a worker; what there is to do stands here. A chunk is claimed for a lease by the database's clock,
finished in the transaction that writes its results, and thrown away where the lease was lost meanwhile.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Q, Value
from django.db.models.functions import Now

from cases import planning
from cases.models import ChunkState, RunShape, RunState, ScreeningChunk, ScreeningRun, Supplier
from cases.planning import close_runs, plan, plan_sweep

__all__ = ["LeaseLost", "Tally", "claim", "close_runs", "finish", "hold", "plan", "plan_sweep", "release", "run_chunk"]

LEASE = timedelta(seconds=120)
MAX_ATTEMPTS = 3
DIED = "the process died while it screened this"

logger = logging.getLogger("cordon")


class LeaseLost(RuntimeError):
    """Another worker has the chunk by now: what this one found is thrown away."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a chunk adds to its run."""

    suppliers: int = 0
    hits_new: int = 0
    hits_woken: int = 0
    hits_closed: int = 0
    cases_opened: int = 0


def claim() -> ScreeningChunk | None:
    """A chunk nobody works on, with a token only this claim knows; None where there is none.

    Changes of lists come first and measuring in the shadow last, as the words of their shapes sort.
    """
    while chunk := _taken():
        if chunk.attempts <= MAX_ATTEMPTS:
            return chunk
        with transaction.atomic():  # it took its worker down every time, so nobody could say so
            _split(hold(chunk), chunk.error or DIED)
    return None


@transaction.atomic
def _taken() -> ScreeningChunk | None:
    free = Q(state=ChunkState.WAITING) | Q(state=ChunkState.CLAIMED, lease_until__lt=Now())
    chunk = (
        ScreeningChunk.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(free, run__state=RunState.OPEN)
        .order_by("shape", "pk")
        .first()
    )
    if chunk is None:
        return None
    as_found = ScreeningChunk.objects.filter(pk=chunk.pk, state=chunk.state, owner=chunk.owner)
    chunk.owner = uuid.uuid4().hex
    taken = as_found.update(
        state=ChunkState.CLAIMED, owner=chunk.owner, attempts=F("attempts") + 1, lease_until=_lease_end()
    )
    return ScreeningChunk.objects.select_related("run").get(pk=chunk.pk) if taken else None


def _lease_end() -> ExpressionWrapper[Any]:
    return ExpressionWrapper(Now() + Value(LEASE), output_field=DateTimeField())


def _mine(chunk: ScreeningChunk) -> Q:
    return Q(pk=chunk.pk, owner=chunk.owner, state=ChunkState.CLAIMED)


def renew(chunk: ScreeningChunk) -> None:
    """Ask for the lease to last longer; raises LeaseLost where it is gone."""
    if not ScreeningChunk.objects.filter(_mine(chunk)).update(lease_until=_lease_end()):
        raise LeaseLost(str(chunk))


def hold(chunk: ScreeningChunk) -> ScreeningChunk:
    """Lock the chunk until the caller's transaction ends, where it is still ours; raises LeaseLost otherwise."""
    held = ScreeningChunk.objects.select_for_update().filter(_mine(chunk)).first()
    if held is None:
        raise LeaseLost(str(chunk))
    return held


def finish(chunk: ScreeningChunk, tally: Tally) -> None:
    """Mark a held chunk done and add to its run, in the transaction that wrote the results."""
    done = ScreeningChunk.objects.filter(_mine(chunk)).update(
        state=ChunkState.DONE, lease_until=None, error="", finished_at=Now()
    )
    if not done:
        raise LeaseLost(str(chunk))
    sums = {name: F(name) + count for name, count in asdict(tally).items() if count}
    if sums:
        ScreeningRun.objects.filter(pk=chunk.run_id).update(**sums)


def release(chunk: ScreeningChunk) -> None:
    """Give a chunk back untried, as where the process is asked to stop."""
    ScreeningChunk.objects.filter(_mine(chunk)).update(
        state=ChunkState.WAITING, owner="", lease_until=None, attempts=F("attempts") - 1
    )


def run_chunk(chunk: ScreeningChunk, work: Callable[[ScreeningChunk], None]) -> bool:
    """Do one chunk's work; whether it is done. What fails is tried again, then halved down to the row that fails."""
    try:
        work(chunk)
    except LeaseLost:
        return False
    except (KeyboardInterrupt, SystemExit):
        release(chunk)
        raise
    except Exception as error:  # noqa: BLE001 - whatever one row does to the matcher must not stop all the others
        logger.warning("chunk %s of run %s failed: %s: %s", chunk.pk, chunk.run_id, type(error).__name__, error)
        _note_failure(chunk, f"{type(error).__name__}: {error}"[:300])
        return False
    return True


def _note_failure(chunk: ScreeningChunk, error: str) -> None:
    try:
        with transaction.atomic():
            held = hold(chunk)
            if held.attempts >= MAX_ATTEMPTS:
                _split(held, error)
            else:
                held.state, held.owner, held.lease_until, held.error = ChunkState.WAITING, "", None, error
                held.save()
    except LeaseLost:
        return


def _split(chunk: ScreeningChunk, error: str) -> None:
    """Replace a chunk that keeps failing by its halves, or name the one supplier that is left of it.

    A chunk by listing does not tell which supplier it fails on: all suppliers are screened in its stead.
    """
    suppliers = planning.suppliers_of(chunk)
    if chunk.shape == RunShape.BY_LISTING:
        parts, shape = planning.ranges(Supplier.objects.active()), RunShape.BY_SUPPLIER
    else:
        parts, shape = planning.halves(suppliers), RunShape(chunk.shape)
    if parts:
        ScreeningChunk.objects.bulk_create(
            ScreeningChunk(run=chunk.run, shape=shape, lo=lo, hi=hi, attempts=_tried(chunk, lo, hi)) for lo, hi in parts
        )
        chunk.state = ChunkState.SPLIT
    else:
        chunk.state = ChunkState.FAILED
        if shape is not RunShape.SHADOW:  # there it is named by its chunk: a proposal makes nobody unscreened
            suppliers.update(screening_error=error)
    chunk.error, chunk.lease_until, chunk.finished_at = error, None, Now()
    chunk.save()


def _tried(chunk: ScreeningChunk, lo: int, hi: int) -> int:
    """A half of what failed so often gets one try; a single supplier is named only after as many as everybody has."""
    return 0 if chunk.shape == RunShape.BY_LISTING or lo == hi else MAX_ATTEMPTS - 1
