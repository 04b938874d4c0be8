"""States, verbs and the legal transitions between them: the one table that rules, screens, tests and docs read.

Source: the state table of ION's run overview, and its decided extensions (release, rework, reopen, restore).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Final


class State(StrEnum):
    """The state of one run step."""

    TODO = "Todo"
    IN_PROGRESS = "In Progress"
    HOLD = "Hold"
    REDLINE = "Redline"
    COMPLETED = "Completed"
    FAILED = "Failed"
    CANCELED = "Canceled"


class RunStatus(StrEnum):
    """What a run reads, derived from its steps; a run has no state of its own."""

    TODO = "Todo"
    IN_PROGRESS = "In Progress"
    HOLD = "Hold"
    REDLINE = "Redline"
    FAILED = "Failed"
    CANCELED = "Canceled"
    COMPLETE = "Complete"
    PARTIAL_COMPLETE = "Partial Complete"


class Bucket(IntEnum):
    """Where a run step stands in a work center's queue; stored by the database itself as a generated column."""

    IN_PROGRESS = 0
    AVAILABLE = 1
    BLOCKED = 2
    STOPPED = 3
    DONE = 4
    CANCELED = 5


class Verb(StrEnum):
    """What can be done to a run step."""

    START = "start"
    CHECK_IN = "check in"
    CHECK_OUT = "check out"
    RECORD = "record"
    SIGN = "sign"
    NOTE = "note"
    INSTALL = "install"
    UNINSTALL = "uninstall"
    APPROVE = "approve"
    ACCEPT = "accept deviation"
    RAISE_ISSUE = "raise issue"
    SEND = "send out"
    RECEIVE = "receive back"
    COMPLETE = "complete"
    HOLD = "hold"
    RELEASE = "release"
    FAIL = "fail"
    REWORK = "rework"
    REDLINE = "redline"
    CLOSE_REDLINE = "close redline"
    CANCEL = "cancel"
    RESTORE = "restore"
    REOPEN = "reopen"


_STOPPABLE: Final = (State.TODO, State.IN_PROGRESS, State.HOLD, State.FAILED)

TRANSITIONS: Final[Mapping[Verb, Mapping[State, tuple[State, ...]]]] = MappingProxyType(
    {
        Verb.START: {State.TODO: (State.IN_PROGRESS,)},
        Verb.CHECK_IN: {State.IN_PROGRESS: (State.IN_PROGRESS,)},
        Verb.CHECK_OUT: {State.IN_PROGRESS: (State.IN_PROGRESS,)},
        Verb.RECORD: {State.IN_PROGRESS: (State.IN_PROGRESS,)},
        Verb.SIGN: {State.IN_PROGRESS: (State.IN_PROGRESS,)},
        Verb.NOTE: {State.IN_PROGRESS: (State.IN_PROGRESS,)},
        Verb.INSTALL: {State.IN_PROGRESS: (State.IN_PROGRESS,)},
        Verb.UNINSTALL: {State.IN_PROGRESS: (State.IN_PROGRESS,)},
        Verb.APPROVE: {State.IN_PROGRESS: (State.IN_PROGRESS,)},
        Verb.ACCEPT: {State.IN_PROGRESS: (State.IN_PROGRESS,)},
        Verb.RAISE_ISSUE: {State.IN_PROGRESS: (State.IN_PROGRESS,)},
        Verb.SEND: {State.IN_PROGRESS: (State.IN_PROGRESS,)},
        Verb.RECEIVE: {State.IN_PROGRESS: (State.IN_PROGRESS,)},
        Verb.COMPLETE: {State.IN_PROGRESS: (State.COMPLETED,)},
        Verb.HOLD: {State.TODO: (State.HOLD,), State.IN_PROGRESS: (State.HOLD,)},
        Verb.RELEASE: {State.HOLD: (State.IN_PROGRESS, State.TODO)},
        Verb.FAIL: {State.IN_PROGRESS: (State.FAILED,)},
        Verb.REWORK: {State.FAILED: (State.TODO,)},
        Verb.REDLINE: dict.fromkeys(_STOPPABLE, (State.REDLINE,)),
        Verb.CLOSE_REDLINE: {State.REDLINE: (State.TODO, State.IN_PROGRESS, State.HOLD, State.FAILED)},
        Verb.CANCEL: dict.fromkeys((*_STOPPABLE, State.REDLINE), (State.CANCELED,)),
        Verb.RESTORE: {State.CANCELED: (State.TODO,)},
        Verb.REOPEN: {State.COMPLETED: (State.TODO,)},
    }
)
"""verb → state it is legal from → states it can lead to. Every pair that is not here is refused."""

