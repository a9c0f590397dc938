"""The publishers' whole XML files: every entry is read, the formats agree, and real changes are counted exactly."""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from io import StringIO
from pathlib import Path

import pytest

from sanctions import loading
from sanctions.audit import SYSTEM
from sanctions.diff import Change, diff
from sanctions.load_report import ListReport
from sanctions.models import ListedEntity
from sanctions.records import Kind, ListedRecord, NameKind, Parsed, SourceFile, Strength
from sanctions.sources import source
from tests.lists.questions import of_list, rows_told

SDN_XML = ("us-ofac-sdn", ("ofac-sdn-xml-2021-03-10/sdn.xml",))
CONS_XML = ("us-ofac-cons", ("ofac-cons-xml-2024-05-06/consolidated.xml",))
ENHANCED = ("us-ofac-cons", ("ofac-cons-enhanced-2025-01-14/CONS_ENHANCED.XML",))
CONS_2025 = ("us-ofac-cons", tuple(f"ofac-cons-2025-12/cons_{part}.csv" for part in ("prim", "add", "alt", "comments")))
CONS_2018 = ("us-ofac-cons", tuple(f"ofac-cons-2018-04/cons_{part}.csv" for part in ("prim", "alt")))
UN_2021 = ("un-sc", ("un/2021-03-12/consolidated.xml",))
UN_2025 = ("un-sc", ("un/2025-04-19/consolidated.xml",))
EU = ("eu-fsf", ("eu-fsf-2021-03-02/eu-full.xml",))
CANADA = ("ca-sema", ("ca-sema-2025-06/sema-lmes.xml",))

Files = tuple[str, tuple[str, ...]]


@cache
def files_of(shared: Path, named: Files) -> tuple[SourceFile, ...]:
    folder = shared / "data/lists"
    return tuple(SourceFile(Path(name).name, (folder / name).read_bytes()) for name in named[1])


@cache
def read(shared: Path, named: Files) -> Parsed:
    return source(named[0]).parse(files_of(shared, named))


def text_of(shared: Path, named: Files) -> str:
    return files_of(shared, named)[0].raw.decode()


def records(parsed: Parsed) -> Iterator[ListedRecord]:
    return (record for part in parsed.lists for record in part.records)


@pytest.mark.parametrize(
    ("named", "begins"),
    [
        (SDN_XML, "<sdnEntry>"),
        (CONS_XML, "<sdnEntry>"),
        (ENHANCED, "<entity id="),
        (UN_2021, "<(?:INDIVIDUAL|ENTITY)>"),
        (UN_2025, "<(?:INDIVIDUAL|ENTITY)>"),
        (EU, "<sanctionEntity "),
        (CANADA, "<record>"),
    ],
    ids=["sdn.xml", "consolidated.xml", "enhanced", "un 2021", "un 2025", "eu", "canada"],
)
def test_every_entry_of_a_document_is_read(shared: Path, named: Files, begins: str) -> None:
    parsed = read(shared, named)

    assert rows_told(parsed) == len(re.findall(begins, text_of(shared, named)))
    assert parsed.errors == ()
    assert parsed.rows_unplaced == 0


def kinds(parsed: Parsed) -> Counter[Kind]:
    found = {record.native_id: record.kind for record in records(parsed)}
    return Counter(Kind.COMPANY if kind is Kind.PUBLIC_BODY else kind for kind in found.values())


COMPANY, PERSON, VESSEL, AIRCRAFT = Kind.COMPANY, Kind.PERSON, Kind.VESSEL, Kind.AIRCRAFT
OF_SDN = {COMPANY: "Entity", PERSON: "Individual", VESSEL: "Vessel", AIRCRAFT: "Aircraft"}
IS_FIRM = r"<EntityOrShip>(?:(?!</record>)(?!<ShipIMONumber>)[\s\S])*</record>"


