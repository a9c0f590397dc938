"""The steps the replay journeys share: ask a command, and compare hits with the table of suppliers."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from cases.models import Hit

HERE = Path(__file__).parent
GROWTH = {"us-bis-el": 37, "us-ofac-cmic": 9, "us-ofac-sdn": 34}


def touched_suppliers() -> list[dict[str, str]]:
    """The forty suppliers the notices are about, with the entries they must be found on before and after."""
    with (HERE / "replay_suppliers.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def answer_of(*command: str) -> dict[str, Any]:
    """The JSON a command prints; a finding (exit 1) is an answer too."""
    out = StringIO()
    try:
        call_command(*command, "--json", stdout=out, stderr=StringIO())
    except SystemExit as end:
        assert end.code == 1
    answer = json.loads(out.getvalue())
    assert isinstance(answer, dict)
    return answer


def write_suppliers(path: Path, others: list[tuple[str, str, str]]) -> Path:
    """A supplier file: the given (id, name, country), and the forty."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["external_id", "name", "country", "dealings"])
        writer.writerows([*row, "buy"] for row in others)
        writer.writerows([row["external_id"], row["name"], row["country"], "buy | sell"] for row in touched_suppliers())
    return path


def changes_of(load: dict[str, Any]) -> dict[str, tuple[int, int, int, int, int]]:
    """Per list of a load: added, amended, cosmetic, delisted, relisted."""
    return {
        entry["list"]: (entry["added"], entry["amended"], entry["cosmetic"], entry["delisted"], entry["relisted"])
        for entry in load["lists"]
    }


def missing_hits(column: str) -> list[str]:
    """Suppliers of the table that have no live hit on the entry the column names."""
    return [
        f"{row['external_id']} {row['name']}: no hit on {row[column]}"
        for row in touched_suppliers()
        if row[column]
        and not Hit.objects.live()
        .filter(supplier__external_id=row["external_id"], listed_entity__name__icontains=row[column])
        .exists()
    ]


def controls_with_hits() -> list[str]:
    """Suppliers named in the notices that are on no list and yet have a hit."""
    controls = [row["external_id"] for row in touched_suppliers() if not row["before"] and not row["after"]]
    found = Hit.objects.filter(supplier__external_id__in=controls)
    return [f"{hit.our_name} ~ {hit.matched_name} {hit.score:.2f}" for hit in found]


def scores() -> list[tuple[str, str, str, float]]:
    """Every live hit as (supplier, list, uid, score), sorted."""
    found = Hit.objects.live().values_list(
        "supplier__external_id", "listed_entity__list", "listed_entity__uid", "score"
    )
    return sorted(found)
