"""A second person's word on a held version: release it."""

from __future__ import annotations

from cases.management.deciding import DecidingCommand
from sanctions import loading


class Command(DecidingCommand):
    help = "Let a held version come into force with its delistings; its suppliers are screened next."
    decide = staticmethod(loading.release)
