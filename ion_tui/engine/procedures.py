"""Approving steps of a draft, and releasing it.

A site file approves what it says. A step of an export that could not be carried over whole arrives unapproved, and
keeps its procedure from being released until somebody who may has looked at it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, func, select, update

from data.models import Procedure, ProcedureStep, table
from ion_tui.engine.answers import Code, Plan, Refused
from ion_tui.engine.commands import ApproveProcedureSteps, ReleaseProcedure
from ion_tui.engine.context import Context
from ion_tui.engine.definitions.dependencies import circles, nested, waits, walk
from ion_tui.engine.handling import NO_PLAN, Applied, Handler, Judged, Plain
from ion_tui.engine.procedure_reading import StoredProcedure, read_procedure
from ion_tui.engine.wording import listed
from ion_tui.engine.words import ProcedureStatus

_PROCEDURE: Final = table(Procedure)
_STEP: Final = table(ProcedureStep)

_LOCK: Final = select(_PROCEDURE.c.id).where(_PROCEDURE.c.id == bindparam("procedure")).with_for_update()
_APPROVE: Final = (
    update(_STEP)
    .values(approved=bindparam("new_approved"))
    .where(_STEP.c.procedure_id == bindparam("procedure"), _STEP.c.key == bindparam("step_key"))
)
_RELEASE: Final = (
    update(_PROCEDURE)
    .values(status=ProcedureStatus.RELEASED.value)
    .where(_PROCEDURE.c.id == bindparam("procedure"))
)
_RELEASED: Final = (
    select(_PROCEDURE.c.id, _PROCEDURE.c.revision)
    .where(_PROCEDURE.c.code == bindparam("code"), _PROCEDURE.c.status == ProcedureStatus.RELEASED.value)
    .order_by(_PROCEDURE.c.id.desc())
)
_NOWHERE: Final = select(func.count()).where(
    _STEP.c.procedure_id == bindparam("procedure"), _STEP.c.work_center_id.is_(None)
)

_NAMED: Final = 6


def set_approved(context: Context, procedure_id: int, keys: tuple[str, ...], *, approved: bool) -> None:
    """Mark steps as approved, or as not."""
    rows = [{"procedure": procedure_id, "step_key": key, "new_approved": approved} for key in keys]
    if rows:
        context.tx.execute(_APPROVE, rows)


def _draft(context: Context, procedure_id: int) -> StoredProcedure | Refused:
    """The draft that is meant, or why there is none; locked where the command is carried out."""
    if context.command_id:
        context.tx.execute(_LOCK, {"procedure": procedure_id})
    stored = read_procedure(context.tx, procedure_id)
    if stored is None:
        return Refused(Code.NOT_FOUND, "This procedure is not there any more.")
    if stored.definition.status is ProcedureStatus.RELEASED:
        return Refused(Code.NOT_LEGAL, f"{_label(stored)} is released already.")
    return stored


class _ApproveSteps(Plain[ApproveProcedureSteps]):
    """Approve steps of a draft."""

    def judge(self, context: Context, command: ApproveProcedureSteps, prepared: Any) -> Judged | Refused:
        """Judge whether these steps are there."""
        del prepared
        stored = _draft(context, command.procedure_id)
        if isinstance(stored, Refused):
            return stored
        unknown = [key for key in command.keys if key not in stored.labels]
        if unknown:
            return Refused(Code.NOT_FOUND, f"{_label(stored)} has no step {listed(unknown, 'or')}.")
        open_keys = tuple(key for key in stored.unapproved if not command.keys or key in command.keys)
        return Judged(NO_PLAN, (stored, open_keys))

    def apply(self, context: Context, command: ApproveProcedureSteps, judged: Judged) -> Applied:
        """Approve them."""
        stored, keys = judged.found
        if not keys:
            return Applied("Nothing to change: these steps are approved.")
        set_approved(context, command.procedure_id, keys, approved=True)
        context.record(
            "procedure.approve",
            "procedure",
            command.procedure_id,
            _label(stored),
            before={"unapproved": list(stored.unapproved)},
            after={"unapproved": [key for key in stored.unapproved if key not in keys]},
        )
        return Applied(f"{len(keys)} {'step' if len(keys) == 1 else 'steps'} of {_label(stored)} approved.")


@dataclass(frozen=True, slots=True)
class _Release:
    """A draft that can be released, and the revision that runs start from then."""

    stored: StoredProcedure
    newer: str | None


class _ReleaseProcedure(Plain[ReleaseProcedure]):
    """Release a draft."""

    def judge(self, context: Context, command: ReleaseProcedure, prepared: Any) -> Judged | Refused:
        """Judge whether every step is approved and can be done."""
        del prepared
        stored = _draft(context, command.procedure_id)
        if isinstance(stored, Refused):
            return stored
        refused = _unapproved(stored) or _circular(stored)
        if refused is not None:
            return refused
        released = context.tx.execute(_RELEASED, {"code": stored.definition.code}).all()
        newer = released[0].revision if released and released[0].id > command.procedure_id else None
        return Judged(Plan((), warnings=tuple(_warnings(context, stored, newer))), _Release(stored, newer))

    def apply(self, context: Context, command: ReleaseProcedure, judged: Judged) -> Applied:
        """Release it."""
        found: _Release = judged.found
        context.tx.execute(_RELEASE, {"procedure": command.procedure_id})
        context.record(
            "procedure.release",
            "procedure",
            command.procedure_id,
            _label(found.stored),
            before={"status": found.stored.definition.status.value},
            after={"status": ProcedureStatus.RELEASED.value},
        )
        return Applied(f"{_label(found.stored)} is released.", notes=judged.plan.warnings)


def _warnings(context: Context, stored: StoredProcedure, newer: str | None) -> list[str]:
    warnings = []
    if newer is not None:
        warnings.append(f"Runs start from revision {newer}, which was made later and is released too.")
    nowhere = context.tx.execute(_NOWHERE, {"procedure": stored.id}).scalar_one()
    if nowhere:
        warnings.append(
            f"{nowhere} of {len(stored.labels)} steps name no work center: they are worked where their run "
            "is assigned to."
        )
    return warnings


def _unapproved(stored: StoredProcedure) -> Refused | None:
    """Refuse a draft with steps that nobody approved, each by its name."""
    labels = tuple(stored.labels[key] for key in stored.unapproved)
    if not labels:
        return None
    shown = (
        listed(labels)
        if len(labels) <= _NAMED
        else f"{', '.join(labels[:_NAMED])} and {len(labels) - _NAMED} more"
    )
    return Refused(
        Code.NOT_LEGAL,
        f"Procedure has unreleased steps: {shown}. Look at them, then: "
        f"ion-tui procedure approve {stored.definition.code}",
        tuple(f"{label} is not approved." for label in labels),
    )


def _circular(stored: StoredProcedure) -> Refused | None:
    """Refuse a draft whose steps can never all be done, and name those that wait on each other."""
    labels = stored.labels
    placed = {found.step.key: found for found in walk(stored.definition.steps)}
    found = [
        f"{labels[wait.key]} waits on {labels[wait.upstream]}, and one is a part of the other."
        for wait in waits(stored.definition)
        if nested(placed, wait.key, wait.upstream)
    ]
    found += [
        f"These steps wait on each other in a circle: {listed(circle.links)}."
        for circle in circles(stored.definition, labels)
    ]
    return Refused(Code.NOT_LEGAL, found[0], tuple(found)) if found else None


def _label(stored: StoredProcedure) -> str:
    return f"{stored.definition.code} revision {stored.definition.revision}"


HANDLERS: Final[dict[type, Handler[Any]]] = {
    ApproveProcedureSteps: _ApproveSteps(),
    ReleaseProcedure: _ReleaseProcedure(),
}
