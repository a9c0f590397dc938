"""The lists' side of the API: lists, their versions, entries and designations, read only."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from sanctions.api.resources import Resource
from sanctions.api.serializers import (
    DesignationSerializer,
    ListedEntitySerializer,
    ListVersionSerializer,
    RestrictedListSerializer,
)
from sanctions.filters import DesignationFilter, EntityFilter, ListFilter, VersionFilter
from sanctions.models import Designation, ListedEntity, ListVersion, RestrictedList

READ_LISTS = "lists:read"


class Lists(Resource):
    """Restricted lists and the version of each that is in force."""

    queryset = RestrictedList.objects.select_related("active_version").prefetch_related("active_version__files")
    serializer_class = RestrictedListSerializer
    filterset_class = ListFilter
    required_scope = READ_LISTS
    keyset = ("code",)
    lookup_field = "code"
    lookup_value_regex = "[a-z0-9-]+"


class Versions(Resource):
    """Every version of one list that was ever loaded, the oldest first."""

    queryset = ListVersion.objects.prefetch_related("files")
    serializer_class = ListVersionSerializer
    filterset_class = VersionFilter
    required_scope = READ_LISTS
    keyset = ("number",)
    lookup_field = "number"
    lookup_value_regex = "[0-9]{1,9}"

    def get_queryset(self) -> QuerySet[Any]:
        restricted = get_object_or_404(RestrictedList, pk=self.kwargs.get("code"))
        return super().get_queryset().filter(list=restricted)


class Entities(Resource):
    """Entries of lists as they stand, with names, addresses, identifiers and designations."""

    queryset = ListedEntity.objects.select_related("current__version").prefetch_related(
        "current__names", "current__addresses", "current__identifiers", "current__designations__citations"
    )
    serializer_class = ListedEntitySerializer
    filterset_class = EntityFilter
    required_scope = READ_LISTS


class Designations(Resource):
    """The legal acts behind the entries in force."""

    queryset = Designation.objects.current().select_related("revision__entity").prefetch_related("citations")
    serializer_class = DesignationSerializer
    filterset_class = DesignationFilter
    required_scope = READ_LISTS
