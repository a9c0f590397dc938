"""Whether a new version of a list may come into force by itself, judged by its outline against the last full one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sanctions.comparing import SEVERAL
from sanctions.records import ListedRecord

FEW = 3  # what moves on no more than this many entries is news, not damage
DELISTED_SHARE = 100  # one entry in a hundred
PROGRAMME_SIZE = 20
FILLED_SHARE = 5  # a field filled in over one entry in five is part of the publisher's layout
UNRELATED_SHARE = 100  # one native id in a hundred

_FIELDS: Mapping[str, Callable[[ListedRecord], object]] = {
    "native_id": lambda record: record.native_id,
    "aliases": lambda record: record.names[1:],
    "parent": lambda record: record.parent,
    "countries": lambda record: record.countries,
    "addresses": lambda record: record.addresses,
    "identifiers": lambda record: record.identifiers,
    "birth_dates": lambda record: record.birth_dates,
    "birth_places": lambda record: record.birth_places,
    "nationalities": lambda record: record.nationalities,
    "title": lambda record: record.title,
    "remarks": lambda record: record.remarks,
    "details": lambda record: record.details,
    "programme": lambda record: any(act.programme for act in record.designations),
    "citations": lambda record: any(act.citations for act in record.designations),
    "listed_on": lambda record: any(act.listed_on for act in record.designations),
    "effective_on": lambda record: any(act.effective_on for act in record.designations),
    "licence_requirement": lambda record: any(act.licence_requirement for act in record.designations),
    "licence_policy": lambda record: any(act.licence_policy for act in record.designations),
}


@dataclass(frozen=True, slots=True)
class Outline:
    """A version seen from afar: how many entries, how many under each programme, and how full each field is."""

    entries: int
    programmes: Mapping[str, int]
    fill: Mapping[str, float]  # share of the entries in which the field is filled


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the guard is told of a version about to come into force."""

    outline: Outline
    in_force: int = 0  # entries of the version in force, full or excerpt
    delisted: int = 0
    rows_rejected: int = 0  # rows of this list
    rows_unplaced: int = 0  # rejected rows of the file that name no list
    native_ids: int = 0
    unrelated: int = 0
    shrunk_beside: tuple[str, ...] = ()  # other lists of the same file that lost more than they may


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a version is held (empty: it is not), and what is only worth saying."""

    holds: tuple[str, ...]
    warnings: tuple[str, ...]


def outline(records: Iterable[ListedRecord]) -> Outline:
    """The outline of a version's records."""
    entries = 0
    filled: Counter[str] = Counter()
    programmes: Counter[str] = Counter()
    for record in records:
        entries += 1
        filled.update(field for field, value in _FIELDS.items() if value(record))
        programmes.update(_programmes(record))
    fill = {field: round(filled[field] / entries, 6) for field in _FIELDS if filled[field]}
    return Outline(entries, dict(sorted(programmes.items())), fill)


def _programmes(record: ListedRecord) -> set[str]:
    return {part.upper() for act in record.designations for part in SEVERAL.split(act.programme) if part}


def judge(new: Arrival, *, base: Outline | None) -> Verdict:
    """Measure a version against the last full one; without one (nothing, or an excerpt, in force) only rows count."""
    holds = [*_unread(new), *_emptied(new)]
    if base is None:
        return Verdict(tuple(holds), ())
    holds += [*_shrunk(new, base), *_programmes_gone(new, base), *_fields_emptied(new, base)]
    holds += [*_passed_on(new), *_cut_off(new)]
    return Verdict(tuple(holds), tuple(_grown(new, base)))


def _unread(new: Arrival) -> Iterator[str]:
    """A row that could not be read must not look like a delisting."""
    if new.rows_rejected:
        yield f"{new.rows_rejected} row(s) could not be read"
    if new.rows_unplaced and new.delisted:
        yield f"{new.rows_unplaced} row(s) name no known list while {new.delisted} entries are missing"


def _emptied(new: Arrival) -> Iterator[str]:
    """Screening against an empty list is worse than not screening."""
    if new.in_force and not new.outline.entries:
        yield f"the list is empty; the version in force has {new.in_force} entries"


def _shrunk(new: Arrival, base: Outline) -> Iterator[str]:
    limit = may_lose(base.entries)
    if new.delisted > limit:
        yield f"{new.delisted} of {base.entries} entries would be delisted (more than {limit:g})"


def may_lose(entries: int) -> float:
    """How many entries of a list so long may go at once before a second person looks."""
    return max(FEW, entries / DELISTED_SHARE)


def _cut_off(new: Arrival) -> Iterator[str]:
    """What a file cut off between two rows loses of a short list looks like news, of a long one it does not."""
    if new.delisted and new.shrunk_beside:
        yield f"{new.delisted} entries are missing from a file that also lost entries of {', '.join(new.shrunk_beside)}"


def _programmes_gone(new: Arrival, base: Outline) -> Iterator[str]:
    for programme, entries in base.programmes.items():
        if entries >= PROGRAMME_SIZE and not new.outline.programmes.get(programme):
            yield f"programme {programme} had {entries} entries and has none"


def _fields_emptied(new: Arrival, base: Outline) -> Iterator[str]:
    """Measured over the entries there are: what went with delisted entries is told by the delistings."""
    entries = min(base.entries, new.outline.entries)
    for field, share in base.fill.items():
        expected, found = round(share * entries), round(new.outline.fill.get(field, 0) * new.outline.entries)
        if share * FILLED_SHARE > 1 and expected > FEW and 2 * found < expected:
            yield f"{field} was filled in {share:.0%} of the entries and is filled in {found} of {entries}"


def _passed_on(new: Arrival) -> Iterator[str]:
    if new.unrelated * UNRELATED_SHARE > new.native_ids:
        yield f"{new.unrelated} of {new.native_ids} native ids now bear an unrelated name"


def _grown(new: Arrival, base: Outline) -> Iterator[str]:
    if base.entries and 2 * new.outline.entries > 3 * base.entries:
        yield f"the list grew from {base.entries} to {new.outline.entries} entries"
