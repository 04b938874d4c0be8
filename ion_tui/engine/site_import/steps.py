"""The steps of a procedure, from the file's form to what is stored: content, place, number, identity, waits."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from ion_tui.engine.answers import Refused
from ion_tui.engine.content import (
    ApprovalContent,
    ColumnContent,
    Content,
    FieldContent,
    FileContent,
    RequirementContent,
    RowContent,
    digest_of,
)
from ion_tui.engine.definitions.dependencies import PlacedStep, waits, walk
from ion_tui.engine.definitions.fields import RowDefinition, ValueDefinition
from ion_tui.engine.definitions.procedures import ProcedureDefinition, StepDefinition
from ion_tui.engine.site_import.attributes import Texts, value_text
from ion_tui.engine.site_import.orders import Orders
from ion_tui.engine.site_import.parts import References
from ion_tui.engine.site_import.people import Roles
from ion_tui.engine.site_import.places import Places
from ion_tui.engine.site_import.writing import LineKey
from ion_tui.engine.words import AttributeScope

K = TypeVar("K", bound=Hashable)

STANDARD: Final = " standard step"
"""Stands before a standard step's name in an origin; no procedure's code begins with a space."""


@dataclass(frozen=True, slots=True)
class StepState:
    """A step of a procedure revision; `key` and `parent` are the procedure's own keys for steps."""

    key: str
    parent: str | None
    content: Content
    digest: str
    origin: str
    sibling_key: str | None
    ordinal: int
    position: int
    depth: int
    work_center: str | None
    lead_time_seconds: int | None
    optional: bool
    line: LineKey | None
    waits_on: tuple[str, ...]
    attributes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What steps refer to, as it will be after the import; what is not there becomes a fault."""

    places: Places
    roles: Roles
    orders: Orders
    references: References
    texts: Texts
    files: Mapping[str, tuple[str, bytes]]
    faults: list[str]

    def role(self, name: str, whose: str) -> str:
        """A role that must be there."""
        if name not in self.roles.after:
            self.faults.append(f"{whose}: there is no role {name}.")
        return name


def steps_of(procedure: ProcedureDefinition, around: Surroundings) -> tuple[StepState, ...]:
    """The steps in preorder."""
    return tuple(_steps(procedure, around))


def steps_digest(steps: tuple[StepState, ...]) -> str:
    """What makes two revisions' steps the same: identities, contents, places, order, waits; not attributes."""
    return digest_of(
        "procedure steps 1",
        [
            [
                step.key,
                step.parent,
                step.origin,
                step.digest,
                step.work_center,
                step.lead_time_seconds,
                step.optional,
                step.line,
                step.waits_on,
            ]
            for step in steps
        ],
    )


def origins(procedure: ProcedureDefinition) -> dict[str, str]:
    """Where each step comes from, by its key: the procedure's own step, whatever the revision, or a standard step.

    A standard step that a procedure uses again counts up: two steps of one run are never the same step.
    """
    found: dict[str, str] = {}
    times: Counter[str] = Counter()
    for placed in walk(procedure.steps):
        standard = placed.step.standard
        if standard is None:
            found[placed.step.key] = f"{procedure.code}/{placed.step.key}"
        else:
            times[standard] += 1
            again = f" {times[standard]}" if times[standard] > 1 else ""
            found[placed.step.key] = f"{STANDARD}{again}/{standard}"
    return found


def standard_of(origin: str) -> str | None:
    """The standard step that an origin names, or None."""
    return origin.partition("/")[2] if origin.startswith(STANDARD) else None


def numbers(parents: Mapping[K, K | None], positions: Mapping[K, int], base: int) -> dict[K, str]:
    """The number of each step: by order from `base`, children with dots; parents stand before their children."""
    found: dict[K, str] = {}
    for key, parent in parents.items():
        own = str(base + positions[key])
        found[key] = own if parent is None else f"{found[parent]}.{own}"
    return found


