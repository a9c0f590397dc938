"""Running text of US publishers, to typed values."""

from __future__ import annotations

import pytest

from sanctions.reading import RowRejected
from sanctions.records import Name, NameKind, Strength
from sanctions.sources.ofac_terms import full_day, partial_day
from sanctions.sources.printed_names import taken_apart
from sanctions.sources.wording import citations, footnotes


@pytest.mark.parametrize(
    ("printed", "cited"),
    [
        ("86 FR 71557", ("86 FR 71557",)),
        ("82 F.R. 48792 10/20/2017", ("82 FR 48792",)),
        ("81.F.R. 22576 4/18/2016", ("81 FR 22576",)),
        ("83F.R. 65340 12/20/2018", ("83 FR 65340",)),
        ("80FR 69852", ("80 FR 69852",)),
        ("81 FR 14953; 84 fr 40241", ("81 FR 14953", "84 FR 40241")),
        ("84 FR 22961, 85 FR 29852,  85 FR 51603 ", ("84 FR 22961", "85 FR 29852", "85 FR 51603")),
        ("46 F.R. 46154 9/17/81 and 46 F.R. 19290 3/30/81", ("46 FR 46154", "46 FR 19290")),
        ("76 FR no. 242 pg. 78146, 77 FR 58006 (no. 182)", ("76 FR 78146", "77 FR 58006")),
        ("68 F.R. 38290 6/27/03 72 F.R. 1/30/07", ("68 FR 38290",)),
        ("Vol. 86, No. 71, 04/15/2021", ("86 FR No. 71, 2021-04-15",)),
        ("Notice 2061, Vol. 59, No. 165, 8/26/94", ("59 FR No. 165, 1994-08-26",)),
        ("Vol. 64, No. 240 12/15/99", ("64 FR No. 240, 1999-12-15",)),
        ("Volume 59, No. 244; 12/21/94, Federal Register", ("59 FR No. 244, 1994-12-21",)),
        ("76 FR No. 197 (10/12/2011)", ("76 FR No. 197, 2011-10-12",)),
        ("76 FR 67059 No. 210", ("76 FR 67059",)),
        ("Section 7031(c)", ("Section 7031(c)",)),
        ("", ()),
    ],
)
def test_a_citation_is_spelt_one_way_however_it_is_printed(printed: str, cited: tuple[str, ...]) -> None:
    assert citations(printed) == cited


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("For all items subject to the EAR. (See §§ 734.9(e) and 744.11 of the EAR)4", ("footnote 4",)),
        ("(See §§734.9(g),3 746.8(a)(3), and 744.21(b) of the EAR.)", ("footnote 3",)),
        ("All items subject to the EAR. (See §744.11 of the EAR)", ()),
    ],
)
def test_a_footnote_is_read_where_it_stands(text: str, notes: tuple[str, ...]) -> None:
    assert footnotes(text) == notes


@pytest.mark.parametrize(
    ("printed", "aliases", "names", "parent"),
    [
        (
            "Huawei Technologies Co., Ltd. (Huawei).  Affiliated Entity:  Huawei Marine Networks Co., Ltd.",
            ("HMN Tech",),
            ["aka Huawei Marine Networks Co., Ltd.", "aka HMN Tech"],
            "Huawei Technologies Co., Ltd. (Huawei)",
        ),
        (
            "China Second Academy.  Subordinate Institution -  284 Factory",
            (),
            ["aka weak 284 Factory"],
            "China Second Academy",
        ),
        (
            "Baotou Guanghua (Parent Organization: China National Nuclear Group (CNNC))",
            (),
            ["aka Baotou Guanghua"],
            "China National Nuclear Group (CNNC)",
        ),
        ("LTS Holding (f.k.a., IPP Ltd.)", (), ["fka IPP Ltd.", "aka LTS Holding"], ""),
        ("PEARL (A.K.A. NEI-CHIEN CHU) LI", (), ["aka NEI-CHIEN CHU", "aka PEARL LI"], ""),
        ("HMN International, formerly Huawei Marine", (), ["fka Huawei Marine", "aka HMN International"], ""),
        ("Behover", ("DBA Behover IT", "f.k.a. Beh"), ["dba Behover IT", "fka Beh"], ""),
        ("NIIP", ("JSC NIIP, f.k.a., Institut Imeni V.V.",), ["fka Institut Imeni V.V.", "aka JSC NIIP"], ""),
        ("Saeed V", (["A", "B"][0], "and Saeed Baigi", "SAEED V"), ["aka A", "aka Saeed Baigi"], ""),
        ("Sensetime", ("Shangtang Co., Ltd., and Sense Time",), ["aka Shangtang Co., Ltd.", "aka Sense Time"], ""),
        ("NPP LLC and any successor, sub-unit, or subsidiary thereof", (), ["aka NPP LLC"], ""),
        ("Leon Technology Co., Ltd.,", ("Aka Bank",), ["aka Aka Bank"], ""),
        ("Takanonu Formerly", (), [], ""),
    ],
)
def test_a_printed_name_is_taken_apart_where_the_print_leaves_no_doubt(
    printed: str, aliases: tuple[str, ...], names: list[str], parent: str
) -> None:
    found = taken_apart(printed, aliases)

    weak = {Strength.WEAK: " weak", Strength.STRONG: ""}
    assert [f"{name.kind.value}{weak[name.strength]} {name.text}" for name in found.names[1:]] == names
    assert found.names[0].kind is NameKind.PRIMARY
    assert found.parent == parent


def test_the_order_of_aliases_never_decides_what_kind_they_are() -> None:
    there = taken_apart("A", ("B", "f.k.a. B")).names
    back = taken_apart("A", ("f.k.a. B", "B")).names

    assert set(there) == set(back) == {Name("A"), Name("B", NameKind.FKA)}


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("12 Feb 1961", "1961-02-12"),
        ("Feb 1961", "1961-02"),
        ("1961", "1961"),
        ("circa 1958", "circa 1958"),
        ("01 Jan 1961 to 31 Dec 1961", "1961-01-01 to 1961-12-31"),
        ("12 Fev 1961", "12 Fev 1961"),
    ],
)
def test_a_birth_day_keeps_the_precision_it_is_printed_with(printed: str, written: str) -> None:
    assert partial_day(printed) == written


@pytest.mark.parametrize("text", ["Dec 2021", "31 Feb 2021", "16/12/2021", ""])
def test_a_day_of_the_law_is_whole_or_refused(text: str) -> None:
    with pytest.raises(RowRejected):
        full_day(text)
