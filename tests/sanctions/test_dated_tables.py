"""The dated tables that come with the product: whole, loadable, and linked to what stands already."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

import sanctions
from sanctions import loading
from sanctions.audit import SYSTEM
from sanctions.catalogue import LISTS
from sanctions.diff import Change, diff
from sanctions.load_report import ListReport
from sanctions.models import ListedEntity
from sanctions.reading import count_records
from sanctions.records import Coverage, NameKind, ParsedList, SourceFile, Strength
from sanctions.sources import source
from tests.lists.questions import SHARED, needs_shared, of_list

TABLES = Path(sanctions.__file__).parent / "data" / "tables"
STARTER = TABLES.parent / "starter"


def index(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader((folder / "index.csv").open(encoding="utf-8")))


INDEX = [(row["file"], date.fromisoformat(row["published_on"]), Coverage(row["coverage"])) for row in index(TABLES)]
NAMES = [name for name, _, _ in INDEX]


def file(folder: Path, name: str) -> SourceFile:
    return SourceFile(name, (folder / name).read_bytes())


def parsed(name: str) -> ParsedList:
    read = source("table").parse((file(TABLES, name),))
    assert (read.errors, read.rows_unplaced) == ((), 0)
    [found] = read.lists
    return found


def load(folder: Path, name: str, day: date, coverage: Coverage) -> ListReport:
    report = loading.load("table", [file(folder, name)], published_on=day, coverage=coverage, actor=SYSTEM)
    [found] = report.lists
    return found


def load_starter(code: str) -> set[str]:
    """The starter excerpts of one list, in order; the uids of the entries they leave in force."""
    for row in index(STARTER):
        if row["file"].endswith(f"{code}.csv"):
            load(STARTER, row["file"], date.fromisoformat(row["published_on"]), Coverage.EXCERPT)
    return set(ListedEntity.objects.in_force().filter(list_id=code).values_list("uid", flat=True))


def test_the_index_names_every_table_in_the_order_of_its_days() -> None:
    assert sorted(path.name for path in TABLES.glob("2*.csv")) == NAMES
    assert all(name == f"{day}-{code}.csv" for name, day, _ in INDEX for code in [name[11:-4]])
    assert {name[11:-4] for name in NAMES} <= set(LISTS)


def test_the_readme_tells_of_every_table() -> None:
    told = (TABLES / "README.md").read_text(encoding="utf-8")

    assert [name for name in NAMES if f"| `{name}` |" not in told] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_table_is_one_list_read_to_the_last_row_and_no_party_stands_twice(name: str) -> None:
    found = parsed(name)

    assert found.list == name[11:-4]
    assert (found.rows_read, found.rows_rejected) == (count_records(file(TABLES, name).raw) - 1, 0)
    assert found.warnings == ()


@pytest.mark.parametrize(("name", "day", "coverage"), INDEX)
def test_no_act_begins_after_the_day_of_its_table(name: str, day: date, coverage: Coverage) -> None:
    acts = [act for record in parsed(name).records for act in record.designations]

    assert [act for act in acts if act.listed_on and act.listed_on > day] == []
    assert all(act.citations for act in acts)


@pytest.mark.parametrize(("name", "day", "coverage"), INDEX)
def test_a_table_loads_through_the_door_and_a_second_time_changes_nothing(
    db: None, name: str, day: date, coverage: Coverage
) -> None:
    first = load(TABLES, name, day, coverage)
    again = load(TABLES, name, day, coverage)

    assert (first.state, first.rows_rejected, first.added) == ("active", 0, len(parsed(name).records))
    assert (again.added, again.amended, again.delisted) == (0, 0, 0)
    uids = list(ListedEntity.objects.values_list("uid", flat=True))
    assert len(uids) == len(set(uids)) == first.added


@pytest.mark.parametrize(
    ("name", "linked"),
    [("2026-06-10-us-dod-1260h.csv", 2), ("2026-07-09-us-fcc-covered.csv", 2), ("2021-12-10-us-state-visa.csv", 2)],
)
def test_after_the_starter_excerpts_the_same_parties_are_recognised(db: None, name: str, linked: int) -> None:
    [(_, day, coverage)] = [row for row in INDEX if row[0] == name]
    before = load_starter(name[11:-4])

    report = load(TABLES, name, day, coverage)

    now = set(ListedEntity.objects.in_force().filter(list_id=name[11:-4]).values_list("uid", flat=True))
    assert len(before) == linked
    assert before <= now
    assert (len(now), report.delisted) == (len(parsed(name).records), 0)


def test_one_company_may_bear_several_acts() -> None:
    [telecom] = [r for r in parsed("2026-07-09-us-fcc-covered.csv").records if "China Telecom" in r.primary_name]

    assert [(act.programme, str(act.listed_on)) for act in telecom.designations] == [
        ("Section 214 revocation", "2021-10-26"),
        ("Covered List", "2022-03-25"),
    ]


def test_initials_are_weak_where_the_house_says_so() -> None:
    names = {name.text: name for r in parsed("2021-12-09-us-bis-mieu.csv").records for name in r.names}

    assert (names["GRU"].kind, names["GRU"].strength) == (NameKind.AKA, Strength.WEAK)


@needs_shared
def test_the_page_of_the_same_day_says_what_the_uflpa_table_says() -> None:
    raw = (SHARED / "us-13lists-2026-07-09" / "source-uflpa-2026-07-09.html").read_bytes()
    page = of_list(source("us-dhs-uflpa").parse((SourceFile("page.html", raw),)), "us-dhs-uflpa")
    table = parsed("2026-07-09-us-dhs-uflpa.csv").records

    found = diff([(str(at), record) for at, record in enumerate(table)], page)

    assert [found.count(change) for change in (Change.ADDED, Change.AMENDED, Change.DELISTED)] == [0, 0, 0]


@needs_shared
@pytest.mark.parametrize(
    ("name", "abbreviation", "share"),
    [("2026-07-09-us-bis-meu.csv", "us-bis-meu", 0.95), ("2025-08-25-us-state-dtc.csv", "us-state-dtc", 0.5)],
)
def test_most_parties_of_a_table_stood_on_the_screening_list_before(name: str, abbreviation: str, share: float) -> None:
    raw = (SHARED / "csl-2022-04" / "consolidated.csv").read_bytes()
    before = of_list(source("us-csl").parse((SourceFile("csl.csv", raw),)), abbreviation)

    found = diff([(str(at), record) for at, record in enumerate(before)], parsed(name).records)

    assert 1 - found.count(Change.DELISTED) / len(before) > share
