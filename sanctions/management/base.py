"""What all commands share: one JSON object on stdout when asked, exit codes 0, 1 and 2."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class BadInput(CommandError):
    """Bad usage or input: nothing was changed. Exit 2; `report`, if any, is still printed with --json."""

    def __init__(self, message: str, *, report: dict[str, Any] | None = None) -> None:
        super().__init__(message, returncode=2)
        self.report = report


class CordonCommand(BaseCommand):
    """A command that answers with a report.

    `answer()` returns (report, summary, has_finding). With --json the report is the only thing on stdout, everything
    else goes to stderr; without, the one-line summary is. A finding makes the exit code 1.
    """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        as_json = options.pop("as_json")
        try:
            report, summary, has_finding = self.answer(**options)
        except BadInput as error:
            if as_json and error.report is not None:
                self.stdout.write(json.dumps(error.report, ensure_ascii=False))
            raise
        self.stdout.write(json.dumps(report, ensure_ascii=False) if as_json else summary)
        if has_finding:
            sys.exit(1)

    def answer(self, **options: Any) -> tuple[dict[str, Any], str, bool]:
        """The report, its one-line summary, and whether it holds a finding."""
        raise NotImplementedError

    def say(self, line: str) -> None:
        """A line for the person watching; never on stdout, which belongs to the answer."""
        self.stderr.write(line)
