"""The steps of a run as a tree, and what changes make of it. Pure: no store, no clock.

A tree is a list of steps in the order of their numbers, parents before their children.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ion_tui.engine.definitions.dependencies import MAX_LEVELS, circles
from ion_tui.engine.definitions.procedures import ProcedureDefinition, StepDefinition
from ion_tui.engine.redlines.changes import ChangeKind, Place, RedlineChange, Ref, Terms
from ion_tui.engine.site_import.steps import numbers, sibling_key
from ion_tui.engine.states import State
from ion_tui.engine.wording import listed

_FIXED: Final = (State.COMPLETED, State.CANCELED)
"""States in which nothing of a step is changed."""


@dataclass(frozen=True, slots=True)
class Node:
    """One step; `order_line_id` is set on an outside process, which has no siblings."""

    ref: Ref
    parent: Ref | None
    title: str
    origin: str
    content_id: int
    digest: str
    waits_on: frozenset[Ref] = frozenset()
    work_center_id: int | None = None
    lead_time_seconds: int | None = None
    optional: bool = False
    is_outside: bool = False
    order_line_id: int | None = None
    state: State = State.TODO
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a step stands in its tree, and what its siblings have in common."""

    ordinal: int
    position: int
    depth: int
    number: str
    sibling_key: str | None


@dataclass(frozen=True, slots=True)
class Held:
    """A content that a change asks for, as the store has it."""

    content_id: int
    digest: str
    title: str


