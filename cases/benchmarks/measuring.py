"""What a benchmark is, and what all of them measure with: processor seconds, memory, percentiles."""

from __future__ import annotations

import resource
import time
from argparse import _ArgumentGroup
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")
Say = Callable[[str], None]
Report = dict[str, Any]


class CannotMeasure(ValueError):
    """What was asked for cannot be measured: what, and what to do."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One thing worth measuring. `run` takes the options and a way to tell how far it is."""

    name: str
    title: str
    add_arguments: Callable[[_ArgumentGroup], None]
    run: Callable[[Mapping[str, Any], Say], Report]
    lines: Callable[[Report], Iterable[str]]  # the report for somebody who reads


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What came of the work, and the processor seconds it took: the clock on the wall tells of the neighbours too."""
    started = time.process_time()
    done = work()
    return done, time.process_time() - started


def per_second(count: int, seconds: float) -> float:
    """How many in one processor second."""
    return round(count / max(seconds, 1e-9), 1)


def ratio(ours: float, theirs: float) -> float:
    """How many times theirs is ours."""
    return round(ours / max(theirs, 1e-9), 1)


def milliseconds(seconds: Sequence[float]) -> dict[str, float]:
    """The middle, the slowest hundredth and the slowest of all."""
    ordered = sorted(seconds)
    return {
        "p50_ms": _ms(_percentile(ordered, 0.50)),
        "p99_ms": _ms(_percentile(ordered, 0.99)),
        "most_ms": _ms(ordered[-1]),
    }


def _percentile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)


def peak_rss_mb() -> int:
    """The most memory this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
