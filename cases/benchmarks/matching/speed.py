"""How fast and how large: an index built, opened, asked one by one and by the thousand, and grown fourfold."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from cases.benchmarks.matching import fresh
from cases.benchmarks.matching.fresh import HAN_NAME
from cases.benchmarks.matching.hostile import NAMES
from cases.benchmarks.matching.quality import Outcome
from cases.benchmarks.matching.workload import Asked, Workload, spread
from cases.benchmarks.measuring import Report, milliseconds, peak_rss_mb, per_second, ratio, timed
from sanctions.matching.index import Index, IndexEntry, Match
from sanctions.matching.policy import MatchPolicy
from sanctions.matching.tables import NEWEST, Role, Tables, load_tables
from sanctions.matching.text import NameBlank, is_blank
from sanctions.matching.tokens import organisation_form
from sanctions.records import Name, Subject

CHUNK = 2_000  # suppliers a worker takes at a time
SINGLES = 1_000  # questions asked one by one
GROWN = 4  # times as many names
GROWTH_SAMPLE = 2_000  # suppliers asked of both sizes
REPEATS = 10  # of every hostile name
_ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Matcher:
    """An index of the workload and the policy it answers under."""

    index: Index
    policy: MatchPolicy

    def ask(self, subject: Subject) -> list[Match]:
        """One question."""
        return self.index.match(subject, self.policy)

    def ask_many(self, subjects: Sequence[Subject]) -> list[list[Match]]:
        """Many looked up together."""
        return self.index.match_many(subjects, self.policy)


def built(entries: Sequence[IndexEntry]) -> tuple[Matcher, Report]:
    """A matcher over these entries, and what it cost to build."""
    tables, reading = timed(lambda: load_tables(NEWEST))
    index, building = timed(lambda: Index.build(entries, tables))
    stored, storing = timed(index.to_bytes)
    report = {
        "names": index.names,
        "tables_cpu_seconds": round(reading, 3),
        "build_cpu_seconds": round(building, 3),
        "store_cpu_seconds": round(storing, 3),
        "stored_mb": round(len(stored) / 1e6, 2),
    }
    return Matcher(index, MatchPolicy(0, tables.version)), report


def new_process(matcher: Matcher, name: str) -> Report:
    """What a process of its own needs to be ready, and its memory."""
    with tempfile.TemporaryDirectory() as folder:
        stored = Path(folder) / "index"
        stored.write_bytes(matcher.index.to_bytes())
        asked = [sys.executable, fresh.__file__, str(stored), name]
        done = subprocess.run(asked, cwd=_ROOT, env={"PYTHONPATH": str(_ROOT)}, capture_output=True, check=True)  # noqa: S603 - our own file
    report: Report = json.loads(done.stdout)
    return report


def throughput(matcher: Matcher, workload: Workload) -> tuple[Report, list[Outcome]]:
    """Every supplier screened in chunks, start-up apart, and what came of each."""
    outcomes: list[Outcome] = []
    spent, hits = 0.0, 0
    matcher.ask_many(workload.subjects[:50])  # tables of sounds are loaded by the first name
    for start in range(0, len(workload.asked), CHUNK):
        chunk = workload.asked[start : start + CHUNK]
        found, seconds = timed(partial(matcher.ask_many, [one.subject for one in chunk]))
        spent += seconds
        hits += sum(map(len, found))
        outcomes += [_outcome(workload, one, matches) for one, matches in zip(chunk, found, strict=True)]
    report = {
        "suppliers": len(workload.asked),
        "cpu_seconds": round(spent, 2),
        "suppliers_per_cpu_second": per_second(len(workload.asked), spent),
        "hits": hits,
        "peak_rss_mb": peak_rss_mb(),
    }
    return report, outcomes


def _outcome(workload: Workload, asked: Asked, matches: Sequence[Match]) -> Outcome:
    right = (match.score for match in matches if asked.party and workload.parties[match.key] == asked.party)
    return Outcome(asked, max((match.score for match in matches), default=0.0), max(right, default=0.0))


def one_question(matcher: Matcher, workload: Workload) -> Report:
    """Questions asked one by one, as a page or the API does."""
    subjects = spread(workload.subjects, SINGLES)
    return {"questions": len(subjects), **milliseconds([timed(partial(matcher.ask, s))[1] for s in subjects])}


def bad_input(matcher: Matcher) -> Report:
    """Names meant to hurt: how long each takes, which is the slowest, and which are refused as holding no name."""
    matcher.ask(Subject((HAN_NAME,)))  # what the first such name loads is told with a new process
    seconds: dict[str, list[float]] = {title: [] for title in NAMES}
    refused = set()
    for _ in range(REPEATS):
        for title, name in NAMES.items():
            is_refused, spent = timed(partial(_is_refused, matcher, name))
            seconds[title].append(spent)
            if is_refused:
                refused.add(title)
    every = [spent for some in seconds.values() for spent in some]
    return {
        "names": len(NAMES),
        "questions": len(every),
        **milliseconds(every),
        "slowest": max(seconds, key=lambda title: max(seconds[title])),
        "refused": sorted(refused),
    }


def _is_refused(matcher: Matcher, name: str) -> bool:
    try:
        matcher.ask(Subject((name,)))
    except NameBlank:
        return True
    return False


def growth(matcher: Matcher, workload: Workload) -> Report:
    """The same suppliers asked of the list and of one with four times its names, made of the list's own words."""
    larger, cost = built(grown(workload.entries))
    subjects = spread(workload.subjects, GROWTH_SAMPLE)
    rates = []
    for one in (matcher, larger):
        _, seconds = timed(partial(one.ask_many, subjects))
        rates.append(per_second(len(subjects), seconds))
    return {
        "names": [matcher.index.names, larger.index.names],
        "build_cpu_seconds": cost["build_cpu_seconds"],
        "suppliers_per_cpu_second": rates,
        "falls_times": ratio(rates[0], rates[1]),
    }


def grown(entries: Sequence[IndexEntry]) -> list[IndexEntry]:
    """The entries and three more parties for each: the same trades, places and forms under brands of their own."""
    tables = load_tables(NEWEST)
    brands = [_brands(entry.names[0].text, tables) for entry in entries]
    found = list(entries)
    for turn in range(1, GROWN):
        for place, entry in enumerate(entries):
            lent = (*brands[(place * 7 + turn * 101) % len(brands)], *brands[(place * 13 + turn) % len(brands)])
            names = tuple(replace(name, text=_renamed(name, lent, tables)) for name in entry.names)
            found.append(replace(entry, key=len(found), names=names))
    return found


def _brands(name: str, tables: Tables) -> list[str]:
    """The words that tell a party from all others."""
    if is_blank(name):
        return []
    return [token.word for token in organisation_form(name, tables).tokens if token.role is Role.IDENTITY]


def _renamed(name: Name, lent: Sequence[str], tables: Tables) -> str:
    """The name under words made of halves of the lent ones, so that the words grow in number as on a real list."""
    made = "".join(word[: (len(word) + 1) // 2] for word in lent[::-1]).capitalize()
    own = _brands(name.text, tables)
    kept = [word for word in name.text.split() if not any(brand in word.lower() for brand in own)]
    return " ".join((made, *kept))
