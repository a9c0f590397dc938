"""Arrays as one string of bytes that can be laid in a file and read in place, stamped with the tables it stands on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MAGIC = b"CORDON-INDEX\n"
_FORMAT = 2
_ALIGNED = 64
_HEADER_SIZE = 10  # digits
_KINDS = frozenset(("|u1", "<u2", "<u4", "<i8", "|b1"))

Arrays = Mapping[str, NDArray[Any]]


class SnapshotUnusable(ValueError):
    """Bytes that are no index, or one of another format or of other word tables: build it anew."""


@cache
def program() -> str:
    """What this program's index can be told by: names read by another program may have been read otherwise."""
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def pack(version: str, arrays: Arrays) -> bytes:
    """Everything needed to answer, in one byte string; equal for equal content."""
    places: dict[str, tuple[str, int, int]] = {}
    end = 0
    for name, array in arrays.items():
        places[name] = (array.dtype.newbyteorder("<").str, end, len(array))
        end += -(-array.nbytes // _ALIGNED) * _ALIGNED
    document = {"format": _FORMAT, "tables": version, "size": end, "arrays": places}
    header = json.dumps(document, separators=(",", ":")).encode()
    parts = [_MAGIC, f"{len(header):0{_HEADER_SIZE}}".encode(), header]
    parts.append(b"\0" * (-sum(map(len, parts)) % _ALIGNED))
    for array in arrays.values():
        parts += [array.tobytes(), b"\0" * (-array.nbytes % _ALIGNED)]
    return b"".join(parts)


def unpack(raw: bytes | memoryview, version: str) -> Arrays:
    """The arrays, read in place; raises SnapshotUnusable where they cannot be used with these tables."""
    try:
        header, start = _header(memoryview(raw))
        known = header["format"], header["tables"]
        if known == (_FORMAT, version):
            return {name: _array(raw, kind, start + at, count) for name, (kind, at, count) in header["arrays"].items()}
    except (KeyError, ValueError, TypeError) as error:
        raise SnapshotUnusable(f"these bytes are no stored index: {error}") from error
    raise SnapshotUnusable(
        f"index of format {known[0]} with tables {known[1]}; this is format {_FORMAT} with tables {version}: "
        "build the index anew"
    )


def _header(raw: memoryview) -> tuple[dict[str, Any], int]:
    begin = len(_MAGIC) + _HEADER_SIZE
    if bytes(raw[: len(_MAGIC)]) != _MAGIC:
        raise ValueError("they begin otherwise")
    end = begin + int(bytes(raw[len(_MAGIC) : begin]))
    header = json.loads(bytes(raw[begin:end]))
    start = -(-end // _ALIGNED) * _ALIGNED
    if len(raw) != start + header["size"]:
        raise ValueError(f"{len(raw)} bytes where {start + header['size']} are told")
    return header, start


def _array(raw: bytes | memoryview, kind: str, start: int, count: int) -> NDArray[Any]:
    if kind not in _KINDS:
        raise ValueError(f"{kind} is no kind of number that is stored")
    return np.frombuffer(raw, dtype=kind, count=count, offset=start) if count else np.zeros(0, dtype=kind)
