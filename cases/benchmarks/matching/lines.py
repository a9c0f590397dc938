"""The report on matching for somebody who reads: one line for each figure, its unit beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cases.benchmarks.measuring import Report


def lines(report: Report) -> Iterator[str]:
    """Every figure of the report; seconds are processor seconds of one thread."""
    work = report["work"]
    yield f"matching: {work['suppliers']:,} suppliers against {work['listed_names']:,} names ({work['from']})"
    if work["not_screened"]:
        yield f"  {work['not_screened']} suppliers have a name of which nothing is left; they were not screened"
    yield from _speed(report)
    for title in ("one_question", "bad_input"):
        times = report[title]
        told = f"p50 {times['p50_ms']} ms, p99 {times['p99_ms']} ms, most {times['most_ms']} ms"
        yield f"  {title.replace('_', ' ')}: {told}"
    yield from _others(report)
    if "quality" in report:
        yield from _quality(report["quality"])
    if "pairs" in report:
        yield from _pairs(report["pairs"])


def _speed(report: Report) -> Iterator[str]:
    index, new, whole, growth = (report[part] for part in ("index", "new_process", "throughput", "growth"))
    rate = f"{whole['suppliers_per_cpu_second']:,} suppliers/s"
    yield f"  throughput: {rate}, {whole['hits']:,} hits, {whole['peak_rss_mb']} MB"
    yield f"  index: built in {index['build_cpu_seconds']} s, {index['stored_mb']} MB stored"
    yield (
        f"  new process: import {new['import_cpu_seconds']} s, tables {new['tables_cpu_seconds']} s, "
        f"index opened in {new['open_cpu_seconds']} s, {new['peak_rss_mb']} MB; with the first Han name "
        f"{new['first_han_answer_cpu_seconds']} s, {new['peak_rss_with_han_mb']} MB"
    )
    yield from _delta(report["delta"])
    before, after = growth["names"]
    yield f"  growth from {before:,} to {after:,} names: throughput falls {growth['falls_times']} times"


def _delta(delta: dict[str, Any]) -> Iterator[str]:
    yield (
        f"  {delta['listings']} new listings against {delta['supplier_names']:,} stored suppliers: "
        f"{delta['cpu_seconds']} s, {delta['hits']:,} hits; a million reckoned from it "
        f"{delta['cpu_seconds_for_a_million']} s, {delta['stored_mb_per_million_names']} MB"
    )


def _others(report: Report) -> Iterator[str]:
    for name, peer in report["peers"].items():
        if "absent" in peer:
            yield f"  {peer['engine']}: {peer['absent']}"
        else:
            yield (
                f"  {peer['engine']}: {peer['suppliers_per_cpu_second']:,} suppliers/s, reckoned from a sample of "
                f"{peer['sample']}; Cordon is {report['ratios'][f'times_{name}']:,} times as fast"
            )


def _quality(quality: dict[str, Any]) -> Iterator[str]:
    best, quiet = quality["best_f1"], quality["at_1_percent_false_alerts"]
    yield f"  best F1 {best['f1']} at {best['threshold']} (false alerts {best['false_alerts']:.2%})"
    if quiet:
        yield f"  recall {quiet['recall']} at 1 % false alerts (threshold {quiet['threshold']})"
    for band, point in quality["bands"].items():
        told = f"recall {point['recall']}, false alerts {point['false_alerts']:.2%}"
        yield f"  from {band} ({point['threshold']}): {told}"
    yield f"  found at all: {quality['found_at_all']}"
    for name, figures in quality["classes"].items():
        told, probable = (
            (f"recall {figures['recall']}", figures["recall_from_probable"])
            if "recall" in figures
            else (f"alerts {figures['alerts']:.2%}", f"{figures['alerts_from_probable']:.2%}")
        )
        yield f"    {name or 'unnamed'} ({figures['suppliers']}): {told}, from probable {probable}"


def _pairs(pairs: dict[str, Any]) -> Iterator[str]:
    yield f"  pairs: {pairs['pairs']:,}, {pairs['pairs_per_cpu_second']:,}/s"
    for kind, figures in pairs.get("f1", {}).items():
        yield f"    {kind} ({figures['pairs']}): best F1 {figures['best']} at {figures['best_threshold']}"
