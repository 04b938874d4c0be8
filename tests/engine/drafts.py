"""Procedures as a story drafts them, and written to the tables as they are: the import is not what a story tests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert, select

from data import models


@dataclass(frozen=True)
class Field:
    """A field of a step; the attributes are the columns of `step_field`."""

    name: str
    type: str = "number"
    required: bool = True
    role: str | None = None
    part: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Need:
    """A part that a step requires."""

    part: str
    quantity: int | Decimal = 1
    substitutes: tuple[str, ...] = ()
    designators: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grid:
    """The table of a datagrid step: columns, and rows with what the procedure fills in."""

    columns: tuple[Field, ...]
    rows: tuple[bool, ...]


@dataclass(frozen=True)
class Step:
    """A step of a procedure, named by its title; `after` names the steps that it waits on."""

    title: str
    after: tuple[str, ...] = ()
    optional: bool = False
    steps: tuple[Step, ...] = ()
    fields: tuple[Field, ...] = ()
    needs: tuple[Need, ...] = ()
    gates: tuple[tuple[str, int], ...] = ()
    grid: Grid | None = None
    instructions: str = ""
    work_center: str | None = "WC"
    attributes: Mapping[str, str] = field(default_factory=dict)
    approved: bool = True
    more: Mapping[str, Any] = field(default_factory=dict)


def table(model: Any) -> Any:
    """The Core table of a model."""
    return models.table(model)


def inserted(tx: Connection, model: Any, **values: Any) -> int:
    """The id of a new row."""
    key = tx.execute(insert(table(model)).values(**values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def part_id(tx: Connection, number: str, tracking: str, revision: str, *, tool: bool = False) -> int:
    """The id of a part, made where it is not there yet."""
    parts = table(models.Part)
    found = tx.execute(
        select(parts.c.id).where(parts.c.number == number, parts.c.revision == revision)
    ).scalar()
    return found or inserted(
        tx, models.Part, number=number, revision=revision, tracking=tracking, is_tool=tool, description=""
    )


def _id_of(tx: Connection, model: Any, **where: Any) -> int:
    columns = table(model).c
    wanted = (columns[name] == value for name, value in where.items())
    return int(tx.execute(select(columns.id).where(*wanted)).scalar_one())


def write_procedure(
    tx: Connection, code: str, steps: Iterable[Step], *, part: str | None, kind: str, **values: Any
) -> int:
    """Write a procedure with its steps, edges and contents; answers its id."""
    return _Writing(tx, code).procedure(steps, part=part, kind=kind, values=values)


@dataclass
class _Writing:
    """One procedure on its way into the store."""

    tx: Connection
    code: str
    ids: dict[str, int] = field(default_factory=dict)

    def procedure(
        self, steps: Iterable[Step], *, part: str | None, kind: str, values: Mapping[str, Any]
    ) -> int:
        listed = list(steps)
        procedure_id = inserted(
            self.tx,
            models.Procedure,
            code=self.code,
            part_id=None if part is None else part_id(self.tx, part, "serial", "A"),
            kind=kind,
            digest=self.code,
            **values,
        )
        for ordinal, (step, parent, position, number) in enumerate(_in_order(listed)):
            self._step(step, procedure_id, parent, ordinal=ordinal, position=position, number=number)
        for step, *_ in _in_order(listed):
            for upstream in step.after:
                edge = {"step_id": self.ids[step.title], "upstream_id": self.ids[upstream]}
                self.tx.execute(insert(table(models.ProcedureEdge)).values(**edge))
        return procedure_id

    def _step(
        self, step: Step, procedure_id: int, parent: Step | None, *, ordinal: int, position: int, number: str
    ) -> None:
        place = step.work_center
        content, digest = self._content(step, ordinal)
        is_outside = bool(step.more.get("is_outside"))
        self.ids[step.title] = made = inserted(
            self.tx,
            models.ProcedureStep,
            procedure_id=procedure_id,
            parent_id=None if parent is None else self.ids[parent.title],
            key=step.title,
            origin=f"{self.code}/{step.title}",
            content_id=content,
            sibling_key=None if is_outside else f"{self.code}/{step.title} {digest[:8]}",
            ordinal=ordinal,
            position=position,
            depth=number.count("."),
            number=number,
            work_center_id=None if place is None else _id_of(self.tx, models.Location, code=place),
            optional=step.optional,
            approved=step.approved,
            **step.more,
        )
        for name, value in step.attributes.items():
            kind = _id_of(self.tx, models.AttributeKind, name=name, scope="step")
            inserted(self.tx, models.AttributeValue, kind_id=kind, procedure_step_id=made, value=value)

    def _content(self, step: Step, ordinal: int) -> tuple[int, str]:
        """The content of a step and its digest; the same in another revision in which nothing has changed."""
        told = replace(step, steps=(), after=())
        digest = hashlib.sha256(f"{self.code}/{ordinal}/{told!r}".encode()).hexdigest()
        contents = table(models.StepContent)
        found = self.tx.execute(select(contents.c.id).where(contents.c.digest == digest)).scalar()
        if found is not None:
            return int(found), digest
        content = inserted(
            self.tx,
            models.StepContent,
            digest=digest,
            title=step.title,
            instructions=step.instructions,
            type="datagrid" if step.grid else "content",
        )
        for position, asked in enumerate(step.fields):
            self._field(models.StepField, content, position, asked, required=asked.required)
        for position, need in enumerate(step.needs):
            self._need(content, position, need)
        for role, needed in step.gates:
            values = {
                "content_id": content,
                "role_id": _id_of(self.tx, models.Role, name=role),
                "count": needed,
            }
            self.tx.execute(insert(table(models.ContentApproval)).values(**values))
        if step.grid:
            for position, column in enumerate(step.grid.columns):
                self._field(models.DatagridColumn, content, position, column)
            for position, required in enumerate(step.grid.rows):
                inserted(
                    self.tx, models.DatagridRow, content_id=content, position=position, required=required
                )
        return content, digest

    def _field(self, model: Any, content: int, position: int, asked: Field, **values: Any) -> None:
        role = None if asked.role is None else _id_of(self.tx, models.Role, name=asked.role)
        if asked.part is not None:
            values["part_id"] = part_id(self.tx, asked.part, "serial", "A", tool=True)
        inserted(
            self.tx,
            model,
            content_id=content,
            position=position,
            name=asked.name,
            type=asked.type,
            role_id=role,
            **{"options": (), **values, **asked.more},
        )

    def _need(self, content: int, position: int, need: Need) -> None:
        requirement = inserted(
            self.tx,
            models.ContentRequirement,
            content_id=content,
            position=position,
            part_id=part_id(self.tx, need.part, "none", "A"),
            quantity=Decimal(need.quantity),
            reference_designators=need.designators,
        )
        for substitute in need.substitutes:
            values = {"requirement_id": requirement, "part_id": part_id(self.tx, substitute, "none", "A")}
            self.tx.execute(insert(table(models.ContentSubstitute)).values(**values))


def _in_order(
    steps: Iterable[Step], parent: Step | None = None, prefix: str = ""
) -> Iterator[tuple[Step, Step | None, int, str]]:
    """Each step with its parent, its place among its siblings and its number, parents first."""
    for position, step in enumerate(steps):
        number = f"{prefix}{position}"
        yield step, parent, position, number
        yield from _in_order(step.steps, step, f"{number}.")