class Unfit(Exception):
    """A change that cannot be made of this tree, with the sentence that says why, and which change it is."""

    def __init__(self, sentence: str, key: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.key = key


@dataclass(slots=True)
class Tree:
    """Steps that can be changed one after another."""

    nodes: dict[Ref, Node]
    below: dict[Ref | None, list[Ref]] = field(default_factory=dict)

    @classmethod
    def of(cls, nodes: Sequence[Node]) -> Tree:
        """The tree of steps that stand in their order."""
        below: dict[Ref | None, list[Ref]] = {}
        for node in nodes:
            below.setdefault(node.parent, []).append(node.ref)
        return cls({node.ref: node for node in nodes}, below)

    def in_order(self) -> list[Node]:
        """All steps, parents before their children."""
        return list(self._under(None))

    def _under(self, parent: Ref | None) -> Iterator[Node]:
        for ref in self.below.get(parent, ()):
            yield self.nodes[ref]
            yield from self._under(ref)

    def apply(self, change: RedlineChange, held: Mapping[str, Held], code: str) -> None:
        """Make one change; `held` are the contents that changes ask for by their keys.

        Raises Unfit where the tree does not allow it. `code` is the procedure's, for the origin of what is added.
        """
        match change.kind:
            case ChangeKind.ADD | ChangeKind.DUPLICATE:
                self._add(change, held[change.key], code)
            case ChangeKind.MODIFY:
                self._modify(change, held.get(change.key))
            case ChangeKind.MOVE:
                self._move(change)
            case ChangeKind.REMOVE:
                self._remove(change)

    def _add(self, change: RedlineChange, content: Held, code: str) -> None:
        place, terms = change.place or Place(), change.terms or Terms()
        node = Node(
            ref=change.key,
            parent=place.parent,
            title=content.title,
            origin=origin_of(code, change.key),
            content_id=content.content_id,
            digest=content.digest,
            waits_on=frozenset(terms.waits_on),
            work_center_id=terms.work_center_id,
            lead_time_seconds=terms.lead_time_seconds,
            optional=terms.optional,
        )
        self._put(node, place, change.key)

    def _modify(self, change: RedlineChange, content: Held | None) -> None:
        node = self._changeable(change)
        if content is not None:
            node = replace(node, content_id=content.content_id, digest=content.digest, title=content.title)
        if (terms := change.terms) is not None:
            node = replace(
                node,
                waits_on=frozenset(terms.waits_on),
                work_center_id=terms.work_center_id,
                lead_time_seconds=terms.lead_time_seconds,
                optional=terms.optional,
            )
        self.nodes[node.ref] = node

    def _move(self, change: RedlineChange) -> None:
        node, place = self._changeable(change), change.place or Place()
        if place.parent is not None:
            self._there(place.parent, change.key)
        if place.parent == node.ref or node.ref in self._around(place.parent):
            raise Unfit(f"{node.title} cannot become a part of itself.", change.key)
        if place.after == node.ref:
            raise Unfit(f"{node.title} cannot stand behind itself.", change.key)
        self.below[node.parent].remove(node.ref)
        self._put(replace(node, parent=place.parent), place, change.key)

    def _put(self, node: Node, place: Place, key: str) -> None:
        if place.parent is not None:
            parent = self._there(place.parent, key)
            if parent.state in _FIXED:
                word = "completed: reopen it first" if parent.state is State.COMPLETED else "canceled"
                raise Unfit(f"{node.title} would be a part of {parent.title}, which is {word}.", key)
        neighbors = self.below.setdefault(place.parent, [])
        at = 0
        if place.after is not None:
            if place.after not in neighbors:
                raise Unfit(f"The step behind which {node.title} should stand is not there.", key)
            at = neighbors.index(place.after) + 1
        neighbors.insert(at, node.ref)
        self.nodes[node.ref] = node

    def _remove(self, change: RedlineChange) -> None:
        node = self._changeable(change)
        for one in (node, *self._under(node.ref)):
            if one.state is not State.COMPLETED:
                self.nodes[one.ref] = replace(one, removed=True, state=State.CANCELED)

    def _changeable(self, change: RedlineChange) -> Node:
        assert change.step is not None  # noqa: S101 - drafting sees to it
        node = self._there(change.step, change.key)
        if node.removed:
            raise Unfit(f"{node.title} has been removed by a redline.", change.key)
        if node.state in _FIXED:
            word = (
                "completed: reopen it first"
                if node.state is State.COMPLETED
                else "canceled: restore it first"
            )
            raise Unfit(f"{node.title} is {word}.", change.key)
        return node

    def _there(self, ref: Ref, key: str) -> Node:
        node = self.nodes.get(ref)
        if node is None:
            raise Unfit("A step that the redline speaks of is not there any more.", key)
        return node

    def _around(self, ref: Ref | None) -> list[Ref]:
        """The steps around one, from the nearest."""
        found: list[Ref] = []
        while ref is not None and (parent := self.nodes[ref].parent) is not None:
            found.append(parent)
            ref = parent
        return found

    def check(self) -> None:
        """Raise Unfit where the steps could not all be done: too deep, or waiting on each other in a circle."""
        for node in self.nodes.values():
            around = self._around(node.ref)
            if len(around) >= MAX_LEVELS:
                raise Unfit(
                    f"{node.title} would stand on level {len(around) + 1}: steps nest up to {MAX_LEVELS} levels."
                )
            for upstream in node.waits_on:
                self._check_wait(node, upstream, around)
        for circle in circles(self._definition(), {str(ref): node.title for ref, node in self.nodes.items()}):
            raise Unfit(f"These steps would wait on each other in a circle: {listed(circle.links, 'and')}.")

    def _check_wait(self, node: Node, upstream: Ref, around: Sequence[Ref]) -> None:
        if upstream not in self.nodes:
            raise Unfit(f"{node.title} would wait on a step that is not there.")
        title = self.nodes[upstream].title
        if upstream == node.ref:
            raise Unfit(f"{node.title} cannot wait on itself.")
        if upstream in around:
            raise Unfit(f"{node.title} is a part of {title}: it starts while that is in progress.")
        if node.ref in self._around(upstream):
            raise Unfit(f"{title} is a part of {node.title}: it starts when that has started.")

    def _definition(self) -> ProcedureDefinition:
        """The tree as the check for circles reads one."""
        return ProcedureDefinition(code="", title="", revision="", steps=self._steps(None))

    def _steps(self, parent: Ref | None) -> tuple[StepDefinition, ...]:
        return tuple(
            StepDefinition(
                key=str(ref),
                title=self.nodes[ref].title,
                after=tuple(sorted(map(str, self.nodes[ref].waits_on))),
                steps=self._steps(ref),
            )
            for ref in self.below.get(parent, ())
        )


def origin_of(code: str, key: str) -> str:
    """Where a step comes from that a change adds: as a procedure's own step would, once it is merged into one."""
    return f"{code}/{key}"


def placed(nodes: Sequence[Node], base: int) -> dict[Ref, Placed]:
    """Where each step of a tree stands; `base` is the number of the first."""
    position: dict[Ref, int] = {}
    counted: dict[Ref | None, int] = {}
    above: dict[Ref, list[str]] = {}
    origin = {node.ref: node.origin for node in nodes}
    for node in nodes:
        position[node.ref] = counted.get(node.parent, 0)
        counted[node.parent] = position[node.ref] + 1
        above[node.ref] = [] if node.parent is None else [*above[node.parent], origin[node.parent]]
    number = numbers({node.ref: node.parent for node in nodes}, position, base)
    return {
        node.ref: Placed(
            ordinal,
            position[node.ref],
            len(above[node.ref]),
            number[node.ref],
            None if node.is_outside else sibling_key(node.origin, node.digest, above[node.ref]),
        )
        for ordinal, node in enumerate(nodes)
    }


def changed(
    nodes: Sequence[Node], changes: Sequence[RedlineChange], held: Mapping[str, Held], code: str
) -> list[Node]:
    """What all changes together make of a tree; raises Unfit where they cannot be made."""
    tree = Tree.of(nodes)
    for change in changes:
        tree.apply(change, held, code)
    tree.check()
    return tree.in_order()
