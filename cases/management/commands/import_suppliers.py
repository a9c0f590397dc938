"""Suppliers from a file: good rows land, bad rows go to an error file, the same file again changes nothing."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from cases import rescreening, supplier_import, worklist
from sanctions.audit import SYSTEM
from sanctions.management.base import BadInput, CordonCommand
from sanctions.reading import FileRejected


class Command(CordonCommand):
    help = "Import suppliers from CSV or XLSX and screen what changed. Exit 1 where rows were rejected."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument("--system", default="ERP", metavar="CODE", help="the system the file comes from")
        parser.add_argument("--errors", type=Path, metavar="OUT.csv", help="where rejected rows go")
        parser.add_argument("--no-rescreen", action="store_true", help="only plan the screening")

    def answer(self, **options: Any) -> tuple[dict[str, Any], str, bool]:
        path: Path = options["file"]
        errors = options["errors"] or settings.DATA_DIR / "import-errors" / f"{path.stem}.errors.csv"
        try:
            errors.parent.mkdir(parents=True, exist_ok=True)
            report = supplier_import.import_file(
                path.name, path, system=options["system"], actor=SYSTEM, errors_to=errors
            )
        except FileRejected as error:
            raise BadInput(str(error)) from error
        except OSError as error:
            raise BadInput(f"{error.filename or path}: {error.strerror}") from error
        worklist.plan()
        if not (options["no_rescreen"] or settings.REDIS_URL):
            rescreening.work_off()
        told = f" Rejected rows, with reasons: {report.errors_file}" if report.errors_file else ""
        summary = "{rows} rows: {created} created, {updated} updated, {unchanged} unchanged, {rejected} rejected."
        return asdict(report), summary.format(**asdict(report)) + told, report.rejected > 0
