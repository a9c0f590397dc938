"""Exports: one row per thing, the columns integrators stand on, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import json
from datetime import date

import pytest
from openpyxl import load_workbook

from cases import exporting
from cases.exporting import Asked
from tests.factories import a_case, a_hit, a_listed_entity, a_supplier

pytestmark = pytest.mark.django_db

TODAY = Asked(today=date(2021, 12, 17))

COLUMNS = {
    "hits": (
        "supplier source_system company_code list uid name matched_name score band disposition provisional run "
        "list_version case"
    ),
    "cases": "case supplier source_system company_code state opened_at due_at follows dealings",
    "suppliers": "supplier source_system company_code name country status screened_at",
}


@pytest.mark.parametrize("kind", COLUMNS)
def test_a_line_has_exactly_the_columns_integrators_stand_on(kind, tmp_path):
    a_hit(a_case(a_supplier("HMN International")), a_listed_entity())

    rows = exporting.export(kind, tmp_path / "out.jsonl", TODAY)

    [line] = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert rows == 1
    assert list(json.loads(line)) == COLUMNS[kind].split()


@pytest.mark.parametrize("kind", exporting.KINDS)
@pytest.mark.parametrize("ending", exporting.WRITERS)
def test_every_kind_goes_into_every_kind_of_file(kind, ending, tmp_path):
    a_hit()

    rows = exporting.export(kind, tmp_path / f"out{ending}", TODAY)

    assert rows == (0 if kind in ("decisions", "changes", "audit") else 1)
    assert (tmp_path / f"out{ending}").exists()


@pytest.mark.parametrize("name", ['=HYPERLINK("x")', "+1", "-1", "@now", "\tx"])
def test_a_name_that_is_a_formula_opens_as_text(name, tmp_path):
    a_supplier(name)

    exporting.export("suppliers", tmp_path / "out.csv", TODAY)
    exporting.export("suppliers", tmp_path / "out.xlsx", TODAY)

    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as handle:
        assert next(csv.DictReader(handle))["name"] == f"'{name}"
    sheet = load_workbook(tmp_path / "out.xlsx").active
    assert sheet["D2"].value == f"'{name}"
    assert sheet["D2"].data_type == "s"


def test_a_hit_of_another_run_is_left_out(tmp_path):
    hit = a_hit()
    a_hit()

    assert exporting.export("hits", tmp_path / "out.csv", Asked(today=TODAY.today, run=hit.run_id)) == 1


def test_an_unknown_ending_is_refused_by_name(tmp_path):
    with pytest.raises(exporting.NothingToExport, match=r"out\.pdf"):
        exporting.export("hits", tmp_path / "out.pdf", TODAY)
