"""One entry of the Consolidated Screening List as its CSV and its JSON state it, in one shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sanctions.countries import country_code
from sanctions.reading import MAX_FIELD, FileRejected, Row, RowRejected, iso_day
from sanctions.records import Address
from sanctions.sources.ofac_terms import Feature
from sanctions.sources.wording import squeezed

PLAIN = (
    "source",
    "entity_number",
    "type",
    "name",
    "title",
    "federal_register_notice",
    "start_date",
    "end_date",
    "standard_order",
    "license_requirement",
    "license_policy",
    "call_sign",
    "vessel_type",
    "gross_tonnage",
    "gross_registered_tonnage",
    "vessel_flag",
    "vessel_owner",
    "remarks",
    "source_list_url",
    "source_information_url",
)
SEVERAL = ("programs", "alt_names", "citizenships", "dates_of_birth", "nationalities", "places_of_birth")
COLUMNS = (*PLAIN, *SEVERAL, "addresses", "ids")
ROW_ID = "_id"  # new with every file for BIS and State rows: read and never used
_JSON_KEYS = frozenset({*COLUMNS, ROW_ID, "id", "country"})
_ADDRESS_PARTS = ("address", "city", "state", "postal_code", "country")
_ID_PARTS = ("type", "number", "country", "issue_date", "expiration_date")
_SEPARATOR = "; "
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row states, columns with several values already taken apart."""

    plain: dict[str, str]
    several: dict[str, tuple[str, ...]]
    addresses: tuple[Address, ...]
    features: tuple[Feature, ...]

    def day(self, column: str) -> date | None:
        """The column's day, None where it is empty."""
        text = self.plain[column]
        return iso_day(text, column) if text else None


def from_row(row: Row) -> Entry:
    """The entry of a CSV row. Every "; " parts two values, also where a value holds one: order then never matters."""
    if row.fault:
        raise row.fault
    row.take(ROW_ID)
    entry = Entry(
        plain={column: row.take(column) for column in PLAIN},
        several={column: _parts(row.take(column)) for column in SEVERAL},
        addresses=tuple(_printed_address(part) for part in _parts(row.take("addresses"))),
        features=tuple(_printed_feature(part) for part in _parts(row.take("ids"))),
    )
    row.finish()
    return entry


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(_SEPARATOR) if part.strip())


def _printed_address(text: str) -> Address:
    line = squeezed(text)
    last = line.rsplit(", ", 1)[-1]
    return Address(text=line, country=country_code(last) if len(last) == 2 else "")


def _printed_feature(text: str) -> Feature:
    """Printed as [country, ][expiry, ][issue, ]number, type; a number may hold commas, a type never does."""
    *front, label = text.split(", ")
    country = front.pop(0) if len(front) > 1 and len(front[0]) == 2 and country_code(front[0]) else ""
    days: list[str] = []
    while len(front) > 1 and len(days) < 2 and _ISO_DAY.fullmatch(front[0]):
        days.append(front.pop(0))
    if not front:  # the tail of a value that held a "; "
        return Feature(label="note", value=label)
    return Feature(label=label, value=", ".join(front), country=country, dated=_dated(days))


def _dated(days: list[str]) -> str:
    if len(days) == 2:
        expiry, issue = days
        return f"issued {issue} expires {expiry}"
    return f"dated {days[0]}" if days else ""  # which of the two it is, the CSV does not say


def from_object(file: str, number: int, item: dict[str, object]) -> Entry:
    """The entry of a JSON object; a key nobody knows stops the file."""
    if unknown := sorted(set(item) - _JSON_KEYS):
        raise FileRejected(file, number, "wrong-columns", f"unknown key(s) in an entry: {', '.join(unknown)}")
    return Entry(
        plain={key: _text(item.get(key), key) for key in PLAIN},
        several={key: tuple(_texts(item.get(key), key)) for key in SEVERAL},
        addresses=tuple(
            _stated_address(parts) for parts in _objects(item.get("addresses"), "addresses", _ADDRESS_PARTS)
        ),
        features=tuple(_stated_feature(parts) for parts in _objects(item.get("ids"), "ids", _ID_PARTS)),
    )


def _text(value: object, key: str) -> str:
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise RowRejected("wrong-type", f"{key}: expected text")
    if len(value) > MAX_FIELD:
        raise RowRejected("field-too-long", f"{key}: {len(value)} characters are not a value")
    return value.strip()


def _texts(value: object, key: str) -> Iterator[str]:
    if isinstance(value, str):
        yield from _parts(value)
        return
    if not isinstance(value, list | None):
        raise RowRejected("wrong-type", f"{key}: expected a list")
    yield from (text for item in value or () if (text := _text(item, key)))


def _objects(value: object, key: str, parts: tuple[str, ...]) -> Iterator[dict[str, str]]:
    if not isinstance(value, list | None):
        raise RowRejected("wrong-type", f"{key}: expected a list")
    for item in value or ():
        if not isinstance(item, dict) or not set(item) <= set(parts):
            raise RowRejected("wrong-type", f"{key}: expected objects of {', '.join(parts)}")
        yield {part: _text(item.get(part), f"{key}.{part}") for part in parts}


def _stated_address(parts: dict[str, str]) -> Address:
    return Address(
        text=squeezed(", ".join(parts[part] for part in _ADDRESS_PARTS if parts[part])),
        city=squeezed(parts["city"]),
        region=squeezed(parts["state"]),
        postcode=squeezed(parts["postal_code"]),
        country=country_code(parts["country"]),
    )


def _stated_feature(parts: dict[str, str]) -> Feature:
    days = (("issued", parts["issue_date"]), ("expires", parts["expiration_date"]))
    dated = " ".join(f"{word} {day}" for word, day in days if day)
    return Feature(parts["type"], parts["number"], parts["country"], dated)
