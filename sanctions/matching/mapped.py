"""Bytes kept in a file named by their hash, which all processes of a machine map and so hold once."""

from __future__ import annotations

import hashlib
import mmap
import os
import tempfile
from collections.abc import Callable, Collection
from pathlib import Path

_SUFFIX = ".index"


class NotTheSame(ValueError):
    """Bytes that do not have the hash they are known by."""


def mapped(folder: Path, sha256: str, fetch: Callable[[], bytes]) -> memoryview:
    """The bytes of this hash from their file; fetched, and written, where the file is missing or damaged.

    Where the folder cannot be written they are held in memory. Raises NotTheSame where what is fetched is damaged too.
    """
    path = folder / f"{sha256}{_SUFFIX}"
    try:
        return _opened(path, sha256)
    except (OSError, NotTheSame):
        raw = fetch()
    _check(raw, sha256)
    try:
        _write(path, raw)
        return _opened(path, sha256)
    except (OSError, NotTheSame):
        return memoryview(raw)


def drop_others(folder: Path, kept: Collection[str]) -> None:
    """Remove the files of hashes nobody needs any more; who has one open goes on reading it."""
    for path in folder.glob(f"*{_SUFFIX}"):
        if path.stem not in kept:
            path.unlink(missing_ok=True)


def _opened(path: Path, sha256: str) -> memoryview:
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise NotTheSame(f"{path} was damaged")
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _check(raw: bytes, sha256: str) -> None:
    if hashlib.sha256(raw).hexdigest() != sha256:
        raise NotTheSame(f"fetched {len(raw)} bytes that are not those of {sha256}")


def _write(path: Path, raw: bytes) -> None:
    """All or nothing: another process that writes the same at the same time does no harm."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".fetched-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
