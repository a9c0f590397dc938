"""What Cordon measures of itself, one module or package each; this finds them."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import MappingProxyType

from cases.benchmarks.measuring import Benchmark


class UnknownBenchmark(LookupError):
    """A name no module here answers to."""


def all_benchmarks() -> tuple[Benchmark, ...]:
    """Every benchmark, by name."""
    return tuple(_BENCHMARKS.values())


def benchmark(name: str) -> Benchmark:
    """The benchmark of that name."""
    if name not in _BENCHMARKS:
        raise UnknownBenchmark(f"{name!r} is nothing we measure; we measure {', '.join(_BENCHMARKS)}")
    return _BENCHMARKS[name]


def _found() -> Iterator[Benchmark]:
    for module in pkgutil.iter_modules(__path__, prefix=f"{__name__}."):
        offered = getattr(import_module(module.name), "BENCHMARK", None)  # the others are what they measure with
        if isinstance(offered, Benchmark):
            yield offered


_BENCHMARKS: Mapping[str, Benchmark] = MappingProxyType(
    {found.name: found for found in sorted(_found(), key=lambda one: one.name)}
)