def _steps(procedure: ProcedureDefinition, around: Surroundings) -> Iterator[StepState]:
    upstream: dict[str, set[str]] = {}
    for wait in waits(procedure):
        upstream.setdefault(wait.key, set()).add(wait.upstream)
    origin_of = origins(procedure)
    for ordinal, placed in enumerate(walk(procedure.steps)):
        step = placed.step
        whose = f"{procedure.code} {procedure.revision}, step {step.key}"
        content = _content(step, whose, around)
        digest = content.digest
        origin = origin_of[step.key]
        above = [origin_of[parent.key] for parent in placed.around]
        _check_place(step, whose, around)
        yield StepState(
            key=step.key,
            parent=placed.around[-1].key if placed.around else None,
            content=content,
            digest=digest,
            origin=origin,
            sibling_key=None if step.outside_process else sibling_key(origin, digest, above),
            ordinal=ordinal,
            position=_position(placed),
            depth=len(placed.around),
            work_center=step.work_center,
            lead_time_seconds=None if step.lead_time is None else int(step.lead_time.total_seconds()),
            optional=step.optional,
            line=_line(step),
            waits_on=tuple(sorted(upstream.get(step.key, ()))),
            attributes=around.texts.of(AttributeScope.STEP, step.attributes, whose),
        )


def sibling_key(origin: str, content_digest: str, above: list[str]) -> str:
    """What siblings have in common: the origin, the content, and the origins of the steps around."""
    return digest_of("sibling 1", [origin, content_digest, above])


def _content(step: StepDefinition, whose: str, around: Surroundings) -> Content:
    return Content(
        title=step.title,
        instructions=step.instructions,
        type=step.type,
        fields=tuple(
            FieldContent(
                **_value(field, whose, around),
                required=field.required,
                allow_not_applicable=field.allow_not_applicable,
                per_unit=field.per_unit,
                out_of_range=field.out_of_range,
                peer_review=field.peer_review,
                part=None if field.part is None else around.references.find(field.part, field.revision),
                calibrated=field.calibrated,
            )
            for field in step.fields
        ),
        columns=tuple(
            ColumnContent(**_value(column, whose, around), settable=column.settable)
            for column in step.columns
        ),
        rows=tuple(
            RowContent(
                required=row.required,
                allow_not_applicable=row.allow_not_applicable,
                presets=tuple(_presets(step, row, whose, around)),
            )
            for row in step.rows
        ),
        requirements=tuple(_requirements(step, around)),
        files=tuple(_files(step, whose, around)),
        approvals=()
        if step.approval is None
        else (ApprovalContent(role=around.role(step.approval.role, whose), count=step.approval.count),),
    )


def _value(value: ValueDefinition, whose: str, around: Surroundings) -> dict[str, Any]:
    return {
        "name": value.name,
        "type": value.type,
        "unit": value.unit,
        "minimum": value.minimum,
        "maximum": value.maximum,
        "target": value.target,
        "tolerance": value.tolerance,
        "options": value.options,
        "role": None if value.role is None else around.role(value.role, whose),
    }


def _presets(
    step: StepDefinition, row: RowDefinition, whose: str, around: Surroundings
) -> Iterator[tuple[str, str]]:
    """What the procedure fills in, in the order of the columns."""
    for column in step.columns:
        if column.name not in row.values:
            continue
        text = value_text(
            column.type,
            column.options,
            row.values[column.name],
            name=column.name,
            now=around.texts.now,
            zone=around.texts.zone,
        )
        if isinstance(text, Refused):
            around.faults.append(f"{whose}: {text.sentence}")
        else:
            yield column.name, text


def _requirements(step: StepDefinition, around: Surroundings) -> Iterator[RequirementContent]:
    for need in step.requires:
        found = around.references.need(need)
        if found is not None:
            part, substitutes = found
            yield RequirementContent(
                part=part,
                quantity=need.quantity,
                reference_designators=need.reference_designators,
                substitutes=substitutes,
            )


def _files(step: StepDefinition, whose: str, around: Surroundings) -> Iterator[FileContent]:
    for name in step.files:
        if name not in around.files:
            around.faults.append(f"{whose}: the file {name} did not come with the site file.")
            continue
        _, data = around.files[name]
        yield FileContent(name=name.rpartition("/")[2], digest=hashlib.sha256(data).hexdigest())


def _check_place(step: StepDefinition, whose: str, around: Surroundings) -> None:
    """Where a step is worked must be a work center, and its order's line there."""
    if step.work_center is not None:
        place = around.places.after.get((step.work_center,))
        if place is None or not place.work_center:
            around.faults.append(f"{whose}: there is no work center {step.work_center}.")
    line = _line(step)
    if line is not None and line not in around.orders.lines.after:
        around.faults.append(f"{whose}: purchase order {line[0]} has no line {line[1]}.")


def _line(step: StepDefinition) -> LineKey | None:
    outside = step.outside_process
    return None if outside is None else (outside.purchase_order, outside.line)


def _position(placed: PlacedStep) -> int:
    """The step's place among its neighbors: the last index of its path."""
    return int(placed.path[-1])
