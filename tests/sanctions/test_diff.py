"""What counts as the same entry, and what counts as a change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sanctions.comparing import content_text
from sanctions.diff import Change, Diff, diff
from sanctions.linking import LinkedBy
from sanctions.records import (
    Address,
    Coverage,
    DesignationRecord,
    Identifier,
    Kind,
    LicencePolicy,
    ListedRecord,
    Measure,
    Name,
    NameKind,
    Strength,
)


def act(*citations: str, **parts: Any) -> DesignationRecord:
    return DesignationRecord(measure=Measure.EXPORT_LICENCE, citations=citations, **parts)


def entry(name: str, *, aka: tuple[str, ...] = (), at: tuple[str, ...] = (), **parts: Any) -> ListedRecord:
    names = (Name(name), *(Name(other, NameKind.AKA) for other in aka))
    plain: dict[str, Any] = {"native_id": "", "kind": Kind.COMPANY}
    return ListedRecord(
        list="us-bis-el", names=names, addresses=tuple(Address(text) for text in at), **{**plain, **parts}
    )


def counts(found: Diff) -> dict[str, int]:
    return {change.value: count for change in Change if (count := found.count(change))}


HIKVISION = entry(
    "Hangzhou Hikvision",
    aka=("Hikvision", "HIK"),
    at=("No. 555 Qianmo Road, Hangzhou", "PO Box 1"),
    countries=("CN",),
    identifiers=(Identifier("uscc", "91330000733796106P", "CN"), Identifier("lei", "300300C1030233000026")),
    designations=(
        act("84 FR 54002", "85 FR 44159", listed_on=date(2019, 10, 9), licence_policy="Case-by-case", programme="A; B"),
    ),
    remarks="Linked To: CETC; See notice",
    links=("https://example.test/1",),
)

COSMETIC = [
    ("letter case of the name", {"names": (Name("HANGZHOU HIKVISION"), *HIKVISION.names[1:])}),
    ("letter case of an alias", {"names": (HIKVISION.names[0], Name("hikvision", NameKind.AKA), HIKVISION.names[2])}),
    ("order of aliases", {"names": (HIKVISION.names[0], HIKVISION.names[2], HIKVISION.names[1])}),
    ("order of addresses", {"addresses": HIKVISION.addresses[::-1]}),
    ("order of identifiers", {"identifiers": HIKVISION.identifiers[::-1]}),
    (
        "order of citations",
        {"designations": (replace(HIKVISION.designations[0], citations=("85 FR 44159", "84 FR 54002")),)},
    ),
    ("order of programmes", {"designations": (replace(HIKVISION.designations[0], programme="B; A"),)}),
    ("order of remarks", {"remarks": "See notice; Linked To: CETC"}),
    ("spacing", {"remarks": "Linked  To: CETC;  See notice"}),
    ("space before a comma", {"addresses": (Address("No. 555 Qianmo Road , Hangzhou"), HIKVISION.addresses[1])}),
    (
        "letter case of licence text",
        {"designations": (replace(HIKVISION.designations[0], licence_policy="CASE-BY-CASE"),)},
    ),
    ("a link", {"links": ("https://example.test/2",)}),
    (
        "the designation's web address",
        {"designations": (replace(HIKVISION.designations[0], source_url="https://x.test"),)},
    ),
    ("the publisher's number", {"native_id": "4711"}),
]

MATERIAL = [
    ("name", {"names": (Name("Hangzhou Hikvision Digital"), *HIKVISION.names[1:])}, "Hangzhou Hikvision"),
    ("aliases", {"names": HIKVISION.names[:2]}, "aka HIK"),
    ("aliases", {"names": (*HIKVISION.names[:2], Name("HIK", NameKind.AKA, Strength.WEAK))}, "aka HIK"),
    ("kind", {"kind": Kind.INSTITUTE}, "company"),
    ("parent", {"parent": "CETC"}, ""),
    ("countries", {"countries": ("CN", "HK")}, ""),
    ("addresses", {"addresses": HIKVISION.addresses[:1]}, "PO Box 1"),
    ("identifiers", {"identifiers": HIKVISION.identifiers[:1]}, "lei:300300C1030233000026"),
    ("birth_dates", {"birth_dates": ("1965",)}, ""),
    ("remarks", {"remarks": "Linked To: CETC"}, "See notice"),
    ("details", {"details": (("flag", "PA"),)}, ""),
    ("citations", {"designations": (replace(HIKVISION.designations[0], citations=("84 FR 54002",)),)}, "85 FR 44159"),
    ("listed_on", {"designations": (replace(HIKVISION.designations[0], listed_on=date(2019, 10, 8)),)}, "2019-10-09"),
    ("ended_on", {"designations": (replace(HIKVISION.designations[0], ended_on=date(2022, 1, 1)),)}, ""),
    (
        "licence_policy",
        {"designations": (replace(HIKVISION.designations[0], licence_policy="Denial"),)},
        "Case-by-case",
    ),
    (
        "licence_policy_class",
        {"designations": (replace(HIKVISION.designations[0], licence_policy_class=LicencePolicy.POLICY_OF_DENIAL),)},
        "not_stated",
    ),
    ("footnotes", {"designations": (replace(HIKVISION.designations[0], footnotes=("4",)),)}, ""),
]


@pytest.mark.parametrize(("what", "parts"), COSMETIC, ids=[row[0] for row in COSMETIC])
def test_a_cosmetic_difference_amends_nothing(what, parts):
    after = replace(HIKVISION, **parts)

    found = diff([("EL-00001", HIKVISION)], [after])

    assert counts(found) == {"cosmetic": 1}
    assert found.changes[0].fields
    assert content_text(after) == content_text(HIKVISION)


@pytest.mark.parametrize(
    ("field", "parts", "before"), MATERIAL, ids=[f"{row[0]}-{n}" for n, row in enumerate(MATERIAL)]
)
def test_anything_else_is_an_amendment_of_the_field_it_stands_in(field, parts, before):
    after = replace(HIKVISION, **parts)

    found = diff([("EL-00001", HIKVISION)], [after])

    assert counts(found) == {"amended": 1}
    assert [(change.field, change.before) for change in found.changes[0].fields] == [(field, before)]
    assert content_text(after) != content_text(HIKVISION)


def test_an_amendment_shows_only_the_values_that_went_and_came():
    after = replace(HIKVISION, addresses=(HIKVISION.addresses[0], Address("PO Box 2")))

    [change] = diff([("EL-00001", HIKVISION)], [after]).changes

    assert [(field.field, field.before, field.after) for field in change.fields] == [
        ("addresses", "PO Box 1", "PO Box 2")
    ]


def test_two_acts_that_swap_a_citation_are_an_amendment():
    one, two = act("84 FR 1", programme="X"), act("85 FR 2", programme="Y")
    before = entry("Two Acts", designations=(one, two))
    after = entry("Two Acts", designations=(replace(one, citations=("85 FR 2",)), replace(two, citations=("84 FR 1",))))

    assert counts(diff([("EL-00001", before)], [after])) == {"amended": 1}


def test_of_a_person_last_first_and_first_last_are_one_name():
    before = entry("GARZON, Tatiana", kind=Kind.PERSON)

    assert counts(diff([("1", before)], [entry("Tatiana Garzon", kind=Kind.PERSON)])) == {"cosmetic": 1}


PASSES = [
    (LinkedBy.IDENTICAL, entry("Same"), entry("Same")),
    (LinkedBy.NATIVE_ID, entry("Old Yard", native_id="1"), entry("New Yard", native_id="1")),
    (LinkedBy.NAME_AND_ADDRESS, entry("Name", at=("Street 1",)), entry("Name", at=("street 1",), parent="P")),
    (
        LinkedBy.NAME_AND_CITATION,
        entry("Name", at=("Street 1",), designations=(act("86 FR 1", "86 FR 2"),)),
        entry("Name", at=("Street 2",), designations=(act("86 FR 2", "86 FR 3"),)),
    ),
    (LinkedBy.NAME, entry("Name", at=("Street 1",)), entry("NAME,", at=("Street 2",))),
    (
        LinkedBy.ALIAS_AND_CITATION,
        entry("Huawei Marine", designations=(act("86 FR 1"),)),
        entry("HMN", aka=("Huawei Marine",), designations=(act("86 FR 1"),)),
    ),
]


@pytest.mark.parametrize(("by", "before", "after"), PASSES, ids=[row[0].value for row in PASSES])
def test_an_entry_is_found_again_by_the_first_pass_that_fits(by, before, after):
    found = diff([("EL-00007", before)], [after])

    assert found.linked == {by.value: 1}
    assert not counts(found).keys() & {"added", "delisted"}
    assert {change.uid for change in found.changes} <= {"EL-00007"}


NEVER_LINKED = [
    ("names differ and nothing else ties them", entry("One"), entry("Two")),
    ("an alias without a shared citation", entry("One", designations=(act("86 FR 1"),)), entry("Two", aka=("One",))),
    (
        "two people of one name with different birth dates",
        entry("Li Wei", kind=Kind.PERSON, birth_dates=("1965",)),
        entry("Li Wei", kind=Kind.PERSON, birth_dates=("1980",)),
    ),
]


@pytest.mark.parametrize(("why", "before", "after"), NEVER_LINKED, ids=[row[0] for row in NEVER_LINKED])
def test_without_evidence_an_entry_is_new_and_another_gone(why, before, after):
    assert counts(diff([("EL-00001", before)], [after])) == {"added": 1, "delisted": 1}


def test_entries_of_one_name_are_told_apart_by_their_address():
    china, turkey = entry("Dart Aviation", at=("Beijing",), countries=("CN",)), entry("Dart Aviation", at=("Ankara",))
    moved = entry("Dart Aviation", at=("Beijing", "Ankara Road, Shanghai"), countries=("CN",))

    found = diff([("EL-00001", china), ("EL-00002", turkey)], [turkey, moved])

    assert [(change.uid, change.after) for change in found.changes] == [("EL-00001", moved)]
    assert found.warnings == ()


def test_entries_of_one_name_that_nothing_tells_apart_are_linked_in_order_with_a_warning():
    old = [("EL-00001", entry("Twin", remarks="a")), ("EL-00002", entry("Twin", remarks="b"))]
    new = [entry("Twin", remarks="c", place="el.csv:2"), entry("Twin", remarks="d", place="el.csv:3")]

    found = diff(old, new)

    assert [(change.uid, change.after) for change in found.changes] == [("EL-00001", new[0]), ("EL-00002", new[1])]
    assert [warning.split(":")[1] for warning in found.warnings] == ["2"]


def test_shuffled_twins_that_differ_elsewhere_find_their_own_selves_again():
    old = [(f"EL-{n:05}", entry("Twin", designations=(act(f"86 FR {n}"),), remarks=f"text {n}")) for n in range(20)]
    new = [entry("TWIN", designations=(act(f"86 fr {n}"),), remarks=f"Text {n}") for n in reversed(range(20))]

    found = diff(old, new)

    assert counts(found) == {"cosmetic": 20}
    assert found.warnings == ()


def test_a_third_country_entry_of_a_known_name_is_an_addition():
    old = entry("Three Lands", at=("Beijing",), designations=(act("86 FR 1"),))
    new = [
        entry("Three Lands", at=(city,), designations=(act("86 FR 1"),)) for city in ("Ankara", "Beijing", "Tbilisi")
    ]

    found = diff([("EL-00001", old)], new)

    assert counts(found) == {"added": 2}
    assert found.unchanged == 1


def test_numbers_passed_to_unrelated_names_are_counted_and_the_names_win():
    names = [f"{stem} Works" for stem in ("Aoshi", "Bohai", "Chengdu", "Dalian", "Emei", "Fuzhou", "Guilin", "Hefei")]
    old = [(str(n), entry(name, native_id=str(n), at=(name,))) for n, name in enumerate(names)]
    shifted = [entry(name, native_id=str(n + 1), at=(name,)) for n, name in enumerate(names)]

    found = diff(old, shifted)

    assert (found.native_ids, found.unrelated) == (7, 7)
    assert counts(found) == {"cosmetic": 8}
    assert [change.uid for change in found.changes] == [str(n) for n in range(8)]


def test_a_full_renaming_under_one_number_is_one_entry_and_is_counted():
    found = diff([("77", entry("Aoshi Marine", native_id="77"))], [entry("Bohai Cable", native_id="77")])

    assert (counts(found), found.unrelated) == ({"amended": 1}, 1)
    assert "77" in found.warnings[0]


def test_an_entry_listed_twice_in_the_same_words_is_one_entry():
    bank = entry("Bank of Kunlun", native_id="15268", links=("https://example.test/a",))

    found = diff([], [bank, replace(bank, links=("https://example.test/b",), place="csl.csv:9")])

    assert counts(found) == {"added": 1}
    assert found.warnings == ("csl.csv:9: 'Bank of Kunlun' is listed twice in the same words: one entry",)


def test_an_excerpt_delists_nothing():
    found = diff([("EL-00001", HIKVISION)], [entry("Other")], coverage=Coverage.EXCERPT)

    assert counts(found) == {"added": 1}


def test_an_entry_that_comes_back_keeps_its_uid():
    found = diff([], [replace(HIKVISION, parent="CETC")], former=[("EL-00009", HIKVISION)])

    [change] = found.changes
    assert (change.change, change.uid) == (Change.RELISTED, "EL-00009")
    assert [field.field for field in change.fields] == ["parent"]


def test_what_the_file_set_could_not_state_is_not_read_as_emptied():
    bare = replace(HIKVISION, names=HIKVISION.names[:1], addresses=(), remarks="new")

    [change] = diff([("1", HIKVISION)], [bare], absent=frozenset({"aliases", "addresses"})).changes

    assert change.after == replace(HIKVISION, remarks="new")


def test_what_the_file_set_could_state_and_left_empty_is_emptied():
    bare = replace(HIKVISION, names=HIKVISION.names[:1], addresses=())

    [change] = diff([("1", HIKVISION)], [bare]).changes

    assert [field.field for field in change.fields] == ["aliases", "addresses"]
