"""Signatures: role-gated, by whoever shows who they are in place, over a digest of what they signed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Boolean, Connection, bindparam, exists, func, literal, or_, select

from data.models import (
    CellValue,
    DatagridColumn,
    DatagridRow,
    FieldValue,
    Role,
    SessionStep,
    Signature,
    StepContent,
    StepField,
    table,
)
from ion_tui.engine import guards
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.commands import Actor, Credentials, Sign, SignCell
from ion_tui.engine.context import Context, Person, read_person, read_site
from ion_tui.engine.facts import StepFacts
from ion_tui.engine.handling import Applied, Handler, Judged
from ion_tui.engine.history import COMMAND, HISTORY
from ion_tui.engine.identity import Identified, forget_attempts, identify, signing_needs_pin
from ion_tui.engine.judging import judged_step, unmoved
from ion_tui.engine.permissions import Permission
from ion_tui.engine.states import Verb
from ion_tui.engine.words import FieldType

if TYPE_CHECKING:
    from ion_tui.engine.core import Engine

SIGNATURE: Final = table(Signature)
_FIELD: Final = table(StepField)
_COLUMN: Final = table(DatagridColumn)
_ROW: Final = table(DatagridRow)
_ROLE: Final = table(Role)
_CONTENT: Final = table(StepContent)
_VALUE: Final = table(FieldValue)
_CELL: Final = table(CellValue)
_SESSION: Final = table(SessionStep)

_READ_FIELD: Final = (
    select(_FIELD.c.name, _FIELD.c.role_id, _FIELD.c.peer_review, _ROLE.c.name.label("role"))
    .join(_ROLE, _ROLE.c.id == _FIELD.c.role_id)
    .where(
        _FIELD.c.id == bindparam("field"),
        _FIELD.c.content_id == bindparam("content"),
        _FIELD.c.type == FieldType.SIGNOFF.value,
    )
)
_READ_CELL: Final = (
    select(
        _COLUMN.c.name,
        _COLUMN.c.role_id,
        literal(False, Boolean).label("peer_review"),
        _ROLE.c.name.label("role"),
        _ROW.c.position,
    )
    .select_from(
        _ROW.join(_COLUMN, _COLUMN.c.content_id == _ROW.c.content_id).join(
            _ROLE, _ROLE.c.id == _COLUMN.c.role_id
        )
    )
    .where(
        _ROW.c.id == bindparam("row"),
        _COLUMN.c.id == bindparam("column"),
        _ROW.c.content_id == bindparam("content"),
        _COLUMN.c.type == FieldType.SIGNOFF.value,
        _COLUMN.c.settable,
    )
)
_SIGNED_FIELD: Final = select(SIGNATURE.c.id).where(
    SIGNATURE.c.run_step_id == bindparam("step"),
    SIGNATURE.c.field_id == bindparam("field"),
    SIGNATURE.c.voided_at.is_(None),
)
_SIGNED_CELL: Final = select(SIGNATURE.c.id).where(
    SIGNATURE.c.run_step_id == bindparam("step"),
    SIGNATURE.c.row_id == bindparam("row"),
    SIGNATURE.c.column_id == bindparam("column"),
    SIGNATURE.c.voided_at.is_(None),
)
# Who recorded is in the history: the value itself knows only the last, and none once it is cleared.
_BEGAN_AGAIN: Final = (
    select(func.coalesce(func.max(HISTORY.c.id), 0))
    .where(
        HISTORY.c.run_step_id == bindparam("step"),
        HISTORY.c.action.in_(["run_step.rework", "run_step.reopen"]),
    )
    .scalar_subquery()
)
_WORKED: Final = select(
    or_(
        exists().where(
            _SESSION.c.run_step_id == bindparam("step"),
            _SESSION.c.operator_id == bindparam("operator"),
            _SESSION.c.attempt == bindparam("attempt"),
        ),
        exists().where(
            HISTORY.c.run_step_id == bindparam("step"),
            HISTORY.c.action.in_(["field.record", "cell.record"]),
            HISTORY.c.id > _BEGAN_AGAIN,
            COMMAND.c.id == HISTORY.c.command_id,
            COMMAND.c.operator_id == bindparam("operator"),
        ),
    )
)
_COVERED: Final = (
    select(_VALUE.c.field_id, _VALUE.c.value, _VALUE.c.not_applicable, _VALUE.c.version)
    .where(_VALUE.c.run_step_id == bindparam("step"))
    .order_by(_VALUE.c.field_id)
)
_COVERED_CELLS: Final = (
    select(_CELL.c.row_id, _CELL.c.column_id, _CELL.c.value, _CELL.c.not_applicable, _CELL.c.version)
    .where(_CELL.c.run_step_id == bindparam("step"))
    .order_by(_CELL.c.row_id, _CELL.c.column_id)
)
_COVERED_ROW: Final = _COVERED_CELLS.where(_CELL.c.row_id == bindparam("row"))
_CONTENT_DIGEST: Final = select(_CONTENT.c.digest).where(_CONTENT.c.id == bindparam("content"))


def identify_signer(engine: Engine, actor: Actor, credentials: Credentials) -> Identified | Refused:
    """Check who signs, with PIN or badge as the site asks for signatures."""
    with engine.store.read() as tx:
        site = read_site(tx)
    needs_pin = site is None or signing_needs_pin(site.sign_with)
    return identify(engine, credentials, kiosk=actor.kiosk, needs_pin=needs_pin)


CoveredCell = tuple[int, int, str | None, bool, int]
"""A cell that a signature covers: its row, its column, its value, whether it is N/A, the value's version."""


