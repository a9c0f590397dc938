"""Keys for machines that read over the API: made, recognised, revoked; the key itself is never stored."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cases.models import ApiKey
from sanctions import audit
from sanctions.audit import SYSTEM, Actor, Verb

_KEY = re.compile(r"cdn_([0-9a-f]{8})_[0-9a-f]{64}")
_USE_IS_NOTED_EVERY = timedelta(minutes=1)


class Scope(StrEnum):
    """What a key may be used for."""

    SUPPLIERS_READ = "suppliers:read"
    CASES_READ = "cases:read"
    LISTS_READ = "lists:read"
    SCREENING_RUN = "screening:run"


class KeyRefused(ValueError):
    """The key opens nothing; the message says why without helping to guess another."""


class BadKeyRequest(ValueError):
    """A key nobody could use was asked for."""


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A new key and its plain text, which is shown once and kept nowhere."""

    key: ApiKey
    plain: str


@transaction.atomic
def issue(
    name: str, *, scopes: Collection[Scope], made_by: User | None = None, expires_at: datetime | None = None
) -> IssuedKey:
    """A key for one client; without `made_by` the house itself made it."""
    if not name.strip():
        raise BadKeyRequest("A key needs the name of the client that will use it.")
    if not scopes:
        raise BadKeyRequest(f"{name}: a key without a scope opens nothing; choose from {', '.join(Scope)}.")
    if expires_at is not None and expires_at <= timezone.now():
        raise BadKeyRequest(f"{name}: the key would have expired before it was made.")
    prefix = secrets.token_hex(4)
    plain = f"cdn_{prefix}_{secrets.token_hex(32)}"
    key = ApiKey.objects.create(
        name=name.strip(),
        prefix=prefix,
        key_sha256=_sha256(plain),
        scopes=sorted({str(scope) for scope in scopes}),
        made_by=made_by,
        expires_at=expires_at,
    )
    detail = {"name": key.name, "prefix": prefix, "scopes": key.scopes, "expires_at": expires_at}
    audit.record(Verb.KEY_CREATED, actor=_actor(made_by), obj=key, detail=detail)
    return IssuedKey(key, plain)


@transaction.atomic
def revoke(key: ApiKey, *, by: User | None = None) -> ApiKey:
    """From the next request on the key opens nothing; revoking it again changes nothing."""
    locked = ApiKey.objects.select_for_update().get(pk=key.pk)
    if locked.revoked_at is None:
        locked.revoked_at = timezone.now()
        locked.save(update_fields=["revoked_at"])
        audit.record(Verb.KEY_REVOKED, actor=_actor(by), obj=locked, detail={"name": key.name, "prefix": key.prefix})
    return locked


def recognise(plain: str) -> ApiKey:
    """The key behind the text a client sent; notes its use at most once a minute."""
    match = _KEY.fullmatch(plain)
    key = ApiKey.objects.select_related("made_by").filter(prefix=match[1]).first() if match else None
    if key is None or not hmac.compare_digest(key.key_sha256, _sha256(plain)):
        raise KeyRefused("The API key is not known.")
    now = timezone.now()
    if key.revoked_at is not None:
        raise KeyRefused("The API key has been revoked.")
    if key.expires_at is not None and key.expires_at <= now:
        raise KeyRefused("The API key has expired.")
    if key.made_by is not None and not key.made_by.is_active:
        raise KeyRefused("The person who made this API key has left; ask for a new one.")
    _note_use(key, now)
    return key


def _note_use(key: ApiKey, now: datetime) -> None:
    earlier = now - _USE_IS_NOTED_EVERY
    if key.last_used_at is None or key.last_used_at <= earlier:
        unnoted = Q(last_used_at__isnull=True) | Q(last_used_at__lte=earlier)
        ApiKey.objects.filter(unnoted, pk=key.pk).update(last_used_at=now)


def _sha256(plain: str) -> str:
    """A plain hash is enough: the key holds 256 random bits, there is nothing to guess through."""
    return hashlib.sha256(plain.encode()).hexdigest()


def _actor(user: User | None) -> Actor:
    return SYSTEM if user is None else Actor.of(user)
