"""Turns the pure core's word lists into Django choices."""

from __future__ import annotations

from enum import StrEnum


def choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    """(value, words for a person) for every member: `import_presumption` reads "import presumption"."""
    return [(word.value, word.value.replace("_", " ")) for word in words]
