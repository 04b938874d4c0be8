"""Reads about the site: setup, operators, work centers, procedures, runs, history."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, literal, or_, select

from data.ids import AnyRow
from data.models import (
    Command,
    History,
    Kiosk,
    Location,
    Operator,
    OperatorRole,
    Part,
    Procedure,
    ProcedureStep,
    Role,
    RolePermission,
    Run,
    RunStep,
    Site,
    StepContent,
    table,
)
from data.queries.queue import like_text
from data.queries.steps import RUN_COLUMNS, RUN_FROM
from data.rows.site import HistoryRow, OperatorRow, ProcedureRow, ProcedureStepRow, SetupRow, WorkCenterRow

_SITE: Final = table(Site)
_OPERATOR: Final = table(Operator)
_HOLDS: Final = table(OperatorRole)
_ROLE: Final = table(Role)
_GRANTS: Final = table(RolePermission)
_LOCATION: Final = table(Location)
_STEP: Final = table(RunStep)
_RUN: Final = table(Run)
_KIOSK: Final = table(Kiosk)
_COMMAND: Final = table(Command)
_HISTORY: Final = table(History)
_PROCEDURE: Final = table(Procedure)
_SOURCE: Final = table(ProcedureStep)
_CONTENT: Final = table(StepContent)
_PART: Final = table(Part)

_SETUP: Final = select(
    select(_SITE.c.name).scalar_subquery(),
    select(func.count()).select_from(_OPERATOR).scalar_subquery(),
    select(func.count()).select_from(_LOCATION).where(_LOCATION.c.is_work_center).scalar_subquery(),
    select(func.count()).select_from(select(_RUN.c.id).limit(1).subquery()).scalar_subquery(),
)
_OPERATORS: Final = (
    select(
        _OPERATOR.c.id,
        _OPERATOR.c.code,
        _OPERATOR.c.name,
        _OPERATOR.c.badge,
        _OPERATOR.c.active,
        _OPERATOR.c.pin_hash.is_not(None).label("has_pin"),
        _ROLE.c.name.label("role"),
        _GRANTS.c.permission,
    )
    .select_from(
        _OPERATOR.outerjoin(_HOLDS, _HOLDS.c.operator_id == _OPERATOR.c.id)
        .outerjoin(_ROLE, _ROLE.c.id == _HOLDS.c.role_id)
        .outerjoin(_GRANTS, _GRANTS.c.role_id == _ROLE.c.id)
    )
    .order_by(_OPERATOR.c.code, _ROLE.c.name)
)
_ONE_OPERATOR: Final = _OPERATORS.where(_OPERATOR.c.id == bindparam("operator"))
_BADGE: Final = _OPERATORS.where(_OPERATOR.c.badge == bindparam("badge"))


def _number(bucket: int) -> Any:
    return (
        select(func.count())
        .where(_STEP.c.work_center_id == _LOCATION.c.id, _STEP.c.bucket == bucket)
        .correlate(_LOCATION)
        .scalar_subquery()
    )


_WORK_CENTERS: Final = (
    select(_LOCATION.c.id, _LOCATION.c.code, _LOCATION.c.name, _LOCATION.c.parent_id, _number(0), _number(1))
    .where(_LOCATION.c.is_work_center)
    .order_by(_LOCATION.c.code)
)
_PLACES: Final = select(_LOCATION.c.id, _LOCATION.c.parent_id, _LOCATION.c.name)
_RUNS: Final = select(*RUN_COLUMNS).select_from(RUN_FROM)
_PROCEDURES: Final = (
    select(
        _PROCEDURE.c.id,
        _PROCEDURE.c.code,
        _PROCEDURE.c.revision,
        _PROCEDURE.c.title,
        _PROCEDURE.c.kind,
        _PROCEDURE.c.status,
        _PART.c.number.label("part"),
        select(func.count())
        .where(_SOURCE.c.procedure_id == _PROCEDURE.c.id)
        .scalar_subquery()
        .label("steps"),
        select(func.count()).where(_RUN.c.procedure_id == _PROCEDURE.c.id).scalar_subquery().label("runs"),
    )
    .select_from(_PROCEDURE.outerjoin(_PART, _PART.c.id == _PROCEDURE.c.part_id))
    .order_by(_PROCEDURE.c.code, _PROCEDURE.c.revision)
)
_PROCEDURE_STEPS: Final = (
    select(
        _SOURCE.c.number,
        _SOURCE.c.depth,
        _CONTENT.c.title,
        _CONTENT.c.type,
        _SOURCE.c.optional,
        _SOURCE.c.is_outside,
        _LOCATION.c.code.label("work_center"),
        _SOURCE.c.lead_time_seconds,
    )
    .select_from(
        _SOURCE.join(_CONTENT, _CONTENT.c.id == _SOURCE.c.content_id).outerjoin(
            _LOCATION, _LOCATION.c.id == _SOURCE.c.work_center_id
        )
    )
    .where(_SOURCE.c.procedure_id == bindparam("procedure"))
    .order_by(_SOURCE.c.ordinal)
)
_ENTRIES: Final = (
    select(
        _HISTORY.c.id,
        _HISTORY.c.command_id,
        _COMMAND.c.said_at,
        _KIOSK.c.name,
        _COMMAND.c.operator_label,
        _COMMAND.c.verb,
        _COMMAND.c.reason,
        _HISTORY.c.action,
        _HISTORY.c.target,
        _HISTORY.c.target_id,
        _HISTORY.c.label,
        _HISTORY.c.before,
        _HISTORY.c.after,
    )
    .select_from(
        _HISTORY.join(_COMMAND, _COMMAND.c.id == _HISTORY.c.command_id).join(
            _KIOSK, _KIOSK.c.id == _COMMAND.c.kiosk_id
        )
    )
    .order_by(_HISTORY.c.id.desc())
)


def setup(tx: Connection) -> SetupRow:
    """How far the store is set up."""
    name, operators, work_centers, runs = tx.execute(_SETUP).one()
    return SetupRow(name, operators, work_centers, runs, is_demo=False)


def _as_operators(rows: list[AnyRow]) -> list[OperatorRow]:
    found: dict[int, tuple[AnyRow, set[str], set[str]]] = {}
    for row in rows:
        _, roles, permissions = found.setdefault(row.id, (row, set(), set()))
        if row.role is not None:
            roles.add(row.role)
        if row.permission is not None:
            permissions.add(row.permission)
    return [
        OperatorRow(
            row.id,
            row.code,
            row.name,
            row.badge,
            bool(row.active),
            bool(row.has_pin),
            tuple(sorted(roles)),
            frozenset(permissions),
        )
        for row, roles, permissions in found.values()
    ]


def operators(tx: Connection) -> list[OperatorRow]:
    """Everybody, by ID."""
    return _as_operators(list(tx.execute(_OPERATORS)))


def operator(tx: Connection, operator_id: int) -> OperatorRow | None:
    """One person."""
    return next(iter(_as_operators(list(tx.execute(_ONE_OPERATOR, {"operator": operator_id})))), None)


def operator_with_badge(tx: Connection, badge: str) -> OperatorRow | None:
    """Whose badge this is."""
    return next(iter(_as_operators(list(tx.execute(_BADGE, {"badge": badge})))), None)


def work_centers(tx: Connection) -> list[WorkCenterRow]:
    """All work centers, by code, with the path of places above each."""
    places = {row.id: row for row in tx.execute(_PLACES)}
    found = []
    for place_id, code, name, parent_id, in_progress, available in tx.execute(_WORK_CENTERS):
        above: list[str] = []
        at = parent_id
        while at is not None and at in places and len(above) < len(places):
            above.insert(0, places[at].name)
            at = places[at].parent_id
        found.append(WorkCenterRow(place_id, code, name, " / ".join(above), in_progress, available))
    return found


def procedures(tx: Connection) -> list[ProcedureRow]:
    """All procedure revisions, by code and revision."""
    return [ProcedureRow(*tuple(row)) for row in tx.execute(_PROCEDURES)]


def procedure_steps(tx: Connection, procedure_id: int) -> list[ProcedureStepRow]:
    """The steps of a procedure revision, in order."""
    return [
        ProcedureStepRow(*tuple(row)) for row in tx.execute(_PROCEDURE_STEPS, {"procedure": procedure_id})
    ]


def runs(tx: Connection, *, limit: int, before: int | None, search: str, status: str | None) -> list[AnyRow]:
    """Runs, newest first: a page below the id `before`."""
    statement = _RUNS.order_by(_RUN.c.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(_RUN.c.id < before)
    if status is not None:
        statement = statement.where(_RUN.c.status == status)
    if search:
        words = f"%{like_text(search.lower())}%"
        statement = statement.where(
            or_(func.lower(_RUN.c.title).like(words, escape="\\"), literal(value=False))
        )
    return list(tx.execute(statement))


def history(
    tx: Connection,
    *,
    limit: int,
    run_id: int | None = None,
    step_id: int | None = None,
    before: int | None = None,
) -> list[HistoryRow]:
    """History entries, newest first: of a run, of a step, or of everything; a page below the id `before`."""
    statement = _ENTRIES.limit(limit)
    if run_id is not None:
        statement = statement.where(_HISTORY.c.run_id == run_id)
    if step_id is not None:
        statement = statement.where(_HISTORY.c.run_step_id == step_id)
    if before is not None:
        statement = statement.where(_HISTORY.c.id < before)
    return [HistoryRow(*tuple(row)) for row in tx.execute(statement)]