NEEDS_AVAILABLE: Final = frozenset(
    {
        Verb.START,
        Verb.CHECK_IN,
        Verb.RECORD,
        Verb.SIGN,
        Verb.INSTALL,
        Verb.UNINSTALL,
        Verb.APPROVE,
        Verb.ACCEPT,
        Verb.SEND,
        Verb.COMPLETE,
    }
)
"""Verbs that also need every upstream step Completed and the parent, if any, In Progress."""

NEEDS_REASON: Final = frozenset({Verb.HOLD, Verb.FAIL, Verb.REWORK, Verb.REDLINE, Verb.CANCEL, Verb.REOPEN})
"""Verbs that ask for a reason in words."""

STATE_WORDS: Final[Mapping[State, str]] = MappingProxyType(
    {
        State.TODO: "not started",
        State.IN_PROGRESS: "in progress",
        State.HOLD: "on hold",
        State.REDLINE: "in redline",
        State.COMPLETED: "completed",
        State.FAILED: "failed",
        State.CANCELED: "canceled",
    }
)
"""The state as it stands in the middle of a sentence."""

WAYS_OUT: Final[Mapping[State, str]] = MappingProxyType(
    {
        State.TODO: "start it first",
        State.IN_PROGRESS: "it is being worked",
        State.HOLD: "release it first",
        State.REDLINE: "close its redline first",
        State.COMPLETED: "a lead can reopen it",
        State.FAILED: "a lead can send it to rework",
        State.CANCELED: "a lead can restore it",
    }
)
"""What would make another verb possible, by the state that a step is in."""


def legal(verb: Verb, state: State) -> bool:
    """Whether `verb` may be said to a step in `state`, by the transition table alone."""
    return state in TRANSITIONS[verb]


def gates(state: State, *, optional: bool) -> bool:
    """Whether a step in `state` keeps the steps that wait on it from starting.

    An optional step in Todo gates nothing. A canceled step has left the graph: what it waited on gates in its
    place.
    """
    return state not in (State.COMPLETED, State.CANCELED) and not (optional and state is State.TODO)


def bucket_of(state: State, *, waits_on: int, parent_ready: bool) -> Bucket:
    """The queue's bucket of a step: the same rule as the generated column `run_step.bucket`."""
    match state:
        case State.IN_PROGRESS:
            return Bucket.IN_PROGRESS
        case State.TODO:
            return Bucket.AVAILABLE if waits_on == 0 and parent_ready else Bucket.BLOCKED
        case State.COMPLETED:
            return Bucket.DONE
        case State.CANCELED:
            return Bucket.CANCELED
        case State.HOLD | State.REDLINE | State.FAILED:
            return Bucket.STOPPED


def run_status(steps: Iterable[tuple[State, bool]]) -> RunStatus:
    """What a run reads, from each of its steps' state and whether it is optional; the first match wins.

    Optional steps in Todo are not counted. A run without steps reads Todo.
    """
    counted = {state for state, optional in steps if not (optional and state is State.TODO)}
    for state, status in (
        (State.REDLINE, RunStatus.REDLINE),
        (State.HOLD, RunStatus.HOLD),
        (State.FAILED, RunStatus.FAILED),
    ):
        if state in counted:
            return status
    if not counted:
        return RunStatus.TODO
    if counted == {State.CANCELED}:
        return RunStatus.CANCELED
    if counted == {State.COMPLETED}:
        return RunStatus.COMPLETE
    if counted == {State.COMPLETED, State.CANCELED}:
        return RunStatus.PARTIAL_COMPLETE
    if counted & {State.IN_PROGRESS, State.COMPLETED}:
        return RunStatus.IN_PROGRESS
    return RunStatus.TODO
