"""A second person's word on a held version: reject it."""

from __future__ import annotations

from cases.management.deciding import DecidingCommand
from sanctions import loading


class Command(DecidingCommand):
    help = "Put a held version away; what it added provisionally is withdrawn."
    decide = staticmethod(loading.reject)
