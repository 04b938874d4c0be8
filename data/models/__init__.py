"""The tables, by area. Importing this package registers them all in one metadata."""

from __future__ import annotations

from data.models.base import table
from data.models.history import Command, CommandLink, History
from data.models.parts import (
    Inventory,
    MbomItem,
    MbomSubstitute,
    Part,
    PurchaseOrder,
    PurchaseOrderLine,
    Supplier,
)
from data.models.procedures import (
    ContentApproval,
    ContentFile,
    ContentRequirement,
    ContentSubstitute,
    DatagridColumn,
    DatagridPreset,
    DatagridRow,
    Procedure,
    ProcedureEdge,
    ProcedureStep,
    StepContent,
    StepField,
    StoredFile,
)
from data.models.redlines import (
    Redline,
    RedlineChange,
    RedlineDecision,
    RedlineMerge,
    RedlineRun,
    RedlineStep,
)
from data.models.runs import (
    Approval,
    ApprovalGate,
    Batch,
    BuildRequirement,
    Installation,
    OutsideReceipt,
    OutsideShipment,
    RequirementSubstitute,
    Run,
    RunStep,
    RunStepEdge,
)
from data.models.site import (
    AttributeKind,
    AttributeValue,
    Kiosk,
    Location,
    Operator,
    OperatorRole,
    Role,
    RolePermission,
    Site,
)
from data.models.work import (
    CellValue,
    Deviation,
    FieldValue,
    Issue,
    IssueUnit,
    LaborSession,
    Note,
    SessionStep,
    Signature,
)

__all__ = [
    "Approval", "ApprovalGate", "AttributeKind", "AttributeValue", "Batch", "BuildRequirement", "CellValue",
    "Command", "CommandLink", "ContentApproval", "ContentFile", "ContentRequirement", "ContentSubstitute",
    "DatagridColumn", "DatagridPreset", "DatagridRow", "Deviation", "FieldValue", "History", "Installation",
    "Inventory", "Issue", "IssueUnit", "Kiosk", "LaborSession", "Location", "MbomItem", "MbomSubstitute", "Note",
    "Operator", "OperatorRole", "OutsideReceipt", "OutsideShipment",
    "Part", "Procedure", "ProcedureEdge", "ProcedureStep", "PurchaseOrder",
    "PurchaseOrderLine", "Redline", "RedlineChange", "RedlineDecision", "RedlineMerge", "RedlineRun", "RedlineStep",
    "RequirementSubstitute", "Role", "RolePermission", "Run", "RunStep", "RunStepEdge",
    "SessionStep", "Signature", "Site", "StepContent", "StepField", "StoredFile", "Supplier", "table",
]  # fmt: skip
