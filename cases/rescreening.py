"""Suppliers against lists, both ways round, until nobody is left unscreened: either way gives the same hits.

What is measured is decided before the transaction; hits, cases, watermark and chunk are then written in one, in which
neither the suppliers nor the lists can move. Where they did move meanwhile, what was measured is dropped.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from cases import name_blocks, planning, shadowing, subjects, worklist
from cases.measuring import findings_of, matches_of
from cases.models import ChunkState, Hit, RunShape, RunState, ScreeningChunk, ScreeningRun, Supplier, SupplierStatus
from cases.models.suppliers import SupplierQuerySet
from cases.name_blocks import Codes
from cases.reconciling import Finding, Measured, Pair, reconcile
from cases.subjects import Asked, AsRead
from sanctions import screening
from sanctions.matching.index import Match
from sanctions.matching.policy import MatchPolicy
from sanctions.models import EntityRevision, SequenceHead

SQLITE_PAUSE = 0.02  # seconds between two chunks, so that the web can write too: SQLite has one writer at a time
SUPPLIERS_PER_PAGE = 2_000
PATIENCE = 0.3  # seconds between two looks at chunks another process has


class Moved(RuntimeError):
    """The lists changed between measuring and writing: measure again."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """What one run came to."""

    run: int
    reason: str
    shape: str
    suppliers: int
    listings: int
    chunks: int
    hits_new: int
    hits_woken: int
    hits_closed: int
    cases_opened: int
    seconds: float


def work_off(*, full: bool = False, progress: Callable[[int, int], None] | None = None) -> list[RunReport]:
    """Plan and work until everything is screened, in this process; also what other workers have begun is waited for."""
    if full:
        planning.plan_sweep()
    closed: list[ScreeningRun] = []
    while True:
        closed += work_some(progress=progress)
        if not ScreeningRun.objects.filter(state=RunState.OPEN).exists():
            if not planning.plan():
                return [_report(run) for run in closed]
        elif not _is_waiting():
            time.sleep(PATIENCE)


def _is_waiting() -> bool:
    return ScreeningChunk.objects.filter(state=ChunkState.WAITING, run__state=RunState.OPEN).exists()


def work_some(*, progress: Callable[[int, int], None] | None = None) -> list[ScreeningRun]:
    """Plan, work off whatever nobody else has, and close what is done; returns the runs that were closed."""
    screening.build_segment()
    shadowing.build_segment()
    planning.plan()
    # Raises here, before any chunk is taken, where no supplier at all could be screened.
    policy = screening.policy_in_force()
    screening.index(policy.tables).match_many((), policy)
    while chunk := worklist.claim():
        worklist.run_chunk(chunk, screen_chunk)
        if progress:
            progress(*planning.progress_of(chunk.run))
        if connection.vendor == "sqlite":
            time.sleep(SQLITE_PAUSE)
    closed = planning.close_runs()
    name_blocks.gather(screening.policy_in_force())
    return closed


def _report(run: ScreeningRun) -> RunReport:
    seconds = (run.finished_at - run.started_at).total_seconds() if run.finished_at else 0.0
    return RunReport(
        run=run.pk,
        reason=run.reason,
        shape=run.shape,
        suppliers=run.suppliers,
        listings=run.listings,
        chunks=run.chunks.filter(state=ChunkState.DONE).count(),
        hits_new=run.hits_new,
        hits_woken=run.hits_woken,
        hits_closed=run.hits_closed,
        cases_opened=run.cases_opened,
        seconds=round(seconds, 3),
    )


def screen_chunk(chunk: ScreeningChunk) -> None:
    """Measure what a claimed chunk asks for, and write it where neither its suppliers nor the lists have moved."""
    while True:
        try:
            return _SHAPES[RunShape(chunk.shape)](chunk)
        except Moved:
            worklist.renew(chunk)


# Suppliers against the whole index


def _by_supplier(chunk: ScreeningChunk) -> None:
    # In this order: what is in force by the time the suppliers are read must be in the index.
    suppliers = subjects.read(planning.suppliers_of(chunk).order_by("pk"))
    policy = screening.policy_in_force()
    index = screening.index(policy.tables)
    unreadable = {supplier.key: name for supplier in suppliers if (name := supplier.unreadable_name)}
    readable = [supplier for supplier in suppliers if supplier.key not in unreadable]
    findings = findings_of(matches_of(readable, index.match_many, policy))
    names = name_blocks.block_of(readable, policy)
    with transaction.atomic():
        worklist.hold(chunk)
        if _locked_head() != index.seq:
            raise Moved
        intact = _intact({supplier.key: supplier.version for supplier in suppliers})
        name_blocks.keep(names, intact, policy)
        _name_unreadable({key: unreadable[key] for key in intact & unreadable.keys()})
        measured = Measured(intact - unreadable.keys(), _of(findings, intact))
        tally = reconcile(chunk.run, policy, measured)
        _mark_screened(measured.suppliers, seq=index.seq, policy=policy)
        worklist.finish(chunk, replace(tally, suppliers=len(measured.suppliers)))


def _name_unreadable(names: Mapping[int, str]) -> None:
    for key, name in names.items():
        error = f"name {name[:40]!r}: no letter or number is left to compare"
        Supplier.objects.filter(pk=key).update(screening_error=error, updated_at=Now())


def _mark_screened(keys: Collection[int], *, seq: int, policy: MatchPolicy) -> None:
    suppliers = Supplier.objects.filter(pk__in=keys)
    # Who reads changes over the API hears of a supplier that was open, not of one proven once more.
    was_open = suppliers.exclude(screened_version=F("version"), screened_version__isnull=False, screening_error="")
    was_open.update(updated_at=Now())
    suppliers.update(
        screened_version=F("version"),
        screened_policy=policy.version,
        screened_seq=seq,
        screened_at=Now(),
        screening_error="",
    )


# Changed entries against all suppliers


def _by_listing(chunk: ScreeningChunk) -> None:
    versions = chunk.run.run_versions.values("version")
    changes = planning.changes_of(versions).filter(pk__range=(chunk.lo, chunk.hi))
    entities = set(changes.values_list("entity", flat=True))
    revisions = _screened(entities)
    watched = _with_hits(entities)
    policy = screening.policy_in_force()
    count, found, seen = _measure_all(chunk, revisions, policy, watched)
    findings = findings_of(found)
    with transaction.atomic():
        worklist.hold(chunk)
        _locked_head()
        if _screened(entities) != revisions:
            raise Moved
        intact = _intact(seen, also=_with_hits(entities))
        measured = Measured(intact, _of(findings, intact), entities)
        worklist.finish(chunk, replace(reconcile(chunk.run, policy, measured), suppliers=count))


def _with_hits(entities: Collection[int]) -> set[int]:
    return set(Hit.objects.live().filter(listed_entity__in=entities).values_list("supplier", flat=True))


def _screened(entities: Collection[int]) -> set[int]:
    return set(EntityRevision.objects.screened().filter(entity__in=entities).values_list("pk", flat=True))


def _measure_all(
    chunk: ScreeningChunk, revisions: Collection[int], policy: MatchPolicy, watched: Collection[int]
) -> tuple[int, list[tuple[Asked, Match]], dict[int, int]]:
    """How many suppliers were measured, every match of these revisions, and the versions read of whoever matters.

    The stored names tell of nearly everybody that they are none of them. Read and matched are those who may be, those
    of whom the stored names say nothing, and those with hits that stand.
    """
    if not revisions and not watched:
        return 0, [], {}
    standing = planning.suppliers_before(chunk)
    in_force = name_blocks.codes_in_force(standing)
    unknown, wanted = _to_be_read(chunk, in_force, revisions, policy)
    index = screening.small_index(revisions, policy)
    found: list[tuple[Asked, Match]] = []
    seen: dict[int, int] = {}
    for page in _pages(standing, wanted.union(watched)):
        matches = list(matches_of(page, index.match_many, policy))
        matter = {asked.supplier for asked, _ in matches}.union(watched)
        seen |= {supplier.key: supplier.version for supplier in page if supplier.key in matter}
        found += matches
        _keep_names([supplier for supplier in page if supplier.key in unknown], policy)
        worklist.renew(chunk)
    return len(in_force), found, seen


def _to_be_read(
    chunk: ScreeningChunk, in_force: Codes, revisions: Collection[int], policy: MatchPolicy
) -> tuple[set[int], set[int]]:
    """Whose names are not stored as they are now, and with them all who may be one of these."""
    if not revisions:
        return set(), set()
    searched = name_blocks.search(screening.sought(revisions, policy), policy, lambda: worklist.renew(chunk))
    unknown = set(searched.unknown(in_force).tolist())
    return unknown, unknown | searched.may_be_listed


def _keep_names(suppliers: Sequence[AsRead], policy: MatchPolicy) -> None:
    """Store the names of suppliers who did not change while they were read."""
    names = name_blocks.block_of(suppliers, policy)
    now = dict(Supplier.objects.filter(pk__in=[s.key for s in suppliers]).values_list("pk", "version"))
    name_blocks.keep(names, {s.key for s in suppliers if now.get(s.key) == s.version}, policy)


def _pages(suppliers: SupplierQuerySet, keys: Collection[int]) -> Iterator[list[AsRead]]:
    every = sorted(keys)
    for start in range(0, len(every), SUPPLIERS_PER_PAGE):
        yield subjects.read(suppliers.filter(pk__in=every[start : start + SUPPLIERS_PER_PAGE]).order_by("pk"))


# Both


def _of(findings: Mapping[Pair, Finding], suppliers: Collection[int]) -> dict[Pair, Finding]:
    return {pair: finding for pair, finding in findings.items() if pair[0] in suppliers}


def _intact(versions: Mapping[int, int], *, also: Collection[int] = ()) -> set[int]:
    """Those that still are as they were read; the others will be screened as they are now.

    All whose hits may change are locked here, in the one order in which everybody locks suppliers.
    """
    touched = Supplier.objects.select_for_update(no_key=True).filter(pk__in={*versions, *also}).order_by("pk")
    locked = touched.values_list("pk", "version", "status")
    return {key for key, version, status in locked if status == SupplierStatus.ACTIVE and versions.get(key) == version}


def _locked_head() -> int:
    """The house-wide sequence, held still until the transaction ends; any number of workers may hold it at once."""
    sharing = " FOR SHARE" if connection.vendor == "postgresql" else ""  # SQLite lets nobody else write anyhow
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT seq FROM {SequenceHead._meta.db_table} WHERE id = 1{sharing}")  # noqa: S608
        return int(cursor.fetchone()[0])


_SHAPES: Mapping[RunShape, Callable[[ScreeningChunk], None]] = MappingProxyType(
    {
        RunShape.BY_SUPPLIER: _by_supplier,
        RunShape.BY_LISTING: _by_listing,
        RunShape.SHADOW: shadowing.measure_chunk,
    }
)
