"""Which steps of a procedure wait on which, and whether they can all be done.

A step is two events, its start and its completion. A child starts after its parent has started and completes
before it completes; a step that waits starts after what it waits on has completed. Steps can all be done when
these events can be put in an order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from ion_tui.engine.definitions.procedures import ProcedureDefinition, StepDefinition

MAX_LEVELS: Final = 5
"""How deep steps nest."""

_MAX_CIRCLES: Final = 20

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class PlacedStep:
    """A step and where it stands: its path within the procedure, the steps around it, the one before it."""

    path: Path
    step: StepDefinition
    around: tuple[StepDefinition, ...]
    before: StepDefinition | None


@dataclass(frozen=True, slots=True)
class Wait:
    """That a step waits on another one, and where the procedure says so: in `after`, or by its sequence."""

    key: str
    upstream: str
    path: Path
    in_sequence: bool


@dataclass(frozen=True, slots=True)
class Circle:
    """Steps none of which can be done before the others, told link by link; a written wait comes first."""

    waits: tuple[Wait, ...]
    links: tuple[str, ...]


def walk(steps: Sequence[StepDefinition]) -> Iterator[PlacedStep]:
    """All steps in the order of their numbers, parents before their children."""
    return _walk(steps, (), ())


def waits(procedure: ProcedureDefinition) -> Iterator[Wait]:
    """All pairs of steps of which one waits on the other: by `after` and, if sequential, by the sequence."""
    for placed in walk(procedure.steps):
        if procedure.sequential and placed.before is not None:
            yield Wait(placed.step.key, placed.before.key, placed.path, in_sequence=True)
        for index, key in enumerate(placed.step.after):
            yield Wait(placed.step.key, key, (*placed.path, "after", index), in_sequence=False)


def circles(
    procedure: ProcedureDefinition, called: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Circle]:
    """The circles in which steps wait on each other; each is told once, with steps as `called` or by their keys.

    Leaves out what is wrong in itself: keys that are not there, and steps that wait on themselves, on a step
    around them or on one in them.
    """
    placed = {found.step.key: found for found in reversed(tuple(walk(procedure.steps)))}
    open_waits = {
        (wait.upstream, wait.key): wait
        for wait in waits(procedure)
        if wait.upstream in placed and not nested(placed, wait.key, wait.upstream)
    }
    for _ in range(_MAX_CIRCLES):
        events = _circle_of_events(placed, open_waits)
        if events is None:
            return
        circle = _told(events, open_waits, called)
        yield circle
        del open_waits[circle.waits[0].upstream, circle.waits[0].key]


def nested(placed: Mapping[str, PlacedStep], one: str, other: str) -> bool:
    """Whether two steps are the same one, or one stands in the other."""
    return (
        one == other
        or any(step.key == other for step in placed[one].around)
        or any(step.key == one for step in placed[other].around)
    )


_Event = tuple[str, str]
_START: Final = "start"
_COMPLETION: Final = "completion"


def _walk(
    steps: Sequence[StepDefinition], path: Path, around: tuple[StepDefinition, ...]
) -> Iterator[PlacedStep]:
    """The steps at `path`, each followed by those in it."""
    before: StepDefinition | None = None
    for index, step in enumerate(steps):
        here = (*path, "steps", index)
        yield PlacedStep(here, step, around, before)
        yield from _walk(step.steps, here, (*around, step))
        before = step


def _circle_of_events(
    placed: Mapping[str, PlacedStep], open_waits: Mapping[tuple[str, str], Wait]
) -> list[_Event] | None:
    """Events of which each comes before the next and the last is the first, if there are such."""
    order: TopologicalSorter[_Event] = TopologicalSorter()
    for key, found in placed.items():
        order.add((key, _COMPLETION), (key, _START))
        if found.around:
            parent = found.around[-1].key
            order.add((key, _START), (parent, _START))
            order.add((parent, _COMPLETION), (key, _COMPLETION))
    for upstream, key in open_waits:
        order.add((key, _START), (upstream, _COMPLETION))
    try:
        order.prepare()
    except CycleError as error:
        events: list[_Event] = error.args[1]
        return events
    return None


def _told(
    events: Sequence[_Event], open_waits: Mapping[tuple[str, str], Wait], called: Mapping[str, str]
) -> Circle:
    """The circle in words, from what waits back to what it waits on, beginning with a wait that is written."""
    links: list[tuple[Wait | None, str]] = []
    for (earlier, what), (later, then) in reversed(list(pairwise(events))):
        if (what, then) == (_COMPLETION, _START):
            link = f"{called.get(later, later)} waits on {called.get(earlier, earlier)}"
            links.append((open_waits[earlier, later], link))
        elif what == then:
            parent, child = (earlier, later) if what == _START else (later, earlier)
            links.append((None, f"{called.get(child, child)} is a part of {called.get(parent, parent)}"))
    first = min(range(len(links)), key=lambda index: _rank(links[index][0]))
    turned = links[first:] + links[:first]
    return Circle(
        tuple(wait for wait, _ in turned if wait is not None),
        tuple(dict.fromkeys(link for _, link in turned)),
    )


def _rank(wait: Wait | None) -> int:
    """Written waits before those of a sequence, and both before what is no wait."""
    if wait is None:
        return 2
    return 1 if wait.in_sequence else 0
