"""A key for a machine that reads over the API."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandParser
from django.utils import timezone

from cases import keys
from cases.keys import Scope
from sanctions.management.base import BadInput, CordonCommand


class Command(CordonCommand):
    help = "Make a key for a client of the API. It is shown once and kept nowhere; its hash is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("name", help="the client that will use it")
        parser.add_argument("--scope", action="append", required=True, choices=[scope.value for scope in Scope])
        parser.add_argument("--days", type=int, help="it expires after so many days; without, only when revoked")
        parser.add_argument("--by", metavar="USER", help="who makes it; it dies with that person's account")

    def answer(self, **options: Any) -> tuple[dict[str, Any], str, bool]:
        expires_at = None if options["days"] is None else _in_days(options["days"])
        scopes = [Scope(scope) for scope in options["scope"]]
        try:
            made = keys.issue(options["name"], scopes=scopes, made_by=_person(options["by"]), expires_at=expires_at)
        except keys.BadKeyRequest as error:
            raise BadInput(str(error)) from error
        report = {
            "name": made.key.name,
            "prefix": made.key.prefix,
            "scopes": made.key.scopes,
            "expires_at": expires_at.isoformat() if expires_at else None,
            "key": made.plain,
        }
        return report, f"{made.plain}\nThis is the only time the key is shown.", False


def _in_days(days: int) -> datetime:
    try:
        return timezone.now() + timedelta(days=days)
    except OverflowError as error:
        raise BadInput(f"--days {days}: that is further off than any calendar.") from error


def _person(username: str | None) -> User | None:
    if username is None:
        return None
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise BadInput(f"--by {username}: there is no active user of that name.")
    return person
