"""What screens show of a redline: its changes as differences, the tree before and after, the draft to be edited."""

from __future__ import annotations

from dataclasses import dataclass

from data.rows.redlines import RedlineRow
from ion_tui.engine.content import Content
from ion_tui.engine.differences import Change
from ion_tui.engine.redlines.changes import ChangeKind, RedlineChange, Ref, Terms
from ion_tui.engine.states import State


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change: what it is called, and what is different before and after.

    `about` is the step of the run that it changes, None for one that is added. `fault` says why it could not be made
    of the run as that is now; `moved_on` that the step has changed since the change was written.
    """

    key: str
    kind: ChangeKind
    label: str
    about: int | None
    differences: tuple[Change, ...]
    fault: str = ""
    moved_on: bool = False


@dataclass(frozen=True, slots=True)
class TreeLine:
    """One step of the tree as it will be; `kinds` is what the redline does to it, `was` its number before."""

    ref: Ref
    depth: int
    number: str
    title: str
    state: State
    kinds: frozenset[ChangeKind]
    was: str


@dataclass(frozen=True, slots=True)
class RedlineView:
    """A redline to be read."""

    row: RedlineRow
    changes: tuple[ChangeView, ...]
    tree: tuple[TreeLine, ...]


@dataclass(frozen=True, slots=True)
class DraftStep:
    """One step as the draft has it: its content and terms, and why it cannot be changed, empty where it can.

    Steps that a redline has removed are in the tree as well, so that what hangs on them can be seen.
    """

    line: TreeLine
    parent: Ref | None
    content: Content
    terms: Terms
    why_not: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A redline to be edited: its changes as they are said, and the run's steps with these changes made.

    `fault` says why the changes cannot all be made together.
    """

    row: RedlineRow
    changes: tuple[RedlineChange, ...]
    steps: tuple[DraftStep, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Rival:
    """A redline of the batch, open or in review, that changes the same step on another run."""

    row: RedlineRow
    changes: tuple[ChangeView, ...]
