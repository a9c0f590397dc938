"""The effect rules in force and the designations they are asked about, turned from rows into plain shapes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sanctions.effects import Act, Dealing, DealingEffect, Effect, effects
from sanctions.effects import EffectRule as Rule
from sanctions.models import Designation, EffectRule, RestrictedList
from sanctions.records import LicencePolicy


def rules() -> tuple[Rule, ...]:
    """Every row of the rule pack, in one query."""
    return tuple(_rule(row) for row in EffectRule.objects.all())


def act(designation: Designation, *, list_code: str) -> Act:
    """The parts of a designation that decide its effects."""
    return Act(
        list=list_code,
        measure=designation.measure,
        programme=designation.programme,
        listed_on=designation.listed_on,
        effective_on=designation.effective_on,
        ended_on=designation.ended_on,
        divest_by=designation.divest_by,
        licence_requirement=designation.licence_requirement,
        licence_policy=designation.licence_policy,
        licence_policy_class=LicencePolicy(designation.licence_policy_class),
        footnotes=tuple(filter(None, designation.footnotes.split(", "))),
    )


def bare_act(restricted: RestrictedList) -> Act:
    """An entry whose act is not spelled out bears what its list stands for, from a day nobody stated."""
    return Act(list=restricted.code, measure=restricted.measure)


def effects_of(
    designation: Designation, *, list_code: str, day: date, among: Iterable[Rule] | None = None
) -> list[DealingEffect]:
    """What one designation means for each dealing that day; hand in `among` when asking about many."""
    return effects(act(designation, list_code=list_code), rules() if among is None else among, day=day)


def _rule(row: EffectRule) -> Rule:
    return Rule(
        list=row.list_code,
        measure=row.measure,
        programme=row.programme,
        dealing=Dealing(row.dealing),
        effect=Effect(row.effect),
        nexus=row.nexus,
        basis=row.basis,
        wording=row.wording,
        from_day=row.from_day,
        to_day=row.to_day,
        delay_days=row.delay_days,
        is_verified=row.is_verified,
        pack=row.pack,
    )
