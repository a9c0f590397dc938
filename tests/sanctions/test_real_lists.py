"""The door to the lists on whole published files: the replay, the mutated copy, the damaged ones."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import pytest

from sanctions import audit, loading, sources
from sanctions.audit import SYSTEM
from sanctions.diff import Change, diff
from sanctions.load_report import LoadRejected, LoadReport
from sanctions.models import EntityRevision, ListedEntity, ListVersion
from sanctions.records import Coverage, ListedRecord, SourceFile

SEVERAL = ("alt_names", "addresses", "ids", "citizenships", "dates_of_birth", "nationalities", "places_of_birth")
SEVERAL += ("programs", "federal_register_notice", "title")
IN_ANY_CASE = (
    "name",
    "alt_names",
    "addresses",
    "programs",
    "title",
    "remarks",
    "license_requirement",
    "license_policy",
)


@pytest.fixture(scope="module")
def replay(shared: Path) -> tuple[SourceFile, SourceFile]:
    """The list as it stood before the evening and after."""
    folder = shared / "data/lists/csl-replay-2021-12"
    before, after = (folder / f"consolidated_asof_2021-12-{day}.csv" for day in ("09", "17"))
    return SourceFile(before.name, before.read_bytes()), SourceFile(after.name, after.read_bytes())


@pytest.fixture(scope="module")
def april(shared: Path) -> SourceFile:
    return SourceFile("consolidated.csv", (shared / "data/lists/csl-2022-04/consolidated.csv").read_bytes())


def load(file: SourceFile, day: int, **parts: Coverage) -> LoadReport:
    return loading.load("us-csl", [file], published_on=date(2021, 12, day), actor=SYSTEM, **parts)


def changes(report: LoadReport) -> dict[str, tuple[int, int, int, int, int]]:
    """What changed, of the lists that changed at all."""
    found = {
        part.list: (part.added, part.amended, part.cosmetic, part.delisted, part.relisted) for part in report.lists
    }
    return {code: counts for code, counts in found.items() if any(counts)}


def physical_records(file: SourceFile) -> int:
    """The records of a file, counted without our reader."""
    return sum(1 for _ in csv.reader(StringIO(file.raw.decode("utf-8-sig")))) - 1


def by_list(file: SourceFile) -> dict[str, tuple[ListedRecord, ...]]:
    return {part.list: part.records for part in sources.source("us-csl").parse((file,)).lists}


def rewritten(file: SourceFile, change: Callable[[list[dict[str, str]], random.Random], None]) -> SourceFile:
    rows = list(csv.DictReader(StringIO(file.raw.decode("utf-8-sig"))))
    columns = list(rows[0])
    change(rows, random.Random(20211216))
    out = StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return SourceFile(file.name, out.getvalue().encode())


def say_it_differently(rows: list[dict[str, str]], chance: random.Random) -> None:
    """Another `_id` on every row, another order of rows and of values, other letter case: nothing new is said."""
    for row in rows:
        row["_id"] = f"{chance.random()}"
        for column in SEVERAL:
            values = row[column].split("; ")
            chance.shuffle(values)
            row[column] = "; ".join(values)
        for column in IN_ANY_CASE:
            row[column] = chance.choice((str.upper, str.lower, str))(row[column])
    chance.shuffle(rows)


@pytest.fixture(scope="module")
def april_lists(april: SourceFile) -> dict[str, tuple[ListedRecord, ...]]:
    return by_list(april)


def differences(old: dict[str, tuple[ListedRecord, ...]], after: SourceFile) -> dict[str, int]:
    new = by_list(after)
    found = [diff([(str(at), record) for at, record in enumerate(old[code])], new[code]) for code in new]
    return {change.value: sum(one.count(change) for one in found) for change in Change}


def test_a_copy_that_says_the_same_differently_changes_nothing(april, april_lists):
    found = differences(april_lists, rewritten(april, say_it_differently))

    assert (found["added"], found["delisted"], found["amended"], found["relisted"]) == (0, 0, 0, 0)
    assert found["cosmetic"] > 13_000


def spoil(rows: list[dict[str, str]], chance: random.Random) -> None:
    """The same, and in one row in a thousand a single digit of an address or an identifier is another one."""
    for row in chance.sample([row for row in rows if "1" in row["addresses"]], 14):
        row["addresses"] = row["addresses"].replace("1", "7", 1)
    say_it_differently(rows, chance)


def test_of_the_same_copy_with_fourteen_changed_digits_fourteen_entries_are_amended(april, april_lists):
    found = differences(april_lists, rewritten(april, spoil))

    assert (found["added"], found["delisted"], found["amended"]) == (0, 0, 14)


def test_the_evening_adds_eighty_entries_and_nothing_else(db, replay):
    before, after = replay
    first = load(before, 9)
    assert {part.state for part in first.lists} == {"active"}
    assert sum(part.rows_read + part.rows_rejected for part in first.lists) == physical_records(before) == 12_726

    second = load(after, 17)
    assert changes(second) == {
        "us-bis-el": (37, 0, 0, 0, 0),
        "us-ofac-cmic": (9, 0, 0, 0, 0),
        "us-ofac-sdn": (34, 0, 0, 0, 0),
    }
    assert sum(part.rows_read + part.rows_rejected for part in second.lists) == physical_records(after)

    stands = ListVersion.objects.count(), EntityRevision.objects.count(), ListedEntity.objects.in_force().count()
    again = load(after, 17)
    assert changes(again) == {}
    assert {part.reason for part in again.lists} == {"same file as version 2"}
    assert stands == (
        ListVersion.objects.count(),
        EntityRevision.objects.count(),
        ListedEntity.objects.in_force().count(),
    )

    report = load(without(after, "Entity List (EL)", every=30), 24)
    assert {part.list: part.state for part in report.lists if part.state != "active"} == {"us-bis-el": "held"}
    assert ListedEntity.objects.in_force().filter(list="us-bis-el").count() == 1_731
    assert audit.verify().is_whole


def without(file: SourceFile, source: str, *, every: int = 1) -> SourceFile:
    """The file without every nth row of one of its lists."""

    def drop(rows: list[dict[str, str]], _: random.Random) -> None:
        mine = [row for row in rows if source in row["source"]]
        gone = {id(row) for row in mine[::every]}
        rows[:] = [row for row in rows if id(row) not in gone]

    return rewritten(file, drop)


def test_a_full_file_over_the_starter_excerpts_is_no_alarm(db, april):
    folder = Path(__file__).resolve().parents[2] / "sanctions/data/starter"
    for row in csv.DictReader(StringIO((folder / "index.csv").read_text(encoding="utf-8"))):
        file = SourceFile(row["file"], (folder / row["file"]).read_bytes())
        day = date.fromisoformat(row["published_on"])
        loading.load("table", [file], published_on=day, coverage=Coverage.EXCERPT, actor=SYSTEM)
    starters = set(ListedEntity.objects.filter(list="us-bis-el").values_list("uid", flat=True))

    report = loading.load("us-csl", [april], published_on=date(2022, 4, 15), actor=SYSTEM)

    assert {part.state for part in report.lists} == {"active"}
    assert sum(part.delisted for part in report.lists) <= 1  # one party the full list names within another's entry
    kept = ListedEntity.objects.in_force().filter(uid__in=starters, list="us-bis-el")
    assert kept.count() >= len(starters) - 1


def unquoted(raw: bytes) -> bytes:
    """The file with a quote opened in its middle and never closed."""
    middle = raw.index(b"\n", len(raw) // 2) + 1
    comma = raw.index(b",", middle) + 1
    return raw[:comma] + b'"' + raw[comma:]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda raw: b"",
    "a header and no rows": lambda raw: raw[: raw.index(b"\n") + 1],
    "cut off in a row": lambda raw: raw[: len(raw) * 2 // 3],
    "a web page": lambda raw: b"<!doctype html><html><body>503 Service Unavailable</body></html>",
    "a column of another name": lambda raw: raw.replace(b"license_policy", b"licence_policy", 1),
    "a column missing": lambda raw: b"\n".join(line.partition(b",")[2] for line in raw.split(b"\n")),
    "an unclosed quote": unquoted,
    "a NUL byte": lambda raw: raw[:5000] + b"\0" + raw[5000:],
    "half of a UTF-8 letter": lambda raw: raw[:5000] + b"\xc3" + raw[5000:],
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_refused_by_name_and_nothing_changes(db, april, damage):
    damaged = SourceFile("consolidated.csv", damage(april.raw))

    with pytest.raises(LoadRejected) as refusal:
        load(damaged, 31)

    [fault] = refusal.value.report.errors
    assert fault.file == "consolidated.csv"
    assert fault.code
    assert not ListedEntity.objects.exists()


def test_a_file_that_lost_one_of_its_lists_is_refused(db, april):
    with pytest.raises(LoadRejected, match="us-ofac-sdn"):
        load(without(april, "(SDN)"), 31)


def ofac_set(folder: Path, *names: str) -> list[SourceFile]:
    return [SourceFile(name, (folder / name).read_bytes()) for name in names]


def test_a_set_without_addresses_and_aliases_empties_neither(db, shared):
    folder = shared / "data/lists/ofac-full-2022-01-21"
    whole = ofac_set(folder, "sdn.csv", "add.csv", "alt.csv")
    first = loading.load("us-ofac-sdn", whole, published_on=date(2022, 1, 21), actor=SYSTEM)
    assert [part.state for part in first.lists] == ["active"]
    addressed = ListedEntity.objects.filter(current__addresses__isnull=False).distinct().count()

    bare = ofac_set(folder, "sdn.csv")
    [second] = loading.load("us-ofac-sdn", bare, published_on=date(2022, 1, 22), actor=SYSTEM).lists

    assert (second.state, second.reason) == ("active", "")
    assert (second.added, second.amended, second.delisted) == (0, 0, 0)
    assert ListedEntity.objects.filter(current__addresses__isnull=False).distinct().count() == addressed
    assert any("does not state" in warning for warning in ListVersion.objects.get(number=2).warnings)
