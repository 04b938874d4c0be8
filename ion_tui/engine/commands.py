"""Every command there is, as frozen dataclasses: what keyboard, scanner, command line and importers say.

`key` makes a command safe to repeat. `seen_version` is the version that the operator's screen showed; a command
that saw an older one is refused with who changed it. `confirmed` is the fingerprint of the plan that the
operator agreed to, where one was shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final
from uuid import uuid4

from ion_tui.engine.permissions import VERB_PERMISSIONS, Permission
from ion_tui.engine.states import Verb

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ion_tui.engine.definitions.exported import ExportedProcedure
    from ion_tui.engine.definitions.site import SiteDefinition


@dataclass(frozen=True, slots=True)
class Actor:
    """Who says a command, and where: an operator's id (None before anybody is known) and the kiosk's name."""

    operator_id: int | None
    kiosk: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """How a person shows who they are: a badge, or an ID, with the PIN where the site asks for it.

    The PIN never reaches the history or a log: it is left out of every text that is made of this.
    """

    badge: str | None = None
    code: str | None = None
    pin: str | None = field(default=None, repr=False)


AS_DIGEST: Final[Mapping[str, bool]] = MappingProxyType({"as digest": True})
"""Marks a field that is too long for the record, which keeps its digest."""


LARGEST_FILE: Final = 10 * 1024 * 1024
"""The largest file that a field takes, in bytes."""


def new_key() -> str:
    """A key that nobody else has."""
    return uuid4().hex


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something said to the engine."""

    verb: ClassVar[str]
    permission: ClassVar[Permission | None] = None
    key: str = field(default_factory=new_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCommand(Command):
    """A verb said to one run step; in a batch it goes to the step's siblings too, unless it is for `only_this_run`."""

    step_verb: ClassVar[Verb]
    step_id: int
    seen_version: int | None = None
    confirmed: str | None = None
    reason: str | None = None
    only_this_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Start(StepCommand):
    """Start a step in Todo, and check in to it."""

    step_verb = Verb.START
    verb = str(Verb.START)
    permission = VERB_PERMISSIONS[Verb.START]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn(StepCommand):
    """Open one's session on a step in progress."""

    step_verb = Verb.CHECK_IN
    verb = str(Verb.CHECK_IN)
    permission = VERB_PERMISSIONS[Verb.CHECK_IN]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOut(StepCommand):
    """Close one's session on a step; with `operator_id`, somebody else's (a lead, with a reason)."""

    step_verb = Verb.CHECK_OUT
    verb = str(Verb.CHECK_OUT)
    permission = VERB_PERMISSIONS[Verb.CHECK_OUT]
    operator_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(StepCommand):
    """Store one field's value as it was typed or scanned; `seen_value` is the version of the value that was seen.

    With `not_applicable` there is no text. An empty text clears the value. A tool whose calibration is not in date
    is taken where a second person, `override`, allows it with the reason. Siblings in the batch take the value too
    where they have no other one; with `overwrite`, where they have.
    """

    step_verb = Verb.RECORD
    verb = str(Verb.RECORD)
    permission = VERB_PERMISSIONS[Verb.RECORD]
    field_id: int
    text: str = ""
    not_applicable: bool = False
    seen_value: int | None = None
    override: Credentials | None = None
    overwrite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign(StepCommand):
    """Sign a Signoff field: the signer shows who they are again, in place, and may be a second person."""

    step_verb = Verb.SIGN
    verb = str(Verb.SIGN)
    permission = VERB_PERMISSIONS[Verb.SIGN]
    field_id: int
    signer: Credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote(StepCommand):
    """Write a note on a step that one is checked in to."""

    step_verb = Verb.NOTE
    verb = str(Verb.NOTE)
    permission = VERB_PERMISSIONS[Verb.NOTE]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Install(StepCommand):
    """Put inventory into a build requirement; without a quantity, as much as is still needed and there."""

    step_verb = Verb.INSTALL
    verb = str(Verb.INSTALL)
    permission = VERB_PERMISSIONS[Verb.INSTALL]
    requirement_id: int
    inventory_id: int
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Uninstall(StepCommand):
    """Take an installed inventory out again."""

    step_verb = Verb.UNINSTALL
    verb = str(Verb.UNINSTALL)
    permission = VERB_PERMISSIONS[Verb.UNINSTALL]
    installation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve(StepCommand):
    """Approve at a gate, or with `rejected` and a reason reject; by `signer` in place, or by the actor."""

    step_verb = Verb.APPROVE
    verb = str(Verb.APPROVE)
    gate_id: int
    rejected: bool = False
    signer: Credentials | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptDeviation(StepCommand):
    """Accept an out-of-range reading, with the rationale as the reason; by `signer` in place, or by the actor.

    Names a field, or a cell by its row and column.
    """

    step_verb = Verb.ACCEPT
    verb = str(Verb.ACCEPT)
    field_id: int | None = None
    row_id: int | None = None
    column_id: int | None = None
    signer: Credentials | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseIssue(StepCommand):
    """Open an issue on a step; on an out-of-range reading it is attached to that."""

    step_verb = Verb.RAISE_ISSUE
    verb = str(Verb.RAISE_ISSUE)
    permission = VERB_PERMISSIONS[Verb.RAISE_ISSUE]
    title: str
    field_id: int | None = None
    row_id: int | None = None
    column_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCell(StepCommand):
    """Store one settable cell of a datagrid step; as `Record` in everything else."""

    step_verb = Verb.RECORD
    verb = "record cell"
    permission = VERB_PERMISSIONS[Verb.RECORD]
    row_id: int
    column_id: int
    text: str = ""
    not_applicable: bool = False
    seen_value: int | None = None
    overwrite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignCell(StepCommand):
    """Sign one signature cell of a datagrid step, as `Sign` does a field."""

    step_verb = Verb.SIGN
    verb = "sign cell"
    permission = VERB_PERMISSIONS[Verb.SIGN]
    row_id: int
    column_id: int
    signer: Credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachFile(StepCommand):
    """Attach a file to a File field: its name, and its bytes, whose type is told by their content."""

    step_verb = Verb.RECORD
    verb = "attach file"
    permission = VERB_PERMISSIONS[Verb.RECORD]
    field_id: int
    name: str
    data: bytes = field(repr=False)
    seen_value: int | None = None
    overwrite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SendOut(StepCommand):
    """Send units of an outside-process step to the supplier of its purchase order line."""

    step_verb = Verb.SEND
    verb = str(Verb.SEND)
    permission = VERB_PERMISSIONS[Verb.SEND]
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveBack(StepCommand):
    """Receive units of an outside-process step back, whole or in parts."""

    step_verb = Verb.RECEIVE
    verb = str(Verb.RECEIVE)
    permission = VERB_PERMISSIONS[Verb.RECEIVE]
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAttribute(Command):
    """Set a custom attribute of a run, or of a run step, by its name; an empty value clears it."""

    verb = "set attribute"
    permission = Permission.UPDATE_RUN_ATTRIBUTE
    name: str
    value: str
    run_id: int | None = None
    step_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete(StepCommand):
    """Sign a step off; `signer` where the site asks to sign for it."""

    step_verb = Verb.COMPLETE
    verb = str(Verb.COMPLETE)
    permission = VERB_PERMISSIONS[Verb.COMPLETE]
    signer: Credentials | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(StepCommand):
    """Pause a step, with a reason."""

    step_verb = Verb.HOLD
    verb = str(Verb.HOLD)
    permission = VERB_PERMISSIONS[Verb.HOLD]


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(StepCommand):
    """End a hold: back to In Progress when the step had started in this attempt, else to Todo."""

    step_verb = Verb.RELEASE
    verb = str(Verb.RELEASE)
    permission = VERB_PERMISSIONS[Verb.RELEASE]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fail(StepCommand):
    """Fail a step, with a reason; opens an issue where the site says so."""

    step_verb = Verb.FAIL
    verb = str(Verb.FAIL)
    permission = VERB_PERMISSIONS[Verb.FAIL]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rework(StepCommand):
    """Send a failed step back to Todo for another attempt, with a reason."""

    step_verb = Verb.REWORK
    verb = str(Verb.REWORK)
    permission = VERB_PERMISSIONS[Verb.REWORK]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen(StepCommand):
    """Take a completed step back to Todo for another attempt, with a reason."""

    step_verb = Verb.REOPEN
    verb = str(Verb.REOPEN)
    permission = VERB_PERMISSIONS[Verb.REOPEN]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel(StepCommand):
    """Skip a step and its children, with a reason: it leaves the graph."""

    step_verb = Verb.CANCEL
    verb = str(Verb.CANCEL)
    permission = VERB_PERMISSIONS[Verb.CANCEL]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restore(StepCommand):
    """Bring a canceled step back, with the children that its cancel took."""

    step_verb = Verb.RESTORE
    verb = str(Verb.RESTORE)
    permission = VERB_PERMISSIONS[Verb.RESTORE]


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRun(Command):
    """Make a run of a released procedure on an inventory.

    Name the inventory by id, or by the serial of the procedure's part: a serial that is not in stock yet is made
    for a build, and with `makes_unit`, as files of planned runs mean it, for a rework too. Times are aware
    datetimes.
    """

    verb = "start run"
    permission = Permission.CREATE_RUN
    procedure_id: int
    inventory_id: int | None = None
    serial: str | None = None
    makes_unit: bool = False
    title: str | None = None
    operator_id: int | None = None
    work_center_id: int | None = None
    priority: int = 3
    batch_id: int | None = None
    due_at: datetime | None = None
    scheduled_start: datetime | None = None
    scheduled_end: datetime | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRunsOnUnits(Command):
    """Make a run of one released procedure on each of several units, all of them or none.

    Serials are those of the procedure's part, made where they are not there yet as `StartRun` makes them. The runs
    join a batch, or with a `new_batch` make one of that title, which may be empty. Of several runs that are given a
    title, each has its unit behind it.
    """

    verb = "start runs on units"
    permission = Permission.CREATE_RUN
    procedure_id: int
    serials: tuple[str, ...] = ()
    inventory_ids: tuple[int, ...] = ()
    title: str | None = None
    operator_id: int | None = None
    work_center_id: int | None = None
    priority: int = 3
    batch_id: int | None = None
    new_batch: str | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunsCommand(Command):
    """Something said to one run or several, all of them or none."""

    run_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateBatch(RunsCommand):
    """Make a batch of runs that are in none, with a title or without."""

    verb = "create batch"
    permission = Permission.UPDATE_RUN_BATCH
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddToBatch(RunsCommand):
    """Let runs join a batch; from then on they take part, and nothing is done to them for the past."""

    verb = "batch runs"
    permission = Permission.UPDATE_RUN_BATCH
    batch_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveFromBatch(RunsCommand):
    """Let runs leave a batch, with everything that was done to them."""

    verb = "unbatch runs"
    permission = Permission.UPDATE_RUN_BATCH
    batch_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameBatch(Command):
    """Give a batch another title, or none."""

    verb = "rename batch"
    permission = Permission.UPDATE_RUN_BATCH
    batch_id: int
    title: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DissolveBatch(Command):
    """Let all runs leave a batch, which ends it."""

    verb = "dissolve batch"
    permission = Permission.UPDATE_RUN_BATCH
    batch_id: int


class AsItIs(StrEnum):
    """Said of what a command leaves as it is, where None would take it away."""

    AS_IT_IS = "as it is"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignRuns(RunsCommand):
    """Assign runs to an operator, or with None to the pool of what nobody is assigned to."""

    verb = "assign runs"
    permission = Permission.UPDATE_RUN
    operator_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRuns(RunsCommand):
    """Send runs to a work center: the steps that their procedure sends to none go with them."""

    verb = "place runs"
    permission = Permission.UPDATE_RUN
    work_center_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrioritizeRuns(RunsCommand):
    """Give runs a priority, 1 (most urgent) to 5."""

    verb = "prioritize runs"
    permission = Permission.UPDATE_RUN
    priority: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRuns(RunsCommand):
    """Give runs a due date, a planned start or a planned end: aware datetimes, None for none; others stay."""

    verb = "schedule runs"
    permission = Permission.UPDATE_RUN
    due_at: datetime | AsItIs | None = AsItIs.AS_IT_IS
    scheduled_start: datetime | AsItIs | None = AsItIs.AS_IT_IS
    scheduled_end: datetime | AsItIs | None = AsItIs.AS_IT_IS


@dataclass(frozen=True, slots=True, kw_only=True)
class LogIn(Command):
    """Say who is at the kiosk."""

    verb = "log in"
    credentials: Credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOut(Command):
    """Lock the kiosk; closes no session."""

    verb = "log out"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenKiosk(Command):
    """Pin the kiosk that says it to a work center, by its code, or to none."""

    verb = "open kiosk"
    work_center: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Initialize(Command):
    """Make the site and its first administrator in an empty store."""

    verb = "initialize"
    site: str
    code: str
    name: str
    pin: str = field(repr=False)
    badge: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSite(Command):
    """Bring the store to what a site definition says; all of it or nothing.

    `files` are those that steps show: the name as the definition calls it, media type and bytes. `progress` is
    called meanwhile with how much is done, of how much, and what it is; what it raises takes everything back.
    """

    verb = "import site"
    permission = Permission.UPDATE_SITE
    definition: SiteDefinition = field(metadata=AS_DIGEST)
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict, metadata=AS_DIGEST)
    progress: Callable[[int, int, str], None] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportProcedure(Command):
    """Take in what another system exported: a new draft revision, where it says anything new."""

    verb = "import procedure"
    permission = Permission.CREATE_PROCEDURE
    exported: ExportedProcedure = field(metadata=AS_DIGEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveProcedureSteps(Command):
    """Approve steps of a draft that came incomplete, by their keys; without any, all of them."""

    verb = "approve procedure steps"
    permission = Permission.UPDATE_PROCEDURE
    procedure_id: int
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseProcedure(Command):
    """Release a draft: runs start from it from now on."""

    verb = "release procedure"
    permission = Permission.UPDATE_PROCEDURE
    procedure_id: int


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """A run of a list: a procedure's code, a part's number, a serial, the title if it has one; and its line."""

    line: int
    procedure: str
    part: str
    serial: str
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRuns(Command):
    """Start all runs of a list, on serials that are made where they are not there yet; or none of them."""

    verb = "start runs"
    permission = Permission.CREATE_RUN
    runs: tuple[PlannedRun, ...] = field(metadata=AS_DIGEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOperator(Command):
    """Add a person, with roles by name."""

    verb = "add operator"
    permission = Permission.UPDATE_SITE
    code: str
    name: str
    roles: tuple[str, ...] = ()
    badge: str | None = None
    pin: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPin(Command):
    """Give an operator a new PIN: one's own with the old one, anybody's with `UpdateSite`."""

    verb = "set pin"
    code: str
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeactivateOperator(Command):
    """Keep a person from logging in from now on; what they did stays theirs. Closes their open sessions."""

    verb = "deactivate operator"
    permission = Permission.UPDATE_SITE
    code: str
