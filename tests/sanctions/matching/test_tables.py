"""The word tables: data with a source, read strictly."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sanctions.matching.tables import NEWEST, Tables, TablesBroken, load_tables

FILES = sorted(NEWEST.glob("*.tsv"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(NEWEST, tmp_path / "matching"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_table_says_where_its_facts_come_from(file: Path):
    head = [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("#")]

    assert any("Source:" in line for line in head)


def test_the_tables_carry_a_version(tables: Tables):
    assert tables.version == NEWEST.name


def test_a_phrase_that_would_mean_two_things_is_refused(folder: Path):
    table = folder / "concepts.tsv"
    table.write_text(table.read_text(encoding="utf-8") + "\nbrandnew\t\tkeji\n", encoding="utf-8")

    with pytest.raises(TablesBroken, match=r"concepts.tsv: “keji” stands for =brandnew and for =technology"):
        load_tables(folder)


def test_a_row_with_too_few_columns_is_refused_with_its_line(folder: Path):
    (folder / "noise.tsv").write_text("# Source: none\nplace\twords\nend\n", encoding="utf-8")

    with pytest.raises(TablesBroken, match=r"noise.tsv, line 3: 1 columns instead of 2"):
        load_tables(folder)


def test_a_han_word_for_an_unknown_concept_is_refused(folder: Path):
    table = folder / "han_words.tsv"
    table.write_text(table.read_text(encoding="utf-8") + "concept\tunheard\t新\n", encoding="utf-8")

    with pytest.raises(TablesBroken, match=r"concept unheard is not in concepts.tsv"):
        load_tables(folder)


def test_the_weight_table_stays_small():
    assert (NEWEST / "token_weights.tsv").stat().st_size < 500_000
