"""Put a proposed policy away: its author takes it back, or an approver turns it down."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from cases.management.deciding import person_named
from cases.management.policies import plain_policy, policy_numbered
from sanctions import policies
from sanctions.management.base import BadInput, CordonCommand
from sanctions.policy_errors import PolicyError


class Command(CordonCommand):
    help = "Withdraw a proposed policy; the one in force stays."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("version", type=int, help="number of the policy")
        parser.add_argument("--by", required=True, metavar="USER")
        parser.add_argument("--reason", required=True, metavar="TEXT")

    def answer(self, **options: Any) -> tuple[dict[str, Any], str, bool]:
        try:
            policy = policies.withdraw(
                policy_numbered(options["version"]), by=person_named(options["by"]), reason=options["reason"]
            )
        except PolicyError as error:
            raise BadInput(str(error)) from error
        return plain_policy(policy), f"{policy} is withdrawn.", False
