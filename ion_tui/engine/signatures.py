"""Signatures: role-gated, by whoever shows who they are in place, over a digest of what they signed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Boolean, Connection, bindparam, exists, func, insert, literal, or_, select

from data.ids import id_list, within
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
from ion_tui.engine.facts import STEP, StepFacts
from ion_tui.engine.handling import Applied, Handler, Judged
from ion_tui.engine.history import COMMAND, HISTORY
from ion_tui.engine.identity import WRONG, Identified, forget_attempts, identify, signing_needs_pin
from ion_tui.engine.permissions import Permission
from ion_tui.engine.siblings import Reach, reach, skip
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
_SIGNED_FIELD: Final = select(SIGNATURE.c.run_step_id, SIGNATURE.c.id).where(
    within(SIGNATURE.c.run_step_id),
    SIGNATURE.c.field_id == bindparam("field_id"),
    SIGNATURE.c.voided_at.is_(None),
)
_SIGNED_CELL: Final = select(SIGNATURE.c.run_step_id, SIGNATURE.c.id).where(
    within(SIGNATURE.c.run_step_id),
    SIGNATURE.c.row_id == bindparam("row_id"),
    SIGNATURE.c.column_id == bindparam("column_id"),
    SIGNATURE.c.voided_at.is_(None),
)
_SIGNED_WHOLE: Final = select(SIGNATURE.c.run_step_id, SIGNATURE.c.id).where(
    within(SIGNATURE.c.run_step_id),
    SIGNATURE.c.field_id.is_(None),
    SIGNATURE.c.row_id.is_(None),
    SIGNATURE.c.voided_at.is_(None),
)
# Who recorded is in the history: the value itself knows only the last, and none once it is cleared.
_BEGAN_AGAIN: Final = (
    select(func.coalesce(func.max(HISTORY.c.id), 0))
    .where(
        HISTORY.c.run_step_id == STEP.c.id,
        HISTORY.c.action.in_(["run_step.rework", "run_step.reopen"]),
    )
    .correlate(STEP)
    .scalar_subquery()
)
_WORKED: Final = select(STEP.c.id).where(
    within(STEP.c.id),
    or_(
        exists().where(
            _SESSION.c.run_step_id == STEP.c.id,
            _SESSION.c.operator_id == bindparam("operator"),
            _SESSION.c.attempt == STEP.c.attempt,
        ),
        exists().where(
            HISTORY.c.run_step_id == STEP.c.id,
            HISTORY.c.action.in_(["field.record", "cell.record"]),
            HISTORY.c.id > _BEGAN_AGAIN,
            COMMAND.c.id == HISTORY.c.command_id,
            COMMAND.c.operator_id == bindparam("operator"),
        ),
    ),
)
_SIGN: Final = insert(SIGNATURE)
_COVERED: Final = (
    select(_VALUE.c.run_step_id, _VALUE.c.field_id, _VALUE.c.value, _VALUE.c.not_applicable, _VALUE.c.version)
    .where(within(_VALUE.c.run_step_id))
    .order_by(_VALUE.c.run_step_id, _VALUE.c.field_id)
)
_COVERED_CELLS: Final = (
    select(
        _CELL.c.run_step_id,
        _CELL.c.row_id,
        _CELL.c.column_id,
        _CELL.c.value,
        _CELL.c.not_applicable,
        _CELL.c.version,
    )
    .where(within(_CELL.c.run_step_id))
    .order_by(_CELL.c.run_step_id, _CELL.c.row_id, _CELL.c.column_id)
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


def covered_digests(
    tx: Connection,
    step_ids: Sequence[int],
    content_id: int,
    attempts: Sequence[int],
    *,
    row_id: int | None = None,
) -> list[str]:
    """The digest of what a signature on each of these steps covers: the content, its values, its attempt.

    The steps have one content. A signature in a cell of a datagrid, `row_id`, covers the values of its row.
    """
    content = tx.execute(_CONTENT_DIGEST, {"content": content_id}).scalar_one()
    ids = {"ids": id_list(step_ids)}
    if row_id is None:
        values = _by_step(tx.execute(_COVERED, ids).all())
        cells = _by_step(tx.execute(_COVERED_CELLS, ids).all())
    else:
        values = {}
        cells = _by_step(tx.execute(_COVERED_ROW, ids | {"row": row_id}).all())
    return [
        _digest(content, attempt, values.get(step_id, ()), cells.get(step_id, ()))
        for step_id, attempt in zip(step_ids, attempts, strict=True)
    ]


def _by_step(rows: Sequence[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for step_id, *covered in rows:
        found.setdefault(step_id, []).append(covered)
    return found


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


def write_on(
    context: Context,
    steps: Sequence[StepFacts],
    signer: Identified,
    *,
    meaning: str,
    line: Line | None = None,
) -> list[int]:
    """Write a signature of `signer` on each of these siblings, or on one line of each; answers their ids."""
    forget_attempts(context, signer.operator_id)
    columns = line.columns if line else {}
    ids = [step.step_id for step in steps]
    digests = covered_digests(
        context.tx, ids, steps[0].content_id, [step.attempt for step in steps], row_id=columns.get("row_id")
    )
    context.tx.execute(
        _SIGN,
        [
            {
                "run_step_id": step.step_id,
                "attempt": step.attempt,
                "operator_id": signer.operator_id,
                "role_id": line.role_id if line else None,
                "meaning": meaning,
                "signed_at": context.now,
                "kiosk_id": context.kiosk_id,
                "digest": digest,
                **columns,
            }
            for step, digest in zip(steps, digests, strict=True)
        ],
    )
    made = _signed(context, ids, line)
    for step, digest in zip(steps, digests, strict=True):
        context.record(
            "signature.sign",
            "signature",
            made[step.step_id],
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
    return [made[step_id] for step_id in ids]


def _signed(context: Context, step_ids: Sequence[int], line: Line | None) -> dict[int, int]:
    """The signature that stands on a line of each step, or on the step as a whole, where there is one."""
    columns = line.columns if line else {}
    statement = _SIGNED_WHOLE
    if columns:
        statement = _SIGNED_FIELD if "field_id" in columns else _SIGNED_CELL
    return {
        row.run_step_id: row.id
        for row in context.tx.execute(statement, {"ids": id_list(step_ids), **columns})
    }


class _Sign:
    """Sign a field or a cell in place; the first person stays logged in."""

    def prepare(self, engine: Engine, actor: Actor, command: Sign | SignCell) -> Identified | Refused:
        """Identify the signer, outside the transaction."""
        return identify_signer(engine, actor, command.signer)

    def judge(self, context: Context, command: Sign | SignCell, prepared: Any) -> Judged | Refused:
        """Judge the step, the line, the signer's role and that they are a peer where one is asked for."""
        reached = reach(context, Verb.SIGN, command)
        if isinstance(reached, Refused):
            return reached
        step = reached.step
        line = _line(context, step, command)
        if line is None:
            return Refused(Code.NOT_FOUND, f"{step.label} has no such signature; open the step again.")
        signed = _signed(context, reached.ids, line)
        if step.step_id in signed:
            return _signed_already(line)
        if isinstance(prepared, Refused):
            return prepared
        refused: dict[int, Refused] = {}
        if prepared is not None:
            signer = read_person(context.tx, prepared.operator_id)
            not_theirs = _may_sign(line, signer)
            if not_theirs is not None or signer is None:
                return not_theirs or WRONG
            refused = _not_peers(context, reached, line, signer)
            if step.step_id in refused:
                return refused[step.step_id]
        refused |= dict.fromkeys(signed, _signed_already(line))
        left = (skip(other, refused[other.step_id]) for other in reached.others if other.step_id in refused)
        reached = reached.without(left)
        return Judged(reached.foresee(), (reached, line, prepared))

    def apply(self, context: Context, command: Sign | SignCell, judged: Judged) -> Applied:
        """Write the signatures."""
        reached, line, signer = judged.found
        meaning = f"{line.name}: {reached.step.label}"
        made = write_on(context, reached.going, signer, meaning=meaning, line=line)
        own = reached.ids.index(command.step_id)
        return Applied(f"{line.name}: signed by {signer.name}{reached.of_runs}.", {"signature": (made[own],)})


