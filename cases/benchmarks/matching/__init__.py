"""Matching measured: how fast, how large, how good, and how many times as fast as others on the same work."""

from __future__ import annotations

from argparse import _ArgumentGroup
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cases.benchmarks.matching import made, peers, speed
from cases.benchmarks.matching.delta import delta
from cases.benchmarks.matching.labelled_pairs import pair_quality
from cases.benchmarks.matching.lines import lines
from cases.benchmarks.matching.quality import quality
from cases.benchmarks.matching.workload import Workload, read
from cases.benchmarks.measuring import Benchmark, CannotMeasure, Report, Say, ratio
from sanctions.matching.tables import NEWEST, load_tables


def add_arguments(parser: _ArgumentGroup) -> None:
    """Files to measure with; without them the workload is made up, alike every time."""
    parser.add_argument("--listed", metavar="L.tsv", help="listed names, in the columns of screen_file")
    parser.add_argument("--suppliers", metavar="S.tsv", help="suppliers; with label, cls, cluster, weight also quality")
    parser.add_argument("--pairs", metavar="IN.csv", help="pairs of names, in the columns of score_pairs and label")


def run(options: Mapping[str, Any], say: Say) -> Report:
    """All figures; Cordon's first, so that its memory is its own."""
    workload = _workload(options["listed"], options["suppliers"])
    say(f"matching: {len(workload.asked)} suppliers against {workload.names} names")
    report = _cordon(workload, say)
    if options["pairs"]:
        report["pairs"] = pair_quality(options["pairs"], Path(options["pairs"]).read_bytes())
    say("matching: the others, on a sample")
    report["peers"] = {"rapidfuzz": peers.wratio(workload), "nomenklatura": peers.logic_v2(workload)}
    report["ratios"] = ratios(report)
    return report


def _workload(listed: str | None, suppliers: str | None) -> Workload:
    if bool(listed) != bool(suppliers):
        raise CannotMeasure("--listed and --suppliers go together: give both files or none")
    return read(listed, suppliers) if listed and suppliers else made.workload()


def _cordon(workload: Workload, say: Say) -> Report:
    matcher, index = speed.built(workload.entries)
    throughput, outcomes = speed.throughput(matcher, workload)
    report: Report = {
        "work": {
            "from": workload.origin,
            "suppliers": len(workload.asked),
            "listed_names": workload.names,
            "not_screened": workload.skipped,
        },
        "index": index,
        "new_process": speed.new_process(matcher, workload.asked[0].subject.names[0]),
        "throughput": throughput,
        "one_question": speed.one_question(matcher, workload),
        "bad_input": speed.bad_input(matcher),
    }
    if workload.is_labelled:
        report["quality"] = quality(outcomes, matcher.policy)
    say("matching: new listings against stored suppliers")
    report["delta"] = delta(workload, load_tables(NEWEST), matcher.policy)
    say("matching: the list grown fourfold")
    report["growth"] = speed.growth(matcher, workload)
    return report


def ratios(report: Report) -> dict[str, float]:
    """Cordon's suppliers a second over each other engine's of the same run."""
    ours = report["throughput"]["suppliers_per_cpu_second"]
    return {
        f"times_{name}": ratio(ours, peer["suppliers_per_cpu_second"])
        for name, peer in report["peers"].items()
        if "absent" not in peer
    }


BENCHMARK = Benchmark(
    name="matching",
    title="names against listed names, beside rapidfuzz and nomenklatura",
    add_arguments=add_arguments,
    run=run,
    lines=lines,
)
