"""Suppliers between the one comparable form of what an ERP says of them and their rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.db.models.functions import Now

from cases.models import (
    ActingEntity,
    RelationKind,
    Supplier,
    SupplierIdentifier,
    SupplierName,
    SupplierRelation,
    SupplierSite,
    SupplierStatus,
)
from cases.supplier_row import KEY, SupplierContent

_PLAIN = ("name", "country", "address", "city", "region", "buyer", "status")
_OWN = (*_PLAIN, "dealings", "products")
_DEALS_WITH = Supplier.acting_entities.through


@dataclass(frozen=True, slots=True)
class Landed:
    """How many suppliers a landing made, changed, and found as they were."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: Landed) -> Landed:
        return Landed(self.created + other.created, self.updated + other.updated, self.unchanged + other.unchanged)


@transaction.atomic
def land(batch: Sequence[Mapping[str, Any]], *, system: str, states_all: bool) -> Landed:
    """Bring suppliers to what a batch states of them, keys apart; what it does not state stays as it is."""
    known = _known(batch, system)
    stored = {} if states_all else contents_of(known.values())
    new, differing, unchanged = [], {}, 0
    for parts in batch:
        supplier = known.get((parts.get("company_code", ""), parts["external_id"]))
        if supplier is None:
            new.append(SupplierContent(**parts))
            continue
        content = SupplierContent(**parts) if states_all else replace(stored[supplier.pk], **parts)
        if content.sha256 == supplier.content_sha256:
            unchanged += 1
        else:
            differing[supplier.pk] = content
    _create(new, system)
    _change({supplier.pk: supplier for supplier in known.values()}, differing)
    return Landed(len(new), len(differing), unchanged)


def _known(batch: Sequence[Mapping[str, Any]], system: str) -> dict[tuple[str, str], Supplier]:
    """The suppliers there are, locked in one order so that two writers wait for each other and never cross."""
    ids = [parts["external_id"] for parts in batch]
    rows = Supplier.objects.select_for_update(no_key=True)  # a full lock would bar cases and hits from being written
    found = rows.filter(source_system=system, external_id__in=ids).order_by("pk")
    return {(supplier.company_code, supplier.external_id): supplier for supplier in found}


def _create(contents: Sequence[SupplierContent], system: str) -> None:
    made = Supplier.objects.bulk_create(
        [Supplier(source_system=system, **_fields(content), changed_at=Now()) for content in contents]
    )
    _write_parts({supplier.pk: content for supplier, content in zip(made, contents, strict=True)})


def _change(known: Mapping[int, Supplier], contents: Mapping[int, SupplierContent]) -> None:
    if not contents:
        return
    stored = contents_of(known[pk] for pk in contents)
    loud = {pk for pk, content in contents.items() if asks_for_screening(stored[pk], content)}
    _overwrite([_rewritten(known[pk], contents[pk]) for pk in contents.keys() - loud], ())
    _overwrite(
        [_rewritten(known[pk], contents[pk], version=known[pk].version + 1, changed_at=Now()) for pk in loud],
        ("version", "changed_at", "screening_error"),
    )
    for model in (SupplierName, SupplierIdentifier, SupplierRelation, SupplierSite, _DEALS_WITH):
        model._default_manager.filter(supplier_id__in=contents).delete()
    _write_parts(contents)


def asks_for_screening(before: SupplierContent, after: SupplierContent) -> bool:
    """Whether the matcher reads otherwise now, or the supplier is dealt with again."""
    returned = before.status == SupplierStatus.RETIRED and after.status == SupplierStatus.ACTIVE
    return returned or not after.screens_like(before)


def _rewritten(supplier: Supplier, content: SupplierContent, **fields: Any) -> Supplier:
    kept = {"version": supplier.version, "changed_at": supplier.changed_at}
    return Supplier(source_system=supplier.source_system, **_fields(content), **{**kept, **fields})


def _overwrite(suppliers: Sequence[Supplier], further: tuple[str, ...]) -> None:
    """Inserts that meet the rows already there: many times faster than one update that tells rows apart by cases."""
    Supplier.objects.bulk_create(
        suppliers,
        update_conflicts=True,
        unique_fields=["source_system", "company_code", "external_id"],
        update_fields=[*_OWN, "content_sha256", "updated_at", *further],
    )


