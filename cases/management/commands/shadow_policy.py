"""Measure a proposed policy against every supplier, in this process, without changing a hit."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from cases import rescreening, shadow_report, shadowing
from cases.management.deciding import person_named
from cases.management.policies import plain_policy, plain_report, policy_numbered
from cases.management.progress import Progress
from cases.models import Shift
from cases.shadow_report import Report
from sanctions.management.base import BadInput, CordonCommand
from sanctions.models import Policy, PolicyState
from sanctions.policy_errors import PolicyError


class Command(CordonCommand):
    help = (
        "Measure a proposed policy in the shadow and say which hits it would gain, lose and move. Exit 1: it would "
        "lose a hit found to be true, or somebody could not be measured."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("version", type=int, help="number of the policy")
        parser.add_argument("--by", metavar="USER", help="who has it measured")
        parser.add_argument("--stop", action="store_true", help="stop the measuring that is under way")

    def answer(self, **options: Any) -> tuple[dict[str, Any], str, bool]:
        policy = policy_numbered(options["version"])
        by = person_named(options["by"]) if options["by"] else None
        try:
            if options["stop"]:
                shadowing.stop(policy, by=by)
            elif policy.state != PolicyState.MEASURING:  # what somebody else began, or a crash left, is gone on with
                shadowing.begin(policy, by=by)
        except PolicyError as error:
            raise BadInput(str(error)) from error
        if options["stop"]:
            return _told(policy), f"{policy} is measured no further.", False
        with Progress("Measuring", self.stderr) as progress:
            rescreening.work_off(progress=progress)
        report = shadow_report.report_of(policy)
        if report is None:
            raise BadInput(f"Somebody stopped the measuring of {policy} meanwhile.")
        has_finding = bool(report.lost_confirmed or report.unmeasured)
        return _told(policy) | plain_report(report), _summary(policy, report), has_finding


def _told(policy: Policy) -> dict[str, Any]:
    policy.refresh_from_db()
    return plain_policy(policy)


def _summary(policy: Policy, report: Report) -> str:
    counts = ", ".join(f"{report.shifts[shift]} {shift}" for shift in Shift)
    told = f"{policy} against policy {report.run.against_policy}, {report.run.suppliers} suppliers: hits {counts}"
    if report.lost_confirmed:
        lost = ", ".join(hit.case.reference for hit in report.lost_confirmed)
        return f"{told}. It would lose what was found to be true in {lost} and cannot come into force."
    return f"{told}."
