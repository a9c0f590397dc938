"""Whether every active supplier is measured against everything in force: exit 1 where somebody is not."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from cases import planning
from sanctions.management.base import CordonCommand


class Command(CordonCommand):
    help = "Prove that no active supplier is left unscreened."

    def answer(self, **options: Any) -> tuple[dict[str, Any], str, bool]:
        found = planning.completeness()
        reasons = ", ".join(f"{count} {reason}" for reason, count in found.by_reason.items() if count)
        summary = f"{found.unscreened} of {found.active_suppliers} active suppliers unscreened"
        return asdict(found), f"{summary}: {reasons}." if reasons else f"{summary}.", not found.is_complete
