"""What a list says today, and what a new file would change of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from django.db.models import QuerySet

from sanctions.canonical import canonical, from_canonical
from sanctions.diff import Change, Diff, EntryChange, diff, distinct
from sanctions.guard import may_lose
from sanctions.linking import LinkedBy
from sanctions.models import EntityRevision, ListedEntity, RestrictedList
from sanctions.rawfiles import digest
from sanctions.records import Coverage, ListedRecord, Parsed, ParsedList, Source
from sanctions.staging import KnownEntry

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Comparison:
    """The records of a file, what they change, and the rows of the entries they change."""

    records: Sequence[ListedRecord]
    diff: Diff
    known: Mapping[str, KnownEntry]  # by uid


def records_in_force(list_code: str) -> dict[str, ListedRecord]:
    """Every entry of a list as it stands, by uid."""
    rows = EntityRevision.objects.in_force().filter(entity__list_id=list_code).order_by("entity__uid")
    return {uid: from_canonical(text) for uid, text in rows.values_list("entity__uid", "canonical")}


def shrunk_lists(source: Source, parsed: Parsed) -> tuple[str, ...]:
    """The lists in force from a source of which its new file has fewer entries than the guard lets pass."""
    standing = RestrictedList.objects.filter(feed=source.code, active_version__coverage=Coverage.FULL)
    entries = dict(standing.values_list("pk", "active_version__entities"))
    return tuple(
        part.list
        for part in parsed.lists
        if part.list in entries and entries[part.list] - len(part.records) > may_lose(entries[part.list])
    )


def compare(part: ParsedList, *, coverage: Coverage) -> Comparison:
    """Lay a parsed list beside what is in force.

    Entries whose written form is the same to the letter are told by their hash; only the others are read and linked.
    """
    records, merged = distinct(part.records)
    standing, former = _standing(part.list), _former(part.list)
    uid_of = {key.sha256: uid for uid, key in standing.items()}
    same: dict[str, ListedRecord] = {}
    other: list[ListedRecord] = []
    for record in records:
        if uid := uid_of.pop(digest(canonical(record).encode()), ""):
            same[uid] = record
        else:
            other.append(record)
    found = diff(
        _read({uid: key for uid, key in standing.items() if uid not in same}),
        other,
        former=_read(former),
        coverage=coverage,
        absent=frozenset(part.absent),
    )
    found = replace(found, changes=_never_seen(part.list, found.changes), warnings=(*merged, *found.warnings))
    return Comparison(records, _with_identical(found, same.values()), _known(former | standing))


def known_entries(list_code: str) -> dict[str, KnownEntry]:
    """The rows of every entry the list ever had, by uid."""
    return _known(_former(list_code) | _standing(list_code))


def _known(keys: Mapping[str, EntityRevision]) -> dict[str, KnownEntry]:
    return {uid: KnownEntry(key.entity_id, key.pk) for uid, key in keys.items()}


def _standing(list_code: str) -> dict[str, EntityRevision]:
    return _keys(EntityRevision.objects.in_force().filter(entity__list_id=list_code))


def _former(list_code: str) -> dict[str, EntityRevision]:
    """The last revision of every entry that is no longer, or not yet, in force."""
    return _keys(EntityRevision.objects.filter(entity__list_id=list_code, entity__current=None))


def _keys(revisions: QuerySet[EntityRevision]) -> dict[str, EntityRevision]:
    rows = revisions.select_related("entity").only("sha256", "entity__uid").order_by("pk")
    return {row.entity.uid: row for row in rows}


def _read(revisions: Mapping[str, EntityRevision]) -> Iterator[tuple[str, ListedRecord]]:
    """The records behind these rows; nothing is read before the first is asked for."""
    keys = iter(revisions.items())
    while page := list(islice(keys, _PAGE)):
        pks = [row.pk for _, row in page]
        texts = dict(EntityRevision.objects.filter(pk__in=pks).values_list("pk", "canonical"))
        yield from ((uid, from_canonical(texts[row.pk])) for uid, row in page)


def _never_seen(list_code: str, changes: Iterable[EntryChange]) -> tuple[EntryChange, ...]:
    """An entry known only from a version that never came into force is an addition, not a return."""
    back = [item.uid for item in changes if item.change is Change.RELISTED]
    entities = ListedEntity.objects.filter(list_id=list_code, uid__in=back, delisted_on=None)
    never = set(entities.values_list("uid", flat=True))
    return tuple(
        replace(item, change=Change.ADDED, before=None, fields=()) if item.uid in never else item for item in changes
    )


def _with_identical(found: Diff, same: Collection[ListedRecord]) -> Diff:
    return replace(
        found,
        unchanged=found.unchanged + len(same),
        native_ids=found.native_ids + sum(bool(record.native_id) for record in same),
        linked=Counter(found.linked) + Counter({LinkedBy.IDENTICAL.value: len(same)}),
    )
