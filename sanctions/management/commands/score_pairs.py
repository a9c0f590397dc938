"""`score_pairs`: the score of two names, for a file of pairs, without a database."""

from __future__ import annotations

import csv
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from sanctions.management.base import BadInput, CordonCommand
from sanctions.matching.files import FileUnreadable, Pair, pairs
from sanctions.matching.pairs import score_pair
from sanctions.matching.policy import MatchPolicy
from sanctions.matching.tables import NEWEST, load_tables
from sanctions.matching.text import NameBlank


class Command(CordonCommand):
    help = "Score pairs of names from a CSV (id,left,right[,kind]); needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="IN.csv")
        parser.add_argument("--out", required=True, metavar="OUT.csv")

    def answer(self, **options: Any) -> tuple[dict[str, Any], str, bool]:
        started = time.perf_counter()
        file = options["file"]
        try:
            asked = pairs(file, Path(file).read_bytes())
            scored = _scored(file, asked)
        except (FileUnreadable, OSError) as error:
            raise BadInput(str(error)) from error
        with Path(options["out"]).open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines, lineterminator="\n").writerows([("id", "score", "band"), *scored])
        report = {"pairs": len(asked), "seconds": round(time.perf_counter() - started, 3)}
        return report, f"{len(asked)} pairs in {report['seconds']} s", False


def _scored(file: str, asked: Sequence[Pair]) -> list[tuple[str, str, str]]:
    tables = load_tables(NEWEST)
    policy = MatchPolicy(0, tables.version)
    rows = []
    for pair in asked:
        try:
            score = score_pair(pair.left, pair.right, pair.kind, tables, policy.scorecard)
        except NameBlank as error:
            raise FileUnreadable(f"{file}, pair {pair.id}: {error}") from error
        rows.append((pair.id, f"{score:.4f}", policy.band(score).value if score >= policy.possible else ""))
    return rows
