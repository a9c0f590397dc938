"""What one version of a list changed: which entries are new, amended, gone or back, and in which fields."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sanctions.comparing import FieldChange, content_text, field_changes, fold, is_cosmetic
from sanctions.linking import LinkedBy, Linking, link
from sanctions.records import Coverage, ListedRecord


class Change(StrEnum):
    """What a version did to an entry."""

    ADDED = "added"
    AMENDED = "amended"
    COSMETIC = "cosmetic"
    DELISTED = "delisted"
    RELISTED = "relisted"


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One entry's change. `uid` is empty for an entry the list never had; `after` is empty for one that is gone."""

    change: Change
    uid: str
    before: ListedRecord | None
    after: ListedRecord | None
    linked_by: LinkedBy | None = None
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Diff:
    """All that differs between two versions of one list, and how surely they were laid side by side."""

    changes: tuple[EntryChange, ...]
    unchanged: int
    linked: Mapping[str, int]  # entries by the pass that linked them
    native_ids: int  # the publisher's numbers borne in both versions, and how many of them
    unrelated: int  # passed to an entry with an unrelated name
    warnings: tuple[str, ...]

    def count(self, change: Change) -> int:
        """How many entries changed this way."""
        return sum(item.change is change for item in self.changes)


Known = Iterable[tuple[str, ListedRecord]]  # (uid, what the list last said)


def diff(
    previous: Known,
    current: Iterable[ListedRecord],
    *,
    former: Known = (),
    coverage: Coverage = Coverage.FULL,
    absent: frozenset[str] = frozenset(),
) -> Diff:
    """Lay the records of a new file beside the entries in force, then what is left beside the former entries.

    An excerpt delists nothing. The record fields in `absent` ("aliases" for all names but the first) were not in
    the file set at all and keep their previous values.
    """
    listed = list(previous)
    records, merged = distinct(current)
    linking = link([record for _, record in listed], records)
    left = _left(linking, records)
    gone = list(former) if left else []
    relinking = link([record for _, record in gone], left)
    changes = [
        *_amendments(listed, records, linking, absent),
        *_relistings(gone, left, relinking, absent),
        *(EntryChange(Change.ADDED, "", None, record) for record in _left(relinking, left)),
        *(_delistings(listed, linking) if coverage is Coverage.FULL else ()),
    ]
    return Diff(
        changes=tuple(changes),
        unchanged=len(linking.links) - sum(item.change in _AMENDING for item in changes),
        linked=Counter(found.by.value for found in (*linking.links, *relinking.links)),
        native_ids=linking.native_ids,
        unrelated=linking.unrelated,
        warnings=(*merged, *linking.warnings, *relinking.warnings),
    )


_AMENDING = (Change.AMENDED, Change.COSMETIC)


def distinct(records: Iterable[ListedRecord]) -> tuple[list[ListedRecord], tuple[str, ...]]:
    """The records without those that repeat another one word for word (links aside), and a warning for each."""
    kept: list[ListedRecord] = []
    warnings: list[str] = []
    for group in _look_alikes(records):
        if len(group) == 1:
            kept += group
            continue
        first: dict[str, ListedRecord] = {}
        for record in sorted(group, key=lambda record: (-len(record.links), record.links)):
            if (text := content_text(record)) in first:
                warnings.append(f"{record.place}: {record.primary_name!r} is listed twice in the same words: one entry")
            else:
                first[text] = record
        kept += first.values()
    return kept, tuple(warnings)


def _look_alikes(records: Iterable[ListedRecord]) -> Iterable[list[ListedRecord]]:
    groups: dict[tuple[str, str], list[ListedRecord]] = defaultdict(list)
    for record in records:
        groups[(record.native_id, fold(record.primary_name))].append(record)
    return groups.values()


def _left(linking: Linking, records: Sequence[ListedRecord]) -> list[ListedRecord]:
    linked = {found.new for found in linking.links}
    return [record for at, record in enumerate(records) if at not in linked]


def _amendments(
    listed: Sequence[tuple[str, ListedRecord]],
    records: Sequence[ListedRecord],
    linking: Linking,
    absent: frozenset[str],
) -> Iterator[EntryChange]:
    for found in linking.links:
        uid, before = listed[found.old]
        after = _completed(before, records[found.new], absent)
        if before != after:
            change = Change.COSMETIC if is_cosmetic(before, after) else Change.AMENDED
            yield EntryChange(change, uid, before, after, found.by, field_changes(before, after))


def _relistings(
    gone: Sequence[tuple[str, ListedRecord]],
    records: Sequence[ListedRecord],
    linking: Linking,
    absent: frozenset[str],
) -> Iterator[EntryChange]:
    for found in linking.links:
        uid, before = gone[found.old]
        after = _completed(before, records[found.new], absent)
        yield EntryChange(Change.RELISTED, uid, before, after, found.by, field_changes(before, after))


def _delistings(listed: Sequence[tuple[str, ListedRecord]], linking: Linking) -> Iterator[EntryChange]:
    kept = {found.old for found in linking.links}
    for at, (uid, before) in enumerate(listed):
        if at not in kept:
            yield EntryChange(Change.DELISTED, uid, before, None)


def _completed(before: ListedRecord, after: ListedRecord, absent: frozenset[str]) -> ListedRecord:
    """The new record with the previous values of what the file set could not say."""
    for field in absent - {"aliases"}:
        if not getattr(after, field):
            after = replace(after, **{field: getattr(before, field)})
    if "aliases" in absent:
        said = {(fold(name.text), name.kind) for name in after.names}
        kept = tuple(name for name in before.names[1:] if (fold(name.text), name.kind) not in said)
        after = replace(after, names=after.names + kept)
    return after
