"""The work list loses nothing: every change planned once, every chunk done by one worker, what fails is named."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.db.models.functions import Now

from cases import planning, rescreening, worklist
from cases.models import (
    ChunkState,
    Hit,
    RunShape,
    RunState,
    RunVersion,
    ScreenedFloor,
    ScreeningChunk,
    ScreeningRun,
    Supplier,
    SupplierCase,
)
from cases.worklist import LeaseLost, Tally
from sanctions.models import AuditEvent, SequenceHead
from tests.factories import a_supplier, publish


@pytest.fixture
def planned(db: None) -> ScreeningRun:
    """Six suppliers in three chunks."""
    for number in range(6):
        a_supplier(f"Plain Parts {number}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "SUPPLIERS_PER_CHUNK", 2)
        [run] = worklist.plan()
    return run


def expire(chunk: ScreeningChunk) -> None:
    """Let a chunk's lease run out."""
    ScreeningChunk.objects.filter(pk=chunk.pk).update(lease_until=Now() - timedelta(seconds=1))


def test_every_change_of_a_list_has_exactly_one_run(db: None):
    publish("Hengli Optics", code="us-bis-el")
    publish("Moonrise Lasers", code="us-ofac-sdn")
    [run] = worklist.plan()

    assert worklist.plan() == []
    assert sorted(RunVersion.objects.filter(run=run).values_list("version__list", "seq")) == [
        ("us-bis-el", 1),
        ("us-ofac-sdn", 2),
    ]
    publish("Hengli Optics", "Orient Star", day="2021-12-18")
    assert len(worklist.plan()) == 1
    assert RunVersion.objects.count() == 3


def test_suppliers_wait_in_one_run_and_are_not_planned_twice(planned: ScreeningRun):
    assert (planned.reason, planned.shape, planned.chunks.count()) == ("supplier_change", "by_supplier", 3)
    assert worklist.plan() == []

    a_supplier("Came later")
    [second] = worklist.plan()
    assert second.chunks.count() == 1


def test_a_claimed_chunk_is_nobody_else_s(planned: ScreeningRun):
    chunks = [worklist.claim() for _ in range(4)]

    assert [chunk.lo for chunk in chunks if chunk] == list(planned.chunks.values_list("lo", flat=True))
    assert chunks[3] is None
    assert len({chunk.owner for chunk in chunks[:3]}) == 3


def test_changes_of_lists_go_before_suppliers(planned: ScreeningRun):
    publish("Hengli Optics")
    worklist.plan()

    assert worklist.claim().shape == RunShape.BY_LISTING


def test_a_lease_that_ran_out_is_taken_over_and_the_first_worker_s_results_are_thrown_away(planned: ScreeningRun):
    slow = worklist.claim()
    expire(slow)
    quick = worklist.claim()
    assert (quick.pk, quick.attempts) == (slow.pk, 2)

    for late in (worklist.renew, worklist.hold, lambda chunk: worklist.finish(chunk, Tally(suppliers=2))):
        with pytest.raises(LeaseLost):
            late(slow)
    with transaction.atomic():
        worklist.finish(quick, Tally(suppliers=2))
    planned.refresh_from_db()
    assert planned.suppliers == 2


def test_a_worker_that_is_stopped_gives_its_chunk_back_untried(planned: ScreeningRun):
    chunk = worklist.claim()

    def stopped(chunk: ScreeningChunk) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        worklist.run_chunk(chunk, stopped)
    chunk.refresh_from_db()
    assert (chunk.state, chunk.attempts, chunk.owner) == (ChunkState.WAITING, 0, "")


def work_that_fails_on(poison: set[int]) -> Callable[[ScreeningChunk], None]:
    """Screens the suppliers of a chunk unless one of them brings the matcher down."""

    def work(chunk: ScreeningChunk) -> None:
        keys = set(planning.suppliers_of(chunk).values_list("pk", flat=True))
        if keys & poison:
            raise ZeroDivisionError("what this row did to the matcher")
        with transaction.atomic():
            Supplier.objects.filter(pk__in=keys).update(screened_version=1, screened_policy=1, screened_seq=0)
            worklist.finish(chunk, Tally(suppliers=len(keys)))

    return work


