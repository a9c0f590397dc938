"""The parties the five notices name, asked of the whole real lists: found where they are listed, and nobody else."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from sanctions.matching.index import Index, IndexEntry
from sanctions.matching.policy import MatchPolicy
from sanctions.matching.tables import Tables
from sanctions.records import Kind, Name, NameKind, Subject

APRIL_2022 = "data/lists/csl-2022-04/consolidated.csv"
DECEMBER_2021 = "data/lists/csl-replay-2021-12/consolidated_asof_2021-12-17.csv"
KINDS = {"Individual": Kind.PERSON, "Entity": Kind.COMPANY, "Vessel": Kind.VESSEL, "Aircraft": Kind.AIRCRAFT}


def listed(file: Path, tables: Tables) -> tuple[Index, list[dict[str, str]]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return Index.build([entry(key, row) for key, row in enumerate(rows)], tables), rows


def entry(key: int, row: dict[str, str]) -> IndexEntry:
    aliases = (Name(alias.strip(), NameKind.AKA) for alias in row["alt_names"].split("; ") if alias.strip())
    endings = (address.strip()[-2:] for address in row["addresses"].split("; "))
    countries = tuple(dict.fromkeys(ending for ending in endings if len(ending) == 2 and ending.isupper()))
    return IndexEntry(key, (Name(row["name"]), *aliases), KINDS.get(row["type"], Kind.UNKNOWN), countries)


@pytest.fixture(scope="module")
def april(shared: Path, tables: Tables) -> tuple[Index, list[dict[str, str]]]:
    return listed(shared / APRIL_2022, tables)


@pytest.fixture(scope="module")
def december(shared: Path, tables: Tables) -> tuple[Index, list[dict[str, str]]]:
    return listed(shared / DECEMBER_2021, tables)


EL, CMIC, SDN = "Entity List", "Non-SDN Chinese", "Specially Designated"
NAMED = [
    ("Xinjiang Lianhai Chuangzhi Details Technological innovation Co", "Xinjiang Lianhai Chuangzhi", [EL]),
    ("Shenzhen Cobber Information Technology Co", "Shenzhen Cobber", [EL]),
    ("Xinjiang Sailing Information Technological know-how", "Xinjiang Sailing", [EL]),
    ("Beijing Geling Shentong Details Know-how", "Beijing Geling Shentong", [EL]),
    ("Shenzhen Hua’antai Clever Technological innovation Co.", "Shenzhen Hua'antai", [EL]),
    ("Chengdu Xiwu Security Method Alliance Co.", "Chengdu Xiwu", [EL]),
    ("China Academy of Electronics and Information Technology", "China Academy of Electronics", [EL]),
    ("HMN International", "HMN International", [EL]),
    ("Huawei Marine", "Huawei Marine", [EL]),
    ("Jiangsu Hengtong Marine Cable Systems", "Jiangsu Hengtong Marine", [EL]),
    ("Jiangsu Hengtong OpticElectric", "Jiangsu Hengtong Optic", [EL]),
    ("Shanghai Aoshi Control Technology Co., Ltd.", "Shanghai Aoshi", [EL]),
    ("Zhongtian Technology Submarine Cable", "Zhongtian Technology Submarine", [EL]),
    ("DJI Technology Co. Ltd.", "SZ DJI", [EL, CMIC]),
    ("SZ DJI Technology", "SZ DJI", [EL, CMIC]),
    ("DJI", "DJI", [EL]),
    ("Cloudwalk Technology Co. LT-A", "CloudWalk", [EL, CMIC]),
    ("Yitu Limited", "Yitu", [EL, CMIC]),
    ("Yitu", "Yitu", [EL, CMIC]),
    ("Dawning Information Industry", "Dawning Information", [EL, CMIC]),
    ("Leon Technology Company", "Leon Technology", [EL, CMIC]),
    ("Leon Technology", "Leon Technology", [EL, CMIC]),
    ("Megvii Technologies", "Megvii", [EL, CMIC]),
    ("Netposa Technologies", "NetPosa", [EL, CMIC]),
    ("Xiamen Meiya Pico Information", "Xiamen Meiya Pico", [EL, CMIC]),
    ("SenseTime Group Inc.", "SenseTime", [CMIC]),
    ("SenseTime", "SenseTime", [EL, CMIC]),
    ("Hikvision", "Hikvision", [EL, CMIC]),
    ("海康威视", "Hikvision", [EL, CMIC]),
    ("杭州海康威视数字技术股份有限公司", "Hikvision", [EL, CMIC]),
    ("China Telcom", "China Telecom", [CMIC]),
    ("Semiconductor Manufacturing International Corp", "Semiconductor Manufacturing International", [EL, CMIC]),
    ("SMIC", "SMIC", [EL, CMIC]),
    ("AMMS", "AMMS", [EL]),
    ("Academy of Military Medical Sciences", "Academy of Military Medical Sciences", [EL]),
    ("China's Academy of Military Medical Sciences", "Academy of Military Medical Sciences", [EL]),
    ("Shohrat Zakir", "Shohrat, Zakir", [SDN]),
    ("Erken Tuniyaz", "Tuniyaz, Erken", [SDN]),
    ("East Turkestan Islamic Movement", "Eastern Turkistan Islamic Movement", [SDN]),
    ("Xinjiang Production and Construction Corps", "Xinjiang Production and Construction Corps", [EL, SDN]),
]


@pytest.mark.parametrize(("asked", "expected", "lists"), NAMED, ids=[row[0] for row in NAMED])
def test_a_party_a_notice_names_is_found_first_and_on_every_list(
    asked: str,
    expected: str,
    lists: list[str],
    april: tuple[Index, list[dict[str, str]]],
    policy: MatchPolicy,
):
    index, rows = april

    found = index.match(Subject((asked,)), policy, limit=None)

    first, wanted = (" ".join(name.casefold().split()) for name in (found[0].matched_name, expected))
    assert wanted in first
    assert found[0].score >= policy.probable
    sources = {rows[match.key]["source"] for match in found}
    assert all(any(source.startswith(name) for source in sources) for name in lists)


INNOCENT = [
    "TSMC",
    "Taiwan Semiconductor Manufacturing Company",
    "Taiwan Semiconductor Manufacturing Co., Ltd.",
    "Sequoia Capital China",
    "Kleiner Perkins",
    "WuXi AppTec",
    "The Washington Post",
    "Stars and Stripes",
    "Financial Times",
    "Reuters",
    "Apple Inc.",
    "Samsung Electronics",
    "Foxconn Technology Group",
]


@pytest.mark.parametrize("asked", INNOCENT)
def test_a_party_a_notice_only_mentions_raises_no_alert(
    asked: str, december: tuple[Index, list[dict[str, str]]], policy: MatchPolicy
):
    index, _ = december

    assert index.match(Subject((asked,)), policy) == []


def test_wuxi_biologics_is_only_ever_its_own_entry_on_the_unverified_list(
    april: tuple[Index, list[dict[str, str]]], policy: MatchPolicy
):
    index, rows = april

    found = index.match(Subject(("Wuxi Biologics",)), policy)

    assert all(rows[match.key]["source"].startswith("Unverified List") for match in found)
    assert all(match.matched_name.startswith("Wuxi Biologics") for match in found)


def test_a_real_list_answers_the_same_when_it_was_stored(
    april: tuple[Index, list[dict[str, str]]], tables: Tables, policy: MatchPolicy
):
    index, _ = april
    stored = Index.from_bytes(index.to_bytes(), tables)

    asked = [Subject((name,)) for name, _, _ in NAMED]
    assert stored.match_many(asked, policy) == index.match_many(asked, policy)
