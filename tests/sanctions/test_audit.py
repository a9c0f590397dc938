"""The trail: who did what, in an order nobody can change unseen."""

from __future__ import annotations

import hashlib
import importlib
import json
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from sanctions import audit
from sanctions.audit import SYSTEM, Actor, ActorKind, NotInTransaction, Verb, VerifyReport
from sanctions.models import AuditEvent, AuditHead
from tests.factories import a_list

REVIEWER = Actor(ActorKind.HUMAN, "reviewer")


def a_trail(events: int = 5) -> None:
    for number in range(1, events + 1):
        audit.record(Verb.LIST_LOADED, actor=SYSTEM, detail={"number": number, "name": '沪光 "quoted"'})


@pytest.fixture
def unguarded(db):
    """The trail as somebody who owns the tables could treat it; rolled back with the test."""
    trail = importlib.import_module("sanctions.migrations.0002_audit_is_append_only")
    with connection.cursor() as cursor:
        for statement in trail.REMOVE[connection.vendor]:
            cursor.execute(statement)


def test_an_event_names_who_what_and_which(db):
    event = audit.record(
        Verb.LIST_HELD, actor=REVIEWER, obj=a_list("us-bis-el"), detail={"on": date(2021, 12, 17), "a": 1}
    )

    assert (event.seq, event.actor_kind, event.actor, event.verb) == (1, "human", "reviewer", "list.held")
    assert (event.object_type, event.object_id) == ("sanctions.restrictedlist", "us-bis-el")
    assert event.payload == '{"a":1,"on":"2021-12-17"}'


def test_a_whole_trail_verifies(db):
    a_trail(5)

    assert audit.verify() == VerifyReport(events=5)
    assert list(AuditEvent.objects.values_list("seq", flat=True)) == [1, 2, 3, 4, 5]


def test_an_empty_trail_is_whole(db):
    assert audit.verify().is_whole


def test_an_event_is_recorded_with_its_change_or_not_at_all(db):
    with pytest.raises(LookupError), transaction.atomic():
        audit.record(Verb.LIST_LOADED, actor=SYSTEM)
        raise LookupError

    a_trail(1)
    assert audit.verify() == VerifyReport(events=1)


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    with pytest.raises(NotInTransaction):
        audit.record(Verb.LIST_LOADED, actor=SYSTEM)


@pytest.mark.parametrize("value", [float("nan"), object(), {"nested": {1, 2}}])
def test_what_has_no_one_written_form_is_refused(db, value):
    with pytest.raises((TypeError, ValueError)):
        audit.record(Verb.LIST_LOADED, actor=SYSTEM, detail={"value": value})


COPY_OF_THE_FIRST = (
    "INSERT INTO sanctions_auditevent SELECT seq + {}, at, actor_kind, actor, verb, object_type, object_id, "
    "payload, prev, hash FROM sanctions_auditevent WHERE seq = 1"
)
FORBIDDEN = {
    "an event is edited": "UPDATE sanctions_auditevent SET actor = 'nobody' WHERE seq = 2",
    "an event is deleted": "DELETE FROM sanctions_auditevent WHERE seq = 3",
    "a second copy is put in": COPY_OF_THE_FIRST.format(1),
    "a number is skipped": COPY_OF_THE_FIRST.format(9),
}


@pytest.mark.parametrize("statement", FORBIDDEN.values(), ids=FORBIDDEN)
def test_the_database_refuses_when(db, statement):
    a_trail(3)

    with pytest.raises(DatabaseError, match="audit trail"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert audit.verify() == VerifyReport(events=3)


def test_sqlite_refuses_to_replace_an_event(db):
    if connection.vendor != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite's")
    a_trail(3)
    replace = FORBIDDEN["a second copy is put in"].replace("INSERT INTO", "INSERT OR REPLACE INTO")

    with pytest.raises(DatabaseError, match="no second copies"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(replace)


def test_postgresql_refuses_to_truncate_even_as_a_replica(db):
    if connection.vendor != "postgresql":
        pytest.skip("TRUNCATE is PostgreSQL's")
    a_trail(3)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("TRUNCATE sanctions_auditevent")


def edit(number: int, **fields: object) -> None:
    AuditEvent.objects.filter(seq=number).update(**fields)


def swap(one: int, other: int) -> None:
    edit(one, seq=999)
    edit(other, seq=one)
    edit(999, seq=other)


TAMPERS = {
    "an actor is changed": (lambda: edit(3, actor="nobody"), 3, "hash"),
    "a payload is changed": (lambda: edit(3, payload="{}"), 3, "hash"),
    "a day is changed": (lambda: edit(3, at=AuditEvent.objects.get(seq=1).at), 3, "hash"),
    "a hash is changed": (lambda: edit(3, hash="0" * 64), 3, "hash"),
    "a link is changed": (lambda: edit(3, prev="0" * 64), 3, "prev"),
    "an event is taken out": (lambda: AuditEvent.objects.filter(seq=3).delete(), 3, "gap"),
    "two events are swapped": (lambda: swap(2, 4), 2, "prev"),
    "the beginning is cut": (lambda: AuditEvent.objects.filter(seq=1).delete(), 1, "gap"),
    "the end is cut": (lambda: AuditEvent.objects.filter(seq=5).delete(), 5, "head"),
    "the head is turned back": (lambda: AuditHead.objects.update(seq=4), 5, "head"),
    "all is cut": (lambda: AuditEvent.objects.all().delete(), 1, "head"),
}


@pytest.mark.parametrize(("tamper", "first_bad", "kind"), TAMPERS.values(), ids=TAMPERS)
def test_verifying_finds_that(unguarded, tamper, first_bad, kind):
    a_trail(5)

    tamper()

    report = audit.verify()
    assert (report.first_bad, report.kind) == (first_bad, kind)


def test_anybody_can_verify_an_export_with_nothing_but_a_hash(db):
    a_trail(4)
    audit.record(Verb.LIST_HELD, actor=REVIEWER, obj=a_list())

    prev = ""
    for seq, text in enumerate(audit.exported(), start=1):
        event = json.loads(text)
        fields = [event[name] for name in list(event)[:-1]]
        line = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
        assert (event["seq"], event["prev"]) == (seq, prev)
        assert event["hash"] == hashlib.sha256(b"\x00" + line).hexdigest()
        prev = event["hash"]

    assert prev == AuditHead.objects.get(pk=1).hash