def test_rows_that_bring_the_matcher_down_are_named_and_all_others_are_screened(db: None):
    suppliers = [a_supplier(f"Plain Parts {number}") for number in range(40)]
    poison = {suppliers[7].pk, suppliers[31].pk}
    worklist.plan()
    work = work_that_fails_on(poison)
    while chunk := worklist.claim():
        worklist.run_chunk(chunk, work)
    worklist.close_runs()

    named = Supplier.objects.exclude(screening_error="")
    assert set(named.values_list("pk", flat=True)) == poison
    assert "what this row did" in named.first().screening_error
    assert planning.completeness().by_reason == {"error": 2, "never": 0, "changed": 0, "policy": 0, "lists": 0}
    assert not ScreeningRun.objects.filter(state=RunState.OPEN).exists()
    assert worklist.plan() == []


def test_a_row_that_kills_its_process_is_named_too(db: None):
    suppliers = [a_supplier(f"Plain Parts {number}") for number in range(8)]
    poison = suppliers[5].pk
    worklist.plan()
    work = work_that_fails_on(set())
    while chunk := worklist.claim():
        if planning.suppliers_of(chunk).filter(pk=poison).exists():
            expire(chunk)  # kill -9: nobody is left to say anything
        else:
            worklist.run_chunk(chunk, work)

    [named] = Supplier.objects.exclude(screening_error="")
    assert (named.pk, named.screening_error) == (poison, worklist.DIED)
    assert planning.completeness().unscreened == 1


def test_a_failing_chunk_by_listing_becomes_chunks_by_supplier(db: None):
    a_supplier("Huawei Marine")
    rescreening.work_off()
    publish("Huawei Marine")
    worklist.plan()

    def fails(chunk: ScreeningChunk) -> None:
        raise ZeroDivisionError

    for _ in range(worklist.MAX_ATTEMPTS):
        worklist.run_chunk(worklist.claim(), fails)
    rescreening.work_off()

    assert [*ScreeningChunk.objects.filter(shape=RunShape.BY_LISTING).values_list("state", flat=True)] == ["split"]
    assert Hit.objects.live().count() == 1
    assert planning.completeness().is_complete


def test_a_supplier_whose_name_leaves_nothing_to_compare_is_named_and_not_passed(db: None):
    a_supplier("…")
    a_supplier("Plain Parts Ltd")
    rescreening.work_off()

    found = planning.completeness()
    assert (found.unscreened, found.by_reason["error"]) == (1, 1)
    assert "no letter or number" in Supplier.objects.get(name="…").screening_error


def test_the_floor_rises_in_order(db: None):
    a_supplier("Plain Parts Ltd")
    rescreening.work_off()
    publish("Hengli Optics")
    [first] = worklist.plan()
    older = worklist.claim()
    publish("Hengli Optics", "Orient Star", day="2021-12-18")
    rescreening.work_some()

    assert ScreenedFloor.objects.get().seq == 0
    assert ScreeningRun.objects.filter(state=RunState.OPEN).count() == 2
    worklist.run_chunk(older, rescreening.screen_chunk)
    assert [run.pk for run in worklist.close_runs()] == [first.pk, first.pk + 1]
    assert ScreenedFloor.objects.get().seq == SequenceHead.objects.get().seq == 2


def test_a_supplier_that_came_while_a_run_was_under_way_is_screened_before_the_run_ends(db: None):
    publish("Hengli Optics")
    [run] = worklist.plan()
    worklist.run_chunk(worklist.claim(), rescreening.screen_chunk)
    a_supplier("Hengli Optics")

    assert worklist.close_runs() == []
    assert run.chunks.filter(shape=RunShape.BY_SUPPLIER, state=ChunkState.WAITING).count() == 1
    rescreening.work_off()
    run.refresh_from_db()
    assert (run.state, run.hits_new) == (RunState.CLOSED, 1)


