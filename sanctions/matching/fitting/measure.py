"""How good a scorecard is on pairs of names whose truth is known: recall at few false alerts, F1, each kind apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sanctions.matching.explain import Listed, judge
from sanctions.matching.points import FULL
from sanctions.matching.score import compare
from sanctions.matching.scorecard import Scorecard
from sanctions.matching.tables import Tables
from sanctions.matching.tokens import NameForm, organisation_form, person_form
from sanctions.records import Kind, Name, Subject

FALSE_ALERTS = 0.01  # of the pairs that are two parties: the part that may score as high as a match


@dataclass(frozen=True, slots=True)
class KnownPair:
    """A supplier's name and a listed one, whether they are one party, and what makes them differ."""

    ours: str
    theirs: str
    is_person: bool
    is_match: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What a scorecard reached: the threshold with few enough false alerts, recall there and by kind, the best F1."""

    threshold: float
    recall: float
    f1: float
    by_kind: dict[str, float]

    @property
    def worth(self) -> float:
        """What fitting makes as great as it can."""
        return self.recall + self.f1


class Bench:
    """Pairs read once, to be scored again and again."""

    def __init__(self, pairs: Iterable[KnownPair], tables: Tables) -> None:
        self._tables = tables
        self._read = [(pair, *_forms(pair, tables)) for pair in pairs]

    def measure(self, card: Scorecard) -> Measured:
        """Score every pair with this card."""
        scored = [(self._score(pair, ours, theirs, card), pair) for pair, ours, theirs in self._read]
        return measured(scored)

    def _score(self, pair: KnownPair, ours: NameForm, theirs: NameForm, card: Scorecard) -> float:
        kind = Kind.PERSON if pair.is_person else Kind.COMPANY
        comparison = compare(ours, theirs, self._tables, card)
        listed, subject = Listed(kind, (), (), ()), Subject((pair.ours,), kind)
        return judge(subject, listed, Name(pair.theirs), comparison, ours, theirs, pair.ours, card).score / FULL


def _forms(pair: KnownPair, tables: Tables) -> tuple[NameForm, NameForm]:
    read = person_form if pair.is_person else organisation_form
    return read(pair.ours, tables), read(pair.theirs, tables)


def measured(scored: Sequence[tuple[float, KnownPair]]) -> Measured:
    """Recall where few enough strangers score as high, the best F1 of any threshold, and recall by kind."""
    strangers = sorted((score for score, pair in scored if not pair.is_match), reverse=True)
    matches = [score for score, pair in scored if pair.is_match]
    allowed = int(FALSE_ALERTS * len(strangers))
    above = strangers[allowed] if allowed < len(strangers) else 0.0  # a match must score more than this one
    by_kind: defaultdict[str, list[bool]] = defaultdict(list)
    for score, pair in scored:
        if pair.is_match:
            by_kind[pair.kind].append(score > above)
    return Measured(
        threshold=above,
        recall=sum(score > above for score in matches) / max(1, len(matches)),
        f1=_best_f1(matches, strangers),
        by_kind={kind: sum(found) / len(found) for kind, found in sorted(by_kind.items())},
    )


def _best_f1(matches: Sequence[float], strangers: Sequence[float]) -> float:
    marks = sorted([(score, 1) for score in matches] + [(score, 0) for score in strangers], reverse=True)
    best, found = 0.0, 0
    for alerts, (score, is_match) in enumerate(marks, 1):
        found += is_match
        if score > 0 and (alerts == len(marks) or marks[alerts][0] < score):
            best = max(best, 2 * found / (alerts + len(matches)))
    return best
