"""A measured policy put into force by a second person, where it loses nothing that was found to be true.

The report may be days old, so the confirmed hits are measured once more at that moment; what else changed since is
shown to whoever decides, and has to be accepted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.contrib.auth.models import User
from django.db import transaction

from cases import planning, shadow_report, subjects
from cases.measuring import findings_of, matches_of
from cases.models import Hit, ScreeningRun, ShadowHit, Shift, Supplier
from cases.reconciling import Pair
from cases.shadow_report import Staleness
from cases.subjects import AsRead
from sanctions import policies, screening
from sanctions.matching.policy import MatchPolicy
from sanctions.models import EntityRevision, Policy
from sanctions.policy_errors import PolicyError

NAMED = 5  # hits a message names; the page names all


class LosesConfirmed(PolicyError):
    """The policy would no longer find a supplier that two people found to be listed."""

    def __init__(self, policy: Policy, hits: Sequence[Hit]) -> None:
        self.hits = tuple(hits)
        named = "; ".join(f"{hit.our_name} ~ {hit.matched_name} ({hit.case.reference})" for hit in hits[:NAMED])
        more = f"; and {len(hits) - NAMED} more" if len(hits) > NAMED else ""
        super().__init__(
            f"{policy} cannot come into force: it would no longer find what was found to be true. {named}{more}. "
            "Propose one that keeps them."
        )


class ReportStale(PolicyError):
    """Suppliers or lists have changed since the policy was measured, and nobody said that this is accepted."""

    def __init__(self, policy: Policy, staleness: Staleness) -> None:
        self.staleness = staleness
        super().__init__(
            f"Suppliers or lists have changed since {policy} was measured (suppliers: {staleness.suppliers}, listed "
            f"entries: {staleness.entries}): measure it again, or accept the report as it is."
        )


class MeasuredAgainstAnother(PolicyError):
    """Another policy has come into force since: the comparison is with one that is gone."""

    def __init__(self, policy: Policy, run: ScreeningRun, standing: Policy) -> None:
        super().__init__(
            f"{policy} was compared with policy {run.against_policy}; {standing} is in force since: measure it again."
        )


class _Moved(RuntimeError):
    """What was measured is no longer what stands: measure again."""


@dataclass(frozen=True, slots=True)
class _Weighed:
    """The confirmed hits a policy would lose, and everything that answer rests on."""

    confirmed: frozenset[Pair]
    suppliers: frozenset[tuple[int, int]]  # with the version read
    revisions: frozenset[int]
    lost: frozenset[Pair]


def activate(policy: Policy, *, by: User, reason: str, accepts_stale: bool = False) -> Policy:
    """Put a measured proposal of another person into force; everybody is then screened anew under it.

    Raises a PolicyError that says what stands against it, and changes nothing then.
    """
    with transaction.atomic():
        standing, proposal = policies.lock_measured(policy, by=by)  # refused before anything is measured
    while True:
        weighed = _weigh(policies.match_policy(standing), policies.match_policy(proposal))
        try:
            activated = _decide(proposal, weighed, by=by, reason=reason, accepts_stale=accepts_stale)
        except _Moved:
            continue
        planning.plan()
        return activated


@transaction.atomic
def _decide(proposal: Policy, weighed: _Weighed, *, by: User, reason: str, accepts_stale: bool) -> Policy:
    standing, proposal = policies.lock_measured(proposal, by=by)
    run = shadow_report.runs_of(proposal).latest("pk")
    if run.against_policy != standing.version:
        raise MeasuredAgainstAnother(proposal, run, standing)
    if _at_hand() != (weighed.confirmed, weighed.suppliers, weighed.revisions):
        raise _Moved
    if weighed.lost:
        raise LosesConfirmed(proposal, _hits(weighed.lost))
    staleness = shadow_report.staleness_of(run)
    if staleness.is_stale and not accepts_stale:
        raise ReportStale(proposal, staleness)
    found = ShadowHit.objects.filter(run=run)
    shifts = {shift.value: found.shifted(shift).count() for shift in Shift}
    detail = {"run": run.pk, **shifts, "changed_since": asdict(staleness)}
    return policies.put_into_force(proposal, by=by, reason=reason, detail=detail)


def _at_hand() -> tuple[frozenset[Pair], frozenset[tuple[int, int]], frozenset[int]]:
    """The confirmed pairs, the versions of their suppliers, and the revisions their entities are screened by."""
    confirmed = frozenset(Hit.objects.confirmed().values_list("supplier", "listed_entity"))
    suppliers = Supplier.objects.active().filter(pk__in={supplier for supplier, _ in confirmed})
    revisions = EntityRevision.objects.screened().filter(entity__in={entity for _, entity in confirmed})
    return (
        confirmed,
        frozenset(suppliers.values_list("pk", "version")),
        frozenset(revisions.values_list("pk", flat=True)),
    )


def _weigh(before: MatchPolicy, after: MatchPolicy) -> _Weighed:
    """Measure the confirmed pairs under both policies: they are few, and this takes no index of everything."""
    confirmed, versions, revisions = _at_hand()
    suppliers = subjects.read(Supplier.objects.filter(pk__in={key for key, _ in versions}).order_by("pk"))
    readable = [supplier for supplier in suppliers if not supplier.unreadable_name]
    lost = _pairs(readable, revisions, before) - _pairs(readable, revisions, after)
    as_read = frozenset((supplier.key, supplier.version) for supplier in suppliers)
    return _Weighed(confirmed, as_read, revisions, lost & confirmed)


def _pairs(suppliers: list[AsRead], revisions: frozenset[int], policy: MatchPolicy) -> frozenset[Pair]:
    index = screening.small_index(revisions, policy)
    return frozenset(findings_of(matches_of(suppliers, index.match_many, policy)))


def _hits(pairs: frozenset[Pair]) -> list[Hit]:
    confirmed = Hit.objects.confirmed().select_related("case", "supplier", "listed_entity").order_by("pk")
    return [hit for hit in confirmed if (hit.supplier_id, hit.listed_entity_id) in pairs]
