"""One loader per list at a time: a lock that its holder's death releases."""

from __future__ import annotations

import fcntl
import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection

from sanctions.loading_errors import LoadInProgress

_STEP = 0.05  # seconds between two tries


@contextmanager
def list_lock(code: str, *, wait: float = 0.0) -> Iterator[None]:
    """Hold the list for as long as a load takes, which is longer than any transaction; refuse when it stays taken.

    PostgreSQL keeps the lock with the connection, SQLite with an open file: neither outlives a killed process.
    """
    locked = _advisory_lock if connection.vendor == "postgresql" else _file_lock
    with locked(code, time.monotonic() + wait):
        yield


@contextmanager
def _advisory_lock(code: str, until: float) -> Iterator[None]:
    key = int.from_bytes(hashlib.sha256(f"list {code}".encode()).digest()[:8], signed=True)
    while not _asked("SELECT pg_try_advisory_lock(%s)", key):
        _wait(code, until)
    try:
        yield
    finally:
        _asked("SELECT pg_advisory_unlock(%s)", key)


def _asked(question: str, key: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, [key])
        row = cursor.fetchone()
    return bool(row and row[0])


@contextmanager
def _file_lock(code: str, until: float) -> Iterator[None]:
    database = hashlib.sha256(str(connection.settings_dict["NAME"]).encode()).hexdigest()[:8]
    folder = Path(settings.DATA_DIR) / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{code}.{database}").open("wb") as handle:
        while not _flocked(handle):
            _wait(code, until)
        yield


def _flocked(handle: IO[bytes]) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait(code: str, until: float) -> None:
    if time.monotonic() >= until:
        raise LoadInProgress(f"{code}: this list is being loaded or decided right now; try again when that has ended")
    time.sleep(_STEP)
