"""A row of a supplier file becomes a supplier, or says which cell is wrong."""

from __future__ import annotations

import pytest

from cases.supplier_row import BadCell, SupplierContent, parts_of

WELL_READ = [
    # column, cell, what it means
    ("country", "cn", "CN"),
    ("country", "China", "CN"),
    ("country", "", ""),
    ("other_names", "Hikmicro | 海康微影 | Hikmicro", ("Hikmicro", "海康微影")),
    (
        "identifiers",
        "LEI:5299007NWA7ZHICQJL71 | uscc: 91330000",
        (("lei", "5299007NWA7ZHICQJL71"), ("uscc", "91330000")),
    ),
    (
        "identifiers",
        "Tax ID No.: 7707083893 | 统一社会信用代码：91330000MA27U0000N",
        (
            ("tax id no.", "7707083893"),
            ("统一社会信用代码", "91330000MA27U0000N"),
        ),
    ),
    ("owners", "Holding AG (40%) | Plain & Sons", (("Holding AG", "40"), ("Plain & Sons", ""))),
    ("owners", "Holding (Asia) Ltd (33,333 %)", (("Holding (Asia) Ltd", "33.333"),)),
    ("owners", "Holding AG (12.50%)", (("Holding AG", "12.5"),)),
    ("officers", "Wang Wei | Ann O'Neil", ("Wang Wei", "Ann O'Neil")),
    ("dealings", "Sell | buy", ("buy", "sell")),
    ("acting_entity", "US01 | DE01", ("DE01", "US01")),
    ("status", "", "active"),
    ("status", "Retired", "retired"),
]

BADLY_WRITTEN = [
    # column, cell, part of the reason
    ("name", "", "is empty"),
    ("name", "--- ...", "no letter and no digit"),
    ("name", "x" * 501, "longer than 500"),
    ("name", "Plain\x00Parts", "cannot be printed"),
    ("name", "Plain\x1b[31mParts", "cannot be printed"),
    ("external_id", "", "is empty"),
    ("external_id", "9" * 81, "longer than 80"),
    ("country", "Atlantis", "no country"),
    ("identifiers", "5299007NWA7ZHICQJL71", "scheme:value"),
    ("identifiers", "lei:", "scheme:value"),
    ("owners", "Holding AG (140%)", "at most 100"),
    ("owners", "Holding AG (0%)", "above 0"),
    ("owners", "Holding AG (forty%)", "name (percent%)"),
    ("owners", "(40%)", "name (percent%)"),
    ("officers", "Wang Wei | ...", "no letter"),
    ("dealings", "buy | barter", "is none of buy, sell"),
    ("status", "blocked", "is none of active, retired"),
    ("acting_entity", "XX99", "no company of ours"),
    ("sites", " | ".join(map(str, range(300))), "more than 200"),
]


@pytest.mark.parametrize(("column", "cell", "meaning"), WELL_READ)
def test_a_cell_is_read_as_the_interface_says(column: str, cell: str, meaning: object):
    assert parts_of({column: cell}, acting_entities=frozenset({"DE01", "US01"})) == {column: meaning}


@pytest.mark.parametrize(("column", "cell", "reason"), BADLY_WRITTEN)
def test_a_wrong_cell_is_named_with_its_reason(column: str, cell: str, reason: str):
    with pytest.raises(BadCell) as refusal:
        parts_of({column: cell}, acting_entities=frozenset())

    assert refusal.value.column == column
    assert reason in refusal.value.reason
    assert refusal.value.value in cell


def test_what_the_matcher_reads_is_told_apart_from_what_it_does_not():
    supplier = SupplierContent(external_id="1", name="Plain Parts Ltd", buyer="ann")

    assert supplier.screens_like(SupplierContent(external_id="1", name="Plain Parts Ltd", buyer="bob"))
    assert not supplier.screens_like(SupplierContent(external_id="1", name="Plain Parts GmbH", buyer="ann"))
