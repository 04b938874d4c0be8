"""A plan as lines of a list: each step that changes with before and after, each that does not with why. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from ion_tui.engine.answers import Plan, Skipped, StepChange
from ion_tui.engine.states import State
from screens.theme import STATE_LOOKS
from screens.widgets.lines import clean, fit, spread

_LEAST_LABEL = 24
"""Cells that a step's label has at least beside the reason why it is skipped."""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One step of a plan: with the states before and after, or with why nothing is done to it."""

    step_id: int
    """The run step, 0 where it is the whole run."""
    run_id: int
    section: str
    label: str
    before: State | None = None
    after: State | None = None
    reason: str = ""

    @property
    def key(self) -> tuple[int, int, str]:
        """The step, and why where nothing is done to it: there may be several reasons."""
        return self.step_id, self.run_id, self.reason


def plan_lines(plan: Plan, *, is_done: bool = False) -> list[PlanLine]:
    """What changes, then what does not, each with its run where there are several; `is_done` tells it as done."""
    changes, skips = _heads(plan, is_done=is_done)
    runs = {change.run_id for change in plan.changes} | {skip.run_id for skip in plan.skipped}

    def name(step: StepChange | Skipped) -> str:
        return f"{step.run_title} · {step.label}" if len(runs) > 1 and step.run_title else step.label

    return [
        *(
            PlanLine(change.step_id, change.run_id, changes, name(change), change.before, change.after)
            for change in plan.changes
        ),
        *(
            PlanLine(skip.step_id, skip.run_id, skips, name(skip), reason=skip.reason.sentence)
            for skip in plan.skipped
        ),
    ]


def counted(plan: Plan, *, is_done: bool = False) -> str:
    """How many change and how many do not: `3 steps change, 2 do not`."""
    number = len(plan.changes)
    steps = "step" if number == 1 else "steps"
    verb = "changed" if is_done else "changes" if number == 1 else "change"
    if not plan.skipped:
        return f"{number} {steps} {verb}"
    others = "did not" if is_done else "does not" if len(plan.skipped) == 1 else "do not"
    return f"{number} {steps} {verb}, {len(plan.skipped)} {others}"


def _heads(plan: Plan, *, is_done: bool) -> tuple[str, str]:
    changed, skipped = ("Changed", "Not changed") if is_done else ("Changes", "Does not change")
    return f"{changed} {len(plan.changes)}", f"{skipped} {len(plan.skipped)}"


def render_plan_line(line: PlanLine, width: int, selected: bool) -> Sequence[Content]:  # noqa: FBT001 - RowList's own
    """The step at the left; at the right what becomes of it, or why nothing does."""
    label = Content.styled(clean(line.label), "bold $strong" if selected else "$ink")
    if line.before is None or line.after is None:
        room = width - 2 - min(label.cell_length, max(_LEAST_LABEL, width // 3))
        return (spread(label, Content.styled(fit(line.reason, room), "$hold"), width, gap=2),)
    states = [line.before] if line.before is line.after else [line.before, line.after]
    told = [
        Content.styled(
            f"{STATE_LOOKS[state].glyph} {STATE_LOOKS[state].word}", f"bold {STATE_LOOKS[state].ink}"
        )
        for state in states
    ]
    return (spread(label, Content.styled(" → ", "$dim").join(told), width, gap=2),)