def covered_digest(
    tx: Connection, step_id: int, content_id: int, attempt: int, *, row_id: int | None = None
) -> str:
    """The digest of what a signature on this step covers: its content, its values, its attempt.

    A signature in a cell of a datagrid, `row_id`, covers the values of its row.
    """
    content = tx.execute(_CONTENT_DIGEST, {"content": content_id}).scalar_one()
    if row_id is not None:
        cells = tx.execute(_COVERED_ROW, {"step": step_id, "row": row_id}).all()
        return _digest(content, attempt, (), cells)
    values = tx.execute(_COVERED, {"step": step_id}).all()
    return _digest(content, attempt, values, tx.execute(_COVERED_CELLS, {"step": step_id}).all())


def covered_rows(
    tx: Connection, content_id: int, attempt: int, rows: Mapping[int, Sequence[CoveredCell]]
) -> dict[int, str]:
    """The digest that a signature would have in each of these rows of a datagrid, from what stands in them."""
    content = tx.execute(_CONTENT_DIGEST, {"content": content_id}).scalar_one()
    return {row: _digest(content, attempt, (), sorted(cells)) for row, cells in rows.items()}


def _digest(content: str, attempt: int, values: Sequence[Any], cells: Sequence[Any]) -> str:
    covered = [content, attempt, [list(row) for row in values], [list(row) for row in cells]]
    text = json.dumps(covered, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Line:
    """Where somebody signs: a Signoff field or a signature cell, with the role that it asks for.

    `columns` names it in the signature's row.
    """

    name: str
    role_id: int
    role: str
    peer_review: bool
    columns: dict[str, int]
    is_signed: bool


def write(
    context: Context, step: StepFacts, signer: Identified, *, meaning: str, line: Line | None = None
) -> int:
    """Write a signature of `signer` on a step, or on one line of it."""
    forget_attempts(context, signer.operator_id)
    row_id = line.columns.get("row_id") if line else None
    digest = covered_digest(context.tx, step.step_id, step.content_id, step.attempt, row_id=row_id)
    signature_id = context.insert(
        SIGNATURE,
        run_step_id=step.step_id,
        attempt=step.attempt,
        operator_id=signer.operator_id,
        role_id=line.role_id if line else None,
        meaning=meaning,
        signed_at=context.now,
        kiosk_id=context.kiosk_id,
        digest=digest,
        **(line.columns if line else {}),
    )
    context.record(
        "signature.sign",
        "signature",
        signature_id,
        meaning,
        after={
            "signer": signer.code,
            "role": line.role if line else None,
            "digest": digest,
            "attempt": step.attempt,
        },
        run_id=step.run_id,
        run_step_id=step.step_id,
    )
    return signature_id


class _Sign:
    """Sign a field or a cell in place; the first person stays logged in."""

    def prepare(self, engine: Engine, actor: Actor, command: Sign | SignCell) -> Identified | Refused:
        """Identify the signer, outside the transaction."""
        return identify_signer(engine, actor, command.signer)

    def judge(self, context: Context, command: Sign | SignCell, prepared: Any) -> Judged | Refused:
        """Judge the step, the line, the signer's role and that they are a peer where one is asked for."""
        step = judged_step(context, Verb.SIGN, command)
        if isinstance(step, Refused):
            return step
        line = _line(context, step, command)
        if line is None:
            return Refused(Code.NOT_FOUND, f"{step.label} has no such signature; open the step again.")
        if line.is_signed:
            return Refused(Code.CONFLICT, f"{line.name} is signed already.")
        if isinstance(prepared, Refused):
            return prepared
        if prepared is None:
            return Judged(unmoved(step), (step, line, None))
        signer = read_person(context.tx, prepared.operator_id)
        refused = _may_sign(context, step, line, signer)
        return refused or Judged(unmoved(step), (step, line, prepared))

    def apply(self, context: Context, command: Sign | SignCell, judged: Judged) -> Applied:
        """Write the signature."""
        del command
        step, line, signer = judged.found
        signature_id = write(context, step, signer, meaning=f"{line.name}: {step.label}", line=line)
        return Applied(f"{line.name}: signed by {signer.name}.", {"signature": (signature_id,)})


def _line(context: Context, step: StepFacts, command: Sign | SignCell) -> Line | None:
    of_step = {"step": step.step_id}
    if isinstance(command, Sign):
        found = context.tx.execute(
            _READ_FIELD, {"field": command.field_id, "content": step.content_id}
        ).first()
        if found is None:
            return None
        signed = context.tx.execute(_SIGNED_FIELD, of_step | {"field": command.field_id}).first()
        columns = {"field_id": command.field_id}
        return Line(
            found.name, found.role_id, found.role, bool(found.peer_review), columns, signed is not None
        )
    keys = {"row": command.row_id, "column": command.column_id}
    cell = context.tx.execute(_READ_CELL, keys | {"content": step.content_id}).first()
    if cell is None:
        return None
    signed = context.tx.execute(_SIGNED_CELL, of_step | keys).first()
    columns = {"row_id": command.row_id, "column_id": command.column_id}
    name = f"Row {cell.position + 1}: {cell.name}"
    return Line(
        name, cell.role_id, cell.role, peer_review=False, columns=columns, is_signed=signed is not None
    )


def _may_sign(context: Context, step: StepFacts, line: Line, signer: Person | None) -> Refused | None:
    refused = guards.permitted(signer, Permission.UPDATE_FIELD_VALUE, "sign")
    if refused or signer is None:
        return refused
    if line.role_id not in signer.roles:
        return Refused(
            Code.NOT_PERMITTED,
            f"{line.name} is signed by somebody with the role {line.role}; {signer.name} is not.",
        )
    worked = {"step": step.step_id, "operator": signer.id, "attempt": step.attempt}
    if line.peer_review and context.tx.execute(_WORKED, worked).scalar():
        return Refused(
            Code.NOT_PERMITTED,
            f"{line.name} is a peer review: {signer.name} has worked this step, somebody else signs.",
        )
    return None


_SIGNING: Final = _Sign()
HANDLERS: Final[dict[type, Handler[Any]]] = {Sign: _SIGNING, SignCell: _SIGNING}
