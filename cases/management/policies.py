"""What the commands about matching policies share: which one is meant, and how one and its report are printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.models import Hit, Shift
from cases.shadow_report import Report, Staleness
from sanctions.management.base import BadInput
from sanctions.models import Policy
from sanctions.policies import says


def policy_numbered(version: int) -> Policy:
    """The policy a command names; raises BadInput where there is none."""
    try:
        return Policy.objects.get(version=version)
    except Policy.DoesNotExist as error:
        known = ", ".join(str(number) for number in Policy.objects.values_list("version", flat=True))
        raise BadInput(f"There is no policy {version}; there are {known}.") from error


def plain_policy(policy: Policy) -> dict[str, Any]:
    """A policy as commands print it."""
    told = says(policy)
    return {"policy": told.pop("version"), "state": str(policy.state), **told}


def plain_report(report: Report) -> dict[str, Any]:
    """What a measurement came to."""
    return {
        "run": report.run.pk,
        "against": report.run.against_policy,
        "suppliers": report.run.suppliers,
        "unmeasured": report.unmeasured,
        **_plain_shifts(report.shifts),
        "lists": [{"list": one.list.code, **_plain_shifts(one.shifts)} for one in report.lists],
        "bands": [{"before": b, "after": a, "hits": n} for (b, a), n in sorted(report.bands.items())],
        "lost_confirmed": [plain_confirmed(hit) for hit in report.lost_confirmed],
        "changed_since": plain_staleness(report.staleness),
    }


def plain_confirmed(hit: Hit) -> dict[str, Any]:
    """A hit found true that a policy would lose."""
    return {
        "case": hit.case.reference,
        "supplier": hit.supplier.external_id,
        "source_system": hit.supplier.source_system,
        "company_code": hit.supplier.company_code,
        "list": hit.listed_entity.list_id,
        "uid": hit.listed_entity.uid,
    }


def plain_staleness(staleness: Staleness) -> dict[str, Any]:
    """What has changed since a measurement."""
    return {
        "suppliers": staleness.suppliers,
        "entries": staleness.entries,
        "lists": list(staleness.lists),
        "policy_in_force": staleness.in_force,
    }


def _plain_shifts(shifts: Mapping[Shift, int]) -> dict[str, int]:
    return {shift.value: shifts[shift] for shift in Shift}
