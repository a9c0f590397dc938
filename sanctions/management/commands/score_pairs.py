"""`score_pairs`: the score of two names, for a file of pairs, without a database."""

from __future__ import annotations

import csv
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from sanctions.management.base import BadInput, CordonCommand
from sanctions.matching.files import FileUnreadable, Pair, pairs
from sanctions.matching.pairs import score_pair
from sanctions.matching.policy import MatchPolicy
from sanctions.matching.tables import NEWEST, load_tables
from sanctions.matching.text import NameBlank
from sanctions.records import RowError

ERROR = "error"  # the band of a pair that cannot be compared, which is not the same as no match


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
        except (FileUnreadable, OSError) as error:
            raise BadInput(str(error)) from error
        rows, errors = _scored(file, asked)
        try:
            with Path(options["out"]).open("w", encoding="utf-8", newline="") as lines:
                csv.writer(lines, lineterminator="\n").writerows([("id", "score", "band"), *rows])
        except OSError as error:
            raise BadInput(str(error)) from error
        for one in errors:
            self.say(f"{one.file}, line {one.line}: {one.message}")
        report = {
            "pairs": len(asked),
            "seconds": round(time.perf_counter() - started, 3),
            "errors": [asdict(one) for one in errors],
        }
        return report, f"{len(asked)} pairs in {report['seconds']} s, {len(errors)} without a score", bool(errors)


def _scored(file: str, asked: Sequence[Pair]) -> tuple[list[tuple[str, str, str]], list[RowError]]:
    """A row for every pair; one that cannot be compared has no score, the band `error`, and an error with its line."""
    tables = load_tables(NEWEST)
    policy = MatchPolicy(0, tables.version)
    rows, errors = [], []
    for pair in asked:
        try:
            score = score_pair(pair.left, pair.right, pair.kind, tables, policy.scorecard)
        except NameBlank as error:
            errors.append(RowError(file, pair.line, "blank-name", f"pair {pair.id}: {error}"))
            rows.append((pair.id, "", ERROR))
        else:
            rows.append((pair.id, f"{score:.4f}", policy.band(score).value if score >= policy.possible else ""))
    return rows, errors
