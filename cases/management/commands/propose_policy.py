"""Propose a matching policy: what is in force, with the changes a file or the options name."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from cases.management.deciding import person_named
from cases.management.policies import plain_policy
from sanctions import policies
from sanctions.management.base import BadInput, CordonCommand
from sanctions.models import Policy
from sanctions.policies import THRESHOLDS, Changes
from sanctions.policy_errors import PolicyError

KNOWN = ("tables", *THRESHOLDS, "weights")


class Command(CordonCommand):
    help = (
        "Propose a matching policy: the one in force with changes. It matches nothing until shadow_policy has measured "
        "it and a second person has activated it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", nargs="?", type=Path, help=f"JSON object with any of {', '.join(KNOWN)}")
        for name in THRESHOLDS:
            parser.add_argument(f"--{name}", type=float, metavar="SCORE", help=f"where {name} begins")
        parser.add_argument("--tables", metavar="VERSION", help="version of the word tables")
        parser.add_argument("--weight", action="append", default=[], metavar="NAME=VALUE", help="may be repeated")
        parser.add_argument("--by", required=True, metavar="USER", help="who proposes; never who activates")
        parser.add_argument("--reason", required=True, metavar="TEXT")

    def answer(self, **options: Any) -> tuple[dict[str, Any], str, bool]:
        asked = _read(options["file"]) if options["file"] else {}
        asked |= {name: options[name] for name in ("tables", *THRESHOLDS) if options[name] is not None}
        asked["weights"] = {**asked.get("weights", {}), **dict(map(_weight, options["weight"]))}
        standing = Policy.objects.in_force()
        try:
            proposal = policies.propose(Changes(**asked), by=person_named(options["by"]), reason=options["reason"])
        except PolicyError as error:
            raise BadInput(str(error)) from error
        changes = [asdict(one) for one in policies.differences(proposal, since=standing)]
        summary = f"{proposal} is proposed; measure it with shadow_policy {proposal.version}."
        return plain_policy(proposal) | {"changes": changes}, summary, False


def _read(file: Path) -> dict[str, Any]:
    try:
        asked = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}") from error
    except ValueError as error:
        raise BadInput(f"{file}: not a JSON file: {error}") from error
    if not isinstance(asked, dict) or not isinstance(asked.get("weights", {}), dict):
        raise BadInput(f"{file}: a policy is a JSON object, and so are its weights")
    if unknown := asked.keys() - set(KNOWN):
        raise BadInput(f"{file}: a policy has no {', '.join(sorted(unknown))}; it has {', '.join(KNOWN)}")
    return asked


def _weight(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        return name, float(value)
    except ValueError as error:
        raise BadInput(f"--weight {text}: write NAME=VALUE, such as other_words=0.5") from error
