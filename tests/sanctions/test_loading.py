"""What happens between a publisher's file and the list in force."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from sanctions import audit, loading, rawfiles
from sanctions.audit import SYSTEM, Actor
from sanctions.list_lock import list_lock
from sanctions.load_report import ListReport, LoadRejected, LoadReport
from sanctions.loading_errors import (
    LoadInProgress,
    NoSuchEntry,
    NotHeld,
    NotPermitted,
    NotPlausible,
    NotTypedHere,
    ReasonMissing,
    SamePerson,
)
from sanctions.models import (
    AuditEvent,
    Designation,
    EntityChange,
    EntityRevision,
    ListedEntity,
    ListedName,
    ListVersion,
    RawFile,
    RestrictedList,
    VersionState,
)
from sanctions.records import (
    Address,
    Coverage,
    DesignationRecord,
    Kind,
    ListedRecord,
    Measure,
    Name,
    NameKind,
    SourceFile,
)
from sanctions.sources.table import COLUMNS
from tests.factories import a_person

pytestmark = pytest.mark.django_db

DAYS = [date(2021, 12, day) for day in (10, 17, 24, 31)]
EL, SDN = "us-bis-el", "us-ofac-sdn"


def row(name: str, **cells: str) -> dict[str, str]:
    return {"list": EL, "name": name, "citation": "86 FR 71557", "listed_on": "2021-12-17", **cells}


def rows(count: int, *, of: str = EL, start: int = 0, **cells: str) -> list[dict[str, str]]:
    return [row(f"Works Number {n:03}", list=of, addresses=f"Street {n}", **cells) for n in range(start, start + count)]


def table(entries: list[dict[str, str]], name: str = "table.csv") -> SourceFile:
    lines = [",".join(COLUMNS), *(",".join(f'"{entry.get(column, "")}"' for column in COLUMNS) for entry in entries)]
    return SourceFile(name, "\n".join(lines).encode() + b"\n")


def load(entries: list[dict[str, str]], day: date | None = DAYS[0], **parts: Any) -> LoadReport:
    return loading.load("table", [table(entries)], published_on=day, **{"actor": SYSTEM, **parts})


def told(report: LoadReport, code: str = EL) -> ListReport:
    return next(part for part in report.lists if part.list == code)


def changed(report: ListReport) -> tuple[int, int, int, int, int]:
    return report.added, report.amended, report.cosmetic, report.delisted, report.relisted


def the_list(code: str = EL) -> RestrictedList:
    return RestrictedList.objects.select_related("active_version").get(pk=code)


def version(number: int, code: str = EL) -> ListVersion:
    return ListVersion.objects.get(list_id=code, number=number)


def listed_names(code: str = EL) -> set[str]:
    return set(ListedEntity.objects.in_force().filter(list_id=code).values_list("name", flat=True))


def everything() -> dict[str, int]:
    kinds = (ListVersion, ListedEntity, EntityRevision, EntityChange, ListedName, Designation, AuditEvent, RawFile)
    return {kind.__name__: kind.objects.count() for kind in kinds}


def test_a_first_file_comes_into_force():
    report = told(load([row("Huawei", aliases="HW | Hua Wei", identifiers="uscc:91440300", country="CN")]))

    entity = ListedEntity.objects.get()
    assert (report.version, report.state, changed(report)) == (1, "active", (1, 0, 0, 0, 0))
    assert (entity.uid, entity.name, entity.delisted_on) == ("EL-00001", "Huawei", None)
    assert entity.current.from_seq == version(1).seq == 1
    assert [name.text for name in entity.current.names.all()] == ["Huawei", "HW", "Hua Wei"]
    assert [str(number) for number in entity.current.identifiers.all()] == ["uscc:91440300"]
    assert [str(cited) for cited in entity.current.designations.get().citations.all()] == ["86 FR 71557"]
    assert (the_list().feed, the_list().active_version) == ("table", version(1))


def test_the_publishers_number_is_the_uid_where_there_is_one():
    load([row("Numbered", list=SDN, native_id="4711"), row("Nameless", list=SDN)])

    assert dict(ListedEntity.objects.values_list("name", "uid")) == {"Numbered": "4711", "Nameless": "SDN-00001"}


def test_a_uid_is_given_once_and_never_again():
    load([row("One"), row("Two")])
    load([row("Three"), row("Two")], DAYS[1])
    load([row("Three"), row("Two"), row("One")], DAYS[2])

    assert dict(ListedEntity.objects.values_list("name", "uid")) == {
        "One": "EL-00001",
        "Two": "EL-00002",
        "Three": "EL-00003",
    }


def test_a_version_changes_what_it_says_it_changes():
    load([row("Stays"), row("Amended", addresses="Old Street"), row("CASE"), row("Goes", citation="84 FR 1")])

    report = told(load([row("Stays"), row("Amended", addresses="New Street"), row("Case"), row("Comes")], DAYS[1]))

    assert changed(report) == (1, 1, 1, 1, 0)
    assert report.linked == {"identical": 1, "name-and-citation": 2}
    assert listed_names() == {"Stays", "Amended", "Case", "Comes"}
    gone = ListedEntity.objects.get(name="Goes")
    assert (gone.current, gone.delisted_on) == (None, DAYS[1])
    [change] = EntityChange.objects.filter(version=version(2), change="amended")
    assert change.fields == [{"field": "addresses", "before": "Old Street", "after": "New Street"}]
    assert (version(1).state, version(2).state) == (VersionState.SUPERSEDED, VersionState.ACTIVE)


def test_a_revision_is_valid_from_one_sequence_to_the_next():
    load([row("Amended", addresses="Old Street"), row("Goes", citation="84 FR 1")])
    load([row("Amended", addresses="New Street")], DAYS[1])

    intervals = EntityRevision.objects.order_by("pk").values_list("entity__name", "from_seq", "to_seq")
    assert list(intervals) == [("Amended", 1, 2), ("Goes", 1, 2), ("Amended", 2, None)]


def test_a_cosmetic_change_leaves_the_screened_content_alone():
    load([row("CASE")])
    load([row("Case")], DAYS[1])

    old, new = EntityRevision.objects.order_by("pk")
    assert old.sha256 != new.sha256
    assert old.screening_sha256 == new.screening_sha256


def test_an_entry_that_comes_back_is_relisted_under_its_old_uid():
    load([row("Stays"), row("Returns", addresses="Old Street")])
    load([row("Stays")], DAYS[1])

    report = told(load([row("Stays"), row("Returns", addresses="New Street")], DAYS[2]))

    entity = ListedEntity.objects.get(name="Returns")
    assert changed(report) == (0, 0, 0, 0, 1)
    assert (entity.uid, entity.delisted_on, entity.is_delisted) == ("EL-00002", None, False)
    assert [address.text for address in entity.current.addresses.all()] == ["New Street"]


def test_the_same_file_again_changes_nothing():
    load(rows(5))
    before = everything()

    report = told(load(rows(5), DAYS[1]))

    assert (report.version, report.state, report.reason) == (1, "active", "same file as version 1")
    assert changed(report) == (0, 0, 0, 0, 0)
    assert everything() == before


def test_another_file_with_the_same_content_is_a_version_without_changes():
    load(rows(5))

    report = told(load(list(reversed(rows(5))), DAYS[1]))

    assert (report.version, report.state, changed(report)) == (2, "active", (0, 0, 0, 0, 0))
    assert report.linked == {"identical": 5}


def test_more_entries_than_one_batch_holds_all_arrive():
    load(rows(230))

    assert ListedEntity.objects.in_force().count() == 230
    assert ListedEntity.objects.values("uid").distinct().count() == 230
    assert the_list().next_uid == 231


def test_without_a_published_day_today_is_assumed_and_said(time_machine):
    time_machine.move_to("2021-12-20T12:00:00+00:00")

    report = told(load(rows(1), None))

    assert (report.published_on, report.published_assumed) == (date(2021, 12, 20), True)


def test_a_file_older_than_the_version_in_force_is_history():
    load(rows(3), DAYS[1])

    report = told(load(rows(1), DAYS[0]))

    assert (report.version, report.state, report.entities) == (2, "superseded", 1)
    assert report.reason == "published before version 1 of 2021-12-17, which is in force"
    assert (the_list().active_version, len(listed_names())) == (version(1), 3)
    before = everything()
    assert told(load(rows(1), DAYS[0])).reason == "same file as version 2"
    assert everything() == before


def test_an_assumed_day_does_not_make_a_dated_file_older(time_machine):
    time_machine.move_to("2021-12-31T12:00:00+00:00")
    load(rows(3), None)

    assert told(load(rows(4), DAYS[0])).state == "active"


def test_another_source_is_kept_for_comparison_only():
    load(rows(3))
    line = '{"designations":[{"licence_policy_class":"not_stated","measure":"export_licence"}],"kind":"company",'
    line += '"list":"us-bis-el","names":[{"kind":"primary","strength":"strong","text":"Other"}]}'
    files = [SourceFile("typed.jsonl", line.encode())]

    report = told(loading.load("house", files, published_on=DAYS[1], actor=SYSTEM))

    assert (report.state, report.reason) == (
        "superseded",
        "table feeds this list; another source is kept for comparison only",
    )
    assert len(listed_names()) == 3


def test_an_excerpt_delists_nothing_and_grows():
    load([row("One")], DAYS[0], coverage=Coverage.EXCERPT)

    report = told(load([row("Two")], DAYS[1], coverage=Coverage.EXCERPT))

    assert (report.state, report.coverage, changed(report)) == ("active", "excerpt", (1, 0, 0, 0, 0))
    assert listed_names() == {"One", "Two"}
    assert the_list().feed == ""


def test_a_full_file_over_an_excerpt_is_no_alarm():
    load(rows(10, start=100), DAYS[0], coverage=Coverage.EXCERPT)

    report = told(load(rows(105), DAYS[1]))

    assert (report.state, report.reason) == ("active", "")
    assert changed(report) == (100, 0, 0, 5, 0)
    assert ListedEntity.objects.get(name="Works Number 100").uid == "EL-00001"


def test_an_excerpt_over_a_full_version_is_history():
    load(rows(3))

    report = told(load(rows(1), DAYS[1], coverage=Coverage.EXCERPT))

    assert (report.state, report.reason) == ("superseded", "an excerpt does not replace full version 1")


def listed_day(name: str) -> tuple[date | None, bool]:
    act = Designation.objects.current().get(revision__entity__name=name)
    return act.listed_on, act.listed_derived


def test_where_the_publisher_gives_no_day_the_first_full_version_does():
    load([row("Early", listed_on="")], DAYS[0], coverage=Coverage.EXCERPT)
    assert listed_day("Early") == (None, False)

    load([row("Early", listed_on=""), row("Dated"), row("Late", listed_on="")], DAYS[1])
    assert listed_day("Early") == (DAYS[1], True)
    assert listed_day("Dated") == (date(2021, 12, 17), False)

    load([row("Early", listed_on="", parent="P"), row("Dated"), row("Late", listed_on="", parent="P")], DAYS[2])
    assert listed_day("Early") == (DAYS[1], True)
    assert listed_day("Late") == (DAYS[1], True)

    load([row("Early", listed_on="2019-10-09"), row("Dated"), row("Late", listed_on="")], DAYS[3])
    assert listed_day("Early") == (date(2019, 10, 9), False)


def test_a_refused_file_leaves_the_version_in_force_and_a_record():
    load(rows(3))
    damaged = [SourceFile("table.csv", b"list,name\n")]

    with pytest.raises(LoadRejected) as refusal:
        loading.load("table", damaged, published_on=DAYS[1], actor=SYSTEM)
    with pytest.raises(LoadRejected):
        loading.load("table", damaged, published_on=DAYS[1], actor=SYSTEM)

    [fault] = refusal.value.report.errors
    assert (fault.file, bool(fault.code), bool(fault.message)) == ("table.csv", True, True)
    assert [item.state for item in ListVersion.objects.order_by("number")] == ["active", "rejected"]
    assert len(listed_names()) == 3
    assert AuditEvent.objects.filter(verb="list.file_refused").count() == 2
    assert rawfiles.read(RawFile.objects.get(sha256=rawfiles.digest(b"list,name\n"))) == b"list,name\n"


def test_a_file_whose_rows_name_no_list_is_refused():
    with pytest.raises(LoadRejected, match="no row names a list"):
        load([row("Lost", list="us-nowhere")])


def test_a_row_that_cannot_be_read_does_not_look_like_a_delisting():
    load(rows(3))

    report = load([*rows(2), row("Works Number 002", listed_on="someday")], DAYS[1])

    held = told(report)
    assert (held.state, held.rows_read, held.rows_rejected) == ("held", 2, 1)
    assert "1 row(s) could not be read" in held.reason
    assert [error.line for error in report.errors] == [4]
    assert len(listed_names()) == 3


def an_approver(username: str) -> User:
    return a_person(username, permissions=("sanctions.change_listversion",))


def a_held_version() -> ListVersion:
    """Ten of twenty entries are missing, one is amended, one is new."""
    load(rows(20))
    told(load([row("Works Number 000", addresses="Moved"), *rows(9, start=1), row("New")], DAYS[1], actor=LOADER))
    return version(2)


LOADER = Actor(audit.ActorKind.HUMAN, "loader")


def test_a_shrunken_list_is_held_and_what_is_in_force_stays():
    held = a_held_version()

    assert (held.state, held.seq, held.provisional_seq) == (VersionState.HELD, 2, 2)
    assert held.reason == "10 of 20 entries would be delisted (more than 3)"
    assert (held.added, held.amended, held.delisted) == (1, 1, 10)
    assert the_list().active_version == version(1)
    assert len(listed_names()) == 20


def test_additions_and_amendments_of_a_held_version_are_screened_at_once():
    a_held_version()

    new = ListedEntity.objects.get(name="New")
    assert new.current is None
    assert new in ListedEntity.objects.listed()
    provisional = EntityRevision.objects.screened().filter(provisional_seq=2)
    assert {revision.entity.name for revision in provisional} == {"New", "Works Number 000"}
    assert EntityRevision.objects.screened().count() == 22


def test_releasing_a_held_version_lets_its_delistings_through():
    released = loading.release(a_held_version(), by=an_approver("second"), reason="confirmed with the publisher")

    assert (released.state, released.seq, released.decided_by.username) == (VersionState.ACTIVE, 3, "second")
    assert len(listed_names()) == 11
    assert ListedEntity.objects.get(name="New").current.from_seq == 3
    assert ListedEntity.objects.filter(delisted_on=DAYS[1]).count() == 10
    assert list(EntityRevision.objects.screened().filter(provisional_seq=2, from_seq=None)) == []


def test_rejecting_a_held_version_withdraws_what_it_added():
    rejected = loading.reject(a_held_version(), by=an_approver("second"), reason="the file was cut")

    assert (rejected.state, rejected.seq) == (VersionState.REJECTED, 3)
    assert len(listed_names()) == 20
    assert ListedEntity.objects.get(name="New") not in ListedEntity.objects.listed()
    assert EntityRevision.objects.screened().count() == 20


def test_an_entry_known_from_a_rejected_version_is_added_once_more_under_its_uid():
    loading.reject(a_held_version(), by=an_approver("second"), reason="the file was cut")
    uid = ListedEntity.objects.get(name="New").uid

    report = told(load([*rows(20), row("NEW")], DAYS[2]))

    assert changed(report) == (1, 0, 0, 0, 0)
    assert ListedEntity.objects.get(name="NEW", current__isnull=False).uid == uid


@pytest.mark.parametrize("decide", [loading.release, loading.reject])
def test_whoever_loaded_a_version_does_not_decide_it(decide):
    held = a_held_version()

    with pytest.raises(SamePerson):
        decide(held, by=an_approver("loader"), reason="fine")


@pytest.mark.parametrize("decide", [loading.release, loading.reject])
def test_only_who_may_decide_versions_decides_one(decide):
    held = a_held_version()

    with pytest.raises(NotPermitted):
        decide(held, by=a_person("reader", permissions=("sanctions.view_listversion",)), reason="fine")


@pytest.mark.parametrize("decide", [loading.release, loading.reject])
def test_a_decision_on_a_held_version_has_a_reason(decide):
    held = a_held_version()

    with pytest.raises(ReasonMissing):
        decide(held, by=an_approver("second"), reason="  ")


@pytest.mark.parametrize("decide", [loading.release, loading.reject])
def test_a_held_version_is_decided_once(decide):
    held = a_held_version()
    decide(held, by=an_approver("second"), reason="seen")

    with pytest.raises(NotHeld):
        decide(held, by=an_approver("third"), reason="seen too")


def test_a_held_list_does_not_stop_the_others_of_its_file():
    load([*rows(10), *rows(10, of=SDN)])

    report = load([*rows(2), *rows(11, of=SDN)], DAYS[1])

    assert {part.list: part.state for part in report.lists} == {EL: "held", SDN: "active"}
    assert report.has_finding


def test_few_delistings_wait_too_where_the_same_file_lost_much_of_another_list():
    load([*rows(20, of=EL), *rows(20, of=SDN)])

    cut_off = load([*rows(18, of=EL), *rows(10, of=SDN)], DAYS[1])

    assert [part.state for part in cut_off.lists] == ["held", "held"]
    assert told(cut_off).reason == "2 entries are missing from a file that also lost entries of us-ofac-sdn"
    assert ListedEntity.objects.in_force().count() == 40


def test_a_good_file_overtakes_a_held_version():
    a_held_version()

    report = told(load([*rows(20), row("New")], DAYS[2]))

    assert (report.state, changed(report)) == ("active", (1, 0, 0, 0, 0))
    assert (version(2).state, version(2).reason) == (VersionState.SUPERSEDED, "overtaken by version 3")
    assert version(2).seq < version(3).seq
    assert EntityRevision.objects.screened().count() == 21


def test_a_held_file_offered_again_is_the_same_held_version():
    a_held_version()
    before = everything()

    entries = [row("Works Number 000", addresses="Moved"), *rows(9, start=1), row("New")]
    same_bytes, other_order = told(load(entries, DAYS[2])), told(load(entries[::-1], DAYS[2]))

    assert (same_bytes.state, same_bytes.reason) == ("held", "same file as version 2")
    assert (other_order.state, other_order.reason) == ("held", "the same changes as version 2, which is held")
    assert everything() == {**before, "RawFile": before["RawFile"] + 1}


def test_a_list_this_source_filled_and_now_leaves_empty_is_held():
    load([row("Only", list=SDN), *rows(2)])

    report = load([*rows(2), row("Broken", list=SDN, listed_on="someday")], DAYS[1])

    assert told(report, SDN).state == "held"
    assert "the list is empty" in told(report, SDN).reason


def test_what_an_interrupted_load_left_is_cleared_away():
    load(rows(2))
    left = version(1)
    left.pk, left.number, left.state, left.seq = None, 2, VersionState.FETCHED, None
    left.save()
    entity = ListedEntity.objects.create(list_id=EL, uid="EL-00009", kind=Kind.COMPANY, name="Half written")
    EntityRevision.objects.create(
        entity=entity, version=left, change="added", canonical="{}", sha256="0", screening_sha256="0"
    )

    report = told(load(rows(3), DAYS[1]))

    assert (report.version, report.state, changed(report)) == (3, "active", (1, 0, 0, 0, 0))
    assert version(2).state == VersionState.REJECTED
    assert not ListedEntity.objects.filter(name="Half written").exists()


@contextmanager
def another_loader(code: str) -> Iterator[None]:
    """Somebody else, on a connection of their own, who holds the list."""
    has_begun, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        with list_lock(code):
            has_begun.set()
            may_end.wait(10)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert has_begun.wait(10)
    try:
        yield
    finally:
        may_end.set()
        thread.join()


def test_of_two_loads_of_one_list_the_second_is_skipped_and_the_other_lists_load():
    with another_loader(EL):
        report = load([*rows(1), *rows(1, of=SDN)])

    assert {part.list: part.state for part in report.lists} == {EL: "skipped", SDN: "active"}
    assert report.has_finding
    assert told(load([*rows(1), *rows(1, of=SDN)])).state == "active"


def test_a_decision_waits_for_a_load_only_so_long(monkeypatch):
    held = a_held_version()
    monkeypatch.setattr(loading, "_PATIENCE", 0.1)

    with another_loader(EL), pytest.raises(LoadInProgress):
        loading.release(held, by=an_approver("second"), reason="seen")


def test_every_step_is_in_the_trail_and_the_trail_is_whole():
    loading.reject(a_held_version(), by=an_approver("second"), reason="the file was cut")
    load(rows(21), DAYS[2])
    load(rows(1), DAYS[0])

    assert list(AuditEvent.objects.values_list("verb", "actor")) == [
        ("list.activated", "cordon"),
        ("list.held", "loader"),
        ("list.rejected", "second"),
        ("list.activated", "cordon"),
        ("list.loaded", "cordon"),
    ]
    assert audit.verify().is_whole


def a_typist() -> User:
    return a_person("typist", permissions=("sanctions.change_listedentity",))


def typed(name: str, **parts: Any) -> ListedRecord:
    act = DesignationRecord(measure=Measure.HOUSE, listed_on=date(2021, 12, 17))
    plain: dict[str, Any] = {"list": "house", "native_id": "", "kind": Kind.COMPANY, "designations": (act,)}
    return ListedRecord(names=(Name(name),), **{**plain, **parts})


def test_a_typed_entry_is_a_version_of_the_houses_own_list():
    entity = loading.enter_by_hand(typed("Shell Trading"), by=a_typist())

    house = the_list("house")
    assert (entity.uid, entity.is_delisted) == ("HOUSE-00001", False)
    assert (house.active_version.number, house.active_version.entities, house.active_version.loaded_by) == (
        1,
        1,
        "typist",
    )
    kept = rawfiles.read(house.active_version.files.get())
    assert b'"text":"Shell Trading"' in kept


def test_typing_over_an_entry_amends_it():
    person = a_typist()
    entity = loading.enter_by_hand(typed("Shell Trading"), by=person)

    again = loading.enter_by_hand(
        typed("Shell Trading Ltd", addresses=(Address("Street 1"),)), by=person, uid=entity.uid
    )

    assert (again.pk, again.name) == (entity.pk, "Shell Trading Ltd")
    [change] = EntityChange.objects.filter(version__number=2)
    assert (change.change, [part["field"] for part in change.fields]) == ("amended", ["name", "addresses"])


def test_saving_an_entry_without_a_change_makes_no_version():
    person = a_typist()
    entity = loading.enter_by_hand(typed("Shell Trading"), by=person)
    before = everything()

    assert loading.enter_by_hand(typed("Shell Trading"), by=person, uid=entity.uid) == entity
    assert everything() == before


def test_a_withdrawn_entry_stays_as_a_row_and_can_come_back():
    person = a_typist()
    entity = loading.enter_by_hand(typed("Shell Trading"), by=person)

    loading.withdraw_by_hand(entity, by=person, reason="mistaken identity")
    assert listed_names("house") == set()
    with pytest.raises(NoSuchEntry):
        loading.withdraw_by_hand(entity, by=person, reason="again")

    loading.enter_by_hand(typed("Shell Trading"), by=person, uid=entity.uid)
    assert ListedEntity.objects.get(current__isnull=False).uid == entity.uid
    assert EntityChange.objects.order_by("pk").last().change == "relisted"


REFUSED = [
    (typed("Huawei", list="us-bis-el"), "", NotTypedHere),
    (typed("Nobody"), "HOUSE-00099", NoSuchEntry),
    (typed("x" * 501), "", NotPlausible),
]


@pytest.mark.parametrize(("record", "uid", "refusal"), REFUSED, ids=["another list", "no such entry", "not plausible"])
def test_a_typed_entry_is_refused(record, uid, refusal):
    person = a_typist()

    with pytest.raises(refusal):
        loading.enter_by_hand(record, by=person, uid=uid)

    assert not ListVersion.objects.exists()


def test_an_entry_of_a_publishers_list_is_not_withdrawn_by_hand():
    load(rows(1))

    with pytest.raises(NotTypedHere):
        loading.withdraw_by_hand(ListedEntity.objects.get(), by=a_typist(), reason="no")


def test_only_who_may_type_entries_does():
    entity = loading.enter_by_hand(typed("Shell Trading"), by=a_typist())
    reader = a_person("reader", permissions=("sanctions.view_listedentity",))

    with pytest.raises(NotPermitted):
        loading.enter_by_hand(typed("Another"), by=reader)
    with pytest.raises(NotPermitted):
        loading.withdraw_by_hand(entity, by=reader, reason="no")


def test_a_withdrawal_has_a_reason():
    person = a_typist()
    entity = loading.enter_by_hand(typed("Shell Trading"), by=person)

    with pytest.raises(ReasonMissing):
        loading.withdraw_by_hand(entity, by=person, reason="")


def test_a_kept_file_that_was_damaged_is_not_handed_out():
    kept = rawfiles.keep(SourceFile("list.csv", b"a unique file of this test"))
    path = rawfiles._path(kept.sha256)
    path.write_bytes(b"something else")

    with pytest.raises(rawfiles.RawFileDamaged):
        rawfiles.read(kept)
    path.unlink()
    with pytest.raises(rawfiles.RawFileDamaged):
        rawfiles.read(kept)


SCRIPTS = [
    ("Huawei", "latin"),
    ("沪光", "han"),
    ("Газпром", "cyrillic"),
    ("حزب", "arabic"),
    ("ソニー", "kana"),
    ("123", ""),
]


@pytest.mark.parametrize(("name", "script"), SCRIPTS)
def test_a_name_says_what_it_is_written_in(name, script):
    load([row("Plain"), row("Other", aliases=name)])

    assert ListedName.objects.get(text=name, kind=NameKind.AKA).script == script
