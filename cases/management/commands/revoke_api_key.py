"""The end of a key."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from cases import keys
from cases.models import ApiKey
from sanctions.management.base import BadInput, CordonCommand


class Command(CordonCommand):
    help = "Revoke a key: the next request with it is refused."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("prefix", help="the eight characters after cdn_")

    def answer(self, **options: Any) -> tuple[dict[str, Any], str, bool]:
        key = ApiKey.objects.filter(prefix=options["prefix"]).first()
        if key is None:
            raise BadInput(f"{options['prefix']}: no key begins with cdn_{options['prefix']}.")
        revoked = keys.revoke(key)
        report = {"name": key.name, "prefix": key.prefix, "revoked_at": f"{revoked.revoked_at:%Y-%m-%dT%H:%M:%SZ}"}
        return report, f"{key.name} ({key.prefix}) is revoked.", False
