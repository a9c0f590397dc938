"""Everything a first look needs, from an empty folder: may be run again at any time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from cases import demo
from sanctions.management.base import CordonCommand

STARTER = Path(settings.BASE_DIR) / "sanctions" / "data" / "starter"


class Command(CordonCommand):
    help = "Migrate, make people and logins, load the starter lists in date order, import and screen sample suppliers."

    def answer(self, **options: Any) -> tuple[dict[str, Any], str, bool]:
        call_command("migrate", interactive=False, verbosity=0)
        logins = settings.DATA_DIR / "demo-logins.json"
        report = demo.set_up(starter=STARTER, logins=logins, say=self.say)
        return report, f"{self._counted(report)}\n\n{self._logins(logins)}", False

    def _counted(self, report: dict[str, int]) -> str:
        return "{suppliers} suppliers, {lists} lists, {hits} hits, {cases} cases waiting.".format(**report)

    def _logins(self, path: Path) -> str:
        logins = json.loads(path.read_text(encoding="utf-8"))
        lines = [f"  {logins[role]['username']:<10} {logins[role]['password']}" for role in demo.ROLES]
        return "\n".join(["Logins:", *lines, f"  API key    {logins['api_key']}", f"(kept in {path})"])
