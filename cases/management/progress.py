"""A line that moves while a long command works, on a terminal only."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from django.core.management.base import OutputWrapper


class Progress:
    """Call it with (done, total); it draws on a terminal and is silent in a log."""

    def __init__(self, what: str, out: OutputWrapper) -> None:
        self._what, self._out = what, out
        self._is_drawn = False

    def __enter__(self) -> Self:
        return self

    def __call__(self, done: int, total: int) -> None:
        """Draw how far the work is."""
        if self._out.isatty() and total:
            filled = 30 * done // total
            bar = "#" * filled + "." * (30 - filled)
            self._out.write(f"\r{self._what} [{bar}] {done}/{total}", ending="")
            self._out.flush()
            self._is_drawn = True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._is_drawn:
            self._out.write("")
