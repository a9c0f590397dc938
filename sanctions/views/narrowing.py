"""What every list page shares: the filters that are set as removable chips, the orders on offer, one page of rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django_filters import FilterSet

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that is set, and the address without it."""

    label: str
    value: str
    without: str


@dataclass(frozen=True, slots=True)
class Order:
    """One column that can be sorted: the address that does it, and whether it is sorted now."""

    url: str
    aria: str  # ascending, descending or ""


def chips(filterset: FilterSet) -> list[Chip]:
    """What is set, in the order of the filters; an unusable value is no chip, its field says why."""
    return list(_chips(filterset))


def _chips(filterset: FilterSet) -> Iterator[Chip]:
    data = filterset.data
    for name, field in filterset.form.fields.items():
        if not data.get(name) or name in filterset.form.errors:
            continue
        value = data[name]
        if choices := getattr(field, "choices", None):
            value = next((str(words) for key, words in choices if str(key) == value), value)
        yield Chip(str(field.label or name), value, _without(data, name))


def _without(data: Mapping[str, Any], *names: str) -> str:
    left = data.copy() if isinstance(data, QueryDict) else QueryDict(mutable=True)
    for name in (*names, "page"):
        left.pop(name, None)
    return f"?{left.urlencode()}"


def orders(request: HttpRequest, columns: Mapping[str, tuple[str, ...]]) -> dict[str, Order]:
    """For every sortable column the address that sorts by it; asked again it turns the order round."""
    asked = request.GET.get("sort", "")
    found = {}
    for column in columns:
        turned = f"-{column}" if asked == column else column
        query = request.GET.copy()
        query["sort"] = turned
        query.pop("page", None)
        aria = {column: "ascending", f"-{column}": "descending"}.get(asked, "")
        found[column] = Order(f"?{query.urlencode()}", aria)
    return found


def ordered(
    rows: QuerySet[Any], request: HttpRequest, columns: Mapping[str, tuple[str, ...]], *, default: tuple[str, ...]
) -> QuerySet[Any]:
    """The rows in the order asked for; ties always by key, so that no row stands on two pages."""
    asked = request.GET.get("sort", "")
    fields = columns.get(asked.lstrip("-"), default)
    if asked.startswith("-"):
        fields = tuple(field.removeprefix("-") if field.startswith("-") else f"-{field}" for field in fields)
    return rows.order_by(*fields, "pk")


def page_of(rows: QuerySet[Any], request: HttpRequest, *, size: int = PAGE_SIZE) -> Page[Any]:
    """One page of rows; a page that does not exist is the nearest that does."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
