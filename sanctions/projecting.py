"""Turns revisions into the rows people search: names, addresses, identifiers and designations."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sanctions.licence_terms import licence_scope
from sanctions.models import Citation, Designation, EntityRevision, ListedAddress, ListedIdentifier, ListedName
from sanctions.records import DesignationRecord, ListedRecord

_SCRIPTS = {"CJK": "han", "HIRAGANA": "kana", "KATAKANA": "kana"}


@dataclass(frozen=True, slots=True)
class Statement:
    """A revision about to be saved, the record it states, and the listed day derived for its entry before, if any."""

    revision: EntityRevision
    record: ListedRecord
    derived_day: date | None = None


@dataclass(frozen=True, slots=True)
class Projection:
    """The rows of some revisions, made in memory so that the transaction that saves them is short."""

    names: list[ListedName]
    addresses: list[ListedAddress]
    identifiers: list[ListedIdentifier]
    designations: list[Designation]
    citations: list[Citation]

    def save(self) -> None:
        """Write the rows; their revisions are saved by now."""
        ListedName.objects.bulk_create(self.names)
        ListedAddress.objects.bulk_create(self.addresses)
        ListedIdentifier.objects.bulk_create(self.identifiers)
        Designation.objects.bulk_create(self.designations)
        Citation.objects.bulk_create(self.citations)


def project(statements: Sequence[Statement]) -> Projection:
    """The one way from records to rows; that every value fits its column is settled when the file is read."""
    acts = [
        (act, _designation(item, at, act)) for item in statements for at, act in enumerate(item.record.designations)
    ]
    return Projection(
        names=[row for item in statements for row in _names(item)],
        addresses=[row for item in statements for row in _addresses(item)],
        identifiers=[row for item in statements for row in _identifiers(item)],
        designations=[row for _, row in acts],
        citations=[
            Citation(designation=row, position=at, text=text)
            for act, row in acts
            for at, text in enumerate(act.citations)
        ],
    )


def script(text: str) -> str:
    """The script of the first letter: latin, han, cyrillic, arabic ..."""
    letter = next((character for character in text if character.isalpha()), "")
    word = unicodedata.name(letter, "").split(" ")[0].split("-")[0] if letter else ""
    return _SCRIPTS.get(word, word.lower())[:12]


def _names(item: Statement) -> Iterator[ListedName]:
    for at, name in enumerate(item.record.names):
        yield ListedName(
            revision=item.revision,
            position=at,
            text=name.text,
            kind=name.kind,
            strength=name.strength,
            script=script(name.text),
        )


def _addresses(item: Statement) -> Iterator[ListedAddress]:
    for at, address in enumerate(item.record.addresses):
        yield ListedAddress(
            revision=item.revision,
            position=at,
            text=address.text,
            city=address.city,
            region=address.region,
            postcode=address.postcode,
            country=address.country,
        )


def _identifiers(item: Statement) -> Iterator[ListedIdentifier]:
    for number in item.record.identifiers:
        yield ListedIdentifier(
            revision=item.revision,
            scheme=number.scheme,
            value=number.value,
            country=number.country,
        )


def _designation(item: Statement, at: int, act: DesignationRecord) -> Designation:
    return Designation(
        revision=item.revision,
        position=at,
        measure=act.measure,
        programme=act.programme,
        legal_bases="; ".join(act.legal_bases),
        listed_on=act.listed_on or item.derived_day,
        listed_derived=bool(item.derived_day and not act.listed_on),
        effective_on=act.effective_on,
        ended_on=act.ended_on,
        divest_by=act.divest_by,
        licence_requirement=act.licence_requirement,
        licence_scope=licence_scope(act.licence_requirement),
        licence_policy=act.licence_policy,
        licence_policy_class=act.licence_policy_class,
        footnotes=", ".join(act.footnotes),
        source_url=act.source_url,
    )
