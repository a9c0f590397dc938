"""A worker woken through Redis does the work; a Redis that forgot everything costs a little time and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
import redis
from django.conf import settings
from django.db import connection

from cases import planning, tasks
from cases.models import Hit
from tests.factories import a_supplier, publish

BROKER = os.environ.get("REDIS_URL", "")
NEXT_LOOK_OF_BEAT = 30

pytestmark = [
    pytest.mark.prove,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not BROKER, reason="REDIS_URL names no Redis to wake workers through"),
]


def _database_url() -> str:
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        pytest.skip("another process cannot see a database in memory: run this on PostgreSQL")
    person = quote(given["USER"]) + (f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else "")
    return f"postgresql://{person}@{given['HOST']}:{given['PORT']}/{given['NAME']}"


@contextmanager
def a_worker(folder: Path, *options: str) -> Iterator[None]:
    """A Celery worker on the test's database and the real broker."""
    environ = {**os.environ, "DATABASE_URL": _database_url(), "CORDON_DATA_DIR": str(folder)}
    command = [sys.executable, "-m", "celery", "--quiet", "-A", "config", "worker", "-P", "solo", *options]
    with (folder / "worker.log").open("wb") as log:
        worker = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environ, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def seconds_until_complete(limit: float) -> float:
    """How long it takes until nobody is unscreened; fails where it takes longer than the limit."""
    start = time.monotonic()
    while time.monotonic() - start < limit:
        if planning.completeness().is_complete and Hit.objects.exists():
            return time.monotonic() - start
        time.sleep(0.2)
    pytest.fail(f"still unscreened after {limit} s: {planning.completeness()}")


@pytest.fixture(autouse=True)
def an_empty_broker() -> Iterator[None]:
    broker = redis.Redis.from_url(BROKER)
    broker.flushdb()
    yield
    broker.flushdb()


def test_a_message_through_redis_wakes_a_worker(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    a_supplier("Hengli Optics")
    publish("Hengli Optics")

    with a_worker(tmp_path):
        tasks.wake()
        seconds = seconds_until_complete(60)

    with capsys.disabled():
        sys.stdout.write(f"\nworker started, woken through Redis and done after {seconds:.1f} s\n")


def test_work_is_done_though_redis_forgot_the_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    a_supplier("Hengli Optics")
    publish("Hengli Optics")
    tasks.wake()
    redis.Redis.from_url(BROKER).flushdb()

    with a_worker(tmp_path, "-B", "-s", str(tmp_path / "schedule")):
        seconds = seconds_until_complete(NEXT_LOOK_OF_BEAT + 60)

    with capsys.disabled():
        sys.stdout.write(f"\nRedis emptied; done by the next look of the scheduler after {seconds:.1f} s\n")
