"""`screen_file`: one file of suppliers against one file of listed names, without a database."""

from __future__ import annotations

import gc
import hashlib
import resource
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from sanctions.management.base import BadInput, CordonCommand
from sanctions.matching.files import FileUnreadable, Suppliers, listed_entries
from sanctions.matching.index import Index, Match
from sanctions.matching.mapped import mapped
from sanctions.matching.policy import MatchPolicy
from sanctions.matching.tables import NEWEST, load_tables
from sanctions.matching.text import is_blank
from sanctions.records import Subject

CHUNK = 2_048
AHEAD = 4  # chunks waiting for each process

Asked = Sequence[tuple[str, Subject]]


@dataclass(frozen=True, slots=True)
class Screened:
    """What one process found of one chunk: lines of the table of hits, and suppliers whose names cannot be read."""

    lines: str
    unreadable: tuple[str, ...]


class Screening:
    """One process's share of the work: the index, mapped like everybody's, and the policy it answers under."""

    def __init__(self, folder: Path, sha256: str, ids: Sequence[str]) -> None:
        tables = load_tables(NEWEST)
        self._index = Index.from_bytes(mapped(folder, sha256, _nothing), tables)
        self._policy = MatchPolicy(0, tables.version)
        self._ids = ids
        gc.collect()
        gc.freeze()  # tables and index stay for good: looking through them again and again cost an eighth of the time

    def __call__(self, asked: Asked) -> Screened:
        is_lost = [is_blank(subject.names[0]) for _, subject in asked]
        readable = [one for one, lost in zip(asked, is_lost, strict=True) if not lost]
        found = self._index.match_many([subject for _, subject in readable], self._policy)
        return Screened(
            "".join(self._lines(supplier, matches) for (supplier, _), matches in zip(readable, found, strict=True)),
            tuple(supplier for (supplier, _), lost in zip(asked, is_lost, strict=True) if lost),
        )

    def _lines(self, supplier: str, matches: Sequence[Match]) -> str:
        return "".join(
            f"{supplier}\t{rank}\t{self._ids[match.key]}\t{match.score:.4f}\t{match.band}\n"
            for rank, match in enumerate(matches, 1)
        )


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
        with tempfile.TemporaryDirectory(prefix="cordon-") as folder:
            suppliers, names, shared = self._read(options["listed"], options["suppliers"], Path(folder))
            unreadable = self._write(Path(options["out"]), _screened(suppliers, shared, options["threads"]))
        report = {
            "suppliers": len(suppliers),
            "names": names,
            "seconds": round(time.perf_counter() - started, 2),
            "cpu_seconds": round(sum(used.ru_utime + used.ru_stime for used in _used()), 2),
            "peak_rss_mb": max(used.ru_maxrss for used in _used()) // 1024,
            "unscreened": unreadable,
        }
        summary = f"{len(suppliers)} suppliers against {names} names in {report['seconds']} s"
        return report, summary, bool(unreadable)

    @staticmethod
    def _read(listed: str, asked: str, folder: Path) -> tuple[Suppliers, int, tuple[Path, str, list[str]]]:
        """The suppliers, the number of listed names, and what every process needs to open their index."""
        try:
            suppliers = Suppliers(asked, Path(asked).read_bytes())
            with ProcessPoolExecutor(1) as builder:  # what building needs of memory goes with the process that built
                names, sha256, ids = builder.submit(_built, listed, folder).result()
        except (FileUnreadable, OSError) as error:
            raise BadInput(str(error)) from error
        return suppliers, names, (folder, sha256, ids)

    def _write(self, out: Path, found: Iterator[Screened]) -> int:
        """Write the hits as they come; how many suppliers could not be screened, each told by its id."""
        unreadable = 0
        with out.open("w", encoding="utf-8", newline="") as table:
            table.write("supplier_id\trank\tentity_id\tscore\tband\n")
            for screened in found:
                table.write(screened.lines)
                unreadable += len(screened.unreadable)
                for supplier in screened.unreadable:
                    self.say(f"supplier {supplier}: nothing is left of its name to compare; not screened")
        return unreadable


def _built(listed: str, folder: Path) -> tuple[int, str, list[str]]:
    """The index of a file of listed names, laid in a file: how many names, its hash, and the publisher's ids."""
    ids, entries = listed_entries(listed, Path(listed).read_bytes())
    index = Index.build(entries, load_tables(NEWEST))
    raw = index.to_bytes()
    sha256 = hashlib.sha256(raw).hexdigest()
    mapped(folder, sha256, lambda: raw)
    return index.names, sha256, ids


def _screened(suppliers: Suppliers, shared: tuple[Path, str, list[str]], processes: int) -> Iterator[Screened]:
    """Chunk by chunk in the order of the file, no more of them at hand than the processes can take up."""
    chunks = iter(suppliers)
    if processes <= 1 or len(suppliers) <= CHUNK:
        screening = Screening(*shared)
        while chunk := tuple(islice(chunks, CHUNK)):
            yield screening(chunk)
        return
    waiting: deque[Future[Screened]] = deque()
    with ProcessPoolExecutor(processes, initializer=_open, initargs=shared) as pool:
        while chunk := tuple(islice(chunks, CHUNK)):
            waiting.append(pool.submit(_screen, chunk))
            if len(waiting) > processes * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _nothing() -> bytes:
    """The file is there as long as the command runs: there is nowhere else to fetch it from."""
    return b""


def _open(folder: Path, sha256: str, ids: list[str]) -> None:
    _screen.screening = Screening(folder, sha256, ids)  # type: ignore[attr-defined]


def _screen(asked: Asked) -> Screened:
    found: Screened = _screen.screening(asked)  # type: ignore[attr-defined]
    return found


def _used() -> tuple[resource.struct_rusage, resource.struct_rusage]:
    """What this process used, and its children; of memory what the largest of them did."""
    return resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
