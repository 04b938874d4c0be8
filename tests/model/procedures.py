"""Random procedures for the model: nested up to five levels, optional steps, edges across levels, no cycle."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from tests.model.floor import Step

DEEPEST = 4
"""Steps nest up to five levels: 0 to 4."""


def procedure(seed: int, size: int, run: str = "run") -> list[Step]:
    """The steps of one run, parents before their children; a larger size adds steps and changes none."""
    steps: list[Step] = []
    for index in range(size):
        _add_step(Random(f"{seed}/{index}"), f"{run}/{index}", run, steps)
    return steps


def large_procedure(seed: int, size: int, run: str = "run") -> list[Step]:
    """The steps of one large run: nested, with edges between any levels, in an order of its own that can be worked.

    Steps are told parents first; they can be worked in another order, in which a step waits only on what is done
    before it, children and all.
    """
    chance = Random(seed)
    steps: list[Step] = []
    below: dict[str, list[Step]] = {}
    for index in range(size):
        can_hold = [step for step in steps[-12:] if depth(step) < DEEPEST]
        parent = chance.choice(can_hold) if can_hold and chance.random() < 0.5 else None
        step = Step(f"{run}/{index}", run, parent, optional=chance.random() < 0.15)
        steps.append(step)
        below.setdefault(parent.name if parent else "", []).append(step)
    done: list[Step] = []
    _work(below, "", chance, done)
    return steps


def _work(below: dict[str, list[Step]], name: str, chance: Random, done: list[Step]) -> None:
    """Go through the steps below one in an order of chance; each waits on some of those that are done by then."""
    for step in chance.sample(below.get(name, []), len(below.get(name, []))):
        recent = done[-30:]
        step.upstream = chance.sample(recent, min(len(recent), chance.choice([0, 1, 1, 2, 3])))
        _work(below, step.name, chance, done)
        done.append(step)


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


def _add_step(chance: Random, name: str, run: str, there: list[Step]) -> None:
    """One more step, and what it waits on or what waits on it."""
    can_hold = [step for step in there if depth(step) < DEEPEST]
    asks = chance.choice(["nothing"] * 5 + ["value", "signature", "review", "parts"])
    step = Step(
        name=name,
        run=run,
        parent=chance.choice(can_hold[-4:]) if can_hold and chance.random() < 0.65 else None,
        optional=chance.random() < 0.2,
        asks_value=asks in ("value", "signature", "review"),
        asks_signature=asks in ("signature", "review"),
        is_peer_review=asks == "review",
        asks_parts=chance.randint(1, 3) if asks == "parts" else 0,
    )
    there.append(step)
    for other in chance.sample(there[:-1], min(len(there) - 1, chance.choice([0, 1, 1, 2]))):
        waiting, upstream = (step, other) if chance.random() < 0.7 else (other, step)
        waiting.upstream.append(upstream)
        if not can_all_start(there):
            waiting.upstream.remove(upstream)
