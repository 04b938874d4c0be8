"""Writing procedures: revisions, contents, steps with their numbers and waits, attributes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from data.ids import id_list, within
from data.models import (
    AttributeValue,
    Procedure,
    ProcedureEdge,
    ProcedureStep,
    StepContent,
    StoredFile,
    table,
)
from ion_tui.engine.bulk import insert_many
from ion_tui.engine.content import PartKey
from ion_tui.engine.content_store import store_contents
from ion_tui.engine.site_import.procedures import Procedures, ProcedureState
from ion_tui.engine.site_import.steps import StepState, numbers
from ion_tui.engine.site_import.writing import Writing
from ion_tui.engine.words import AttributeScope

_PROCEDURE: Final = table(Procedure)
_STEP: Final = table(ProcedureStep)
_EDGE: Final = table(ProcedureEdge)
_CONTENT: Final = table(StepContent)
_FILE: Final = table(StoredFile)
_VALUE: Final = table(AttributeValue)

_STEPS: Final = (
    select(_STEP.c.id, _STEP.c.procedure_id, _STEP.c.key, _STEP.c.number, _CONTENT.c.digest)
    .join(_CONTENT, _CONTENT.c.id == _STEP.c.content_id)
    .where(within(_STEP.c.procedure_id))
    .order_by(_STEP.c.procedure_id, _STEP.c.ordinal)
)
_ALL_STEPS: Final = select(
    _STEP.c.id, _STEP.c.parent_id, _STEP.c.position, _STEP.c.number
).order_by(_STEP.c.procedure_id, _STEP.c.ordinal)  # fmt: skip
_CHANGE: Final = (
    update(_PROCEDURE)
    .values(
        title=bindparam("new_title"),
        description=bindparam("new_description"),
        part_id=bindparam("new_part"),
        kind=bindparam("new_kind"),
        status=bindparam("new_status"),
        sequential=bindparam("new_sequential"),
        digest=bindparam("new_digest"),
    )
    .where(_PROCEDURE.c.id == bindparam("row_id"))
)
_RENUMBER: Final = (
    update(_STEP).values(number=bindparam("new_number")).where(_STEP.c.id == bindparam("row_id"))
)
_OF_PROCEDURES: Final = select(_STEP.c.id).where(within(_STEP.c.procedure_id))
_DROP_VALUES: Final = delete(_VALUE).where(
    or_(within(_VALUE.c.procedure_id), _VALUE.c.procedure_step_id.in_(_OF_PROCEDURES))
)
_DROP_EDGES: Final = delete(_EDGE).where(_EDGE.c.step_id.in_(_OF_PROCEDURES))
_DROP_STEPS: Final = delete(_STEP).where(within(_STEP.c.procedure_id))
_HELD_FILES: Final = select(_FILE.c.digest)


def write_files(writing: Writing, procedures: Procedures) -> None:
    """Store the files that the new contents show, each once by its digest."""
    named = {file.digest for step in _new_steps(procedures) for file in step.content.files}
    if not named:
        return
    held = set(writing.context.tx.execute(_HELD_FILES).scalars())
    rows = {}
    for media_type, data in writing.files.values():
        digest = hashlib.sha256(data).hexdigest()
        if digest in named and digest not in held:
            rows[digest] = {"digest": digest, "media_type": media_type, "size": len(data), "data": data}
    writing.execute(insert(_FILE), list(rows.values()))


def write_procedures(writing: Writing, procedures: Procedures) -> None:
    """Make and change procedures with their contents, steps, waits and attributes."""
    compared, tx, ids = procedures.compared, writing.context.tx, writing.ids
    write_files(writing, procedures)
    contents = store_contents(
        tx, (step.content for step in _new_steps(procedures)), parts=ids.parts, roles=ids.roles
    )
    before = _stored_steps(tx, (ids.procedures[difference.key] for difference in procedures.rewritten))
    _drop_steps(writing, [ids.procedures[difference.key] for difference in procedures.rewritten])
    made = insert_many(
        tx,
        _PROCEDURE,
        [
            {
                "code": difference.key[0],
                "revision": difference.key[1],
                **_columns(difference.wanted, ids.parts),
            }
            for difference in compared.made
        ],
    )
    ids.procedures.update((difference.key, row) for difference, row in zip(compared.made, made, strict=True))
    writing.execute(
        _CHANGE,
        [
            {
                "row_id": ids.procedures[difference.key],
                **{
                    f"new_{name.removesuffix('_id')}": value
                    for name, value in _columns(difference.wanted, ids.parts).items()
                },
            }
            for difference in compared.changed
        ],
    )
    _insert_steps(writing, procedures, contents)
    _write_values(writing, procedures)
    for difference in compared.made:
        said = {"contents": _contents(procedures.steps[difference.key])}
        writing.note_made(compared, difference, ids.procedures[difference.key], said)
    for difference in compared.changed:
        was = {"contents": before[ids.procedures[difference.key]]} if "steps" in difference.changed else {}
        said = {"contents": _contents(procedures.steps[difference.key])} if was else {}
        writing.note_changed(compared, difference, was, said)


def renumber(writing: Writing) -> None:
    """Number the steps of all procedures anew; runs keep the numbers they were started with."""
    rows = {row.id: row for row in writing.context.tx.execute(_ALL_STEPS)}
    wanted = numbers(
        {row.id: row.parent_id for row in rows.values()},
        {row.id: row.position for row in rows.values()},
        writing.context.site.step_numbering_base,
    )
    writing.execute(
        _RENUMBER,
        [
            {"row_id": row_id, "new_number": number}
            for row_id, number in wanted.items()
            if rows[row_id].number != number
        ],
    )


def _columns(state: ProcedureState, parts: Mapping[PartKey, int]) -> dict[str, Any]:
    return {
        "title": state.title,
        "description": state.description,
        "part_id": None if state.part is None else parts[state.part],
        "kind": state.kind.value,
        "status": state.status.value,
        "sequential": state.sequential,
        "digest": state.steps,
    }


def _new_steps(procedures: Procedures) -> list[StepState]:
    keys = [difference.key for difference in (*procedures.compared.made, *procedures.rewritten)]
    return [step for key in keys for step in procedures.steps[key]]


def _contents(steps: Iterable[StepState]) -> list[list[str]]:
    """Each step with the digest of its content, for the history: contents are never changed or removed."""
    return [[step.key, step.digest] for step in steps]


def _stored_steps(tx: Connection, procedure_ids: Iterable[int]) -> dict[int, list[list[str]]]:
    found: dict[int, list[list[str]]] = {procedure_id: [] for procedure_id in procedure_ids}
    for row in tx.execute(_STEPS, {"ids": id_list(found)}):
        found[row.procedure_id].append([row.key, row.digest])
    return found


def _drop_steps(writing: Writing, procedure_ids: list[int]) -> None:
    if procedure_ids:
        for statement in (_DROP_VALUES, _DROP_EDGES, _DROP_STEPS):
            writing.context.tx.execute(statement, {"ids": id_list(procedure_ids)})


def _insert_steps(writing: Writing, procedures: Procedures, contents: Mapping[str, int]) -> None:
    """The steps of new and rewritten procedures, one statement a level, then their edges."""
    ids = writing.ids
    base = writing.context.site.step_numbering_base
    placed = []
    for difference in (*procedures.compared.made, *procedures.rewritten):
        steps = procedures.steps[difference.key]
        numbered = numbers(
            {step.key: step.parent for step in steps}, {step.key: step.position for step in steps}, base
        )
        placed += [(ids.procedures[difference.key], step, numbered[step.key]) for step in steps]
    row_ids: dict[tuple[int, str | None], int] = {}
    for depth in sorted({step.depth for _, step, _ in placed}):
        level = [entry for entry in placed if entry[1].depth == depth]
        made = insert_many(
            writing.context.tx,
            _STEP,
            [
                {
                    "procedure_id": procedure_id,
                    "parent_id": row_ids.get((procedure_id, step.parent)),
                    "key": step.key,
                    "origin": step.origin,
                    "content_id": contents[step.digest],
                    "sibling_key": step.sibling_key,
                    "ordinal": step.ordinal,
                    "position": step.position,
                    "depth": step.depth,
                    "number": number,
                    "work_center_id": ids.place(step.work_center),
                    "lead_time_seconds": step.lead_time_seconds,
                    "optional": step.optional,
                    "approved": True,
                    "purchase_order_line_id": None if step.line is None else ids.order_lines[step.line],
                    "is_outside": step.line is not None,
                }
                for procedure_id, step, number in level
            ],
        )
        row_ids.update(
            ((procedure_id, step.key), row) for (procedure_id, step, _), row in zip(level, made, strict=True)
        )
    writing.execute(
        insert(_EDGE),
        [
            {"step_id": row_ids[procedure_id, step.key], "upstream_id": row_ids[procedure_id, upstream]}
            for procedure_id, step, _ in placed
            for upstream in step.waits_on
        ],
    )


def _write_values(writing: Writing, procedures: Procedures) -> None:
    """The attribute values of all procedures that are new or whose values may have changed."""
    compared, ids, tx = procedures.compared, writing.ids, writing.context.tx
    of_values = {"steps", "attributes", "step_attributes"}
    revalued = [difference for difference in compared.changed if of_values.intersection(difference.changed)]
    if revalued:
        changed = id_list(ids.procedures[difference.key] for difference in revalued)
        tx.execute(_DROP_VALUES, {"ids": changed})
    written = {
        ids.procedures[difference.key]: difference.wanted for difference in (*compared.made, *revalued)
    }
    step_ids = {(row.procedure_id, row.key): row.id for row in tx.execute(_STEPS, {"ids": id_list(written)})}
    rows = []
    for procedure_id, state in written.items():
        for name, value in state.attributes:
            kind_id = ids.attributes[AttributeScope.PROCEDURE, name]
            rows.append(
                {"kind_id": kind_id, "procedure_id": procedure_id, "procedure_step_id": None, "value": value}
            )
        for key, name, value in state.step_attributes:
            kind_id = ids.attributes[AttributeScope.STEP, name]
            step_id = step_ids[procedure_id, key]
            rows.append(
                {"kind_id": kind_id, "procedure_id": None, "procedure_step_id": step_id, "value": value}
            )
    writing.execute(insert(_VALUE), rows)
