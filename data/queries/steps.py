"""One run step with all that stands on it but a datagrid: header, tree, fields, requirements, notes, sessions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, and_, bindparam, func, select

from data.ids import AnyRow, id_list, within
from data.models import (
    Approval,
    ApprovalGate,
    Batch,
    BuildRequirement,
    ContentFile,
    Deviation,
    FieldValue,
    Installation,
    Inventory,
    Location,
    Note,
    Operator,
    Part,
    Procedure,
    RequirementSubstitute,
    Role,
    Run,
    RunStep,
    SessionStep,
    Signature,
    StepContent,
    StepField,
    StoredFile,
    table,
)
from data.queries.above import in_the_way
from data.rows.work import DecisionRow, GateRow, InstalledRow, NoteRow, RequirementRow, TreeRow

STEP: Final = table(RunStep)
RUN: Final = table(Run)
CONTENT: Final = table(StepContent)
PROCEDURE: Final = table(Procedure)
INVENTORY: Final = table(Inventory)
PART: Final = table(Part)
BATCH: Final = table(Batch)
OPERATOR: Final = table(Operator)
LOCATION: Final = table(Location)
FIELD: Final = table(StepField)
VALUE: Final = table(FieldValue)
SIGNATURE: Final = table(Signature)
ROLE: Final = table(Role)
NEED: Final = table(BuildRequirement)
SUBSTITUTE: Final = table(RequirementSubstitute)
INSTALLATION: Final = table(Installation)
GATE: Final = table(ApprovalGate)
APPROVAL: Final = table(Approval)
NOTE: Final = table(Note)
SESSION: Final = table(SessionStep)
FILE: Final = table(ContentFile)
DEVIATION: Final = table(Deviation)
STORED: Final = table(StoredFile)

_BY: Final = OPERATOR.alias("by")
_SIGNER: Final = OPERATOR.alias("signer")
_ACCEPTOR: Final = OPERATOR.alias("acceptor")
_PARENT: Final = STEP.alias("parent")
_PARENT_CONTENT: Final = CONTENT.alias("parent_content")

RUN_COLUMNS: Final = (
    RUN.c.id,
    RUN.c.title,
    RUN.c.status,
    PROCEDURE.c.code.label("procedure"),
    PROCEDURE.c.revision.label("procedure_revision"),
    PROCEDURE.c.title.label("procedure_title"),
    PART.c.number.label("part"),
    INVENTORY.c.serial,
    INVENTORY.c.lot,
    RUN.c.batch_id,
    BATCH.c.title.label("batch_title"),
    OPERATOR.c.code.label("assigned_to"),
    LOCATION.c.code.label("work_center"),
    RUN.c.priority,
    RUN.c.due_at,
    RUN.c.steps_done,
    RUN.c.steps_counted,
    RUN.c.closed_at,
    RUN.c.created_at,
    RUN.c.started_at,
)
RUN_FROM: Final = (
    RUN.join(PROCEDURE, PROCEDURE.c.id == RUN.c.procedure_id)
    .join(INVENTORY, INVENTORY.c.id == RUN.c.inventory_id)
    .join(PART, PART.c.id == INVENTORY.c.part_id)
    .outerjoin(BATCH, BATCH.c.id == RUN.c.batch_id)
    .outerjoin(OPERATOR, OPERATOR.c.id == RUN.c.operator_id)
    .outerjoin(LOCATION, LOCATION.c.id == RUN.c.work_center_id)
)
_READ_RUN: Final = select(*RUN_COLUMNS).select_from(RUN_FROM).where(RUN.c.id == bindparam("run"))
_READ_STEP: Final = (
    select(
        STEP,
        CONTENT.c.title,
        CONTENT.c.type,
        CONTENT.c.instructions,
        LOCATION.c.code.label("work_center"),
        _BY.c.name.label("state_by_name"),
        _PARENT.c.number.label("parent_number"),
        _PARENT_CONTENT.c.title.label("parent_title"),
        _PARENT.c.state.label("parent_state"),
        _PARENT.c.state_reason.label("parent_reason"),
    )
    .select_from(
        STEP.join(CONTENT, CONTENT.c.id == STEP.c.content_id)
        .outerjoin(LOCATION, LOCATION.c.id == STEP.c.work_center_id)
        .outerjoin(_BY, _BY.c.id == STEP.c.state_by)
        .outerjoin(_PARENT, _PARENT.c.id == in_the_way(STEP))
        .outerjoin(_PARENT_CONTENT, _PARENT_CONTENT.c.id == _PARENT.c.content_id)
    )
    .where(STEP.c.id == bindparam("step"))
)
_TREE: Final = (
    select(
        STEP.c.id,
        STEP.c.parent_id,
        STEP.c.depth,
        STEP.c.number,
        CONTENT.c.title,
        STEP.c.state,
        STEP.c.bucket,
        STEP.c.optional,
    )
    .join(CONTENT, CONTENT.c.id == STEP.c.content_id)
    .where(STEP.c.run_id == bindparam("run"))
    .order_by(STEP.c.ordinal)
)
_AT_WORK: Final = (
    select(SESSION.c.run_step_id, OPERATOR.c.code)
    .select_from(
        STEP.join(SESSION, SESSION.c.run_step_id == STEP.c.id).join(
            OPERATOR, OPERATOR.c.id == SESSION.c.operator_id
        )
    )
    .where(STEP.c.run_id == bindparam("run"), SESSION.c.ended_at.is_(None))
    .order_by(SESSION.c.started_at)
)
_FIELDS: Final = (
    select(
        FIELD,
        ROLE.c.name.label("role"),
        PART.c.number.label("tool_part"),
        VALUE.c.value,
        VALUE.c.not_applicable,
        VALUE.c.in_range,
        VALUE.c.confirmed,
        VALUE.c.recorded_at,
        VALUE.c.version.label("value_version"),
        _BY.c.name.label("recorded_by"),
        _SIGNER.c.name.label("signed_by"),
        SIGNATURE.c.signed_at,
        SIGNATURE.c.digest.label("signed_digest"),
        VALUE.c.issue_id,
        DEVIATION.c.rationale,
        _ACCEPTOR.c.name.label("accepted_by"),
        STORED.c.media_type,
        STORED.c.size,
    )
    .select_from(
        FIELD.outerjoin(ROLE, ROLE.c.id == FIELD.c.role_id)
        .outerjoin(PART, PART.c.id == FIELD.c.part_id)
        .outerjoin(VALUE, and_(VALUE.c.field_id == FIELD.c.id, VALUE.c.run_step_id == bindparam("step")))
        .outerjoin(_BY, _BY.c.id == VALUE.c.recorded_by)
        .outerjoin(
            SIGNATURE,
            and_(
                SIGNATURE.c.field_id == FIELD.c.id,
                SIGNATURE.c.run_step_id == bindparam("step"),
                SIGNATURE.c.voided_at.is_(None),
            ),
        )
        .outerjoin(_SIGNER, _SIGNER.c.id == SIGNATURE.c.operator_id)
        .outerjoin(DEVIATION, DEVIATION.c.id == VALUE.c.deviation_id)
        .outerjoin(_ACCEPTOR, _ACCEPTOR.c.id == DEVIATION.c.accepted_by)
        .outerjoin(STORED, STORED.c.digest == VALUE.c.file_digest)
    )
    .where(FIELD.c.content_id == bindparam("content"))
    .order_by(FIELD.c.position)
)
NEEDS: Final = (
    select(
        NEED.c.id,
        PART.c.number,
        PART.c.revision,
        PART.c.description,
        PART.c.tracking,
        NEED.c.quantity,
        NEED.c.installed,
        NEED.c.reference_designators,
        NEED.c.excepted_by_issue_id,
    )
    .join(PART, PART.c.id == NEED.c.part_id)
    .order_by(NEED.c.position, NEED.c.id)
)
_STEP_NEEDS: Final = NEEDS.where(NEED.c.run_step_id == bindparam("step"), ~NEED.c.withdrawn)
_RUN_NEEDS: Final = NEEDS.where(NEED.c.run_id == bindparam("run"), NEED.c.run_step_id.is_(None))
_SUBSTITUTES: Final = (
    select(SUBSTITUTE.c.requirement_id, PART.c.number)
    .join(PART, PART.c.id == SUBSTITUTE.c.part_id)
    .where(within(SUBSTITUTE.c.requirement_id))
    .order_by(PART.c.number)
)
_INSTALLS: Final = (
    select(
        INSTALLATION.c.requirement_id,
        INSTALLATION.c.id,
        INSTALLATION.c.inventory_id,
        PART.c.number,
        PART.c.revision,
        INVENTORY.c.serial,
        INVENTORY.c.lot,
        INSTALLATION.c.quantity,
        OPERATOR.c.name,
        INSTALLATION.c.installed_at,
    )
    .select_from(
        INSTALLATION.join(INVENTORY, INVENTORY.c.id == INSTALLATION.c.inventory_id)
        .join(PART, PART.c.id == INVENTORY.c.part_id)
        .join(OPERATOR, OPERATOR.c.id == INSTALLATION.c.installed_by)
    )
    .where(within(INSTALLATION.c.requirement_id), INSTALLATION.c.removed_at.is_(None))
    .order_by(INSTALLATION.c.id)
)
_GATES: Final = (
    select(GATE.c.id, ROLE.c.name.label("role"), GATE.c.needed)
    .join(ROLE, ROLE.c.id == GATE.c.role_id)
    .where(GATE.c.run_step_id == bindparam("step"))
    .order_by(GATE.c.id)
)
_DECISIONS: Final = (
    select(
        APPROVAL.c.gate_id,
        APPROVAL.c.operator_id,
        OPERATOR.c.name,
        (APPROVAL.c.decision == "approved").label("approved"),
        APPROVAL.c.reason,
        APPROVAL.c.decided_at,
    )
    .join(OPERATOR, OPERATOR.c.id == APPROVAL.c.operator_id)
    .where(
        within(APPROVAL.c.gate_id),
        APPROVAL.c.attempt == bindparam("attempt"),
        APPROVAL.c.voided_at.is_(None),
    )
    .order_by(APPROVAL.c.id)
)
_NOTES: Final = (
    select(OPERATOR.c.name, NOTE.c.written_at, NOTE.c.body)
    .join(OPERATOR, OPERATOR.c.id == NOTE.c.operator_id)
    .where(NOTE.c.run_step_id == bindparam("step"))
    .order_by(NOTE.c.written_at.desc(), NOTE.c.id.desc())
    .limit(100)
)
_FILES: Final = select(FILE.c.name).where(FILE.c.content_id == bindparam("content")).order_by(FILE.c.position)
_SESSIONS: Final = select(SESSION.c.started_at, SESSION.c.ended_at).where(
    SESSION.c.run_step_id == bindparam("step")
)
_BATCH_SIZE: Final = select(func.count()).select_from(RUN).where(RUN.c.batch_id == bindparam("batch"))


def read_run(tx: Connection, run_id: int) -> AnyRow | None:
    """A run's header."""
    return tx.execute(_READ_RUN, {"run": run_id}).first()


