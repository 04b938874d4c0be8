"""The verbs that can be said to a run step, from the queue and from its own screen: keys, dialogs, answers.

A screen says which step its verbs are about (`verb_target`), and what it does afterwards (`verb_said`). Keys are dim
by the engine's own guard; a dim key that is pressed says the refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, TypeVar

from textual.worker import Worker

from ion_tui.engine.answers import Allowed, Outcome, Plan, Refused
from ion_tui.engine.commands import (
    Cancel,
    CheckIn,
    CheckOut,
    Complete,
    Credentials,
    Fail,
    Hold,
    Release,
    Reopen,
    Restore,
    Rework,
    Start,
    StepCommand,
)
from ion_tui.engine.states import State, Verb, legal
from screens.base import ONE_MOMENT, settled
from screens.dialogs.message import MessageDialog
from screens.dialogs.plan import Planned
from screens.dialogs.reason import ReasonDialog
from screens.dialogs.sign import SignDialog
from screens.floor import Answer
from screens.issues import raise_issue
from screens.planned import agreement, carried_out, show_receipt
from screens.run_ways import RunWays
from screens.widgets.key_bar import KeyBar

VERBS_OF_ACTION: Final[Mapping[str, tuple[Verb, ...]]] = MappingProxyType(
    {
        "start": (Verb.START, Verb.CHECK_IN),
        "check_out": (Verb.CHECK_OUT,),
        "sign_off": (Verb.COMPLETE,),
        "hold": (Verb.HOLD, Verb.RELEASE),
        "bring_back": (Verb.RELEASE, Verb.REWORK, Verb.REOPEN, Verb.RESTORE),
        "fail": (Verb.FAIL,),
        "redline": (Verb.REDLINE,),
        "skip": (Verb.CANCEL,),
        "issue": (Verb.RAISE_ISSUE,),
        "sign": (Verb.SIGN,),
        "install": (Verb.INSTALL,),
        "uninstall": (Verb.UNINSTALL,),
        "approve": (Verb.APPROVE,),
        "note": (Verb.NOTE,),
        "send_out": (Verb.SEND,),
        "receive": (Verb.RECEIVE,),
    }
)
"""action → its verbs: the first that the step's state lets pass is said."""
WHERE_LEGAL: Final = frozenset({"bring_back", "skip"})
"""Actions whose keys are there only where the step's state lets one of their verbs pass."""


@dataclass(frozen=True, slots=True)
class Wide:
    """A verb that reaches beyond its step: what says it, and how its plan is put."""

    command: type[StepCommand]
    confirm: str
    lines: tuple[str, ...] = ()
    cancel: str = "Cancel"
    danger: bool = False


_AGAIN: Final = "Its values stay, to be confirmed or measured again; signatures and approvals are void."
WIDE: Final[Mapping[Verb, Wide]] = MappingProxyType(
    {
        Verb.REWORK: Wide(Rework, "Rework", (_AGAIN,)),
        Verb.REOPEN: Wide(Reopen, "Reopen", (_AGAIN,), danger=True),
        Verb.CANCEL: Wide(
            Cancel, "Skip it", ("What waits on it goes on without it.",), cancel="Keep it", danger=True
        ),
        Verb.RESTORE: Wide(Restore, "Restore", ("What waits on it waits again.",)),
    }
)
"""Verbs whose plan is shown before they are carried out."""
WIDE_IN_BATCH: Final[Mapping[Verb, Wide]] = MappingProxyType(
    {
        Verb.START: Wide(Start, "Start"),
        Verb.CHECK_IN: Wide(CheckIn, "Check in"),
        Verb.CHECK_OUT: Wide(CheckOut, "Check out"),
        Verb.COMPLETE: Wide(Complete, "Sign off"),
        Verb.HOLD: Wide(Hold, "Hold"),
        Verb.RELEASE: Wide(Release, "Release"),
        Verb.FAIL: Wide(Fail, "Fail", danger=True),
        **WIDE,
    }
)
"""Verbs whose plan is shown where they go to other runs too."""


@dataclass(frozen=True, slots=True)
class Target:
    """The step that a screen's verbs are about, as the operator saw it."""

    step_id: int
    label: str
    state: State
    version: int
    in_batch: bool = False
    alone: bool = False
    """Whether one run of several was chosen: what is said is meant for it first."""


