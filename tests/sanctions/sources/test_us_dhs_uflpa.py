"""The UFLPA Entity List as its web page: three tables, and names that hold a small grammar of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sanctions.records import NameKind, Parsed, SourceFile
from sanctions.sources import source
from sanctions.sources.uflpa_names import party
from tests.lists.questions import SHARED, named, needs_shared, of_list, read_or_refused, refusal, rows_told
from tests.lists.statement import sample

PAGE = sample("us-dhs-uflpa", "sample.html")[0].raw.decode()
ROW = "<tr><td>Camel Group Co., Ltd.</td><td>2 August 2023</td></tr>"


def uflpa(page: str) -> Parsed:
    return source("us-dhs-uflpa").parse((SourceFile("page.html", page.encode()),))


def with_row(name: str, day: str = "June 12, 2023") -> Parsed:
    """The sample page with its last row another."""
    return uflpa(PAGE.replace(ROW, f"<tr><td>{name}</td><td>{day}</td></tr>"))


@pytest.mark.parametrize(
    ("cell", "names", "reach"),
    [
        ("Camel Group Co., Ltd.", ["primary Camel Group Co., Ltd."], ""),
        ("Kashgar Engineering (Group) Co., Ltd.", ["primary Kashgar Engineering (Group) Co., Ltd."], ""),
        ("Taida Apparel Co., Ltd (and one alias: TEDA)", ["primary Taida Apparel Co., Ltd", "aka TEDA"], ""),
        (
            "Hoshine (Shanshan) Co., Ltd (including one alias: Hesheng (Shanshan) Co.) and subsidiaries",
            ["primary Hoshine (Shanshan) Co., Ltd", "aka Hesheng (Shanshan) Co."],
            "and subsidiaries",
        ),
        (
            "Hoshine (Shanshan) Co., Ltd., and Subsidiaries",
            ["primary Hoshine (Shanshan) Co., Ltd."],
            "and Subsidiaries",
        ),
        (
            "Xinjiang Production and Construction Corps (XPCC) and its subordinate and affiliated entities",
            ["primary Xinjiang Production and Construction Corps", "aka XPCC"],
            "and its subordinate and affiliated entities",
        ),
        (
            "A Co., Ltd. (also known as B Co., Ltd. and C Technology; and formerly known as D Co., Ltd.)",
            ["primary A Co., Ltd.", "aka B Co., Ltd.", "aka C Technology", "fka D Co., Ltd."],
            "",
        ),
        (
            "A Co. (also known as B Co. and formerly known as C; D)",
            ["primary A Co.", "aka B Co.", "fka C", "fka D"],
            "",
        ),
        ("Hengshui Cotton and Linen Reserve Library", ["primary Hengshui Cotton and Linen Reserve Library"], ""),
        ("Zhejiang (ABC) Co.", ["primary Zhejiang (ABC) Co."], ""),
        ("Baowu Steel (ZQX)", ["primary Baowu Steel (ZQX)"], ""),
    ],
)
def test_a_cell_is_taken_apart_into_names_and_reach(cell: str, names: list[str], reach: str) -> None:
    found = party(cell)

    assert [f"{name.kind.value} {name.text}" for name in found.names] == names
    assert (found.reach, found.parts, found.doubts) == (reach, (), ())


def test_subsidiaries_a_cell_names_are_listed_under_their_parent() -> None:
    parsed = with_row(
        "Ninestar Corporation and its three Zhuhai-based subsidiaries, which include Zhuhai Pantum Electronics Co.,"
        " Ltd.; Zhuhai Apex Microelectronics Co., Ltd.; and Zhuhai G&amp;G Digital Technology Co., Ltd."
    )

    assert named(parsed, "Ninestar").designations[0].footnotes == ("and its three Zhuhai-based subsidiaries",)
    assert [named(parsed, name).parent for name in ("Pantum", "Apex", "G&G")] == ["Ninestar Corporation"] * 3
    assert len(named(parsed, "G&G").designations) == 2  # it stands in a table of its own right as well
    assert parsed.lists[0].warnings == ()


@pytest.mark.parametrize(
    ("name", "doubt"),
    [
        ("A Co. (including three aliases: B; and C)", "says 3 aliases and names 2"),
        ("A and its eight Xinjiang-based subsidiaries, which include B; and C", "says 8 subsidiaries and names 2"),
        ("A Co., previously known as B Co.", "cannot take apart"),
    ],
)
def test_a_name_that_does_not_add_up_is_listed_and_warned_of(name: str, doubt: str) -> None:
    parsed = with_row(name)

    [warning] = parsed.lists[0].warnings
    assert doubt in warning
    assert parsed.errors == ()


def test_a_party_in_two_tables_is_one_entry_under_two_clauses() -> None:
    daqo = named(uflpa(PAGE), "Daqo")

    assert [(act.programme, str(act.effective_on)) for act in daqo.designations] == [
        ("UFLPA section 2(d)(2)(B)(i)", "2022-06-21"),
        ("UFLPA section 2(d)(2)(B)(v)", "2024-11-25"),
    ]
    assert [name.kind for name in daqo.names] == [NameKind.PRIMARY, *[NameKind.AKA] * 3]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("<tr><td>A</td><td>2 August 2023</td></tr>", "bad-date"),
        ("<tr><td>A</td><td>February 30, 2023</td></tr>", "bad-date"),
        ("<tr><td> </td><td>June 12, 2023</td></tr>", "empty-name"),
        ("<tr><td>A</td></tr>", "ragged-row"),
        ("<tr><td>A</td><td>June 12, 2023</td><td>x</td></tr>", "ragged-row"),
        (f"<tr><td>{'A' * 501}</td><td>June 12, 2023</td></tr>", "too-long"),
    ],
)
def test_one_bad_row_is_named_and_the_others_are_read(row: str, code: str) -> None:
    parsed = uflpa(PAGE.replace(ROW, row))

    assert [(error.file, error.line, error.code) for error in parsed.errors] == [("page.html", 15, code)]
    assert rows_told(parsed) == 15


BROKEN: dict[str, tuple[Callable[[str], str], str]] = {
    "empty": (lambda page: "", "empty-file"),
    "a page without a table": (lambda page: "<html><body>Service unavailable</body></html>", "no-rows"),
    "not a page": (lambda page: "name,date\nA,B\n", "not-a-page"),
    "another table": (lambda page: page.replace("Effective Date", "Merchandise", 1), "wrong-columns"),
    "a column more": (lambda page: page.replace("</th></tr>", "</th><th>Sector</th></tr>", 1), "wrong-columns"),
    "no clause": (lambda page: page.replace("Section 2(d)(2)(B)(i)", "First"), "wrong-layout"),
    "a table in a table": (lambda page: page.replace("<td>Baoding", "<td><table>Baoding", 1), "wrong-layout"),
    "a cell over two rows": (lambda page: page.replace("<td>Baoding", "<td rowspan=2>Baoding", 1), "wrong-layout"),
    "a row never closed": (lambda page: page.replace("2022</td></tr>", "2022</td>", 1), "wrong-layout"),
    "a cell outside a row": (lambda page: page.replace("</tbody></table>", "</tbody></table><td>", 1), "wrong-layout"),
    "a NUL": (lambda page: page.replace("Baoding", "Bao\0ding", 1), "nul-byte"),
    "too long": (lambda page: page.replace("<h1", " " * 1_000_000 + "<h1"), "too-long"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_page_of_another_layout_is_refused(what: str) -> None:
    breaking, code = BROKEN[what]

    assert refusal(lambda: uflpa(breaking(PAGE))).code == code


@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_page_cut_off_anywhere_is_refused(tenth: int) -> None:
    assert refusal(lambda: uflpa(PAGE[: len(PAGE) * tenth // 10])).code == "truncated"


@pytest.mark.parametrize("filler", ["<", '<a "', "<a '", "<!--", "<script>", "(", "; and ", "and its ", "&#", "<td>"])
def test_a_page_full_of_one_thing_is_read_or_refused_at_once(filler: str) -> None:
    page = PAGE.replace("Baoding", (filler * 900_000)[:900_000], 1)

    read_or_refused("us-dhs-uflpa", SourceFile("page.html", page.encode()))


@needs_shared
def test_the_page_of_july_2026_is_read_to_the_last_row() -> None:
    raw = (SHARED / "us-13lists-2026-07-09" / "source-uflpa-2026-07-09.html").read_bytes()

    parsed = uflpa(raw.decode())

    assert (rows_told(parsed), len(of_list(parsed, "us-dhs-uflpa"))) == (raw.count(b"<tr>") - 3, 144)
    assert (parsed.errors, parsed.lists[0].warnings) == ((), ())
