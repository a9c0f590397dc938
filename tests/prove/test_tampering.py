"""A thousand ways to falsify the trail, with the database's own guards taken off: each is found, at its place.

Guarded, the database refuses every one of them even to somebody with a bare connection to the file. The control is a
log whose events each bear a hash of their own and no link: it does not notice what is deleted, moved or put in.
What a chain alone cannot find, a consistent rewriting of its end, is found by holding an earlier export beside it.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import random
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, connections, transaction

from sanctions import audit
from sanctions.audit import SYSTEM, Verb
from sanctions.models import AuditEvent, AuditHead
from tests.prove.scale import SCALE

pytestmark = pytest.mark.prove

ROOT = Path(__file__).resolve().parents[2]
TRAIL = importlib.import_module("sanctions.migrations.0002_audit_is_append_only")
EVENTS = 120
TRIALS = 1_000 * SCALE

Tamper = Callable[[random.Random], int]  # returns the first event that does not stand


def a_trail(count: int) -> None:
    with transaction.atomic():
        for number in range(count):
            audit.record(Verb.CASE_COMMENTED, actor=SYSTEM, detail={"number": number, "text": "looked"})


def edit(chance: random.Random) -> int:
    seq = chance.randint(1, EVENTS)
    event = AuditEvent.objects.get(seq=seq)
    field = chance.choice(["at", "actor_kind", "actor", "verb", "object_type", "object_id", "payload", "hash"])
    value = event.at + timedelta(microseconds=1) if field == "at" else getattr(event, field)[:-1] + "x"
    AuditEvent.objects.filter(seq=seq).update(**{field: value})
    return seq


def move_text_between_fields(chance: random.Random) -> int:
    """The same letters in a row, another border between two fields: what a plain join would not see."""
    seq = chance.randint(1, EVENTS)
    event = AuditEvent.objects.get(seq=seq)
    AuditEvent.objects.filter(seq=seq).update(actor=event.actor + event.verb[:1], verb=event.verb[1:])
    return seq


def delete(chance: random.Random) -> int:
    seq = chance.randint(1, EVENTS)
    AuditEvent.objects.filter(seq=seq).delete()
    return seq


def swap(chance: random.Random) -> int:
    one, other = sorted(chance.sample(range(1, EVENTS + 1), 2))
    for seq, to in ((one, 10**6), (other, one), (10**6, other)):
        AuditEvent.objects.filter(seq=seq).update(seq=to)
    return one


def put_in(chance: random.Random) -> int:
    """A forged event with a right hash of its own, and every later one moved up by one place."""
    seq = chance.randint(1, EVENTS)
    for later in range(EVENTS, seq - 1, -1):
        AuditEvent.objects.filter(seq=later).update(seq=later + 1)
    event = AuditEvent.objects.get(seq=seq + 1)
    event.seq, event.payload = seq, '{"forged":true}'
    event.hash = audit._hash(audit._line(event))
    event.save(force_insert=True)
    return seq + 1  # the forged event itself is consistent; the one behind it is not tied to it


def rehash_the_rest(chance: random.Random) -> int:
    """An edited event and everything behind it made consistent again, the head left as it is."""
    seq = chance.randint(1, EVENTS)
    prev = AuditEvent.objects.get(seq=seq).prev
    for event in AuditEvent.objects.filter(seq__gte=seq).order_by("seq"):
        if event.seq == seq:
            event.payload = '{"forged":true}'
        event.prev = prev
        event.hash = prev = audit._hash(audit._line(event))
        event.save()
    return EVENTS


def cut_the_end(chance: random.Random) -> int:
    seq = chance.randint(1, EVENTS)
    AuditEvent.objects.filter(seq__gte=seq).delete()
    return seq


def turn_the_head_back(chance: random.Random) -> int:
    seq = chance.randint(1, EVENTS - 1)
    AuditHead.objects.update(seq=seq, hash=AuditEvent.objects.get(seq=seq).hash)
    return EVENTS


TAMPERS: tuple[Tamper, ...] = (
    edit, move_text_between_fields, delete, swap, put_in, rehash_the_rest, cut_the_end, turn_the_head_back,
)  # fmt: skip


@pytest.fixture
def unguarded(db: None) -> None:
    """A trail in a database whose owner has dropped the guards; rolled back with the test."""
    a_trail(EVENTS)
    with connection.cursor() as cursor:
        for statement in TRAIL.REMOVE[connection.vendor]:
            cursor.execute(statement)


def chain_of_one(event: AuditEvent) -> str:
    """What a log without links keeps beside each event: a hash over what the event says."""
    said = [str(event.at), event.actor_kind, event.actor, event.verb, event.object_type, event.object_id, event.payload]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def test_every_falsification_is_found(unguarded: None):
    chance, found, missed = random.Random(20211216), Counter[str](), Counter[str]()
    written = {chain_of_one(event) for event in AuditEvent.objects.all()}

    for trial in range(TRIALS):
        tamper = TAMPERS[trial % len(TAMPERS)]
        with transaction.atomic():
            first_bad = tamper(chance)
            report = audit.verify()
            assert (report.first_bad, tamper.__name__) == (first_bad, tamper.__name__)
            found[f"{tamper.__name__} ({report.kind})"] += 1
            missed[tamper.__name__] += all(chain_of_one(event) in written for event in AuditEvent.objects.all())
            transaction.set_rollback(True)

    assert audit.verify().is_whole
    unlinked = {name: count for name, count in missed.items() if count}
    sys.stdout.write(f"falsified {TRIALS} times, found {found.total()}: {dict(found)}\n")
    sys.stdout.write(f"control, a log without links: {sum(unlinked.values())} of {TRIALS} unnoticed: {unlinked}\n")
    assert set(unlinked) >= {"delete", "swap", "cut_the_end"}


def test_a_consistent_rewriting_is_found_by_an_earlier_export(unguarded: None):
    earlier = list(audit.exported())

    rehash_the_rest(random.Random(1))
    last = AuditEvent.objects.get(seq=EVENTS)
    AuditHead.objects.update(seq=EVENTS, hash=last.hash)

    assert audit.verify().is_whole  # from inside nobody can tell
    assert list(audit.exported())[: len(earlier)] != earlier


def test_rows_no_event_could_be_are_findings_and_no_crash(unguarded: None):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's columns hold no value of another type")
    for column, value in (("at", "'yesterday'"), ("payload", "x'00ff'"), ("hash", "x'00'"), ("actor", "17")):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"UPDATE sanctions_auditevent SET {column} = {value} WHERE seq = 7")  # noqa: S608
            assert audit.verify().first_bad == 7, column
            transaction.set_rollback(True)


BARE = (
    "UPDATE sanctions_auditevent SET actor = 'nobody' WHERE seq = 1",
    "UPDATE OR REPLACE sanctions_auditevent SET seq = 1 WHERE seq = 2",
    "UPDATE OR IGNORE sanctions_auditevent SET payload = '{}'",
    "DELETE FROM sanctions_auditevent",
    "REPLACE INTO sanctions_auditevent SELECT * FROM sanctions_auditevent WHERE seq = 1",
    "INSERT OR REPLACE INTO sanctions_auditevent SELECT * FROM sanctions_auditevent WHERE seq = 2",
    "INSERT INTO sanctions_auditevent SELECT * FROM sanctions_auditevent WHERE seq = 2 "
    "ON CONFLICT (seq) DO UPDATE SET actor = 'nobody'",
    "INSERT INTO sanctions_auditevent SELECT seq + 7, at, actor_kind, actor, verb, object_type, object_id, payload, "
    "prev, hash FROM sanctions_auditevent WHERE seq = 2",
)  # fmt: skip


def test_a_bare_connection_to_the_file_is_refused(tmp_path: Path):
    env = {key: value for key, value in os.environ.items() if not key.startswith(("DATABASE_", "REDIS_"))}
    for words in (["migrate"], ["make_api_key", "one"], ["make_api_key", "two"]):
        subprocess.run(
            [sys.executable, "manage.py", *words, *(["--scope", "lists:read"] if words[0] != "migrate" else [])],
            cwd=ROOT, env={**env, "CORDON_DATA_DIR": str(tmp_path)}, check=True, capture_output=True,
        )  # fmt: skip

    with closing(sqlite3.connect(tmp_path / "cordon.sqlite3")) as bare:
        before = bare.execute("SELECT * FROM sanctions_auditevent").fetchall()
        for statement in BARE:
            with pytest.raises(sqlite3.IntegrityError, match="audit trail"):
                bare.execute(statement)
            bare.rollback()
        assert bare.execute("SELECT * FROM sanctions_auditevent").fetchall() == before != []


@pytest.mark.django_db(transaction=True)
def test_a_trail_that_grows_while_it_is_read_is_no_alarm():
    if connection.vendor != "postgresql":
        pytest.skip("the suite's SQLite lives in memory, where nobody writes while somebody reads: use PostgreSQL")
    a_trail(EVENTS)
    stop = threading.Event()

    def grow() -> None:
        while not stop.is_set():
            a_trail(1)
        connections.close_all()

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        reports = [audit.verify() for _ in range(50 * SCALE)]
    finally:
        stop.set()
        writer.join()

    sys.stdout.write(f"verified {len(reports)} times while {AuditEvent.objects.count() - EVENTS} events were written\n")
    assert [report for report in reports if not report.is_whole] == []
