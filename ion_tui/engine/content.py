"""Step content: what a step says and asks for, found by its digest and never changed once written.

Two steps with the same content share one row, whichever procedure, revision or run they stand in; that is what
makes siblings cheap to find. The digest covers title, instructions, type, fields with limits, options and roles,
the grid, requirements, files and approval gates; not where a step stands, what it waits on, its work center, lead
time, attributes, or whether it is optional. It is of names, not of ids: the same content has the same digest in
every store. Numbers count by value: a limit of 0.50 is the limit 0.5, and keeps the text that came first.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from ion_tui.engine.definitions.numbers import plain
from ion_tui.engine.words import FieldType, OutOfRange, StepType

PartKey = tuple[str, str]
"""A part's number and revision."""

_FORM: Final = "step content 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueContent:
    """What a field and a column have in common; `role` is a role's name."""

    name: str
    type: FieldType
    unit: str | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    target: Decimal | None = None
    tolerance: Decimal | None = None
    options: tuple[str, ...] = ()
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldContent(ValueContent):
    """A field; `part` is the tool's."""

    required: bool = False
    allow_not_applicable: bool = False
    per_unit: bool = False
    out_of_range: OutOfRange = OutOfRange.BLOCK
    peer_review: bool = False
    part: PartKey | None = None
    calibrated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnContent(ValueContent):
    """A column of a datagrid."""

    settable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RowContent:
    """A row of a datagrid; `presets` are column names with the canonical text that stands in the cell."""

    required: bool = False
    allow_not_applicable: bool = False
    presets: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementContent:
    """A part that the step installs, and what may stand in for it."""

    part: PartKey
    quantity: Decimal
    reference_designators: tuple[str, ...] = ()
    substitutes: tuple[PartKey, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileContent:
    """A file shown with the instructions, by the SHA-256 of its bytes; the name is not part of the content."""

    name: str = dataclasses.field(compare=False)
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalContent:
    """A gate: how many people of a role approve."""

    role: str
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All that makes a step what it is."""

    title: str
    instructions: str = ""
    type: StepType = StepType.CONTENT
    fields: tuple[FieldContent, ...] = ()
    columns: tuple[ColumnContent, ...] = ()
    rows: tuple[RowContent, ...] = ()
    requirements: tuple[RequirementContent, ...] = ()
    files: tuple[FileContent, ...] = ()
    approvals: tuple[ApprovalContent, ...] = ()

    @property
    def digest(self) -> str:
        """The SHA-256 of the content in one canonical text."""
        return digest_of(_FORM, self)


def digest_of(form: str, value: Any) -> str:
    """The SHA-256 of `value` as canonical JSON under the name of its form.

    Takes dataclasses, mappings, sequences, texts, numbers. What a dataclass leaves empty is left out, so that a
    key that is added to a form later changes no digest of today.
    """
    text = json.dumps([form, _canonical(value)], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Decimal):
        return plain(value) if value else "0"
    if dataclasses.is_dataclass(value):
        held = ((item.name, getattr(value, item.name)) for item in dataclasses.fields(value) if item.compare)
        return {name: _canonical(said) for name, said in held if not _is_empty(said)}
    if isinstance(value, Mapping):
        return {str(name): _canonical(said) for name, said in value.items()}
    return [_canonical(said) for said in value]


def _is_empty(value: Any) -> bool:
    """Whether nothing is said; a zero says something."""
    return value is None or value is False or value in ((), "")
