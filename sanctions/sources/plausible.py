"""What no real entry is: values no publisher means, which say that a row was damaged on its way."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from sanctions.reading import RowRejected
from sanctions.records import DesignationRecord, ListedRecord

# The longest values this house keeps in columns of their own; no real entry seen so far comes near them.
LONGEST_NAME = 500
LONGEST = {
    "native_id": 80,
    "alias": 1000,
    "programme": 300,
    "footnotes": 100,
    "city": 200,
    "region": 200,
    "postcode": 60,
    "scheme": 60,
    "identifier": 300,
    "citation": 300,
    "web address": 400,
}


def plausible(record: ListedRecord) -> ListedRecord:
    """The same record, or a refusal of its row."""
    if len(record.primary_name) > LONGEST_NAME:
        raise RowRejected("too-long", f"a name of {len(record.primary_name)} characters")
    for what, value in _values(record):
        if len(value) > LONGEST[what]:
            raise RowRejected("too-long", f"{what} of {len(value)} characters: {value[:40]!r}…")
    for act in record.designations:
        _refuse_reversed(act)
    return record


def _refuse_reversed(act: DesignationRecord) -> None:
    begins = act.effective_on or act.listed_on
    if act.ended_on and begins and act.ended_on < begins:
        raise RowRejected("days-reversed", f"it ends on {act.ended_on}, before it begins on {begins}")


def _values(record: ListedRecord) -> Iterator[tuple[str, str]]:
    yield "native_id", record.native_id
    yield from (("alias", name.text) for name in record.names)
    yield from chain.from_iterable(_values_of_act(act) for act in record.designations)
    for address in record.addresses:
        yield from (("city", address.city), ("region", address.region), ("postcode", address.postcode))
    for identifier in record.identifiers:
        yield from (("scheme", identifier.scheme), ("identifier", identifier.value))


def _values_of_act(act: DesignationRecord) -> Iterator[tuple[str, str]]:
    yield from (("programme", act.programme), ("web address", act.source_url))
    yield "footnotes", ", ".join(act.footnotes)
    yield from (("citation", citation) for citation in act.citations)
