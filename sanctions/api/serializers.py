"""How lists, versions, entries and designations read over the API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from sanctions.models import (
    Designation,
    EntityRevision,
    ListedAddress,
    ListedEntity,
    ListedIdentifier,
    ListedName,
    ListVersion,
    RestrictedList,
)

TEXTS = {"type": "array", "items": {"type": "string"}}
OBJECT = {"type": "object", "additionalProperties": True}
Objects = list[dict[str, Any]]


class ListVersionSerializer(serializers.ModelSerializer[ListVersion]):
    """One publication of one list, as loaded."""

    list = serializers.CharField(source="list_id")
    version = serializers.IntegerField(source="number")
    files = serializers.SerializerMethodField()

    class Meta:
        model = ListVersion
        fields = (
            "list", "version", "source", "published_on", "published_assumed", "coverage", "state", "reason",
            "rows_read", "rows_rejected", "entities", "added", "amended", "cosmetic", "delisted", "relisted", "linked",
            "loaded_at", "activated_at", "seq", "files",
        )  # fmt: skip

    @extend_schema_field({"type": "array", "items": OBJECT})
    def get_files(self, version: ListVersion) -> Objects:
        return [{"name": file.name, "sha256": file.sha256, "bytes": file.size} for file in version.files.all()]


class RestrictedListSerializer(serializers.ModelSerializer[RestrictedList]):
    """One list by one authority, and the version in force."""

    list = serializers.CharField(source="code")
    active_version = ListVersionSerializer(allow_null=True)

    class Meta:
        model = RestrictedList
        fields = (
            "list", "title", "short_title", "authority", "jurisdiction", "measure", "url", "feed", "checked_at",
            "active_version",
        )  # fmt: skip


class ListedNameSerializer(serializers.ModelSerializer[ListedName]):
    """A name and how it relates to its bearer."""

    name = serializers.CharField(source="text")

    class Meta:
        model = ListedName
        fields = ("name", "kind", "strength", "script")


class ListedAddressSerializer(serializers.ModelSerializer[ListedAddress]):
    """An address; `text` is the publisher's own line."""

    class Meta:
        model = ListedAddress
        fields = ("text", "city", "region", "postcode", "country")


class ListedIdentifierSerializer(serializers.ModelSerializer[ListedIdentifier]):
    """A number under one scheme."""

    class Meta:
        model = ListedIdentifier
        fields = ("scheme", "value", "country")


class DesignationTermsSerializer(serializers.ModelSerializer[Designation]):
    """The legal act: what it forbids, since when, and where it was published."""

    citations = serializers.SerializerMethodField()

    class Meta:
        model = Designation
        fields = (
            "measure", "programme", "legal_bases", "citations", "listed_on", "listed_derived", "effective_on",
            "ended_on", "divest_by", "licence_requirement", "licence_scope", "licence_policy", "licence_policy_class",
            "footnotes", "source_url",
        )  # fmt: skip

    @extend_schema_field(TEXTS)
    def get_citations(self, designation: Designation) -> list[str]:
        return [citation.text for citation in designation.citations.all()]


class DesignationSerializer(DesignationTermsSerializer):
    """The legal act, and the entry it is against."""

    list = serializers.CharField(source="revision.entity.list_id")
    uid = serializers.CharField(source="revision.entity.uid")
    name = serializers.CharField(source="revision.entity.name")

    class Meta(DesignationTermsSerializer.Meta):
        fields = ("id", "list", "uid", "name", *DesignationTermsSerializer.Meta.fields)  # type: ignore[assignment]


class RevisionSerializer(serializers.ModelSerializer[EntityRevision]):
    """What the list says of the entry now."""

    version = serializers.IntegerField(source="version.number")
    names = ListedNameSerializer(many=True)
    addresses = ListedAddressSerializer(many=True)
    identifiers = ListedIdentifierSerializer(many=True)
    designations = DesignationTermsSerializer(many=True)

    class Meta:
        model = EntityRevision
        fields = ("version", "change", "sha256", "names", "addresses", "identifiers", "designations")


class ListedEntitySerializer(serializers.ModelSerializer[ListedEntity]):
    """One entry on one list; `current` is null while provisional and once delisted."""

    list = serializers.CharField(source="list_id")
    current = RevisionSerializer(allow_null=True)

    class Meta:
        model = ListedEntity
        fields = ("id", "list", "uid", "native_id", "kind", "name", "delisted_on", "current")
