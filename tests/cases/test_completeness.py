"""Complete means: counted from the suppliers themselves, every one of them and why."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command

from cases import planning, rescreening
from cases.models import ScreenedFloor, ScreeningChunk, Supplier
from sanctions.models import AuditEvent
from tests.factories import a_policy_in_force, a_supplier, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def supplier() -> Supplier:
    """One supplier, screened, beside one that is retired."""
    a_supplier("Retired Parts Ltd", status="retired")
    supplier = a_supplier("Plain Parts Ltd")
    publish("Hengli Optics")
    rescreening.work_off()
    return supplier


def told() -> tuple[dict[str, object], int]:
    """What the command prints, and how it exits."""
    out = StringIO()
    try:
        call_command("screening_completeness", "--json", stdout=out)
    except SystemExit as end:
        return json.loads(out.getvalue()), int(end.code or 0)
    return json.loads(out.getvalue()), 0


LEFT_OUT: list[tuple[str, Callable[[Supplier], object]]] = [
    ("error", lambda supplier: Supplier.objects.update(screening_error="the matcher gave up")),
    ("never", lambda supplier: Supplier.objects.update(screened_version=None)),
    ("changed", lambda supplier: Supplier.objects.filter(pk=supplier.pk).update(version=2)),
    ("policy", lambda supplier: Supplier.objects.update(screened_policy=0)),
    ("lists", lambda supplier: publish("Hengli Optics", "Orient Star", day="2021-12-18")),
    ("lists", lambda supplier: (Supplier.objects.update(screened_seq=0), ScreenedFloor.objects.update(seq=0))),
]


def test_everybody_screened_is_complete(supplier: Supplier):
    assert told() == (
        {
            "active_suppliers": 1,
            "unscreened": 0,
            "seq": 1,
            "floor": 1,
            "by_reason": {"error": 0, "never": 0, "changed": 0, "policy": 0, "lists": 0},
        },
        0,
    )


@pytest.mark.parametrize(("reason", "happens"), LEFT_OUT)
def test_whoever_is_left_out_is_counted_with_the_reason(
    supplier: Supplier, reason: str, happens: Callable[[Supplier], object]
):
    happens(supplier)

    report, code = told()
    assert (report["unscreened"], code) == (1, 1)
    assert {name for name, count in report["by_reason"].items() if count} == {reason}


@pytest.mark.parametrize(("reason", "happens"), LEFT_OUT[1:])
def test_whoever_is_left_out_is_screened_by_the_next_look(
    supplier: Supplier, reason: str, happens: Callable[[Supplier], object]
):
    happens(supplier)
    rescreening.work_off()

    assert planning.completeness().is_complete


def test_a_named_error_is_tried_again_by_a_sweep_and_not_before(supplier: Supplier):
    Supplier.objects.filter(pk=supplier.pk).update(screening_error="the matcher gave up")

    assert rescreening.work_off() == []
    rescreening.work_off(full=True)
    assert planning.completeness().is_complete


def test_chunks_that_say_they_are_done_prove_nothing(supplier: Supplier):
    ScreeningChunk.objects.update(state="done")
    Supplier.objects.filter(pk=supplier.pk).update(screened_version=None)

    assert planning.completeness().unscreened == 1


def test_a_new_policy_screens_everybody_again(supplier: Supplier):
    a_policy_in_force(possible=0.8, probable=0.9, strong=0.95)

    [run] = rescreening.work_off()
    assert (run.reason, run.suppliers) == ("policy", 1)
    assert planning.completeness().is_complete


def test_the_end_of_a_run_is_in_the_trail_with_what_is_left(supplier: Supplier):
    closed = [json.loads(event.payload) for event in AuditEvent.objects.filter(verb="run.closed")]

    assert closed[-1]["completeness"]["unscreened"] == 0
    assert AuditEvent.objects.filter(verb="run.planned").count() == len(closed)


def test_nothing_at_all_is_complete():
    assert planning.completeness().is_complete
    assert rescreening.work_off() == []
