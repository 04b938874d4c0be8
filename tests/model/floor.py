"""The floor as the spec says it, as plainly as it can be said: run steps, verbs, availability, sessions, run status.

Nothing that follows from something else is kept; every question walks whatever it has to walk. States and
verbs are the spec's own words. It imports nothing of the engine: what both agree on, they agree on by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

TODO = "Todo"
IN_PROGRESS = "In Progress"
HOLD = "Hold"
REDLINE = "Redline"
COMPLETED = "Completed"
FAILED = "Failed"
CANCELED = "Canceled"

STATES = (TODO, IN_PROGRESS, HOLD, REDLINE, COMPLETED, FAILED, CANCELED)


@dataclass(eq=False)
class Step:
    """One run step: its place in the run, what it asks for, and what has been done to it."""

    name: str
    run: str
    parent: Step | None = None
    upstream: list[Step] = field(default_factory=list)
    optional: bool = False
    asks_value: bool = False
    asks_signature: bool = False
    is_peer_review: bool = False
    asks_parts: int = 0

    state: str = TODO
    attempt: int = 1
    has_started: bool = False
    canceled_with: Step | None = None
    at_work: set[str] = field(default_factory=set)
    worked: set[str] = field(default_factory=set)
    value: str | None = None
    is_confirmed: bool = True
    signed_by: str | None = None
    installs: list[int] = field(default_factory=list)
    notes: int = 0

    @property
    def installed(self) -> int:
        """How many parts are in it."""
        return sum(self.installs)


@dataclass
class Floor:
    """All runs with their steps, in the order of their procedures, and one lot of parts."""

    steps: list[Step] = field(default_factory=list)
    stock: int = 0

    # Section 4: available to work.

    def gates(self, step: Step) -> bool:
        """Whether a step keeps what waits on it from being worked.

        "every upstream step is Completed"; "Optional steps: in Todo they gate nothing"; a canceled step has
        left the graph.
        """
        if step.state in (COMPLETED, CANCELED):
            return False
        return not (step.optional and step.state == TODO)

    def upstream(self, step: Step) -> list[Step]:
        """What a step waits on.

        "Canceling a step takes it out of the graph: what it waited on now gates what waited on it, through any
        number of canceled steps."
        """
        found: list[Step] = []
        seen: set[str] = set()
        look_at = list(step.upstream)
        while look_at:
            above = look_at.pop(0)
            if above.name not in seen:
                seen.add(above.name)
                if above.state == CANCELED:
                    look_at.extend(above.upstream)
                else:
                    found.append(above)
        return found

    def waits_on(self, step: Step) -> list[Step]:
        """The upstream steps that gate it."""
        return [upstream for upstream in self.upstream(step) if self.gates(upstream)]

    def parent_ready(self, step: Step) -> bool:
        """Whether every step above it is in progress.

        "its parent, if any, is In Progress"; "when a parent stops", its whole subtree does.
        """
        above = step.parent
        while above is not None:
            if above.state != IN_PROGRESS:
                return False
            above = above.parent
        return True

    def available(self, step: Step) -> bool:
        """Whether the step can be worked."""
        return step.state in (TODO, IN_PROGRESS) and not self.waits_on(step) and self.parent_ready(step)

    def queue_tab(self, step: Step) -> str:
        """The tab of the queue on which the step stands."""
        if step.state == IN_PROGRESS:
            return "in progress"
        if step.state == TODO:
            return "available" if self.available(step) else "blocked"
        if step.state == COMPLETED:
            return "done"
        return "canceled" if step.state == CANCELED else "stopped"

    # Section 2: run status, first match wins.

    def counted(self, run: str) -> list[Step]:
        """The steps of a run without its optional ones in Todo."""
        return [step for step in self.of_run(run) if not (step.optional and step.state == TODO)]

    def run_status(self, run: str) -> str:
        """What the run reads."""
        states = [step.state for step in self.counted(run)]
        for state in (REDLINE, HOLD, FAILED):
            if state in states:
                return state
        if not states:
            return "Todo"
        if all(state == CANCELED for state in states):
            return "Canceled"
        if all(state == COMPLETED for state in states):
            return "Complete"
        if all(state in (COMPLETED, CANCELED) for state in states):
            return "Partial Complete"
        if IN_PROGRESS in states or COMPLETED in states:
            return "In Progress"
        return "Todo"

    def progress(self, run: str) -> tuple[int, int]:
        """How many of the steps that count are done, canceled ones aside."""
        states = [step.state for step in self.counted(run) if step.state != CANCELED]
        return states.count(COMPLETED), len(states)

    def of_run(self, run: str) -> list[Step]:
        """The steps of one run."""
        return [step for step in self.steps if step.run == run]

    def children(self, step: Step) -> list[Step]:
        """The steps right below one."""
        return [child for child in self.steps if child.parent is step]

    def subtree(self, step: Step) -> Iterator[Step]:
        """A step and everything below it."""
        yield step
        for child in self.children(step):
            yield from self.subtree(child)

    # Section 2: the verbs. Each answers whether it was carried out.

    def start(self, who: str, step: Step) -> bool:
        """Todo → In Progress; checks the operator in."""
        if step.state != TODO or not self.available(step) or self._has_reviewed(who, step):
            return False
        step.state = IN_PROGRESS
        step.has_started = True
        self._open_session(who, step)
        return True

    def check_in(self, who: str, step: Step) -> bool:
        """Opens the operator's session; a second one on the same step changes nothing."""
        if not self._can_be_worked(step) or self._has_reviewed(who, step):
            return False
        self._open_session(who, step)
        return True

    def check_out(self, who: str, step: Step, other: str | None = None, *, is_lead: bool = False) -> bool:
        """Closes the operator's own session (a lead: anybody's)."""
        whose = other or who
        if step.state != IN_PROGRESS or whose not in step.at_work or (whose != who and not is_lead):
            return False
        step.at_work.remove(whose)
        return True

    def record(self, who: str, step: Step, text: str, *, reason: bool = False) -> bool:
        """Stores the step's one value; correcting one asks for a reason once it was signed over."""
        if not self._can_be_worked(step) or not step.asks_value or self._has_reviewed(who, step):
            return False
        if step.value == text and step.is_confirmed:
            return True
        if step.value is not None and step.signed_by is not None and not reason:
            return False
        step.value = text
        step.is_confirmed = True
        step.worked.add(who)
        return True

    def sign(self, signer: str, step: Step) -> bool:
        """One signature a unit; a peer review is signed by somebody who has not worked the step."""
        if not self._can_be_worked(step) or not step.asks_signature or step.signed_by is not None:
            return False
        if step.is_peer_review and signer in step.worked:
            return False
        step.signed_by = signer
        return True

    def note(self, who: str, step: Step) -> bool:
        """Steps take notes from anybody checked in."""
        if step.state != IN_PROGRESS or who not in step.at_work:
            return False
        step.notes += 1
        return True

    def install(self, step: Step, quantity: int, at_hand: int) -> bool:
        """Takes parts into the step, no more than are missing and no more than the inventory at hand holds."""
        missing = step.asks_parts - step.installed
        if not self._can_be_worked(step) or not 0 < quantity <= min(missing, at_hand):
            return False
        self.stock -= quantity
        step.installs.append(quantity)
        return True

    def uninstall(self, step: Step, which: int) -> bool:
        """Takes an install out again, while the step is worked."""
        if not self._can_be_worked(step) or which >= len(step.installs):
            return False
        self.stock += step.installs.pop(which)
        return True

    def complete(self, step: Step) -> bool:
        """In Progress → Completed, once nothing is missing; closes every session."""
        if not self._can_be_worked(step) or self.missing(step):
            return False
        step.state = COMPLETED
        self._close_sessions(step)
        return True

    def hold(self, step: Step) -> bool:
        """Todo, In Progress → Hold; closes every session, in the whole subtree."""
        if step.state not in (TODO, IN_PROGRESS):
            return False
        step.state = HOLD
        self._close_sessions(step)
        return True

    def release(self, step: Step) -> bool:
        """Hold → In Progress when it had started in this attempt, else Todo; nobody is checked in afterwards."""
        if step.state != HOLD:
            return False
        step.state = IN_PROGRESS if step.has_started else TODO
        return True

    def fail(self, step: Step) -> bool:
        """In Progress → Failed; closes every session."""
        if step.state != IN_PROGRESS:
            return False
        step.state = FAILED
        self._close_sessions(step)
        return True

    def rework(self, step: Step) -> bool:
        """Failed → Todo, in the next attempt."""
        if step.state != FAILED:
            return False
        self._begin_again(step)
        return True

    def reopen(self, step: Step, *, is_admin: bool = False) -> bool:
        """Completed → Todo, in the next attempt; an administrator when the run is Complete."""
        if step.state != COMPLETED or self._is_closed_above(step):
            return False
        if self.run_status(step.run) == "Complete" and not is_admin:
            return False
        self._begin_again(step)
        return True

    def cancel(self, step: Step) -> bool:
        """Todo, In Progress, Hold, Failed, Redline → Canceled; its children too, Completed ones apart."""
        if step.state in (COMPLETED, CANCELED) or self._is_closed_above(step):
            return False
        for below in self.subtree(step):
            if below.state not in (COMPLETED, CANCELED):
                below.state = CANCELED
                below.canceled_with = step
                below.at_work.clear()
        return True

    def restore(self, step: Step, *, is_admin: bool = False) -> bool:
        """Canceled → Todo, with the children that this cancel took.

        "admin and reason when the run reads Complete or Partial Complete".
        """
        if step.state != CANCELED or self._is_closed_above(step):
            return False
        if self.run_status(step.run) in ("Complete", "Partial Complete") and not is_admin:
            return False
        for below in list(self.subtree(step)):
            if below is step or (below.state == CANCELED and below.canceled_with is step):
                below.state = TODO
                below.has_started = False
                below.canceled_with = None
        return True

    # Section 3: what completing needs.

    def missing(self, step: Step) -> list[str]:
        """What keeps a step from being signed off."""
        found = []
        if step.asks_value and step.value is None:
            found.append("value")
        if not step.is_confirmed:
            found.append("confirmation")
        if step.value is not None and not 0 <= float(step.value) <= 10:
            found.append("range")
        if step.asks_signature and step.signed_by is None:
            found.append("signature")
        if step.installed < step.asks_parts:
            found.append("parts")
        found.extend(child.name for child in self.children(step) if self.keeps_parent(child))
        return found

    def keeps_parent(self, child: Step) -> bool:
        """Whether a child keeps its parent open.

        "every child that is not optional Completed or Canceled and none In Progress, Hold, Failed or Redline".
        """
        if child.state in (IN_PROGRESS, HOLD, FAILED, REDLINE):
            return True
        return not child.optional and child.state not in (COMPLETED, CANCELED)

    def sessions(self) -> set[tuple[str, str]]:
        """Who is checked in to what."""
        return {(who, step.name) for step in self.steps for who in step.at_work}

    def _begin_again(self, step: Step) -> None:
        """The next attempt: values stay to be confirmed or measured again, signatures are void."""
        step.state = TODO
        step.attempt += 1
        step.has_started = False
        step.worked.clear()
        step.signed_by = None
        step.is_confirmed = step.value is None

    def _is_closed_above(self, step: Step) -> bool:
        """Whether the parent is to be reopened first: it is Completed."""
        return step.parent is not None and step.parent.state == COMPLETED

    def _has_reviewed(self, who: str, step: Step) -> bool:
        """Whether somebody has signed as one who did not work the step: then they do not work it afterwards."""
        return step.is_peer_review and step.signed_by == who

    def _can_be_worked(self, step: Step) -> bool:
        return step.state == IN_PROGRESS and self.available(step)

    def _open_session(self, who: str, step: Step) -> None:
        step.at_work.add(who)
        step.worked.add(who)

    def _close_sessions(self, step: Step) -> None:
        for below in self.subtree(step):
            below.at_work.clear()
