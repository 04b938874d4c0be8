"""Procedure revisions: made, changed while nothing was built by them, and left alone once runs are bound to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select

from data.ids import id_list, within
from data.models import (
    AttributeKind,
    AttributeValue,
    Part,
    Procedure,
    ProcedureStep,
    Run,
    table,
)
from ion_tui.engine.content import PartKey
from ion_tui.engine.definitions.procedures import ProcedureDefinition
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.site_import.differences import Compared, Difference, Held, Noun, compare
from ion_tui.engine.site_import.steps import StepState, Surroundings, steps_digest, steps_of
from ion_tui.engine.site_import.writing import ProcedureKey
from ion_tui.engine.words import AttributeScope, ProcedureKind, ProcedureStatus

_PROCEDURE: Final = table(Procedure)
_STEP: Final = table(ProcedureStep)
_PART: Final = table(Part)
_RUN: Final = table(Run)
_VALUE: Final = table(AttributeValue)
_KIND: Final = table(AttributeKind)
_NOUN: Final = Noun("procedure", "procedure", "procedures")

_READ: Final = (
    select(_PROCEDURE, _PART.c.number.label("part"), _PART.c.revision.label("part_revision"))
    .outerjoin(_PART, _PART.c.id == _PROCEDURE.c.part_id)
    .order_by(_PROCEDURE.c.id)
)
_READ_VALUES: Final = select(_PROCEDURE.c.id, _KIND.c.name, _VALUE.c.value).select_from(
    _PROCEDURE.join(_VALUE, _VALUE.c.procedure_id == _PROCEDURE.c.id).join(
        _KIND, _KIND.c.id == _VALUE.c.kind_id
    )
)
_READ_STEP_VALUES: Final = select(
    _STEP.c.procedure_id, _STEP.c.key, _KIND.c.name, _VALUE.c.value
).select_from(
    _STEP.join(_VALUE, _VALUE.c.procedure_step_id == _STEP.c.id).join(_KIND, _KIND.c.id == _VALUE.c.kind_id)
)
_LOCK: Final = (
    select(_PROCEDURE.c.id).where(within(_PROCEDURE.c.id)).order_by(_PROCEDURE.c.id).with_for_update()
)
_WITH_RUNS: Final = select(_RUN.c.procedure_id).distinct().where(within(_RUN.c.procedure_id))
_BODY: Final = frozenset({"title", "description", "part", "kind", "sequential", "steps"})
"""What a revision says; its status and attributes are said about it."""

Texts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ProcedureState:
    """A procedure revision; `steps` is the digest of all its steps."""

    title: str
    description: str
    part: PartKey | None
    kind: ProcedureKind
    status: ProcedureStatus
    sequential: bool
    steps: str
    attributes: Texts
    step_attributes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Procedures:
    """The procedure revisions, and the steps of those that the file names."""

    compared: Compared[ProcedureKey, ProcedureState]
    steps: Mapping[ProcedureKey, tuple[StepState, ...]]

    @property
    def rewritten(self) -> list[Difference[ProcedureKey, ProcedureState]]:
        """The revisions that are there and whose steps change."""
        return [difference for difference in self.compared.changed if "steps" in difference.changed]


def compare_procedures(tx: Connection, definition: SiteDefinition, around: Surroundings) -> Procedures:
    """The procedures of the file against those of the store."""
    steps = {
        (procedure.code, procedure.revision): steps_of(procedure, around)
        for procedure in definition.procedures
    }
    wanted = {
        (procedure.code, procedure.revision): _wanted(
            procedure, steps[procedure.code, procedure.revision], around
        )
        for procedure in definition.procedures
    }
    return Procedures(compare(_NOUN, _held(tx), wanted, lambda key, _: " ".join(key)), steps)


def lock_changed(tx: Connection, procedures: Procedures) -> None:
    """Keep runs from being started of what is about to change; SQLite's writers take turns anyway."""
    changed = [difference.held.id for difference in procedures.compared.changed if difference.held]
    if changed and tx.dialect.name != "sqlite":
        tx.execute(_LOCK, {"ids": id_list(changed)})


def procedure_faults(tx: Connection, procedures: Procedures) -> Iterator[str]:
    """Revisions that runs are bound to, and that would not say any more what was built by them."""
    changed = {
        difference.held.id: difference
        for difference in procedures.compared.changed
        if difference.held is not None
    }
    bound = set(tx.execute(_WITH_RUNS, {"ids": id_list(changed)}).scalars())
    for procedure_id, difference in changed.items():
        if procedure_id not in bound:
            continue
        body = [name for name in difference.changed if name in _BODY]
        if body:
            yield (
                f"Procedure {difference.label} has runs and stays as it is; the file changes its "
                f"{' and '.join(body)}: give it a new revision."
            )
        elif "status" in difference.changed:
            yield f"Procedure {difference.label} has runs: it stays {ProcedureStatus.RELEASED}."


def _held(tx: Connection) -> dict[ProcedureKey, Held[ProcedureState]]:
    values: dict[int, list[tuple[str, str]]] = {}
    for procedure_id, name, value in tx.execute(_READ_VALUES):
        values.setdefault(procedure_id, []).append((name, value))
    step_values: dict[int, list[tuple[str, str, str]]] = {}
    for procedure_id, key, name, value in tx.execute(_READ_STEP_VALUES):
        step_values.setdefault(procedure_id, []).append((key, name, value))
    return {
        (row.code, row.revision): Held(
            row.id,
            ProcedureState(
                title=row.title,
                description=row.description,
                part=None if row.part is None else (row.part, row.part_revision),
                kind=ProcedureKind(row.kind),
                status=ProcedureStatus(row.status),
                sequential=row.sequential,
                steps=row.digest,
                attributes=tuple(sorted(values.get(row.id, ()))),
                step_attributes=tuple(sorted(step_values.get(row.id, ()))),
            ),
        )
        for row in tx.execute(_READ)
    }


def _wanted(
    procedure: ProcedureDefinition, steps: tuple[StepState, ...], around: Surroundings
) -> ProcedureState:
    part = None
    if procedure.part is not None:
        part = around.references.find(procedure.part, procedure.part_revision)
    whose = f"{procedure.code} {procedure.revision}"
    return ProcedureState(
        title=procedure.title,
        description=procedure.description,
        part=part,
        kind=procedure.kind,
        status=procedure.status,
        sequential=procedure.sequential,
        steps=steps_digest(steps),
        attributes=around.texts.of(AttributeScope.PROCEDURE, procedure.attributes, whose),
        step_attributes=tuple(
            sorted((step.key, name, text) for step in steps for name, text in step.attributes)
        ),
    )
