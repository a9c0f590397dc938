"""How suppliers, cases, hits and decisions are narrowed down: one set of questions for pages and API."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models import (
    ActingEntity,
    Decision,
    DecisionState,
    Disposition,
    Hit,
    Priority,
    ScreenedFloor,
    ScreeningRun,
    Supplier,
    SupplierCase,
    SupplierName,
    SupplierStatus,
)
from cases.models.suppliers import SupplierQuerySet
from cases.transitions import CaseState
from sanctions.filters import MomentFilter, yes_or_no
from sanctions.matching.policy import Band
from sanctions.models import Policy, RestrictedList, SequenceHead
from sanctions.models.choices import choices
from sanctions.words import BANDS

NO_CODE = "-"  # how a client writes "no company code", in addresses and filters alike


class CompanyCodeFilter(filters.CharFilter):
    """A company code, or "-" for suppliers without one."""

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        without_code: QuerySet[Any] = qs.filter(**{self.field_name: ""})
        return without_code if value == NO_CODE else super().filter(qs, value)


class SupplierFilter(filters.FilterSet):
    """Suppliers by the ERP's reference, country and what has happened since a moment."""

    source_system = filters.CharFilter()
    company_code = CompanyCodeFilter()
    external_id = filters.CharFilter()
    name = filters.CharFilter(lookup_expr="icontains")
    country = filters.CharFilter(lookup_expr="iexact")
    status = filters.ChoiceFilter(choices=choices(SupplierStatus))
    acting_entity = filters.CharFilter(method="dealt_with_by", label="Code of an acting entity")
    updated_after = MomentFilter(field_name="updated_at", lookup_expr="gte")
    has_open_case = yes_or_no(method="with_open_case", label="Has an open case")

    class Meta:
        model = Supplier
        fields: tuple[str, ...] = ()

    def with_open_case(self, queryset: QuerySet[Supplier], name: str, value: bool) -> QuerySet[Supplier]:
        open_case = Exists(SupplierCase.objects.open().filter(supplier=OuterRef("pk")))
        return queryset.filter(open_case if value else ~open_case)

    def dealt_with_by(self, queryset: QuerySet[Supplier], name: str, value: str) -> QuerySet[Supplier]:
        return queryset.filter(acting_entities__code=value)


class StatusFilter(SupplierFilter):
    """The same suppliers; here a change of a case or a hit counts as a change too."""

    updated_after = MomentFilter(method="touched_after", label="Supplier, case or hit changed at or after")

    def touched_after(self, queryset: QuerySet[Supplier], name: str, value: object) -> QuerySet[Supplier]:
        cases = SupplierCase.objects.filter(supplier=OuterRef("pk"), updated_at__gte=value)
        hits = Hit.objects.filter(supplier=OuterRef("pk"), updated_at__gte=value)
        return queryset.filter(Q(updated_at__gte=value) | Q(screened_at__gte=value) | Exists(cases) | Exists(hits))


class CaseFilter(filters.FilterSet):
    """Cases by supplier, state and day."""

    source_system = filters.CharFilter(field_name="supplier__source_system")
    company_code = CompanyCodeFilter(field_name="supplier__company_code")
    external_id = filters.CharFilter(field_name="supplier__external_id")
    state = filters.ChoiceFilter(choices=choices(CaseState))
    priority = filters.ChoiceFilter(choices=choices(Priority))
    assignee = filters.CharFilter(field_name="assignee__username")
    is_open = yes_or_no(field_name="closed_at", lookup_expr="isnull")
    opened_after = MomentFilter(field_name="opened_at", lookup_expr="gte")
    updated_after = MomentFilter(field_name="updated_at", lookup_expr="gte")
    due_before = MomentFilter(field_name="due_at", lookup_expr="lte")

    class Meta:
        model = SupplierCase
        fields: tuple[str, ...] = ()


class HitFilter(filters.FilterSet):
    """Hits by supplier, list, finding and run."""

    source_system = filters.CharFilter(field_name="supplier__source_system")
    company_code = CompanyCodeFilter(field_name="supplier__company_code")
    external_id = filters.CharFilter(field_name="supplier__external_id")
    case = filters.CharFilter(field_name="case__reference")
    list = filters.ModelChoiceFilter(field_name="listed_entity__list", queryset=RestrictedList.objects.all())
    uid = filters.CharFilter(field_name="listed_entity__uid")
    band = filters.ChoiceFilter(choices=choices(Band))
    disposition = filters.ChoiceFilter(choices=choices(Disposition))
    is_live = yes_or_no(field_name="ended_at", lookup_expr="isnull")
    provisional = yes_or_no(field_name="is_provisional")
    run = filters.ModelChoiceFilter(queryset=ScreeningRun.objects.all())
    created_after = MomentFilter(field_name="created_at", lookup_expr="gte")
    updated_after = MomentFilter(field_name="updated_at", lookup_expr="gte")

    class Meta:
        model = Hit
        fields: tuple[str, ...] = ()


