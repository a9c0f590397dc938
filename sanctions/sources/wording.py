"""What US publishers write in running text, to typed values: citations and footnotes."""

from __future__ import annotations

import re

_CITATION = re.compile(
    r"(?P<volume>\d{1,3})\s*\.?\s*F\.?\s*R\.?\s*(?:no\.\s*\d+\s*pg\.\s*)?(?P<page>\d{1,6})(?![\d/])"
    r"|(?:Vol(?:ume|\.)\s*)?(?P<issue_volume>\d{1,3})\s*(?:F\.?\s?R\.?)?\s*,?\s*No\.\s*(?P<issue>\d{1,3})\s*[,;]?\s*\(?"
    r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{2,4})",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(
    r"\),?([1345])(?=[\s.]|$)"
)  # the Entity List's notes on foreign-made items stand after a bracket
_CENTURY_TURN = 50  # "12/21/94" is 1994, "02/19/03" is 2003; the Federal Register began in 1936


def squeezed(text: str) -> str:
    """The text with single spaces, on one line."""
    return " ".join(text.split())


def citations(text: str) -> tuple[str, ...]:
    """The Federal Register citations of a cell, each once and spelt one way; a cell without one as it stands."""
    found = tuple(dict.fromkeys(_cited(match) for match in _CITATION.finditer(squeezed(text))))
    if found:
        return found
    return (squeezed(text),) if text.strip() else ()


def _cited(match: re.Match[str]) -> str:
    if match["page"]:
        return f"{int(match['volume'])} FR {int(match['page'])}"
    year = int(match["year"])
    if year < 100:
        year += 1900 if year > _CENTURY_TURN else 2000
    day = f"{year}-{int(match['month']):02}-{int(match['day']):02}"
    return f"{int(match['issue_volume'])} FR No. {int(match['issue'])}, {day}"


def footnotes(requirement: str) -> tuple[str, ...]:
    """The Entity List footnotes a licence requirement carries, as "footnote 4"."""
    return tuple(f"footnote {number}" for number in sorted(set(_FOOTNOTE.findall(requirement))))
