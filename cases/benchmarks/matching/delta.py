"""A few new listings against many suppliers at once: names read once and stored, then found without reading them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from cases.benchmarks.matching.workload import Workload, spread
from cases.benchmarks.measuring import Report, timed
from sanctions.matching.index import Index, IndexEntry
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
    found, finding = timed(partial(_found, listings, blocks, tables, policy))
    hits, scoring = timed(partial(_hits, listings, [subjects[place] for place in found], tables, policy))
    stored = sum(map(len, blocks)) / 1e6
    return {
        "listings": len(listings),
        "listed_names": sum(len(entry.names) for entry in listings),
        "supplier_names": len(subjects),
        "read_cpu_seconds": round(reading, 2),
        "stored_mb": round(stored, 2),
        "stored_mb_per_million_names": round(stored * MILLION / len(subjects), 1),
        "find_cpu_seconds": round(finding, 3),
        "to_score": len(found),
        "score_cpu_seconds": round(scoring, 3),
        "hits": hits,
        "cpu_seconds": round(finding + scoring, 3),
        "cpu_seconds_per_million_names": round((finding + scoring) * MILLION / len(subjects), 2),
    }


def _stored(subjects: Sequence[Subject], tables: Tables) -> list[bytes]:
    starts = range(0, len(subjects), BLOCK)
    return [rows_of([[subject] for subject in subjects[at : at + BLOCK]], tables).to_bytes() for at in starts]


def _found(listings: Sequence[IndexEntry], blocks: Sequence[bytes], tables: Tables, policy: MatchPolicy) -> list[int]:
    """Places of the suppliers worth scoring, from their stored rows alone."""
    sought = Sought(listings, tables, policy)
    places = [sought.among(TokenRows.from_bytes(block)) + at * BLOCK for at, block in enumerate(blocks)]
    found: list[int] = np.concatenate(places).tolist()
    return found


def _hits(listings: Sequence[IndexEntry], asked: Sequence[Subject], tables: Tables, policy: MatchPolicy) -> int:
    return sum(map(len, Index.build(listings, tables).match_many(asked, policy)))
