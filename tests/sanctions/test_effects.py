"""What a listing means, asked of the rule pack row by row in tests/effects.csv."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from sanctions.effect_rules import read_rules
from sanctions.effects import (
    EVERY_NEXUS,
    Act,
    Dealing,
    DealingEffect,
    Effect,
    EffectRule,
    Nexus,
    effects,
    gravest,
)
from sanctions.records import LicencePolicy

ROOT = Path(__file__).parents[2]
RULES = read_rules((ROOT / "sanctions" / "data" / "effect_rules.csv").read_text(encoding="utf-8"))
MEASURES = {rule.list: rule.measure for rule in RULES}
CODES = [
    *("us-bis-el", "us-bis-dpl", "us-bis-meu", "us-bis-uvl", "us-bis-mieu", "us-ofac-sdn", "us-ofac-cmic"),
    *("us-ofac-ssi", "us-ofac-fse", "us-ofac-plc", "us-ofac-cap", "us-ofac-mbs", "us-state-isn", "us-state-dtc"),
    *("us-state-visa", "us-dhs-uflpa", "us-cbp-wro", "us-fcc-covered", "us-dod-1260h", "us-dod-1286", "un-sc"),
    *("eu-fsf", "uk-sanctions", "ca-sema", "cn-countermeasures", "house"),
]
DAY = date(2021, 12, 17)

with (ROOT / "tests" / "effects.csv").open(encoding="utf-8", newline="") as table:
    ROWS = list(csv.DictReader(table))


def a_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def an_act(code: str, **known: object) -> Act:
    return Act(list=code, measure=MEASURES[code], **known)  # type: ignore[arg-type]


def answer(act: Act, dealing: Dealing, *, day: date, without: str = "") -> DealingEffect:
    nexus = EVERY_NEXUS - {Nexus(without)} if without else EVERY_NEXUS
    return effects(act, RULES, day=day, nexus=nexus)[list(Dealing).index(dealing)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['list']}-{row['dealing']}-{row['day']}-{row['why'][:40]}")
def test_a_listing_means_what_the_table_says(row: dict[str, str]) -> None:
    act = an_act(
        row["list"],
        programme=row["programme"],
        listed_on=a_day(row["listed"]),
        effective_on=a_day(row["effective"]),
        ended_on=a_day(row["ended"]),
    )

    found = answer(act, Dealing(row["dealing"]), day=date.fromisoformat(row["day"]), without=row["without"])

    assert (found.effect, found.pending, found.from_day) == (
        row["effect"],
        row["pending"] == "yes",
        a_day(row["from_day"]),
    )
    assert row["words"] in found.wording
    assert found.basis


def test_the_table_asks_about_every_list_and_every_dealing() -> None:
    assert {row["list"] for row in ROWS} == set(CODES)
    assert {row["dealing"] for row in ROWS} == set(Dealing)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("day", [date(2019, 10, 9), DAY, date(2022, 6, 21), date(2026, 11, 21), date(2027, 7, 1)])
def test_every_list_answers_every_dealing_on_every_day_with_a_basis(code: str, day: date) -> None:
    answers = effects(an_act(code, listed_on=date(2019, 1, 1)), RULES, day=day)

    assert [found.dealing for found in answers] == list(Dealing)
    assert all(found.basis != "No rule in the pack covers this." for found in answers)
    assert all(found.wording.endswith((".", "?")) and "{" not in found.wording for found in answers)


def test_no_wording_says_blocked_or_that_a_licence_is_needed_to_do_business() -> None:
    texts = [rule.wording.casefold() for rule in RULES]

    assert not [text for text in texts if "blocked" in text or "blacklist" in text or "do business" in text]


def test_buying_is_prohibited_only_by_lists_that_freeze_assets() -> None:
    prohibiting = {rule.list for rule in RULES if rule.dealing == Dealing.BUY and rule.effect == Effect.PROHIBITED}

    assert prohibiting == {"us-ofac-sdn", "un-sc", "eu-fsf", "uk-sanctions"}


def test_the_four_designations_of_one_drone_maker_have_four_consequences() -> None:
    day = date(2026, 11, 21)
    acts = [
        an_act("us-bis-el", listed_on=date(2020, 12, 18)),
        an_act("us-ofac-cmic", listed_on=date(2021, 12, 16)),
        an_act("us-dod-1260h", listed_on=date(2022, 10, 5)),
        an_act("us-fcc-covered", listed_on=date(2025, 12, 22)),
    ]

    sides = {act.list: {found.dealing: found.today for found in effects(act, RULES, day=day)} for act in acts}

    assert sides["us-bis-el"][Dealing.SELL] == Effect.LICENCE
    assert sides["us-ofac-cmic"][Dealing.INVEST] == Effect.PROHIBITED
    assert sides["us-dod-1260h"][Dealing.PROCURE] == Effect.PROHIBITED
    assert sides["us-fcc-covered"][Dealing.TELECOM] == Effect.PROHIBITED
    assert {side[Dealing.BUY] for side in sides.values()} == {Effect.RED_FLAG, Effect.NOTE}


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (LicencePolicy.PRESUMPTION_OF_DENIAL, "expect a refusal"),
        (LicencePolicy.POLICY_OF_DENIAL, "denied as a matter of policy"),
        (LicencePolicy.CASE_BY_CASE, "case by case"),
        (LicencePolicy.MIXED, "Named items are decided case by case"),
        (LicencePolicy.SEE_REGULATION, "in the regulation"),
        (LicencePolicy.NOT_STATED, "do not count on a licence"),
    ],
)
def test_the_sale_says_how_an_application_is_reviewed(policy: LicencePolicy, words: str) -> None:
    act = an_act("us-bis-el", listed_on=DAY, licence_policy_class=policy, licence_requirement="All items {subject}.")

    found = answer(act, Dealing.SELL, day=DAY)

    assert words in found.wording
    assert '"All items {subject}."' in found.wording


def test_a_footnote_widens_what_is_subject_to_the_ear() -> None:
    found = answer(an_act("us-bis-el", listed_on=DAY, footnotes=("footnote 4", "other words")), Dealing.SELL, day=DAY)

    assert "Footnote 4 brings some foreign-made items under the EAR" in found.wording


def test_the_last_day_to_divest_is_told() -> None:
    act = an_act("us-ofac-cmic", listed_on=date(2021, 12, 10), divest_by=date(2022, 12, 10))

    assert "until 10 December 2022" in answer(act, Dealing.INVEST, day=DAY).wording


def test_a_list_without_a_rule_is_unknown_and_never_none() -> None:
    answers = effects(Act(list="xx-new", measure="asset_block"), RULES, day=DAY)

    assert {found.effect for found in answers} == {Effect.UNKNOWN}
    assert all("ask counsel" in found.wording for found in answers)


def test_a_measure_the_list_does_not_know_is_unknown() -> None:
    answers = effects(Act(list="us-bis-el", measure="visa_restriction"), RULES, day=DAY)

    assert {found.effect for found in answers} == {Effect.UNKNOWN}


def a_rule(**known: object) -> EffectRule:
    facts: dict[str, object] = {
        "list": "us-bis-el",
        "measure": "",
        "programme": "",
        "dealing": Dealing.SELL,
        "effect": Effect.LICENCE,
        "nexus": "",
        "basis": "a law",
        "wording": "A sentence.",
    }
    return EffectRule(**(facts | known))  # type: ignore[arg-type]


def selling(rules: list[EffectRule], *, day: date = DAY, programme: str = "") -> DealingEffect:
    act = Act(list="us-bis-el", measure="export_licence", programme=programme, listed_on=date(2021, 1, 1))
    return effects(act, rules, day=day)[1]


def test_a_day_no_row_covers_is_unknown() -> None:
    assert selling([a_rule(to_day=date(2021, 12, 1))]).effect == Effect.UNKNOWN


def test_of_two_ties_that_reach_a_dealing_the_graver_effect_is_told() -> None:
    rules = [a_rule(effect=Effect.NOTE), a_rule(effect=Effect.PROHIBITED, nexus=Nexus.EAR_ITEM)]

    assert selling(rules).effect == Effect.PROHIBITED


def test_a_row_for_the_programme_wins_over_the_row_for_the_list() -> None:
    rules = [a_rule(), a_rule(effect=Effect.NOTE, programme="Crimea")]

    assert selling(rules, programme="CRIMEA-EO13685").effect == Effect.NOTE
    assert selling(rules, programme="other").effect == Effect.LICENCE


def test_a_row_for_the_list_wins_over_the_row_for_the_measure() -> None:
    rules = [a_rule(list="", measure="export_licence", effect=Effect.PROHIBITED), a_rule()]

    assert selling(rules).effect == Effect.LICENCE


def test_a_lighter_rule_to_come_does_not_hide_the_graver_one_in_force() -> None:
    rules = [a_rule(to_day=date(2022, 6, 1)), a_rule(effect=Effect.NOTE, from_day=date(2022, 6, 1))]

    found = selling(rules)

    assert (found.effect, found.pending, found.to_day) == (Effect.LICENCE, False, date(2022, 6, 1))


def test_a_rule_that_is_suspended_for_a_time_returns() -> None:
    rules = [
        a_rule(to_day=date(2025, 11, 10)),
        a_rule(effect=Effect.RED_FLAG, from_day=date(2025, 11, 10), to_day=date(2026, 11, 10)),
        a_rule(from_day=date(2026, 11, 10)),
    ]

    days = [date(2025, 10, 15), date(2026, 3, 1), date(2026, 11, 10)]

    assert [selling(rules, day=day).today for day in days] == [Effect.LICENCE, Effect.RED_FLAG, Effect.LICENCE]
    assert selling(rules, day=days[1]).pending


def test_the_gravest_answer_is_what_holds_now() -> None:
    pending = answer(an_act("us-ofac-cmic", listed_on=DAY), Dealing.INVEST, day=DAY)
    held = answer(an_act("house", listed_on=DAY), Dealing.INVEST, day=DAY)

    assert gravest([pending, held]) == held
