"""Siblings: where a verb on one step of a batch goes, and where it does not, and why.

Siblings share a `sibling_key`: the origin step, the content after its last redline, and the origins of the steps
around. The store sorts them into groups of which the guards think alike, so that one judgment serves each group; only
those that are left alone, and those that a plan is to show, are looked at one by one. The number of statements does
not grow with the batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection

from data.queries.waits import upstream_of
from data.rows.work import Upstream
from ion_tui.engine import guards
from ion_tui.engine.answers import Plan, Refused, Skipped, StepChange, stamp
from ion_tui.engine.commands import StepCommand
from ion_tui.engine.completion import completion_blockers
from ion_tui.engine.context import Context, Person
from ion_tui.engine.facts import Alike, StepFacts, read_alike, read_facts
from ion_tui.engine.judging import judged_step
from ion_tui.engine.states import NEEDS_AVAILABLE, State, Verb, legal

OwnNeeds = Callable[[StepFacts], Refused | None]
"""What a verb asks of each step beyond the guards."""

After = Callable[[StepFacts], State]
"""The state that a verb leads a step to."""

ON_SIBLING: Final[Mapping[tuple[Verb, State], Verb]] = {(Verb.START, State.IN_PROGRESS): Verb.CHECK_IN}
"""What a verb means on a sibling that is in another state: starting a group checks in where it has started."""


@dataclass(slots=True)
class Reach:
    """Where a verb goes: the step that it was said to, all steps that it changes, those it leaves alone, and why.

    `groups` holds the step itself, and the siblings that change with it.
    """

    tx: Connection
    whose: int | None
    step: StepFacts
    groups: tuple[Alike, ...]
    skipped: tuple[Skipped, ...] = ()
    _going: tuple[StepFacts, ...] | None = field(default=None, repr=False)

    @classmethod
    def alone(cls, context: Context, step: StepFacts) -> Reach:
        """The reach of a verb that goes to one step."""
        return cls(context.tx, None, step, (Alike(step, (step.step_id,)),), (), (step,))

    @property
    def ids(self) -> list[int]:
        """The steps that change, in id order."""
        return sorted(step_id for group in self.groups for step_id in group.ids)

    @property
    def count(self) -> int:
        """How many steps change."""
        return sum(len(group.ids) for group in self.groups)

    @property
    def going(self) -> tuple[StepFacts, ...]:
        """The steps that change, one by one, in id order; read when somebody asks."""
        if self._going is None:
            self._going = tuple(read_facts(self.tx, self.ids, self.whose))
        return self._going

    @property
    def others(self) -> tuple[StepFacts, ...]:
        """The siblings that change with the step."""
        return tuple(step for step in self.going if step.step_id != self.step.step_id)

    @property
    def on_runs(self) -> str:
        """The step's label, and on how many of the runs."""
        return f"{self.step.label}{self.of_runs}"

    @property
    def of_runs(self) -> str:
        """On how many of the runs, where there are several; it begins with a space."""
        count = self.count + len(self.skipped)
        return "" if count == 1 else f" on {self.count} of {count} runs"

    def said(self, done: str) -> str:
        """What was done, in a sentence: to the step, or on how many of the runs."""
        return f"{self.step.label} {done}{self.of_runs}."

    def without(self, skipped: Iterable[Skipped]) -> Reach:
        """The same without siblings that are left alone for reasons of their own."""
        more = tuple(skipped)
        if not more:
            return self
        left = {skip.step_id for skip in more}
        going = tuple(step for step in self.going if step.step_id not in left)
        groups = tuple(Alike(step, (step.step_id,)) for step in going)
        return Reach(self.tx, self.whose, self.step, groups, (*self.skipped, *more), going)

    def foresee(self, after: After | None = None, *, warnings: tuple[str, ...] = ()) -> Foresight:
        """The plan that leads each step to the state `after` answers, or leaves the states as they are."""
        return Foresight(self, after or _as_it_is, warnings)


def _as_it_is(step: StepFacts) -> State:
    return step.state


