"""Measuring a policy that is killed again and again ends as if undisturbed, and leaves every hit as it was."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from tests.prove import test_screening_survives
from tests.prove.test_screening_survives import Desk

pytestmark = pytest.mark.prove

KILLS = 5
MAKE_LENA = (
    "from django.contrib.auth.models import User; from cases import roles;"
    " User.objects.create(username='lena').groups.add(roles.sync()['officer'])"
)
DONE = "SELECT 1 FROM cases_screeningchunk WHERE shape = 'shadow' AND state = 'done'"


def with_a_proposal(desk: Desk) -> None:
    """Stocked, screened, and a stricter policy proposed."""
    desk.stock()
    assert desk.ask("rescreen")["unscreened"] == 0
    desk.manage("shell", "--command", MAKE_LENA)
    stricter = ("--possible", "0.9", "--probable", "0.95", "--strong", "0.99", "--weight", "other_number=0.2345")
    desk.ask("propose_policy", *stricter, "--by", "lena", "--reason", "Fewer false alarms.")


def counts(report: dict[str, Any]) -> dict[str, Any]:
    return {name: report[name] for name in ("state", "suppliers", "unmeasured", "gained", "lost", "moved", "same")}


def decided_on(desk: Desk) -> list[list[tuple[Any, ...]]]:
    """Hits, cases and watermarks."""
    return [
        desk.rows("SELECT * FROM cases_hit ORDER BY id"),
        desk.rows("SELECT * FROM cases_suppliercase ORDER BY id"),
        desk.rows("SELECT id, screened_version, screened_policy, screened_seq, screening_error FROM cases_supplier"),
        desk.rows("SELECT * FROM cases_screenedfloor"),
    ]


def kill_while_it_measures(desk: Desk) -> bool:
    process, done = desk.start("shadow_policy", "2"), len(desk.rows(DONE))
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        if len(desk.rows(DONE)) > done:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            desk.let_leases_run_out()
            return True
        time.sleep(0.02)
    process.wait()
    return False


def pairs_of(desk: Desk, run: int) -> list[tuple[Any, ...]]:
    columns = "run_id, supplier_id, listed_entity_id, score_before, score_after"
    rows = desk.rows(f"SELECT {columns} FROM cases_shadowhit ORDER BY 1, 2, 3")  # noqa: S608
    return [row[1:] for row in rows if row[0] == run]


def test_killed_again_and_again_the_report_is_as_if_undisturbed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(test_screening_survives, "SUPPLIERS", 7_000)
    desk = Desk(tmp_path / "desk")
    with_a_proposal(desk)
    before = decided_on(desk)
    calm = desk.ask("shadow_policy", "2")

    killed = sum(kill_while_it_measures(desk) for _ in range(KILLS))
    shaken = desk.ask("shadow_policy", "2")

    assert killed >= KILLS // 2
    assert counts(shaken) == counts(calm)
    assert pairs_of(desk, shaken["run"]) == pairs_of(desk, calm["run"]) != []
    assert decided_on(desk) == before
    assert desk.ask("screening_completeness")["unscreened"] == 0
    assert desk.ask("audit_verify")["first_bad"] is None
