"""What applying one redline changes, and what it leaves alone, as it is planned and carried out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ion_tui.engine.answers import Skipped, StepChange
from ion_tui.engine.redlines.run_trees import (
    RunHead,
    RunRows,
)
from ion_tui.engine.redlines.stored import StoredChange
from ion_tui.engine.redlines.trees import Held, Node
from ion_tui.engine.states import State

AFTER: Final[Mapping[State, State]] = {State.IN_PROGRESS: State.TODO}
"""The state that an approved change leads a sibling to, where that is another one.

What is on hold or failed stays so: the change does not know why somebody stopped this one unit.
"""


@dataclass(frozen=True, slots=True)
class Group:
    """Runs that are changed in the same way, the first of them with its steps, and the tree before and after.

    `touched` are the steps, by their place in the old order, that a change was about, with the state that each comes
    to; `ids` the step of each run at each of those places, in the order of the runs.
    """

    runs: tuple[RunHead, ...]
    first: RunRows
    before: tuple[Node, ...]
    after: tuple[Node, ...]
    touched: Mapping[int, State]
    ids: Mapping[int, Sequence[int]]

    @property
    def run_ids(self) -> list[int]:
        """The runs' ids."""
        return [run.run_id for run in self.runs]


@dataclass(slots=True)
class Application:
    """What applying one redline changes, and what it leaves alone."""

    row: Any
    contents: dict[int, Held]
    groups: list[Group] = field(default_factory=list)
    changes: list[StepChange] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def run_ids(self) -> list[int]:
        """All runs that change."""
        return sorted(run_id for group in self.groups for run_id in group.run_ids)


def held_by(found: Application, stored: Iterable[StoredChange]) -> dict[str, Held]:
    """The contents that changes ask for, by their keys."""
    return {one.change.key: found.contents[one.content_id] for one in stored if one.content_id is not None}


def add_group(found: Application, group: Group) -> None:
    """Take in runs that are changed in one way, step by step."""
    found.groups.append(group)
    labels = group.first.labels(found.contents)
    for number, run in enumerate(group.runs):
        for ordinal, state in sorted(group.touched.items()):
            row = group.first.steps[ordinal]
            found.changes.append(
                StepChange(
                    group.ids[ordinal][number],
                    run.run_id,
                    labels[row.id],
                    State(row.state),
                    state,
                    run.title,
                )
            )