def _signed_already(line: Line) -> Refused:
    return Refused(Code.CONFLICT, f"{line.name} is signed already.")


def _line(context: Context, step: StepFacts, command: Sign | SignCell) -> Line | None:
    if isinstance(command, Sign):
        found = context.tx.execute(
            _READ_FIELD, {"field": command.field_id, "content": step.content_id}
        ).first()
        if found is None:
            return None
        columns = {"field_id": command.field_id}
        return Line(found.name, found.role_id, found.role, bool(found.peer_review), columns)
    keys = {"row": command.row_id, "column": command.column_id}
    cell = context.tx.execute(_READ_CELL, keys | {"content": step.content_id}).first()
    if cell is None:
        return None
    columns = {"row_id": command.row_id, "column_id": command.column_id}
    name = f"Row {cell.position + 1}: {cell.name}"
    return Line(name, cell.role_id, cell.role, peer_review=False, columns=columns)


def _may_sign(line: Line, signer: Person | None) -> Refused | None:
    refused = guards.permitted(signer, Permission.UPDATE_FIELD_VALUE, "sign")
    if refused or signer is None:
        return refused
    if line.role_id not in signer.roles:
        return Refused(
            Code.NOT_PERMITTED,
            f"{line.name} is signed by somebody with the role {line.role}; {signer.name} is not.",
        )
    return None


def _not_peers(context: Context, reached: Reach, line: Line, signer: Person) -> dict[int, Refused]:
    """The steps that the signer has worked in this attempt, where the line asks for somebody who has not."""
    if not line.peer_review:
        return {}
    worked = context.tx.execute(_WORKED, {"ids": id_list(reached.ids), "operator": signer.id}).scalars()
    return dict.fromkeys(
        worked,
        Refused(
            Code.NOT_PERMITTED,
            f"{line.name} is a peer review: {signer.name} has worked this step, somebody else signs.",
        ),
    )


_SIGNING: Final = _Sign()
HANDLERS: Final[dict[type, Handler[Any]]] = {Sign: _SIGNING, SignCell: _SIGNING}
