"""Words of the model that are not states: field types, tracking, kinds. The values are those of the site file."""

from __future__ import annotations

from enum import StrEnum


class FieldType(StrEnum):
    """What a field of a step or a column of a datagrid holds."""

    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    PASS_FAIL = "pass_fail"  # noqa: S105
    DATETIME = "datetime"
    SELECT = "select"
    MULTISELECT = "multiselect"
    SIGNOFF = "signoff"
    FILE = "file"
    TOOL = "tool"
    USER = "user"
    PART = "part"


class StepType(StrEnum):
    """Whether a step holds instructions and fields, or a table of typed cells."""

    CONTENT = "content"
    DATAGRID = "datagrid"


class OutOfRange(StrEnum):
    """What a number out of range does to completion: blocks it, or allows it with an issue attached."""

    BLOCK = "block"
    ISSUE = "issue"


class Tracking(StrEnum):
    """How inventory of a part is told apart."""

    NONE = "none"
    LOT = "lot"
    SERIAL = "serial"


class InventoryStatus(StrEnum):
    """What has become of one inventory."""

    AVAILABLE = "available"
    IN_WORK = "in work"
    INSTALLED = "installed"
    CONSUMED = "consumed"
    SCRAPPED = "scrapped"
    MERGED = "merged"


class ProcedureKind(StrEnum):
    """`build` makes the unit and copies its mBOM; `rework` works on a unit that exists and copies none."""

    BUILD = "build"
    REWORK = "rework"


class ProcedureStatus(StrEnum):
    """The life of one procedure revision."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RELEASED = "released"


class AttributeScope(StrEnum):
    """What a custom attribute belongs to."""

    PROCEDURE = "procedure"
    RUN = "run"
    STEP = "step"


class LogInWith(StrEnum):
    """What the Lock screen asks for."""

    BADGE = "badge"
    BADGE_AND_PIN = "badge_and_pin"


class SignWith(StrEnum):
    """What a Signoff field asks for."""

    PIN = "pin"
    BADGE = "badge"


class LaborSplit(StrEnum):
    """How an operator's time is counted while checked in to several steps."""

    EVEN = "even"
    FULL = "full"
