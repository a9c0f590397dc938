"""Which versions wait for a second person."""

from __future__ import annotations

from typing import Any

import pytest

from sanctions.guard import Arrival, Outline, judge, outline
from sanctions.records import Address, DesignationRecord, Kind, ListedRecord, Measure, Name


def a_version(entries: int, *, programmes: dict[str, int] | None = None, **fill: float) -> Outline:
    return Outline(entries, programmes or {}, fill)


def held(new: Outline, base: Outline | None, **facts: Any) -> list[str]:
    return list(judge(Arrival(new, **facts), base=base).holds)


SHRINKS = [
    (14, 3, False),
    (14, 4, True),
    (300, 3, False),
    (300, 4, True),
    (1000, 10, False),
    (1000, 11, True),
    (0, 0, False),
]


@pytest.mark.parametrize(("entries", "delisted", "is_held"), SHRINKS)
def test_more_than_three_delistings_or_one_in_a_hundred_wait(entries, delisted, is_held):
    assert bool(held(a_version(entries), a_version(entries), delisted=delisted)) is is_held


PROGRAMMES = [(20, 0, True), (19, 0, False), (500, 1, False), (500, 0, True)]


@pytest.mark.parametrize(("before", "after", "is_held"), PROGRAMMES)
def test_a_programme_of_twenty_that_goes_to_zero_waits(before, after, is_held):
    base = a_version(1000, programmes={"SDGT": before})

    assert bool(held(a_version(1000, programmes={"SDGT": after}), base)) is is_held


FIELDS = [
    ("over a fifth, less than half left", 1000, 0.9, 1000, 0.44, True),
    ("over a fifth, half left", 1000, 0.9, 1000, 0.45, False),
    ("a fifth is not over a fifth", 1000, 0.2, 1000, 0.0, False),
    ("the list doubled and only the old entries have it", 1000, 0.9, 2000, 0.45, False),
    ("three entries are no layout", 3, 1.0, 3, 0.0, False),
    ("four are", 4, 1.0, 4, 0.25, True),
]


@pytest.mark.parametrize(("why", "n", "share", "m", "left", "is_held"), FIELDS, ids=[row[0] for row in FIELDS])
def test_a_field_that_empties_waits(why, n, share, m, left, is_held):
    assert bool(held(a_version(m, addresses=left), a_version(n, addresses=share))) is is_held


NUMBERS = [(1000, 10, False), (1000, 11, True), (5, 1, True), (0, 0, False)]


@pytest.mark.parametrize(("native_ids", "unrelated", "is_held"), NUMBERS)
def test_numbers_passed_to_unrelated_names_wait(native_ids, unrelated, is_held):
    found = held(a_version(1000), a_version(1000), native_ids=native_ids, unrelated=unrelated)

    assert bool(found) is is_held


def test_an_empty_list_waits_however_short_it_was():
    found = held(a_version(0), a_version(3), in_force=3, delisted=3)

    assert found == ["the list is empty; the version in force has 3 entries"]
    assert held(a_version(0), None, in_force=3) == found


def test_rows_that_could_not_be_read_wait_even_on_a_first_load():
    assert held(a_version(10), None, rows_rejected=1) == ["1 row(s) could not be read"]


def test_rows_that_name_no_list_matter_where_entries_are_missing():
    assert held(a_version(10), a_version(10), rows_unplaced=1) == []
    assert held(a_version(10), a_version(10), rows_unplaced=1, delisted=1) != []


def test_few_delistings_wait_where_the_same_file_lost_much_of_another_list():
    found = held(a_version(98), a_version(100), delisted=2, shrunk_beside=("us-ofac-sdn",))

    assert found == ["2 entries are missing from a file that also lost entries of us-ofac-sdn"]
    assert held(a_version(100), a_version(100), shrunk_beside=("us-ofac-sdn",)) == []


def test_without_a_full_version_to_measure_by_nothing_is_an_alarm():
    assert held(a_version(2), None, delisted=50, native_ids=5, unrelated=5) == []


def test_growth_over_half_is_said_and_holds_nothing():
    verdict = judge(Arrival(a_version(151)), base=a_version(100))

    assert (verdict.holds, verdict.warnings) == ((), ("the list grew from 100 to 151 entries",))
    assert judge(Arrival(a_version(150)), base=a_version(100)).warnings == ()


def test_an_outline_counts_entries_programmes_and_filled_fields():
    acts = (DesignationRecord(Measure.ASSET_BLOCK, programme="SDGT; IFSR", citations=("86 FR 1",)),)
    bare = ListedRecord(list="us-ofac-sdn", native_id="1", kind=Kind.COMPANY, names=(Name("One"),))
    full = ListedRecord(
        list="us-ofac-sdn",
        native_id="2",
        kind=Kind.COMPANY,
        names=(Name("Two"), Name("Zwei")),
        addresses=(Address("Street"),),
        designations=acts,
    )

    seen = outline([bare, full])

    assert (seen.entries, seen.programmes) == (2, {"IFSR": 1, "SDGT": 1})
    assert seen.fill == {"native_id": 1.0, "aliases": 0.5, "addresses": 0.5, "programme": 0.5, "citations": 0.5}


def test_a_version_like_the_last_one_passes():
    records = [
        ListedRecord(list="x", native_id=str(n), kind=Kind.COMPANY, names=(Name(f"Name {n}"),)) for n in range(50)
    ]
    same = outline(records)

    assert held(same, same, native_ids=50) == []
