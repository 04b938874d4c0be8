"""Where a step goes when it is moved up, down, in or out. Pure."""

from __future__ import annotations

from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.redlines.changes import Place, Ref
from ion_tui.engine.redlines.placing import Order, neighbors

_FIRST = Refused(Code.INVALID, "This step is the first one there already.")
_LAST = Refused(Code.INVALID, "This step is the last one there already.")
_NOTHING_ABOVE = Refused(Code.INVALID, "There is no step above this one that it could become a part of.")
_TOP = Refused(Code.INVALID, "This step is a part of no other one.")


def place_for(order: Order, ref: Ref, where: str) -> Place | Refused:
    """The place of a step that is moved `up`, `down`, `in` or `out`, or why there is none."""
    parents = {one.ref: one.parent for one in order}
    parent = parents[ref]
    row = neighbors(order, parent)
    at = row.index(ref)
    match where:
        case "up":
            return Place(parent=parent, after=row[at - 2] if at > 1 else None) if at else _FIRST
        case "down":
            return Place(parent=parent, after=row[at + 1]) if at + 1 < len(row) else _LAST
        case "in":
            return _into(order, row[at - 1]) if at else _NOTHING_ABOVE
        case _:
            return _TOP if parent is None else Place(parent=parents[parent], after=parent)


def behind(order: Order, ref: Ref) -> Place:
    """The place right behind a step."""
    return Place(parent={one.ref: one.parent for one in order}[ref], after=ref)


def before(order: Order, ref: Ref) -> Place:
    """The place right before a step."""
    parent = {one.ref: one.parent for one in order}[ref]
    row = neighbors(order, parent)
    at = row.index(ref)
    return Place(parent=parent, after=row[at - 1] if at else None)


def inside(order: Order, ref: Ref) -> Place:
    """The last place in a step."""
    return _into(order, ref)


def _into(order: Order, ref: Ref) -> Place:
    row = neighbors(order, ref)
    return Place(parent=ref, after=row[-1] if row else None)
