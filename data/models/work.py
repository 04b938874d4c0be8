"""Tables of floor work: values, cells, signatures, sessions, notes, issues."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import SQLModel

from data.models.base import check, instant, one_of, partial, primary, ref, stock, text


class FieldValue(SQLModel, table=True):
    """The value of one field of one run step, in its canonical text; `version` moves with each change."""

    __tablename__ = "field_value"
    __table_args__ = (
        UniqueConstraint("run_step_id", "field_id"),
        check("value", "(value IS NULL) = not_applicable"),
        Index("ix_field_value_field", "field_id", "recorded_at"),
    )

    id: int = primary()
    run_step_id: int = ref("run_step.id")
    field_id: int = ref("step_field.id")
    attempt: int
    value: str | None = text(default=None)
    not_applicable: bool = False
    in_range: bool = True
    confirmed: bool = True
    inventory_id: int | None = ref("inventory.id", default=None)
    file_digest: str | None = ref("stored_file.digest", default=None)
    issue_id: int | None = ref("issue.id", default=None)
    deviation_id: int | None = ref("deviation.id", default=None)
    recorded_by: int = ref("operator.id")
    recorded_at: datetime = instant()
    kiosk_id: int = ref("kiosk.id")
    version: int = 1
    command_id: int | None = None


class CellValue(SQLModel, table=True):
    """The value of one settable cell of a datagrid step."""

    __tablename__ = "cell_value"
    __table_args__ = (
        UniqueConstraint("run_step_id", "row_id", "column_id"),
        check("value", "(value IS NULL) = not_applicable"),
    )

    id: int = primary()
    run_step_id: int = ref("run_step.id")
    row_id: int = ref("datagrid_row.id")
    column_id: int = ref("datagrid_column.id")
    attempt: int
    value: str | None = text(default=None)
    not_applicable: bool = False
    in_range: bool = True
    confirmed: bool = True
    issue_id: int | None = ref("issue.id", default=None)
    deviation_id: int | None = ref("deviation.id", default=None)
    recorded_by: int = ref("operator.id")
    recorded_at: datetime = instant()
    kiosk_id: int = ref("kiosk.id")
    version: int = 1
    command_id: int | None = None


class Deviation(SQLModel, table=True):
    """An out-of-range measurement accepted with a rationale."""

    __tablename__ = "deviation"

    id: int = primary()
    run_step_id: int = ref("run_step.id", index=True)
    rationale: str = text()
    accepted_by: int = ref("operator.id")
    accepted_at: datetime = instant()
    kiosk_id: int = ref("kiosk.id")


class Signature(SQLModel, table=True):
    """Who signed, in which role, what it means, and a digest of the content, values and attempt it covers.

    Without a field it signs the completion of the step. A void signature stays as history.
    """

    __tablename__ = "signature"
    __table_args__ = (
        check("cell", "(row_id IS NULL) = (column_id IS NULL)"),
        Index("ix_signature_step", "run_step_id"),
        partial("uq_signature_place", "run_step_id", sql("coalesce(field_id, 0)"), sql("coalesce(row_id, 0)"),
                sql("coalesce(column_id, 0)"), unique=True, where="voided_at IS NULL"),
    )  # fmt: skip

    id: int = primary()
    run_step_id: int = ref("run_step.id")
    field_id: int | None = ref("step_field.id", default=None)
    row_id: int | None = ref("datagrid_row.id", default=None)
    column_id: int | None = ref("datagrid_column.id", default=None)
    attempt: int
    operator_id: int = ref("operator.id")
    role_id: int | None = ref("role.id", default=None)
    meaning: str = text()
    signed_at: datetime = instant()
    kiosk_id: int = ref("kiosk.id")
    digest: str = text()
    voided_at: datetime | None = instant(default=None)


class LaborSession(SQLModel, table=True):
    """One check-in/check-out pair of one operator, covering one or more run steps."""

    __tablename__ = "labor_session"
    __table_args__ = (
        check("order", "checked_out_at IS NULL OR checked_out_at >= checked_in_at"),
        Index("ix_labor_session_operator", "operator_id", "checked_in_at"),
        partial("ix_labor_session_open", "operator_id", where="checked_out_at IS NULL"),
    )  # fmt: skip

    id: int = primary()
    operator_id: int = ref("operator.id")
    kiosk_id: int = ref("kiosk.id")
    checked_in_at: datetime = instant()
    checked_out_at: datetime | None = instant(default=None)


class SessionStep(SQLModel, table=True):
    """One step that a session covers, from when to when; each ends on its own."""

    __tablename__ = "session_step"
    __table_args__ = (
        check("order", "ended_at IS NULL OR ended_at >= started_at"),
        UniqueConstraint("session_id", "run_step_id"),
        Index("ix_session_step_step", "run_step_id", "attempt"),
        partial("uq_session_step_open", "run_step_id", "operator_id", unique=True, where="ended_at IS NULL"),
        Index("ix_session_step_operator", "operator_id", "started_at"),
    )  # fmt: skip

    id: int = primary()
    session_id: int = ref("labor_session.id")
    run_step_id: int = ref("run_step.id")
    operator_id: int = ref("operator.id")
    attempt: int
    started_at: datetime = instant()
    ended_at: datetime | None = instant(default=None)


class Note(SQLModel, table=True):
    """What somebody checked in wrote on a step."""

    __tablename__ = "note"
    __table_args__ = (check("body", "length(body) > 0"), Index("ix_note_step", "run_step_id", "written_at"))

    id: int = primary()
    run_step_id: int = ref("run_step.id")
    operator_id: int = ref("operator.id")
    written_at: datetime = instant()
    body: str = text()


class Issue(SQLModel, table=True):
    """A problem with a part: what it is, on which step it came up, what was decided."""

    __tablename__ = "issue"
    __table_args__ = (
        one_of("state", ("open", "in disposition", "resolved")),
        one_of("disposition", ("use as is", "rework", "scrap", "return")),
        check("resolved", "state <> 'resolved' OR disposition IS NOT NULL"),
        Index("ix_issue_state", "state"),
        Index("ix_issue_step", "run_step_id"),
    )

    id: int = primary()
    title: str = text()
    description: str = text(default="")
    state: str = text(default="open")
    disposition: str | None = text(default=None)
    run_step_id: int | None = ref("run_step.id", default=None)
    opened_by: int = ref("operator.id")
    opened_at: datetime = instant()
    resolved_at: datetime | None = instant(default=None)


class IssueUnit(SQLModel, table=True):
    """One unit that an issue affects."""

    __tablename__ = "issue_unit"
    __table_args__ = (UniqueConstraint("issue_id", "inventory_id"), check("quantity", "quantity > 0"))

    id: int = primary()
    issue_id: int = ref("issue.id")
    inventory_id: int = ref("inventory.id", index=True)
    run_step_id: int | None = ref("run_step.id", default=None)
    quantity: Decimal = stock()
