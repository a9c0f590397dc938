"""The desk's processes: starts web server and worker, restarts what dies, reaps all when asked to stop."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_PR_SET_PDEATHSIG = 1
_STOP_SECONDS = 15
_RESTARTS_A_MINUTE = 5


class PortTaken(OSError):
    """Something else listens there."""


class KeepsDying(RuntimeError):
    """A process dies as fast as it is started."""


def make_sure_free(bind: str, port: int) -> None:
    """Raise PortTaken where another program listens on the address."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            message = f"Port {port} on {bind} cannot be had ({error.strerror}): stop that program or choose --port."
            raise PortTaken(message) from error


def web_command(bind: str, port: int, *, processes: int, threads: int) -> list[str]:
    """gunicorn with threads: one process on SQLite, where more only wait for each other's writes."""
    address = f"[{bind}]:{port}" if ":" in bind else f"{bind}:{port}"
    return [
        *(sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", address),
        *("--worker-class", "gthread", "--workers", str(processes), "--threads", str(threads)),
        *("--timeout", "60", "--graceful-timeout", "10", "--keep-alive", "30", "--log-level", "warning"),
    ]


def worker_command(schedule: str, *, processes: int) -> list[str]:
    """A Celery prefork worker with the scheduler inside: the one process that works when nobody is looking."""
    return [
        *(sys.executable, "-m", "celery", "--quiet", "-A", "config", "worker", "-P", "prefork", "-c", str(processes)),
        *("-B", "-s", schedule, "--without-gossip", "--without-mingle", "--loglevel", "WARNING"),
    ]


def _die_with_parent() -> None:
    """A killed `serve` must not leave a desk without a keeper; Linux tells the child, elsewhere nothing does."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Keeper:
    """Keeps the named commands running, each in a process group of its own."""

    commands: Mapping[str, Sequence[str]]
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _restarts: dict[str, list[float]] = field(default_factory=dict)
    _is_stopping: bool = False

    def start(self) -> None:
        """Start everything; SIGTERM and SIGINT end `keep`."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        for name in self.commands:
            self._start(name)

    def keep(self) -> None:
        """Return when told to stop; raises KeepsDying where a process cannot stay up. Always reaps all."""
        try:
            while not self._is_stopping:
                time.sleep(0.3)
                for name, process in list(self._running.items()):
                    if process.poll() is not None and not self._is_stopping:
                        self._restart(name, process.returncode)
        finally:
            self._stop_all()

    def is_up(self, name: str) -> bool:
        """Whether the named process runs."""
        return self._running[name].poll() is None

    def _on_signal(self, number: int, frame: object) -> None:
        self._is_stopping = True

    def _start(self, name: str) -> None:
        self._running[name] = subprocess.Popen(  # noqa: S603 - our own commands, no outside words in them
            list(self.commands[name]), start_new_session=True, preexec_fn=_die_with_parent, env=os.environ
        )

    def _restart(self, name: str, code: int) -> None:
        now = time.monotonic()
        recent = [moment for moment in self._restarts.get(name, []) if now - moment < 60]
        if len(recent) >= _RESTARTS_A_MINUTE:
            raise KeepsDying(f"The {name} process ends again and again (last code {code}): see the lines above.")
        self._signal_group(self._running[name], signal.SIGKILL)  # children of a killed parent
        self._restarts[name] = [*recent, now]
        self._start(name)

    def _stop_all(self) -> None:
        for process in self._running.values():
            # Only the head of each group: a pool child asked to stop on its own looks like a crash to its parent.
            process.terminate()
        deadline = time.monotonic() + _STOP_SECONDS
        for process in self._running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=max(0.1, deadline - time.monotonic()))
        for process in self._running.values():
            self._signal_group(process, signal.SIGKILL)
            process.wait()

    @staticmethod
    def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
