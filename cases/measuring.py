"""What suppliers match under one policy: every question about them asked, and what speaks for each pair."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from cases.reconciling import Finding, Pair
from cases.subjects import Asked, AsRead
from sanctions.matching.index import Match
from sanctions.matching.policy import MatchPolicy
from sanctions.models import EntityRevision
from sanctions.records import Subject

Matcher = Callable[[Sequence[Subject], MatchPolicy], list[list[Match]]]


def matches_of(suppliers: Iterable[AsRead], match_many: Matcher, policy: MatchPolicy) -> Iterator[tuple[Asked, Match]]:
    """Every match of every question about these suppliers."""
    asked = [one for supplier in suppliers for one in supplier.asked]
    answers = match_many([one.subject for one in asked], policy)
    return ((one, match) for one, matches in zip(asked, answers, strict=True) for match in matches)


def findings_of(found: Iterable[tuple[Asked, Match]]) -> dict[Pair, Finding]:
    """What speaks for each pair: the newest revision, a held one before the one in force, and then the best score.

    Of equal scores the supplier's own name goes before an owner's, and an owner's before the next.
    """
    some = list(found)
    revisions = (
        EntityRevision.objects.filter(pk__in={match.key for _, match in some})
        .defer("canonical")
        .prefetch_related("entity__list")  # not joined: beside a fresh load the server may plan for empty tables
        .in_bulk()
    )
    best: dict[Pair, Finding] = {}
    for asked, match in some:
        finding = Finding(match, revisions[match.key], asked.via)
        pair = (asked.supplier, finding.revision.entity_id)
        if pair not in best or _rank(finding) > _rank(best[pair]):
            best[pair] = finding
    return best


def _rank(finding: Finding) -> tuple[int, float]:
    return finding.match.key, finding.match.score
