"""The remarks of OFAC's CSV files: a list of facts in words, taken apart into the facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sanctions.countries import country_code
from sanctions.records import Name, NameKind, Strength
from sanctions.sources.ofac_terms import DESCRIPTIONS, NS_CMIC_DAYS, SCHEMES, Feature, partial_day

LONGEST_DOCUMENT = 300  # a number with its country and days; looking for them in a page of text takes for ever

_KNOWN_LABELS = "|".join(re.escape(label) for label in sorted({*SCHEMES, *DESCRIPTIONS, *NS_CMIC_DAYS}, key=len)[::-1])
_LABELLED = re.compile(
    rf"(?P<label>{_KNOWN_LABELS}|digital currency address - \w+|(?:listing|effective) date \([^)]+\))"
    r"(?:\s*:|\s+-)?\s+(?P<value>.+)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?P<label>[A-Z][^\d;]*?(?:No\.?|Number|ID|#|Card|Code|Passport|Permit))\s+(?P<value>\S*\d.*)")
_DOCUMENT = re.compile(
    r"(?P<number>.+?)(?: \((?P<country>[^()]+)\))?(?: issued (?P<issued>.+?))?(?: expires (?P<expires>.+))?"
)
_QUOTED = re.compile(r"(?P<mark>[afn])\.k\.a\. '(?P<name>.+)'", re.IGNORECASE)
_LIFE = re.compile(r"(?P<what>DOB|POB|nationality|citizen) (?P<value>.+)")
_MARKS = {"a": NameKind.AKA, "f": NameKind.FKA, "n": NameKind.NKA}


@dataclass(frozen=True, slots=True)
class Remarks:
    """What one entry's remarks state. Names in quotation marks are OFAC's weak aliases and stand nowhere else."""

    names: tuple[Name, ...] = ()
    birth_dates: tuple[str, ...] = ()
    birth_places: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()
    features: tuple[Feature, ...] = ()
    rest: str = ""


@dataclass(slots=True)
class _Reading:
    names: list[Name] = field(default_factory=list)
    life: dict[str, list[str]] = field(default_factory=lambda: {"DOB": [], "POB": [], "nationality": [], "citizen": []})
    features: list[Feature] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)


def remarks(text: str, *, title: str = "") -> Remarks:
    """The remarks by kind of fact; `rest` is what is none of them, without the title that OFAC repeats here."""
    found = _Reading()
    for part in _parts(text):
        _read(part, found)
    nations = (*found.life["nationality"], *found.life["citizen"])
    return Remarks(
        names=tuple(found.names),
        birth_dates=tuple(map(partial_day, found.life["DOB"])),
        birth_places=tuple(found.life["POB"]),
        nationalities=tuple(dict.fromkeys(country_code(nation) or nation for nation in nations)),
        features=tuple(found.features),
        rest="; ".join(part for part in found.rest if part != title),
    )


def _parts(text: str) -> Iterator[str]:
    for part in text.strip().removesuffix(".").split("; "):
        if part := part.strip().removeprefix("alt. ").removeprefix("Alt. "):
            yield part


def _read(part: str, found: _Reading) -> None:
    if life := _LIFE.fullmatch(part):
        found.life[life["what"]].append(life["value"])
    elif quoted := _QUOTED.fullmatch(part):
        found.names.append(Name(quoted["name"], _MARKS[quoted["mark"].casefold()], Strength.WEAK))
    elif labelled := _LABELLED.fullmatch(part) or _NUMBERED.fullmatch(part):
        found.features.append(_feature(labelled["label"], labelled["value"]))
    else:
        found.rest.append(part)


def _feature(label: str, value: str) -> Feature:
    document = _DOCUMENT.fullmatch(value) if len(value) < LONGEST_DOCUMENT else None
    if not document or (label.casefold() not in SCHEMES and not _NUMBERED.fullmatch(f"{label} {value}")):
        return Feature(label, value)
    number, country = document["number"], document["country"] or ""
    if country and not country_code(country):  # "22839 (Jalisco)": a register's seat, part of the number
        number, country = f"{number} ({country})", ""
    days = (("issued", document["issued"]), ("expires", document["expires"]))
    return Feature(label, number, country, " ".join(f"{word} {partial_day(day)}" for word, day in days if day))