def _fields(content: SupplierContent) -> dict[str, Any]:
    own = {name: getattr(content, name) for name in (*_OWN, *KEY)}
    return {
        **own,
        "dealings": list(content.dealings),
        "products": list(content.products),
        "content_sha256": content.sha256,
    }


def _write_parts(contents: Mapping[int, SupplierContent]) -> None:
    """The rows that hang on suppliers, by supplier key; those of before are gone already."""
    codes = dict(ActingEntity.objects.values_list("code", "pk"))
    rows: dict[type[models.Model], list[models.Model]] = {}
    for pk, content in contents.items():
        for row in _parts(pk, content, codes):
            rows.setdefault(type(row), []).append(row)
    for model, some in rows.items():
        model._default_manager.bulk_create(some)


def _parts(pk: int, content: SupplierContent, codes: Mapping[str, int]) -> Iterator[models.Model]:
    for position, text in enumerate(content.other_names):
        yield SupplierName(supplier_id=pk, position=position, text=text)
    for scheme, value in content.identifiers:
        yield SupplierIdentifier(supplier_id=pk, scheme=scheme, value=value)
    for name, percent in content.owners:
        share = Decimal(percent) if percent else None
        yield SupplierRelation(supplier_id=pk, kind=RelationKind.OWNER, name=name, percent=share)
    for name in content.officers:
        yield SupplierRelation(supplier_id=pk, kind=RelationKind.OFFICER, name=name)
    for text in content.sites:
        yield SupplierSite(supplier_id=pk, text=text)
    for code in content.acting_entity:
        yield _DEALS_WITH(supplier_id=pk, actingentity_id=codes[code])


def content_of(supplier: Supplier) -> SupplierContent:
    """What the rows of one supplier say."""
    return contents_of([supplier])[supplier.pk]


def contents_of(suppliers: Iterable[Supplier]) -> dict[int, SupplierContent]:
    """What the rows of some suppliers say, by supplier key. Plain rows: an import asks it of everybody it knows."""
    some = {supplier.pk: supplier for supplier in suppliers}
    ties = SupplierRelation.objects.filter(supplier__in=some)
    hanging: dict[str, Mapping[int, list[Any]]] = {
        "other_names": _hanging(SupplierName.objects.filter(supplier__in=some), "text"),
        "identifiers": _hanging(SupplierIdentifier.objects.filter(supplier__in=some), "scheme", "value"),
        "owners": _hanging(ties.filter(kind=RelationKind.OWNER), "name", "percent"),
        "officers": _hanging(ties.filter(kind=RelationKind.OFFICER), "name"),
        "sites": _hanging(SupplierSite.objects.filter(supplier__in=some), "text"),
        "acting_entity": _hanging(
            _DEALS_WITH.objects.filter(supplier__in=some).order_by("actingentity__code"), "actingentity__code"
        ),
    }
    return {
        pk: _content(supplier, {name: rows.get(pk, ()) for name, rows in hanging.items()})
        for pk, supplier in some.items()
    }


def _content(supplier: Supplier, hanging: Mapping[str, Iterable[Any]]) -> SupplierContent:
    parts: dict[str, Any] = {name: getattr(supplier, name) for name in (*_PLAIN, *KEY)}
    several = {**hanging, "dealings": supplier.dealings, "products": supplier.products}
    parts |= {name: tuple(values) for name, values in several.items()}
    return SupplierContent(**parts)


def _hanging(rows: models.QuerySet[Any, Any], *columns: str) -> Mapping[int, list[Any]]:
    """The values of the rows that hang on each supplier, in their order: one column as it is, two as a pair."""
    grouped: defaultdict[int, list[Any]] = defaultdict(list)
    for key, *values in rows.values_list("supplier_id", *columns):
        grouped[key].append(values[0] if len(values) == 1 else _pair(*values))
    return grouped


def _pair(first: str, second: str | Decimal | None) -> tuple[str, str]:
    if isinstance(second, Decimal):
        return first, f"{second.normalize():f}"
    return first, second or ""
