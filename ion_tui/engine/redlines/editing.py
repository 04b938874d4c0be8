"""Working on the changes of a redline: each edit takes the changes and answers new ones. Pure.

A step has at most one change of its content and terms and one of its place, whatever was edited how often; a step that
the redline adds takes its edits into the change that adds it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

from ion_tui.engine.content import Content
from ion_tui.engine.redlines.changes import ADDING, ChangeKind, Place, RedlineChange, Ref, Terms, named

Changes = tuple[RedlineChange, ...]


def new_change_key() -> str:
    """A key that no other change has, in any store: it becomes the key of the step in its procedure."""
    return f"rl-{uuid4().hex[:12]}"


def added(
    changes: Changes, content: Content, place: Place, terms: Terms, *, copy_of: Ref | None = None
) -> Changes:
    """With a new step; with `copy_of`, a duplicate of that one."""
    kind = ChangeKind.ADD if copy_of is None else ChangeKind.DUPLICATE
    change = RedlineChange(
        key=new_change_key(), kind=kind, step=copy_of, content=content, place=place, terms=terms
    )
    return (*changes, change)


def modified(
    changes: Changes, ref: Ref, *, content: Content | None = None, terms: Terms | None = None
) -> Changes:
    """With other content or terms of a step; what is None stays as it was."""

    def edit(change: RedlineChange) -> RedlineChange:
        return replace(change, content=content or change.content, terms=terms or change.terms)

    def make() -> RedlineChange:
        return RedlineChange(
            key=new_change_key(), kind=ChangeKind.MODIFY, step=ref, content=content, terms=terms
        )

    return _edited(changes, ref, ChangeKind.MODIFY, edit, make)


def moved(changes: Changes, ref: Ref, place: Place) -> Changes:
    """With a step in another place."""

    def edit(change: RedlineChange) -> RedlineChange:
        return replace(change, place=place)

    def make() -> RedlineChange:
        return RedlineChange(key=new_change_key(), kind=ChangeKind.MOVE, step=ref, place=place)

    return _edited(changes, ref, ChangeKind.MOVE, edit, make)


def removed(changes: Changes, ref: Ref) -> Changes:
    """Without a step: one that the redline adds is not added, nor what stands on it."""
    if isinstance(ref, str):
        return without(changes, ref)
    rest = tuple(change for change in changes if change.step != ref or change.kind in ADDING)
    return (*rest, RedlineChange(key=new_change_key(), kind=ChangeKind.REMOVE, step=ref))


def without(changes: Changes, key: str) -> Changes:
    """Without a change, and without those that speak of the step that it adds.

    A step that waited on that one alone waits on it no more.
    """
    gone = {key}
    kept: list[RedlineChange] = []
    for change in changes:
        lost = named(change) & gone
        if change.key in gone or (lost and not _survives(change, gone)):
            gone.add(change.key)
            continue
        kept.append(_without_waits(change, gone) if lost else change)
    return tuple(kept)


def undone(changes: Changes, ref: Ref) -> Changes:
    """Without anything that is changed of a step."""
    if isinstance(ref, str):
        return without(changes, ref)
    return tuple(change for change in changes if change.step != ref or change.kind in ADDING)


def _survives(change: RedlineChange, gone: set[str]) -> bool:
    """Whether a change says anything where all that it loses is what a step waits on."""
    place = change.place
    return change.step not in gone and (place is None or not {place.parent, place.after} & gone)


def _without_waits(change: RedlineChange, gone: set[str]) -> RedlineChange:
    terms = change.terms
    if terms is None:
        return change
    return replace(
        change, terms=replace(terms, waits_on=tuple(ref for ref in terms.waits_on if ref not in gone))
    )


def _edited(
    changes: Changes,
    ref: Ref,
    kind: ChangeKind,
    edit: Callable[[RedlineChange], RedlineChange],
    make: Callable[[], RedlineChange],
) -> Changes:
    for index, change in enumerate(changes):
        is_own = change.key == ref and change.kind in ADDING
        # A place may name a step that a later change adds: it is said behind that one, not where the step is added.
        if is_own and kind is ChangeKind.MOVE:
            continue
        if is_own or (change.kind is kind and change.step == ref):
            return (*changes[:index], edit(change), *changes[index + 1 :])
    return (*changes, make())
