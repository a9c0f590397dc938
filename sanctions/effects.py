"""What a designation means for each dealing on one day: never one verdict, always seven answers with their basis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from sanctions.records import LicencePolicy, Measure


class Dealing(StrEnum):
    """What we do with a supplier, in the fixed order every page shows."""

    BUY = "buy"
    SELL = "sell"
    INVEST = "invest"
    IMPORT = "import"
    PROCURE = "procure"
    TELECOM = "telecom"
    TRAVEL = "travel"


class Effect(StrEnum):
    """What a designation does to a dealing, gravest first. Unknown names a question to ask; it never means none."""

    PROHIBITED = "prohibited"
    LICENCE = "licence"
    PRESUMPTION = "presumption"
    UNKNOWN = "unknown"
    RED_FLAG = "red_flag"
    NOTE = "note"
    NONE = "none"


class Nexus(StrEnum):
    """The tie to a jurisdiction without which a rule does not reach a dealing."""

    US_PERSON = "us_person"
    EAR_ITEM = "ear_item"
    US_BOUND = "us_bound"
    COVERED_EQUIPMENT = "covered_equipment"
    DOD_CONTRACT = "dod_contract"
    UN_MEMBER = "un_member"
    EU_PERSON = "eu_person"
    UK_PERSON = "uk_person"
    CN_PERSON = "cn_person"


GRAVITY: Mapping[Effect, int] = MappingProxyType({effect: rank for rank, effect in enumerate(reversed(Effect))})

# Until an acting entity has answered, every tie is taken to be there: a missing answer never lightens an effect.
EVERY_NEXUS = frozenset(Nexus)

# While a hit under one of these is undecided every dealing waits, not only those the rule names.
HOLDS_EVERY_DEALING = frozenset({Measure.ASSET_BLOCK, Measure.HOUSE})

NEXUS_WORDS: Mapping[Nexus, str] = MappingProxyType(
    {
        Nexus.US_PERSON: "a US person",
        Nexus.EAR_ITEM: "an item subject to the EAR",
        Nexus.US_BOUND: "goods bound for the United States",
        Nexus.COVERED_EQUIPMENT: "equipment or services the FCC covers",
        Nexus.DOD_CONTRACT: "a contract with the US Department of Defense",
        Nexus.UN_MEMBER: "a company in a state that carries out UN measures",
        Nexus.EU_PERSON: "a person bound by EU law",
        Nexus.UK_PERSON: "a person bound by UK law",
        Nexus.CN_PERSON: "a person bound by Chinese law",
    }
)

DEALING_WORDS: Mapping[Dealing, str] = MappingProxyType(
    {
        Dealing.BUY: "buying from this party",
        Dealing.SELL: "selling to this party",
        Dealing.INVEST: "investing in this party",
        Dealing.IMPORT: "importing goods of this party",
        Dealing.PROCURE: "public procurement that involves this party",
        Dealing.TELECOM: "telecom services of this party",
        Dealing.TRAVEL: "travel of this party or its people",
    }
)

POLICY_WORDS: Mapping[LicencePolicy, str] = MappingProxyType(
    {
        LicencePolicy.NOT_STATED: "The entry states no review policy: do not count on a licence.",
        LicencePolicy.PRESUMPTION_OF_DENIAL: "Applications meet a presumption of denial: expect a refusal.",
        LicencePolicy.POLICY_OF_DENIAL: "Applications are denied as a matter of policy.",
        LicencePolicy.CASE_BY_CASE: "Applications are decided case by case.",
        LicencePolicy.MIXED: "Named items are decided case by case; the text says what is presumed for the rest.",
        LicencePolicy.SEE_REGULATION: "How applications are decided stands in the regulation the entry names.",
    }
)


@dataclass(frozen=True, slots=True)
class EffectRule:
    """One dated row of the rule pack. No list means every list with the measure; `to_day` is the first day without."""

    list: str
    measure: str
    programme: str  # words that must stand in the designation's programme; "" = any, and such a row yields to one with
    dealing: Dealing
    effect: Effect
    nexus: str  # one Nexus, or "" = reaches the dealing without any
    basis: str
    wording: str
    from_day: date | None = None
    to_day: date | None = None
    delay_days: int = 0  # from listing to effect, used where the publisher states no effective day
    is_verified: bool = True
    pack: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """The parts of a designation that decide its effects."""

    list: str
    measure: str
    programme: str = ""
    listed_on: date | None = None
    effective_on: date | None = None
    ended_on: date | None = None
    divest_by: date | None = None
    licence_requirement: str = ""
    licence_policy: str = ""
    licence_policy_class: LicencePolicy = LicencePolicy.NOT_STATED
    footnotes: tuple[str, ...] = ()  # "footnote 4" and what else the publisher adds


@dataclass(frozen=True, slots=True)
class DealingEffect:
    """What one designation means for one dealing. While pending, `effect` comes on `from_day` and `today` holds now."""

    dealing: Dealing
    effect: Effect
    basis: str
    wording: str
    today: Effect
    from_day: date | None = None
    to_day: date | None = None
    is_verified: bool = True

    @property
    def pending(self) -> bool:
        """Whether the effect is still to come."""
        return self.effect != self.today

    @property
    def is_touched(self) -> bool:
        """Whether a reviewer has to look at this dealing at all, now or because of a day to come."""
        return GRAVITY[self.effect] > GRAVITY[Effect.NOTE]


def effects(
    act: Act, rules: Iterable[EffectRule], *, day: date, nexus: frozenset[Nexus] = EVERY_NEXUS
) -> list[DealingEffect]:
    """One answer per dealing, in the fixed order."""
    ours = [rule for rule in rules if _concerns(rule, act)]
    return [_answer(act, [rule for rule in ours if rule.dealing == d], d, day=day, nexus=nexus) for d in Dealing]


def gravest(answers: Iterable[DealingEffect]) -> DealingEffect:
    """The answer that weighs most, what holds today before what is to come."""
    return max(answers, key=lambda answer: (GRAVITY[answer.today], GRAVITY[answer.effect]))


def _concerns(rule: EffectRule, act: Act) -> bool:
    return (
        rule.list in ("", act.list)
        and rule.measure in ("", act.measure)
        and rule.programme.casefold() in act.programme.casefold()
    )


def _answer(
    act: Act, rules: list[EffectRule], dealing: Dealing, *, day: date, nexus: frozenset[Nexus]
) -> DealingEffect:
    if act.ended_on is not None and act.ended_on <= day:
        return _ended(act, dealing)
    if not rules:
        return _unknown(act, dealing)
    closest = max(_closeness(rule) for rule in rules)
    rules = [rule for rule in rules if _closeness(rule) == closest]
    reaching = [rule for rule in rules if not rule.nexus or rule.nexus in nexus]
    if not reaching:
        return _out_of_reach(rules, dealing)
    current = [rule for rule in reaching if _holds(rule, act, day)]
    coming = [rule for rule in reaching if _is_to_come(rule, act, day)]
    if not current and not coming:
        return _unknown(act, dealing)
    return _dated(act, current, coming)


def _closeness(rule: EffectRule) -> tuple[bool, bool, bool]:
    """A row for this list and programme says more than a row for the list, and that more than one for the measure."""
    return (rule.list != "", rule.programme != "", rule.measure != "")


def _dated(act: Act, current: list[EffectRule], coming: list[EffectRule]) -> DealingEffect:
    today = max((rule.effect for rule in current), key=lambda effect: GRAVITY[effect], default=Effect.NONE)
    graver = [rule for rule in coming if GRAVITY[rule.effect] > max(GRAVITY[today], GRAVITY[Effect.NOTE])]
    if graver:
        rule = min(graver, key=lambda rule: (_begins(rule, act) or date.min, -GRAVITY[rule.effect]))
        return _stated(rule, act, today=max(today, Effect.NOTE, key=lambda effect: GRAVITY[effect]))
    rule = max(current or coming, key=lambda rule: GRAVITY[rule.effect])
    return _stated(rule, act, today=rule.effect)


def _stated(rule: EffectRule, act: Act, *, today: Effect) -> DealingEffect:
    ends = min((end for end in (rule.to_day, act.ended_on) if end is not None), default=None)
    return DealingEffect(
        dealing=rule.dealing,
        effect=rule.effect,
        basis=rule.basis,
        wording=_worded(rule, act),
        today=today,
        from_day=_begins(rule, act),
        to_day=ends,
        is_verified=rule.is_verified,
    )


def _begins(rule: EffectRule, act: Act) -> date | None:
    """The later of the rule's first day and the act's; an act without any day is taken to be in force."""
    begun = act.effective_on
    if begun is None and act.listed_on is not None:
        begun = act.listed_on + timedelta(days=rule.delay_days)
    return max((start for start in (rule.from_day, begun) if start is not None), default=None)


def _holds(rule: EffectRule, act: Act, day: date) -> bool:
    begins = _begins(rule, act)
    return (begins is None or begins <= day) and (rule.to_day is None or day < rule.to_day)


def _is_to_come(rule: EffectRule, act: Act, day: date) -> bool:
    begins = _begins(rule, act)
    return begins is not None and begins > day and (rule.to_day is None or begins < rule.to_day)


def _worded(rule: EffectRule, act: Act) -> str:
    sentence = rule.wording.format_map(placeholders(act, rule))
    if not rule.is_verified:
        sentence += " This rule was not read in a source: have counsel confirm it before you rely on it."
    return " ".join(sentence.split())


def placeholders(act: Act, rule: EffectRule) -> dict[str, str]:
    """What a wording may name in braces, filled from one designation."""
    return {
        "dealing": DEALING_WORDS[rule.dealing],
        "listed": in_words(act.listed_on),
        "from_day": in_words(_begins(rule, act)),
        "divest": _divest_words(act),
        "requirement": _requirement_words(act),
        "policy": POLICY_WORDS[act.licence_policy_class],
        "footnotes": _footnote_words(act),
        "programme": act.programme or "the programme named in the entry",
    }


def in_words(day: date | None) -> str:
    """A day as people write it: 8 February 2022."""
    return "a day the publisher does not state" if day is None else f"{day.day} {day:%B %Y}"


def _divest_words(act: Act) -> str:
    if act.divest_by is None:
        return "The entry states no last day for sales made only to divest: look it up before you sell."
    return f"Purchases and sales made only to divest are allowed until {in_words(act.divest_by)}."


def _requirement_words(act: Act) -> str:
    if not act.licence_requirement:
        return "The entry states no narrower scope: take it to be every item subject to the EAR, EAR99 included."
    return f'The entry says what needs a licence: "{act.licence_requirement}".'


def _footnote_words(act: Act) -> str:
    numbered = [note.removeprefix("footnote ") for note in act.footnotes if note.startswith("footnote ")]
    if not numbered:
        return ""
    return f"Footnote {' and '.join(numbered)} brings some foreign-made items under the EAR as well."


def _ended(act: Act, dealing: Dealing) -> DealingEffect:
    return DealingEffect(
        dealing=dealing,
        effect=Effect.NOTE,
        basis="The listing ended.",
        wording=f"This listing ended on {in_words(act.ended_on)} and restricts nothing since; it did before that day.",
        today=Effect.NOTE,
        to_day=act.ended_on,
    )


def _unknown(act: Act, dealing: Dealing) -> DealingEffect:
    return DealingEffect(
        dealing=dealing,
        effect=Effect.UNKNOWN,
        basis="No rule in the pack covers this.",
        wording=f"No rule says what {act.list} means for {DEALING_WORDS[dealing]} that day: ask counsel.",
        today=Effect.UNKNOWN,
        is_verified=False,
    )


def _out_of_reach(rules: list[EffectRule], dealing: Dealing) -> DealingEffect:
    ties = sorted({NEXUS_WORDS[Nexus(rule.nexus)] for rule in rules})
    return DealingEffect(
        dealing=dealing,
        effect=Effect.NONE,
        basis=rules[0].basis,
        wording=f"This rule reaches {DEALING_WORDS[dealing]} only with {' or '.join(ties)}: answered with no.",
        today=Effect.NONE,
    )
