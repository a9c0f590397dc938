"""Other engines on a sample of the same work, in the same run: what they cost by supplier."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process, utils

from cases.benchmarks.matching.workload import Workload, spread
from cases.benchmarks.measuring import Report, per_second, timed
from sanctions.records import Kind, Subject

WRATIO_SAMPLE = 40
WRATIO_CUTOFF = 60
LOGIC_SAMPLE = 400
_SCHEMATA = {Kind.PERSON: "Person", Kind.VESSEL: "Vessel", Kind.AIRCRAFT: "Airplane"}
_COMPANY = "LegalEntity"  # its better setting: people are then compared too


def wratio(workload: Workload) -> Report:
    """rapidfuzz's WRatio of every supplier of the sample with every listed name, one thread, no index."""
    listed = [utils.default_process(name.text) for entry in workload.entries for name in entry.names]
    sample = [utils.default_process(subject.names[0]) for subject in spread(workload.subjects, WRATIO_SAMPLE)]
    _, seconds = timed(lambda: process.cdist(sample, listed, scorer=fuzz.WRatio, score_cutoff=WRATIO_CUTOFF, workers=1))
    return {
        "engine": "rapidfuzz WRatio, every name with every name",
        "sample": len(sample),
        "cpu_seconds": round(seconds, 2),
        "suppliers_per_cpu_second": per_second(len(sample), seconds),
    }


def logic_v2(workload: Workload) -> Report:
    """nomenklatura's logic-v2 behind its own index; only the reason where it is not installed."""
    engine = "nomenklatura logic-v2 behind its own index"
    try:
        logic = _Logic(workload)
    except ImportError as error:
        return {"engine": engine, "absent": f"not installed here ({error})"}
    sample = spread(workload.subjects, LOGIC_SAMPLE)
    pairs, seconds = timed(lambda: logic.screen(sample))
    return {
        "engine": engine,
        "sample": len(sample),
        "index_cpu_seconds": round(logic.build_seconds, 2),
        "pairs": pairs,
        "cpu_seconds": round(seconds, 2),
        "suppliers_per_cpu_second": per_second(len(sample), seconds),
    }


class _Logic:
    """nomenklatura as its own tools use it; it is looked for by name because Cordon does not depend on it."""

    def __init__(self, workload: Workload) -> None:
        matching = import_module("nomenklatura.matching")
        self._entity = import_module("followthemoney.statement.entity").StatementEntity
        self._dataset = import_module("followthemoney").Dataset.make({"name": "benchmark", "title": "benchmark"})
        self._compare = matching.get_algorithm("logic-v2").compare
        self._config = matching.ScoringConfig.defaults()
        self._listed = {
            f"l{entry.key}": self._made(f"l{entry.key}", entry.kind, [name.text for name in entry.names])
            for entry in workload.entries
        }
        self._folder = tempfile.TemporaryDirectory()
        self._index = import_module("nomenklatura.blocker").Index(self, Path(self._folder.name))
        _, self.build_seconds = timed(self._index.build)

    @property
    def scope(self) -> Any:
        """The data set, as the index asks for it."""
        return self._dataset

    def entities(self, include_schemata: Any = None) -> Any:
        """The listed entities, as the index asks for them."""
        yield from self._listed.values()

    def screen(self, subjects: Sequence[Subject]) -> int:
        """Every subject looked up and compared with what the index offers; the number of comparisons."""
        asked = {f"q{n}": self._made(f"q{n}", one.kind, list(one.names)) for n, one in enumerate(subjects)}
        pairs = 0
        for question, offered in self._index.match_entities(asked.values()):
            for other, _ in offered:
                ours, theirs = asked[str(question)], self._listed[str(other)]
                if theirs.schema.can_match(ours.schema):
                    self._compare(ours, theirs, self._config)
                    pairs += 1
        return pairs

    def _made(self, key: str, kind: Kind, names: list[str]) -> Any:
        properties = {"name": names}
        return self._entity.from_data(
            self._dataset, {"id": key, "schema": _SCHEMATA.get(kind, _COMPANY), "properties": properties}
        )
