"""`benchmark`: ratios any reader can repeat, measured on this machine."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from cases.benchmarks import UnknownBenchmark, all_benchmarks, benchmark
from cases.benchmarks.measuring import CannotMeasure
from sanctions.management.base import BadInput, CordonCommand


class Command(CordonCommand):
    help = "Measure Cordon beside others in the same run, in processor seconds; all benchmarks unless some are named."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        names = ", ".join(f"{known.name} ({known.title})" for known in all_benchmarks())
        parser.add_argument("names", nargs="*", metavar="NAME", help=names)
        for known in all_benchmarks():
            known.add_arguments(parser.add_argument_group(known.name))

    def answer(self, **options: Any) -> tuple[dict[str, Any], str, bool]:
        try:
            asked = [benchmark(name) for name in options["names"]] or list(all_benchmarks())
            report = {one.name: one.run(options, self.say) for one in asked}
        except (UnknownBenchmark, CannotMeasure, OSError) as error:
            raise BadInput(str(error)) from error
        return report, "\n".join(line for one in asked for line in one.lines(report[one.name])), False
