"""The stored name index: every revision that ever stood, built by whoever loads lists, mapped by everybody."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import Q, QuerySet

from sanctions.canonical import from_canonical
from sanctions.matching.index import Index, IndexEntry
from sanctions.matching.mapped import NotTheSame, drop_others, mapped
from sanctions.matching.snapshot import SnapshotUnusable, program
from sanctions.matching.spans import Span
from sanctions.matching.tables import Tables
from sanctions.models import EntityRevision, IndexSegment, Policy, PolicyState
from sanctions.models.policies import PENDING
from sanctions.records import Address

PAGE = 2_000  # revisions read at a time
KEPT_SEGMENTS = 2  # the newest, and the one another process may just be fetching
LEAST_DRIFT = 200  # revisions that came or went before a new base is worth building ...
DRIFT_SHARE = 20  # ... or one for so many names in the base, whichever is more


@dataclass(frozen=True, slots=True)
class Base:
    """An index of every revision that stood at some time up to a sequence."""

    seq: int
    names: Index


def no_base(tables: Tables) -> Base:
    """What there is before anything was built."""
    return Base(0, Index.build((), tables))


def build(tables: Tables, seq: int, folder: Path) -> Base:
    """Read every revision, store the index for others to fetch, and open it as they will."""
    index = Index.build(entries(EntityRevision.objects.ever_screened()), tables)
    raw, names = index.to_bytes(), index.names
    sha256 = hashlib.sha256(raw).hexdigest()
    told = {"sha256": sha256, "payload": zlib.compress(raw, 1), "names": names}
    with transaction.atomic():
        IndexSegment.objects.update_or_create(seq=seq, tables=tables.version, program=program(), defaults=told)
        _drop_segments(tables.version)
    return _opened(seq, sha256, lambda: raw, tables, folder)


def _drop_segments(tables: str) -> None:
    """Older bases of the same tables, program by program, and all of tables no policy in force or proposed names."""
    same = IndexSegment.objects.filter(tables=tables).order_by("-seq", "-pk")
    own, others = same.filter(program=program()), same.exclude(program=program())
    kept = [*own.values_list("pk", flat=True)[:KEPT_SEGMENTS], *others.values_list("pk", flat=True)[:KEPT_SEGMENTS]]
    same.exclude(pk__in=kept).delete()
    named = Policy.objects.filter(state__in=(PolicyState.ACTIVE, *PENDING)).values("tables")
    IndexSegment.objects.exclude(tables__in=named).exclude(tables=tables).delete()


def newest(tables: Tables, known: Base, folder: Path) -> Base:
    """The stored base where it is newer than the one we have and can be read."""
    stored = _stored(tables).filter(seq__gt=known.seq).values_list("pk", "seq", "sha256").first()
    if stored is None:
        return known
    pk, seq, sha256 = stored
    try:
        return _opened(seq, sha256, lambda: _fetched(pk), tables, folder)
    except (SnapshotUnusable, NotTheSame, zlib.error, IndexSegment.DoesNotExist):
        return known  # what it held is answered from the delta until a worker builds anew


def _stored(tables: Tables) -> QuerySet[IndexSegment]:
    return IndexSegment.objects.filter(tables=tables.version, program=program())


def _fetched(pk: int) -> bytes:
    return zlib.decompress(IndexSegment.objects.values_list("payload", flat=True).get(pk=pk))


def _opened(seq: int, sha256: str, fetch: Callable[[], bytes], tables: Tables, folder: Path) -> Base:
    raw = mapped(folder, sha256, fetch)
    drop_others(folder, {sha256, *IndexSegment.objects.values_list("sha256", flat=True)})
    return Base(seq, Index.from_bytes(raw, tables))


def has_drifted(tables: Tables) -> bool:
    """Whether so much came or went since the stored base that a new one is worth building."""
    seq, names = _stored(tables).values_list("seq", "names").first() or (0, 0)
    return _changed_since(seq).count() > max(LEAST_DRIFT, names // DRIFT_SHARE)


def changes_since(seq: int) -> dict[int, Span]:
    """Every revision that came, went, or was put into force or withdrawn since a sequence, with its span as it is."""
    rows = _changed_since(seq).values_list("pk", "from_seq", "to_seq", "provisional_seq")
    return {pk: Span(*span) for pk, *span in rows}


def _changed_since(seq: int) -> QuerySet[EntityRevision]:
    since = Q(from_seq__gt=seq) | Q(provisional_seq__gt=seq) | Q(to_seq__gt=seq)
    return EntityRevision.objects.ever_screened().filter(since)


def paged(revisions: Collection[int]) -> Iterator[IndexEntry]:
    """These revisions as entries of an index, a page at a time."""
    keys = sorted(revisions)
    for start in range(0, len(keys), PAGE):
        yield from entries(EntityRevision.objects.filter(pk__in=keys[start : start + PAGE]))


def entries(revisions: QuerySet[EntityRevision]) -> Iterator[IndexEntry]:
    """Revisions as entries of an index, each with its list and its span."""
    columns = ("pk", "canonical", "entity__list_id", "from_seq", "to_seq", "provisional_seq")
    for pk, text, code, *span in revisions.order_by("pk").values_list(*columns).iterator(PAGE):
        yield _entry(pk, text, code, Span(*span))


def _entry(key: int, canonical: str, list_code: str, span: Span) -> IndexEntry:
    record = from_canonical(canonical)
    return IndexEntry(
        key=key,
        names=record.names,
        kind=record.kind,
        countries=record.countries or _distinct(address.country for address in record.addresses),
        identifiers=record.identifiers,
        addresses=_distinct(_line(address) for address in record.addresses),
        parent=record.parent,
        list=list_code,
        span=span,
    )


def _line(address: Address) -> str:
    return ", ".join(filter(None, (address.text, address.city, address.region, address.postcode)))


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))