@dataclass(frozen=True, slots=True)
class Foresight:
    """A plan that is written out only where it is shown."""

    reached: Reach
    after: After
    warnings: tuple[str, ...] = ()
    overwrites: int = 0

    @property
    def changed(self) -> int:
        """How many steps change."""
        return self.reached.count

    @property
    def left(self) -> int:
        """How many siblings are left alone."""
        return len(self.reached.skipped)

    @property
    def moves(self) -> bool:
        """Whether any step gets another state."""
        return any(self.after(group.facts) is not group.facts.state for group in self.reached.groups)

    @property
    def only_moves(self) -> bool:
        """Whether every step that is touched is moved, once: what is reached, and nothing else."""
        return True

    @property
    def fingerprint(self) -> str:
        """What stands for the plan that is written out."""
        told: dict[tuple[State, State], list[int]] = {}
        for group in self.reached.groups:
            told.setdefault((group.facts.state, self.after(group.facts)), []).extend(group.ids)
        return stamp(told, self.reached.skipped)

    def plan(self) -> Plan:
        """The plan, with every step by itself."""
        changes = tuple(
            StepChange(step.step_id, step.run_id, step.label, step.state, self.after(step), step.run_title)
            for step in self.reached.going
        )
        return Plan(changes, self.reached.skipped, self.warnings, self.overwrites)


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
    is neither. `own` is asked of every step by itself.
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
        return Reach.alone(context, step)
    who = person or context.person
    operator_id = whose or (who.id if who else None)
    groups = read_alike(context.tx, step, operator_id)
    if not groups:
        return Reach.alone(context, step)
    found = Reach(context.tx, operator_id, step, (Alike(step, (step.step_id,)), *_passing(verb, groups)))
    blocked = _blockers(context, verb, found)
    left = [group for group in groups if not any(group is passed for passed in found.groups)]
    if not left and not blocked and own is None:
        return found
    return _one_by_one(context, verb, found, left, blocked, own)


def _passing(verb: Verb, groups: Sequence[Alike]) -> Iterator[Alike]:
    """The groups that the guards let pass."""
    for group in groups:
        if guards.judge_step(_said(verb, group.facts), group.facts) is None:
            yield group


def _said(verb: Verb, step: StepFacts) -> Verb:
    return ON_SIBLING.get((verb, step.state), verb)


def _blockers(context: Context, verb: Verb, found: Reach) -> dict[int, tuple[str, ...]]:
    """What keeps siblings from being signed off, where that is asked."""
    if verb is not Verb.COMPLETE:
        return {}
    ids = [step_id for group in found.groups[1:] for step_id in group.ids]
    return completion_blockers(context.tx, ids) if ids else {}


def _one_by_one(
    context: Context,
    verb: Verb,
    found: Reach,
    left: Sequence[Alike],
    blocked: Mapping[int, tuple[str, ...]],
    own: OwnNeeds | None,
) -> Reach:
    """The reach without the siblings that are left alone, each of those with its own reason."""
    outside = read_facts(context.tx, [step_id for group in left for step_id in group.ids], found.whose)
    upstream = _upstream(context, verb, outside)
    skipped = []
    for sibling in outside:
        refused = guards.judge_step(_said(verb, sibling), sibling, upstream.get(sibling.step_id, ()))
        if refused is not None:
            skipped.append(skip(sibling, refused))
    if blocked or own is not None:
        for sibling in found.others:
            missing = blocked.get(sibling.step_id)
            refused = guards.judge_step(verb, sibling, blockers=missing) if missing else None
            if refused is None and own is not None:
                refused = own(sibling)
            if refused is not None:
                skipped.append(skip(sibling, refused))
    return found.without(sorted(skipped, key=lambda one: one.step_id))


def _upstream(context: Context, verb: Verb, siblings: Sequence[StepFacts]) -> dict[int, tuple[Upstream, ...]]:
    waiting = []
    for sibling in siblings:
        said = _said(verb, sibling)
        if not sibling.available and said in NEEDS_AVAILABLE and legal(said, sibling.state):
            waiting.append(sibling.step_id)
    return upstream_of(context.tx, waiting)
