"""Designations and effects as commands print them: words, numbers and days only."""

from __future__ import annotations

from datetime import date
from typing import Any

from sanctions.effects import DealingEffect
from sanctions.models import Designation


def plain_designation(act: Designation) -> dict[str, Any]:
    """One legal act; its citations are worth prefetching."""
    return {
        "measure": act.measure,
        "programme": act.programme,
        "citations": [citation.text for citation in act.citations.all()],
        "listed_on": plain_day(act.listed_on),
        "listed_derived": act.listed_derived,
        "effective_on": plain_day(act.effective_on),
        "ended_on": plain_day(act.ended_on),
        "divest_by": plain_day(act.divest_by),
        "licence_requirement": act.licence_requirement,
        "licence_scope": act.licence_scope,
        "licence_policy": act.licence_policy,
        "licence_policy_class": act.licence_policy_class,
    }


def plain_effect(effect: DealingEffect) -> dict[str, Any]:
    """What one act means for one dealing."""
    return {
        "dealing": effect.dealing.value,
        "effect": effect.effect.value,
        "basis": effect.basis,
        "from": plain_day(effect.from_day),
        "to": plain_day(effect.to_day),
        "wording": effect.wording,
        "pending": effect.pending,
    }


def plain_day(day: date | None) -> str | None:
    """The day as YYYY-MM-DD, null where there is none."""
    return day.isoformat() if day else None
