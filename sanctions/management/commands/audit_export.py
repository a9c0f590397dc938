"""The trail as a file anybody can verify with nothing but SHA-256."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from sanctions import audit
from sanctions.management.base import BadInput, CordonCommand


class Command(CordonCommand):
    help = "Write the trail as JSON lines: the fields each hash is made of, in order, and the hash."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.jsonl")

    def answer(self, **options: Any) -> tuple[dict[str, Any], str, bool]:
        path: Path = options["out"]
        try:
            with path.open("w", encoding="utf-8", newline="\n") as handle:
                rows = sum(1 for line in audit.exported() if handle.write(f"{line}\n"))
        except OSError as error:
            raise BadInput(f"{path}: {error.strerror}") from error
        return {"rows": rows}, f"{rows} events written to {path}.", False
