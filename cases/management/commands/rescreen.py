"""Plan and work off everything outstanding, in this process."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from cases import planning, rescreening
from cases.management.progress import Progress
from sanctions.management.base import CordonCommand


class Command(CordonCommand):
    help = "Screen until nobody is left unscreened. --full measures every supplier anew: the same answer, and slower."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--full", action="store_true", help="every active supplier against everything")

    def answer(self, **options: Any) -> tuple[dict[str, Any], str, bool]:
        with Progress("Screening", self.stderr) as progress:
            runs = rescreening.work_off(full=options["full"], progress=progress)
        left = planning.completeness().unscreened
        hits, opened = sum(run.hits_new for run in runs), sum(run.cases_opened for run in runs)
        summary = f"{len(runs)} runs, {hits} new hits, {opened} cases opened, {left} suppliers unscreened."
        return {"runs": [asdict(run) for run in runs], "unscreened": left}, summary, left > 0
