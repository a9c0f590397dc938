"""What is measured: the figures, their units, and that a ratio compares two figures of one run."""

from __future__ import annotations

import csv
import json
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cases.benchmarks import all_benchmarks
from cases.benchmarks.matching import made, peers, ratios, speed
from cases.benchmarks.matching.delta import LISTINGS, delta
from cases.benchmarks.matching.hostile import NAMES
from cases.benchmarks.matching.lines import lines
from cases.benchmarks.matching.quality import Outcome, quality
from cases.benchmarks.matching.workload import Asked, Workload, spread
from cases.benchmarks.measuring import milliseconds
from sanctions.matching.policy import MatchPolicy
from sanctions.matching.tables import NEWEST, load_tables
from sanctions.records import Subject

TIMES = {"p50_ms", "p99_ms", "most_ms"}
LISTED = (
    "entity_id\tcluster\tkind\tcountry\tname\talias\n"
    "1\tp1\tE\tCN\tHangzhou Hikvision\t0\n2\tp1\tE\tCN\tHikvision\t1\n3\tp3\tE\tRU\tKaspersky\t0\n"
)
SUPPLIERS = (
    "supplier_id\tname\tcountry\tcls\tlabel\tcluster\tweight\n"
    "S1\tHikvision\tCN\texact\t1\tp1\t1\nS2\tBaker Brothers\tUS\tstranger\t0\t\t4\n"
)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    listed, asked, compared = tmp_path / "listed.tsv", tmp_path / "suppliers.tsv", tmp_path / "pairs.csv"
    listed.write_text(LISTED, encoding="utf-8")
    asked.write_text(SUPPLIERS, encoding="utf-8")
    with compared.open("w", encoding="utf-8", newline="") as lines_out:
        csv.writer(lines_out).writerows(
            [
                ("id", "left", "right", "kind", "label"),
                (1, "Hikvision", "HIKVISION Co., Ltd.", "company", 1),
                (2, "Snow", "Rain", "company", 0),
            ]
        )
    return listed, asked, compared


def measured(*arguments: object) -> dict[str, Any]:
    out = StringIO()
    call_command("benchmark", *map(str, arguments), "--json", stdout=out, stderr=StringIO())
    report: dict[str, Any] = json.loads(out.getvalue())
    return report


@pytest.fixture
def report(files: tuple[Path, Path, Path]) -> dict[str, Any]:
    listed, asked, compared = files
    whole = measured("matching", "--listed", listed, "--suppliers", asked, "--pairs", compared)
    assert list(whole) == ["matching"]
    return whole["matching"]


def test_matching_is_found_by_its_name():
    assert "matching" in [known.name for known in all_benchmarks()]


def test_the_report_on_matching_holds_every_figure_with_its_unit(report: dict[str, Any]):
    assert report["work"] == {
        "from": "listed.tsv and suppliers.tsv",
        "suppliers": 2,
        "listed_names": 3,
        "not_screened": 0,
    }
    assert set(report["one_question"]) >= TIMES and set(report["bad_input"]) >= TIMES
    assert {"build_cpu_seconds", "store_cpu_seconds", "stored_mb"} <= set(report["index"])
    assert {"import_cpu_seconds", "open_cpu_seconds", "peak_rss_mb", "first_han_answer_cpu_seconds"} <= set(
        report["new_process"]
    )
    assert {"suppliers_per_cpu_second", "cpu_seconds", "peak_rss_mb"} <= set(report["throughput"])
    assert report["growth"]["names"] == [3, 12]
    assert {"read_cpu_seconds", "cpu_seconds", "cpu_seconds_for_a_million", "stored_mb"} <= set(report["delta"])
    assert set(report["peers"]) == {"rapidfuzz", "nomenklatura"}


def test_what_is_labelled_is_judged(report: dict[str, Any]):
    assert report["quality"]["listed"] == 1
    assert report["quality"]["at_1_percent_false_alerts"]["recall"] == 1.0
    assert report["quality"]["classes"]["exact"] == {
        "suppliers": 1,
        "recall": 1.0,
        "recall_from_probable": 1.0,
        "found_at_all": 1.0,
    }
    assert report["quality"]["classes"]["stranger"] == {
        "suppliers": 1,
        "alerts": 0.0,
        "alerts_from_probable": 0.0,
    }
    assert report["pairs"]["f1"]["company"]["best"] == 1.0


def test_the_report_can_be_read(report: dict[str, Any]):
    told = "\n".join(lines(report))

    assert "2 suppliers against 3 names" in told
    assert f"Cordon is {report['ratios']['times_rapidfuzz']:,} times as fast" in told


def test_ratios_compare_figures_of_one_run_and_leave_out_who_is_absent():
    run = {
        "throughput": {"suppliers_per_cpu_second": 5_000.0},
        "peers": {"one": {"suppliers_per_cpu_second": 25.0}, "other": {"absent": "not installed here"}},
    }

    assert ratios(run) == {"times_one": 200.0}


