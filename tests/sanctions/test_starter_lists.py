"""The starter lists replay the story of the five notices, day by day."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

import sanctions
from sanctions.comparing import fold
from sanctions.records import LicencePolicy, ListedRecord, NameKind, Parsed, SourceFile
from sanctions.sources import source
from tests.lists.questions import SHARED, needs_shared

STARTER = Path(sanctions.__file__).parent / "data" / "starter"
INDEX = [(row["file"], row["published_on"]) for row in csv.DictReader((STARTER / "index.csv").open(encoding="utf-8"))]


def parsed(name: str) -> Parsed:
    return source("table").parse((SourceFile(name, (STARTER / name).read_bytes()),))


def as_of(day: str, code: str) -> dict[str, ListedRecord]:
    """The entries of a list on that day, by primary name."""
    stood: dict[str, ListedRecord] = {}
    for name, published in INDEX:
        if published <= day and name.endswith(f"{code}.csv"):
            stood = {record.primary_name: record for found in parsed(name).lists for record in found.records}
    return stood


def test_the_index_names_every_file_in_the_order_of_its_days() -> None:
    assert [name for name, _ in INDEX] == sorted(
        path.name for path in STARTER.glob("*.csv") if path.name != "index.csv"
    )
    assert [day for _, day in INDEX] == sorted(day for _, day in INDEX)
    assert all(name.startswith(day) for name, day in INDEX)


@pytest.mark.parametrize(("name", "day"), INDEX)
def test_a_starter_file_is_one_list_read_without_a_fault(name: str, day: str) -> None:
    read = parsed(name)

    assert (read.errors, read.rows_unplaced) == ((), 0)
    assert [f"{day}-{found.list}.csv" for found in read.lists] == [name]


@pytest.mark.parametrize(("name", "day"), INDEX)
def test_no_entry_is_listed_after_the_day_of_its_file(name: str, day: str) -> None:
    acts = [act for found in parsed(name).lists for record in found.records for act in record.designations]

    assert [act.listed_on for act in acts if act.listed_on and act.listed_on > date.fromisoformat(day)] == []


@pytest.mark.parametrize("code", sorted({name[11:-4] for name, _ in INDEX}))
def test_a_later_file_holds_the_earlier_entries_too(code: str) -> None:
    stood: set[str] = set()
    for name, day in INDEX:
        if name == f"{day}-{code}.csv":
            now = set(as_of(day, code))
            assert stood <= now
            stood = now


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        ("2019-10-09", (31, 0, 0)),
        ("2020-12-18", (44, 3, 0)),
        ("2021-07-12", (83, 3, 4)),
        ("2021-12-10", (83, 5, 5)),
        ("2021-12-17", (119, 5, 13)),
    ],
)
def test_the_lists_grow_as_the_story_goes(day: str, counts: tuple[int, ...]) -> None:
    codes = ("us-bis-el", "us-ofac-sdn", "us-ofac-cmic")

    # Suzhou Keda stands twice on the Entity List, once for Korea.
    assert tuple(len(as_of(day, code)) + (code == "us-bis-el" and day >= "2021-07-12") for code in codes) == counts


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("us-bis-el", "Academy of Military Medical Sciences"),
        ("us-bis-el", "HMN International Co., Ltd"),
        ("us-bis-el", "Jiangsu Hengtong Marine Cable Systems Co."),
        ("us-bis-el", "Jiangsu Hengtong Optic-Electric Co., Ltd."),
        ("us-bis-el", "Shanghai Aoshi Control Technology Co., Ltd."),
        ("us-bis-el", "Zhongtian Technology Submarine Cable Co., Ltd."),
        ("us-bis-el", "China Academy of Electronics and Information Technology"),
        ("us-bis-el", "Beijing Geling Shentong Information Technology Co., Ltd."),
        ("us-bis-el", "Chengdu Xiwu Security System Alliance Co., Ltd."),
        ("us-bis-el", "Hangzhou Hikvision Digital Technology Co., Ltd."),
        ("us-bis-el", "Semiconductor Manufacturing International Corporation (SMIC)"),
        ("us-bis-el", "DJI"),
        ("us-ofac-cmic", "SENSETIME GROUP LIMITED"),
        ("us-ofac-cmic", "CLOUDWALK TECHNOLOGY CO., LTD."),
        ("us-ofac-cmic", "DAWNING INFORMATION INDUSTRY CO., LTD"),
        ("us-ofac-cmic", "LEON TECHNOLOGY COMPANY LIMITED"),
        ("us-ofac-cmic", "MEGVII TECHNOLOGY LIMITED"),
        ("us-ofac-cmic", "NETPOSA TECHNOLOGIES LIMITED"),
        ("us-ofac-cmic", "SZ DJI TECHNOLOGY CO., LTD."),
        ("us-ofac-cmic", "XIAMEN MEIYA PICO INFORMATION CO., LTD."),
        ("us-ofac-cmic", "YITU LIMITED"),
        ("us-ofac-cmic", "CHINA TELECOM CORPORATION LIMITED"),
        ("us-ofac-sdn", "XINJIANG PUBLIC SECURITY BUREAU"),
        ("us-ofac-sdn", "EASTERN TURKISTAN ISLAMIC MOVEMENT"),
        ("us-state-visa", "Shohrat Zakir"),
        ("us-state-visa", "Erken Tuniyaz"),
        ("us-fcc-covered", "China Telecom (Americas) Corporation"),
    ],
)
def test_whom_the_notices_name_is_listed_by_17_december_2021(code: str, name: str) -> None:
    assert name in as_of("2021-12-17", code)


@pytest.mark.parametrize(
    "name", ["taiwan semiconductor", "wuxi", "sequoia", "kleiner", "stars and stripes", "washington post"]
)
def test_whom_a_notice_only_mentions_is_on_no_list(name: str) -> None:
    for file, _ in INDEX:
        assert name not in (STARTER / file).read_text(encoding="utf-8").casefold()


def test_hmn_international_was_huawei_marine() -> None:
    hmn = as_of("2021-12-17", "us-bis-el")["HMN International Co., Ltd"]

    assert [name.text for name in hmn.names if name.kind is NameKind.FKA] == ["Huawei Marine"]


def test_huawei_marine_gains_its_new_names_in_december_2021() -> None:
    before, after = (
        as_of(day, "us-bis-el")["Huawei Marine Networks Co., Ltd."] for day in ("2021-07-12", "2021-12-17")
    )

    assert {name.text for name in after.names} - {name.text for name in before.names} == {
        "HMN Technologies",
        "Huahai Zhihui Technology Co., Ltd.",
        "HMN Tech",
    }


def test_the_institutes_of_the_academy_are_listed_under_it() -> None:
    academy = "Academy of Military Medical Sciences"

    assert sum(record.parent == academy for record in as_of("2021-12-17", "us-bis-el").values()) == 11


def test_sensetime_may_still_be_sold_for_a_year() -> None:
    [act] = as_of("2021-12-10", "us-ofac-cmic")["SENSETIME GROUP LIMITED"].designations

    assert (act.listed_on, act.effective_on, act.divest_by) == (
        date(2021, 12, 10),
        date(2022, 2, 8),
        date(2022, 12, 10),
    )


def test_the_xinjiang_policy_gains_its_infectious_disease_limb_in_july_2020() -> None:
    name = "Hangzhou Hikvision Digital Technology Co., Ltd."
    [before], [after] = (as_of(day, "us-bis-el")[name].designations for day in ("2020-06-05", "2020-07-22"))

    assert "infectious disease" not in before.licence_policy
    assert "infectious disease" in after.licence_policy
    assert after.licence_policy_class is LicencePolicy.MIXED
    assert set(after.citations) - set(before.citations) == {"85 FR 44159"}


SEED = SHARED.parent / "seed_listings.csv"


@needs_shared
def test_every_listed_party_of_the_facts_gathered_is_there_if_its_day_had_come() -> None:
    short = {
        "Entity List (Supp. No. 4 to 15 CFR Part 744)": "us-bis-el",
        "NS-CMIC List": "us-ofac-cmic",
        "SDN List": "us-ofac-sdn",
        "State visa restriction (section 7031(c))": "us-state-visa",
        "FCC section 214 revocation": "us-fcc-covered",
    }
    there = {(code, fold(name)) for code in short.values() for name in as_of("2021-12-17", code)}
    wanted = {
        (short[row["list"]], fold(row["official_name"]))
        for row in csv.DictReader(SEED.open(encoding="utf-8", newline=""))
        if row["list"] in short
    }

    assert wanted <= there


@needs_shared
def test_every_entry_stands_on_the_real_list_of_that_day() -> None:
    raw = (SHARED / "csl-replay-2021-12" / "consolidated_asof_2021-12-17.csv").read_bytes()
    real = source("us-csl").parse((SourceFile("csl.csv", raw),))
    printed = {"Xinjiang Uyghur Autonomous Region (XUAR) People's Government Public Security Bureau"}  # there: "Uighur"
    for found in real.lists:
        names = {fold(name.text) for record in found.records for name in record.names}
        here = as_of("2021-12-17", found.list)
        assert [name for name in here if fold(name) not in names and name not in printed] == []
