"""Publishers' files, kept byte for byte in the data folder under their own hash."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from django.conf import settings

from sanctions.models import RawFile
from sanctions.records import SourceFile


class RawFileDamaged(Exception):
    """A kept file is gone from the data folder or no longer what its hash says."""


def digest(raw: bytes) -> str:
    """The hash a file is kept under."""
    return hashlib.sha256(raw).hexdigest()


def keep(file: SourceFile) -> RawFile:
    """Keep a file; the same bytes are kept once, whatever they were called."""
    sha256 = digest(file.raw)
    path = _path(sha256)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, file.raw)
    name = Path(file.name).name[-255:]
    return RawFile.objects.get_or_create(sha256=sha256, defaults={"name": name, "size": len(file.raw)})[0]


def read(kept: RawFile) -> bytes:
    """The bytes of a kept file, checked against its hash."""
    try:
        raw = _path(kept.sha256).read_bytes()
    except FileNotFoundError as error:
        raise RawFileDamaged(f"{kept.name}: the kept file {kept.sha256} is not in the data folder") from error
    if digest(raw) != kept.sha256:
        raise RawFileDamaged(f"{kept.name}: the kept file {kept.sha256} no longer has that hash")
    return raw


def is_kept(kept: RawFile) -> bool:
    """Whether the bytes can still be read, without reading them."""
    return _path(kept.sha256).exists()


def _path(sha256: str) -> Path:
    return Path(settings.DATA_DIR) / "raw" / sha256[:2] / sha256


def _write(path: Path, raw: bytes) -> None:
    """Whole or not at all: a file under its hash is never half a file."""
    half = path.with_name(f"{path.name}.{os.getpid()}")
    with half.open("wb") as handle:
        handle.write(raw)
        handle.flush()
        os.fsync(handle.fileno())
    half.replace(path)
