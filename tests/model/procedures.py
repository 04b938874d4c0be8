"""Random procedures for the model: nested up to five levels, optional steps, edges across levels, no cycle."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from tests.model.floor import Step

DEEPEST = 4
"""Steps nest up to five levels: 0 to 4."""


@st.composite
def procedures(draw: Any, run: str = "run", most: int = 9) -> list[Step]:
    """The steps of one run, parents before their children."""
    steps: list[Step] = []
    for index in range(draw(st.integers(1, most))):
        steps.append(_step(draw, f"{run}/{index}", run, steps))
    for step in steps:
        for upstream in draw(st.lists(st.sampled_from(steps), max_size=2, unique_by=id)):
            step.upstream.append(upstream)
            if not can_all_start(steps):
                step.upstream.remove(upstream)
    return steps


def copy_of(steps: Iterable[Step], run: str) -> list[Step]:
    """The same procedure's steps in another run."""
    made: dict[Step, Step] = {}
    for step in steps:
        made[step] = Step(
            name=f"{run}/{step.name.split('/')[1]}",
            run=run,
            parent=made[step.parent] if step.parent else None,
            optional=step.optional,
            asks_value=step.asks_value,
            asks_signature=step.asks_signature,
            is_peer_review=step.is_peer_review,
            asks_parts=step.asks_parts,
        )
    for step, copy in made.items():
        copy.upstream = [made[upstream] for upstream in step.upstream]
    return list(made.values())


def depth(step: Step) -> int:
    """How many steps stand above one."""
    return 0 if step.parent is None else 1 + depth(step.parent)


def can_all_start(steps: Iterable[Step]) -> bool:
    """Whether there is an order of starts and completions in which no step waits on itself.

    A step starts after its parent has started and what it waits on has completed; it completes after it has
    started and its children have completed.
    """
    before: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for step in steps:
        starts, completes = ("start", step.name), ("complete", step.name)
        before.setdefault(starts, set()).update(("complete", upstream.name) for upstream in step.upstream)
        before.setdefault(completes, set()).add(starts)
        if step.parent is not None:
            before[starts].add(("start", step.parent.name))
            before.setdefault(("complete", step.parent.name), set()).add(completes)
    while ready := [event for event, needs in before.items() if not needs]:
        for event in ready:
            del before[event]
        for needs in before.values():
            needs.difference_update(ready)
    return not before


def _step(draw: Any, name: str, run: str, above: list[Step]) -> Step:
    can_hold = [step for step in above if depth(step) < DEEPEST]
    parent = draw(st.sampled_from([None, None, *can_hold])) if can_hold else None
    asks = draw(st.sampled_from(["nothing", "nothing", "nothing", "value", "signature", "review", "parts"]))
    return Step(
        name=name,
        run=run,
        parent=parent,
        optional=draw(st.sampled_from([False, False, False, True])),
        asks_value=asks in ("value", "signature", "review"),
        asks_signature=asks in ("signature", "review"),
        is_peer_review=asks == "review",
        asks_parts=draw(st.integers(1, 3)) if asks == "parts" else 0,
    )
