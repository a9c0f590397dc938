"""Publishers' file formats, one module each; this finds them."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import MappingProxyType

from sanctions.records import Source


class UnknownSource(LookupError):
    """A source code no module here offers."""


def all_sources() -> tuple[Source, ...]:
    """Every source, by code."""
    return tuple(_SOURCES.values())


def source(code: str) -> Source:
    """The source of that code."""
    if code not in _SOURCES:
        raise UnknownSource(f"{code!r} is not a source we can read; we read {', '.join(_SOURCES)}")
    return _SOURCES[code]


def _found() -> Iterator[Source]:
    for module in pkgutil.iter_modules(__path__, prefix=f"{__name__}."):
        offered = getattr(import_module(module.name), "SOURCE", None)  # the others are what the formats share
        if isinstance(offered, Source):
            yield offered


_SOURCES: Mapping[str, Source] = MappingProxyType(
    {found.code: found for found in sorted(_found(), key=lambda s: s.code)}
)
