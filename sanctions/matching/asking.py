"""One batch of questions to an index: candidates found together, scored one by one, the best of each entry kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from sanctions.matching.bounds import Floor
from sanctions.matching.brevity import AFFILIATE
from sanctions.matching.explain import Judgement, judge, most_judged
from sanctions.matching.listed import ORGANISATIONS, READERS, Listed, Names, reading_of
from sanctions.matching.openings import compare_cut, may_be_cut
from sanctions.matching.points import FULL
from sanctions.matching.policy import Band, MatchPolicy
from sanctions.matching.score import Comparison, Weighed, compare
from sanctions.matching.spans import Moment, Spans
from sanctions.matching.tokens import AFFILIATE_COVERED, NameForm, both_forms
from sanctions.records import Name, Reason, Subject


@dataclass(frozen=True, slots=True)
class Match:
    """One entry that may be the subject: the best of its names, the score and what it is made of."""

    key: int
    score: float
    band: Band
    matched_name: str
    our_name: str
    reasons: tuple[Reason, ...]

    @property
    def is_affiliate(self) -> bool:
        """Whether it was raised for the name of what may be its group."""
        return any(reason.rule == AFFILIATE for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class _Question:
    """One of our names, read both ways."""

    subject: int
    name: str
    forms: dict[str, NameForm]


@dataclass(frozen=True, slots=True)
class _Pair:
    """One of our names beside a listed one, as they are read."""

    question: _Question
    ours: NameForm
    theirs: NameForm


class Asking:
    """Some subjects, asked about together under one policy and as of one moment."""

    def __init__(
        self, listed: Listed, spans: Spans, subjects: Sequence[Subject], policy: MatchPolicy, moment: Moment | None
    ) -> None:
        self._listed = listed
        self._spans = spans
        self._subjects = subjects
        self._policy = policy
        self._card = policy.scorecard
        self._moment = moment
        self._best: list[dict[int, tuple[Judgement, str, str]]] = [{} for _ in subjects]

    def answers(self) -> list[list[Match]]:
        """The matches of each subject, best first; raises NameBlank for a name that cannot be screened."""
        questions = [question for number in range(len(self._subjects)) for question in self._questions(number)]
        for names in self._listed.names:
            if len(names.pool):
                self._consider_names(names, questions)
        for question in questions:
            if may_be_cut(question.name):
                self._consider_cut(question)
        for number, subject in enumerate(self._subjects):
            if subject.identifiers:
                self._consider_identified(subject, [q for q in questions if q.subject == number])
        return [self._ranked(found) for found in self._best]

    def _questions(self, number: int) -> Iterator[_Question]:
        for name in self._subjects[number].names:
            both = both_forms(name, self._listed.tables)
            yield _Question(number, name, dict(zip(READERS, both, strict=True)))

    def _consider_names(self, names: Names, questions: Sequence[_Question]) -> None:
        asked = [question.forms[names.reading] for question in questions]
        floor = Floor.of(self._card, self._policy.possible, is_person=names.pool.is_person)
        rows, found = names.pool.candidates(asked, floor)
        bearers = names.bearers(found, self._spans, self._moment)
        for place, borne in groupby(bearers, key=itemgetter(0)):
            row = rows[place]
            pair = _Pair(questions[row], asked[row], names.pool.name(found[place]))
            self._consider(pair, [(entry, position) for _, entry, position in borne])

    def _consider(self, pair: _Pair, bearers: Sequence[tuple[int, int]]) -> None:
        weighed = Weighed(pair.ours, pair.theirs, self._listed.tables, self._card)
        may_be_affiliate = weighed.theirs_covered >= AFFILIATE_COVERED and not weighed.lacks_identity
        if weighed.most < self._least(self._subjects[pair.question.subject]) and not may_be_affiliate:
            return
        for bearer, position in bearers:
            entry = self._listed.entries[bearer]
            self._keep(pair, bearer, entry.names[position], weighed.compared(frozenset(entry.countries)))

    def _least(self, subject: Subject) -> int:
        """What the words two names share must come to at least, in ten-thousandths."""
        may_gain = subject.addresses or subject.identifiers
        return round((self._policy.possible - (self._card.same_address if may_gain else 0.0)) * FULL)

    def _keep(self, pair: _Pair, bearer: int, name: Name, comparison: Comparison) -> None:
        question = pair.question
        subject, beside = self._subjects[question.subject], self._listed.entries[bearer].beside()
        if most_judged(subject, beside, comparison, pair.ours, pair.theirs, self._card) / FULL < self._policy.least:
            return
        found = judge(subject, beside, name, comparison, pair.ours, pair.theirs, question.name, self._card)
        if not self._policy.keeps(found.score / FULL, is_affiliate=found.is_affiliate):
            return
        best = self._best[question.subject]
        known = best.get(bearer)
        if known is None or _precedes(found, name.text, known):
            best[bearer] = (found, name.text, question.name)

    def _consider_cut(self, question: _Question) -> None:
        """Entries whose name goes on where ours fills the whole name field."""
        names = next(names for names in self._listed.names if names.reading == ORGANISATIONS)
        longer = self._listed.openings.longer_than(question.name)
        for place, bearer, position in names.bearers(longer, self._spans, self._moment):
            pair = _Pair(question, question.forms[ORGANISATIONS], names.pool.name(longer[place]))
            name = self._listed.entries[bearer].names[position]
            self._keep(pair, bearer, name, compare_cut(pair.ours, question.name, pair.theirs, name.text))

    def _consider_identified(self, subject: Subject, questions: Sequence[_Question]) -> None:
        """Entries with one of the subject's own numbers, whatever their names."""
        for bearer in self._listed.entries.identified(subject.identifiers):
            if self._moment is None or self._spans.stands(bearer, self._moment):
                self._consider_entry(bearer, questions)

    def _consider_entry(self, bearer: int, questions: Sequence[_Question]) -> None:
        entry = self._listed.entries[bearer]
        reading = reading_of(entry.kind)
        for name in entry.names:
            theirs = READERS[reading](name.text, self._listed.tables)
            for question in questions:
                pair = _Pair(question, question.forms[reading], theirs)
                comparison = compare(pair.ours, theirs, self._listed.tables, self._card, frozenset(entry.countries))
                self._keep(pair, bearer, name, comparison)

    def _ranked(self, best: dict[int, tuple[Judgement, str, str]]) -> list[Match]:
        found = []
        for bearer, (judgement, matched, ours) in best.items():
            score = judgement.score / FULL
            key = int(self._listed.entries.keys[bearer])
            found.append(Match(key, score, self._policy.band(score), matched, ours, judgement.reasons))
        return sorted(found, key=lambda match: (-match.score, match.key))


def _precedes(found: Judgement, name: str, known: tuple[Judgement, str, str]) -> bool:
    """The better score; between equals the shorter and then the first in the alphabet, so that order never matters."""
    return (-found.score, len(name), name) < (-known[0].score, len(known[1]), known[1])
