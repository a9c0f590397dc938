"""What was measured against what stands: opens, refreshes, wakes and ends hits, with the cases they belong to.

Works in the caller's transaction, after the caller has locked the suppliers and made sure the lists stand still.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models.functions import Now

from cases import memory, opening
from cases.models import Disposition, EndReason, Hit, RunReason, ScreeningRun, Supplier, SupplierCase
from cases.models.suppliers import SupplierQuerySet
from cases.worklist import Tally
from sanctions import audit
from sanctions.audit import SYSTEM, Verb
from sanctions.effects import HOLDS_EVERY_DEALING
from sanctions.matching.index import Match
from sanctions.matching.policy import MatchPolicy
from sanctions.models import EntityRevision

Pair = tuple[int, int]  # supplier and listed entity

# A person found something there: it goes only where the listing goes, or where a person says so.
KEPT = (Disposition.TRUE_MATCH, Disposition.INCONCLUSIVE)
NO_LONGER_MATCHES = {"rule": "no-longer-matches", "points": 0.0, "ours": "", "theirs": ""}
WHY = {
    RunReason.LIST_CHANGE: "A list changed: {lists}.",
    RunReason.SUPPLIER_CHANGE: "The supplier is new or has changed.",
    RunReason.POLICY: "Names are matched by a new policy.",
    RunReason.SWEEP: "All suppliers were screened anew.",
}
_FINGERPRINTED = ("other_names", "identifiers", "relations")
_SAID = ("revision_id", "score", "band", "our_name", "matched_name", "via", "reasons", "is_provisional")
_STAMPED = ("policy_version", "tables", "supplier_fingerprint", "entity_fingerprint")


@dataclass(frozen=True, slots=True)
class Finding:
    """The match that speaks for a pair, the revision it is with, and the owner or officer it was found through."""

    match: Match
    revision: EntityRevision
    via: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What one chunk found, and how far its silence speaks: a pair of these suppliers and entities that is not found.

    Without `entities`, silence is about every entity there is.
    """

    suppliers: Collection[int]
    findings: Mapping[Pair, Finding]
    entities: Collection[int] | None = None


@dataclass(slots=True)
class _Acts:
    """What is to be done, before anything is."""

    new: list[Hit] = field(default_factory=list)
    refreshed: list[Hit] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)  # suppliers whose case has to take in something new
    woken: list[tuple[Hit, Hit]] = field(default_factory=list)  # the decided hit and the one that asks again
    ended: dict[EndReason, list[Hit]] = field(default_factory=dict)
    released: set[int] = field(default_factory=set)  # suppliers behind whose case a listing ended

    def end(self, hit: Hit, reason: EndReason) -> None:
        self.ended.setdefault(reason, []).append(hit)


def reconcile(run: ScreeningRun, policy: MatchPolicy, measured: Measured) -> Tally:
    """Make the hits say what was measured; returns what that came to."""
    _lock_cases(measured)
    standing = {(hit.supplier_id, hit.listed_entity_id): hit for hit in _standing(measured)}
    drafts = _drafts(run, policy, measured, standing)
    gone = _gone(standing.values())
    acts = _Acts()
    for pair, draft in drafts.items():
        if hit := standing.get(pair):
            _compare(hit, draft, acts)
        else:
            acts.new.append(draft)
    for pair, hit in standing.items():
        if pair not in drafts:
            if hit.listed_entity_id in gone:
                _end_with_listing(hit, acts)
            elif hit.supplier_id in measured.suppliers:
                _weigh_silence(hit, run, acts)
    return _carry_out(run, acts)


def _lock_cases(measured: Measured) -> None:
    """Hold the open cases still before a hit is read: whoever decides one locks it, then its hits, then the trail."""
    suppliers = set(measured.suppliers)
    if measured.entities is not None:
        live = Hit.objects.live().filter(listed_entity__in=measured.entities)
        suppliers = {supplier for supplier, _ in measured.findings} | set(live.values_list("supplier", flat=True))
    cases = SupplierCase.objects.select_for_update(no_key=True).open().filter(supplier__in=suppliers)
    list(cases.order_by("supplier_id").values_list("pk", flat=True))


