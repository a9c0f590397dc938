"""Walks the whole trail and says whether anything in it was changed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sanctions import audit
from sanctions.management.base import CordonCommand


class Command(CordonCommand):
    help = "Verify the trail: every event tied to the one before, none missing. Exit 1 where it was tampered with."

    def answer(self, **options: Any) -> tuple[dict[str, Any], str, bool]:
        report = audit.verify()
        if report.is_whole:
            return asdict(report), f"{report.events} events, whole.", False
        summary = f"{report.events} events; the first that does not stand is {report.first_bad} ({report.kind})."
        return asdict(report), summary, True
