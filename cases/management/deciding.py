"""What the two commands that decide a held version share: who decides which version, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandParser

from cases import worklist
from sanctions.loading_errors import LoadingError
from sanctions.management.base import BadInput, CordonCommand
from sanctions.models import ListVersion


class DecidingCommand(CordonCommand):
    """`decide` is the service the command stands for."""

    decide: Callable[..., ListVersion]

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("list", help="code of the list, such as us-bis-el")
        parser.add_argument("version", type=int, help="number of the held version")
        parser.add_argument("--by", required=True, metavar="USER", help="who decides; not who loaded it")
        parser.add_argument("--reason", required=True, metavar="TEXT")

    def answer(self, **options: Any) -> tuple[dict[str, Any], str, bool]:
        version, person = _version(options["list"], options["version"]), person_named(options["by"])
        try:
            decided = type(self).decide(version, by=person, reason=options["reason"])
        except LoadingError as error:
            raise BadInput(str(error)) from error
        worklist.plan()
        report = {"list": decided.list_id, "version": decided.number, "state": str(decided.state)}
        return report, f"{decided} is {decided.state}; screening is planned.", False


def _version(code: str, number: int) -> ListVersion:
    try:
        return ListVersion.objects.get(list_id=code, number=number)
    except ListVersion.DoesNotExist as error:
        raise BadInput(f"{code} has no version {number}.") from error


def person_named(username: str) -> User:
    """The user a command names; raises BadInput where there is none."""
    try:
        return User.objects.get(username=username)
    except User.DoesNotExist as error:
        raise BadInput(f"{username!r} is not a user of this house.") from error
