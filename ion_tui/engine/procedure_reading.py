"""Procedures of the store in the form of the site file: what an export writes, and what an import compares with.

Everything that a definition can say is read back; importing it into the same store changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, bindparam, or_, select

from data.ids import AnyRow, id_list, within
from data.models import (
    AttributeKind,
    AttributeValue,
    ContentFile,
    Location,
    Part,
    Procedure,
    ProcedureEdge,
    ProcedureStep,
    PurchaseOrder,
    PurchaseOrderLine,
    StepContent,
    StoredFile,
    table,
)
from ion_tui.engine.content_reading import ContentParts, read_content_parts
from ion_tui.engine.definitions.field_rules import Value
from ion_tui.engine.definitions.procedures import (
    OutsideProcessDefinition,
    ProcedureDefinition,
    StepDefinition,
)
from ion_tui.engine.site_import.attributes import value_of
from ion_tui.engine.site_import.steps import standard_of
from ion_tui.engine.wording import step_label
from ion_tui.engine.words import FieldType, ProcedureKind, ProcedureStatus, StepType

if TYPE_CHECKING:
    from ion_tui.engine.core import Engine

Files = Mapping[str, tuple[str, bytes]]
"""Name as the definition calls it → media type and bytes."""

_PROCEDURE: Final = table(Procedure)
_STEP: Final = table(ProcedureStep)
_EDGE: Final = table(ProcedureEdge)
_CONTENT: Final = table(StepContent)
_LOCATION: Final = table(Location)
_PART: Final = table(Part)
_ORDER: Final = table(PurchaseOrder)
_LINE: Final = table(PurchaseOrderLine)
_FILE: Final = table(StoredFile)
_SHOWN: Final = table(ContentFile)
_KIND: Final = table(AttributeKind)
_VALUE: Final = table(AttributeValue)

_OF_PROCEDURE: Final = _STEP.c.procedure_id == bindparam("procedure")
_READ: Final = (
    select(_PROCEDURE, _PART.c.number.label("part"), _PART.c.revision.label("part_revision"))
    .outerjoin(_PART, _PART.c.id == _PROCEDURE.c.part_id)
    .where(_PROCEDURE.c.id == bindparam("procedure"))
)
_STEPS: Final = (
    select(
        _STEP.c.id,
        _STEP.c.parent_id,
        _STEP.c.key,
        _STEP.c.origin,
        _STEP.c.content_id,
        _STEP.c.lead_time_seconds,
        _STEP.c.optional,
        _STEP.c.approved,
        _STEP.c.number,
        _CONTENT.c.digest,
        _CONTENT.c.title,
        _CONTENT.c.instructions,
        _CONTENT.c.type,
        _LOCATION.c.code.label("work_center"),
        _ORDER.c.number.label("purchase_order"),
        _LINE.c.line,
    )
    .select_from(
        _STEP.join(_CONTENT, _CONTENT.c.id == _STEP.c.content_id)
        .outerjoin(_LOCATION, _LOCATION.c.id == _STEP.c.work_center_id)
        .outerjoin(_LINE, _LINE.c.id == _STEP.c.purchase_order_line_id)
        .outerjoin(_ORDER, _ORDER.c.id == _LINE.c.purchase_order_id)
    )
    .where(_OF_PROCEDURE)
    .order_by(_STEP.c.ordinal)
)
_UPSTREAM: Final = _STEP.alias("upstream")
_EDGES: Final = (
    select(_EDGE.c.step_id, _UPSTREAM.c.key)
    .join(_STEP, _STEP.c.id == _EDGE.c.step_id)
    .join(_UPSTREAM, _UPSTREAM.c.id == _EDGE.c.upstream_id)
    .where(_OF_PROCEDURE)
    .order_by(_EDGE.c.step_id, _UPSTREAM.c.ordinal)
)
_VALUES: Final = (
    select(_VALUE.c.procedure_step_id, _KIND.c.name, _KIND.c.type, _VALUE.c.value)
    .join(_KIND, _KIND.c.id == _VALUE.c.kind_id)
    .where(
        or_(
            _VALUE.c.procedure_id == bindparam("procedure"),
            _VALUE.c.procedure_step_id.in_(select(_STEP.c.id).where(_OF_PROCEDURE)),
        )
    )
    .order_by(_KIND.c.name)
)
_FILES: Final = (
    select(_SHOWN.c.name, _FILE.c.digest, _FILE.c.media_type, _FILE.c.data)
    .join(_FILE, _FILE.c.digest == _SHOWN.c.file_digest)
    .where(within(_SHOWN.c.content_id))
)


@dataclass(frozen=True, slots=True)
class StoredProcedure:
    """A procedure revision as a definition, the files that its steps show, and what a definition does not say.

    Steps by their keys: the digests of their contents, how they are called, and those that nobody approved.
    """

    id: int
    definition: ProcedureDefinition
    files: Files
    contents: Mapping[str, str]
    labels: Mapping[str, str]
    unapproved: tuple[str, ...]


def stored_procedure(engine: Engine, procedure_id: int) -> StoredProcedure | None:
    """A procedure revision of the engine's store, or None."""
    with engine.store.read() as tx:
        return read_procedure(tx, procedure_id)


