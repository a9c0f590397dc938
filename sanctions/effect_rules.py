"""Reads the effect rules, a table a lawyer can correct, and refuses one that contradicts itself."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from io import StringIO
from itertools import pairwise, product
from string import Formatter
from typing import TypeVar

from sanctions.effects import Act, Dealing, Effect, EffectRule, Nexus, placeholders
from sanctions.records import Measure

COLUMNS = (
    "pack", "list", "measure", "programme", "dealing", "effect", "nexus", "from_day", "to_day", "delay_days",
    "verified", "basis", "wording",
)  # fmt: skip
VERIFIED = {"yes": True, "no": False}

Word = TypeVar("Word", bound=StrEnum)


class RuleError(ValueError):
    """A row of the rule table cannot be used."""

    def __init__(self, row: int, message: str) -> None:
        self.row = row
        super().__init__(f"effect rules, row {row}: {message}")


def read_rules(text: str) -> tuple[EffectRule, ...]:
    """The rules of one pack. A cell may name several lists or dealings, separated by " | "."""
    numbered = [(row, rule) for row, cells in _rows(text) for rule in _rules(cells, row)]
    packs = {rule.pack for _, rule in numbered}
    if len(packs) != 1:
        raise RuleError(2, f"a table holds one pack, this one holds {', '.join(sorted(packs)) or 'none'}")
    _refuse_overlaps(numbered)
    return tuple(rule for _, rule in numbered)


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    row = 0
    try:
        for row, cells in enumerate(reader, start=1):
            if row == 1 and tuple(cells) != COLUMNS:
                raise RuleError(row, f"the columns must be {', '.join(COLUMNS)}")
            if len(cells) != len(COLUMNS):
                raise RuleError(row, f"has {len(cells)} cells, not {len(COLUMNS)}")
            if row > 1:
                yield row, dict(zip(COLUMNS, cells, strict=True))
    except csv.Error as error:
        raise RuleError(row + 1, str(error)) from None


def _rules(cells: dict[str, str], row: int) -> Iterator[EffectRule]:
    for code, dealing in product(_several(cells["list"]), _several(cells["dealing"])):
        rule = EffectRule(
            list=code,
            measure=_word(Measure, cells["measure"], row) if cells["measure"] else "",
            programme=cells["programme"],
            dealing=_word(Dealing, dealing, row),
            effect=_word(Effect, cells["effect"], row),
            nexus=_word(Nexus, cells["nexus"], row) if cells["nexus"] else "",
            basis=cells["basis"],
            wording=cells["wording"],
            from_day=_day(cells["from_day"], row),
            to_day=_day(cells["to_day"], row),
            delay_days=_days(cells["delay_days"], row),
            is_verified=_verified(cells["verified"], row),
            pack=cells["pack"],
        )
        _check(rule, row)
        yield rule


def _check(rule: EffectRule, row: int) -> None:
    if not rule.list and not rule.measure:
        raise RuleError(row, "names neither a list nor a measure")
    if not rule.basis or not rule.wording:
        raise RuleError(row, "needs a basis and a wording: an effect without a reason is no answer")
    if rule.from_day is not None and rule.to_day is not None and rule.to_day <= rule.from_day:
        raise RuleError(row, f"ends on {rule.to_day} before it has begun on {rule.from_day}")
    known = placeholders(Act(list=rule.list, measure=rule.measure), rule)
    for _, name, spec, conversion in _parts(rule.wording, row):
        if name is not None and (name not in known or spec or conversion):
            raise RuleError(row, f"the wording names {{{name}}}; known are {', '.join(sorted(known))}")


def _parts(wording: str, row: int) -> list[tuple[str, str | None, str | None, str | None]]:
    try:
        return list(Formatter().parse(wording))
    except ValueError as error:
        raise RuleError(row, f"the wording has a stray brace: {error}") from None


def _refuse_overlaps(numbered: list[tuple[int, EffectRule]]) -> None:
    """Two rows for one question on one day would leave the answer to chance."""
    ordered = sorted(numbered, key=lambda pair: (_question(pair[1]), pair[1].from_day or date.min, pair[0]))
    for (earlier_row, earlier), (row, rule) in pairwise(ordered):
        if _question(earlier) == _question(rule) and (rule.from_day or date.min) < (earlier.to_day or date.max):
            raise RuleError(row, f"overlaps row {earlier_row} for {rule.list or rule.measure}, {rule.dealing}")


def _question(rule: EffectRule) -> tuple[str, str, str, str, str]:
    return (rule.list, rule.measure, rule.programme.casefold(), rule.dealing, rule.nexus)


def _several(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|")]


def _word(words: type[Word], cell: str, row: int) -> Word:
    try:
        return words(cell)
    except ValueError:
        raise RuleError(row, f'"{cell}" is not one of {", ".join(words)}') from None


def _day(cell: str, row: int) -> date | None:
    try:
        return date.fromisoformat(cell) if cell else None
    except ValueError:
        raise RuleError(row, f'"{cell}" is not a day like 2022-02-08') from None


def _days(cell: str, row: int) -> int:
    if not cell:
        return 0
    if not (cell.isascii() and cell.isdigit()):
        raise RuleError(row, f'"{cell}" is not a number of days')
    return int(cell)


def _verified(cell: str, row: int) -> bool:
    if cell not in VERIFIED:
        raise RuleError(row, f'verified must be yes or no, not "{cell}"')
    return VERIFIED[cell]
