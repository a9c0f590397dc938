"""Names written differently on purpose: the same every time, and never mistaken for the original."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from sanctions.matching.fitting.changes import CHANGES, Bearer
from sanctions.matching.fitting.vary import LOOKALIKE, Variant, main, strangers, table, variants
from sanctions.matching.tables import Tables

PEARL = Bearer("1", "Shenzhen Haitian Information Technology Co., Ltd.", country="CN")
PERSON = Bearer("2", "IVANOV, Sergei Petrovich", is_person=True, country="RU")
LONG = Bearer("3", "Northern Harbour Machinery Import and Export Trading Company Limited")

WRITTEN = [
    ("punctuation", PERSON, {"IVANOV SERGEI PETROVICH", "ivanov sergei petrovich"}),
    ("word-order", PEARL, {"Haitian Information Technology Co., Ltd. (Shenzhen)"}),
    ("city-dropped", PEARL, {"Haitian Information Technology Co., Ltd."}),
    ("pinyin-spacing", PEARL, {"Shenzhen Hai Tian Information Technology Co., Ltd."}),
    ("han", PEARL, {"深圳海天信息科技有限公司"}),
    ("cut-35", LONG, {"Northern Harbour Machinery Import a"}),
    ("cut-40", LONG, {"Northern Harbour Machinery Import and Ex"}),
    ("person-order", PERSON, {"Sergei Petrovich IVANOV"}),
    ("cyrillic", PERSON, {"Иванов, Сергеи Петрович"}),
    ("cyrillic", PEARL, {""}),
    ("city-dropped", LONG, {""}),
    ("person-order", PEARL, {""}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "bearer", "expected"), WRITTEN)
def test_a_name_is_written_as_the_kind_of_change_says(kind: str, bearer: Bearer, expected: set[str], tables: Tables):
    assert {CHANGES[kind](bearer, Random(seed), tables) for seed in range(20)} <= expected


@pytest.mark.parametrize("kind", ["legal-form", "one-slip", "two-slips", "abbreviated", "paraphrased", "remark"])
def test_a_change_by_chance_never_leaves_the_name_as_it_was(kind: str, tables: Tables):
    written = {CHANGES[kind](PEARL, Random(seed), tables) for seed in range(20)}

    assert PEARL.name not in written
    assert len(written) > 1


def test_variants_say_how_they_came_about_and_whose_they_are(tables: Tables):
    made = list(variants([PEARL, PERSON], tables, each=1, seed=1))

    assert Variant("person-order", "Sergei Petrovich IVANOV", "2", "RU", PERSON.name) in made
    assert max(sum(one.kind == kind for one in made) for kind in CHANGES) == 1


def test_a_lookalike_keeps_place_and_trade_and_nothing_that_tells_the_party(tables: Tables):
    made = list(strangers([PEARL], ["Wolverton Limited"], tables, most=5, seed=1))

    assert Variant(LOOKALIKE, "Shenzhen Wolverton Information Technology Co., Ltd.", "", "CN", PEARL.name) in made


def test_the_same_files_and_seed_make_the_same_suppliers(tmp_path: Path):
    listed, companies = tmp_path / "listed.tsv", tmp_path / "companies.txt"
    listed.write_text(f"entity_id\tkind\tcountry\tname\talias\n7\tE\tCN\t{PEARL.name}\t0\n", encoding="utf-8")
    companies.write_text("Wolverton Limited\nGrimsdale plc\n", encoding="utf-8")
    outs = [tmp_path / "one.tsv", tmp_path / "two.tsv"]

    for out in outs:
        main([str(listed), str(companies), str(out), "--each", "2", "--seed", "3"])

    first, second = (out.read_bytes() for out in outs)
    assert first == second
    assert "Grimsdale plc\t\tunlisted\t0\t\t1" in first.decode()


def test_a_line_break_in_a_name_does_not_break_the_table():
    assert table([Variant("as-printed", "Orient\nPearl", "7")]).splitlines()[1:] == [
        "1\tOrient Pearl\t\tas-printed\t1\t7\t1"
    ]
