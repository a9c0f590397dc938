"""A second person's word on a measured policy: put it into force."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from cases import activating, planning
from cases.activating import LosesConfirmed, MeasuredAgainstAnother, ReportStale
from cases.management.deciding import person_named
from cases.management.policies import plain_confirmed, plain_policy, plain_staleness, policy_numbered
from sanctions.management.base import BadInput, CordonCommand
from sanctions.models import Policy
from sanctions.policy_errors import PolicyError


class Command(CordonCommand):
    help = (
        "Put a measured policy into force; everybody is then screened anew under it. Exit 1: what the measurement "
        "says, or its age, stands against it, and nothing was changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("version", type=int, help="number of the policy")
        parser.add_argument("--by", required=True, metavar="USER", help="who decides; not who proposed it")
        parser.add_argument("--reason", required=True, metavar="TEXT")
        parser.add_argument(
            "--accept-stale",
            action="store_true",
            help="although suppliers or lists changed since it was measured",
        )

    def answer(self, **options: Any) -> tuple[dict[str, Any], str, bool]:
        policy, by = policy_numbered(options["version"]), person_named(options["by"])
        try:
            policy = activating.activate(policy, by=by, reason=options["reason"], accepts_stale=options["accept_stale"])
        except (LosesConfirmed, ReportStale, MeasuredAgainstAnother) as finding:
            return _refused(policy, finding), str(finding), True
        except PolicyError as error:
            raise BadInput(str(error)) from error
        left = planning.completeness().unscreened
        report = plain_policy(policy) | {"refused": "", "unscreened": left}
        return report, f"{policy} is in force; {left} suppliers are to be screened under it.", False


def _refused(policy: Policy, finding: LosesConfirmed | ReportStale | MeasuredAgainstAnother) -> dict[str, Any]:
    told = plain_policy(policy) | {"refused": str(finding)}
    if isinstance(finding, LosesConfirmed):
        told["lost_confirmed"] = [plain_confirmed(hit) for hit in finding.hits]
    if isinstance(finding, ReportStale):
        told["changed_since"] = plain_staleness(finding.staleness)
    return told
