"""What a content that somebody wrote at a kiosk has to keep to, as a site file does; and what it names in the store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import Connection, select

from data.models import Location, Part, Role, StoredFile, table
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.content import Content, PartKey
from ion_tui.engine.definitions.field_rules import contradictions
from ion_tui.engine.definitions.fields import ValueDefinition
from ion_tui.engine.definitions.sentences import quoted
from ion_tui.engine.redlines.changes import Terms
from ion_tui.engine.values import clean_text
from ion_tui.engine.wording import ended
from ion_tui.engine.words import FieldType, StepType

_PART: Final = table(Part)
_ROLE: Final = table(Role)
_FILE: Final = table(StoredFile)
_PARTS: Final = select(_PART.c.number, _PART.c.revision, _PART.c.id)
_ROLES: Final = select(_ROLE.c.name, _ROLE.c.id)
_FILES: Final = select(_FILE.c.digest)

_PLACE: Final = table(Location)
_CENTERS: Final = select(_PLACE.c.id).where(_PLACE.c.is_work_center)

LONGEST_LEAD: Final = 10 * 366 * 24 * 3600
"""The longest lead time, in seconds: ten years."""
MAX_TITLE: Final = 200
MAX_INSTRUCTIONS: Final = 100_000
MAX_ENTRIES: Final = 2_000
"""The most fields, rows or parts of one step."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a change may name: parts and roles with their ids, the digests of files, the ids of work centers."""

    parts: Mapping[PartKey, int]
    roles: Mapping[str, int]
    files: frozenset[str]
    work_centers: frozenset[int]


def read_names(tx: Connection) -> Names:
    """Everything in the store that a content may name."""
    return Names(
        {(row.number, row.revision): row.id for row in tx.execute(_PARTS)},
        {row.name: row.id for row in tx.execute(_ROLES)},
        frozenset(tx.execute(_FILES).scalars()),
        frozenset(tx.execute(_CENTERS).scalars()),
    )


def content_fault(content: Content, names: Names) -> Refused | None:
    """The first thing that is wrong with a content, in a sentence; None where it can be worked."""
    sentence = next(_faults(content, names), None)
    if sentence is None:
        return None
    return Refused(Code.INVALID, f"{content.title.strip() or 'The step'}: {ended(sentence)}")


def terms_fault(terms: Terms, names: Names) -> Refused | None:
    """What is wrong with what a step has besides its content."""
    lead = terms.lead_time_seconds or 0
    if terms.work_center_id is not None and terms.work_center_id not in names.work_centers:
        return Refused(Code.NOT_FOUND, "There is no such work center any more.")
    if lead < 0:
        return Refused(Code.INVALID, "A lead time is not below 0.")
    if lead > LONGEST_LEAD:
        return Refused(Code.INVALID, "A lead time is at most ten years.")
    return None


def _faults(content: Content, names: Names) -> Iterator[str]:
    yield from _text("The title", content.title, MAX_TITLE, one_line=True)
    yield from _text("The instructions", content.instructions, MAX_INSTRUCTIONS)
    yield from _too_many(content)
    for kind, values in (("field", content.fields), ("column", content.columns)):
        yield from _repeated(kind, [value.name for value in values])
        for value in values:
            yield from _value(value, names)
    yield from _grid(content)
    yield from _parts(content, names)
    yield from _gates(content, names)
    for file in content.files:
        if file.digest not in names.files:
            yield f"the drawing {file.name} is not in the store: attach it first"


def _too_many(content: Content) -> Iterator[str]:
    for what, entries in (
        ("fields", content.fields),
        ("columns", content.columns),
        ("rows", content.rows),
        ("parts", content.requirements),
        ("drawings", content.files),
    ):
        if len(entries) > MAX_ENTRIES:
            yield f"a step has at most {MAX_ENTRIES} {what}; these are {len(entries)}"


def _parts(content: Content, names: Names) -> Iterator[str]:
    for need in content.requirements:
        for part in (need.part, *need.substitutes):
            if part not in names.parts:
                yield f"there is no part {part[0]} revision {part[1]}"
        if not need.quantity.is_finite() or need.quantity <= 0:
            yield f"{need.part[0]} is needed in a quantity above 0"
    yield from _repeated("part", [need.part[0] for need in content.requirements])


def _gates(content: Content, names: Names) -> Iterator[str]:
    for gate in content.approvals:
        if gate.role not in names.roles:
            yield f"there is no role {gate.role}"
        if gate.count < 1:
            yield f"at least one {gate.role} has to approve"
    yield from _repeated("approval", [gate.role for gate in content.approvals])


def _text(what: str, text: str, longest: int, *, one_line: bool = False) -> Iterator[str]:
    if one_line and not text.strip():
        yield f"{what} is empty"
    if one_line and (text != text.strip() or "\n" in text):
        yield f"{what} stands on one line, without a space around it"
    cleaned = clean_text(text, longest)
    if isinstance(cleaned, Refused):
        yield f"{what}: {cleaned.sentence}"


def _value(value: Any, names: Names) -> Iterator[str]:
    yield from _text("A name", value.name, MAX_TITLE, one_line=True)
    for text in (value.unit or "", *value.options):
        yield from _text(f"What is said of {value.name}", text, MAX_TITLE)
    for found in contradictions(cast("ValueDefinition", value)):
        yield f"{quoted(value.name)}: {found.sentence}"
    if value.role is not None and value.role not in names.roles:
        yield f"{quoted(value.name)}: there is no role {value.role}"
    for bound in (value.minimum, value.maximum, value.target, value.tolerance):
        if bound is not None and not bound.is_finite():
            yield f"{quoted(value.name)}: a limit is a number"
    part = getattr(value, "part", None)
    if part is not None and part not in names.parts:
        yield f"{quoted(value.name)}: there is no part {part[0]} revision {part[1]}"


def _grid(content: Content) -> Iterator[str]:
    if content.type is not StepType.DATAGRID:
        if content.columns or content.rows:
            yield "only a datagrid has columns and rows"
        return
    if not content.columns or not content.rows:
        yield "a datagrid needs columns and rows"
    columns = {column.name: column for column in content.columns}
    for column in content.columns:
        if column.type is FieldType.FILE:
            yield f"{quoted(column.name)}: a cell holds no file"
        elif not column.settable and column.type is FieldType.SIGNOFF:
            yield f"{quoted(column.name)}: only people can sign"
    for number, row in enumerate(content.rows, start=1):
        for name, text in row.presets:
            if name not in columns or columns[name].settable:
                yield f"row {number} fills in {quoted(name)}, which no column of the procedure is"
            yield from _text(f"Row {number}", text, MAX_INSTRUCTIONS)


def _repeated(kind: str, names: Sequence[str]) -> Iterator[str]:
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield f"there are two {kind}s called {name}"
