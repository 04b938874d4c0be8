"""A procedure as another system exported it: what the export says, and what it could not say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from ion_tui.engine.definitions.attributes import AttributeDefinition
from ion_tui.engine.definitions.fields import ValueDefinition
from ion_tui.engine.definitions.procedures import ProcedureDefinition, StepDefinition
from ion_tui.engine.words import FieldType


class Topic(Enum):
    """What a remark is about, so that it can be told whether a step has it by now."""

    LIMITS = auto()
    ROLE = auto()
    TOOL = auto()
    TYPE = auto()
    FILE = auto()
    WORK_CENTER = auto()
    LEAD_TIME = auto()
    PART = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that an export does not hold or that has no place here, and what to do about it.

    `step` is the step's key, None for the procedure; `subject` is the field, column or file that it is about.
    What `opens` a step leaves it unapproved, until somebody has looked at it.
    """

    step: str | None
    topic: Topic
    sentence: str
    subject: str = ""
    opens: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedProcedure:
    """What an export says, in the form of the site file, and what is to be remarked about it.

    The definition's revision and status mean nothing yet. Its code is only proposed unless it was `named`, and its
    kind only guessed unless `kind_said`. A signoff without a role asks for none in particular. `attributes` are
    those that the definition gives values to; `files` are those that its steps show.
    """

    definition: ProcedureDefinition
    attributes: tuple[AttributeDefinition, ...] = ()
    remarks: tuple[Remark, ...] = ()
    named: bool = False
    kind_said: bool = False
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)


def settled(remark: Remark, procedure: ProcedureDefinition, step: StepDefinition | None) -> bool:
    """Whether `step`, or the procedure, has what the remark misses."""
    if remark.topic is Topic.PART:
        return procedure.part is not None
    if step is None:
        return False
    match remark.topic:
        case Topic.WORK_CENTER:
            return step.work_center is not None
        case Topic.LEAD_TIME:
            return step.lead_time is not None
        case Topic.FILE:
            return any(file_name(path) == remark.subject for path in step.files)
    values = (*step.fields, *step.columns)
    return any(_value_settled(remark.topic, value) for value in values if value.name == remark.subject)


def _value_settled(topic: Topic, value: ValueDefinition) -> bool:
    match topic:
        case Topic.LIMITS:
            return (value.minimum, value.maximum, value.target) != (None, None, None)
        case Topic.ROLE:
            return value.role is not None
        case Topic.TOOL:
            return getattr(value, "part", None) is not None
        case Topic.TYPE:
            return value.type is not FieldType.STRING
        case _:
            return False


def file_name(path: str) -> str:
    """A file's own name, whatever folder it is called in."""
    return path.rpartition("/")[2]
