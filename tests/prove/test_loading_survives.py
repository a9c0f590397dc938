"""A load that is killed, raced and watched: nothing half is ever in force, and the desk can write meanwhile."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from sanctions.sources.table import COLUMNS

pytestmark = pytest.mark.prove

ROOT = Path(__file__).resolve().parents[2]
ENTRIES = 3_000


@dataclass(frozen=True)
class Running:
    """One command in a process of its own; its answer goes to a file, which never fills up as a pipe does."""

    process: subprocess.Popen[bytes]
    out: Path

    def answer(self) -> dict[str, Any]:
        self.process.wait(timeout=120)
        return json.loads(self.out.read_text(encoding="utf-8"))


class Desk:
    """A desk of its own on SQLite, worked by real processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._env = {key: value for key, value in os.environ.items() if not key.startswith(("DATABASE_", "REDIS_"))}
        self._env["CORDON_DATA_DIR"] = str(folder)
        self._began = count()
        self.database = folder / "cordon.sqlite3"
        self._file = folder / "listed.csv"
        self._file.write_text("\n".join([",".join(COLUMNS), *rows()]) + "\n", encoding="utf-8")
        self.manage("migrate").process.wait()

    def manage(self, *words: str) -> Running:
        out = self._folder / f"answer-{next(self._began)}"
        command = [sys.executable, "manage.py", *words]
        with out.open("wb") as handle:
            process = subprocess.Popen(command, cwd=ROOT, env=self._env, stdout=handle, stderr=subprocess.DEVNULL)
        return Running(process, out)

    def load(self) -> Running:
        return self.manage("load_list", "table", str(self._file), "--no-rescreen", "--json")

    def asked(self, question: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.database, timeout=20)) as connection, connection:
            return connection.execute(question).fetchall()

    def written(self) -> int:
        return int(str(self.asked("SELECT COUNT(*) FROM sanctions_entityrevision")[0][0]))


def rows() -> Iterator[str]:
    cells = {"list": "us-bis-el", "kind": "company", "country": "CN", "addresses": "Street", "citation": "86 FR 1"}
    for number in range(ENTRIES):
        names = {"name": f"Works Number {number}", "aliases": f"Alias {number} | Other {number}"}
        yield ",".join((cells | names).get(column, "") for column in COLUMNS)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def wait_for(claim: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not claim():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_killed_load_leaves_nothing_in_force_and_the_next_one_is_whole(desk):
    for part in (0.2, 0.5, 0.8):
        load = desk.load()
        wait_for(lambda part=part: desk.written() > part * ENTRIES)
        load.process.send_signal(signal.SIGKILL)
        load.process.wait()
        assert desk.asked("SELECT COUNT(*) FROM sanctions_listedentity WHERE current_id IS NOT NULL") == [(0,)]

    assert desk.load().answer()["lists"][0]["added"] == ENTRIES
    states = desk.asked("SELECT state, COUNT(*) FROM sanctions_listversion GROUP BY state ORDER BY state")
    assert states == [("active", 1), ("rejected", 3)]
    assert desk.asked("SELECT COUNT(*) FROM sanctions_listedentity") == [(ENTRIES,)]
    assert desk.written() == ENTRIES
    assert desk.manage("audit_verify", "--json").answer()["first_bad"] is None


def test_of_two_loads_at_once_one_loads_and_the_other_leaves_the_list_alone(desk):
    first = desk.load()
    wait_for(lambda: desk.written() > 0)
    second = desk.load()

    assert second.answer()["lists"][0]["state"] == "skipped"
    assert first.answer()["lists"][0]["added"] == ENTRIES
    assert desk.written() == ENTRIES


def test_the_desk_writes_while_a_list_loads(desk):
    load, waits = desk.load(), []
    while load.process.poll() is None:
        begun = time.monotonic()
        desk.asked("UPDATE sanctions_policy SET version = version")
        waits.append(time.monotonic() - begun)
        time.sleep(0.02)

    assert load.answer()["lists"][0]["added"] == ENTRIES
    waits.sort()
    figures = {"writes": len(waits), "p99_ms": waits[int(len(waits) * 0.99)] * 1000, "worst_ms": waits[-1] * 1000}
    sys.stdout.write(f"while {ENTRIES} entries load: {figures}\n")
    assert figures["worst_ms"] < 5_000
