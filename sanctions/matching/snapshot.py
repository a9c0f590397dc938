"""An index as bytes: numpy arrays and JSON, never pickled objects, stamped with the tables it was built with."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any
from zipfile import BadZipFile

import numpy as np

from sanctions.matching.candidates import Arrays, Pool
from sanctions.matching.tables import Role
from sanctions.matching.tokens import Token

_FORMAT = 1


class SnapshotUnusable(ValueError):
    """Bytes that are no index, or one of another format or of other word tables: build it anew."""


def pack(version: str, pools: Mapping[str, Pool], document: Mapping[str, Any]) -> bytes:
    """Everything needed to answer, in one byte string; equal for equal content."""
    arrays: dict[str, Any] = {}
    words: dict[str, Any] = {}
    for name, pool in pools.items():
        for field in fields(Arrays):
            arrays[f"{name}.{field.name}"] = getattr(pool.arrays, field.name)
        words[name] = {
            "tokens": [[t.text, t.word, t.role.value, t.weight, list(t.others)] for t in pool.tokens],
            "forms": [sorted(form) for form in pool.forms],
        }
    text = json.dumps(
        {"format": _FORMAT, "tables": version, "words": words, **document}, ensure_ascii=False, separators=(",", ":")
    )
    arrays["document"] = np.frombuffer(text.encode(), dtype=np.uint8)
    held = io.BytesIO()
    np.savez(held, **arrays)
    return held.getvalue()


def unpack(raw: bytes, version: str, people: Sequence[str]) -> tuple[dict[str, Pool], dict[str, Any]]:
    """The pools and the document of a packed index; `people` names the pools read as names of people."""
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as stored:
            document = json.loads(stored["document"].tobytes())
            if document["format"] != _FORMAT or document["tables"] != version:
                raise SnapshotUnusable(
                    f"index of format {document['format']} with tables {document['tables']}; "
                    f"this is format {_FORMAT} with tables {version}: build the index anew"
                )
            words: dict[str, Any] = document.pop("words")
            pools = {
                name: Pool(
                    [Token(t[0], t[1], Role(t[2]), t[3], tuple(t[4])) for t in known["tokens"]],
                    [frozenset(form) for form in known["forms"]],
                    Arrays(**{field.name: stored[f"{name}.{field.name}"] for field in fields(Arrays)}),
                    name in people,
                )
                for name, known in words.items()
            }
    except (BadZipFile, KeyError, ValueError, EOFError) as error:
        if isinstance(error, SnapshotUnusable):
            raise
        raise SnapshotUnusable(f"these bytes are no stored index: {error}") from error
    return pools, document
