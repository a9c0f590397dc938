"""The lists' side of the database, and the trail."""

from sanctions.models.audit import AuditEvent, AuditHead
from sanctions.models.designations import Citation, Designation
from sanctions.models.entities import (
    Change,
    EntityChange,
    EntityRevision,
    EntityStanding,
    ListedAddress,
    ListedEntity,
    ListedIdentifier,
    ListedName,
)
from sanctions.models.lists import ListVersion, RawFile, RestrictedList, SequenceHead, VersionState
from sanctions.models.policies import Policy, PolicyState
from sanctions.models.publishing import PublishedFile
from sanctions.models.rules import EffectRule, IndexSegment

__all__ = [
    "AuditEvent",
    "AuditHead",
    "Change",
    "Citation",
    "Designation",
    "EffectRule",
    "EntityChange",
    "EntityRevision",
    "EntityStanding",
    "IndexSegment",
    "ListVersion",
    "ListedAddress",
    "ListedEntity",
    "ListedIdentifier",
    "ListedName",
    "Policy",
    "PolicyState",
    "PublishedFile",
    "RawFile",
    "RestrictedList",
    "SequenceHead",
    "VersionState",
]
