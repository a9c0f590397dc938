"""Licence requirements and review policies to typed values: by a reviewed table of spellings, never by a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from sanctions.comparing import fold
from sanctions.reading import csv_rows, decoded
from sanctions.records import LicencePolicy, LicenceScope, ListedRecord, SourceFile

LONGEST = 3_000  # characters; the longest text reviewed has a thousand

_TABLE = Path(__file__).parent / "data" / "licence_terms.csv"
_COLUMNS = ("about", "text", "value")
# What two spellings of one text differ in: the section they point to in brackets with its footnote, spaces and stops.
_POINTER = re.compile(r"\(see (?:part)?\s?§[^()]*(?:\([^()]*\)[^()]*)*(?:\)\d?|$)")
_NOT_WORDS = re.compile(r"[\W_]+")

_CASE_BY_CASE = re.compile(r"cas[ea][ -]by[ -]case|presumption of\s+approval", re.IGNORECASE)
_PRESUMPTION = re.compile(r"presumption (of|for) denial", re.IGNORECASE)
_POLICY = re.compile(r"policy of denial", re.IGNORECASE)

Terms = Mapping[tuple[str, str], str]


def terms(file: SourceFile) -> Terms:
    """The values of a table, by what a text is about and how it reads without its spelling."""
    found: dict[tuple[str, str], str] = {}
    for row in csv_rows(file, decoded(file), columns=_COLUMNS):
        about, text, value = row.take("about"), row.take("text"), row.take("value")
        row.finish()
        found[about, _key(about, text)] = value
    return MappingProxyType(found)


def _key(about: str, text: str) -> str:
    plain = fold(text[:LONGEST])
    if about == "requirement":  # the section of the law is the same for most, and spelt in ten ways
        plain = _POINTER.sub(" ", plain).removeprefix("for ")
    return _NOT_WORDS.sub("", plain)


_TERMS = terms(SourceFile(_TABLE.name, _TABLE.read_bytes()))


def licence_scope(text: str, known: Terms = _TERMS) -> LicenceScope:
    """What a licence requirement reaches; a text nobody has reviewed says to read it."""
    if not text.strip():
        return LicenceScope.NOT_STATED
    return LicenceScope(known.get(("requirement", _key("requirement", text)), LicenceScope.SEE_TEXT))


def licence_policy(text: str, known: Terms = _TERMS) -> LicencePolicy:
    """The review policy; of a text nobody has reviewed, what its plain words say, and else to read the regulation."""
    if not text.strip():
        return LicencePolicy.NOT_STATED
    reviewed = known.get(("policy", _key("policy", text)))
    return LicencePolicy(reviewed) if reviewed else policy_by_its_words(text)


def policy_by_its_words(text: str) -> LicencePolicy:
    """A plain denial or a plain case-by-case review by these very words; both together are mixed."""
    presumption, policy = bool(_PRESUMPTION.search(text)), bool(_POLICY.search(text))
    if _CASE_BY_CASE.search(text):
        is_mixed = presumption or policy or "approval" in text.casefold()
        return LicencePolicy.MIXED if is_mixed else LicencePolicy.CASE_BY_CASE
    if presumption:
        return LicencePolicy.PRESUMPTION_OF_DENIAL
    return LicencePolicy.POLICY_OF_DENIAL if policy else LicencePolicy.SEE_REGULATION


def unreviewed(records: Iterable[ListedRecord], known: Terms = _TERMS) -> tuple[str, ...]:
    """One sentence for each kind of text that stands in no table yet: how many spellings, and the first of them."""
    acts = [act for record in records for act in record.designations]
    texts = {
        "requirement": dict.fromkeys(act.licence_requirement for act in acts if act.licence_requirement),
        "policy": dict.fromkeys(act.licence_policy for act in acts if act.licence_policy),
    }
    found = {about: [t for t in those if (about, _key(about, t)) not in known] for about, those in texts.items()}
    return tuple(
        f"licence {about}: {len(those)} wording(s) that data/licence_terms.csv does not know, such as {those[0][:80]!r}"
        for about, those in found.items()
        if those
    )
