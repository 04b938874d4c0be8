"""Tables of procedures: revisions, steps, and the immutable content that steps of procedures and runs share.

A `StepContent` is found by the digest of all that makes a step what it is. Whoever copies a step copies the
reference: two steps with the same origin, content and chain of parents are siblings by construction.
"""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from data.models.base import check, exact, one_of, primary, ref, stock, text, texts

_FIELD_TYPES = (
    "string", "number", "boolean", "pass_fail", "datetime", "select", "multiselect", "signoff", "file", "tool",
    "user", "part",
)  # fmt: skip


class StoredFile(SQLModel, table=True):
    """A file's bytes, once, by their SHA-256."""

    __tablename__ = "stored_file"

    digest: str = Field(primary_key=True)
    media_type: str = text()
    size: int
    data: bytes = Field(sa_type=LargeBinary)


class StepContent(SQLModel, table=True):
    """What a step says and asks for; never changed once written."""

    __tablename__ = "step_content"
    __table_args__ = (one_of("type", ("content", "datagrid")),)

    id: int = primary()
    digest: str = text(unique=True)
    title: str = text()
    instructions: str = text(default="")
    type: str = text(default="content")


class ContentFile(SQLModel, table=True):
    """A file shown with the instructions."""

    __tablename__ = "content_file"

    content_id: int = ref("step_content.id", primary_key=True)
    position: int = Field(primary_key=True)
    name: str = text()
    file_digest: str = ref("stored_file.digest")


class StepField(SQLModel, table=True):
    """A field of a step, with its validations."""

    __tablename__ = "step_field"
    __table_args__ = (
        one_of("type", _FIELD_TYPES),
        one_of("out_of_range", ("block", "issue")),
        UniqueConstraint("content_id", "position"),
        UniqueConstraint("content_id", "name"),
        check("signoff_role", "type <> 'signoff' OR role_id IS NOT NULL"),
        check("target", "(target IS NULL) = (tolerance IS NULL)"),
    )

    id: int = primary()
    content_id: int = ref("step_content.id")
    position: int
    name: str = text()
    type: str = text()
    unit: str | None = text(default=None)
    required: bool = False
    allow_not_applicable: bool = False
    per_unit: bool = False
    minimum: Decimal | None = exact(default=None)
    maximum: Decimal | None = exact(default=None)
    target: Decimal | None = exact(default=None)
    tolerance: Decimal | None = exact(default=None)
    out_of_range: str = text(default="block")
    options: tuple[str, ...] = texts(default=())
    role_id: int | None = ref("role.id", default=None)
    peer_review: bool = False
    part_id: int | None = ref("part.id", default=None)
    calibrated: bool = False


class DatagridColumn(SQLModel, table=True):
    """A column of a datagrid step; what is not settable is filled in by the procedure."""

    __tablename__ = "datagrid_column"
    __table_args__ = (
        one_of("type", _FIELD_TYPES),
        UniqueConstraint("content_id", "position"),
        UniqueConstraint("content_id", "name"),
        check("target", "(target IS NULL) = (tolerance IS NULL)"),
    )

    id: int = primary()
    content_id: int = ref("step_content.id")
    position: int
    name: str = text()
    type: str = text()
    unit: str | None = text(default=None)
    settable: bool = True
    minimum: Decimal | None = exact(default=None)
    maximum: Decimal | None = exact(default=None)
    target: Decimal | None = exact(default=None)
    tolerance: Decimal | None = exact(default=None)
    options: tuple[str, ...] = texts(default=())
    role_id: int | None = ref("role.id", default=None)


class DatagridRow(SQLModel, table=True):
    """A row of a datagrid step."""

    __tablename__ = "datagrid_row"
    __table_args__ = (UniqueConstraint("content_id", "position"),)

    id: int = primary()
    content_id: int = ref("step_content.id")
    position: int
    required: bool = False
    allow_not_applicable: bool = False


class DatagridPreset(SQLModel, table=True):
    """The text that the procedure puts into a cell."""

    __tablename__ = "datagrid_preset"

    row_id: int = ref("datagrid_row.id", primary_key=True)
    column_id: int = ref("datagrid_column.id", primary_key=True)
    value: str = text()


class ContentRequirement(SQLModel, table=True):
    """A part that a step needs installed."""

    __tablename__ = "content_requirement"
    __table_args__ = (check("quantity", "quantity > 0"), UniqueConstraint("content_id", "position"))

    id: int = primary()
    content_id: int = ref("step_content.id")
    position: int
    part_id: int = ref("part.id")
    quantity: Decimal = stock()
    reference_designators: tuple[str, ...] = texts(default=())


class ContentSubstitute(SQLModel, table=True):
    """A part that may stand in for a required one."""

    __tablename__ = "content_substitute"

    requirement_id: int = ref("content_requirement.id", primary_key=True)
    part_id: int = ref("part.id", primary_key=True)


class ContentApproval(SQLModel, table=True):
    """A gate of a step: how many people of a role approve before it completes."""

    __tablename__ = "content_approval"
    __table_args__ = (check("count", "count > 0"),)

    content_id: int = ref("step_content.id", primary_key=True)
    role_id: int = ref("role.id", primary_key=True)
    count: int = 1


class Procedure(SQLModel, table=True):
    """One revision of a procedure; runs bind to exactly one."""

    __tablename__ = "procedure"
    __table_args__ = (
        one_of("kind", ("build", "rework")),
        one_of("status", ("draft", "in_review", "released")),
        UniqueConstraint("code", "revision"),
    )

    id: int = primary()
    code: str = text()
    revision: str = text()
    title: str = text()
    description: str = text(default="")
    part_id: int | None = ref("part.id", default=None, index=True)
    kind: str = text(default="build")
    status: str = text(default="draft")
    sequential: bool = False
    digest: str = text()


class ProcedureStep(SQLModel, table=True):
    """A step of a procedure revision: its place, and the content that it shares with its copies."""

    __tablename__ = "procedure_step"
    __table_args__ = (
        UniqueConstraint("procedure_id", "ordinal"),
        UniqueConstraint("procedure_id", "key"),
        Index("ix_procedure_step_origin", "origin"),
        check("depth", "depth BETWEEN 0 AND 4"),
        check("lead_time", "lead_time_seconds IS NULL OR lead_time_seconds >= 0"),
    )

    id: int = primary()
    procedure_id: int = ref("procedure.id")
    parent_id: int | None = ref("procedure_step.id", default=None, index=True)
    key: str = text()
    origin: str = text()
    content_id: int = ref("step_content.id", index=True)
    sibling_key: str | None = text(default=None)
    ordinal: int
    position: int
    depth: int = 0
    number: str = text()
    work_center_id: int | None = ref("location.id", default=None)
    lead_time_seconds: int | None = None
    optional: bool = False
    approved: bool = True
    purchase_order_line_id: int | None = ref("purchase_order_line.id", default=None)
    is_outside: bool = False


class ProcedureEdge(SQLModel, table=True):
    """That a step waits on another one."""

    __tablename__ = "procedure_edge"
    __table_args__ = (check("self", "step_id <> upstream_id"),)

    step_id: int = ref("procedure_step.id", primary_key=True)
    upstream_id: int = ref("procedure_step.id", primary_key=True, index=True)
