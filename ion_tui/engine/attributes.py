"""Custom attributes of runs and run steps: typed by the site, set by whoever may, kept in the history.

A procedure's are what its revision says; a run takes over those that it has too when it is started.
"""

from __future__ import annotations

from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, select, update

from data.models import AttributeKind, AttributeValue, Run, RunStep, table
from data.queries.attributes import read_attributes
from data.rows.work import AttributeRow
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.commands import SetAttribute
from ion_tui.engine.context import Context
from ion_tui.engine.handling import NO_PLAN, Applied, Handler, Judged, Plain
from ion_tui.engine.values import Accepted, FieldSpec, accept, shown_value
from ion_tui.engine.words import AttributeScope, FieldType

_KIND: Final = table(AttributeKind)
_VALUE: Final = table(AttributeValue)
_RUN: Final = table(Run)
_STEP: Final = table(RunStep)

_FIND_KIND: Final = select(_KIND.c.id, _KIND.c.type, _KIND.c.options).where(
    _KIND.c.name == bindparam("name"), _KIND.c.scope == bindparam("scope")
)
_FIND_RUN: Final = select(_RUN.c.title, _RUN.c.closed_at).where(_RUN.c.id == bindparam("run"))
_FIND_STEP: Final = select(_STEP.c.run_id).where(_STEP.c.id == bindparam("step"))
_HELD: Final = select(_VALUE.c.id, _VALUE.c.value).where(_VALUE.c.kind_id == bindparam("kind"))
_HELD_BY_RUN: Final = _HELD.where(_VALUE.c.run_id == bindparam("run"))
_HELD_BY_STEP: Final = _HELD.where(_VALUE.c.run_step_id == bindparam("step"))
_CHANGE: Final = update(_VALUE).values(value=bindparam("new")).where(_VALUE.c.id == bindparam("held"))
_CLEAR: Final = _VALUE.delete().where(_VALUE.c.id == bindparam("held"))


def attributes_of(
    tx: Connection, run_id: int, step_id: int | None, zone: ZoneInfo
) -> tuple[AttributeRow, ...]:
    """The attributes of a run, and of a step where one is named, with those of the procedure that the run has not."""
    rows = read_attributes(tx, run_id, step_id)
    of_run = {row.name for row in rows if row.scope == AttributeScope.RUN}
    return tuple(
        AttributeRow(
            row.scope,
            row.name,
            row.type,
            tuple(row.options or ()),
            row.value,
            shown_value(row.type, row.value, None, zone),
        )
        for row in rows
        if (row.scope != AttributeScope.STEP or step_id is not None)
        and (row.scope != AttributeScope.PROCEDURE or (row.value is not None and row.name not in of_run))
    )


class _SetAttribute(Plain[SetAttribute]):
    """Set one attribute."""

    def judge(self, context: Context, command: SetAttribute, prepared: Any) -> Judged | Refused:
        """Judge that there is such an attribute, and the value by its type."""
        del prepared
        scope = AttributeScope.STEP if command.step_id is not None else AttributeScope.RUN
        run_id = command.run_id
        if command.step_id is not None:
            run_id = context.tx.execute(_FIND_STEP, {"step": command.step_id}).scalar()
        run = context.tx.execute(_FIND_RUN, {"run": run_id}).first() if run_id is not None else None
        if run is None:
            return Refused(Code.NOT_FOUND, "The run is not there any more.")
        if run.closed_at is not None:
            return Refused(Code.NOT_LEGAL, f"{run.title} is closed; an administrator can reopen it.")
        kind = context.tx.execute(_FIND_KIND, {"name": command.name, "scope": scope.value}).first()
        if kind is None:
            return Refused(Code.NOT_FOUND, f"A {scope} has no attribute {command.name} at this site.")
        value: str | None = None
        if command.value.strip():
            spec = FieldSpec(command.name, FieldType(kind.type), options=kind.options or ())
            accepted = accept(spec, command.value, now=context.now, zone=context.zone)
            if not isinstance(accepted, Accepted):
                return accepted
            value = accepted.value
        if command.step_id is not None:
            held = context.tx.execute(_HELD_BY_STEP, {"kind": kind.id, "step": command.step_id}).first()
        else:
            held = context.tx.execute(_HELD_BY_RUN, {"kind": kind.id, "run": run_id}).first()
        return Judged(NO_PLAN, (run, run_id, kind, value, held))

    def apply(self, context: Context, command: SetAttribute, judged: Judged) -> Applied:
        """Set, change or clear it."""
        run, run_id, kind, value, held = judged.found
        if held is None and value is not None:
            owner = {"run_step_id": command.step_id} if command.step_id is not None else {"run_id": run_id}
            context.insert(_VALUE, kind_id=kind.id, value=value, **owner)
        elif held is not None and value is None:
            context.tx.execute(_CLEAR, {"held": held.id})
        elif held is not None:
            context.tx.execute(_CHANGE, {"held": held.id, "new": value})
        context.record(
            "attribute.set",
            "run" if command.step_id is None else "run_step",
            run_id if command.step_id is None else command.step_id,
            command.name,
            before=None if held is None else {"value": held.value},
            after=None if value is None else {"value": value},
            run_id=run_id,
            run_step_id=command.step_id,
        )
        shown = shown_value(kind.type, value, None, context.zone)
        return Applied(f"{run.title}: {command.name} is {shown or 'empty'}.")


HANDLERS: Final[dict[type, Handler[Any]]] = {SetAttribute: _SetAttribute()}
