"""Screening that is killed again and again, and the desk that serves it: nobody is left out, nothing is done twice."""

from __future__ import annotations

import csv
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from sanctions.sources.table import COLUMNS

pytestmark = pytest.mark.prove

ROOT = Path(__file__).resolve().parents[2]
SUPPLIERS = 12_000
KILLS = 8


class Desk:
    """A desk of its own on SQLite, worked by real processes."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.env = {key: value for key, value in os.environ.items() if not key.startswith(("DATABASE_", "REDIS_"))}
        self.env["CORDON_DATA_DIR"] = str(folder)
        self.folder = folder
        self.manage("migrate")

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "manage.py", *words]
        log = (self.folder / "log").open("ab")
        return subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True)

    def manage(self, *words: str) -> str:
        command = [sys.executable, "manage.py", *words]
        told = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=300)
        assert told.returncode in (0, 1), told.stderr
        return told.stdout

    def ask(self, *words: str) -> dict[str, Any]:
        return json.loads(self.manage(*words, "--json"))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.folder / "cordon.sqlite3", timeout=20)) as database:
            return database.execute(query).fetchall()

    def let_leases_run_out(self) -> None:
        """What two minutes of waiting would do."""
        with closing(sqlite3.connect(self.folder / "cordon.sqlite3", timeout=20)) as database, database:
            database.execute("UPDATE cases_screeningchunk SET lease_until = '2000-01-01' WHERE state = 'claimed'")

    def stock(self) -> None:
        """A list of three hundred, and suppliers of whom every fortieth is on it; planned, not yet screened."""
        listed, bought = self.folder / "listed.csv", self.folder / "suppliers.csv"
        with listed.open("w", encoding="utf-8", newline="") as out:
            rows = csv.DictWriter(out, COLUMNS, restval="")
            rows.writeheader()
            rows.writerows({"list": "us-bis-el", "kind": "company", "name": name(number)} for number in range(300))
        with bought.open("w", encoding="utf-8", newline="") as out:
            cells = csv.writer(out)
            cells.writerow(["external_id", "name", "country"])
            cells.writerows([f"{n:06}", name(n // 40 if n % 40 == 0 else n + 1_000), "CN"] for n in range(SUPPLIERS))
        self.manage("load_list", "table", str(listed), "--no-rescreen")
        self.manage("import_suppliers", str(bought), "--no-rescreen")

    def found(self) -> list[tuple[Any, ...]]:
        """Every live hit by what it is about, and the case it is in."""
        return self.rows(
            "SELECT s.external_id, e.name, round(h.score, 6), c.supplier_id = s.id FROM cases_hit h"
            " JOIN cases_supplier s ON s.id = h.supplier_id JOIN sanctions_listedentity e ON e.id = h.listed_entity_id"
            " JOIN cases_suppliercase c ON c.id = h.case_id WHERE h.ended_at IS NULL ORDER BY 1, 2"
        )


def name(number: int) -> str:
    """A made-up company: two syllabic words that no other number gives."""
    parts, rest = [], number * 7 + 11
    for syllables in (("ka", "ro", "mi", "tu", "se", "no"), ("vel", "dor", "zan", "pik", "lum", "gar", "fen")):
        word = ""
        for _ in range(3):
            word += syllables[rest % len(syllables)]
            rest = rest // len(syllables) + number
        parts.append(word.capitalize())
    return f"{' '.join(parts)} {number} Works"


def test_killed_again_and_again_the_run_ends_as_if_undisturbed(tmp_path: Path):
    calm, shaken = Desk(tmp_path / "calm"), Desk(tmp_path / "shaken")
    for desk in (calm, shaken):
        desk.stock()
    assert calm.ask("rescreen")["unscreened"] == 0

    killed = 0
    for _ in range(KILLS):
        process = shaken.start("rescreen")
        done = len(shaken.rows("SELECT 1 FROM cases_screeningchunk WHERE state = 'done'"))
        deadline = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < deadline:
            if len(shaken.rows("SELECT 1 FROM cases_screeningchunk WHERE state = 'done'")) > done:
                os.killpg(process.pid, signal.SIGKILL)
                killed += 1
                break
            time.sleep(0.02)
        process.wait()
        shaken.let_leases_run_out()
    report = shaken.ask("rescreen")

    assert killed >= KILLS // 2
    assert report["unscreened"] == 0
    assert shaken.found() == calm.found() != []
    assert shaken.rows("SELECT count(*), count(DISTINCT supplier_id) FROM cases_suppliercase") == calm.rows(
        "SELECT count(*), count(DISTINCT supplier_id) FROM cases_suppliercase"
    )
    assert shaken.ask("audit_verify")["first_bad"] is None


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def eventually(claim: Any, *, seconds: float) -> bool:
    """Whether a claim comes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if claim():
            return True
        time.sleep(0.25)
    return bool(claim())


def processes_of(desk: Desk) -> list[int]:
    """Everything that runs in this desk's folder, found by its environment."""
    mark = f"CORDON_DATA_DIR={desk.folder}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


@pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="processes are told apart by /proc, which is absent"
)
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_the_desk_screens_what_is_imported_and_leaves_no_process_behind(tmp_path: Path, port: int, end: signal.Signals):
    desk = Desk(tmp_path / "desk")
    desk.stock()
    server = desk.start("serve", "--port", str(port))

    assert eventually(lambda: answers(port), seconds=60)
    second = subprocess.run(
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        cwd=ROOT,
        env=desk.env,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (second.returncode, len(second.stderr.strip().splitlines())) == (2, 1), second.stderr
    assert str(port) in second.stderr
    assert eventually(lambda: desk.ask("screening_completeness")["unscreened"] == 0, seconds=120)
    assert answers(port)

    server.send_signal(end)
    server.wait(timeout=40)
    assert eventually(lambda: processes_of(desk) == [], seconds=40)
