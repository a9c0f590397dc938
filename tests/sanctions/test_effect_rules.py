"""The rule table refuses what would leave an answer to chance, and says which row."""

from __future__ import annotations

from datetime import date

import pytest

from sanctions.effect_rules import COLUMNS, RuleError, read_rules
from sanctions.effects import Dealing, Effect

HEADER = ",".join(COLUMNS)
GOOD = {
    "pack": "1",
    "list": "us-bis-el",
    "measure": "export_licence",
    "programme": "",
    "dealing": "sell",
    "effect": "licence",
    "nexus": "ear_item",
    "from_day": "",
    "to_day": "",
    "delay_days": "",
    "verified": "yes",
    "basis": "a law",
    "wording": "A sentence from {from_day}.",
}


def a_table(*changes: dict[str, str]) -> str:
    rows = [",".join((GOOD | change).values()) for change in changes]
    return "\n".join([HEADER, *rows]) + "\n"


def test_a_row_becomes_one_rule_for_each_list_and_dealing_it_names() -> None:
    rules = read_rules(a_table({"list": "us-bis-el | us-bis-meu", "dealing": "buy | sell"}))

    assert [(rule.list, rule.dealing) for rule in rules] == [
        ("us-bis-el", Dealing.BUY),
        ("us-bis-el", Dealing.SELL),
        ("us-bis-meu", Dealing.BUY),
        ("us-bis-meu", Dealing.SELL),
    ]


def test_a_row_keeps_its_days_and_its_pack() -> None:
    [rule] = read_rules(a_table({"from_day": "2022-06-21", "to_day": "2023-01-01", "delay_days": "60"}))

    assert (rule.from_day, rule.to_day, rule.delay_days) == (date(2022, 6, 21), date(2023, 1, 1), 60)
    assert (rule.effect, rule.pack, rule.is_verified) == (Effect.LICENCE, "1", True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"dealing": "lend"}, '"lend" is not one of buy, sell'),
        ({"effect": "blocked"}, '"blocked" is not one of prohibited'),
        ({"nexus": "moon"}, '"moon" is not one of us_person'),
        ({"measure": "ban"}, '"ban" is not one of export_licence'),
        ({"from_day": "21.6.2022"}, '"21.6.2022" is not a day'),
        ({"from_day": "2022-06-21", "to_day": "2022-06-20"}, "ends on 2022-06-20 before it has begun"),
        ({"from_day": "2022-06-21", "to_day": "2022-06-21"}, "ends on 2022-06-21 before it has begun"),
        ({"delay_days": "-1"}, '"-1" is not a number of days'),
        ({"delay_days": "soon"}, '"soon" is not a number of days'),
        ({"verified": "maybe"}, 'verified must be yes or no, not "maybe"'),
        ({"basis": ""}, "needs a basis"),
        ({"wording": ""}, "needs a basis and a wording"),
        ({"list": "", "measure": ""}, "names neither a list nor a measure"),
        ({"wording": "until {sunday}"}, "names {sunday}"),
        ({"wording": "until {from_day.year}"}, "names {from_day.year}"),
        ({"wording": "until {from_day!r}"}, "names {from_day}"),
        ({"wording": "until {from_day:x}"}, "names {from_day}"),
        ({"wording": "until {"}, "stray brace"),
        ({"pack": "2"}, "a table holds one pack"),
        ({}, "overlaps row 2 for us-bis-el, sell"),
        ({"from_day": "2022-06-21"}, "overlaps row 2"),
        ({"basis": "a law, and another"}, "has 14 cells, not 13"),
        ({"basis": '"a law'}, "unexpected end of data"),
    ],
)
def test_a_bad_row_is_refused(change: dict[str, str], words: str) -> None:
    with pytest.raises(RuleError) as refused:
        read_rules(a_table({}, change))

    assert words in str(refused.value)
    assert str(refused.value).startswith("effect rules, row ")


def test_the_refusal_names_the_row() -> None:
    with pytest.raises(RuleError) as refused:
        read_rules(a_table({}, {"dealing": "buy"}, {"dealing": "lend"}))

    assert refused.value.row == 4


def test_rows_that_follow_each_other_do_not_overlap() -> None:
    rules = read_rules(a_table({"to_day": "2022-06-21"}, {"from_day": "2022-06-21"}))

    assert len(rules) == 2


def test_rows_under_different_ties_do_not_overlap() -> None:
    assert len(read_rules(a_table({}, {"nexus": ""}))) == 2


def test_other_columns_are_refused() -> None:
    with pytest.raises(RuleError, match="the columns must be pack, list"):
        read_rules("list,dealing\nus-bis-el,buy\n")


def test_an_empty_table_is_refused() -> None:
    with pytest.raises(RuleError, match="holds none"):
        read_rules("")
