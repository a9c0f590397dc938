"""Stored names of suppliers, block by block: kept when suppliers are screened, searched when listings change.

Nothing rests on them being there: whoever is not in a sound block at the version in force is read and matched directly.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from django.db import transaction
from django.db.models import Aggregate, BigIntegerField, ExpressionWrapper, F, Func, QuerySet, Sum, TextField
from numpy.typing import NDArray

from cases.models import NameBlock, Supplier
from cases.models.suppliers import SupplierQuerySet
from cases.subjects import AsRead
from sanctions import screening
from sanctions.matching.policy import MatchPolicy
from sanctions.matching.sought import Sought
from sanctions.matching.token_rows import RowsUnusable, TokenRows

FULL = 32_768  # suppliers in a block that is left alone
MOST_SMALL = 24  # blocks less than half full, before they are gathered
BLOAT = 1.5  # rows for each supplier there is, before all blocks are gone through
AT_ONCE = 5_000  # keys named in one query

logger = logging.getLogger("cordon")

# A supplier at one version, as one number: what a row is true of.
Codes = NDArray[np.int64]
_VERSION_BITS = 24


def code_of(key: int, version: int) -> int:
    """A supplier at one version."""
    return key << _VERSION_BITS | min(version, (1 << _VERSION_BITS) - 1)


def keys_of(codes: Codes) -> Codes:
    """The suppliers, whatever their version."""
    return codes >> _VERSION_BITS


def codes_in_force(suppliers: SupplierQuerySet) -> Codes:
    """These suppliers as they are now, in rising order. The database writes them in a few long lines: a row each would
    take longer to fetch than all the search takes."""
    span = ExpressionWrapper(F("pk") / FULL, output_field=BigIntegerField())
    pair = Func(F("pk"), F("version"), template="%(expressions)s", arg_joiner=" || ',' || ", output_field=TextField())
    lines = suppliers.order_by().annotate(span=span).values("span").annotate(line=_Listed(pair)).values_list("line")
    told = np.fromstring(",".join(line for (line,) in lines), dtype=np.int64, sep=",").reshape(-1, 2)
    return np.sort(told[:, 0] << _VERSION_BITS | np.minimum(told[:, 1], (1 << _VERSION_BITS) - 1))


class _Listed(Aggregate):
    """The values of a group, with commas between."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **context):  # type: ignore[no-untyped-def]
        return self.as_sql(
            compiler, connection, function="STRING_AGG", template="%(function)s(%(expressions)s, ',')", **context
        )


@dataclass(frozen=True, slots=True)
class Block:
    """Some suppliers at one version each, with their names."""

    codes: Codes
    rows: TokenRows

    @classmethod
    def opened(cls, stored: NameBlock) -> Block:
        """A stored block; raises RowsUnusable where it is damaged."""
        keys, rows = bytes(stored.keys), bytes(stored.rows)
        if _checksum(keys, rows) != stored.checksum:
            raise RowsUnusable(f"block {stored.pk} is not as it was written")
        return cls(np.frombuffer(keys, dtype="<i8"), TokenRows.from_bytes(rows))

    def save(self, stamp: str) -> None:
        """Store it, where there is anything in it."""
        if not len(self.codes):
            return
        keys, rows = self.codes.astype("<i8").tobytes(), self.rows.to_bytes()
        every = keys_of(self.codes)
        NameBlock.objects.create(
            stamp=stamp,
            lo=int(every.min()),
            hi=int(every.max()),
            suppliers=len(self.codes),
            checksum=_checksum(keys, rows),
            keys=keys,
            rows=rows,
        )


def _checksum(keys: bytes, rows: bytes) -> int:
    return crc32(rows, crc32(keys))


def block_of(suppliers: Sequence[AsRead], policy: MatchPolicy) -> Block | None:
    """A block for those of these suppliers, all of them readable, who are in none yet; None where there are none."""
    if not suppliers:
        return None
    known = _kept(screening.token_stamp(policy), suppliers[0].key, suppliers[-1].key)
    new = [supplier for supplier in suppliers if code_of(supplier.key, supplier.version) not in known]
    if not new:
        return None
    codes = np.array([code_of(supplier.key, supplier.version) for supplier in new], dtype=np.int64)
    rows = screening.token_rows(((asked.subject for asked in supplier.asked) for supplier in new), policy)
    return Block(codes, rows)


def _kept(stamp: str, lo: int, hi: int) -> set[int]:
    """Who between two keys is in a block; a damaged one shows when its rows are read."""
    found: set[int] = set()
    blocks = NameBlock.objects.filter(stamp=stamp, lo__lte=hi, hi__gte=lo).order_by()
    for keys in blocks.values_list("keys", flat=True).iterator():
        codes = np.frombuffer(bytes(keys), dtype="<i8")
        every = keys_of(codes)
        found.update(codes[(every >= lo) & (every <= hi)].tolist())
    return found


