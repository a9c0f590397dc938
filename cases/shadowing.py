"""A proposed policy measured in the shadow: every supplier under it and under the one in force, side by side.

Runs, chunks and leases are those of any other screening, so a crash costs nothing but time. What is found stands in
rows of its own: no hit, case, watermark or count of completeness is touched by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.functions import Now

from cases import planning, subjects, worklist
from cases.measuring import findings_of, matches_of
from cases.models import (
    ChunkState,
    RunReason,
    RunShape,
    RunState,
    ScreeningChunk,
    ScreeningRun,
    ShadowHit,
    Supplier,
)
from cases.reconciling import Finding, Pair
from cases.subjects import Asked, AsRead
from cases.worklist import Tally
from sanctions import audit, policies, screening
from sanctions.audit import SYSTEM, Actor, Verb
from sanctions.matching.index import Match
from sanctions.matching.policy import MatchPolicy
from sanctions.models import Policy, PolicyState

Findings = Mapping[Pair, Finding]


def begin(policy: Policy, *, by: User | None) -> ScreeningRun:
    """Plan the run that measures a proposal; workers take it up when everything else is screened.

    Without a person it is asked for at the machine itself.
    """
    with transaction.atomic():
        planning.only_planner()
        proposal, standing = policies.begin_measuring(policy, by=by), Policy.objects.in_force()
        run = ScreeningRun.objects.create(
            reason=RunReason.SHADOW,
            shape=RunShape.SHADOW,
            target_seq=planning.head(),
            policy_version=proposal.version,
            against_policy=standing.version,
            started_at=Now(),
        )
        chunks = planning.ranges(Supplier.objects.active())
        planning.add_chunks(run, RunShape.SHADOW, chunks)
        detail = {"reason": run.reason, "policy": proposal.version, "against": standing.version, "chunks": len(chunks)}
        audit.record(Verb.RUN_PLANNED, actor=Actor.of(by) if by else SYSTEM, obj=run, detail=detail)
    run.refresh_from_db()
    return run


def stop(policy: Policy, *, by: User | None) -> ScreeningRun:
    """End the run before it is done. What it found so far is dropped: half a comparison misleads."""
    with transaction.atomic():
        planning.only_planner()
        proposal = policies.stop_measuring(policy, by=by)
        run = ScreeningRun.objects.get(reason=RunReason.SHADOW, state=RunState.OPEN, policy_version=proposal.version)
        left = run.chunks.filter(state__in=planning.UNFINISHED)
        left.update(state=ChunkState.DROPPED, owner="", lease_until=None, finished_at=Now())
        ShadowHit.objects.filter(run=run).delete()
        ScreeningRun.objects.filter(pk=run.pk).update(state=RunState.STOPPED, finished_at=Now())
    run.refresh_from_db()
    return run


def build_segment() -> None:
    """Store an index read with the tables of the policy being measured: once in force, no request has to build it."""
    for tables in Policy.objects.filter(state=PolicyState.MEASURING).values_list("tables", flat=True):
        screening.build_segment(tables)


def measure_chunk(chunk: ScreeningChunk) -> None:
    """Measure a claimed chunk under both policies, at one sequence of the lists, and write what each finds."""
    suppliers = subjects.read(planning.suppliers_of(chunk).order_by("pk"))
    readable = [supplier for supplier in suppliers if not supplier.unreadable_name]
    rows = list(_rows(chunk.run, *both_ways(readable, *_policies(chunk.run))))
    with transaction.atomic():
        worklist.hold(chunk)
        ShadowHit.objects.bulk_create(rows, batch_size=500)
        worklist.finish(chunk, Tally(suppliers=len(readable)))


def _policies(run: ScreeningRun) -> tuple[MatchPolicy, MatchPolicy]:
    """The policy that was in force when the run was planned, and the proposed one."""
    versions = [version for version in (run.against_policy, run.policy_version) if version is not None]
    before, after = (policies.match_policy(Policy.objects.get(version=version)) for version in versions)
    return before, after


def both_ways(readable: list[AsRead], before: MatchPolicy, after: MatchPolicy) -> tuple[Findings, Findings]:
    """What these suppliers match under either policy, against the same lists.

    Where they differ in nothing but thresholds the scores are the same, and one measurement does for both.
    """
    if (before.tables, before.scorecard) == (after.tables, after.scorecard):
        laxer = min(before, after, key=lambda policy: policy.possible)
        found = list(matches_of(readable, screening.index(laxer.tables).match_many, laxer))
        return findings_of(_reaching(found, before)), findings_of(_reaching(found, after))
    while True:
        first, second = screening.index(before.tables), screening.index(after.tables)
        if first.seq == second.seq:
            break
    return (
        findings_of(matches_of(readable, first.match_many, before)),
        findings_of(matches_of(readable, second.match_many, after)),
    )


def _reaching(found: Iterable[tuple[Asked, Match]], policy: MatchPolicy) -> Iterator[tuple[Asked, Match]]:
    """The matches that are matches under this policy, in its bands."""
    for asked, match in found:
        if policy.keeps(match.score, is_affiliate=match.is_affiliate):
            yield asked, replace(match, band=policy.band(match.score))


def _rows(run: ScreeningRun, before: Findings, after: Findings) -> Iterator[ShadowHit]:
    for pair in sorted({*before, *after}):
        old, new = before.get(pair), after.get(pair)
        yield ShadowHit(
            run=run,
            supplier_id=pair[0],
            listed_entity_id=pair[1],
            score_before=old.match.score if old else None,
            band_before=old.match.band if old else "",
            score_after=new.match.score if new else None,
            band_after=new.match.band if new else "",
        )