def _standing(measured: Measured) -> Iterable[Hit]:
    live = Hit.objects.live().select_related("wakes", "listed_entity__list").order_by("pk")
    if measured.entities is None:
        return live.filter(supplier__in=measured.suppliers)
    return live.filter(listed_entity__in=measured.entities)


def _gone(hits: Iterable[Hit]) -> set[int]:
    """Entities nothing screened is left of: off their list, or named by a withdrawn version only."""
    entities = {hit.listed_entity_id for hit in hits}
    screened = EntityRevision.objects.screened().filter(entity__in=entities).values_list("entity", flat=True)
    return entities - set(screened)


def _drafts(
    run: ScreeningRun, policy: MatchPolicy, measured: Measured, standing: Mapping[Pair, Hit]
) -> dict[Pair, Hit]:
    """A hit as it would be written today for every pair found, and under no case yet."""
    keys = {supplier for supplier, _ in measured.findings}
    prints = fingerprints(Supplier.objects.filter(pk__in=keys)) if keys else {}
    return {
        pair: _draft(run, policy, pair, found, prints[pair[0]])
        for pair, found in sorted(measured.findings.items(), key=lambda item: item[0])
    }


def fingerprints(suppliers: SupplierQuerySet) -> dict[int, str]:
    """The fingerprint of each supplier, by key."""
    return {
        supplier.pk: memory.supplier_fingerprint(supplier) for supplier in suppliers.prefetch_related(*_FINGERPRINTED)
    }


def _draft(run: ScreeningRun, policy: MatchPolicy, pair: Pair, found: Finding, supplier_print: str) -> Hit:
    match = found.match
    return Hit(
        supplier_id=pair[0],
        listed_entity=found.revision.entity,
        revision=found.revision,
        run=run,
        score=match.score,
        band=match.band,
        our_name=match.our_name[:500],
        matched_name=match.matched_name[:1000],
        via=found.via[:600],
        reasons=[
            {"rule": reason.rule, "points": reason.points, "ours": reason.ours, "theirs": reason.theirs}
            for reason in match.reasons
        ],
        policy_version=policy.version,
        tables=policy.tables,
        supplier_fingerprint=supplier_print,
        entity_fingerprint=memory.entity_fingerprint(found.revision),
        is_provisional=found.revision.from_seq is None,
    )


def _compare(hit: Hit, draft: Hit, acts: _Acts) -> None:
    is_same = _prints(hit) == _prints(draft)
    if hit.disposition != Disposition.UNDECIDED:
        if not is_same:
            _wake(hit, draft, acts)
        return
    if all(getattr(hit, name) == getattr(draft, name) for name in (*_SAID, *_STAMPED)):
        return
    for name in (*_SAID, *_STAMPED):
        setattr(hit, name, getattr(draft, name))
    acts.refreshed.append(hit)
    if not is_same:
        acts.touched.add(hit.supplier_id)  # whoever has the case open, or has proposed, saw something else


def _prints(hit: Hit) -> tuple[str, str]:
    return hit.supplier_fingerprint, hit.entity_fingerprint


def _wake(hit: Hit, draft: Hit, acts: _Acts) -> None:
    draft.wakes = hit
    acts.woken.append((hit, draft))


def _end_with_listing(hit: Hit, acts: _Acts) -> None:
    acts.end(hit, EndReason.WITHDRAWN if hit.is_provisional else EndReason.DELISTED)
    if hit.disposition != Disposition.FALSE_POSITIVE:
        acts.released.add(hit.supplier_id)


