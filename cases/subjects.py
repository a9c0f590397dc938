"""Suppliers as the name matcher is asked about them: each itself, and each owner and officer in their own right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.db.models import QuerySet

from cases.models import RelationKind, SupplierIdentifier, SupplierName, SupplierRelation, SupplierSite
from cases.models.suppliers import SupplierQuerySet
from sanctions.matching.text import is_blank
from sanctions.records import Identifier, Kind, Subject

_KINDS = MappingProxyType({"person": Kind.PERSON, "company": Kind.COMPANY})
_RELATED_KINDS = MappingProxyType({RelationKind.OWNER: Kind.UNKNOWN, RelationKind.OFFICER: Kind.PERSON})
_Rows = Mapping[int, Sequence[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question about a supplier; `via` names the owner or officer it is about, empty for the supplier itself."""

    supplier: int
    via: str
    subject: Subject


@dataclass(frozen=True, slots=True)
class AsRead:
    """A supplier as it was read at one version: the questions to ask, its own before those about who is behind it."""

    key: int
    version: int
    asked: tuple[Asked, ...]

    @property
    def unreadable_name(self) -> str:
        """The first name that leaves nothing to compare: such a supplier cannot be screened, which is no pass."""
        return next((name for asked in self.asked for name in asked.subject.names if is_blank(name)), "")


@dataclass(frozen=True, slots=True)
class _Related:
    """The rows that hang on some suppliers, by supplier."""

    names: _Rows
    identifiers: _Rows
    relations: _Rows
    sites: _Rows


def read(suppliers: SupplierQuerySet) -> list[AsRead]:
    """These suppliers by key, in five queries. Plain rows: model objects and their relations take twice as long."""
    columns = ("pk", "version", "name", "country", "address", "city", "region", "kind")
    rows = list(suppliers.values_list(*columns))
    keys = [row[0] for row in rows]
    related = _Related(
        names=_by_supplier(SupplierName.objects.filter(supplier__in=keys), "text"),
        identifiers=_by_supplier(SupplierIdentifier.objects.filter(supplier__in=keys), "scheme", "value"),
        relations=_by_supplier(SupplierRelation.objects.filter(supplier__in=keys), "kind", "name", "percent"),
        sites=_by_supplier(SupplierSite.objects.filter(supplier__in=keys), "text"),
    )
    return [AsRead(row[0], row[1], tuple(_questions(row, related))) for row in rows]


def _by_supplier(rows: QuerySet[Any, Any], *columns: str) -> _Rows:
    grouped: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for key, *values in rows.values_list("supplier_id", *columns):
        grouped[key].append(tuple(values))
    return grouped


def _questions(row: tuple[Any, ...], related: _Related) -> Iterator[Asked]:
    key, _, name, country, *place, kind = row
    line = ", ".join(filter(None, place))
    yield Asked(
        key,
        "",
        Subject(
            names=tuple(dict.fromkeys((name, *(text for (text,) in related.names.get(key, ()))))),
            kind=_KINDS.get(kind, Kind.UNKNOWN),
            countries=(country,) if country else (),
            addresses=tuple(filter(None, (line, *(text for (text,) in related.sites.get(key, ()))))),
            identifiers=tuple(Identifier(scheme, value) for scheme, value in related.identifiers.get(key, ())),
        ),
    )
    for tie, related_name, percent in related.relations.get(key, ()):
        via = f"{tie} {related_name}{_share(percent)}"
        yield Asked(key, via, Subject((related_name,), _RELATED_KINDS[RelationKind(tie)]))


def _share(percent: Decimal | None) -> str:
    return f" ({percent.normalize():f} %)" if percent is not None else ""
