"""The guards: who may say which verb to which step, and when. Pure; each refusal is a sentence for the operator.

The same guards judge a plan, a command that is carried out, and the keys of a screen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from data.rows.work import Upstream
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.context import Person
from ion_tui.engine.facts import StepFacts
from ion_tui.engine.graph import why_not
from ion_tui.engine.permissions import VERB_PERMISSIONS, Permission
from ion_tui.engine.states import (
    NEEDS_AVAILABLE,
    NEEDS_REASON,
    STATE_WORDS,
    TRANSITIONS,
    WAYS_OUT,
    State,
    Verb,
)

VERB_DONE: Final[Mapping[Verb, str]] = MappingProxyType(
    {
        Verb.START: "started",
        Verb.CHECK_IN: "checked in to",
        Verb.CHECK_OUT: "checked out of",
        Verb.RECORD: "recorded on",
        Verb.SIGN: "signed",
        Verb.NOTE: "noted on",
        Verb.INSTALL: "installed on",
        Verb.UNINSTALL: "uninstalled from",
        Verb.APPROVE: "approved",
        Verb.ACCEPT: "accepted",
        Verb.RAISE_ISSUE: "given an issue",
        Verb.SEND: "sent out",
        Verb.RECEIVE: "received",
        Verb.COMPLETE: "signed off",
        Verb.HOLD: "put on hold",
        Verb.RELEASE: "released",
        Verb.FAIL: "failed",
        Verb.REWORK: "sent to rework",
        Verb.REDLINE: "redlined",
        Verb.CLOSE_REDLINE: "taken out of redline",
        Verb.CANCEL: "canceled",
        Verb.RESTORE: "restored",
        Verb.REOPEN: "reopened",
    }
)
"""The verb as it stands behind `cannot be`, and in what somebody has done."""

_CANNOT: Final[Mapping[Verb, str]] = MappingProxyType(
    {
        Verb.CHECK_IN: "nobody can check in to it",
        Verb.CHECK_OUT: "nobody is checked in to it",
        Verb.RECORD: "nothing can be recorded on it",
        Verb.SIGN: "nothing can be signed on it",
        Verb.NOTE: "no note can be written on it",
        Verb.INSTALL: "nothing can be installed on it",
        Verb.UNINSTALL: "nothing can be taken out of it",
        Verb.APPROVE: "nobody can approve or reject it",
        Verb.ACCEPT: "no deviation can be accepted on it",
        Verb.RAISE_ISSUE: "no issue can be attached to it",
        Verb.SEND: "nothing can be sent out from it",
        Verb.RECEIVE: "nothing can be received back into it",
    }
)

VERB_REASONS: Final[Mapping[Verb, str]] = MappingProxyType(
    {
        Verb.HOLD: "A hold needs a reason in words.",
        Verb.FAIL: "A failed step needs a reason in words.",
        Verb.REWORK: "Rework needs a reason in words.",
        Verb.REDLINE: "A redline needs a reason in words.",
        Verb.CANCEL: "Canceling needs a reason in words.",
        Verb.REOPEN: "Reopening needs a reason in words.",
    }
)
MAX_REASON: Final = 1000
"""The longest reason, in characters."""


def permitted(person: Person | None, permission: Permission | None, what: str) -> Refused | None:
    """Refuse who is not there, not active, or has no role with the permission."""
    if permission is None:
        return None
    if person is None:
        return Refused(Code.NOT_PERMITTED, "Nobody is logged in: scan a badge first.")
    if not person.active:
        return Refused(
            Code.NOT_PERMITTED, f"{person.name} ({person.code}) has been deactivated; ask an administrator."
        )
    if not person.may(permission):
        return Refused(
            Code.NOT_PERMITTED,
            f"{person.name} may not {what}: it needs the permission {permission}, which none of their roles has.",
        )
    return None


def judge(
    verb: Verb,
    step: StepFacts,
    person: Person | None,
    upstream: Sequence[Upstream] = (),
    blockers: Sequence[str] = (),
) -> Refused | None:
    """Why `verb` cannot be said to `step` now by `person`, or None where it can.

    `upstream` is what the step waits on, and `blockers` what keeps it from being signed off.
    """
    return permitted(person, VERB_PERMISSIONS[verb], f"{verb} a step") or judge_step(
        verb, step, upstream, blockers
    )


def judge_step(
    verb: Verb, step: StepFacts, upstream: Sequence[Upstream] = (), blockers: Sequence[str] = ()
) -> Refused | None:
    """`judge` for somebody who is permitted to say the verb."""
    return (
        _open(step)
        or _legal(verb, step)
        or _available(verb, step, upstream)
        or _own_needs(verb, step, blockers)
    )


def _open(step: StepFacts) -> Refused | None:
    if not step.is_closed:
        return None
    return Refused(Code.NOT_LEGAL, f"{step.run_title} is closed; an administrator can reopen it.")


def _legal(verb: Verb, step: StepFacts) -> Refused | None:
    if step.state in TRANSITIONS[verb]:
        return None
    way = WAYS_OUT[step.state]
    if verb is Verb.START and step.state is State.IN_PROGRESS:
        way = "check in to it instead"
    reason = f" ({step.state_reason})" if step.state_reason else ""
    return Refused(
        Code.NOT_LEGAL,
        f"{step.label} is {STATE_WORDS[step.state]}{reason}: {_cannot(verb)}; {way}.",
    )


def _cannot(verb: Verb) -> str:
    return _CANNOT.get(verb) or f"it cannot be {VERB_DONE[verb]}"


def _available(verb: Verb, step: StepFacts, upstream: Sequence[Upstream]) -> Refused | None:
    if verb not in NEEDS_AVAILABLE or step.available:
        return None
    sentence = why_not(step.label, upstream, step.parent_label, step.parent_state, step.parent_reason)
    return Refused(Code.NOT_AVAILABLE, sentence or f"{step.label} waits on another step.")


def _own_needs(verb: Verb, step: StepFacts, blockers: Sequence[str]) -> Refused | None:
    if verb in (Verb.CHECK_OUT, Verb.NOTE) and not step.checked_in:
        doing = "checked out" if verb is Verb.CHECK_OUT else "noted"
        return Refused(Code.NOT_CHECKED_IN, f"You are not checked in to {step.label}: nothing {doing}.")
    if verb in (Verb.START, Verb.CHECK_IN, Verb.RECORD) and step.reviewed:
        return Refused(
            Code.NOT_PERMITTED,
            f"You signed {step.reviewed} on {step.label} as somebody who has not worked it: somebody else does.",
        )
    if verb is Verb.COMPLETE and blockers:
        rest = len(blockers) - 1
        more = f" And {rest} more." if rest else ""
        return Refused(
            Code.BLOCKED,
            f"{step.label} cannot be signed off yet: {_as_part(blockers[0])}.{more}",
            tuple(blockers),
        )
    return None


def _as_part(sentence: str) -> str:
    return sentence.rstrip(".")


def reason_needed(verb: Verb, reason: str | None) -> Refused | None:
    """Refuse a verb that needs a reason and has none, or one that is a story."""
    words = (reason or "").strip()
    if verb in NEEDS_REASON and not words:
        return Refused(Code.REASON_NEEDED, VERB_REASONS[verb])
    if len(words) > MAX_REASON:
        return Refused(
            Code.INVALID, f"A reason has at most {MAX_REASON} characters; this one has {len(words)}."
        )
    return None
