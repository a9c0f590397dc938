"""Text in a spreadsheet's cell: harmless to open, and read back unchanged."""

from __future__ import annotations

import re

# A cell that begins with one of these is a formula to a spreadsheet program (OWASP: CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

_SPACES = re.compile("[ \\t\\r\\n\u00a0\u3000]+")


def guarded(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it; `unguarded` takes it off again."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text


def unguarded(text: str) -> str:
    """What stood there before `guarded`."""
    return text[1:] if text.startswith("'") and guarded(text[1:]) == text else text


def one_line(text: str) -> str:
    """The text without line breaks, tabs, and spaces around it or doubled."""
    return _SPACES.sub(" ", text).strip()
