"""One row of a supplier file to one supplier, or to the cell that is wrong and why."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sanctions.countries import country_code
from sanctions.effects import Dealing

REQUIRED = ("external_id", "name")
COLUMNS = (
    *REQUIRED,
    "other_names",
    "country",
    "address",
    "city",
    "region",
    "identifiers",
    "owners",
    "officers",
    "dealings",
    "products",
    "sites",
    "company_code",
    "buyer",
    "acting_entity",
    "status",
)
KEY = ("company_code", "external_id")
# What the name matcher reads: a change of anything else asks nobody to screen again.
SCREENED = ("name", "other_names", "country", "address", "city", "region", "identifiers", "owners", "officers", "sites")
MANY = ("other_names", "identifiers", "owners", "officers", "dealings", "products", "sites", "acting_entity")
SEPARATOR = " | "
STATUSES = ("active", "retired")

MAX_VALUES = 200  # in one cell
_LONGEST = {
    "external_id": 80,
    "company_code": 40,
    "name": 500,
    "other_names": 500,
    "address": 2000,
    "city": 200,
    "region": 200,
    "owners": 500,
    "officers": 500,
    "products": 300,
    "sites": 500,
    "buyer": 150,
    "acting_entity": 40,
}
# Where the order says nothing, one order: the same words turned round are no change.
_ORDER: Mapping[str, Callable[[str], Any]] = {"dealings": tuple(Dealing).index, "acting_entity": str}
_IDENTIFIER = re.compile(r"([^\W\d_][^:：]{0,59}?) ?[:：] ?(\S.{0,299})")  # the scheme as its authority writes it
_SHARE = re.compile(r"(.+?) ?\( ?([0-9]{1,3}(?:[.,][0-9]{1,3})?) ?% ?\)")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class BadCell(ValueError):
    """A cell that keeps its row out: which column, what is wrong, and the value."""

    def __init__(self, column: str, reason: str, value: str) -> None:
        super().__init__(f"{column}: {reason}: {value!r}")
        self.column, self.reason, self.value = column, reason, value


@dataclass(frozen=True, slots=True)
class SupplierContent:
    """All an ERP says of one supplier, in one comparable form. Owners are (name, percent or "")."""

    external_id: str
    name: str
    other_names: tuple[str, ...] = ()
    country: str = ""
    address: str = ""
    city: str = ""
    region: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()
    owners: tuple[tuple[str, str], ...] = ()
    officers: tuple[str, ...] = ()
    dealings: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    company_code: str = ""
    buyer: str = ""
    acting_entity: tuple[str, ...] = ()
    status: str = "active"

    @property
    def key(self) -> tuple[str, str]:
        """What tells the supplier apart within its source system."""
        return self.company_code, self.external_id

    @property
    def sha256(self) -> str:
        """Equal hashes, equal suppliers."""
        parts = [getattr(self, column) for column in COLUMNS]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()

    def screens_like(self, other: SupplierContent) -> bool:
        """Whether the matcher would read the same in both."""
        return all(getattr(self, column) == getattr(other, column) for column in SCREENED)


def parts_of(values: Mapping[str, str], *, acting_entities: frozenset[str]) -> dict[str, Any]:
    """The parts of a SupplierContent the row states; raises BadCell at the first cell that is wrong."""
    for column, text in values.items():
        if _UNPRINTABLE.search(text):
            raise BadCell(column, "holds a character that cannot be printed", text)
    parts = {column: _part(column, text) for column, text in values.items()}
    for code in parts.get("acting_entity", ()):
        if code not in acting_entities:
            raise BadCell("acting_entity", "no company of ours has this code", code)
    return parts


def _part(column: str, text: str) -> Any:
    if column in MANY:
        items = [item.strip() for item in text.split(SEPARATOR)]
        return _several(column, [item for item in items if item], text)
    if column in REQUIRED and not text:
        raise BadCell(column, "is empty", text)
    if column == "country":
        return _country(text)
    if column == "status":
        return _word(column, text or STATUSES[0], STATUSES)
    return _name(column, text) if column == "name" else _short(column, text)


def _several(column: str, items: list[str], text: str) -> tuple[Any, ...]:
    if len(items) > MAX_VALUES:
        raise BadCell(column, f"holds more than {MAX_VALUES} values", text)
    values = tuple(dict.fromkeys(_one(column, item) for item in items))
    return tuple(sorted(values, key=_ORDER[column])) if column in _ORDER else values


def _one(column: str, item: str) -> Any:
    if column == "identifiers":
        return _identifier(item)
    if column == "owners":
        return _owner(item)
    if column == "dealings":
        return _word(column, item, tuple(Dealing))
    return _name(column, item) if column in ("other_names", "officers") else _short(column, item)


def _short(column: str, text: str) -> str:
    if len(text) > _LONGEST[column]:
        raise BadCell(column, f"is longer than {_LONGEST[column]} characters", text)
    return text


def _name(column: str, text: str) -> str:
    if not any(character.isalnum() for character in _short(column, text)):
        raise BadCell(column, "holds no letter and no digit, so nothing could ever match it", text)
    return text


def _country(text: str) -> str:
    code = country_code(text)
    if text and not code:
        raise BadCell("country", "is no country we know", text)
    return code


def _word(column: str, text: str, words: tuple[str, ...]) -> str:
    if (word := text.casefold()) not in words:
        raise BadCell(column, f"is none of {', '.join(words)}", text)
    return str(word)


def _identifier(text: str) -> tuple[str, str]:
    found = _IDENTIFIER.fullmatch(text)
    if not found:
        raise BadCell("identifiers", "is not written scheme:value", text)
    return found[1].casefold(), found[2]


def _owner(text: str) -> tuple[str, str]:
    found = _SHARE.fullmatch(_short("owners", text))
    if not found:
        if text.endswith(("%)", "%")):
            raise BadCell("owners", "is not written name (percent%)", text)
        return _name("owners", text), ""
    percent = Decimal(found[2].replace(",", "."))
    if not 0 < percent <= 100:
        raise BadCell("owners", "the share is not above 0 and at most 100 percent", text)
    return _name("owners", found[1]), f"{percent.normalize():f}"
