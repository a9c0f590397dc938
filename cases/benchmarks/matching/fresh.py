"""A process that has just started: what it costs to import, read the tables, open a stored index and answer once.

Run as a file of its own, so that nothing but matching is in memory: `python fresh.py INDEX NAME`.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path

from sanctions.matching.index import Index
from sanctions.matching.policy import MatchPolicy
from sanctions.matching.tables import NEWEST, load_tables
from sanctions.records import Subject

HAN_NAME = "海明威科技有限公司"  # the tables of sounds are loaded by the first name that needs them


def main(stored: str, name: str) -> dict[str, float]:
    """Processor seconds of every step, and the memory held after the answer."""
    imported = time.process_time()
    tables = load_tables(NEWEST)
    read = time.process_time()
    index = Index.from_bytes(Path(stored).read_bytes(), tables)
    opened = time.process_time()
    policy = MatchPolicy(0, tables.version)
    index.match(Subject((name,)), policy)
    answered = time.process_time()
    memory = _peak_rss_mb()
    index.match(Subject((HAN_NAME,)), policy)
    return {
        "import_cpu_seconds": round(imported, 3),
        "tables_cpu_seconds": round(read - imported, 3),
        "open_cpu_seconds": round(opened - read, 3),
        "first_answer_cpu_seconds": round(answered - opened, 3),
        "peak_rss_mb": memory,
        "first_han_answer_cpu_seconds": round(time.process_time() - answered, 3),
        "peak_rss_with_han_mb": _peak_rss_mb(),
    }


def _peak_rss_mb() -> int:
    """As the kernel counts it since this program was started; `getrusage` would count the parent's memory too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) // 1024


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
