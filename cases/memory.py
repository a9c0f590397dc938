"""What was decided about one supplier and one listed entity, and whether it still holds: never about a name alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cases.models import DecisionState, Disposition, Finding, Hit, Supplier
from sanctions.models import EntityRevision, ListedEntity


@dataclass(frozen=True, slots=True)
class Clearance:
    """What two people found about one pair, and why."""

    hit_id: int
    disposition: Disposition
    reason_code: str
    reason: str
    proposed_by: str
    approved_by: str
    decided_at: datetime | None
    case: str  # reference


def supplier_fingerprint(supplier: Supplier) -> str:
    """A hash over what identifies the supplier. Order, letter case and spacing do not count, nor do buyer and dealings.

    Reads names, identifiers and relations: prefetch them when asking about many suppliers.
    """
    known = {
        "names": _plain([supplier.name, *(name.text for name in supplier.other_names.all())]),
        "kind": supplier.kind,
        "country": supplier.country.upper(),
        "address": _plain([supplier.address]),
        "city": _plain([supplier.city]),
        "region": _plain([supplier.region]),
        "identifiers": _plain(f"{number.scheme}:{number.value}" for number in supplier.identifiers.all()),
        "relations": _plain(f"{tie.kind}:{tie}" for tie in supplier.relations.all()),
    }
    return hashlib.sha256(json.dumps(known, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def entity_fingerprint(revision: EntityRevision) -> str:
    """The publisher's side: the hash over the fields of a revision that can change a decision."""
    return revision.screening_sha256


def is_silent(hit: Hit, *, supplier_fingerprint: str, entity_fingerprint: str) -> bool:
    """Whether a decided hit stays as it is: it stands, it was decided, and neither side has changed since."""
    return (
        hit.ended_at is None
        and hit.disposition != Disposition.UNDECIDED
        and hit.supplier_fingerprint == supplier_fingerprint
        and hit.entity_fingerprint == entity_fingerprint
    )


def standing_clearance(supplier: Supplier, listed_entity: ListedEntity) -> Clearance | None:
    """What stands decided about this pair; a hit that ended, by a delisting say, no longer speaks for it."""
    hit = Hit.objects.live().filter(supplier=supplier, listed_entity=listed_entity).first()
    if hit is None:
        return None
    return clearances([hit]).get(hit.pk)


def earlier(hit: Hit) -> Clearance | None:
    """What was decided about the pair before this hit woke it: the old reason and its authors."""
    return clearances([hit.wakes]).get(hit.wakes_id) if hit.wakes and hit.wakes_id else None


def clearances(hits: Iterable[Hit]) -> dict[int, Clearance]:
    """What was decided about each of these hits, by hit, in one query; undecided hits are left out."""
    findings = Finding.objects.filter(
        hit__in=[hit.pk for hit in hits], decision__state=DecisionState.APPROVED
    ).select_related("decision__case", "decision__proposed_by", "decision__decided_by")
    return {finding.hit_id: _clearance(finding) for finding in findings}


def _clearance(finding: Finding) -> Clearance:
    decision = finding.decision
    return Clearance(
        hit_id=finding.hit_id,
        disposition=Disposition(finding.disposition),
        reason_code=finding.reason_code,
        reason=decision.reason,
        proposed_by=decision.proposed_by.get_username(),
        approved_by=decision.decided_by.get_username() if decision.decided_by else "",
        decided_at=decision.decided_at,
        case=decision.case.reference,
    )


def _plain(texts: Iterable[str]) -> list[str]:
    return sorted({" ".join(text.casefold().split()) for text in texts} - {""})