@pytest.mark.parametrize(
    ("named", "told"),
    [
        (SDN_XML, {kind: f"<sdnType>{word}</sdnType>" for kind, word in OF_SDN.items()}),
        (CONS_XML, {kind: f"<sdnType>{OF_SDN[kind]}</sdnType>" for kind in (COMPANY, PERSON)}),
        (ENHANCED, {COMPANY: r'<entityType refId="\d+">Entity<', PERSON: r'<entityType refId="\d+">Individual<'}),
        (UN_2025, {COMPANY: "<ENTITY>", PERSON: "<INDIVIDUAL>"}),
        (CANADA, {PERSON: "<LastName>", VESSEL: "<ShipIMONumber>", COMPANY: IS_FIRM}),
    ],
    ids=["sdn.xml", "consolidated.xml", "enhanced", "un 2025", "canada"],
)
def test_the_entries_of_each_kind_are_as_many_as_the_file_holds(shared, named, told) -> None:
    text = text_of(shared, named)

    assert kinds(read(shared, named)) == {kind: len(re.findall(pattern, text)) for kind, pattern in told.items()}


def test_the_entries_of_the_eu_are_one_for_each_reference_number(shared: Path) -> None:
    text = text_of(shared, EU)
    of_person = r'euReferenceNumber="([^"]+)"(?:(?!</sanctionEntity>)[\s\S])*?classificationCode="P"'
    people = set(re.findall(of_person, text))
    [found] = read(shared, EU).lists

    assert {record.native_id for record in found.records} == set(re.findall(r'euReferenceNumber="([^"]+)"', text))
    assert {record.native_id for record in found.records if record.kind is Kind.PERSON} == people
    assert sum(len(record.designations) for record in found.records) == text.count("<sanctionEntity ")


@pytest.mark.parametrize(
    ("named", "weak"),
    [
        (SDN_XML, "<category>weak</category>"),
        (CONS_XML, "<category>weak</category>"),
        (ENHANCED, "<isLowQuality>true</isLowQuality>"),
    ],
    ids=["sdn.xml", "consolidated.xml", "enhanced"],
)
def test_no_weak_alias_is_taken_for_a_strong_one(shared: Path, named: Files, weak: str) -> None:
    """A spelling an entry has twice is there once, so there may be fewer; in a second script it is there once more."""
    found = {record.native_id: record for record in records(read(shared, named))}
    aliases = [name for record in found.values() for name in record.names if name.strength is Strength.WEAK]
    stated = len(re.findall(weak, text_of(shared, named)))

    assert 0.97 * stated <= len(aliases) <= 1.1 * stated


def test_names_in_chinese_script_are_read(shared: Path) -> None:
    text = text_of(shared, ENHANCED)
    spellings = re.findall(r">Chinese \w+</script>([\s\S]*?)</translation>", text)
    printed = {re.search(r"<formattedFullName>([^<]+)<", spelling)[1] for spelling in spellings}  # type: ignore[index]

    names = (name for record in records(read(shared, ENHANCED)) for name in record.names)
    found = {name.text for name in names if "Chinese" in name.script}

    assert found == {" ".join(name.split()) for name in printed}
    assert found


@pytest.mark.parametrize("named", [CONS_2018, CONS_2025], ids=["2018", "2025"])
def test_every_row_of_the_csv_sets_is_accounted_for(shared: Path, named: Files) -> None:
    physical = sum(
        sum(1 for row in csv.reader(StringIO(file.raw.decode().rstrip("\x1a"), newline="")) if row)
        for file in files_of(shared, named)
    )
    parsed = read(shared, named)

    assert rows_told(parsed) == physical
    assert {error.message.rpartition(": ")[2] for error in parsed.errors} <= {"IRAN"}  # the list archived in 2018


def numbers(parsed: Parsed) -> dict[str, set[str]]:
    return {part.list: {record.native_id for record in part.records} for part in parsed.lists}


def test_the_formats_of_near_days_agree_on_who_is_listed(shared: Path) -> None:
    by_schema, enhanced, by_set = (numbers(read(shared, named)) for named in (CONS_XML, ENHANCED, CONS_2025))

    for code in ("us-ofac-ssi", "us-ofac-cmic", "us-ofac-plc"):
        assert len(by_schema[code] ^ enhanced[code]) <= 3, code
        assert len(enhanced[code] ^ by_set[code]) <= 3, code
    assert enhanced["us-ofac-cap"] < by_set["us-ofac-cap"]  # blocked since: only the enhanced file says so
    assert enhanced["us-ofac-mbs"] <= by_set["us-ofac-mbs"]


