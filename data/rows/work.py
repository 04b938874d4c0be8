"""Rows about work: the queue of a work center, and one run step with all that stands on it.

States, buckets and field types are the words of the store; the engine's enums take them as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from data.rows.outside import OutsideWork


class QueueTab(StrEnum):
    """The parts of a work center's queue."""

    IN_PROGRESS = "In progress"
    AVAILABLE = "Available"
    BLOCKED = "Blocked"
    STOPPED = "Stopped"
    DONE_TODAY = "Done today"


class QueueOrder(StrEnum):
    """How a queue is sorted."""

    PRIORITY = "priority"
    DUE = "due"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class PersonAtWork:
    """Somebody checked in to a step, and since when."""

    operator_id: int
    code: str
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Upstream:
    """What a step waits on: a step upstream, its state, and who has it."""

    step_id: int
    number: str
    title: str
    state: str
    reason: str | None
    people: tuple[str, ...]
    work_center: str | None


class QueueRow(NamedTuple):
    """One run step in a queue. `why_not` is empty where the step can be worked.

    The row stands for `stands_for` siblings of the batch that are in one state; the step is the most urgent of them.

    A named tuple: every change on the floor makes a page of them anew, at a quarter of what a frozen dataclass costs.
    """

    step_id: int
    run_id: int
    number: str
    title: str
    run_title: str
    unit: str
    state: str
    bucket: int
    priority: int
    due_at: datetime | None
    is_late: bool
    optional: bool
    batch_id: int | None
    batch_title: str | None
    batch_size: int
    assigned_to: str | None
    people: tuple[PersonAtWork, ...]
    why_not: str
    state_reason: str | None
    state_at: datetime
    completed_at: datetime | None
    lead_time_seconds: int | None
    version: int
    stands_for: int = 1


@dataclass(frozen=True, slots=True)
class TabCount:
    """How many rows a tab holds; `is_capped` where counting stopped at the limit and there are more."""

    tab: QueueTab
    count: int
    is_capped: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of a queue with the counts of all its tabs; `has_more` where another page follows."""

    work_center_id: int
    tab: QueueTab
    rows: tuple[QueueRow, ...]
    counts: tuple[TabCount, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One step in a run's tree, in the order of the procedure."""

    step_id: int
    parent_id: int | None
    depth: int
    number: str
    title: str
    state: str
    bucket: int
    optional: bool
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of a run step with its value.

    `verdict` says in words why a value is out of range; `limits` says the validation in words ("0 to 0.5 mm"), and
    `minimum`, `maximum`, `target`, `tolerance` are its exact numbers, to judge a value while it is typed.
    `value` is the canonical text; `shown` is the text for people. `value_version` is 0 where there is no value.
    `deviation` says who accepted a value out of range, and why. `changed_since_signed` tells that a
    value which the signature covers is another one now. `media_type` and `size` (in bytes) are those of a file.
    `units` counts the units of the batch that have a field per unit each, and `units_filled` those that have a value;
    0 where it is shared, or in no batch.
    """

    field_id: int
    name: str
    type: str
    unit: str | None
    required: bool
    allow_not_applicable: bool
    per_unit: bool
    limits: str
    minimum: Decimal | None
    maximum: Decimal | None
    target: Decimal | None
    tolerance: Decimal | None
    options: tuple[str, ...]
    role: str | None
    peer_review: bool
    tool_part: str | None
    calibrated: bool
    out_of_range: str
    value: str | None
    shown: str
    not_applicable: bool
    in_range: bool
    confirmed: bool
    verdict: str
    recorded_by: str | None
    recorded_at: datetime | None
    value_version: int
    signed_by: str | None
    signed_at: datetime | None
    changed_since_signed: bool = False
    issue_id: int | None = None
    deviation: str = ""
    media_type: str = ""
    size: int = 0
    units: int = 0
    units_filled: int = 0

    @property
    def is_covered(self) -> bool:
        """Whether its value keeps nothing from being signed off: in range, or accepted, or with an issue."""
        return self.in_range or bool(self.deviation) or self.issue_id is not None


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file with its bytes: attached to a field, or shown with the instructions."""

    name: str
    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReadingsRow:
    """The newest readings of a number field on its procedure step, oldest first, with its limits.

    `drift` says in words what they show before one is out of range; empty where they show nothing.
    """

    values: tuple[Decimal, ...]
    in_range: tuple[bool, ...]
    lowest: Decimal | None
    highest: Decimal | None
    unit: str | None
    drift: str


@dataclass(frozen=True, slots=True)
class InstalledRow:
    """What is installed in a requirement."""

    installation_id: int
    inventory_id: int
    part: str
    revision: str
    identity: str
    quantity: Decimal
    operator: str
    installed_at: datetime


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """A part that a step needs, how much of it is in, and from what."""

    requirement_id: int
    part: str
    revision: str
    description: str
    tracking: str
    quantity: Decimal
    installed: Decimal
    substitutes: tuple[str, ...]
    reference_designators: tuple[str, ...]
    is_excepted: bool
    installs: tuple[InstalledRow, ...]


@dataclass(frozen=True, slots=True)
class StockRow:
    """An inventory that could be installed; `refusal` says why not where it cannot."""

    inventory_id: int
    requirement_id: int | None
    part: str
    revision: str
    identity: str
    quantity: Decimal
    location: str
    status: str
    is_substitute: bool
    refusal: str


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note on a step."""

    operator: str
    written_at: datetime
    body: str


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One step's part of a labor session; `seconds` up to now where it is open."""

    session_id: int
    step_id: int
    run_id: int
    step: str
    run_title: str
    work_center: str | None
    operator: str
    started_at: datetime
    ended_at: datetime | None
    seconds: int
    is_flagged: bool
    state: str