def read_procedure(tx: Connection, procedure_id: int) -> StoredProcedure | None:
    """A procedure revision in this transaction, or None."""
    asked = {"procedure": procedure_id}
    row = tx.execute(_READ, asked).first()
    if row is None:
        return None
    steps = tx.execute(_STEPS, asked).all()
    waits: dict[int, list[str]] = {}
    for step_id, key in tx.execute(_EDGES, asked):
        waits.setdefault(step_id, []).append(key)
    attributes: dict[int | None, dict[str, Value]] = {}
    for step_id, name, type_, text in tx.execute(_VALUES, asked):
        attributes.setdefault(step_id, {})[name] = value_of(FieldType(type_), text)
    contents = {step.content_id for step in steps}
    tree = _Tree(read_content_parts(tx, contents), waits, attributes, bool(row.sequential))
    definition = ProcedureDefinition(
        code=row.code,
        title=row.title,
        description=row.description,
        part=row.part,
        part_revision=row.part_revision,
        kind=ProcedureKind(row.kind),
        revision=row.revision,
        status=ProcedureStatus(row.status),
        sequential=bool(row.sequential),
        attributes=attributes.get(None, {}),
        steps=tree.steps(steps, None),
    )
    files = read_files(tx, sorted(contents))
    return StoredProcedure(
        procedure_id,
        definition,
        files,
        contents={step.key: step.digest for step in steps},
        labels={step.key: step_label(step.number, step.title) for step in steps},
        unapproved=tuple(step.key for step in steps if not step.approved),
    )


def read_files(tx: Connection, content_ids: Sequence[int]) -> Files:
    """The files that contents show, by what their steps call them."""
    rows = tx.execute(_FILES, {"ids": id_list(content_ids)})
    return {file_path(digest, name): (media_type, data) for name, digest, media_type, data in rows}


def file_path(digest: str, name: str) -> str:
    """What a step calls a file of the store: names alone may be shared by different files."""
    return f"{digest}/{name}"


@dataclass(frozen=True, slots=True)
class _Tree:
    """Puts the steps of one procedure into each other."""

    parts: ContentParts
    waits: Mapping[int, list[str]]
    attributes: Mapping[int | None, Mapping[str, Value]]
    sequential: bool

    def steps(self, rows: Iterable[AnyRow], parent: int | None) -> tuple[StepDefinition, ...]:
        """The steps in one step, or those in none."""
        inside: dict[int | None, list[AnyRow]] = {}
        for row in rows:
            inside.setdefault(row.parent_id, []).append(row)
        return self._steps(inside, parent)

    def _steps(
        self, inside: Mapping[int | None, list[AnyRow]], parent: int | None
    ) -> tuple[StepDefinition, ...]:
        found: list[StepDefinition] = []
        for row in inside.get(parent, ()):
            before = found[-1].key if found and self.sequential else None
            found.append(replace(self._step(row, before), steps=self._steps(inside, row.id)))
        return tuple(found)

    def _step(self, row: Any, before: str | None) -> StepDefinition:
        outside = None
        if row.purchase_order is not None:
            outside = OutsideProcessDefinition(purchase_order=row.purchase_order, line=row.line)
        lead_time = None if row.lead_time_seconds is None else timedelta(seconds=row.lead_time_seconds)
        return StepDefinition(
            key=row.key,
            title=row.title,
            standard=standard_of(row.origin),
            type=StepType(row.type),
            after=tuple(key for key in self.waits.get(row.id, ()) if key != before),
            optional=bool(row.optional),
            work_center=row.work_center,
            lead_time=lead_time,
            instructions=row.instructions,
            files=tuple(file_path(digest, name) for name, digest in self.parts.files.get(row.content_id, ())),
            attributes=self.attributes.get(row.id, {}),
            fields=tuple(self.parts.fields.get(row.content_id, ())),
            columns=tuple(self.parts.columns.get(row.content_id, ())),
            rows=tuple(self.parts.rows.get(row.content_id, ())),
            requires=tuple(self.parts.requires.get(row.content_id, ())),
            approval=self.parts.approvals.get(row.content_id),
            outside_process=outside,
        )
