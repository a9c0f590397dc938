"""Rows for other people's tools, as JSON lines, CSV or a workbook."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from cases import exporting
from sanctions.management.base import BadInput, CordonCommand


class Command(CordonCommand):
    help = "Write suppliers, hits, cases, decisions, designations, changes or the audit trail to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("kind", choices=list(exporting.KINDS))
        parser.add_argument("--out", type=Path, required=True, help="a .jsonl, .csv or .xlsx file")
        parser.add_argument("--since", type=date.fromisoformat, help="leave out what is older, YYYY-MM-DD")
        parser.add_argument("--run", type=int, help="hits of one run only")

    def answer(self, **options: Any) -> tuple[dict[str, Any], str, bool]:
        out: Path = options["out"]
        asked = exporting.Asked(today=timezone.localdate(), since=options["since"], run=options["run"])
        try:
            rows = exporting.export(options["kind"], out, asked)
        except exporting.NothingToExport as error:
            raise BadInput(str(error)) from error
        except OSError as error:
            raise BadInput(f"{out}: cannot be written: {error.strerror}") from error
        return {"rows": rows}, f"{rows} rows written to {out}.", False