def read_step(tx: Connection, step_id: int) -> AnyRow | None:
    """The step's own row, with its content, work center and parent."""
    return tx.execute(_READ_STEP, {"step": step_id}).first()


def read_tree(tx: Connection, run_id: int) -> tuple[TreeRow, ...]:
    """All steps of a run in order, with who is at work on each."""
    people: dict[int, list[str]] = {}
    for step_id, code in tx.execute(_AT_WORK, {"run": run_id}):
        people.setdefault(step_id, []).append(code)
    return tuple(
        TreeRow(
            step_id=row[0],
            parent_id=row[1],
            depth=row[2],
            number=row[3],
            title=row[4],
            state=row[5],
            bucket=row[6],
            optional=bool(row[7]),
            people=tuple(people.get(row[0], ())),
        )
        for row in tx.execute(_TREE, {"run": run_id})
    )


def read_fields(tx: Connection, step_id: int, content_id: int) -> list[AnyRow]:
    """The step's fields with value and signature, in order."""
    return list(tx.execute(_FIELDS, {"step": step_id, "content": content_id}))


def read_requirements(
    tx: Connection, *, step_id: int | None = None, run_id: int | None = None
) -> tuple[RequirementRow, ...]:
    """The requirements of a step, or those on a run itself, with what is installed in each."""
    if step_id is not None:
        return installed_in(tx, list(tx.execute(_STEP_NEEDS, {"step": step_id})))
    return installed_in(tx, list(tx.execute(_RUN_NEEDS, {"run": run_id})))