def test_the_same_entry_says_the_same_in_every_format(shared: Path) -> None:
    """Entries OFAC did not touch between the two days, field by field; names and numbers as sets."""
    of_schema, of_set = (
        {record.native_id: record for record in of_list(read(shared, named), "us-ofac-cmic")}
        for named in (CONS_XML, CONS_2025)
    )
    same = Counter(
        field
        for number in of_schema.keys() & of_set.keys()
        for field in ("names", "addresses", "identifiers", "designations", "remarks", "kind", "details")
        if _as_set(getattr(of_schema[number], field)) == _as_set(getattr(of_set[number], field))
    )

    assert min(same[field] for field in ("names", "identifiers", "designations", "remarks", "kind", "details")) >= 60
    assert same["kind"] == len(of_schema)


def _as_set(value: object) -> object:
    return frozenset(value) if isinstance(value, tuple) else value


def test_an_xml_list_and_a_csv_set_of_the_sdn_list_hold_the_same_entries(shared: Path) -> None:
    of_xml = {record.native_id: record for record in records(read(shared, SDN_XML))}
    later = read(shared, ("us-ofac-sdn", tuple(f"ofac-full-2022-01-21/{part}.csv" for part in ("sdn", "add", "alt"))))
    of_set = {record.native_id: record for record in records(later)}
    both = of_xml.keys() & of_set.keys()

    assert len(both) > 0.94 * len(of_xml)
    for field, share in (("primary_name", 0.99), ("birth_dates", 0.97), ("kind", 0.99), ("identifiers", 0.9)):
        alike = sum(_as_set(getattr(of_xml[n], field)) == _as_set(getattr(of_set[n], field)) for n in both)
        assert alike > share * len(both), field


def test_former_names_of_the_un_are_former_names(shared: Path) -> None:
    text = text_of(shared, UN_2025)
    stated = len(re.findall(r"<QUALITY>f\.k\.a\.</QUALITY>", text))
    noted = len(re.findall(r"<NOTE>(?:previously|formerly) listed as</NOTE>", text))
    former = [n for r in records(read(shared, UN_2025)) for n in r.names if n.kind is NameKind.FKA]

    assert stated + noted - 3 <= len(former) <= stated + noted


def load(shared: Path, named: Files, day: date) -> dict[str, ListReport]:
    report = loading.load(named[0], files_of(shared, named), published_on=day, actor=SYSTEM)
    return {part.list: part for part in report.lists}


def test_what_changed_on_the_uns_list_in_four_years_is_exact(db: None, shared: Path) -> None:
    before, after = (
        set(re.findall(r"<REFERENCE_NUMBER>\s*([^\s<]+)", text_of(shared, named))) for named in (UN_2021, UN_2025)
    )

    load(shared, UN_2021, date(2021, 3, 12))
    change = load(shared, UN_2025, date(2025, 4, 19))["un-sc"]

    assert (change.added, change.delisted, change.relisted) == (len(after - before), len(before - after), 0)
    assert change.linked["native-id"] + change.linked.get("identical", 0) == len(before & after)
    assert change.state == "held"  # more than one in a hundred would go
    again = load(shared, UN_2025, date(2025, 4, 19))["un-sc"]
    assert again.version == change.version


def test_ofacs_other_lists_of_2018_hold_until_a_person_lets_those_of_2025_in(db: None, shared: Path) -> None:
    before, after = (numbers(read(shared, named)) for named in (CONS_2018, CONS_2025))

    load(shared, CONS_2018, date(2018, 4, 1))
    changes = load(shared, CONS_2025, date(2025, 12, 19))

    for code in ("us-ofac-ssi", "us-ofac-plc", "us-ofac-fse"):
        told = (changes[code].added, changes[code].delisted)
        assert told == (len(after[code] - before[code]), len(before[code] - after[code])), code
    assert changes["us-ofac-ssi"].state == changes["us-ofac-fse"].state == "held"
    assert changes["us-ofac-cmic"].added == len(after["us-ofac-cmic"])


