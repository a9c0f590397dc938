"""How suppliers, cases, hits and decisions read over the API: `supplier` is the ERP's own reference."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cases.models import (
    ApiKey,
    Decision,
    Finding,
    Hit,
    RelationKind,
    Supplier,
    SupplierCase,
    SupplierIdentifier,
    SupplierRelation,
)
from sanctions.api.pages import MOST
from sanctions.api.serializers import TEXTS
from sanctions.models.choices import choices

KEY = ("supplier", "source_system", "company_code")
OUTCOMES = {"type": "object", "additionalProperties": {"type": "string"}}


class IdentifierSerializer(serializers.ModelSerializer[SupplierIdentifier]):
    """A number of the supplier's under one scheme."""

    class Meta:
        model = SupplierIdentifier
        fields = ("scheme", "value")


class RelationSerializer(serializers.ModelSerializer[SupplierRelation]):
    """An owner or officer."""

    kind = serializers.ChoiceField(choices=choices(RelationKind))

    class Meta:
        model = SupplierRelation
        fields = ("kind", "name", "percent")


class SupplierSerializer(serializers.ModelSerializer[Supplier]):
    """One supplier as the ERP told it."""

    supplier = serializers.CharField(source="external_id")
    other_names = serializers.SerializerMethodField()
    identifiers = IdentifierSerializer(many=True)
    relations = RelationSerializer(many=True)
    sites = serializers.SerializerMethodField()
    acting_entities = serializers.SerializerMethodField()
    dealings = serializers.ListField(child=serializers.CharField())
    products = serializers.ListField(child=serializers.CharField())
    open_case = serializers.SerializerMethodField()

    class Meta:
        model = Supplier
        fields = (
            "id", *KEY, "name", "other_names", "country", "address", "city", "region", "kind", "identifiers",
            "relations", "sites", "dealings", "products", "buyer", "acting_entities", "status", "version",
            "screened_at", "screening_error", "open_case", "created_at", "changed_at", "updated_at",
        )  # fmt: skip

    @extend_schema_field(TEXTS)
    def get_other_names(self, supplier: Supplier) -> list[str]:
        return [name.text for name in supplier.other_names.all()]

    @extend_schema_field(TEXTS)
    def get_sites(self, supplier: Supplier) -> list[str]:
        return [site.text for site in supplier.sites.all()]

    @extend_schema_field(TEXTS)
    def get_acting_entities(self, supplier: Supplier) -> list[str]:
        return [entity.code for entity in supplier.acting_entities.all()]

    def get_open_case(self, supplier: Supplier) -> str | None:
        return next((case.reference for case in supplier.cases.all()), None)


class DealingStatusSerializer(serializers.Serializer[Any]):
    """What holds for one dealing, on what ground, since when."""

    dealing = serializers.CharField()
    status = serializers.CharField()
    basis = serializers.CharField()
    since = serializers.DateField(allow_null=True)


class ListAnswerSerializer(serializers.Serializer[Any]):
    """A list the answer rests on."""

    list = serializers.CharField()
    version = serializers.IntegerField()
    coverage = serializers.CharField()
    published_on = serializers.DateField()
    age_hours = serializers.IntegerField()


class StatusSerializer(serializers.Serializer[Any]):
    """One supplier's seven answers; `reason` says why something is unknown, else it is empty."""

    id = serializers.IntegerField()
    supplier = serializers.CharField()
    source_system = serializers.CharField()
    company_code = serializers.CharField()
    version = serializers.IntegerField()
    dealings = DealingStatusSerializer(many=True)
    lists = ListAnswerSerializer(many=True)
    screened_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()


class HitSerializer(serializers.ModelSerializer[Hit]):
    """One supplier that may be one listed entity: score, reasons, and what was found."""

    supplier = serializers.CharField(source="supplier.external_id")
    source_system = serializers.CharField(source="supplier.source_system")
    company_code = serializers.CharField(source="supplier.company_code")
    list = serializers.CharField(source="listed_entity.list_id")
    uid = serializers.CharField(source="listed_entity.uid")
    name = serializers.CharField(source="listed_entity.name")
    provisional = serializers.BooleanField(source="is_provisional")
    reasons = serializers.JSONField()
    list_version = serializers.IntegerField(source="revision.version.number")
    run = serializers.IntegerField(source="run_id")
    case = serializers.CharField(source="case.reference")
    wakes = serializers.IntegerField(source="wakes_id", allow_null=True)

    class Meta:
        model = Hit
        fields = (
            "id", *KEY, "list", "uid", "name", "matched_name", "our_name", "via", "score", "band", "reasons",
            "disposition", "reason_code", "provisional", "run", "list_version", "policy_version", "case", "wakes",
            "created_at", "updated_at", "ended_at", "end_reason",
        )  # fmt: skip


class FindingSerializer(serializers.ModelSerializer[Finding]):
    """What a decision says about one hit."""

    hit = serializers.IntegerField(source="hit_id")

    class Meta:
        model = Finding
        fields = ("hit", "disposition", "reason_code")


class DecisionSerializer(serializers.ModelSerializer[Decision]):
    """Proposed by one person, decided by another."""

    case = serializers.CharField(source="case.reference")
    supplier = serializers.CharField(source="case.supplier.external_id")
    source_system = serializers.CharField(source="case.supplier.source_system")
    company_code = serializers.CharField(source="case.supplier.company_code")
    dealings = serializers.SerializerMethodField()
    proposed_by = serializers.CharField(source="proposed_by.username")
    decided_by = serializers.CharField(source="decided_by.username", default=None, allow_null=True)
    findings = FindingSerializer(many=True)

    class Meta:
        model = Decision
        fields = (
            "id", "case", *KEY, "state", "dealings", "reason", "proposed_by", "proposed_at", "decided_by",
            "decided_at", "decided_reason", "findings",
        )  # fmt: skip

    @extend_schema_field(OUTCOMES)
    def get_dealings(self, decision: Decision) -> dict[str, str]:
        return dict(decision.dealings)


class CaseSerializer(serializers.ModelSerializer[SupplierCase]):
    """The reviewer's file on one supplier."""

    case = serializers.CharField(source="reference")
    supplier = serializers.CharField(source="supplier.external_id")
    source_system = serializers.CharField(source="supplier.source_system")
    company_code = serializers.CharField(source="supplier.company_code")
    assignee = serializers.CharField(source="assignee.username", default=None, allow_null=True)
    follows = serializers.CharField(source="follows.reference", default=None, allow_null=True)

    class Meta:
        model = SupplierCase
        fields = (
            "case", *KEY, "state", "priority", "assignee", "follows", "why", "may_be_released", "version",
            "opened_at", "due_at", "closed_at", "updated_at",
        )  # fmt: skip


class CaseFileSerializer(CaseSerializer):
    """One case with its hits and decisions."""

    hits = HitSerializer(many=True)
    decisions = DecisionSerializer(many=True)

    class Meta(CaseSerializer.Meta):
        fields = (*CaseSerializer.Meta.fields, "hits", "decisions")  # type: ignore[assignment]


class MeSerializer(serializers.ModelSerializer[ApiKey]):
    """What the house knows of the key that asks."""

    scopes = serializers.ListField(child=serializers.CharField())
    limits = serializers.SerializerMethodField()

    class Meta:
        model = ApiKey
        fields = ("name", "prefix", "scopes", "expires_at", "last_used_at", "limits")

    @extend_schema_field({"type": "object", "properties": {"rows_in_a_page": {"type": "integer"}}})
    def get_limits(self, key: ApiKey) -> dict[str, int]:
        return {"rows_in_a_page": MOST}
