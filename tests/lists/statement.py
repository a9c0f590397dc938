"""What each source states of its sample files, as text to read and accept: `python -m tests.lists.statement us-csl`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sanctions.canonical import canonical
from sanctions.records import Parsed, SourceFile
from sanctions.sources import source

HERE = Path(__file__).parent
SAMPLES = {
    "us-bis-dpl": (("sample.txt",),),
    "us-dhs-uflpa": (("sample.html",),),
    "us-csl": (("sample.csv",), ("sample.json",)),
    "us-ofac-sdn": (("sdn.csv", "add.csv", "alt.csv"), ("sdn.csv",), ("sdn.xml",)),
    "us-ofac-cons": (
        ("cons_prim.csv", "cons_add.csv", "cons_alt.csv", "cons_comments.csv"),
        ("consolidated.xml",),
        ("cons_enhanced.xml",),
    ),
    "un-sc": (("sample.xml",),),
    "eu-fsf": (("sample.xml",),),
    "ca-sema": (("sample.xml",),),
    "table": (("sample.csv",),),
    "house": (("sample.jsonl",),),
}


def sample(code: str, *names: str) -> tuple[SourceFile, ...]:
    """The sample files of a source, as a loader would hand them over."""
    return tuple(SourceFile(name, (HERE / code / name).read_bytes()) for name in names)


def statement(code: str) -> str:
    """All that the source reads out of its samples."""
    parse = source(code).parse
    stated = {" + ".join(names): _plain(parse(sample(code, *names))) for names in SAMPLES[code]}
    return json.dumps(stated, ensure_ascii=False, indent=1) + "\n"


def expected(code: str) -> Path:
    """Where the accepted statement lies."""
    return HERE / code / "expected.json"


def _plain(parsed: Parsed) -> dict[str, object]:
    return {
        "lists": {
            found.list: {
                "rows_read": found.rows_read,
                "rows_rejected": found.rows_rejected,
                "warnings": found.warnings,
                "absent": found.absent,
                "records": [json.loads(canonical(record)) for record in found.records],
            }
            for found in parsed.lists
        },
        "rows_unplaced": parsed.rows_unplaced,
        "errors": [[error.file, error.line, error.code, error.message] for error in parsed.errors],
    }


if __name__ == "__main__":
    for code in sys.argv[1:]:
        expected(code).write_text(statement(code), encoding="utf-8")