class CellRow(NamedTuple):
    """One cell of a datagrid step, as `FieldRow` is a field: what the procedure or somebody put there, or a signature.

    A named tuple, as `GridRow`: a table may have thousands, made anew and compared at every change on the step.
    In the grid of a batch's units the row is the unit's step, and the column the field.
    `shown` leaves the unit to the column's head. `changed_since_signed` tells that the row's values are not
    those that the signature covers any more.
    """

    row_id: int
    column_id: int
    settable: bool
    value: str | None = None
    shown: str = ""
    not_applicable: bool = False
    in_range: bool = True
    confirmed: bool = True
    verdict: str = ""
    version: int = 0
    recorded_by: str | None = None
    recorded_at: datetime | None = None
    issue_id: int | None = None
    deviation: str = ""
    signed_by: str | None = None
    signed_at: datetime | None = None
    changed_since_signed: bool = False

    @property
    def is_covered(self) -> bool:
        """As a field's."""
        return self.in_range or bool(self.deviation) or self.issue_id is not None


class GridRow(NamedTuple):
    """A datagrid's row: its cells in the order of the columns."""

    row_id: int
    required: bool
    allow_not_applicable: bool
    cells: tuple[CellRow, ...]


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A datagrid's column: what its cells hold, and by what they are judged. `role` signs a column of signatures.

    `required` asks for a value in every row, whatever the row says; N/A is allowed where row and column allow it.
    """

    column_id: int
    name: str
    type: str
    unit: str | None
    settable: bool
    limits: str
    minimum: Decimal | None
    maximum: Decimal | None
    target: Decimal | None
    tolerance: Decimal | None
    options: tuple[str, ...]
    role: str | None
    required: bool = False
    allow_not_applicable: bool = True


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What somebody decided at a gate in this attempt; a rejection has a reason, an approval may."""

    operator_id: int
    name: str
    approved: bool
    reason: str | None
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class GateRow:
    """An approval gate: how many of a role it needs, and what has been decided there, oldest first."""

    gate_id: int
    role: str
    needed: int
    decisions: tuple[DecisionRow, ...]

    @property
    def approved(self) -> int:
        """How many approved."""
        return sum(decision.approved for decision in self.decisions)

    @property
    def is_open(self) -> bool:
        """Whether it keeps the step from being signed off: not enough approved, or somebody rejected."""
        return self.approved < self.needed or not all(decision.approved for decision in self.decisions)


@dataclass(frozen=True, slots=True)
class AttributeRow:
    """A custom attribute of the procedure, the run or the step (`scope`), with its value, if it has one.

    `value` is the canonical text; `shown` is the text for people.
    """

    scope: str
    name: str
    type: str
    options: tuple[str, ...]
    value: str | None
    shown: str


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """A gate that waits for somebody: the step, the role that is asked for, and since when it is worked."""

    gate_id: int
    step_id: int
    run_id: int
    number: str
    title: str
    run_title: str
    role: str
    approved: int
    needed: int
    work_center: str | None
    since: datetime


@dataclass(frozen=True, slots=True)
class RunHeader:
    """The head of a run. `unit` is the part and its serial or lot."""

    run_id: int
    title: str
    status: str
    procedure: str
    procedure_title: str
    unit: str
    batch_id: int | None
    batch_title: str | None
    batch_size: int
    assigned_to: str | None
    priority: int
    due_at: datetime | None
    steps_done: int
    steps_counted: int
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class StepRow:
    """The step that is open: its content and its state."""

    step_id: int
    run_id: int
    number: str
    title: str
    type: str
    instructions: str
    state: str
    bucket: int
    state_reason: str | None
    state_by: str | None
    state_at: datetime
    optional: bool
    is_outside: bool
    attempt: int
    version: int
    work_center_id: int | None
    work_center: str | None
    lead_time_seconds: int | None
    started_at: datetime | None
    completed_at: datetime | None
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepView:
    """Everything on a step's screen, of one moment.

    `blockers` lists what keeps it from being signed off; `why_not` why it cannot be worked (empty where it can).
    """

    run: RunHeader
    tree: tuple[TreeRow, ...]
    step: StepRow
    fields: tuple[FieldRow, ...]
    columns: tuple[GridColumn, ...]
    grid: tuple[GridRow, ...]
    requirements: tuple[RequirementRow, ...]
    gates: tuple[GateRow, ...]
    notes: tuple[NoteRow, ...]
    people: tuple[PersonAtWork, ...]
    labor_seconds: int
    blockers: tuple[str, ...]
    why_not: str
    outside: OutsideWork | None = None
    attributes: tuple[AttributeRow, ...] = ()


@dataclass(frozen=True, slots=True)
class RunListRow:
    """A run in a list."""

    run_id: int
    title: str
    status: str
    procedure: str
    unit: str
    batch_id: int | None
    batch_title: str | None
    priority: int
    due_at: datetime | None
    steps_done: int
    steps_counted: int
    assigned_to: str | None
    work_center: str | None


class ScanKind(StrEnum):
    """What a scanned code can be."""

    BADGE = "badge"
    RUN = "run"
    STEP = "step"
    WORK_CENTER = "work center"
    TOOL = "tool"
    INVENTORY = "inventory"


@dataclass(frozen=True, slots=True)
class ScanMatch:
    """One thing that a code names: its kind, its id, and a label to choose by.

    For inventory, `more_id` is the run that builds it, if any; for a run, the first step that can be worked.
    `where` says of a tool or inventory how much of it there is, in what state and where.
    """

    kind: ScanKind
    id: int
    label: str
    more_id: int | None = None
    where: str = ""
