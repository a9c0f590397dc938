"""What two statements about one entry have in common: the parts that matter, folded, and their differences in words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sanctions.records import Address, DesignationRecord, Kind, ListedRecord, NameKind, Strength

Key = tuple[str, ...]
Values = dict[Key, str]  # what is compared -> how the publisher prints it

_NOT_A_WORD = re.compile(r"[\W_]+")
SEVERAL = re.compile(r"\s*;\s*")  # publishers write several programmes, titles or remarks into one field


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs; of a field with several values only those that went and those that came."""

    field: str
    before: str
    after: str


def fold(text: str) -> str:
    """The text without regard to letter case and spacing."""
    folded = " ".join(
        text.upper().casefold().split()
    )  # upper first: dotless and long letters have no other common form
    return folded.replace(" ,", ",") if " ," in folded else folded


def fold_name(text: str, kind: Kind) -> str:
    """A name folded; of a person "LAST, First" and "First LAST" are one name."""
    if kind is Kind.PERSON and text.count(",") == 1:
        last, first = text.split(",")
        text = f"{first} {last}"
    return fold(text)


def content_text(record: ListedRecord) -> str:
    """What of a record can change a decision, in one fixed form: equal for two records that differ cosmetically only.

    The publisher's own number is left out: a new number for the same words says nothing new about the party.
    """
    parts = {field: sorted(values) for field, values in _material(record)}
    return json.dumps({field: keys for field, keys in parts.items() if keys}, ensure_ascii=False, sort_keys=True)


def is_cosmetic(before: ListedRecord, after: ListedRecord) -> bool:
    """Whether two records differ in letter case, spacing, order, links and the publisher's number at most."""
    return all(
        dict(a).keys() == dict(b).keys() for (_, a), (_, b) in zip(_material(before), _material(after), strict=True)
    )


def field_changes(before: ListedRecord, after: ListedRecord) -> tuple[FieldChange, ...]:
    """The fields that differ materially; where none does, those that differ in print."""
    return _named(before, after, _material_change) or _named(before, after, _cosmetic_change)


_Change = Callable[[str, Values, Values], FieldChange | None]


def _named(before: ListedRecord, after: ListedRecord, change: _Change) -> tuple[FieldChange, ...]:
    pairs = zip(_described(before), _described(after), strict=True)
    found = [change(field, old, new) for (field, old), (_, new) in pairs]
    named = tuple(item for item in found if item)
    if any(item.field in _OF_DESIGNATION for item in named):
        return tuple(item for item in named if item.field != "designations")  # said more closely already
    return named


def _material_change(field: str, old: Values, new: Values) -> FieldChange | None:
    if field in _PRINTED_ONLY or old.keys() == new.keys():
        return None
    gone = (shown for key, shown in old.items() if key not in new)
    come = (shown for key, shown in new.items() if key not in old)
    return FieldChange(field, _joined(gone), _joined(come))


def _cosmetic_change(field: str, old: Values, new: Values) -> FieldChange | None:
    before, after = _joined(old.values()), _joined(new.values())
    return FieldChange(field, before, after) if before != after else None


def _joined(values: Iterable[str]) -> str:
    return " | ".join(values)


def _described(record: ListedRecord) -> Iterator[tuple[str, Values]]:
    yield from _material(record)
    yield "native_id", _text(record.native_id)
    yield "links", _texts(record.links)
    yield "source_url", {(act.source_url,): act.source_url for act in record.designations if act.source_url}


def _material(record: ListedRecord) -> Iterator[tuple[str, Values]]:
    yield "name", {(fold_name(record.primary_name, record.kind),): record.primary_name}
    yield "kind", _text(record.kind)
    yield "aliases", _aliases(record)
    yield "parent", _text(record.parent)
    yield "countries", _texts(record.countries)
    yield "addresses", _addresses(record)
    yield "identifiers", _identifiers(record)
    yield "birth_dates", _texts(record.birth_dates)
    yield "birth_places", _texts(record.birth_places)
    yield "nationalities", _texts(record.nationalities)
    yield "title", _texts(SEVERAL.split(record.title))
    yield "remarks", _texts(SEVERAL.split(record.remarks))
    yield "details", {(fold(key), fold(value)): f"{key}: {value}" for key, value in record.details}
    yield from _designations(record.designations)


def _text(text: str) -> Values:
    return {(fold(text),): text} if text else {}


def _texts(texts: Iterable[str]) -> Values:
    return {(fold(text),): text for text in texts if text.strip()}


def _aliases(record: ListedRecord) -> Values:
    return {
        (fold_name(name.text, record.kind), name.kind, name.strength): _alias_shown(name.text, name.kind, name.strength)
        for name in record.names[1:]
    }


def _alias_shown(text: str, kind: NameKind, strength: Strength) -> str:
    weak = " (weak)" if strength is Strength.WEAK else ""
    return f"{kind.value} {text}{weak}"


def _addresses(record: ListedRecord) -> Values:
    return {(fold(line),): line for line in map(address_line, record.addresses)}


def address_line(address: Address) -> str:
    """The address as one line: a publisher who also takes its line apart, as CSL's JSON does, says nothing new."""
    stated = _words(address.text)
    parts = (address.city, address.region, address.postcode, address.country)
    return ", ".join(part for part in (address.text, *(p for p in parts if _words(p) not in stated)) if part)


def _words(text: str) -> str:
    """The words with a space before and after each, so that none is found within another."""
    return f" {' '.join(_NOT_A_WORD.sub(' ', fold(text)).split())} "


def _identifiers(record: ListedRecord) -> Values:
    return {
        (fold(number.scheme), fold(number.value), fold(number.country)): f"{number.scheme}:{number.value}"
        for number in record.identifiers
    }


def _designations(acts: tuple[DesignationRecord, ...]) -> Iterator[tuple[str, Values]]:
    """Field by field for the reader, and once whole, so that two acts that swap a day are seen as well."""
    yield "designations", {key: _label(act) for act in acts for key in (_whole(act),)}
    for field in _OF_DESIGNATION:
        values: Values = {}
        for act in acts:
            key = (act.measure, *_folded(act, "programme")) if len(acts) > 1 else ()
            for value in _of(act, field):
                values[(*key, fold(value))] = f"{_label(act)}: {value}" if key else value
        yield field, values


def _of(act: DesignationRecord, field: str) -> tuple[str, ...]:
    value = getattr(act, field)
    if isinstance(value, tuple):
        return tuple(map(str, value))
    if field == "programme":
        return tuple(part for part in SEVERAL.split(act.programme) if part)
    return (str(value),) if value else ()


def _whole(act: DesignationRecord) -> Key:
    return (json.dumps([_folded(act, field) for field in _OF_DESIGNATION], ensure_ascii=False),)


def _folded(act: DesignationRecord, field: str) -> list[str]:
    return sorted(fold(value) for value in _of(act, field))


def _label(act: DesignationRecord) -> str:
    return f"{act.measure.value} {act.programme}".strip()


_OF_DESIGNATION = (
    "measure",
    "programme",
    "legal_bases",
    "citations",
    "listed_on",
    "effective_on",
    "ended_on",
    "divest_by",
    "licence_requirement",
    "licence_policy",
    "licence_policy_class",
    "footnotes",
)
_PRINTED_ONLY = frozenset({"native_id", "links", "source_url"})
