"""What can be said about redlines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from ion_tui.engine.commands import AS_DIGEST, Command, Credentials, StepCommand
from ion_tui.engine.permissions import VERB_PERMISSIONS, Permission
from ion_tui.engine.redlines.changes import RedlineChange
from ion_tui.engine.states import Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRedline(StepCommand):
    """Begin a redline on a step, with a reason: the step, and none of its siblings, is in Redline from now on.

    `issue_id` is the issue that it answers. With `build_on` it begins with the changes of another redline of the
    batch, as they are for this run.
    """

    step_verb = Verb.REDLINE
    verb = str(Verb.REDLINE)
    permission = VERB_PERMISSIONS[Verb.REDLINE]
    issue_id: int | None = None
    build_on: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RedlineRun(Command):
    """Begin a redline on a run itself, with a reason: to add steps, or to build a procedure as it is done."""

    verb = "redline run"
    permission = Permission.CREATE_REDLINE
    run_id: int
    reason: str | None = None
    issue_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RedlineCommand(Command):
    """Something said to one redline; `seen_version` is the version that was seen."""

    permission: ClassVar[Permission | None] = Permission.UPDATE_REDLINE
    redline_id: int
    seen_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRedline(RedlineCommand):
    """Say what an open redline changes: all of its changes in their order, in place of those that it had."""

    verb = "change redline"
    changes: tuple[RedlineChange, ...] = field(metadata=AS_DIGEST)
    confirmed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepDrawing(RedlineCommand):
    """Put a file into the store that a change of an open redline will show: its name, and its bytes.

    The content that shows it names it by the SHA-256 of its bytes.
    """

    verb = "keep drawing"
    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitRedline(RedlineCommand):
    """Put an open redline up for review."""

    verb = "submit redline"


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawRedline(RedlineCommand):
    """Take a redline out of review, to change it again."""

    verb = "withdraw redline"


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelRedline(RedlineCommand):
    """Give a redline up: every step goes back to what it was."""

    verb = "cancel redline"
    permission = Permission.CANCEL_REDLINE
    reason: str | None = None
    confirmed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideRedlines(Command):
    """Approve redlines in review, or with `rejected` and a reason reject them; by `signer` in place, or by the actor.

    All of them or none. A redline that has all the approvals it needs is applied: to its run, and in the same
    transaction to every run of the batch where the step has a sibling.
    """

    verb = "decide redlines"
    redline_ids: tuple[int, ...]
    rejected: bool = False
    reason: str | None = None
    signer: Credentials | None = None
    confirmed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeToRuns(Command):
    """Apply an approved redline to other runs, where they have the same steps; all of the runs or none."""

    verb = "merge redline"
    permission = Permission.MERGE_TO_RUNS
    redline_id: int
    run_ids: tuple[int, ...]
    confirmed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeToProcedure(Command):
    """Make the next draft revision of a run's procedure with the changes of approved redlines of the run."""

    verb = "merge redlines"
    permission = Permission.MERGE_TO_PROCEDURE
    redline_ids: tuple[int, ...]


def __getattr__(name: str) -> object:
    """The handlers of these commands, loaded when the first of them is said."""
    if name != "HANDLERS":
        raise AttributeError(name)
    from ion_tui.engine.redlines import (  # noqa: PLC0415
        deciding,
        drafting,
        drawings,
        merging,
        opening,
        reviewing,
    )

    homes = (opening, drafting, drawings, reviewing, deciding, merging)
    return {kind: handler for home in homes for kind, handler in home.HANDLERS.items()}