def installed_in(tx: Connection, needs: Sequence[AnyRow]) -> tuple[RequirementRow, ...]:
    """These requirements, as `NEEDS` has them, with their substitutes and what is installed in each."""
    if not needs:
        return ()
    ids = id_list(need.id for need in needs)
    substitutes: dict[int, list[str]] = {}
    for requirement_id, number in tx.execute(_SUBSTITUTES, {"ids": ids}):
        substitutes.setdefault(requirement_id, []).append(number)
    installs: dict[int, list[InstalledRow]] = {}
    for row in tx.execute(_INSTALLS, {"ids": ids}):
        installs.setdefault(row[0], []).append(
            InstalledRow(row[1], row[2], row[3], row[4], row[5] or row[6] or row[3], row[7], row[8], row[9])
        )
    return tuple(
        RequirementRow(
            requirement_id=need.id,
            part=need.number,
            revision=need.revision,
            description=need.description,
            tracking=need.tracking,
            quantity=need.quantity,
            installed=need.installed,
            substitutes=tuple(substitutes.get(need.id, ())),
            reference_designators=need.reference_designators or (),
            is_excepted=need.excepted_by_issue_id is not None,
            installs=tuple(installs.get(need.id, ())),
        )
        for need in needs
    )


def read_gates(tx: Connection, step_id: int, attempt: int) -> tuple[GateRow, ...]:
    """The step's approval gates with what was decided at them in this attempt."""
    gates = list(tx.execute(_GATES, {"step": step_id}))
    if not gates:
        return ()
    decisions: dict[int, list[DecisionRow]] = {}
    found = tx.execute(_DECISIONS, {"ids": id_list(gate.id for gate in gates), "attempt": attempt})
    for gate_id, operator_id, name, approved, reason, decided_at in found:
        row = DecisionRow(operator_id, name, bool(approved), reason, decided_at)
        decisions.setdefault(gate_id, []).append(row)
    return tuple(
        GateRow(gate.id, gate.role, gate.needed, tuple(decisions.get(gate.id, ()))) for gate in gates
    )


def read_notes(tx: Connection, step_id: int) -> tuple[NoteRow, ...]:
    """The newest hundred notes, newest first."""
    return tuple(NoteRow(*row) for row in tx.execute(_NOTES, {"step": step_id}))


def read_files(tx: Connection, content_id: int) -> tuple[str, ...]:
    """The names of the files that are shown with the instructions."""
    return tuple(tx.execute(_FILES, {"content": content_id}).scalars())


def read_session_times(tx: Connection, step_id: int) -> list[AnyRow]:
    """From when to when sessions covered the step, of all attempts."""
    return list(tx.execute(_SESSIONS, {"step": step_id}))


def batch_size(tx: Connection, batch_id: int) -> int:
    """How many runs a batch holds."""
    return int(tx.execute(_BATCH_SIZE, {"batch": batch_id}).scalar_one())
