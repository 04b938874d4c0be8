"""Tables of runs: steps and their stored availability, batches, the as-built record."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import Column, Computed, Index, SmallInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from data.models.base import check, instant, one_of, partial, primary, ref, stock, text, texts

STATES: Final = ("Todo", "In Progress", "Hold", "Redline", "Completed", "Failed", "Canceled")
RUN_STATUSES: Final = (
    "Todo", "In Progress", "Hold", "Redline", "Failed", "Canceled", "Complete", "Partial Complete",
)  # fmt: skip
BUCKET_RULE: Final = (
    "CASE WHEN state = 'In Progress' THEN 0"
    " WHEN state = 'Todo' AND waits_on = 0 AND parent_ready THEN 1"
    " WHEN state = 'Todo' THEN 2"
    " WHEN state = 'Completed' THEN 4"
    " WHEN state = 'Canceled' THEN 5"
    " ELSE 3 END"
)
OPEN_RULE: Final = "status NOT IN ('Partial Complete', 'Complete', 'Canceled')"
"""What a run reads that is not done."""
NO_DUE_DATE: Final = "9999-12-31 00:00:00.000000"


class Batch(SQLModel, table=True):
    """A group of runs whose siblings change together; `size` counts them."""

    __tablename__ = "batch"
    __table_args__ = (check("size", "size >= 0"),)

    id: int = primary()
    title: str | None = text(default=None)
    created_at: datetime = instant()
    created_by: int | None = ref("operator.id", default=None)
    dissolved_at: datetime | None = instant(default=None)
    size: int = 0


class Run(SQLModel, table=True):
    """One execution of one procedure revision on one inventory; its status is derived from its steps."""

    __tablename__ = "run"
    __table_args__ = (
        one_of("status", RUN_STATUSES),
        check("priority", "priority BETWEEN 1 AND 5"),
        check(
            "schedule", "scheduled_end IS NULL OR scheduled_start IS NULL OR scheduled_end >= scheduled_start"
        ),
        check("progress", "steps_done BETWEEN 0 AND steps_counted"),
        Index("ix_run_inventory", "inventory_id"),
        Index("ix_run_procedure", "procedure_id"),
        Index("ix_run_batch", "batch_id", "id"),
        Index("ix_run_status", "status", "priority", "due_sort", "id"),
        Index("ix_run_priority", "priority", "due_sort", "id"),
        Index("ix_run_due", "due_sort", "priority", "id"),
        Index("ix_run_title", "title", "id"),
        partial("ix_run_open", "priority", "due_sort", "id", where=OPEN_RULE),
        Index("ix_run_operator", "operator_id"),
    )

    id: int = primary()
    title: str = text()
    procedure_id: int = ref("procedure.id")
    inventory_id: int = ref("inventory.id")
    batch_id: int | None = ref("batch.id", default=None)
    operator_id: int | None = ref("operator.id", default=None)
    work_center_id: int | None = ref("location.id", default=None)
    priority: int = 3
    due_at: datetime | None = instant(default=None)
    due_sort: datetime = instant()
    scheduled_start: datetime | None = instant(default=None)
    scheduled_end: datetime | None = instant(default=None)
    created_at: datetime = instant()
    created_by: int | None = ref("operator.id", default=None)
    started_at: datetime | None = instant(default=None)
    closed_at: datetime | None = instant(default=None)
    status: str = text(default="Todo")
    steps_counted: int = 0
    steps_done: int = 0
    version: int = 1
    command_id: int | None = None


class RunStep(SQLModel, table=True):
    """One step of a run.

    `waits_on` (how many upstream steps gate it), `parent_ready` and, from them, `bucket` are kept by the
    transaction that changes what they depend on. `priority`, `due_sort` and `batch_id` repeat the run's, so that
    a work center's queue and a batch's siblings are one index range each. `stands_for` is how many siblings in the
    same state the step's row in the queue stands for: 1 for itself, 0 where another one stands for it.
    `canceled_with` names the step whose cancel took this one along; restoring that step brings it back. A step
    that a redline has `removed` is Canceled for good, and no run reads Partial Complete for it. `command_id` is the
    last command that touched the row: what a command changed is found again by it.
    """

    __tablename__ = "run_step"
    __table_args__ = (
        one_of("state", STATES),
        one_of("former_state", STATES),
        check("waits_on", "waits_on >= 0"),
        check("stands_for", "stands_for >= 0"),
        check("attempt", "attempt >= 1"),
        check("depth", "depth BETWEEN 0 AND 4"),
        check("started", "state NOT IN ('In Progress', 'Completed') OR started_at IS NOT NULL"),
        check("canceled", "canceled_with IS NULL OR state = 'Canceled'"),
        check("removed", "NOT removed OR state = 'Canceled'"),
        check("completed", "(state = 'Completed') = (completed_at IS NOT NULL)"),
        UniqueConstraint("run_id", "ordinal"),
        partial("ix_run_step_queue", "work_center_id", "bucket", "priority", "due_sort", "run_id", "ordinal",
                where="stands_for > 0"),
        partial("ix_run_step_done", "work_center_id", "completed_at",
                where="completed_at IS NOT NULL AND stands_for > 0"),
        partial("ix_run_step_siblings", "batch_id", "sibling_key", where="batch_id IS NOT NULL"),
        partial("ix_run_step_parent", "parent_id", where="parent_id IS NOT NULL"),
        Index("ix_run_step_command", "command_id"),
        Index("ix_run_step_origin", "origin"),
    )  # fmt: skip

    id: int = primary()
    run_id: int = ref("run.id")
    parent_id: int | None = ref("run_step.id", default=None)
    origin: str = text()
    content_id: int = ref("step_content.id")
    sibling_key: str | None = text(default=None)
    ordinal: int
    position: int
    depth: int = 0
    number: str = text()
    work_center_id: int | None = ref("location.id", default=None)
    lead_time_seconds: int | None = None
    optional: bool = False
    is_outside: bool = False
    purchase_order_line_id: int | None = ref("purchase_order_line.id", default=None)
    batch_id: int | None = ref("batch.id", default=None)
    priority: int = 3
    due_sort: datetime = instant()
    scheduled_start: datetime | None = instant(default=None)
    scheduled_end: datetime | None = instant(default=None)
    state: str = text(default="Todo")
    former_state: str = text(default="Todo")
    state_reason: str | None = text(default=None)
    state_by: int | None = ref("operator.id", default=None)
    state_at: datetime = instant()
    canceled_with: int | None = ref("run_step.id", default=None)
    removed: bool = False
    attempt: int = 1
    waits_on: int = 0
    parent_ready: bool = True
    stands_for: int = 1
    bucket: int = Field(
        default=None,
        sa_column=Column("bucket", SmallInteger, Computed(BUCKET_RULE, persisted=True), nullable=False),
    )
    started_at: datetime | None = instant(default=None)
    completed_at: datetime | None = instant(default=None)
    version: int = 1
    command_id: int | None = None


class RunStepEdge(SQLModel, table=True):
    """That a run step waits on another one.

    `declared` edges come from the procedure and its redlines. `effective` ones gate: where a step is canceled,
    what it waited on stands in for it.
    """

    __tablename__ = "run_step_edge"
    __table_args__ = (check("self", "step_id <> upstream_id"), check("some_use", "declared OR effective"))

    step_id: int = ref("run_step.id", primary_key=True)
    upstream_id: int = ref("run_step.id", primary_key=True, index=True)
    declared: bool = True
    effective: bool = True


class BuildRequirement(SQLModel, table=True):
    """A line of the as-built BOM: what is to be installed at a step, or on the run itself.

    One that a redline has `withdrawn` stays, with what was installed in it and taken out again.
    """

    __tablename__ = "build_requirement"
    __table_args__ = (
        check("quantity", "quantity > 0"),
        check("installed", "installed BETWEEN 0 AND quantity"),
        check("withdrawn", "NOT withdrawn OR installed = 0"),
        Index("ix_build_requirement_run", "run_id", "run_step_id"),
        Index("ix_build_requirement_step", "run_step_id"),
    )

    id: int = primary()
    run_id: int = ref("run.id")
    run_step_id: int | None = ref("run_step.id", default=None)
    part_id: int = ref("part.id")
    quantity: Decimal = stock()
    installed: Decimal = stock(default=Decimal(0))
    reference_designators: tuple[str, ...] = texts(default=())
    position: int = 0
    excepted_by_issue_id: int | None = ref("issue.id", default=None)
    withdrawn: bool = False


class RequirementSubstitute(SQLModel, table=True):
    """A part that may be installed in a requirement's place."""

    __tablename__ = "requirement_substitute"

    requirement_id: int = ref("build_requirement.id", primary_key=True)
    part_id: int = ref("part.id", primary_key=True)


