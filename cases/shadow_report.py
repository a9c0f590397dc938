"""What a proposed policy would do: hits gained, lost and moved, how old that answer is, and what it must not lose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from cases import planning
from cases.models import Hit, RunReason, RunState, ScreeningRun, ShadowHit, Shift, Supplier
from sanctions.models import ListVersion, Policy, PolicyState, RestrictedList

Bands = tuple[str, str]  # under the policy in force and under the proposed one; empty where there is no hit


@dataclass(frozen=True, slots=True)
class Staleness:
    """What has changed since everything was measured."""

    suppliers: int  # new, or changed in what is screened
    entries: int  # of lists: added, amended or delisted since
    lists: tuple[str, ...]
    in_force: int | None  # the policy in force, where it is no longer the one that was compared with

    @property
    def is_stale(self) -> bool:
        """Whether anything did."""
        return bool(self.suppliers or self.entries or self.lists or self.in_force)


@dataclass(frozen=True, slots=True)
class OnList:
    """What happens to the hits on one list."""

    list: RestrictedList
    shifts: Mapping[Shift, int]


@dataclass(frozen=True, slots=True)
class Report:
    """One measurement of one proposal, counted."""

    run: ScreeningRun
    shifts: Mapping[Shift, int]
    lists: Sequence[OnList]
    bands: Mapping[Bands, int]
    staleness: Staleness
    lost_confirmed: Sequence[Hit]
    unmeasured: int  # suppliers there were that could not be measured


def runs_of(policy: Policy) -> QuerySet[ScreeningRun]:
    """The runs that measured this policy to the end, oldest first."""
    runs = ScreeningRun.objects.filter(reason=RunReason.SHADOW, policy_version=policy.version)
    return runs.filter(state=RunState.CLOSED).order_by("pk")


def report_of(policy: Policy) -> Report | None:
    """What its last measurement says; None where it was never measured to the end."""
    run = runs_of(policy).last()
    if run is None:
        return None
    counted = _counted(run)
    return Report(
        run=run,
        shifts=_summed(counted),
        lists=[OnList(restricted, _summed(counted, code)) for code, restricted in _lists(counted).items()],
        bands=_by_band(counted),
        staleness=staleness_of(run),
        lost_confirmed=list(lost_confirmed(run)),
        unmeasured=max(Supplier.objects.active().filter(created_at__lt=run.started_at).count() - run.suppliers, 0),
    )


def staleness_of(run: ScreeningRun) -> Staleness:
    """What has changed since the run began, by the database's clock and the house-wide sequence."""
    since = ListVersion.objects.to_be_screened().filter(seq__gt=run.target_seq)
    in_force = Policy.objects.filter(state=PolicyState.ACTIVE).values_list("version", flat=True).first()
    return Staleness(
        suppliers=Supplier.objects.active().filter(changed_at__gte=run.started_at).count(),
        entries=planning.changes_of(since).count(),
        lists=tuple(since.order_by("list").values_list("list", flat=True).distinct()),
        in_force=in_force if in_force not in (run.against_policy, run.policy_version) else None,
    )


def lost_confirmed(run: ScreeningRun) -> QuerySet[Hit]:
    """Hits found true that the proposed policy no longer finds, and the one in force did."""
    same = ShadowHit.objects.filter(supplier=OuterRef("supplier"), listed_entity=OuterRef("listed_entity"))
    lost = Hit.objects.confirmed().filter(Exists(same.filter(run=run).shifted(Shift.LOST)))
    return lost.select_related("supplier", "listed_entity__list", "case").order_by("pk")


def rows_of(run: ScreeningRun, *, shift: Shift, code: str = "") -> QuerySet[ShadowHit]:
    """The hits a proposal does this to, on one list or on all; what weighs most first."""
    rows = ShadowHit.objects.filter(run=run).shifted(shift).select_related("supplier", "listed_entity__list")
    if code:
        rows = rows.filter(listed_entity__list=code)
    return rows.order_by("-score_before" if shift is Shift.LOST else "-score_after", "pk")


def _counted(run: ScreeningRun) -> Counter[tuple[str, str, str]]:
    keys = ("listed_entity__list", "band_before", "band_after")
    rows = ShadowHit.objects.filter(run=run).order_by().values_list(*keys).annotate(n=Count("pk"))
    return Counter({(code, before, after): n for code, before, after, n in rows})


def _summed(counted: Counter[tuple[str, str, str]], only: str = "") -> dict[Shift, int]:
    sums = dict.fromkeys(Shift, 0)
    for (code, before, after), n in counted.items():
        if only in ("", code):
            sums[ShadowHit(band_before=before, band_after=after).shift] += n
    return sums


def _by_band(counted: Counter[tuple[str, str, str]]) -> dict[Bands, int]:
    sums: Counter[Bands] = Counter()
    for (_, before, after), n in counted.items():
        sums[before, after] += n
    return dict(sums)


def _lists(counted: Counter[tuple[str, str, str]]) -> dict[str, RestrictedList]:
    found = RestrictedList.objects.in_bulk(sorted({code for code, _, _ in counted}))
    return {code: found[code] for code in sorted(found)}
