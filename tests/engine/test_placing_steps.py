"""Moving the steps of a draft: the changes always make the tree that was asked for, and no more of them than needed."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from ion_tui.engine.content import Content
from ion_tui.engine.redlines.changes import ADDING, ChangeKind, Place, Ref, Terms
from ion_tui.engine.redlines.editing import Changes, added
from ion_tui.engine.redlines.placing import Standing, left_alone, neighbors, rearranged, taken_out
from ion_tui.engine.redlines.trees import Held, Node, Tree, Unfit

BEFORE: tuple[tuple[int, int | None, str], ...] = (
    (1, None, "0"),
    (2, 1, "0.0"),
    (3, 1, "0.1"),
    (4, None, "1"),
    (5, None, "2"),
    (6, 5, "2.0"),
)
"""Steps of a run: id, what it is a part of, number."""
WAS: dict[Ref, str] = {ref: number for ref, _, number in BEFORE}


def made(changes: Changes) -> list[Standing]:
    """The tree that the changes make, by the engine's own hand."""
    tree = Tree.of(
        [
            Node(ref=ref, parent=parent, title=str(ref), origin="", content_id=0, digest="")
            for ref, parent, _ in BEFORE
        ]
    )
    held = {change.key: Held(0, "", change.key) for change in changes if change.content is not None}
    for change in changes:
        tree.apply(change, held, "P")
    return [Standing(node.ref, node.parent, WAS.get(node.ref, "")) for node in tree.in_order()]


def refs(order: Sequence[Standing]) -> list[tuple[Ref, Ref | None]]:
    return [(one.ref, one.parent) for one in order]


def test_a_step_that_is_moved_down_and_up_again_is_not_moved() -> None:
    down = rearranged((), made(()), 4, Place(after=5))
    assert [change.kind for change in down] == [ChangeKind.MOVE]
    assert rearranged(down, made(down), 4, Place(after=1)) == ()


def test_a_step_moved_again_takes_no_other_step_with_it() -> None:
    changes = rearranged((), made(()), 2, Place(after=4))
    changes = rearranged(changes, made(changes), 3, Place(after=2))
    changes = rearranged(changes, made(changes), 2, Place(after=5))
    assert [ref for ref, parent in refs(made(changes)) if parent is None] == [1, 4, 3, 5, 2]


def test_what_stands_behind_a_new_step_stays_when_that_goes() -> None:
    changes = added((), Content(title="First"), Place(after=4), Terms())
    first = changes[0].key
    changes = added(changes, Content(title="Second"), Place(after=first), Terms())
    changes = rearranged(changes, made(changes), 3, Place(after=changes[1].key))
    left = taken_out(changes, made(changes), first)
    assert [one.ref for one in made(left) if one.parent is None] == [1, 4, changes[1].key, 3, 5]


def test_what_stands_behind_a_moved_step_stays_when_its_move_is_undone() -> None:
    changes = rearranged((), made(()), 2, Place(after=4))
    changes = added(changes, Content(title="Behind it"), Place(after=2), Terms())
    left = left_alone(changes, made(changes), 2)
    assert [one.ref for one in made(left) if one.parent is None] == [1, 4, left[0].key, 5]
    assert neighbors(made(left), 1) == [2, 3]


@pytest.mark.parametrize("seed", range(60))
def test_the_tree_is_what_was_asked_for_after_any_moves(seed: int) -> None:
    dice, changes = random.Random(seed), Changes()
    for _ in range(12):
        order = made(changes)
        ref = dice.choice(order).ref
        if dice.random() < 0.25:
            changes = added(
                changes,
                Content(title="New"),
                Place(parent=None, after=ref) if ref in neighbors(order, None) else Place(),
                Terms(),
            )
            continue
        if dice.random() < 0.2:
            kept = taken_out(changes, order, ref) if isinstance(ref, str) else left_alone(changes, order, ref)
            gone = {ref} | {one.ref for one in order if inside(order, one.ref, ref)}
            still = [(one.ref, one.parent) for one in order if one.ref not in gone]
            try:
                now = made(kept)
            except Unfit:
                continue
            assert [one for one in refs(now) if one in still] == still
            changes = kept
            continue
        parents = [one.ref for one in order if one.ref != ref and not inside(order, one.ref, ref)]
        parent = dice.choice([None, *parents])
        after = dice.choice([None, *(one for one in neighbors(order, parent) if one != ref)])
        changes = rearranged(changes, order, ref, Place(parent=parent, after=after))
        now = made(changes)
        row = neighbors(now, parent)
        assert row.index(ref) == (0 if after is None else row.index(after) + 1)
        others = [one for one in order if one.ref != ref and not inside(order, one.ref, ref)]
        assert [(one.ref, one.parent) for one in now if one in others] == refs(others)
        moving = [change for change in changes if change.kind is ChangeKind.MOVE]
        assert len({change.step for change in moving}) == len(moving)
        assert not {change.step for change in moving} & {c.key for c in changes if c.kind in ADDING}


def inside(order: Sequence[Standing], ref: Ref | None, around: Ref) -> bool:
    above = {one.ref: one.parent for one in order}
    while ref is not None:
        ref = above[ref]
        if ref == around:
            return True
    return False
