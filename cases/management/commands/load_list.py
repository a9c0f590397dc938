"""A publisher's file into the lists it holds, then every supplier against what changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from cases import rescreening, worklist
from cases.management.progress import Progress
from sanctions import loading, screening
from sanctions.audit import SYSTEM
from sanctions.load_report import SKIPPED, ListReport, LoadRejected, LoadReport
from sanctions.management.base import BadInput, CordonCommand
from sanctions.models import VersionState
from sanctions.records import Coverage, SourceFile
from sanctions.sources import UnknownSource


class Command(CordonCommand):
    help = (
        "Load a publisher's file set and re-screen what it changed. Exit 1 where a list is held, skipped or had rows "
        "that could not be read; exit 2 where the files are refused and nothing was changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("source", help="code of the publisher's format, such as us-csl")
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--published", type=date.fromisoformat, metavar="DATE", help="today is assumed without it")
        parser.add_argument(
            "--coverage",
            choices=[coverage.value for coverage in Coverage],
            default=Coverage.FULL.value,
            help="an excerpt delists nothing and says that it is one wherever the list answers",
        )
        parser.add_argument("--no-rescreen", action="store_true", help="only plan the screening")

    def answer(self, **options: Any) -> tuple[dict[str, Any], str, bool]:
        with Progress("Writing changes", self.stderr) as progress:
            report = _loaded(options, progress)
        for part in report.lists:
            self.say(_line(part))
        screening.build_segment()  # here, and not in the first request that asks
        worklist.plan()
        if not (options["no_rescreen"] or settings.REDIS_URL):
            with Progress("Screening", self.stderr) as progress:
                rescreening.work_off(progress=progress)
        return report.plain(), _summary(report), report.has_finding


def _loaded(options: dict[str, Any], progress: Progress) -> LoadReport:
    try:
        return loading.load(
            options["source"],
            [SourceFile(path.name, path.read_bytes()) for path in options["files"]],
            published_on=options["published"],
            coverage=Coverage(options["coverage"]),
            actor=SYSTEM,
            progress=progress,
        )
    except UnknownSource as error:
        raise BadInput(str(error)) from error
    except LoadRejected as error:
        raise BadInput(str(error), report=error.report.plain()) from error
    except OSError as error:
        raise BadInput(f"{error.filename}: {error.strerror}") from error


def _line(part: ListReport) -> str:
    counts = f"+{part.added} ~{part.amended} -{part.delisted}, {part.relisted} back, {part.cosmetic} cosmetic"
    why = f": {part.reason}" if part.reason else ""
    return f"{part.list} version {part.version} of {part.published_on}, {part.state}{why} ({counts})"


def _summary(report: LoadReport) -> str:
    held = [part.list for part in report.lists if part.state == VersionState.HELD]
    skipped = [part.list for part in report.lists if part.state == SKIPPED]
    added, amended, delisted = (sum(getattr(part, name) for part in report.lists) for name in _COUNTED)
    parts = [f"{report.source}: {len(report.lists)} lists, {added} added, {amended} amended, {delisted} delisted"]
    parts += [f"held: {', '.join(held)}"] if held else []
    parts += [f"skipped: {', '.join(skipped)}"] if skipped else []
    parts += [f"{len(report.errors)} rows could not be read"] if report.errors else []
    return "; ".join(parts)


_COUNTED = ("added", "amended", "delisted")
