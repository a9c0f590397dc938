"""The word tables: data with a source, read strictly."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sanctions.matching.tables import NEWEST, Tables, TablesBroken, load_tables
from sanctions.matching.tokens import organisation_form

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


FORMS = [
    "Aktiengesellschaft", "AG", "p.l.c.", "Public Limited Company", "Société Anonyme", "S.A.", "Sdn. Bhd.", "Pte. Ltd.",
    "Pvt. Ltd.", "(Pty) Ltd", "OÜ", "SIA", "UAB", "d.o.o.", "a.d.", "s.r.o.", "a.s.", "Kft.", "Zrt.", "Nyrt.",
    "Sp. z o.o.", "GmbH & Co. KG", "B.V.", "N.V.", "A/S", "ApS", "AB (publ)", "Oy", "Oyj", "ASA", "S.p.A.", "S.r.l.",
    "S.L.", "Lda", "Ltda.", "S.A. de C.V.", "S.A.S.", "SARL", "EURL", "LLP", "LLC", "Inc.", "Corp.", "FZE", "FZCO",
    "FZ-LLC", "W.L.L.", "K.S.C.", "P.J.S.C.", "Q.S.C.", "Sh.p.k.", "A.Ş.", "Ltd. Şti.", "C.A.", "EOOD", "SGPS",
    "ООО", "ОАО", "ЗАО", "ПАО", "АО", "ТОО", "ФГУП", "Α.Ε.", "Ε.Π.Ε.", "有限公司", "股份有限公司", "株式会社",
    "有限会社", "合同会社", "주식회사", "유한회사", "Công ty TNHH", "شركة مساهمة", "ذ.م.م",
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_legal_form_is_no_part_of_the_name(form: str, tables: Tables):
    read = organisation_form(f"Kronwerk {form}", tables)

    assert [token.text for token in read.tokens] == ["kronwerk"]
    assert read.forms


def test_words_between_strokes_stand_for_each_of_them(folder: Path):
    table = folder / "concepts.tsv"
    table.write_text(table.read_text(encoding="utf-8") + "\nzymurgy\t\tzymur/brew craft/\n", encoding="utf-8")

    read = [organisation_form(f"Kronwerk {name}", load_tables(folder)) for name in ("Zymur Craft", "Brew", "Craft")]

    assert [[token.text for token in name.tokens][1:] for name in read] == [["=zymurgy"], ["=zymurgy"], ["craft"]]


@pytest.mark.parametrize("remark", ["- see 204418", "(use vendor 300155)", "** NEW VENDOR **", "(EUR account)", "DNU"])
def test_a_remark_is_no_part_of_the_name(remark: str, tables: Tables):
    assert [token.text for token in organisation_form(f"Kronwerk {remark}", tables).tokens] == ["kronwerk"]
