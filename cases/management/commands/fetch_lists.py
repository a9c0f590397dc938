"""The newest of every source from its publisher, then every supplier against what changed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from cases import rescreening, worklist
from cases.management.progress import Progress
from sanctions import screening, updating
from sanctions.audit import SYSTEM
from sanctions.management.base import BadInput, CordonCommand
from sanctions.sources import UnknownSource
from sanctions.updating import NoAddress, Publishers, UpdateReport


class Command(CordonCommand):
    help = (
        "Fetch sources from their publishers, load what is new and re-screen. Without a source, all whose address is "
        "known. Exit 1 where one could not be had, was refused or is held; the last good version stays in force."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("sources", nargs="*", metavar="SOURCE")
        parser.add_argument("--no-rescreen", action="store_true", help="only plan the screening")

    def answer(self, **options: Any) -> tuple[dict[str, Any], str, bool]:
        publishers = Publishers.known(
            settings.LIST_ADDRESSES, hosts=settings.LIST_HOSTS, private=settings.LIST_PRIVATE_HOSTS
        )
        reports = []
        for code in options["sources"] or sorted(settings.LIST_ADDRESSES):
            reports.append(_updated(code, publishers))
            self.say(_line(reports[-1]))
        screening.build_segment()
        worklist.plan()
        if not (options["no_rescreen"] or settings.REDIS_URL):
            with Progress("Screening", self.stderr) as progress:
                rescreening.work_off(progress=progress)
        found = [report.source for report in reports if report.has_finding]
        summary = f"{len(reports)} sources asked" + (f"; to be looked at: {', '.join(found)}" if found else "")
        return {"sources": [report.plain() for report in reports]}, summary, bool(found)


def _updated(code: str, publishers: Publishers) -> UpdateReport:
    try:
        return updating.update(code, publishers=publishers, actor=SYSTEM)
    except (UnknownSource, NoAddress) as error:
        raise BadInput(str(error)) from error


def _line(report: UpdateReport) -> str:
    if report.load is None or report.failure:
        return f"{report.source}: {report.failure}"
    lists = ", ".join(f"{part.list} {part.version} {part.state}" for part in report.load.lists)
    return f"{report.source}: {lists or 'no list'}"
