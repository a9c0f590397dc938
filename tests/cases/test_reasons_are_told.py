"""Whatever a score rests on can be read: in the handbook and on the desk, under the name stored with the hit."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from cases.words import SCORE_RULES
from sanctions import matching

ROOT = Path(__file__).resolve().parents[2]
SCORING = ("addresses", "against", "align", "brevity", "explain", "identifiers", "openings", "score")
ONE_WORD = frozenset(("alias", "bounded", "initial"))
NO_RULE = frozenset(("national-id",))  # written alike in the same modules


SPELT = re.compile(r"[a-z]+(?:-[a-z]+)+")


def _rules() -> set[str]:
    """Names of rules as the modules that score spell them."""
    constants: set[str] = set()
    for name in SCORING:
        source = (Path(matching.__file__).parent / f"{name}.py").read_text(encoding="utf-8")
        nodes = ast.walk(ast.parse(source))
        constants |= {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {one for one in constants if one in ONE_WORD or SPELT.fullmatch(one)} - NO_RULE


RULES = sorted(_rules())
HANDBOOK = (ROOT / "docs" / "matching.md").read_text(encoding="utf-8")
TOLD = re.findall(r"^\| `([a-z-]+)` \|", HANDBOOK.partition("## Reasons")[2], flags=re.M)


def test_there_are_rules_to_tell():
    assert {"same-word", "same-identifier", "alias", "bounded"} <= set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_the_handbook_says_what_a_reason_means(rule: str):
    assert TOLD.count(rule) == 1


@pytest.mark.parametrize("rule", RULES)
def test_the_desk_has_words_for_a_reason(rule: str):
    assert rule in SCORE_RULES


def test_the_handbook_and_the_desk_tell_of_no_reason_that_is_never_given():
    assert (set(TOLD) | set(SCORE_RULES)) - set(RULES) == set()