def _weigh_silence(hit: Hit, run: ScreeningRun, acts: _Acts) -> None:
    """A pair that was measured and not found: a cleared one stays cleared, a confirmed one is not dropped unasked."""
    if hit.disposition in KEPT:
        _ask_whether_it_still_holds(hit, run, acts)
    elif hit.disposition == Disposition.UNDECIDED and not (hit.wakes and hit.wakes.disposition in KEPT):
        acts.end(hit, EndReason.NO_LONGER_MATCHES)


def _ask_whether_it_still_holds(hit: Hit, run: ScreeningRun, acts: _Acts) -> None:
    """A confirmed match that is found no longer because a side changed goes back to a person, with what was known."""
    revision = EntityRevision.objects.screened().filter(entity=hit.listed_entity_id).order_by("-pk")[0]
    prints = fingerprints(Supplier.objects.filter(pk=hit.supplier_id))
    again = Hit(supplier_id=hit.supplier_id, listed_entity=hit.listed_entity, run=run)
    for name in (*_SAID, *_STAMPED):
        setattr(again, name, getattr(hit, name))
    again.revision = revision
    again.supplier_fingerprint = prints[hit.supplier_id]
    again.entity_fingerprint = memory.entity_fingerprint(revision)
    again.reasons = [*hit.reasons, NO_LONGER_MATCHES]
    if _prints(hit) != _prints(again):
        _wake(hit, again, acts)


def _carry_out(run: ScreeningRun, acts: _Acts) -> Tally:
    cases = _cases(run, acts)
    ended = [hit for hits in acts.ended.values() for hit in hits]
    for reason, hits in acts.ended.items():
        _end(hits, reason)
    _end([old for old, _ in acts.woken], EndReason.WOKEN)
    asking = [*acts.new, *(again for _, again in acts.woken)]
    for hit in asking:
        hit.case = cases[hit.supplier_id]
    Hit.objects.bulk_create(asking)
    for hit in acts.refreshed:
        hit.updated_at = Now()
    Hit.objects.bulk_update(acts.refreshed, [*_SAID, *_STAMPED, "updated_at"], batch_size=50)
    _record(run, acts)
    opened = sum(1 for case in cases.values() if case.version == 1)
    return Tally(hits_new=len(acts.new), hits_woken=len(acts.woken), hits_closed=len(ended), cases_opened=opened)


def _end(hits: Iterable[Hit], reason: EndReason) -> None:
    Hit.objects.filter(pk__in=[hit.pk for hit in hits]).update(ended_at=Now(), end_reason=reason, updated_at=Now())


def _cases(run: ScreeningRun, acts: _Acts) -> dict[int, SupplierCase]:
    """The open case of every supplier something new is said about; locked before any hit is written."""
    asking = [*acts.new, *(again for _, again in acts.woken)]
    suppliers = {hit.supplier_id for hit in asking} | acts.touched | acts.released
    if not suppliers:
        return {}
    return opening.open_cases(
        suppliers,
        run=run,
        why=_why(run),
        urgent={hit.supplier_id for hit in asking if _is_urgent(hit)},
        may_be_released=acts.released,
    )


def _is_urgent(hit: Hit) -> bool:
    """Where every dealing waits until somebody has looked; a mark on every case would mark none."""
    return hit.listed_entity.list.measure in HOLDS_EVERY_DEALING


def _why(run: ScreeningRun) -> str:
    titles = run.run_versions.values_list("version__list__short_title", flat=True).order_by("version__list")
    return WHY[RunReason(run.reason)].format(lists=", ".join(dict.fromkeys(titles)))


def _record(run: ScreeningRun, acts: _Acts) -> None:
    if acts.ended:
        ended = {reason: [hit.pk for hit in hits] for reason, hits in acts.ended.items()}
        audit.record(Verb.HIT_ENDED, actor=SYSTEM, obj=run, detail={"run": run.pk, "hits": ended})
    if acts.woken:
        woken = [{"decided": old.pk, "asks_again": again.pk} for old, again in acts.woken]
        audit.record(Verb.HIT_WOKEN, actor=SYSTEM, obj=run, detail={"run": run.pk, "hits": woken})
