"""One card per designation: the act with its days, then what it means for each dealing, those in use first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from sanctions import rulebook
from sanctions.effects import Act, DealingEffect, Effect, gravest
from sanctions.models import Designation, RestrictedList
from sanctions.records import LicencePolicy, Measure
from sanctions.words import DEALINGS, EFFECTS, LICENCE_POLICIES, MEASURES, Badge


@dataclass(frozen=True, slots=True)
class Line:
    """What one designation means for one dealing."""

    dealing: str
    effect: DealingEffect
    is_used: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One designation; without one the entry bears what its list stands for."""

    designation: Designation | None
    measure: str
    policy: str
    quoted: str  # the publisher's own words, where they say more
    badge: Badge
    lines: Sequence[Line]


def cards(
    found: Sequence[Designation],
    restricted: RestrictedList,
    *,
    used: Collection[str],
    effects: Callable[[Act], list[DealingEffect]],
) -> Iterator[Card]:
    """The cards of one entry. `effects` answers for one act on the day the page is about."""
    for row in found:
        answers = effects(rulebook.act(row, list_code=restricted.code))
        policy = LICENCE_POLICIES[LicencePolicy(row.licence_policy_class)]
        quoted = "" if row.licence_policy.strip(" .").casefold() == policy.casefold() else row.licence_policy
        yield Card(row, MEASURES[Measure(row.measure)], policy, quoted, _gravest(answers), _lines(answers, used))
    if not found:
        answers = effects(rulebook.bare_act(restricted))
        yield Card(None, MEASURES[Measure(restricted.measure)], "", "", _gravest(answers), _lines(answers, used))


def _lines(answers: Sequence[DealingEffect], used: Collection[str]) -> list[Line]:
    lines = [Line(DEALINGS[answer.dealing].words, answer, answer.dealing in used) for answer in answers]
    return sorted(lines, key=lambda line: not line.is_used)


def _gravest(answers: Sequence[DealingEffect]) -> Badge:
    return EFFECTS[gravest(answers).effect if answers else Effect.UNKNOWN]
