"""A few new listings against many suppliers at once: names read once and stored, then found without reading them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from cases.benchmarks.matching.workload import Workload, spread
from cases.benchmarks.measuring import Report, timed
from sanctions.matching.index import Index
from sanctions.matching.policy import MatchPolicy
from sanctions.matching.row_reading import rows_of
from sanctions.matching.sought import Sought
from sanctions.matching.tables import Tables
from sanctions.matching.token_rows import TokenRows
from sanctions.records import Subject

LISTINGS = 50
BLOCK = 10_000  # suppliers whose names are stored together
MILLION = 1_000_000


def delta(workload: Workload, tables: Tables, policy: MatchPolicy) -> Report:
    """What reading and storing the suppliers costs once, and what fifty listings cost then."""
    subjects = workload.subjects
    blocks, reading = timed(partial(_stored, subjects, tables))
    listings = spread(workload.entries, LISTINGS)
    (sought, index), preparing = timed(lambda: (Sought(listings, tables, policy), Index.build(listings, tables)))
    found, finding = timed(partial(_found, sought, blocks))
    hits, scoring = timed(partial(_hits, index, [subjects[place] for place in found], policy))
    stored = sum(map(len, blocks)) / 1e6
    return {
        "listings": len(listings),
        "listed_names": sum(len(entry.names) for entry in listings),
        "supplier_names": len(subjects),
        "read_cpu_seconds": round(reading, 2),
        "stored_mb": round(stored, 2),
        "stored_mb_per_million_names": round(stored * MILLION / len(subjects), 1),
        "prepare_cpu_seconds": round(preparing, 3),
        "find_cpu_seconds": round(finding, 3),
        "to_score": len(found),
        "score_cpu_seconds": round(scoring, 3),
        "hits": hits,
        "cpu_seconds": round(preparing + finding + scoring, 3),
        "cpu_seconds_for_a_million": round(preparing + (finding + scoring) * MILLION / len(subjects), 2),
    }


def _stored(subjects: Sequence[Subject], tables: Tables) -> list[bytes]:
    starts = range(0, len(subjects), BLOCK)
    return [rows_of([[subject] for subject in subjects[at : at + BLOCK]], tables).to_bytes() for at in starts]


def _found(sought: Sought, blocks: Sequence[bytes]) -> list[int]:
    """Places of the suppliers worth scoring, from their stored rows alone."""
    places = [sought.among(TokenRows.from_bytes(block)) + at * BLOCK for at, block in enumerate(blocks)]
    found: list[int] = np.concatenate(places).tolist()
    return found


def _hits(index: Index, asked: Sequence[Subject], policy: MatchPolicy) -> int:
    return sum(map(len, index.match_many(asked, policy)))