class Installation(SQLModel, table=True):
    """What was installed in a requirement; taking it out again keeps the row."""

    __tablename__ = "installation"
    __table_args__ = (
        check("quantity", "quantity > 0"),
        check("removed", "(removed_at IS NULL) = (removed_by IS NULL)"),
        Index("ix_installation_requirement", "requirement_id"),
        partial("uq_installation_inventory", "inventory_id", unique=True, where="removed_at IS NULL"),
    )  # fmt: skip

    id: int = primary()
    requirement_id: int = ref("build_requirement.id")
    inventory_id: int = ref("inventory.id")
    quantity: Decimal = stock()
    installed_at: datetime = instant()
    installed_by: int = ref("operator.id")
    removed_at: datetime | None = instant(default=None)
    removed_by: int | None = ref("operator.id", default=None)


class ApprovalGate(SQLModel, table=True):
    """A gate of a run step: so many people of a role approve before it completes."""

    __tablename__ = "approval_gate"
    __table_args__ = (check("needed", "needed > 0"), UniqueConstraint("run_step_id", "role_id"))

    id: int = primary()
    run_step_id: int = ref("run_step.id")
    role_id: int = ref("role.id", index=True)
    needed: int = 1


class Approval(SQLModel, table=True):
    """One person's answer at a gate, in one attempt of the step."""

    __tablename__ = "approval"
    __table_args__ = (
        one_of("decision", ("approved", "rejected")),
        check("reason", "decision = 'approved' OR reason IS NOT NULL"),
        partial("uq_approval_person", "gate_id", "attempt", "operator_id", unique=True, where="voided_at IS NULL"),
    )  # fmt: skip

    id: int = primary()
    gate_id: int = ref("approval_gate.id")
    attempt: int
    operator_id: int = ref("operator.id")
    decision: str = text()
    reason: str | None = text(default=None)
    decided_at: datetime = instant()
    kiosk_id: int = ref("kiosk.id")
    voided_at: datetime | None = instant(default=None)


class OutsideShipment(SQLModel, table=True):
    """Units of an outside-process step sent to the supplier of its purchase order line."""

    __tablename__ = "outside_shipment"
    __table_args__ = (
        check("quantity", "quantity > 0"),
        Index("ix_outside_shipment_step", "run_step_id"),
        Index("ix_outside_shipment_line", "purchase_order_line_id"),
    )

    id: int = primary()
    run_step_id: int = ref("run_step.id")
    purchase_order_line_id: int = ref("purchase_order_line.id")
    quantity: Decimal = stock()
    sent_at: datetime = instant()
    sent_by: int = ref("operator.id")


class OutsideReceipt(SQLModel, table=True):
    """Units of an outside-process step received back into the run, in one attempt."""

    __tablename__ = "outside_receipt"
    __table_args__ = (check("quantity", "quantity > 0"), Index("ix_outside_receipt_step", "run_step_id"))

    id: int = primary()
    run_step_id: int = ref("run_step.id")
    attempt: int
    quantity: Decimal = stock()
    received_at: datetime = instant()
    received_by: int = ref("operator.id")