def keep(block: Block | None, intact: Collection[int], policy: MatchPolicy) -> None:
    """Store what was read of these suppliers; of the others nobody knows that it was read all at one version."""
    if block is None:
        return
    keeps = np.isin(keys_of(block.codes), list(intact))
    if not keeps.all():
        block = Block(block.codes[keeps], TokenRows.merged([block.rows], [keeps]))
    block.save(screening.token_stamp(policy))


@dataclass(frozen=True, slots=True)
class Searched:
    """What the stored names say: who was searched, at which version, and who of them may be listed."""

    codes: Codes  # in rising order
    may_be_listed: set[int]

    def unknown(self, in_force: Codes) -> Codes:
        """Keys of those suppliers, as they are now, of whom the stored names say nothing."""
        at = np.searchsorted(self.codes, in_force)
        at = np.minimum(at, max(0, len(self.codes) - 1))
        return keys_of(in_force[self.codes[at] != in_force] if len(self.codes) else in_force)


def search(sought: Sought, policy: MatchPolicy, between: Callable[[], None]) -> Searched:
    """Look through every sound block; `between` is called after each."""
    codes, found = [np.zeros(0, dtype=np.int64)], set()
    for block in _sound(NameBlock.objects.filter(stamp=screening.token_stamp(policy))):
        codes.append(block.codes)
        found.update(keys_of(block.codes[sought.among(block.rows)]).tolist())
        between()
    return Searched(np.sort(np.concatenate(codes)), found)


def _sound(stored: QuerySet[NameBlock]) -> Iterator[Block]:
    """Each block that is still there and is as it was written; fetched one by one, so that few are held at a time."""
    for pk in list(stored.order_by("lo").values_list("pk", flat=True)):
        block = stored.filter(pk=pk).first()
        if block is not None and (opened := _opened(block)):
            yield opened


def _opened(stored: NameBlock) -> Block | None:
    try:
        return Block.opened(stored)
    except RowsUnusable as damage:
        logger.warning("stored names of suppliers: %s; they are read anew", damage)
        stored.delete()
        return None


def gather(policy: MatchPolicy) -> int:
    """Put small blocks together, drop what is no longer true of anybody, and what was read otherwise; for workers.

    Returns how many blocks were put together.
    """
    stamp = screening.token_stamp(policy)
    own = NameBlock.objects.filter(stamp=stamp)
    if own.exists():
        NameBlock.objects.exclude(stamp=stamp).delete()
    small = own.filter(suppliers__lt=FULL // 2)
    if _is_bloated(own):
        return sum(_gathered(group, stamp) for group in _groups(own))
    if small.count() <= MOST_SMALL:
        return 0
    return sum(_gathered(group, stamp) for group in _groups(small))


def _is_bloated(own: QuerySet[NameBlock]) -> bool:
    rows = own.aggregate(rows=Sum("suppliers"))["rows"] or 0
    return bool(rows > FULL and rows > BLOAT * Supplier.objects.count())


def _groups(stored: QuerySet[NameBlock]) -> Iterator[list[int]]:
    """Keys of blocks that together are about full, by the suppliers they begin with."""
    group: list[int] = []
    held = 0
    for pk, suppliers in list(stored.order_by("lo").values_list("pk", "suppliers")):
        if group and held + suppliers > FULL:
            yield group
            group, held = [], 0
        group.append(pk)
        held += suppliers
    if group:
        yield group


def _gathered(group: Sequence[int], stamp: str) -> int:
    """One block for several. Read and made outside the transaction: where another process was first, it is dropped."""
    blocks = list(_sound(NameBlock.objects.filter(pk__in=group)))
    true = _in_force(blocks)
    keeps: list[NDArray[np.bool_]] = []
    for block in blocks:
        keeps.append(np.isin(block.codes, true))
        true = np.setdiff1d(true, block.codes, assume_unique=True)
    codes = np.concatenate([np.zeros(0, dtype=np.int64), *(b.codes[k] for b, k in zip(blocks, keeps, strict=True))])
    whole = Block(codes, TokenRows.merged([block.rows for block in blocks], keeps))
    with transaction.atomic():
        standing = NameBlock.objects.filter(pk__in=group)
        if len(standing.select_for_update().values_list("pk", flat=True)) != len(group):
            return 0
        standing.delete()
        whole.save(stamp)
    return len(group)


def _in_force(blocks: Sequence[Block]) -> Codes:
    """The suppliers of these blocks as they are now."""
    keys = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *(keys_of(block.codes) for block in blocks)]))
    found = [np.zeros(0, dtype=np.int64)]
    for start in range(0, len(keys), AT_ONCE):
        found.append(codes_in_force(Supplier.objects.filter(pk__in=keys[start : start + AT_ONCE].tolist())))
    return np.unique(np.concatenate(found))
