"""How lists, their versions, entries and designations are narrowed down: one set of questions for pages and API."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import django_filters as filters
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django_filters.fields import IsoDateTimeField

from sanctions.models import (
    Designation,
    EntityStanding,
    ListedAddress,
    ListedEntity,
    ListedIdentifier,
    ListedName,
    ListVersion,
    RestrictedList,
    VersionState,
)
from sanctions.models.choices import choices
from sanctions.records import Coverage, Kind, Measure
from sanctions.words import ENTITY_STATES, KINDS


class MomentField(IsoDateTimeField):
    """An ISO 8601 moment. A "+" that a client forgot to escape arrives as a blank and is read as what was meant."""

    def clean(self, value: Any) -> Any:
        moment = super().clean(value.replace(" ", "+") if isinstance(value, str) and "T" in value else value)
        try:
            return moment.astimezone(UTC) if isinstance(moment, datetime) else moment
        except OverflowError as error:
            raise ValidationError("Enter a moment of this era.", code="invalid") from error


class MomentFilter(filters.IsoDateTimeFilter):
    """Compares with a moment."""

    field_class = MomentField


def yes_or_no(**options: Any) -> filters.TypedChoiceFilter:
    """A filter that takes true or false and refuses the rest, which Django's own would ignore."""
    return filters.TypedChoiceFilter(choices=(("true", "yes"), ("false", "no")), coerce=_is_true, **options)


def _is_true(value: str) -> bool:
    return value == "true"


class ListFilter(filters.FilterSet):
    """Lists by authority's side of the world and by what they forbid."""

    jurisdiction = filters.CharFilter(lookup_expr="iexact")
    measure = filters.ChoiceFilter(choices=choices(Measure))
    loaded = yes_or_no(field_name="active_version", lookup_expr="isnull", exclude=True)

    class Meta:
        model = RestrictedList
        fields: tuple[str, ...] = ()


class VersionFilter(filters.FilterSet):
    """Versions of one list."""

    state = filters.ChoiceFilter(choices=choices(VersionState))
    coverage = filters.ChoiceFilter(choices=choices(Coverage))
    published_after = filters.DateFilter(field_name="published_on", lookup_expr="gte")

    class Meta:
        model = ListVersion
        fields: tuple[str, ...] = ()


class EntityFilter(filters.FilterSet):
    """Entries by list, number, kind and words of their names."""

    list = filters.ModelChoiceFilter(queryset=RestrictedList.objects.all())
    uid = filters.CharFilter()
    native_id = filters.CharFilter()
    kind = filters.ChoiceFilter(choices=choices(Kind))
    name = filters.CharFilter(lookup_expr="icontains")
    country = filters.CharFilter(method="in_country", label="Country of an address")
    in_force = yes_or_no(field_name="current", lookup_expr="isnull", exclude=True)

    class Meta:
        model = ListedEntity
        fields: tuple[str, ...] = ()

    def in_country(self, queryset: QuerySet[ListedEntity], name: str, value: str) -> QuerySet[ListedEntity]:
        return queryset.filter(current__addresses__country=value.upper()).distinct()


class EntitySearch(filters.FilterSet):
    """What a person narrows the entries of all lists by: any of their names, numbers or addresses' countries."""

    q = filters.CharFilter(method="named", label="Any name, uid or number")
    list = filters.ModelChoiceFilter(
        label="List", empty_label="Any list", queryset=RestrictedList.objects.exclude(versions=None).distinct()
    )
    kind = filters.ChoiceFilter(
        choices=[(kind.value, words) for kind, words in KINDS.items()], label="Kind", empty_label="Any kind"
    )
    country = filters.CharFilter(method="in_country", label="Country code", max_length=2)
    standing = filters.ChoiceFilter(
        method="standing_so",
        label="Standing",
        empty_label="Any",
        choices=[(standing.value, badge.words) for standing, badge in ENTITY_STATES.items()],
    )

    class Meta:
        model = ListedEntity
        fields: tuple[str, ...] = ()

    def named(self, queryset: QuerySet[ListedEntity], name: str, value: str) -> QuerySet[ListedEntity]:
        names = ListedName.objects.filter(revision__entity=OuterRef("pk"), text__icontains=value)
        numbers = ListedIdentifier.objects.filter(revision__entity=OuterRef("pk"), value__iexact=value)
        return queryset.filter(
            Q(name__icontains=value) | Q(uid__iexact=value) | Q(native_id=value) | Exists(names) | Exists(numbers)
        )

    def in_country(self, queryset: QuerySet[ListedEntity], name: str, value: str) -> QuerySet[ListedEntity]:
        addresses = ListedAddress.objects.filter(revision=OuterRef("current"), country=value.upper())
        return queryset.filter(Exists(addresses))

    def standing_so(self, queryset: QuerySet[ListedEntity], name: str, value: str) -> QuerySet[ListedEntity]:
        asked = {
            EntityStanding.LISTED: Q(current__isnull=False),
            EntityStanding.DELISTED: Q(delisted_on__isnull=False),
            EntityStanding.PROVISIONAL: Q(current=None, delisted_on=None),
        }
        return queryset.filter(asked[EntityStanding(value)])


class DesignationFilter(filters.FilterSet):
    """Designations by list, measure and day."""

    list = filters.ModelChoiceFilter(field_name="revision__entity__list", queryset=RestrictedList.objects.all())
    uid = filters.CharFilter(field_name="revision__entity__uid")
    measure = filters.ChoiceFilter(choices=choices(Measure))
    programme = filters.CharFilter(lookup_expr="icontains")
    citation = filters.CharFilter(field_name="citations__text", distinct=True)
    listed_after = filters.DateFilter(field_name="listed_on", lookup_expr="gte")
    listed_before = filters.DateFilter(field_name="listed_on", lookup_expr="lte")
    in_force_on = filters.DateFilter(method="on_day", label="In force on")

    class Meta:
        model = Designation
        fields: tuple[str, ...] = ()

    def on_day(self, queryset: QuerySet[Designation], name: str, value: Any) -> QuerySet[Designation]:
        return queryset.filter(pk__in=Designation.objects.in_force(on=value).values("pk"))