class DecisionFilter(filters.FilterSet):
    """Decisions by case, supplier and state."""

    case = filters.CharFilter(field_name="case__reference")
    source_system = filters.CharFilter(field_name="case__supplier__source_system")
    company_code = CompanyCodeFilter(field_name="case__supplier__company_code")
    external_id = filters.CharFilter(field_name="case__supplier__external_id")
    state = filters.ChoiceFilter(choices=choices(DecisionState))
    proposed_after = MomentFilter(field_name="proposed_at", lookup_expr="gte")
    decided_after = MomentFilter(field_name="decided_at", lookup_expr="gte")

    class Meta:
        model = Decision
        fields: tuple[str, ...] = ()


class QueueFilter(filters.FilterSet):
    """What a reviewer narrows the queue by."""

    q = filters.CharFilter(method="named", label="Supplier, number or case")
    list = filters.ModelChoiceFilter(
        method="on_list",
        label="List",
        empty_label="Any list",
        queryset=RestrictedList.objects.exclude(versions=None).distinct(),
    )
    priority = filters.ChoiceFilter(choices=choices(Priority), label="Priority", empty_label="Any priority")
    band = filters.ChoiceFilter(
        choices=[(band.value, words) for band, words in BANDS.items()],
        method="in_band",
        label="Score",
        empty_label="Any score",
    )
    company = filters.ModelChoiceFilter(
        field_name="supplier__acting_entities",
        queryset=ActingEntity.objects.all(),
        label="Our company",
        empty_label="All companies",
    )

    class Meta:
        model = SupplierCase
        fields: tuple[str, ...] = ()

    def named(self, queryset: QuerySet[SupplierCase], name: str, value: str) -> QuerySet[SupplierCase]:
        return queryset.filter(
            Q(supplier__name__icontains=value)
            | Q(supplier__external_id__icontains=value)
            | Q(reference__icontains=value)
            | Exists(SupplierName.objects.filter(supplier=OuterRef("supplier"), text__icontains=value))
        )

    def on_list(self, queryset: QuerySet[SupplierCase], name: str, value: RestrictedList) -> QuerySet[SupplierCase]:
        return queryset.filter(Exists(Hit.objects.live().filter(case=OuterRef("pk"), listed_entity__list=value)))

    def in_band(self, queryset: QuerySet[SupplierCase], name: str, value: str) -> QuerySet[SupplierCase]:
        return queryset.filter(Exists(Hit.objects.live().filter(case=OuterRef("pk"), band=value)))


class SupplierSearch(filters.FilterSet):
    """What a person narrows the suppliers by."""

    q = filters.CharFilter(method="named", label="Name or ERP number")
    country = filters.CharFilter(lookup_expr="iexact", label="Country code", max_length=2)
    standing = filters.ChoiceFilter(
        method="standing_so",
        label="Standing",
        empty_label="Any",
        choices=(("case", "With an open case"), ("unscreened", "Unscreened"), ("error", "Could not be screened")),
    )
    status = filters.ChoiceFilter(choices=choices(SupplierStatus), label="Status", empty_label="Any status")

    class Meta:
        model = Supplier
        fields: tuple[str, ...] = ()

    def named(self, queryset: QuerySet[Supplier], name: str, value: str) -> QuerySet[Supplier]:
        return queryset.filter(
            Q(name__icontains=value)
            | Q(external_id__icontains=value)
            | Exists(SupplierName.objects.filter(supplier=OuterRef("pk"), text__icontains=value))
        )

    def standing_so(self, queryset: QuerySet[Supplier], name: str, value: str) -> QuerySet[Supplier]:
        if value == "case":
            return queryset.filter(Exists(SupplierCase.objects.open().filter(supplier=OuterRef("pk"))))
        if value == "error":
            return queryset.exclude(screening_error="")
        return queryset.filter(pk__in=unscreened_now().values("pk"))


def unscreened_now() -> SupplierQuerySet:
    """Active suppliers not proven to be measured against everything in force."""
    head, floor = SequenceHead.objects.get(pk=1), ScreenedFloor.objects.get(pk=1)
    policy = Policy.objects.in_force()
    return Supplier.objects.unscreened(seq=head.seq, floor=floor.seq, policy_version=policy.version)
