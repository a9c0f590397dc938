"""Numbers that name one party: read in one normal form under one spelling of their scheme, checked, and compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sanctions.matching.check_digits import Check, check_digits
from sanctions.matching.schemes import CONTACT, REGISTER, TELLS_NOBODY, WORLDWIDE, scheme_of
from sanctions.matching.text import clean
from sanctions.records import Identifier

Key = tuple[str, str]

SHORTEST = 5  # characters; shorter numbers are given out again and again
SHORTEST_ACROSS = 7  # of a register number that is compared under another scheme's name
SHORTEST_ALONE = 9  # of a number without check digits that stands without a country
_LEI_LENGTH = 20
_CHINAS = frozenset(("CN", "HK", "MO"))

_PLAIN = re.compile(r"[^0-9A-Z]")
_DIGITLESS = frozenset(("bic", "email", "website", "ticker"))
_FILLED_IN = frozenset(("UNKNOWN", "PENDING", "NOTAVAILABLE", "NOTAPPLICABLE", "NONUMBER", "MISSING"))
_COUNTING = ("01234567890123456789", "98765432109876543210")
_LABEL = re.compile(r"^(?:IMO|DUNS|LEI|USCC|NO|NR)(?=\d)")
_TAX_TAIL = re.compile(r"(?<=\d)(?:MWST|TVA|IVA|MVA)$")
_PREFIXED = re.compile(r"(?P<country>[A-Z]{2})E?(?P<number>\d[0-9A-Z]{6,})")

# A number inside a number: the shorter one is a registration number of its own, and lists print either. The country is
# left out where no other number has that shape.
_WITHIN = (
    ("", re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}([0-9A-Z]{9})[0-9A-Z]")),  # CN: the organisation code in a USCC
    ("", re.compile(r"(?:NL)?(\d{9})B\d{2}")),
    ("", re.compile(r"FR[0-9A-Z]{2}(\d{9})")),
    ("", re.compile(r"\d{2}([A-Z]{5}\d{4}[A-Z])[0-9A-Z]{3}")),  # IN: the taxpayer in a GSTIN
    ("FR", re.compile(r"(\d{9})\d{5}")),  # the company in the number of its establishment
    ("AU", re.compile(r"\d{2}(\d{9})")),
)


class Verdict(StrEnum):
    """What two parties' numbers say, the weightiest first."""

    SAME = "same-identifier"
    UNCHECKED = "same-identifier-unchecked"
    CONTACT = "same-contact"
    OTHER = "other-identifier"


@dataclass(frozen=True, slots=True)
class Finding:
    """One verdict with the two numbers it rests on."""

    verdict: Verdict
    ours: Identifier
    theirs: Identifier


@dataclass(frozen=True, slots=True)
class _Number:
    """A number as it is compared."""

    written: Identifier
    scheme: str
    country: str
    check: Check
    rule: str  # of the authority whose check digits it passed
    value: str
    keys: frozenset[Key]


def identifier_keys(identifier: Identifier) -> frozenset[Key]:
    """What two identifiers must share one of to be the same number; empty for a value that tells nobody apart."""
    number = _read(identifier)
    return number.keys if number else frozenset()


def compare_identifiers(
    ours: Sequence[Identifier],
    theirs: Sequence[Identifier],
    our_countries: Iterable[str] = (),
    their_countries: Iterable[str] = (),
) -> Finding | None:
    """The weightiest thing the numbers of two parties say; the countries are those of the parties."""
    if not (ours and theirs):
        return None
    at_ours, at_theirs = frozenset(our_countries), frozenset(their_countries)
    mine, others = _all(ours, at_ours), _all(theirs, at_theirs)
    at = at_ours & at_theirs
    found = {_verdict(one, other, bool(at)): (one, other) for one in mine[::-1] for other in others[::-1]}
    for verdict in Verdict:
        if verdict in found:
            one, other = found[verdict]
            return Finding(verdict, one.written, other.written)
    return None


def _all(identifiers: Iterable[Identifier], countries: frozenset[str]) -> list[_Number]:
    home = next(iter(countries)) if len(countries) == 1 else ""
    return [number for identifier in identifiers if (number := _read(identifier, home))]


def _verdict(ours: _Number, theirs: _Number, is_one_country: bool) -> Verdict | None:
    if not _countries_agree(ours.country, theirs.country):
        return None
    if not ours.keys & theirs.keys:
        is_other = ours.rule and ours.rule == theirs.rule and ours.value != theirs.value and ours.scheme not in CONTACT
        return Verdict.OTHER if is_other and ours.scheme not in _SEVERAL else None
    if ours.scheme in CONTACT:
        return Verdict.CONTACT
    if Check.FAILED in (ours.check, theirs.check):
        return Verdict.UNCHECKED
    if Check.PASSED in (ours.check, theirs.check) or ours.scheme in WORLDWIDE or is_one_country:
        return Verdict.SAME
    is_placed = bool(ours.country and theirs.country) or len(ours.value) >= SHORTEST_ALONE
    return Verdict.SAME if is_placed else Verdict.UNCHECKED


_SEVERAL = frozenset(("isin", "duns", "national-id"))  # of which one party may well have more than one


def _countries_agree(ours: str, theirs: str) -> bool:
    return not (ours and theirs) or ours == theirs or {ours, theirs} <= _CHINAS


def _read(identifier: Identifier, home: str = "") -> _Number | None:
    """`home` is where the party is: good enough to see that a number is right, and not to call it wrong."""
    scheme = scheme_of(identifier.scheme)
    value = _normal(identifier.value)
    if scheme.name in TELLS_NOBODY or _is_placeholder(scheme.name, value):
        return None
    name, country = scheme.name, identifier.country or scheme.country
    if name == "lei" and len(value) != _LEI_LENGTH:
        name = "registration"  # "Legal Entity Number": a register's
    is_register = name in REGISTER
    prefixed = _PREFIXED.fullmatch(value) if is_register else None
    if name == "vat" and prefixed and not country:
        country = prefixed["country"]
    check, rule = check_digits(name, country or home, value, is_register=is_register)
    if check is Check.FAILED and name not in WORLDWIDE and not country:
        check = Check.NONE
    keys = _register_keys(name, country, value) if is_register else {(name, value)}
    return _Number(identifier, name, country, check, rule, value, frozenset(keys))


def _normal(value: str) -> str:
    """Capital letters and digits only, without a label in front or the name of a tax behind."""
    return _TAX_TAIL.sub("", _LABEL.sub("", _PLAIN.sub("", clean(value).upper())))


def _is_placeholder(scheme: str, value: str) -> bool:
    if len(value) < SHORTEST or len(set(value)) == 1 or value in _FILLED_IN:
        return True
    if any(value in row for row in _COUNTING):
        return True
    return scheme not in _DIGITLESS and not scheme.startswith("crypto") and not any(c.isdigit() for c in value)


def _register_keys(scheme: str, country: str, value: str) -> set[Key]:
    """Long register numbers are one under any scheme's name; leading zeros are lost in spreadsheets."""
    values = {value}
    if prefixed := _PREFIXED.fullmatch(value):
        values.add(prefixed["number"])
    for where, pattern in _WITHIN:
        if where in (country, "") and (inner := pattern.fullmatch(value)):
            values.add(inner[1])
    bare = {one.lstrip("0") for one in values}
    return {("register" if len(one) >= SHORTEST_ACROSS else scheme, one) for one in bare if len(one) >= SHORTEST}