def test_an_engine_that_is_not_installed_is_named_and_not_missed(monkeypatch: pytest.MonkeyPatch, workload: Workload):
    monkeypatch.setitem(sys.modules, "nomenklatura", None)

    assert "not installed here" in peers.logic_v2(workload)["absent"]


@pytest.fixture(scope="module")
def workload() -> Workload:
    return made.workload(listed=60, unlisted=20, each=3)


def test_the_made_up_workload_is_the_same_every_time(workload: Workload):
    again = made.workload(listed=60, unlisted=20, each=3)

    assert again == workload
    assert {one.party for one in workload.asked if one.party} <= set(workload.parties)
    assert {"as-printed", "one-slip", "unlisted"} <= {one.variant for one in workload.asked}


def test_new_listings_find_among_stored_suppliers_whom_the_whole_list_finds(workload: Workload):
    matcher, _ = speed.built(workload.entries)
    new = set(map(id, spread(workload.entries, LISTINGS)))
    keys = {entry.key for entry in workload.entries if id(entry) in new}

    told = delta(workload, load_tables(NEWEST), matcher.policy)

    whole = matcher.index.match_many(workload.subjects, matcher.policy)
    assert told["hits"] == sum(match.key in keys for matches in whole for match in matches) > 0
    assert told["to_score"] < told["supplier_names"]


def test_a_list_grown_fourfold_keeps_what_it_had(workload: Workload):
    larger = speed.grown(workload.entries)

    assert larger[: len(workload.entries)] == list(workload.entries)
    assert len(larger) == 4 * len(workload.entries)
    assert [entry.key for entry in larger] == list(range(len(larger)))


def test_names_without_a_letter_are_refused_and_the_others_answered(workload: Workload):
    matcher, _ = speed.built(workload.entries)

    told = speed.bad_input(matcher)

    assert told["names"] == len(NAMES)
    assert {"punctuation only", "invisible characters only"} <= set(told["refused"])
    assert "homoglyphs" not in told["refused"]


def outcome(party: str, top: float, right: float, weight: float = 1.0, variant: str = "") -> Outcome:
    return Outcome(Asked(Subject(("x",)), variant, party, weight), top, right)


def test_quality_counts_suppliers_by_weight():
    outcomes = [
        outcome("a", 0.95, 0.95, variant="exact"),
        outcome("b", 0.90, 0.80, variant="typo"),  # somebody else scores higher
        outcome("c", 0.0, 0.0, variant="typo"),
        outcome("", 0.85, 0.0, weight=1, variant="stranger"),
        outcome("", 0.0, 0.0, weight=199, variant="stranger"),
        outcome("d", 0.0, 0.0, variant="subsidiary"),
    ]

    told = quality(outcomes, MatchPolicy(1, "any", possible=0.72, probable=0.82, strong=0.93))

    assert (told["listed"], told["unlisted"]) == (3, 2)
    assert told["at_1_percent_false_alerts"]["recall"] == round(2 / 3, 4)
    assert told["at_1_percent_false_alerts"]["false_alerts"] == 0.005
    assert told["found_at_all"] == round(2 / 3, 4)
    assert told["classes"]["typo"]["recall"] == told["classes"]["typo"]["found_at_all"] == 0.5
    assert told["classes"]["typo"]["recall_from_probable"] == 0
    assert (told["bands"]["probable"]["false_alerts"], told["bands"]["strong"]["recall"]) == (0.005, round(1 / 3, 4))
    assert told["classes"]["stranger"]["alerts"] == 0.005


def test_times_are_told_in_milliseconds():
    assert milliseconds([0.001] * 99 + [0.5]) == {"p50_ms": 1.0, "p99_ms": 500.0, "most_ms": 500.0}


REFUSED = [
    (("speed",), "'speed' is nothing we measure; we measure"),
    (("matching", "--listed", "L"), "--listed and --suppliers go together"),
    (("matching", "--listed", "nowhere.tsv", "--suppliers", "S"), "nowhere.tsv"),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED)
def test_what_cannot_be_measured_is_bad_input(arguments: tuple[str, ...], message: str):
    with pytest.raises(CommandError, match=message) as refused:
        measured(*arguments)

    assert refused.value.returncode == 2


def test_a_weight_that_is_no_number_is_bad_input(files: tuple[Path, Path, Path]):
    listed, asked, _ = files
    asked.write_text(SUPPLIERS.replace("\t4\n", "\tmany\n"), encoding="utf-8")

    with pytest.raises(CommandError, match=r"suppliers.tsv, supplier S2: weight 'many' is no number"):
        measured("matching", "--listed", listed, "--suppliers", asked)
