"""The company's side of the database."""

from cases.models.cases import (
    CaseNote,
    Decision,
    DecisionState,
    Finding,
    Outcome,
    Priority,
    SupplierCase,
)
from cases.models.integration import ApiKey
from cases.models.name_blocks import NameBlock
from cases.models.screening import (
    ChunkState,
    Disposition,
    EndReason,
    Hit,
    RunReason,
    RunShape,
    RunState,
    RunVersion,
    ScreenedFloor,
    ScreeningChunk,
    ScreeningRun,
)
from cases.models.shadows import ShadowHit, Shift
from cases.models.suppliers import (
    ActingEntity,
    RelationKind,
    Supplier,
    SupplierIdentifier,
    SupplierName,
    SupplierRelation,
    SupplierSite,
    SupplierStatus,
)

__all__ = [
    "ActingEntity",
    "ApiKey",
    "CaseNote",
    "ChunkState",
    "Decision",
    "DecisionState",
    "Disposition",
    "EndReason",
    "Finding",
    "Hit",
    "NameBlock",
    "Outcome",
    "Priority",
    "RelationKind",
    "RunReason",
    "RunShape",
    "RunState",
    "RunVersion",
    "ScreenedFloor",
    "ScreeningChunk",
    "ScreeningRun",
    "ShadowHit",
    "Shift",
    "Supplier",
    "SupplierCase",
    "SupplierIdentifier",
    "SupplierName",
    "SupplierRelation",
    "SupplierSite",
    "SupplierStatus",
]
