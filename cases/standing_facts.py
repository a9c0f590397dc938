"""Everything the standing of suppliers rests on, read once for many of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cases.models import Decision, DecisionState, Disposition, EndReason, Hit, ScreenedFloor, Supplier
from sanctions import rulebook
from sanctions.effects import Act, DealingEffect, effects, gravest
from sanctions.models import Designation, Policy, RestrictedList, SequenceHead

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """A list the answer rests on: its version in force and when anybody last looked for a newer one."""

    list: str
    title: str
    measure: str
    version: int
    coverage: str
    published_on: date
    checked_at: datetime
    age: timedelta

    @property
    def age_hours(self) -> int:
        """Whole hours since the last look."""
        return int(self.age.total_seconds() // 3600)


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read, by supplier, case and revision. `effects` works each distinct designation and day out once."""

    day: date
    lists: tuple[ListAnswer, ...]
    proven: frozenset[int]  # suppliers measured against everything in force
    hits: Mapping[int, Sequence[Hit]]  # by supplier: live ones, and confirmed ones that ended by themselves
    decisions: Mapping[int, Sequence[Decision]]  # approved, by supplier, oldest first
    designations: Mapping[int, Sequence[Designation]]  # by revision
    effects: Callable[[Act, date], list[DealingEffect]]

    def acts(self, hit: Hit) -> list[Act]:
        """The designations of the entry as it stands today or, once it is off the list, as it was compared."""
        restricted = hit.listed_entity.list
        found = self.designations.get(hit.listed_entity.current_id or hit.revision_id, ())
        return [rulebook.act(row, list_code=restricted.code) for row in found] or [rulebook.bare_act(restricted)]

    def effects_of(self, hit: Hit, *, day: date) -> list[DealingEffect]:
        """The gravest effect of the entry's designations for each dealing, in the fixed order."""
        answers = [self.effects(act, day) for act in self.acts(hit)]
        return [gravest(column) for column in zip(*answers, strict=True)]

    def decision_on(self, hit: Hit) -> Decision | None:
        """The approved decision of the case the hit belongs to."""
        return next((d for d in self.decisions.get(hit.supplier_id, ()) if d.case_id == hit.case_id), None)


def read(suppliers: Sequence[Supplier], *, day: date) -> Facts:
    """Reads everything at a number of queries that does not depend on how many suppliers there are."""
    keys = [supplier.pk for supplier in suppliers]
    rules = rulebook.rules()
    hits = list(_hits(keys))
    decisions = Decision.objects.filter(case__supplier__in=keys, state=DecisionState.APPROVED).select_related("case")
    designations = Designation.objects.filter(revision__in=_revisions(hits))
    return Facts(
        day=day,
        lists=tuple(lists_in_force()),
        proven=_proven(keys),
        hits=_grouped((hit.supplier_id, hit) for hit in hits),
        decisions=_grouped((d.case.supplier_id, d) for d in decisions.order_by("decided_at", "pk")),
        designations=_grouped((row.revision_id, row) for row in designations),
        effects=cache(lambda act, on: effects(act, rules, day=on)),
    )


def line_of(hits: Iterable[Hit], facts: Facts) -> list[DealingEffect]:
    """The gravest effect of some hits on each dealing; nothing where there is no hit."""
    return [gravest(column) for column in zip(*(facts.effects_of(hit, day=facts.day) for hit in hits), strict=True)]


def lists_in_force() -> Iterable[ListAnswer]:
    """Every list with a version in force, by code."""
    now = timezone.now()
    for restricted in RestrictedList.objects.filter(active_version__isnull=False).select_related("active_version"):
        version = restricted.active_version
        if version is None:
            continue
        checked_at = restricted.checked_at or version.loaded_at
        yield ListAnswer(
            list=restricted.code,
            title=restricted.short_title,
            measure=restricted.measure,
            version=version.number,
            coverage=version.coverage,
            published_on=version.published_on,
            checked_at=checked_at,
            age=now - checked_at,
        )


def _hits(keys: list[int]) -> Iterable[Hit]:
    """Live hits, and confirmed ones that ended without two people deciding the pair anew."""
    decided_anew = Hit.objects.filter(
        supplier=OuterRef("supplier"), listed_entity=OuterRef("listed_entity"), pk__gt=OuterRef("pk")
    ).exclude(disposition=Disposition.UNDECIDED)
    lingering = Q(disposition=Disposition.TRUE_MATCH) & ~Q(end_reason=EndReason.WITHDRAWN) & ~Exists(decided_anew)
    return (
        Hit.objects.filter(Q(ended_at__isnull=True) | lingering, supplier__in=keys)
        .select_related("listed_entity__list", "case")
        .order_by("supplier_id", "pk")
    )


def _revisions(hits: Iterable[Hit]) -> set[int]:
    return {hit.listed_entity.current_id or hit.revision_id for hit in hits}


def _proven(keys: list[int]) -> frozenset[int]:
    head, floor = SequenceHead.objects.get(pk=1), ScreenedFloor.objects.get(pk=1)
    policy = Policy.objects.in_force()
    asked = Supplier.objects.filter(pk__in=keys)
    open_ones = asked.unscreened(seq=head.seq, floor=floor.seq, policy_version=policy.version)
    return frozenset(asked.active().exclude(pk__in=open_ones.values("pk")).values_list("pk", flat=True))


def _grouped(pairs: Iterable[tuple[int, T]]) -> Mapping[int, list[T]]:
    groups: defaultdict[int, list[T]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
