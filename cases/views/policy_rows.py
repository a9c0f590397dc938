"""A matching policy and its measurement as the page shows them: words for every number, rows for every table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from cases import planning, shadow_report
from cases.models import RunReason, RunState, ScreeningRun, Shift
from cases.shadow_report import Report
from cases.words import SHIFTS
from sanctions import policies
from sanctions.models import Policy, PolicyState
from sanctions.policies import THRESHOLDS
from sanctions.views.narrowing import page_of
from sanctions.weight_words import grouped, weight_words
from sanctions.words import BANDS, POLICY_STATES, Badge

NO_HIT = "No hit"
WEIGHTY = (Shift.LOST, Shift.GAINED, Shift.MOVED, Shift.SAME)
_THRESHOLD_WORDS = {band.value: f"{words} from" for band, words in BANDS.items()}


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One policy with its words."""

    policy: Policy
    badge: Badge
    changes: Sequence[tuple[str, str, str]]  # words, and both values as written
    thresholds: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class BandRow:
    """From one band under the policy in force to each under the proposed one."""

    words: str
    cells: Sequence[tuple[str, int, bool]]  # words of the band, hits, and whether nothing moved


def row_of(policy: Policy, every: Sequence[Policy]) -> PolicyRow:
    """A policy with what it changes."""
    base = base_of(policy, every)
    changes = policies.differences(policy, since=base) if base else []
    return PolicyRow(
        policy,
        POLICY_STATES[PolicyState(policy.state)],
        [(_name(one.name), _plain(one.before), _plain(one.after)) for one in changes],
        [(words, _plain(getattr(policy, band.value))) for band, words in BANDS.items()],
    )


def base_of(policy: Policy, every: Sequence[Policy]) -> Policy | None:
    """What a policy is read against: for one that was in force the one before it, for a proposal the one in force."""
    if policy.activated_at is None:
        return next(other for other in every if other.state == PolicyState.ACTIVE)
    before = [other for other in every if other.activated_at and other.activated_at < policy.activated_at]
    return max(before, key=lambda other: other.version, default=None)


def _plain(value: float | str) -> str:
    """Two decimals at least, so that numbers stand under each other; never fewer than were typed."""
    return value if isinstance(value, str) else max(f"{value:.2f}", f"{value:g}", key=len)


def _name(of: str) -> str:
    if of == "tables":
        return "Word tables"
    return _THRESHOLD_WORDS[of] if of in THRESHOLDS else weight_words(of)


def weights_of(policy: Policy) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every weight with its words, under the heading it belongs to."""
    groups = grouped(policy.weights)
    return [
        (title, [(weight_words(name), _plain(policy.weights[name])) for name in names])
        for title, names in groups.items()
    ]


def open_run(policy: Policy) -> dict[str, Any] | None:
    """The run that measures it just now, and how far it is."""
    runs = ScreeningRun.objects.filter(reason=RunReason.SHADOW, policy_version=policy.version, state=RunState.OPEN)
    run = runs.first()
    if run is None:
        return None
    done, chunks = planning.progress_of(run)
    return {"run": run, "done": done, "chunks": chunks}


def shown(request: HttpRequest, report: Report) -> dict[str, Any]:
    """The part of the report that is asked for: what is lost first, then what is gained, then what moves."""
    asked = request.GET.get("shift", "")
    shift = Shift(asked) if asked in list(Shift) else next((s for s in WEIGHTY if report.shifts[s]), Shift.LOST)
    known = {one.list.code: one.list for one in report.lists}
    code = request.GET.get("list", "")
    chosen = known.get(code)
    page = page_of(shadow_report.rows_of(report.run, shift=shift, code=code if chosen else ""), request)
    return {
        "shift": shift,
        "badge_shown": SHIFTS[shift],
        "chosen": chosen,
        "tabs": [(one, SHIFTS[one], report.shifts[one]) for one in WEIGHTY],
        "lists": [(one.list, [(s, SHIFTS[s], one.shifts[s]) for s in WEIGHTY]) for one in report.lists],
        "bands": _band_rows(report),
        "page": page,
        "hits": page.object_list,
        "threshold_before": _possible(report.run.against_policy),
        "threshold_after": _possible(report.run.policy_version),
    }


def _possible(version: int | None) -> float:
    return Policy.objects.values_list("possible", flat=True).get(version=version or 0)


def _band_rows(report: Report) -> list[BandRow]:
    bands = {"": NO_HIT, **{band.value: words for band, words in BANDS.items()}}
    return [
        BandRow(words, [(bands[after], report.bands.get((before, after), 0), before == after) for after in bands])
        for before, words in bands.items()
    ]
