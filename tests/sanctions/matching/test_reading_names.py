"""What the words of a name are taken to mean."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sanctions.matching.tables import Tables
from sanctions.matching.text import MAX_NAME, NameBlank, clean, is_blank, words
from sanctions.matching.tokens import Token, both_forms, organisation_form, person_form

ORGANISATIONS = [
    ("Beijing Geling Shentong Details Know-how", ["@beijing", "geling", "shentong", "=information", "=technology"], []),
    ("Shenzhen Cobber Co., Ltd.", ["@shenzhen", "cobber"], ["~limited"]),
    ("OBSHCHESTVO S OGRANICHENNOI OTVETSTVENNOSTYU NOVIK", ["novik"], ["~limited"]),
    ("NOVIK, OOO", ["novik"], ["~limited"]),
    ("ZAKRlTOE AKTSIONERNOE OBSHCHESTVO NOVIK", ["novik"], ["~fragment", "~stock"]),
    ("Novik Aktiengesellschaft", ["novik"], ["~stock"]),
    ("Novik Aktiengeselschaft", ["novik"], ["~fragment"]),
    ("Novik GmbH & Co. KG", ["novik"], ["~partnership"]),
    ("Brigade Forty-Four", ["brigade", "#44"], []),
    ("38th Research Institute", ["#38", "=institute"], []),
    ("Kedarion Fund III", ["kedarion", "=fund", "#3"], []),
    ("Xi Jiang Shipbuilding", ["xi", "jiang", "=ship"], []),
    ("L.X.C Aviation", ["lxc", "=aviation"], []),
    ("L. X. C. Aviation", ["lxc", "=aviation"], []),
    ("Iran's Steel Company", ["@iran", "=steel"], ["~company"]),
    ("Xi?an Kedarion", ["@xian", "kedarion"], []),
    ("Novik - DO NOT USE", ["novik"], []),
    ("Novik (USD)", ["novik"], []),
    ("Novik *BLOCKED*", ["novik"], []),
    ("Novik #10482", ["novik"], []),
    ("Novik c/o Accounts Payable", ["novik"], []),
    ("Novik / Attn: Mr Li", ["novik"], []),
    ("北京格灵深瞳信息技术有限公司", ["@beijing", "deepglint", "=information", "=technology"], ["~limited"]),
    ("深圳华安泰智能科技有限公司", ["@shenzhen", "huaantai", "=intelligent", "=technology"], ["~limited"]),
    ("上海光大電子股份有限公司", ["@shanghai", "guangda", "=electronics"], ["~stock"]),
    ("Общество с ограниченной ответственностью «Новатек»", ["novatek"], ["~limited"]),
    ("Limited", ["limited"], []),
    ("Kedarion Joint Stokc Company", ["kedarion"], ["~company", "~fragment"]),
    ("Mahmoud Stone", ["mahmoud", "stone"], []),
    ("RT Capital Ltd", ["rt", "=capital"], ["~limited"]),
    ("OOO Energiya", ["=power"], ["~limited"]),
    ("Kedarion Mchy", ["kedarion", "=machinery"], []),
    ("Kedarion Technolog", ["kedarion", "=technology"], []),
    ("Kedarion Post", ["kedarion", "post"], []),
    ("DO NOT USE Kedarion", ["kedarion"], []),
    ("Brigade Forty Kedarion", ["brigade", "#40", "kedarion"], []),
    ("Novik v2", ["novik"], []),
    ("ZZ Novik", ["novik"], []),
    ("Novik Tov Kedarion", ["novik", "tov", "kedarion"], []),
    ("Novik A.'B. Kedarion", ["novik", "ab", "kedarion"], []),
    ("삼성전자", ["samseongjeonja"], []),
    ("ガス", ["gasu"], []),
]


@pytest.mark.parametrize(("name", "tokens", "forms"), ORGANISATIONS, ids=[row[0] for row in ORGANISATIONS])
def test_an_organisations_words_are_told_apart(name: str, tokens: list[str], forms: list[str], tables: Tables):
    found = organisation_form(name, tables)

    assert [token.text for token in found.tokens] == tokens
    assert sorted(found.forms) == forms


PEOPLE = [
    ("PUTIN, Vladimir Vladimirovich", ["putin", "vladimir", "vladimirovich"]),
    ("Mr. Rami Makhlouf", ["rami", "makhlouf"]),
    ("Sheikh Abd al-Rahman bin Ali AL-TIKRITI", ["abdrahman", "ali", "tikriti"]),
    ("Abdulrahman Ali Tikriti", ["abdrahman", "ali", "tikriti"]),
    ("Abdel Rahman Ali", ["abdrahman", "ali"]),
    ("肖兴盛", ["xiao", "xingsheng"]),
    ("김정은", ["gim", "jeongeun"]),
    ("バラク・オバマ", ["baraku", "obama"]),
    ("عبد الرحمن الحسن", ["abdrhmn", "hsn"]),
]


@pytest.mark.parametrize(("name", "tokens"), PEOPLE, ids=[row[0] for row in PEOPLE])
def test_a_persons_name_is_its_given_and_family_names(name: str, tokens: list[str], tables: Tables):
    assert [token.text for token in person_form(name, tables).tokens] == tokens


def test_an_unknown_word_weighs_as_the_rarest(tables: Tables):
    known, unknown = organisation_form("Victory Qwerzuiopas", tables).tokens

    assert known.weight < unknown.weight == 100


def test_an_abbreviation_in_brackets_weighs_less_than_in_the_name(tables: Tables):
    beside = organisation_form("China Electronics Technology Group (CETC)", tables).tokens[-1]
    alone = organisation_form("CETC", tables).tokens[0]

    assert beside.text == alone.text == "cetc"
    assert beside.weight < alone.weight


# Names that hold the same words share what is known of them: how one name is read must not show in the next.
SAME_WORDS = [
    ("Novik Tov Kedarion", "Novik Tov"),
    ("Tov Novik", "Novik Tov Kedarion"),
    ("Kedarion Joint Stokc Company", "Stokc Kedarion"),
    ("Kedarion (Novik)", "Novik Kedarion"),
    ("Xi Novik", "Novik Xi"),
    ("Новатек Novatek", "Novatek"),
    ("Abdul Rahman Novik", "Rahman Novik Abdul"),
    ("Novik Petrov Ivanovich", "Ivanovich Novik"),
]


@pytest.mark.parametrize(("first", "second"), SAME_WORDS, ids=[" | ".join(row) for row in SAME_WORDS])
def test_a_name_reads_the_same_after_any_other(first: str, second: str, tables: Tables):
    for name, other in ((first, second), (second, first)):
        assert _read(name, replace(tables), after=other) == _read(name, replace(tables))  # the same, nothing known yet


def _read(name: str, tables: Tables, *, after: str = "") -> list[tuple[tuple[Token, ...], frozenset[str]]]:
    if after:
        both_forms(after, tables)
    return [(form.tokens, form.forms) for form in both_forms(name, tables)]


BLANK = ["", " ", "---", "\u200d\u202e", "\u0301" * 50, "()", "«»"]


@pytest.mark.parametrize("name", BLANK)
def test_a_name_of_which_nothing_is_left_says_so(name: str, tables: Tables):
    assert is_blank(name)
    with pytest.raises(NameBlank, match="no letter or number"):
        both_forms(name, tables)


def test_invisible_marks_and_look_alikes_change_nothing():
    assert words(clean("SМАRTЕCH\u200b Oil\u202e")) == words(clean("Smartech Oil"))
    assert words(clean("Ｓｍａｒｔｅｃｈ　Ｏｉｌ")) == ["smartech", "oil"]


def test_a_name_is_cut_before_it_is_normalised():
    assert len(clean("a" * 1_000_000)) == MAX_NAME
