"""Tables of redlines: what somebody wants changed on a run, who agreed, and where it was applied."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from data.models.base import check, instant, one_of, partial, primary, ref, text
from data.models.runs import STATES

REDLINE_STATES = ("open", "in review", "approved", "canceled")
CHANGE_KINDS = ("add", "duplicate", "modify", "move", "remove")


class Redline(SQLModel, table=True):
    """An ordered list of changes to the procedure, on one run; a rejected one is open again.

    `run_step_id` is the step that it was made on, none where that is the run itself.
    """

    __tablename__ = "redline"
    __table_args__ = (
        one_of("state", REDLINE_STATES),
        check("closed", "(state IN ('approved', 'canceled')) = (closed_at IS NOT NULL)"),
        check("submitted", "state <> 'in review' OR submitted_at IS NOT NULL"),
        Index("ix_redline_run", "run_id", "id"),
        partial("ix_redline_open", "state", "id", where="closed_at IS NULL"),
    )

    id: int = primary()
    run_id: int = ref("run.id")
    run_step_id: int | None = ref("run_step.id", default=None)
    author_id: int = ref("operator.id")
    reason: str = text()
    issue_id: int | None = ref("issue.id", default=None)
    built_on_id: int | None = ref("redline.id", default=None)
    state: str = text(default="open")
    opened_at: datetime = instant()
    submitted_at: datetime | None = instant(default=None)
    closed_at: datetime | None = instant(default=None)
    closed_by: int | None = ref("operator.id", default=None)
    version: int = 1
    command_id: int | None = None


class RedlineStep(SQLModel, table=True):
    """A step that stands in Redline for a redline, and what it was before, to which a cancel takes it back."""

    __tablename__ = "redline_step"
    __table_args__ = (one_of("former_state", STATES), Index("ix_redline_step_step", "run_step_id"))

    redline_id: int = ref("redline.id", primary_key=True)
    run_step_id: int = ref("run_step.id", primary_key=True)
    former_state: str = text()
    former_reason: str | None = text(default=None)
    former_by: int | None = ref("operator.id", default=None)
    former_at: datetime = instant()


class RedlineChange(SQLModel, table=True):
    """One change of a redline, in its order.

    `key` names the change, and the step that it adds. What it is about is a step of the run, or one that this redline
    adds (`on_key`). `before_id` is the content that its author saw, `content_id` the one that they want. `place` is
    the rest as JSON: where it stands, what it waits on, where and how long it is worked.
    """

    __tablename__ = "redline_change"
    __table_args__ = (
        one_of("kind", CHANGE_KINDS),
        UniqueConstraint("redline_id", "position"),
        UniqueConstraint("redline_id", "key"),
        Index("ix_redline_change_content", "content_id"),
    )

    id: int = primary()
    redline_id: int = ref("redline.id")
    position: int
    key: str = text()
    kind: str = text()
    run_step_id: int | None = ref("run_step.id", default=None)
    on_key: str | None = text(default=None)
    before_id: int | None = ref("step_content.id", default=None)
    content_id: int | None = ref("step_content.id", default=None)
    place: str = text(default="{}")


class RedlineDecision(SQLModel, table=True):
    """One person's answer to a redline; a void one was given to what it said before."""

    __tablename__ = "redline_decision"
    __table_args__ = (
        one_of("decision", ("approved", "rejected")),
        check("reason", "decision = 'approved' OR reason IS NOT NULL"),
        Index("ix_redline_decision_redline", "redline_id"),
    )

    id: int = primary()
    redline_id: int = ref("redline.id")
    operator_id: int = ref("operator.id")
    role_id: int | None = ref("role.id", default=None)
    decision: str = text()
    reason: str | None = text(default=None)
    decided_at: datetime = instant()
    kiosk_id: int = ref("kiosk.id")
    voided_at: datetime | None = instant(default=None)


class RedlineRun(SQLModel, table=True):
    """That a redline was applied to a run: its own, a sibling's, or one that it was merged into."""

    __tablename__ = "redline_run"
    __table_args__ = (Index("ix_redline_run_run", "run_id"),)

    redline_id: int = ref("redline.id", primary_key=True)
    run_id: int = ref("run.id", primary_key=True)
    applied_at: datetime = instant()
    command_id: int = Field(foreign_key="command.id")


class RedlineMerge(SQLModel, table=True):
    """That a redline became part of a procedure revision."""

    __tablename__ = "redline_merge"

    redline_id: int = ref("redline.id", primary_key=True)
    procedure_id: int = ref("procedure.id", primary_key=True)
    merged_at: datetime = instant()
    merged_by: int = ref("operator.id")
