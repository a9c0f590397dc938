"""The evening of 16 December 2021 on the whole files: 50,040 suppliers, one list before and after."""

from __future__ import annotations

import csv

import pytest

from cases.models import Hit, Supplier
from tests.journeys import replay

pytestmark = pytest.mark.django_db


def test_the_evening_of_16_december_2021_on_the_whole_files(shared, tmp_path):
    folder = shared / "data/lists/csl-replay-2021-12"
    before_file = str(folder / "consolidated_asof_2021-12-09.csv")
    after_file = str(folder / "consolidated_asof_2021-12-17.csv")
    with (shared / "data/eval/supplier-masters/gleif_sample_50k.csv").open(encoding="utf-8", newline="") as handle:
        register = [(row["lei"], row["legal_name"], row["country"]) for row in csv.DictReader(handle)]
    suppliers = replay.write_suppliers(tmp_path / "suppliers.csv", register)

    first = replay.answer_of("load_list", "us-csl", before_file, "--published", "2021-12-09", "--no-rescreen")
    assert {entry["state"] for entry in first["lists"]} == {"active"}
    assert sum(entry["rows_read"] for entry in first["lists"]) == 12_726

    imported = replay.answer_of("import_suppliers", str(suppliers), "--no-rescreen")
    assert imported["rows"] == imported["created"] == 50_040

    assert replay.answer_of("rescreen")["unscreened"] == 0
    assert replay.missing_hits("before") == []
    before = set(Hit.objects.values_list("pk", flat=True))

    second = replay.answer_of("load_list", "us-csl", after_file, "--published", "2021-12-17")
    replay.answer_of("rescreen")  # with a broker the load before it only plans
    changes = replay.changes_of(second)
    assert changes == {code: (replay.GROWTH.get(code, 0), 0, 0, 0, 0) for code in changes}
    assert replay.answer_of("screening_completeness")["unscreened"] == 0

    new = Hit.objects.exclude(pk__in=before).select_related("listed_entity__current__version")
    assert replay.missing_hits("after") == []
    assert {hit.listed_entity.current.version.published_on.isoformat() for hit in new} == {"2021-12-17"}
    assert replay.controls_with_hits() == []

    told = replay.scores()
    swept = replay.answer_of("rescreen", "--full")
    assert [(run["hits_new"], run["hits_woken"], run["hits_closed"]) for run in swept["runs"]] == [(0, 0, 0)]
    assert replay.scores() == told

    again = replay.answer_of("load_list", "us-csl", after_file, "--published", "2021-12-17")
    assert set(replay.changes_of(again).values()) == {(0, 0, 0, 0, 0)}
    assert Supplier.objects.count() == 50_040
