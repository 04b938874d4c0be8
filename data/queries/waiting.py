"""What waits for somebody's approval, across the floor."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, bindparam, exists, func, select

from data.models import (
    Approval,
    ApprovalGate,
    Location,
    OperatorRole,
    Role,
    Run,
    RunStep,
    StepContent,
    table,
)
from data.rows.work import ApprovalRow

_STEP: Final = table(RunStep)
_RUN: Final = table(Run)
_CONTENT: Final = table(StepContent)
_GATE: Final = table(ApprovalGate)
_APPROVAL: Final = table(Approval)
_ROLE: Final = table(Role)
_HOLDS: Final = table(OperatorRole)
_LOCATION: Final = table(Location)

_DECIDED: Final = exists().where(
    _APPROVAL.c.gate_id == _GATE.c.id,
    _APPROVAL.c.operator_id == bindparam("who"),
    _APPROVAL.c.attempt == _STEP.c.attempt,
    _APPROVAL.c.decision == "approved",
    _APPROVAL.c.voided_at.is_(None),
)
_APPROVED: Final = (
    select(func.count())
    .where(
        _APPROVAL.c.gate_id == _GATE.c.id,
        _APPROVAL.c.attempt == _STEP.c.attempt,
        _APPROVAL.c.decision == "approved",
        _APPROVAL.c.voided_at.is_(None),
    )
    .correlate(_GATE, _STEP)
    .scalar_subquery()
)
_FOR_ME: Final = (
    select(
        _GATE.c.id,
        _STEP.c.id.label("step_id"),
        _STEP.c.run_id,
        _STEP.c.number,
        _CONTENT.c.title,
        _RUN.c.title.label("run_title"),
        _ROLE.c.name.label("role"),
        _APPROVED.label("approved"),
        _GATE.c.needed,
        _LOCATION.c.code.label("work_center"),
        _STEP.c.state_at,
    )
    .select_from(
        _GATE.join(_HOLDS, _HOLDS.c.role_id == _GATE.c.role_id)
        .join(_ROLE, _ROLE.c.id == _GATE.c.role_id)
        .join(_STEP, _STEP.c.id == _GATE.c.run_step_id)
        .join(_RUN, _RUN.c.id == _STEP.c.run_id)
        .join(_CONTENT, _CONTENT.c.id == _STEP.c.content_id)
        .outerjoin(_LOCATION, _LOCATION.c.id == _STEP.c.work_center_id)
    )
    .where(
        _HOLDS.c.operator_id == bindparam("who"),
        _STEP.c.state == "In Progress",
        _GATE.c.needed > _APPROVED,
        ~_DECIDED,
    )
    .order_by(_STEP.c.priority, _STEP.c.due_sort, _STEP.c.run_id, _STEP.c.ordinal)
    .limit(200)
)


def waiting_for(tx: Connection, operator_id: int) -> list[ApprovalRow]:
    """The gates at which a role of this person is asked for, on steps in progress, the most urgent first."""
    return [
        ApprovalRow(
            gate_id=row.id,
            step_id=row.step_id,
            run_id=row.run_id,
            number=row.number,
            title=row.title,
            run_title=row.run_title,
            role=row.role,
            approved=row.approved,
            needed=row.needed,
            work_center=row.work_center,
            since=row.state_at,
        )
        for row in tx.execute(_FOR_ME, {"who": operator_id})
    ]
