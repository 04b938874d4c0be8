"""Redlines as lists show them, with what was decided on each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, func, or_, select

from data.ids import id_list, within
from data.models import (
    Batch,
    Issue,
    Kiosk,
    Operator,
    Procedure,
    Redline,
    RedlineChange,
    RedlineDecision,
    RedlineMerge,
    RedlineRun,
    RedlineStep,
    Role,
    Run,
    RunStep,
    Site,
    StepContent,
    table,
)
from data.rows.redlines import DecisionRow, RedlineRow

_REDLINE: Final = table(Redline)
_CHANGE: Final = table(RedlineChange)
_UNDER: Final = table(RedlineStep)
_DECISION: Final = table(RedlineDecision)
_APPLIED: Final = table(RedlineRun)
_MERGE: Final = table(RedlineMerge)
_RUN: Final = table(Run)
_STEP: Final = table(RunStep)
_CONTENT: Final = table(StepContent)
_BATCH: Final = table(Batch)
_ISSUE: Final = table(Issue)
_OPERATOR: Final = table(Operator)
_ROLE: Final = table(Role)
_KIOSK: Final = table(Kiosk)
_PROCEDURE: Final = table(Procedure)
_SITE: Final = table(Site)

_CHANGES: Final = (
    select(func.count())
    .select_from(_CHANGE)
    .where(_CHANGE.c.redline_id == _REDLINE.c.id)
    .scalar_subquery()
    .label("changes")
)
_RUNS: Final = (
    select(func.count())
    .select_from(_APPLIED)
    .where(_APPLIED.c.redline_id == _REDLINE.c.id)
    .scalar_subquery()
    .label("applied")
)
_ROWS: Final = select(
    _REDLINE,
    _RUN.c.title.label("run_title"),
    _RUN.c.batch_id,
    _BATCH.c.title.label("batch_title"),
    _OPERATOR.c.name.label("author"),
    _ISSUE.c.title.label("issue"),
    _CHANGES,
    _RUNS,
).select_from(
    _REDLINE.join(_RUN, _RUN.c.id == _REDLINE.c.run_id)
    .join(_OPERATOR, _OPERATOR.c.id == _REDLINE.c.author_id)
    .outerjoin(_BATCH, _BATCH.c.id == _RUN.c.batch_id)
    .outerjoin(_ISSUE, _ISSUE.c.id == _REDLINE.c.issue_id)
)
_OF_RUN: Final = _ROWS.where(
    or_(
        _REDLINE.c.run_id == bindparam("run"),
        _REDLINE.c.id.in_(select(_APPLIED.c.redline_id).where(_APPLIED.c.run_id == bindparam("run"))),
    )
).order_by(_REDLINE.c.id.desc())
_IN_REVIEW: Final = _ROWS.where(
    _REDLINE.c.closed_at.is_(None), _REDLINE.c.state == "in review"
).order_by(_REDLINE.c.submitted_at, _REDLINE.c.id)  # fmt: skip
_THESE: Final = _ROWS.where(within(_REDLINE.c.id)).order_by(_REDLINE.c.id)
_ON_STEP: Final = _ROWS.where(
    _REDLINE.c.closed_at.is_(None),
    _REDLINE.c.id.in_(select(_UNDER.c.redline_id).where(_UNDER.c.run_step_id == bindparam("step"))),
).order_by(_REDLINE.c.id)
_STEPS: Final = (
    select(_UNDER.c.redline_id, _STEP.c.number, _CONTENT.c.title)
    .select_from(
        _UNDER.join(_STEP, _STEP.c.id == _UNDER.c.run_step_id).join(
            _CONTENT, _CONTENT.c.id == _STEP.c.content_id
        )
    )
    .where(within(_UNDER.c.redline_id))
    .order_by(_UNDER.c.redline_id, _STEP.c.ordinal)
)
_DECISIONS: Final = (
    select(
        _DECISION.c.redline_id,
        _OPERATOR.c.name,
        _ROLE.c.name.label("role"),
        _DECISION.c.decision,
        _DECISION.c.reason,
        _DECISION.c.decided_at,
        _KIOSK.c.name.label("kiosk"),
        _DECISION.c.voided_at.is_not(None).label("void"),
    )
    .select_from(
        _DECISION.join(_OPERATOR, _OPERATOR.c.id == _DECISION.c.operator_id)
        .join(_KIOSK, _KIOSK.c.id == _DECISION.c.kiosk_id)
        .outerjoin(_ROLE, _ROLE.c.id == _DECISION.c.role_id)
    )
    .where(within(_DECISION.c.redline_id))
    .order_by(_DECISION.c.redline_id, _DECISION.c.id)
)
_MERGES: Final = (
    select(_MERGE.c.redline_id, _PROCEDURE.c.code, _PROCEDURE.c.revision)
    .join(_PROCEDURE, _PROCEDURE.c.id == _MERGE.c.procedure_id)
    .where(within(_MERGE.c.redline_id))
    .order_by(_MERGE.c.redline_id, _PROCEDURE.c.id)
)
_WANTED: Final = select(_SITE.c.redline_approved_by)

_OWN: Final = _STEP.alias("own")
_RIVALS: Final = (
    select(_REDLINE.c.id, _STEP.c.id.label("step_id"))
    .select_from(
        _OWN.join(
            _STEP,
            and_(
                _STEP.c.batch_id == _OWN.c.batch_id,
                _STEP.c.sibling_key == _OWN.c.sibling_key,
                _STEP.c.run_id != _OWN.c.run_id,
            ),
        )
        .join(_UNDER, _UNDER.c.run_step_id == _STEP.c.id)
        .join(_REDLINE, _REDLINE.c.id == _UNDER.c.redline_id)
    )
    .where(_OWN.c.id == bindparam("step"), _REDLINE.c.closed_at.is_(None))
    .order_by(_REDLINE.c.id)
)


def redlines_of_run(tx: Connection, run_id: int) -> tuple[RedlineRow, ...]:
    """The redlines that were made on a run, or applied to it; the newest first."""
    return _made(tx, tx.execute(_OF_RUN, {"run": run_id}).all())


def redlines_in_review(tx: Connection) -> tuple[RedlineRow, ...]:
    """The redlines that wait for approval, the oldest first."""
    return _made(tx, tx.execute(_IN_REVIEW).all())


def redlines_on_step(tx: Connection, step_id: int) -> tuple[RedlineRow, ...]:
    """The redlines for which a step stands in Redline."""
    return _made(tx, tx.execute(_ON_STEP, {"step": step_id}).all())


def redlines_with(tx: Connection, ids: Sequence[int]) -> tuple[RedlineRow, ...]:
    """The redlines with these ids, in id order."""
    return _made(tx, tx.execute(_THESE, {"ids": id_list(ids)}).all())


def rivals_of(tx: Connection, step_id: int) -> list[int]:
    """The open redlines that are about the siblings of a step."""
    return list(dict.fromkeys(row.id for row in tx.execute(_RIVALS, {"step": step_id})))


def _made(tx: Connection, rows: Sequence[Any]) -> tuple[RedlineRow, ...]:
    if not rows:
        return ()
    asked = {"ids": id_list(row.id for row in rows)}
    steps: dict[int, list[str]] = {}
    for redline_id, number, title in tx.execute(_STEPS, asked):
        steps.setdefault(redline_id, []).append(f"{number} {title}")
    decisions: dict[int, list[DecisionRow]] = {}
    for redline_id, *told in tx.execute(_DECISIONS, asked):
        decisions.setdefault(redline_id, []).append(DecisionRow(*told))
    merged: dict[int, list[str]] = {}
    for redline_id, code, revision in tx.execute(_MERGES, asked):
        merged.setdefault(redline_id, []).append(f"{code} {revision}")
    wanted: tuple[str, ...] = tx.execute(_WANTED).scalar() or ()
    return tuple(
        _row(row, wanted, steps.get(row.id, ()), decisions.get(row.id, ()), merged.get(row.id, ()))
        for row in rows
    )


def _row(
    row: Any,
    wanted: Sequence[str],
    steps: Sequence[str],
    decisions: Sequence[DecisionRow],
    merged: Sequence[str],
) -> RedlineRow:
    standing = [one for one in decisions if not one.void]
    approved = {one.role for one in standing if one.decision == "approved"}
    is_open = row.closed_at is None
    return RedlineRow(
        id=row.id,
        run_id=row.run_id,
        run_title=row.run_title,
        batch_id=row.batch_id,
        batch_title=row.batch_title,
        author_id=row.author_id,
        author=row.author,
        reason=row.reason,
        state=row.state,
        rejected=row.state == "open" and bool(standing) and standing[-1].decision == "rejected",
        issue_id=row.issue_id,
        issue=row.issue,
        built_on_id=row.built_on_id,
        opened_at=row.opened_at,
        submitted_at=row.submitted_at,
        closed_at=row.closed_at,
        version=row.version,
        changes=row.changes,
        steps=tuple(steps),
        decisions=tuple(decisions),
        missing=tuple(role for role in wanted if role not in approved) if is_open else (),
        applied=row.applied,
        merged=tuple(merged),
    )
