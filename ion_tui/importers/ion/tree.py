"""The tree that the steps of an export make: who stands in whom, in which order, under which key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ion_tui.engine.definitions.dependencies import MAX_LEVELS
from ion_tui.engine.definitions.sentences import quoted
from ion_tui.importers.ion.grids import by_index
from ion_tui.importers.ion.objects import Object, short

_LONGEST_KEY: Final = 100


@dataclass(frozen=True, slots=True)
class Found:
    """A step of the file: ION's id of it, its key here, its level from 1, and the steps in it."""

    object: Object
    id: str
    key: str
    level: int
    inside: tuple[Found, ...]


def tree_of(steps: Sequence[Object]) -> tuple[Found, ...]:
    """The steps as they stand in each other.

    A step that stands outside and names a step of the file as its parent stands in that one. A step's key is the id
    of the step that it was first made as (`originStepId`), which ION keeps from one version of a procedure to the
    next; a step that was copied within the procedure adds its own.
    """
    inside: dict[str, list[Object]] = {"": []}
    ids: dict[str, Object] = {}
    for found, parent in _all(steps, ""):
        id_ = found.line("id")
        if not id_:
            found.wrong("This step has no `id`.")
        elif id_ in ids:
            found.wrong(f"The step {quoted(id_)} is there twice.", "id")
        else:
            ids[id_] = found
            inside.setdefault(parent, []).append(found)
    for found in tuple(inside[""]):
        parent = found.line("parentId")
        if parent in ids and parent != found.line("id"):
            inside[""].remove(found)
            inside.setdefault(parent, []).append(found)
    made = _Tree(inside, _keys(ids))
    top = tuple(made.under("", 1))
    for id_ in ids.keys() - made.reached:
        ids[id_].wrong("This step stands in itself, by way of its `parentId`.")
    return top


def walk(found: Sequence[Found]) -> Iterator[Found]:
    """All steps, parents before their children."""
    for step in found:
        yield step
        yield from walk(step.inside)


def _all(steps: Sequence[Object], parent: str) -> Iterator[tuple[Object, str]]:
    for found in steps:
        yield found, parent
        yield from _all(found.objects("steps"), found.line("id"))


def _keys(ids: Mapping[str, Object]) -> dict[str, str]:
    """The key of each step, by its id."""
    keys: dict[str, str] = {}
    taken: set[str] = set()
    for id_, found in ids.items():
        origin = found.line("originStepId") or id_
        key = origin if origin not in taken else f"{origin}/{id_}"
        keys[id_] = short(key, _LONGEST_KEY)
        taken.add(key)
    return keys


class _Tree:
    """Puts steps into each other, and remembers which were reached from the top."""

    def __init__(self, inside: Mapping[str, Sequence[Object]], keys: Mapping[str, str]) -> None:
        self.reached: set[str] = set()
        self._inside = inside
        self._keys = keys

    def under(self, parent: str, level: int) -> Iterator[Found]:
        """The steps in one step, or with an empty id those in none."""
        for found in by_index(self._inside.get(parent, ()), "position"):
            id_ = found.line("id")
            self.reached.add(id_)
            if level == MAX_LEVELS + 1:
                found.wrong(f"This step is on level {level}: steps nest up to {MAX_LEVELS} levels here.")
            yield Found(found, id_, self._keys[id_], level, tuple(self.under(id_, level + 1)))
