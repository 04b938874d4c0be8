"""Siblings: where a verb on one step of a batch goes, and where it does not, and why.

Siblings share a `sibling_key`: the origin step, the content after its last redline, and the origins of the steps
around. All of them are read and judged together, in a number of statements that does not grow with the batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from data.queries.waits import upstream_of
from data.rows.work import Upstream
from ion_tui.engine import guards
from ion_tui.engine.answers import Plan, Refused, Skipped, StepChange
from ion_tui.engine.commands import StepCommand
from ion_tui.engine.completion import completion_blockers
from ion_tui.engine.context import Context, Person
from ion_tui.engine.facts import StepFacts, read_siblings
from ion_tui.engine.judging import judged_step
from ion_tui.engine.states import NEEDS_AVAILABLE, State, Verb, legal

OwnNeeds = Callable[[StepFacts], Refused | None]
"""What a verb asks of each step beyond the guards."""

ON_SIBLING: Final[Mapping[tuple[Verb, State], Verb]] = {(Verb.START, State.IN_PROGRESS): Verb.CHECK_IN}
"""What a verb means on a sibling that is in another state: starting a group checks in where it has started."""

_ALIKE: Final = attrgetter("state", "waits_on", "parent_ready", "is_closed", "checked_in", "reviewed")
"""What of the facts the guards go by: steps that are alike in it pass alike."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a verb goes: the step that it was said to, all steps that it changes, those it leaves alone, and why.

    `going` holds the step itself and is in id order.
    """

    step: StepFacts
    going: tuple[StepFacts, ...]
    skipped: tuple[Skipped, ...] = ()

    @property
    def ids(self) -> list[int]:
        """The steps that change."""
        return [step.step_id for step in self.going]

    @property
    def others(self) -> tuple[StepFacts, ...]:
        """The siblings that change with the step."""
        return tuple(step for step in self.going if step.step_id != self.step.step_id)

    def on_runs(self) -> str:
        """The step's label, and on how many of the runs."""
        return f"{self.step.label}{self.of_runs}"

    def said(self, done: str) -> str:
        """What was done, in a sentence: to the step, or on how many of the runs."""
        return f"{self.step.label} {done}{self.of_runs}."

    @property
    def of_runs(self) -> str:
        """On how many of the runs, where there are several; it begins with a space."""
        count = len(self.going) + len(self.skipped)
        return "" if count == 1 else f" on {len(self.going)} of {count} runs"

    def without(self, skipped: Iterable[Skipped]) -> Reach:
        """The same without siblings that are left alone for reasons of their own."""
        more = tuple(skipped)
        left = {skip.step_id for skip in more}
        going = tuple(step for step in self.going if step.step_id not in left)
        return Reach(self.step, going, (*self.skipped, *more))

    def plan(
        self, after: Callable[[StepFacts], State] | None = None, *, warnings: tuple[str, ...] = ()
    ) -> Plan:
        """The plan that leads each step to the state `after` answers, or leaves the states as they are."""
        changes = tuple(
            StepChange(
                step.step_id,
                step.run_id,
                step.label,
                step.state,
                after(step) if after else step.state,
                step.run_title,
            )
            for step in self.going
        )
        return Plan(changes, self.skipped, warnings)


def skip(step: StepFacts, reason: Refused) -> Skipped:
    """A sibling that is left alone."""
    return Skipped(step.step_id, step.run_id, step.label, reason, step.run_title)


def reach(
    context: Context,
    verb: Verb,
    command: StepCommand,
    *,
    person: Person | None = None,
    whose: int | None = None,
    own: OwnNeeds | None = None,
) -> Reach | Refused:
    """Where a verb on a step goes, once the step itself lets it pass; the refusal where it does not.

    `person` acts in place of the one who is logged in; `whose` is the operator whose sessions it is about, where that
    is neither.
    """
    step = judged_step(context, verb, command, person, whose=whose)
    if isinstance(step, Refused):
        return step
    if own is not None and (refused := own(step)):
        return refused
    return around(context, verb, command, step, person=person, whose=whose, own=own)


def around(
    context: Context,
    verb: Verb,
    command: StepCommand,
    step: StepFacts,
    *,
    person: Person | None = None,
    whose: int | None = None,
    own: OwnNeeds | None = None,
) -> Reach:
    """Where a verb goes from a step that it has passed for, as `reach` says it."""
    if command.only_this_run or step.batch_id is None:
        return Reach(step, (step,))
    who = person or context.person
    siblings = read_siblings(context.tx, step, whose or (who.id if who else None))
    return _judged(context, verb, step, siblings, own) if siblings else Reach(step, (step,))


def _judged(
    context: Context,
    verb: Verb,
    step: StepFacts,
    siblings: Sequence[StepFacts],
    own: OwnNeeds | None,
) -> Reach:
    said = {sibling.step_id: ON_SIBLING.get((verb, sibling.state), verb) for sibling in siblings}
    upstream = _upstream(context, siblings, said)
    blockers: Mapping[int, tuple[str, ...]] = {}
    if verb is Verb.COMPLETE:
        blockers = completion_blockers(context.tx, [each.step_id for each in siblings if _may_complete(each)])
    going, skipped = [step], []
    passed: set[tuple[object, ...]] = set()
    for sibling in siblings:
        key = sibling.step_id
        alike = (_ALIKE(sibling), key in blockers)
        refused = None
        if alike not in passed:
            refused = guards.judge_step(said[key], sibling, upstream.get(key, ()), blockers.get(key, ()))
            if refused is None:
                passed.add(alike)
        if refused is None and own is not None:
            refused = own(sibling)
        if refused is None:
            going.append(sibling)
        else:
            skipped.append(skip(sibling, refused))
    return Reach(step, tuple(sorted(going)), tuple(skipped))


def _upstream(
    context: Context, siblings: Sequence[StepFacts], said: Mapping[int, Verb]
) -> dict[int, tuple[Upstream, ...]]:
    waiting = [
        sibling.step_id
        for sibling in siblings
        if not sibling.available
        and said[sibling.step_id] in NEEDS_AVAILABLE
        and legal(said[sibling.step_id], sibling.state)
    ]
    return upstream_of(context.tx, waiting)


def _may_complete(sibling: StepFacts) -> bool:
    return sibling.available and legal(Verb.COMPLETE, sibling.state)
