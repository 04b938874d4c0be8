"""Issues that are not resolved."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, bindparam, exists, or_, select

from data.models import Issue, IssueUnit, Run, RunStep, StepContent, table
from data.rows.issues import IssueRow

_ISSUE: Final = table(Issue)
_UNIT: Final = table(IssueUnit)
_STEP: Final = table(RunStep)
_CONTENT: Final = table(StepContent)
_RUN: Final = table(Run)

_OF_RUN: Final = (
    select(_ISSUE.c.id, _ISSUE.c.title, _ISSUE.c.state, _STEP.c.number, _CONTENT.c.title.label("step"))
    .select_from(
        _ISSUE.outerjoin(_STEP, _STEP.c.id == _ISSUE.c.run_step_id).outerjoin(
            _CONTENT, _CONTENT.c.id == _STEP.c.content_id
        )
    )
    .where(
        _ISSUE.c.state != "resolved",
        or_(
            _STEP.c.run_id == bindparam("run"),
            exists().where(
                _UNIT.c.issue_id == _ISSUE.c.id,
                _UNIT.c.inventory_id == _RUN.c.inventory_id,
                _RUN.c.id == bindparam("run"),
            ),
        ),
    )
    .order_by(_ISSUE.c.id.desc())
    .limit(200)
)


def open_issues(tx: Connection, run_id: int) -> tuple[IssueRow, ...]:
    """The issues on a run's unit or steps that are not resolved, the newest first."""
    return tuple(
        IssueRow(row.id, row.title, row.state, f"{row.number} {row.step}" if row.number is not None else "")
        for row in tx.execute(_OF_RUN, {"run": run_id})
    )