@pytest.mark.parametrize("named", [SDN_XML, ENHANCED, EU, CANADA], ids=["sdn.xml", "enhanced", "eu", "canada"])
def test_a_list_loads_whole_and_a_second_time_changes_nothing(db: None, shared: Path, named: Files) -> None:
    first = load(shared, named, date(2025, 6, 1))
    second = load(shared, named, date(2025, 6, 2))

    assert {part.state for part in first.values()} == {"active"}
    assert sum(part.entities for part in first.values()) == ListedEntity.objects.in_force().count()
    assert all(part.version == first[code].version for code, part in second.items())


RECORD = {
    SDN_XML: r"[ \t]*<sdnEntry>.*?</sdnEntry>\s*",
    UN_2025: r"[ \t]*<INDIVIDUAL>.*?</INDIVIDUAL>\s*",
    EU: r"[ \t]*<sanctionEntity .*?</sanctionEntity>\s*",
    CANADA: r"[ \t]*<record>.*?</record>\s*",
}
# Numbers that say which row of the publisher's database something is.
ROW_NUMBERS = re.compile(
    r"(?<=<DATAID>)\d+|(?<=<uid>)\d+(?=</uid>\s*<(?:type|idType|city|address1|country|dateOfBirth)>)"
)
NAMES = re.compile(
    r"(?<=<lastName>)[^<&]+(?=<)|(?<=_NAME>)[^<&]+(?=<)|(?<=<EntityOrShip>)[^<&]+(?=<)|(?<=wholeName=\")[^\"&]+(?=\")"
)


@pytest.mark.parametrize("named", RECORD, ids=["sdn.xml", "un", "eu", "canada"])
def test_another_order_other_row_numbers_and_other_letter_case_say_nothing_new(shared: Path, named: Files) -> None:
    chance = random.Random(20250419)
    text, pattern = text_of(shared, named), re.compile(RECORD[named], re.DOTALL)
    shuffled = pattern.findall(text)
    chance.shuffle(shuffled)
    rest = iter(shuffled)
    text = pattern.sub(lambda _: next(rest), text)
    text = ROW_NUMBERS.sub(lambda _: str(chance.randrange(10**6)), text)
    text = NAMES.sub(lambda match: chance.choice((match[0].upper(), match[0].lower(), match[0])), text)
    [before] = read(shared, named).lists
    [after] = source(named[0]).parse((SourceFile("list.xml", text.encode()),)).lists

    found = diff([(str(at), record) for at, record in enumerate(before.records)], after.records)

    told = {change: found.count(change) for change in Change if change is not Change.COSMETIC}
    assert not any(told.values()), [item for item in found.changes if item.change is not Change.COSMETIC][:1]
    assert found.unrelated == 0


def ids_of(file: SourceFile) -> set[str]:
    """The entries of an SDN.CSV, read without our reader."""
    rows = csv.reader(StringIO(file.raw.decode().rstrip("\x1a"), newline=""))
    return {row[0] for row in rows if row}


@pytest.mark.parametrize("days", [("2022-02-23", "2022-02-26"), ("2024-05-01", "2024-05-03")], ids=" to ".join)
def test_what_changed_on_the_sdn_list_in_a_few_days_is_exact(shared: Path, days: tuple[str, str]) -> None:
    first, second = (("us-ofac-sdn", (f"ofac-sdn-csv/{day}/sdn.csv",)) for day in days)
    gone, come = (ids_of(files_of(shared, named)[0]) for named in (first, second))
    [before], [after] = (read(shared, named).lists for named in (first, second))

    found = diff(
        [(record.native_id, record) for record in before.records], after.records, absent=frozenset(after.absent)
    )

    assert {item.after.native_id for item in found.changes if item.change is Change.ADDED and item.after} == come - gone
    assert {item.uid for item in found.changes if item.change is Change.DELISTED} == gone - come
    assert found.count(Change.RELISTED) == 0


def test_a_load_of_the_sdn_list_counts_what_came_and_what_went(db: None, shared: Path) -> None:
    first, second = (("us-ofac-sdn", (f"ofac-sdn-csv/{day}/sdn.csv",)) for day in ("2022-02-23", "2022-02-26"))
    gone, come = (ids_of(files_of(shared, named)[0]) for named in (first, second))

    load(shared, first, date(2022, 2, 23))
    change = load(shared, second, date(2022, 2, 26))["us-ofac-sdn"]

    assert (change.state, change.added, change.delisted) == ("active", len(come - gone), len(gone - come))
