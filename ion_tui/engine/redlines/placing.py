"""Moving the steps of a draft about in the tree that its changes make. Pure.

Each place that a change says is said anew whenever the tree is another one: behind the step that stands before it now.
So no change leans on a step that a later one adds, moves or takes away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ion_tui.engine.redlines.changes import ADDING, ChangeKind, Place, RedlineChange, Ref
from ion_tui.engine.redlines.editing import Changes, moved, removed, undone


@dataclass(frozen=True, slots=True)
class Standing:
    """A step of the tree that the changes make: what it is a part of, and its number before, empty where new."""

    ref: Ref
    parent: Ref | None
    was: str


Order = Sequence[Standing]
"""The tree in the order of its numbers, parents before their children."""


def rearranged(changes: Changes, order: Order, ref: Ref, place: Place) -> Changes:
    """With a step, and what is in it, in another place; where it stood before, it is not moved any more."""
    after = _with_moved(order, ref, place)
    anchored = _anchored(moved(changes, ref, place), after, None)
    needless = {change.step for change in anchored if change.kind is ChangeKind.MOVE} & _at_home(
        after, anchored
    )
    return tuple(
        change for change in anchored if change.kind is not ChangeKind.MOVE or change.step not in needless
    )


def taken_out(changes: Changes, order: Order, ref: Ref) -> Changes:
    """Without a step, as `removed` does it; what stands behind it stays where it is."""
    return removed(_anchored(changes, order, ref if isinstance(ref, str) else None), ref)


def left_alone(changes: Changes, order: Order, ref: Ref) -> Changes:
    """Without anything that is changed of a step, as `undone` does it; what stands behind it stays where it is."""
    return undone(_anchored(changes, order, ref), ref)


def neighbors(order: Order, ref: Ref | None) -> list[Ref]:
    """The steps right below one, or at the top."""
    return [one.ref for one in order if one.parent == ref]


def _anchored(changes: Changes, order: Order, apart_from: Ref | None) -> Changes:
    """The same changes; those that give a step its place say it as the tree has it, from its beginning on.

    No place is said by `apart_from`, which is about to go.
    """
    places: dict[Ref, Place] = {}
    last: dict[Ref | None, Ref] = {}
    for one in order:
        places[one.ref] = Place(parent=one.parent, after=last.get(one.parent))
        if one.ref != apart_from:
            last[one.parent] = one.ref
    rank = {one.ref: number for number, one in enumerate(order)}
    moves = {change.step: change for change in changes if change.kind is ChangeKind.MOVE}
    adding = {change.key for change in changes if change.kind in ADDING}
    said = [change for change in changes if _placed_ref(change, adding) in places and _places(change, adding)]
    said.sort(key=lambda change: rank[_placed_ref(change, adding)])
    dropped = {change.key for ref, change in moves.items() if ref in adding}
    rest = [change for change in changes if change not in said and change.key not in dropped]
    anchored = (replace(change, place=places[_placed_ref(change, adding)]) for change in said)
    return (*anchored, *rest)


def _places(change: RedlineChange, adding: set[str]) -> bool:
    """Whether a change gives a step its place; that of a step which is added stands where it is added."""
    return change.kind in ADDING or (change.kind is ChangeKind.MOVE and change.step not in adding)


def _placed_ref(change: RedlineChange, adding: set[str]) -> Ref:
    return change.key if change.key in adding or change.step is None else change.step


def _with_moved(order: Order, ref: Ref, place: Place) -> list[Standing]:
    """The tree with a step in another place."""
    below: dict[Ref | None, list[Standing]] = {}
    for one in order:
        if one.ref != ref:
            below.setdefault(one.parent, []).append(one)
    movers = [replace(one, parent=place.parent) for one in order if one.ref == ref]
    row = below.setdefault(place.parent, [])
    at = next((number + 1 for number, one in enumerate(row) if one.ref == place.after), 0)
    row[at:at] = movers
    found: list[Standing] = []
    left = list(reversed(below.get(None, [])))
    while left:
        one = left.pop()
        found.append(one)
        left += reversed(below.get(one.ref, []))
    return found


def _at_home(order: Order, changes: Changes) -> set[Ref | None]:
    """The steps that stand where they stood, whether or not they were moved in between."""
    by_number = {one.was: one.ref for one in order if one.was}
    moves = {change.step for change in changes if change.kind is ChangeKind.MOVE}
    found: set[Ref | None] = set()
    for one in order:
        around = one.was.rpartition(".")[0]
        if one.ref not in moves or by_number.get(around) != one.parent:
            continue
        still = moves - found - {one.ref}
        row = [
            other
            for other in order
            if other.was
            and other.parent == one.parent
            and other.was.rpartition(".")[0] == around
            and other.ref not in still
        ]
        if row == sorted(row, key=_number):
            found.add(one.ref)
    return found


def _number(one: Standing) -> tuple[int, ...]:
    return tuple(map(int, one.was.split(".")))
