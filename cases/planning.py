"""Which screening is outstanding: one run for every change of a list, and the end of a run proved by counting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Greatest, Now

from cases.models import (
    ChunkState,
    EndReason,
    Hit,
    RunReason,
    RunShape,
    RunState,
    RunVersion,
    ScreenedFloor,
    ScreeningChunk,
    ScreeningRun,
    ShadowHit,
    Shift,
    Supplier,
    SupplierStatus,
)
from cases.models.suppliers import SupplierQuerySet
from sanctions import audit, policies, screening
from sanctions.audit import SYSTEM, Verb
from sanctions.diff import Change
from sanctions.models import EntityChange, ListVersion, SequenceHead

SUPPLIERS_PER_CHUNK = 1_000
CHANGES_PER_CHUNK = 500
MOST_LISTINGS = 2_000  # changed entries above which suppliers against the whole index are the shorter way
UNFINISHED = (ChunkState.WAITING, ChunkState.CLAIMED)

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Completeness:
    """Whether every active supplier is measured against everything, and if not, why not."""

    active_suppliers: int
    unscreened: int
    seq: int
    floor: int
    by_reason: dict[str, int]

    @property
    def is_complete(self) -> bool:
        """Whether nobody is left."""
        return not self.unscreened


def completeness() -> Completeness:
    """Counted from the suppliers themselves: a chunk that says it is done proves nothing."""
    policy = screening.policy_in_force().version
    seq, floor = head(), _floor()
    left = Supplier.objects.unscreened(seq=seq, floor=floor, policy_version=policy)
    reasons = {
        "error": ~Q(screening_error=""),
        "never": Q(screening_error="", screened_version=None),
        "changed": Q(screening_error="", screened_version__isnull=False) & ~Q(screened_version=F("version")),
        "policy": Q(screening_error="", screened_version=F("version")) & ~Q(screened_policy=policy),
        "lists": Q(screening_error="", screened_version=F("version"), screened_policy=policy),
    }
    counts = {reason: left.filter(which).count() for reason, which in reasons.items()}
    return Completeness(Supplier.objects.active().count(), left.count(), seq, floor, counts)


def plan() -> list[ScreeningRun]:
    """Make the runs that are missing; nothing where all is planned. May be called by anybody at any time."""
    if not (_unplanned().exists() or _outstanding().exists() or _retired().exists()):
        return []
    with transaction.atomic():
        only_planner()
        _retire()
        return [*_plan_lists(), *_plan_suppliers()]


def plan_sweep() -> ScreeningRun:
    """A run of every active supplier against everything: the same answer by another way, and errors tried again."""
    with transaction.atomic():
        only_planner()
        standing = ScreeningRun.objects.filter(reason=RunReason.SWEEP, state=RunState.OPEN).first()
        return standing or _by_supplier(RunReason.SWEEP, Supplier.objects.active())


def only_planner() -> None:
    """Hold the one row under which runs are made, ended and stopped, until the transaction ends."""
    ScreenedFloor.objects.select_for_update().get_or_create(pk=1)


def head() -> int:
    """The house-wide sequence as it stands."""
    return SequenceHead.objects.values_list("seq", flat=True).get(pk=1)


def _floor() -> int:
    return ScreenedFloor.objects.values_list("seq", flat=True).get(pk=1)


def _unplanned() -> QuerySet[ListVersion]:
    """Versions that changed what is screened and have no run. The counter is read first: what is later waits."""
    planned = RunVersion.objects.filter(seq=OuterRef("seq"))
    versions = ListVersion.objects.to_be_screened().filter(~Exists(planned), seq__lte=head())
    return versions.order_by("seq")


def _plan_lists() -> Iterator[ScreeningRun]:
    # Locked before the trail is: a load that is changing one of them ends first, and it waits for the trail.
    versions = list(_unplanned().select_for_update(no_key=True, of=("self",)))
    if not versions:
        return
    listings = changes_of(versions).count()
    if listings > MOST_LISTINGS:
        yield _by_supplier(RunReason.LIST_CHANGE, Supplier.objects.active(), versions=versions)
        return
    chunks = _cut(changes_of(versions).values_list("pk", flat=True), CHANGES_PER_CHUNK)
    yield _run(RunReason.LIST_CHANGE, RunShape.BY_LISTING, chunks, listings=listings, versions=versions)


def changes_of(versions: Iterable[ListVersion] | QuerySet[Any, Any]) -> QuerySet[EntityChange]:
    """What some versions changed that can change a hit: a cosmetic change screens nobody again."""
    return EntityChange.objects.filter(version__in=versions).exclude(change=Change.COSMETIC).order_by("pk")


def _plan_suppliers() -> Iterator[ScreeningRun]:
    outstanding = _outstanding()
    if outstanding.exists():
        is_new = outstanding.exclude(screened_version=F("version"), screened_version__isnull=False).exists()
        yield _by_supplier(RunReason.SUPPLIER_CHANGE if is_new else RunReason.POLICY, outstanding)


def _outstanding() -> SupplierQuerySet:
    """Suppliers new or changed since they were screened, or screened under another policy, that no chunk awaits.

    One that is named as failing is left alone until it changes or everything is swept: it would only fail again.
    """
    policy = screening.policy_in_force().version
    differs = Q(screened_version=None) | ~Q(screened_version=F("version")) | ~Q(screened_policy=policy)
    return _without_chunk(Supplier.objects.active().filter(differs | _behind(), screening_error=""))


def _retired() -> SupplierQuerySet:
    return Supplier.objects.filter(status=SupplierStatus.RETIRED, screened_version__isnull=False)


def _retire() -> None:
    """Whom we no longer deal with is screened no longer: it says so itself, and what nobody decided is closed."""
    retired = list(_retired().values_list("pk", flat=True))
    if not retired:
        return
    Hit.objects.undecided().filter(supplier__in=_retired()).update(
        ended_at=Now(), end_reason=EndReason.RETIRED, updated_at=Now()
    )
    _retired().update(screened_version=None)


def _behind() -> Q:
    """Where no run is under way that will raise the floor, suppliers below it are brought up one by one."""
    if ScreeningRun.objects.filter(reason=RunReason.LIST_CHANGE, state=RunState.OPEN).exists():
        return Q(pk__in=())
    newest = head()
    if _floor() >= newest:
        return Q(pk__in=())
    return Q(screened_seq=None) | Q(screened_seq__lt=newest)


def _without_chunk(suppliers: SupplierQuerySet) -> SupplierQuerySet:
    """Leave out those in a chunk that is still to be worked off: it will read them as they are by then."""
    chunks = ScreeningChunk.objects.filter(state__in=UNFINISHED, shape=RunShape.BY_SUPPLIER, run__state=RunState.OPEN)
    for lo, hi in _joined(chunks.order_by("lo").values_list("lo", "hi")):
        suppliers = suppliers.exclude(pk__range=(lo, hi))
    return suppliers


def _joined(spans: Iterable[Range]) -> list[Range]:
    """Spans that touch or overlap, as one."""
    joined: list[Range] = []
    for lo, hi in spans:
        if joined and lo <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(hi, joined[-1][1]))
        else:
            joined.append((lo, hi))
    return joined


def _by_supplier(
    reason: RunReason, suppliers: SupplierQuerySet, *, versions: Sequence[ListVersion] = ()
) -> ScreeningRun:
    return _run(reason, RunShape.BY_SUPPLIER, ranges(suppliers), versions=versions)


def _run(
    reason: RunReason,
    shape: RunShape,
    chunks: Sequence[Range],
    *,
    listings: int = 0,
    versions: Sequence[ListVersion] = (),
) -> ScreeningRun:
    run = ScreeningRun.objects.create(
        reason=reason,
        shape=shape,
        target_seq=head(),
        policy_version=screening.policy_in_force().version,
        listings=listings,
        started_at=Now(),
    )
    RunVersion.objects.bulk_create(RunVersion(run=run, version=version, seq=version.seq or 0) for version in versions)
    add_chunks(run, shape, chunks)
    lists = {version.list_id: version.number for version in versions}
    counts = {"target_seq": run.target_seq, "listings": listings, "chunks": len(chunks)}
    audit.record(
        Verb.RUN_PLANNED, actor=SYSTEM, obj=run, detail={"reason": reason, "shape": shape, "lists": lists} | counts
    )
    run.refresh_from_db()
    return run


def add_chunks(run: ScreeningRun, shape: RunShape, chunks: Iterable[Range]) -> None:
    """Give a run its pieces of work."""
    ScreeningChunk.objects.bulk_create(ScreeningChunk(run=run, shape=shape, lo=lo, hi=hi) for lo, hi in chunks)


def ranges(suppliers: SupplierQuerySet) -> list[Range]:
    """Spans of supplier keys, each holding so many of these suppliers and reaching up to the next."""
    return _cut(suppliers.order_by("pk").values_list("pk", flat=True), SUPPLIERS_PER_CHUNK)


def _cut(keys: QuerySet[Any, int], size: int) -> list[Range]:
    starts, last = [], 0
    for number, key in enumerate(keys.iterator(10_000)):
        last = key
        if number % size == 0:
            starts.append(key)
    ends = [start - 1 for start in starts[1:]] + [last]
    return list(zip(starts, ends, strict=False))


def halves(suppliers: SupplierQuerySet) -> list[Range]:
    """Two spans that part these suppliers evenly; nothing where there is at most one."""
    keys = list(suppliers.order_by("pk").values_list("pk", flat=True))
    middle = len(keys) // 2
    return [(keys[0], keys[middle - 1]), (keys[middle], keys[-1])] if middle else []


def suppliers_of(chunk: ScreeningChunk) -> SupplierQuerySet:
    """Whom a chunk by supplier has to measure: all in its span for a sweep, else those not yet brought up to date.

    In the shadow all that can be screened: whoever is named as failing would only fail again, under either policy.
    """
    spanned = Supplier.objects.active().filter(pk__range=(chunk.lo, chunk.hi))
    if chunk.run.reason == RunReason.SWEEP:
        return spanned
    if chunk.run.reason == RunReason.SHADOW:
        return spanned.filter(screening_error="")
    return _not_at(spanned.filter(screening_error=""), chunk.run.target_seq, _floor())


def suppliers_before(chunk: ScreeningChunk) -> SupplierQuerySet:
    """Whom a chunk by listing has to measure: those that are screened, but not yet up to the run's sequence.

    The others are screened against everything when their turn comes, and then against this run's listings too.
    """
    target, policy = chunk.run.target_seq, screening.policy_in_force().version
    proven = Supplier.objects.active().filter(screening_error="", screened_version=F("version"), screened_policy=policy)
    return proven.annotate(reached=Greatest(F("screened_seq"), Value(_floor()))).filter(reached__lt=target)


def _not_at(suppliers: SupplierQuerySet, seq: int, floor: int) -> SupplierQuerySet:
    return suppliers.unscreened(seq=seq, floor=floor, policy_version=screening.policy_in_force().version)


def progress_of(run: ScreeningRun) -> tuple[int, int]:
    """Chunks done, and chunks there are."""
    chunks = run.chunks.exclude(state=ChunkState.SPLIT)
    return chunks.exclude(state__in=UNFINISHED).count(), chunks.count()


def close_runs() -> list[ScreeningRun]:
    """End the runs with nothing left to do; those over lists in the order of their sequence, as the floor rises."""
    closed, lists_wait = [], False
    for run in ScreeningRun.objects.filter(state=RunState.OPEN).order_by("target_seq", "pk"):
        is_over_lists = run.reason == RunReason.LIST_CHANGE
        if (is_over_lists and lists_wait) or not _ended(run):
            lists_wait = lists_wait or is_over_lists
        else:
            closed.append(run)
    return closed


def _ended(run: ScreeningRun) -> bool:
    if run.chunks.filter(state__in=UNFINISHED).exists():
        return False
    with transaction.atomic():
        only_planner()
        run.refresh_from_db()
        if run.state != RunState.OPEN:
            return run.state == RunState.CLOSED
        if run.reason == RunReason.LIST_CHANGE and _has_left(run):
            return False
        _close(run)
    return True


def _has_left(run: ScreeningRun) -> bool:
    """Whether suppliers came or changed while the run was under way; they get chunks of their own, in this run."""
    left = Supplier.objects.active().filter(screening_error="")
    if run.shape == RunShape.BY_LISTING:
        left = _not_at(left.filter(changed_at__gte=run.started_at), run.target_seq, run.target_seq)
    else:
        left = _not_at(left, run.target_seq, _floor())
    if not left.exists():
        return False
    add_chunks(run, RunShape.BY_SUPPLIER, ranges(_without_chunk(left)))
    return True


def _close(run: ScreeningRun) -> None:
    ScreeningRun.objects.filter(pk=run.pk).update(state=RunState.CLOSED, finished_at=Now())
    if run.reason == RunReason.SHADOW:
        found = ShadowHit.objects.filter(run=run)
        shifts = {shift.value: found.shifted(shift).count() for shift in Shift}
        policies.end_measuring(run.policy_version, detail={"run": run.pk, "against": run.against_policy} | shifts)
        run.refresh_from_db()
        return
    _retire()
    if run.reason == RunReason.LIST_CHANGE:
        ScreenedFloor.objects.filter(pk=1, seq__lt=run.target_seq).update(seq=run.target_seq)
    run.refresh_from_db()
    counted = ("suppliers", "listings", "hits_new", "hits_woken", "hits_closed", "cases_opened")
    detail = {name: getattr(run, name) for name in counted} | {"completeness": asdict(completeness())}
    audit.record(Verb.RUN_CLOSED, actor=SYSTEM, obj=run, detail=detail)