class StepVerbs(RunWays):
    """A screen with the verbs of a run step."""

    allowed: Allowed | None = None
    """What the engine says of the target's verbs; None until it has answered, and nothing is dim meanwhile."""

    _busy_with: Worker[None] | None = None
    _labels: Mapping[str, str] = MappingProxyType({})

    @property
    def is_busy(self) -> bool:
        """Whether a verb is being asked about or carried out: a key held down says it once."""
        return self.floor.is_saying or (self._busy_with is not None and not self._busy_with.is_finished)

    def verb_target(self) -> Target | None:
        """The step that verbs are about now; None where there is none."""
        raise NotImplementedError

    def verb_said(self, verb: Verb, target: Target, outcome: Outcome) -> None:
        """A verb was carried out; the screen may go somewhere."""

    def verb_of(self, action: str) -> Verb:
        """The verb that an action says to the target."""
        verbs, target = VERBS_OF_ACTION[action], self.verb_target()
        return next((verb for verb in verbs if target and legal(verb, target.state)), verbs[0])

    def refusal_of(self, action: str) -> Refused | None:
        """Why the engine would refuse an action's verb now; None where it would not."""
        target = self.verb_target()
        if action == "redline" and target is not None and target.state is State.REDLINE:
            return None
        return None if self.allowed is None else self.allowed.get(self.verb_of(action))

    def key_labels(self) -> Mapping[str, str]:
        """What keys are called that say another verb to the target than usual, by id; nothing: not in the bar."""
        target = self.verb_target()
        if target is not None and target.state is State.REDLINE:
            return {
                **dict.fromkeys(("start", "check-out", "sign-off", "hold", "fail"), ""),
                "redline": "See redline",
            }
        labels = {}
        if self.verb_of("start") is Verb.CHECK_IN:
            labels["start"] = "Check in"
        if self.verb_of("hold") is Verb.RELEASE:
            labels |= {"hold": "Release", "bring-back": ""}
        elif (verb := self.verb_of("bring_back")) is not Verb.RELEASE:
            labels |= {"bring-back": verb.capitalize(), "fail": ""}
        return labels

    def set_allowed(self, allowed: Allowed | None) -> None:
        """Take the engine's word on the target's verbs, and dim the keys by it."""
        self.allowed = allowed
        self.relabel()
        self.refresh_bindings()

    def relabel(self) -> None:
        """Call the keys what they do to the target now."""
        labels = self.key_labels()
        if labels != self._labels:
            self._labels = labels
            self.query_one(KeyBar).relabel(labels)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A verb's key is dim when there is no step, while a command is on its way, and when it is refused."""
        if action not in VERBS_OF_ACTION:
            return super().check_action(action, parameters)
        target = self.verb_target()
        if action in WHERE_LEGAL and not (target and legal(self.verb_of(action), target.state)):
            return False
        if target is None or self.is_busy or self.refusal_of(action):
            return None
        return True

    def action_start(self) -> None:
        """Start the step and check in; check in where it is in progress."""
        verb = self.verb_of("start")
        command = Start if verb is Verb.START else CheckIn
        self._begin(lambda target: self._say(verb, target, _seen(command, target)))

    def action_check_out(self) -> None:
        """End the operator's session on the step."""
        self._begin(lambda target: self._say(Verb.CHECK_OUT, target, _seen(CheckOut, target)))

    def action_sign_off(self) -> None:
        """Complete the step; the site may ask to sign for it."""
        self._begin(self._sign_off)

    def action_hold(self) -> None:
        """Put the step on hold, with a reason; take it off where it is on hold."""
        if self.verb_of("hold") is Verb.RELEASE:
            self.action_bring_back()
            return
        self._begin(lambda target: self._ask_reason(Verb.HOLD, target, Hold))

    def action_bring_back(self) -> None:
        """Bring the step back from where it stopped, by the verb that its state asks for."""
        verb = self.verb_of("bring_back")
        if verb is Verb.RELEASE:
            self._begin(lambda target: self._say(Verb.RELEASE, target, _seen(Release, target)))
        else:
            self._begin(lambda target: self._plan(verb, target))

    def action_skip(self) -> None:
        """Cancel the step."""
        self._begin(lambda target: self._plan(Verb.CANCEL, target))

    def action_issue(self) -> None:
        """Open an issue on the step."""
        self._begin(lambda target: raise_issue(self, target.step_id, target.label))

    def action_fail(self) -> None:
        """Fail the step, with a reason."""
        self._begin(lambda target: self._ask_reason(Verb.FAIL, target, Fail))

    def action_redline(self) -> None:
        """Begin a redline on the step; where it stands in one, open that."""
        self._begin(self._redline)

    async def _redline(self, target: Target) -> None:
        from screens.redline_lists import opening  # noqa: PLC0415 - the queue does not wait for it

        here = self.run_here()
        if target.state is State.REDLINE:
            await opening.open_one_of_step(self, target.step_id)
        elif here is not None:
            await opening.open_on_step(
                self, target.step_id, here.run_id, target.label, target.version, self.plan_lines(Verb.REDLINE)
            )

    def _begin(self, job: Callable[[Target], Coroutine[Any, Any, None]]) -> None:
        target = self.verb_target()
        if target is not None and not self.is_busy:
            self._busy_with = self.do(job(target), group="verbs")

    def explain(self, action: str) -> None:
        """The engine's refusal as it is; all that blocks a sign-off as a list."""
        if action not in VERBS_OF_ACTION:
            super().explain(action)
            return
        refusal = self.refusal_of(action)
        if self.is_busy:
            self.tell(ONE_MOMENT)
        elif refusal is not None and len(refusal.more) > 1:
            self.app.bell()
            self.app.push_screen(MessageDialog(refusal.sentence, [f"· {line}" for line in refusal.more]))
        elif refusal is not None:
            self.refuse(refusal.sentence)
        else:
            self.refuse("There is no step selected.")

    async def _say(self, verb: Verb, target: Target, command: StepCommand) -> None:
        if target.in_batch:
            await self._plan(verb, target)
        else:
            self._answered(verb, target, await self.say(command))

    def _answered(self, verb: Verb, target: Target, answer: Answer | None) -> None:
        if answer is not None and self.answer(answer) and isinstance(answer, Outcome):
            self.verb_said(verb, target, answer)

    def planned(self, verb: Verb, target: Target) -> Planned:
        """How the plan of a verb is put."""
        wide = WIDE_IN_BATCH[verb]
        return Planned(
            f"{wide.confirm.removesuffix(' it')} {target.label}",
            Plan(()),
            (*self.plan_lines(verb), *wide.lines),
            confirm=wide.confirm,
            cancel=wide.cancel,
            danger=wide.danger,
        )

    async def _plan(self, verb: Verb, target: Target) -> None:
        """Show what a verb would do, and do it once somebody agrees."""
        command = _seen(WIDE_IN_BATCH[verb].command, target)
        answer = await carried_out(
            self, command, self.planned(verb, target), always=verb in WIDE, alone=target.alone
        )
        self._answered(verb, target, answer)

    async def _ask_reason(self, verb: Verb, target: Target, command: type[StepCommand]) -> None:
        if target.in_batch:
            await self._plan(verb, target)
            return
        dialog = ReasonDialog(
            f"{verb.capitalize()} {target.label}",
            plan_lines=self.plan_lines(verb),
            confirm=verb.capitalize(),
            danger=verb is Verb.FAIL,
        )
        reason = await self.app.push_screen_wait(dialog)
        if reason is not None:
            await self._say(verb, target, _seen(command, target, reason=reason))

    def action_receipt(self) -> None:
        """Show what the last action on several runs did."""
        receipt = self.floor.receipt
        if receipt is None:
            self.refuse("Nothing was done on several runs at this kiosk since it was started.")
        else:
            self.do(show_receipt(self, receipt), group="receipt")

    def plan_lines(self, verb: Verb) -> tuple[str, ...]:
        """Who and what is affected by a verb that asks for a reason, a line each."""
        del verb
        return ()

    async def _sign_off(self, target: Target) -> None:
        site, operator = self.floor.site, self.floor.operator
        if site is None or not site.complete_asks_to_sign:
            await self._say(Verb.COMPLETE, target, _seen(Complete, target))
            return
        complete = _seen(Complete, target)
        if target.in_batch:
            put = self.planned(Verb.COMPLETE, target)
            agreed = await agreement(self, complete, put, always=False, alone=target.alone)
            if agreed is None or isinstance(agreed, Refused):
                self._answered(Verb.COMPLETE, target, agreed)
                return
            complete, _ = agreed

        async def sign(signer: Credentials) -> Outcome | Refused:
            return settled(await self.say(replace(complete, signer=signer)))

        dialog = SignDialog(
            f"Sign off {target.label}",
            ["The step is done as it is written."],
            attempt=sign,
            operator_code=operator.code if operator else "",
            badge_suffices=not self.floor.signing_asks_pin,
        )
        outcome = await self.app.push_screen_wait(dialog)
        if outcome is not None:
            self.answer(outcome)
            self.verb_said(Verb.COMPLETE, target, outcome)


C = TypeVar("C", bound=StepCommand)


def _seen(command: type[C], target: Target, *, reason: str | None = None) -> C:
    """A command on the step as the operator saw it."""
    return command(step_id=target.step_id, seen_version=target.version, reason=reason)
