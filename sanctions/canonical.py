"""The one written form of a listed record: what is hashed, stored as a revision, and read back unchanged."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from types import UnionType
from typing import Any, cast, get_args, get_origin, get_type_hints

from sanctions.reading import JsonRejected, RowRejected, iso_day, json_value
from sanctions.records import Address, DesignationRecord, Identifier, ListedRecord, Name

_LEFT_OUT = frozenset({"place"})  # where a record stood in its file is no part of what it says
_WRITTEN = {
    shape: tuple(part.name for part in fields(shape) if part.name not in _LEFT_OUT)
    for shape in (Name, Address, Identifier, DesignationRecord, ListedRecord)
}
_HINTS = {
    shape: {name: hint for name, hint in get_type_hints(shape).items() if name not in _LEFT_OUT} for shape in _WRITTEN
}


class NotCanonical(ValueError):
    """A text that is not the written form of a listed record."""


def canonical(record: ListedRecord) -> str:
    """One line of JSON: keys sorted, no spaces, days as YYYY-MM-DD, empty fields and the place left out."""
    return json.dumps(_plain(record), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_canonical(text: str) -> ListedRecord:
    """The record a text states; unknown keys, wrong types and impossible days are refused."""
    try:
        value = json_value(text)
    except JsonRejected as error:
        raise NotCanonical(error.message) from error
    record = cast(ListedRecord, _shaped(value, ListedRecord, "record"))
    if not record.names:
        raise NotCanonical("record.names: a record has at least one name")
    return record


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if not is_dataclass(value):
        return value
    parts = ((name, getattr(value, name)) for name in _WRITTEN[cast(Any, type(value))])
    return {name: _plain(part) for name, part in parts if part not in ("", (), None)}


def _read(value: Any, hint: Any, path: str) -> Any:
    if get_origin(hint) is tuple:
        return _tuple(value, get_args(hint), path)
    if isinstance(hint, UnionType):
        return _day(value, path)  # the only optional fields are days
    if hint in _WRITTEN:
        return _shaped(value, hint, path)
    if issubclass(hint, StrEnum):
        return _choice(_string(value, path), hint, path)
    return _string(value, path)


def _shaped(value: Any, shape: Any, path: str) -> Any:
    if not isinstance(value, dict):
        raise NotCanonical(f"{path}: expected an object")
    hints = _HINTS[shape]
    if unknown := sorted(set(value) - set(hints)):
        raise NotCanonical(f"{path}: unknown key(s) {', '.join(unknown)}")
    return shape(**{name: _part(value, name, hint, f"{path}.{name}") for name, hint in hints.items()})


def _part(value: dict[str, Any], name: str, hint: Any, path: str) -> Any:
    if name in value:
        return _read(value[name], hint, path)
    if hint is str:
        return ""
    if get_origin(hint) is tuple:
        return ()
    if isinstance(hint, UnionType):
        return None
    raise NotCanonical(f"{path}: missing")  # a kind, a measure or a strength is never guessed


def _tuple(value: Any, hints: tuple[Any, ...], path: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise NotCanonical(f"{path}: expected a list")
    if hints[-1] is Ellipsis:
        hints = (hints[0],) * len(value)
    if len(value) != len(hints):
        raise NotCanonical(f"{path}: expected {len(hints)} values")
    return tuple(
        _read(item, hint, f"{path}[{index}]") for index, (item, hint) in enumerate(zip(value, hints, strict=True))
    )


def _string(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise NotCanonical(f"{path}: expected text")
    return value


def _choice(text: str, choices: Callable[[str], Any], path: str) -> Any:
    try:
        return choices(text)
    except ValueError as error:
        raise NotCanonical(f"{path}: {error}") from error


def _day(value: Any, path: str) -> date:
    try:
        return iso_day(_string(value, path), path)
    except RowRejected as error:
        raise NotCanonical(error.message) from error
