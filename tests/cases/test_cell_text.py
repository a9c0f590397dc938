"""Cells are harmless to a spreadsheet and come back as they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cases.cell_text import FORMULA_STARTS, guarded, one_line, unguarded


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_a_formula_is_written_as_text(start: str):
    assert guarded(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


@pytest.mark.parametrize("text", ["", "Plain Parts Ltd", "'t Hooft B.V.", "3-way Valves", "海康威视"])
def test_plain_text_is_left_alone(text: str):
    assert (guarded(text), unguarded(text)) == (text, text)


@given(some.text(alphabet="'=+-@ab\t", max_size=6))
def test_what_was_guarded_is_read_back_unchanged(text: str):
    assert unguarded(guarded(text)) == text


def test_line_breaks_and_doubled_spaces_are_no_part_of_a_value():
    assert one_line("  Plain\r\n Parts\t\u3000Ltd\u00a0 ") == "Plain Parts Ltd"
