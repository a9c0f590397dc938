"""The company's side of the API: suppliers, what holds for them today, cases, hits and decisions, read only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from cases.api.serializers import (
    CaseFileSerializer,
    CaseSerializer,
    DecisionSerializer,
    HitSerializer,
    MeSerializer,
    StatusSerializer,
    SupplierSerializer,
)
from cases.filters import NO_CODE, CaseFilter, DecisionFilter, HitFilter, StatusFilter, SupplierFilter
from cases.keys import Scope
from cases.models import ApiKey, Decision, Hit, Supplier, SupplierCase
from cases.standing import Standing, dealings_for
from sanctions.api.resources import Resource, Strict

OPEN_CASE = Prefetch("cases", SupplierCase.objects.open())


class Suppliers(Resource):
    """Suppliers as the ERP told them."""

    queryset = Supplier.objects.prefetch_related(
        "other_names", "identifiers", "relations", "sites", "acting_entities", OPEN_CASE
    )
    serializer_class = SupplierSerializer
    filterset_class = SupplierFilter
    required_scope = Scope.SUPPLIERS_READ
    keyset = ("updated_at", "id")
    lookup_value_regex = "[0-9]{1,19}"

    @extend_schema(operation_id="suppliers_by_external")
    def by_external(self, request: Request, system: str, company_code: str, external_id: str) -> Response:
        """One supplier by the ERP's own reference; "-" stands for no company code."""
        code = "" if company_code == NO_CODE else company_code
        supplier = get_object_or_404(
            self.get_queryset(), source_system=system, company_code=code, external_id=external_id
        )
        return Response(self.get_serializer(supplier).data)

    @extend_schema(responses=StatusSerializer)
    @action(detail=True)
    def status(self, request: Request, pk: str) -> Response:
        """What holds for one supplier today, dealing by dealing."""
        supplier = get_object_or_404(Supplier, pk=pk)
        [answer] = statuses([supplier])
        return Response(StatusSerializer(answer).data)


class Statuses(Resource):
    """What holds for every supplier today: the feed an ERP follows."""

    queryset = Supplier.objects.all()
    serializer_class = StatusSerializer
    filterset_class = StatusFilter
    required_scope = Scope.SUPPLIERS_READ

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(StatusSerializer(statuses(page), many=True).data)


class Cases(Resource):
    """Cases; one asked for by its reference comes with its hits and decisions."""

    queryset = SupplierCase.objects.select_related("supplier", "assignee", "follows")
    serializer_class = CaseSerializer
    filterset_class = CaseFilter
    required_scope = Scope.CASES_READ
    keyset = ("updated_at", "id")
    lookup_field = "reference"
    lookup_value_regex = "[A-Za-z0-9-]{1,20}"

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        return CaseFileSerializer if self.detail else CaseSerializer


class Hits(Resource):
    """Stored matches, live and ended."""

    queryset = Hit.objects.select_related("supplier", "listed_entity", "revision__version", "case")
    serializer_class = HitSerializer
    filterset_class = HitFilter
    required_scope = Scope.CASES_READ


class Decisions(Resource):
    """Proposals and what a second person made of them."""

    queryset = Decision.objects.select_related("case__supplier", "proposed_by", "decided_by").prefetch_related(
        "findings"
    )
    serializer_class = DecisionSerializer
    filterset_class = DecisionFilter
    required_scope = Scope.CASES_READ


class Me(Strict):
    """The key that asks: its name, scopes and limits."""

    @extend_schema(responses=MeSerializer)
    def get(self, request: Request) -> Response:
        return Response(MeSerializer(cast(ApiKey, request.auth)).data)


def statuses(suppliers: Sequence[Supplier]) -> list[Mapping[str, Any]]:
    """The answers for many suppliers, in their order."""
    standings = dealings_for(suppliers, day=timezone.localdate())
    return [_status(supplier, standings[supplier.pk]) for supplier in suppliers]


def _status(supplier: Supplier, standing: Standing) -> Mapping[str, Any]:
    return {
        "id": supplier.pk,
        "supplier": supplier.external_id,
        "source_system": supplier.source_system,
        "company_code": supplier.company_code,
        "version": standing.version,
        "dealings": standing.dealings,
        "lists": standing.lists,
        "screened_at": supplier.screened_at,
        "reason": standing.reason,
    }
