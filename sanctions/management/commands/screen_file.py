"""`screen_file`: one file of suppliers against one file of listed names, without a database."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from sanctions.management.base import BadInput, CordonCommand
from sanctions.matching.files import FileUnreadable, listed_entries, suppliers
from sanctions.matching.index import Index, Match
from sanctions.matching.policy import MatchPolicy
from sanctions.matching.tables import NEWEST, load_tables
from sanctions.matching.text import is_blank
from sanctions.records import Subject

CHUNK = 2_000


class Screening:
    """One process's share of the work: the index and the policy it answers under."""

    def __init__(self, raw: bytes) -> None:
        tables = load_tables(NEWEST)
        self._index = Index.from_bytes(raw, tables)
        self._policy = MatchPolicy(0, tables.version)

    def __call__(self, subjects: Sequence[Subject]) -> list[list[Match]]:
        return self._index.match_many(subjects, self._policy)


class Command(CordonCommand):
    help = "Screen a TSV of suppliers against a TSV of listed names; needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--listed", required=True, metavar="L.tsv")
        parser.add_argument("--suppliers", required=True, metavar="S.tsv")
        parser.add_argument("--out", required=True, metavar="H.tsv")
        parser.add_argument("--threads", type=int, default=1, metavar="N", help="processes that share the work")

    def answer(self, **options: Any) -> tuple[dict[str, Any], str, bool]:
        started = time.perf_counter()
        ids, asked, names, raw = self._read(options["listed"], options["suppliers"])
        readable = [(supplier, subject) for supplier, subject in asked if not is_blank(subject.names[0])]
        for supplier, subject in asked:
            if is_blank(subject.names[0]):
                self.say(f"supplier {supplier}: nothing is left of its name to compare; not screened")
        found = _screened([subject for _, subject in readable], raw, options["threads"])
        _write(Path(options["out"]), [supplier for supplier, _ in readable], ids, found)
        report = {
            "suppliers": len(asked),
            "names": names,
            "seconds": round(time.perf_counter() - started, 2),
            "cpu_seconds": round(_cpu_seconds(), 2),
            "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "unscreened": len(asked) - len(readable),
        }
        summary = f"{len(asked)} suppliers against {names} names in {report['seconds']} s"
        return report, summary, bool(report["unscreened"])

    @staticmethod
    def _read(listed: str, asked: str) -> tuple[list[str], list[tuple[str, Subject]], int, bytes]:
        try:
            ids, entries = listed_entries(listed, Path(listed).read_bytes())
            subjects = suppliers(asked, Path(asked).read_bytes())
        except (FileUnreadable, OSError) as error:
            raise BadInput(str(error)) from error
        index = Index.build(entries, load_tables(NEWEST))
        return ids, subjects, index.names, index.to_bytes()


def _screened(subjects: Sequence[Subject], raw: bytes, processes: int) -> Iterator[list[Match]]:
    chunks = [subjects[start : start + CHUNK] for start in range(0, len(subjects), CHUNK)]
    if processes <= 1 or len(chunks) <= 1:
        screening = Screening(raw)
        for chunk in chunks:
            yield from screening(chunk)
        return
    with ProcessPoolExecutor(processes, initializer=_open, initargs=(raw,)) as pool:
        for found in pool.map(_screen, chunks):
            yield from found


def _open(raw: bytes) -> None:
    _screen.screening = Screening(raw)  # type: ignore[attr-defined]


def _screen(subjects: Sequence[Subject]) -> list[list[Match]]:
    found: list[list[Match]] = _screen.screening(subjects)  # type: ignore[attr-defined]
    return found


def _write(out: Path, names: Sequence[str], ids: Sequence[str], found: Iterator[list[Match]]) -> None:
    with out.open("w", encoding="utf-8", newline="") as lines:
        lines.write("supplier_id\trank\tentity_id\tscore\tband\n")
        for supplier, matches in zip(names, found, strict=True):
            for rank, match in enumerate(matches, 1):
                lines.write(f"{supplier}\t{rank}\t{ids[match.key]}\t{match.score:.4f}\t{match.band}\n")


def _cpu_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)
