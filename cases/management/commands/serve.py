"""Web server, worker and scheduler in one command."""

from __future__ import annotations

import os
import time
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from cases import serving

_START_SECONDS = 60


class Command(BaseCommand):
    help = "Serve the desk: web server, worker and scheduler. Ctrl-C or SIGTERM stops all of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="8000 unless told")
        parser.add_argument("--no-worker", action="store_true", help="pages only; another process does the screening")

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"]
        if not 0 < port < 65_536:
            raise CommandError(f"--port {port}: a port is a number from 1 to 65535.", returncode=2)
        try:
            serving.make_sure_free(settings.BIND, port)
        except serving.PortTaken as error:
            raise CommandError(str(error), returncode=2) from error
        keeper = serving.Keeper(self._commands(port, with_worker=not options["no_worker"]))
        keeper.start()
        self._announce(keeper, port)
        try:
            keeper.keep()
        except serving.KeepsDying as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Cordon has stopped.")

    def _commands(self, port: int, *, with_worker: bool) -> dict[str, list[str]]:
        is_embedded = connection.vendor == "sqlite"
        processes = 1 if is_embedded else max(2, os.cpu_count() or 2)
        commands = {"web": serving.web_command(settings.BIND, port, processes=processes, threads=8)}
        if with_worker:
            schedule = settings.CELERY_BEAT_SCHEDULE_FILENAME
            commands["worker"] = serving.worker_command(schedule, processes=1 if is_embedded else processes)
        return commands

    def _announce(self, keeper: serving.Keeper, port: int) -> None:
        host = "127.0.0.1" if settings.BIND in ("0.0.0.0", "::") else settings.BIND  # noqa: S104 - compared, not bound
        address = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and not _answers(address + "healthz") and keeper.is_up("web"):
            time.sleep(0.2)
        logins = settings.DATA_DIR / "demo-logins.json"
        told = f" Logins: {logins}." if logins.exists() else ""
        self.stdout.write(f"Cordon is at {address} (Ctrl-C stops it).{told}")
        self.stdout.flush()


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