class Interruption:
    """Does something else once, just before the database runs the first statement with certain words."""

    def __init__(self, words: str, act: Callable[[], object]) -> None:
        self.words, self.act, self.done = words, act, False

    def __call__(self, execute: Callable, sql: str, params: object, many: bool, context: object) -> object:
        if self.words in sql and not self.done:
            self.done = True
            self.act()
        return execute(sql, params, many, context)


@pytest.mark.parametrize("shape", ["by_supplier", "by_listing"])
def test_a_supplier_edited_between_measuring_and_writing_waits_for_its_new_version(db: None, shape: str):
    supplier = a_supplier("Hengli Optics")
    if shape == "by_listing":
        rescreening.work_off()
    publish("Hengli Optics")
    edited = Supplier.objects.filter(pk=supplier.pk)
    edit = Interruption("SELECT seq FROM", lambda: edited.update(name="Plain Parts", version=2, changed_at=Now()))

    with connection.execute_wrapper(edit):
        rescreening.work_off()

    supplier.refresh_from_db()
    assert edit.done
    assert supplier.screened_version == 2
    assert not Hit.objects.exists()
    assert planning.completeness().is_complete


# Races, on the database that has them


@pytest.fixture
def postgresql(transactional_db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time: set DATABASE_URL to a PostgreSQL server")


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run each act in a thread with a connection of its own, all started together."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            results[number] = act()
        except Exception as error:  # noqa: BLE001 - told below, in the test's own thread
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not [result for result in results if isinstance(result, Exception)], results
    return results


def test_two_planners_at_once_make_one_run(postgresql: None):
    for number in range(10):
        a_supplier(f"Plain Parts {number}")
    publish("Hengli Optics")

    at_once(*[worklist.plan] * 4)

    assert sorted(ScreeningRun.objects.values_list("reason", flat=True)) == ["list_change", "supplier_change"]


def test_workers_at_once_never_take_the_same_chunk(postgresql: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(planning, "SUPPLIERS_PER_CHUNK", 1)
    for number in range(40):
        a_supplier(f"Plain Parts {number}")
    worklist.plan()

    def take_all() -> list[int]:
        return [chunk.pk for chunk in iter(worklist.claim, None)]

    taken = [key for keys in at_once(*[take_all] * 4) for key in keys]
    assert len(taken) == len(set(taken)) == 40


def test_two_workers_do_what_one_does(postgresql: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(planning, "SUPPLIERS_PER_CHUNK", 3)
    for number in range(30):
        a_supplier(f"Hengli Optics {number}" if number % 3 else "Moonrise Lasers")
    publish("Hengli Optics", "Moonrise Lasers")

    at_once(rescreening.work_off, rescreening.work_off)

    assert planning.completeness().is_complete
    assert Hit.objects.live().filter(supplier__name="Moonrise Lasers").count() == 10
    assert SupplierCase.objects.count() == Hit.objects.values("supplier").distinct().count()
    assert AuditEvent.objects.filter(verb="case.opened").count() == SupplierCase.objects.count()


def test_lists_and_suppliers_that_change_during_a_run_leave_nobody_out(
    postgresql: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(planning, "SUPPLIERS_PER_CHUNK", 3)
    for number in range(30):
        a_supplier(f"Moonrise Lasers {number}" if number % 2 else "Hengli Optics")
    publish("Hengli Optics")

    def change_lists() -> None:
        for day in range(1, 8):
            publish(*["Hengli Optics", "Moonrise Lasers", "Orient Star"][: 2 + day % 2], day=f"2022-01-{day:02}")

    def change_suppliers() -> None:
        for number in range(10):
            a_supplier("Moonrise Lasers")
            Supplier.objects.filter(name="Hengli Optics", pk__gte=number * 3).update(
                name="Orient Star", version=2, changed_at=Now()
            )

    at_once(rescreening.work_off, rescreening.work_off, change_lists, change_suppliers)
    rescreening.work_off()

    assert planning.completeness().is_complete
    before = set(Hit.objects.live().values_list("supplier", "listed_entity"))
    [sweep] = rescreening.work_off(full=True)
    assert (sweep.hits_new, sweep.hits_woken, sweep.hits_closed) == (0, 0, 0)
    assert set(Hit.objects.live().values_list("supplier", "listed_entity")) == before
