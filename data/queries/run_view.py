"""A run as a whole: assignment, schedule, parts of all its steps, attributes, and its history a page at a time."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection, and_, bindparam, select

from data.ids import AnyRow, id_list, within
from data.models import AttributeKind, AttributeValue, Command, History, Kiosk, table
from data.queries.steps import CONTENT, LOCATION, NEED, NEEDS, OPERATOR, RUN, STEP, installed_in
from data.rows.run_view import RunFacts, RunPartRow

_KIND: Final = table(AttributeKind)
_VALUE: Final = table(AttributeValue)
_HISTORY: Final = table(History)
_COMMAND: Final = table(Command)
_KIOSK: Final = table(Kiosk)
_MAKER: Final = OPERATOR.alias("maker")

_FACTS: Final = (
    select(
        OPERATOR.c.name,
        LOCATION.c.code + " " + LOCATION.c.name,
        RUN.c.scheduled_start,
        RUN.c.scheduled_end,
        RUN.c.created_at,
        _MAKER.c.name,
        RUN.c.started_at,
    )
    .select_from(
        RUN.outerjoin(OPERATOR, OPERATOR.c.id == RUN.c.operator_id)
        .outerjoin(_MAKER, _MAKER.c.id == RUN.c.created_by)
        .outerjoin(LOCATION, LOCATION.c.id == RUN.c.work_center_id)
    )
    .where(RUN.c.id == bindparam("run"))
)
_PARTS: Final = (
    NEEDS.add_columns(NEED.c.run_step_id, STEP.c.number.label("step"))
    .outerjoin(STEP, STEP.c.id == NEED.c.run_step_id)
    .where(NEED.c.run_id == bindparam("run"))
    .order_by(None)
    .order_by(STEP.c.ordinal.is_not(None), STEP.c.ordinal, NEED.c.position, NEED.c.id)
)
_ATTRIBUTES: Final = (
    select(_KIND.c.name, _KIND.c.type, _VALUE.c.value)
    .outerjoin(_VALUE, and_(_VALUE.c.kind_id == _KIND.c.id, _VALUE.c.run_id == bindparam("run")))
    .where(_KIND.c.scope == "run")
    .order_by(_KIND.c.name)
)
_ENTRIES: Final = (
    select(
        _HISTORY.c.id,
        _COMMAND.c.said_at,
        _COMMAND.c.operator_label,
        _KIOSK.c.name.label("kiosk"),
        _COMMAND.c.reason,
        _HISTORY.c.action,
        _HISTORY.c.target,
        _HISTORY.c.label,
        _HISTORY.c.before,
        _HISTORY.c.after,
        STEP.c.number,
        CONTENT.c.title,
    )
    .select_from(
        _HISTORY.join(_COMMAND, _COMMAND.c.id == _HISTORY.c.command_id)
        .join(_KIOSK, _KIOSK.c.id == _COMMAND.c.kiosk_id)
        .outerjoin(STEP, STEP.c.id == _HISTORY.c.run_step_id)
        .outerjoin(CONTENT, CONTENT.c.id == STEP.c.content_id)
    )
    .where(_HISTORY.c.run_id == bindparam("run"))
    .order_by(_HISTORY.c.id.desc())
    .limit(bindparam("limit"))
)

_PEOPLE: Final = select(OPERATOR.c.id, OPERATOR.c.name).where(within(OPERATOR.c.id))
_PLACES: Final = select(LOCATION.c.id, LOCATION.c.name).where(within(LOCATION.c.id))


def facts(tx: Connection, run_id: int) -> RunFacts | None:
    """Assignment, schedule and dates of a run."""
    row = tx.execute(_FACTS, {"run": run_id}).first()
    return None if row is None else RunFacts(*row)


def parts(tx: Connection, run_id: int) -> tuple[RunPartRow, ...]:
    """The requirements of a run: those on itself, then its steps' in order, with what is installed."""
    needs = list(tx.execute(_PARTS, {"run": run_id}))
    return tuple(
        RunPartRow(need.run_step_id, need.step or "", requirement)
        for need, requirement in zip(needs, installed_in(tx, needs), strict=True)
    )


def attributes(tx: Connection, run_id: int) -> list[AnyRow]:
    """The site's attributes of runs, with their values on this one."""
    return list(tx.execute(_ATTRIBUTES, {"run": run_id}))


def entries(tx: Connection, run_id: int, limit: int) -> list[AnyRow]:
    """The newest entries of a run's history."""
    return list(tx.execute(_ENTRIES, {"run": run_id, "limit": limit}))


def people_named(tx: Connection, ids: Collection[int]) -> list[tuple[int, str]]:
    """What these people are called."""
    return [(row.id, row.name) for row in tx.execute(_PEOPLE, {"ids": id_list(ids)})] if ids else []


def places_named(tx: Connection, ids: Collection[int]) -> list[tuple[int, str]]:
    """What these places are called."""
    return [(row.id, row.name) for row in tx.execute(_PLACES, {"ids": id_list(ids)})] if ids else []
