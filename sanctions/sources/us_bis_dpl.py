"""BIS Denied Persons List: tab-separated text, one row for each address of an order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sanctions.catalogue import list_facts
from sanctions.comparing import fold
from sanctions.countries import country_code
from sanctions.reading import FileRejected, Row, RowRejected, csv_rows, decoded
from sanctions.records import (
    Address,
    DesignationRecord,
    Kind,
    ListedRecord,
    Parsed,
    ParsedList,
    RowError,
    Source,
    SourceFile,
)
from sanctions.sources.plausible import plausible
from sanctions.sources.printed_names import taken_apart
from sanctions.sources.wording import citations, squeezed

LIST = "us-bis-dpl"
COLUMNS = (
    "Name",
    "Street_Address",
    "City",
    "State",
    "Country",
    "Postal_Code",
    "Effective_Date",
    "Expiration_Date",
    "Standard_Order",
    "Last_Update",
    "Action",
    "FR_Citation",
)
_ADDRESS = ("Street_Address", "City", "State", "Postal_Code", "Country")  # as an address is read, top to bottom
_US_DAY = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Line:
    """One row as it stands: a denied person at one address, and the order."""

    name: str
    address: Address
    country: str  # as printed
    effective_on: date | None
    ended_on: date | None
    standard_order: str
    updated_on: date | None
    action: str
    cited: str
    place: str

    @property
    def order(self) -> tuple[str, date | None, date | None]:
        """Rows of one name and the same days are one order; the list has no numbers."""
        return fold(self.name), self.effective_on, self.ended_on


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """The Denied Persons List of one file: an entry for each person and order, with all addresses its rows give."""
    if len(files) != 1:
        raise FileRejected(", ".join(file.name for file in files), 0, "wrong-files", "this source is one file")
    orders: dict[tuple[str, date | None, date | None], list[_Line]] = {}
    errors: list[RowError] = []
    for row in csv_rows(files[0], decoded(files[0]), columns=COLUMNS, delimiter="\t"):
        try:
            line = _line(row)
            orders.setdefault(line.order, []).append(line)
        except RowRejected as fault:
            errors.append(fault.at(row.file, row.line))
    if not orders and not errors:
        raise FileRejected(files[0].name, 0, "no-rows", "the list has a header and no rows")
    records = tuple(_record(lines) for lines in orders.values())
    warnings = tuple(warning for lines in orders.values() for warning in _warnings(lines))
    rows = sum(map(len, orders.values()))
    return Parsed((ParsedList(LIST, records, rows, len(errors), warnings),), tuple(errors))


def _line(row: Row) -> _Line:
    if row.fault:
        raise row.fault
    name = squeezed(row.take("Name"))
    if not name:
        raise RowRejected("empty-name", "an order against nobody")
    parts = {column: squeezed(row.take(column)) for column in _ADDRESS}
    line = _Line(
        name=name,
        address=_address(parts),
        country=parts["Country"],
        effective_on=_day(row.take("Effective_Date"), "Effective_Date"),
        ended_on=_day(row.take("Expiration_Date"), "Expiration_Date"),
        standard_order=row.take("Standard_Order").upper(),
        updated_on=row.take_date("Last_Update"),
        action=squeezed(row.take("Action")),
        cited=row.take("FR_Citation"),
        place=row.place,
    )
    row.finish()
    _record([line])  # a value no order has is that row's fault and not its neighbours'
    return line


def _address(parts: dict[str, str]) -> Address:
    return Address(
        text=", ".join(part for part in parts.values() if part),
        city=parts["City"],
        region=parts["State"],
        postcode=parts["Postal_Code"],
        country=country_code(parts["Country"]),
    )


def _day(text: str, what: str) -> date | None:
    if not text:
        return None
    if match := _US_DAY.fullmatch(text):
        try:
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            pass  # 02/30/2019
    raise RowRejected("bad-date", f"{what}: {text!r} is not a day written MM/DD/YYYY")


def _record(lines: list[_Line]) -> ListedRecord:
    first = lines[0]
    printed = taken_apart(first.name)
    addresses = tuple(dict.fromkeys(line.address for line in lines if line.address.text))
    record = ListedRecord(
        list=LIST,
        native_id="",
        kind=Kind.UNKNOWN,  # the list does not say whether an order is against a person or a company
        names=printed.names,
        countries=tuple(sorted({address.country for address in addresses if address.country})),
        addresses=addresses,
        designations=(_designation(lines),),
        remarks="; ".join(dict.fromkeys(line.action for line in lines if line.action)),
        details=_details(lines),
        place=first.place,
    )
    return plausible(record)


def _designation(lines: list[_Line]) -> DesignationRecord:
    first = lines[0]
    return DesignationRecord(
        measure=list_facts(LIST).measure,
        citations=tuple(dict.fromkeys(citation for line in lines for citation in citations(line.cited))),
        listed_on=first.effective_on,
        effective_on=first.effective_on,
        ended_on=first.ended_on,
    )


def _details(lines: list[_Line]) -> tuple[tuple[str, str], ...]:
    updated = [line.updated_on for line in lines if line.updated_on]
    orders = {("standard_order", line.standard_order) for line in lines if line.standard_order}
    return tuple(sorted({*orders, *((("last_update", max(updated).isoformat()),) if updated else ())}))


def _warnings(lines: list[_Line]) -> Iterator[str]:
    addresses: set[Address] = set()
    for line in lines:
        if line.address in addresses:
            yield f"{line.place}: {line.name} stands here again with the same address"
        addresses.add(line.address)
        if line.country and not line.address.country:
            yield f"{line.place}: {line.country!r} is no country we know; it stays in the address only"


SOURCE = Source(
    code="us-bis-dpl",
    title="BIS Denied Persons List (text)",
    feeds=(LIST,),
    parse=parse,
    required_lists=(LIST,),
    priority=10,
)
