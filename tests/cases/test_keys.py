"""Keys for machines: shown once, stored as a hash, dead the moment they are revoked."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from cases import keys
from cases.keys import BadKeyRequest, KeyRefused, Scope
from cases.models import ApiKey
from sanctions.management.base import BadInput
from sanctions.models import AuditEvent
from tests.factories import a_person


def a_key(**wishes: object) -> keys.IssuedKey:
    return keys.issue("ERP", **{"scopes": [Scope.SUPPLIERS_READ], **wishes})


def test_the_key_itself_is_stored_nowhere(db: None):
    issued = a_key()

    secret = issued.plain.split("_")[2]
    stored = [str(value) for row in (*ApiKey.objects.values(), *AuditEvent.objects.values()) for value in row.values()]
    assert not any(secret in value for value in stored)
    assert keys.recognise(issued.plain) == issued.key


def test_making_and_revoking_a_key_stand_in_the_trail_with_who_did_it(db: None):
    admin = a_person("ada")
    issued = a_key(made_by=admin)
    keys.revoke(issued.key, by=admin)
    keys.revoke(issued.key, by=admin)

    events = AuditEvent.objects.order_by("seq")
    assert [(event.verb, event.actor) for event in events] == [("key.created", "ada"), ("key.revoked", "ada")]
    assert json.loads(events[0].payload)["scopes"] == ["suppliers:read"]


@pytest.mark.parametrize(
    "wishes", [{"scopes": []}, {"expires_at": timezone.now() - timedelta(days=1)}], ids=["no scope", "expired"]
)
def test_a_key_nobody_could_use_is_not_made(wishes: dict[str, object], db: None):
    with pytest.raises(BadKeyRequest):
        a_key(**wishes)

    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("text", ["", "cdn", "cdn_00000000_" + "0" * 64, "cdn_\x00", "cdn_é_é", "x" * 100_000])
def test_an_unknown_key_opens_nothing(text: str, db: None):
    a_key()

    with pytest.raises(KeyRefused):
        keys.recognise(text)


def test_a_key_with_one_wrong_character_opens_nothing(db: None):
    plain = a_key().plain

    with pytest.raises(KeyRefused):
        keys.recognise(plain[:-1] + ("0" if plain[-1] != "0" else "1"))


def test_a_revoked_key_opens_nothing(db: None):
    issued = a_key()
    keys.revoke(issued.key)

    with pytest.raises(KeyRefused, match="revoked"):
        keys.recognise(issued.plain)


def test_a_key_opens_nothing_from_the_moment_it_expires(db: None):
    issued = a_key(expires_at=timezone.now() + timedelta(hours=1))
    keys.recognise(issued.plain)

    with time_machine.travel(timezone.now() + timedelta(hours=1)), pytest.raises(KeyRefused, match="expired"):
        keys.recognise(issued.plain)


def test_a_key_dies_with_the_account_of_the_person_who_made_it(db: None):
    person = a_person()
    issued = a_key(made_by=person)
    person.is_active = False
    person.save()

    with pytest.raises(KeyRefused):
        keys.recognise(issued.plain)


def test_two_keys_of_one_client_are_good_while_it_changes_over(db: None):
    old, new = a_key(), a_key()

    assert keys.recognise(old.plain) != keys.recognise(new.plain)


def test_use_is_noted_at_most_once_a_minute(db: None, django_assert_num_queries):
    issued = a_key()
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        keys.recognise(issued.plain)
    with time_machine.travel(start + timedelta(seconds=30), tick=False), django_assert_num_queries(1):
        keys.recognise(issued.plain)
    with time_machine.travel(start + timedelta(seconds=60), tick=False), django_assert_num_queries(2):
        keys.recognise(issued.plain)

    issued.key.refresh_from_db()
    assert issued.key.last_used_at == start + timedelta(seconds=60)


def told(*words: str) -> dict[str, object]:
    out = StringIO()
    call_command(*words, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_makes_a_key_that_opens_what_was_asked_for(db: None):
    made = told("make_api_key", "ERP", "--scope", "suppliers:read", "--scope", "cases:read", "--days", "30")

    key = keys.recognise(str(made["key"]))
    assert (key.name, key.scopes) == ("ERP", ["cases:read", "suppliers:read"])
    assert key.expires_at is not None


def test_the_command_revokes_a_key_by_its_prefix(db: None):
    made = told("make_api_key", "ERP", "--scope", "suppliers:read")
    told("revoke_api_key", str(made["prefix"]))

    with pytest.raises(KeyRefused, match="revoked"):
        keys.recognise(str(made["key"]))


@pytest.mark.parametrize(
    "words",
    [
        ("make_api_key", " ", "--scope", "suppliers:read"),
        ("make_api_key", "ERP", "--scope", "suppliers:read", "--days", "0"),
        ("make_api_key", "ERP", "--scope", "suppliers:read", "--days", "999999999"),
        ("make_api_key", "ERP", "--scope", "suppliers:read", "--by", "nobody"),
        ("revoke_api_key", "00000000"),
    ],
)
def test_a_command_that_cannot_be_meant_changes_nothing(words: tuple[str, ...], db: None):
    with pytest.raises(BadInput) as refused:
        told(*words)

    assert refused.value.returncode == 2
    assert not ApiKey.objects.exists()
