"""A hand for redlines: opened, written, put up for review and approved in a line each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from data.rows.redlines import RedlineRow
from ion_tui.engine.answers import Outcome
from ion_tui.engine.commands import Command
from ion_tui.engine.content import Content
from ion_tui.engine.core import Engine
from ion_tui.engine.redlines.changes import Place, RedlineChange, Ref, Terms
from ion_tui.engine.redlines.commands import (
    ChangeRedline,
    DecideRedlines,
    MergeToProcedure,
    OpenRedline,
    RedlineRun,
    SubmitRedline,
)
from ion_tui.engine.redlines.editing import added, modified, moved, removed
from ion_tui.engine.redlines.views import Draft, DraftStep
from tests.engine.workshop import Run, Workshop

Edit = Callable[[Draft], tuple[RedlineChange, ...]]


class Floor(Protocol):
    """Somewhere that redlines are written."""

    @property
    def engine(self) -> Engine:
        """Its engine."""

    def do(self, who: str | None, command: Command, /) -> Outcome:
        """The outcome of a command that nothing keeps from being carried out."""


@dataclass(frozen=True)
class Pen:
    """One engineer's hand."""

    shop: Floor
    who: str = "eng1"

    def open(self, step: int, reason: str = "the drawing is wrong", **more: Any) -> int:
        """Begin a redline on a step."""
        made = self.shop.do(self.who, OpenRedline(step_id=step, reason=reason, **more)).made
        return made["redline"][0]

    def open_run(self, run: int, reason: str = "built as it is done") -> int:
        """Begin a redline on a run."""
        return self.shop.do(self.who, RedlineRun(run_id=run, reason=reason)).made["redline"][0]

    def row(self, redline: int) -> RedlineRow:
        """The redline as lists show it."""
        view = self.shop.engine.reads.redlines.view(redline)
        assert view is not None
        return view.row

    def draft(self, redline: int) -> Draft:
        """The redline as it is edited."""
        draft = self.shop.engine.reads.redlines.draft(redline)
        assert draft is not None
        return draft

    def step(self, redline: int, title: str) -> DraftStep:
        """A step of the draft by its title."""
        return next(step for step in self.draft(redline).steps if step.line.title == title)

    def write(self, redline: int, edit: Edit) -> Outcome:
        """Save what an edit makes of the draft."""
        draft = self.draft(redline)
        command = ChangeRedline(redline_id=redline, seen_version=draft.row.version, changes=edit(draft))
        return self.shop.do(self.who, command)

    def reword(self, redline: int, title: str, /, **values: Any) -> Outcome:
        """Say other things in a step's content."""

        def edit(draft: Draft) -> tuple[RedlineChange, ...]:
            step = next(step for step in draft.steps if step.line.title == title)
            return modified(draft.changes, step.line.ref, content=replace(step.content, **values))

        return self.write(redline, edit)

    def retime(self, redline: int, title: str, /, **values: Any) -> Outcome:
        """Give a step other terms; `waits_on` are titles."""

        def edit(draft: Draft) -> tuple[RedlineChange, ...]:
            refs = {step.line.title: step.line.ref for step in draft.steps}
            step = next(step for step in draft.steps if step.line.title == title)
            said = dict(values)
            if "waits_on" in said:
                said["waits_on"] = tuple(refs[one] for one in said["waits_on"])
            return modified(draft.changes, step.line.ref, terms=replace(step.terms, **said))

        return self.write(redline, edit)

    def add(
        self, redline: int, title: str, *, after: str | None = None, within: str | None = None, **terms: Any
    ) -> Outcome:
        """Add a step behind another, or as the first."""

        def edit(draft: Draft) -> tuple[RedlineChange, ...]:
            refs: dict[str | None, Ref] = {step.line.title: step.line.ref for step in draft.steps}
            place = Place(parent=refs.get(within), after=refs.get(after))
            said = dict(terms)
            said["waits_on"] = tuple(refs[one] for one in said.get("waits_on", ()))
            return added(draft.changes, Content(title=title), place, Terms(**said))

        return self.write(redline, edit)

    def move(
        self, redline: int, title: str, *, after: str | None = None, within: str | None = None
    ) -> Outcome:
        """Move a step."""

        def edit(draft: Draft) -> tuple[RedlineChange, ...]:
            refs: dict[str | None, Ref] = {step.line.title: step.line.ref for step in draft.steps}
            place = Place(parent=refs.get(within), after=refs.get(after))
            return moved(draft.changes, refs[title], place)

        return self.write(redline, edit)

    def remove(self, redline: int, title: str) -> Outcome:
        """Remove a step."""

        def edit(draft: Draft) -> tuple[RedlineChange, ...]:
            step = next(step for step in draft.steps if step.line.title == title)
            return removed(draft.changes, step.line.ref)

        return self.write(redline, edit)

    def submit(self, redline: int) -> Outcome:
        """Put it up for review."""
        return self.shop.do(self.who, SubmitRedline(redline_id=redline))

    def approve(self, *redlines: int, by: str = "qa1") -> Outcome:
        """Approve redlines that are in review."""
        return self.shop.do(by, DecideRedlines(redline_ids=redlines))

    def through(self, redline: int, by: str = "qa1") -> Outcome:
        """Submit and approve."""
        self.submit(redline)
        return self.approve(redline, by=by)

    def merge(self, *redlines: int) -> int:
        """Merge into the procedure; answers the new revision's id."""
        return self.shop.do(self.who, MergeToProcedure(redline_ids=redlines)).made["procedure"][0]


def tree_of(shop: Workshop, run: Run) -> list[tuple[str, str, str]]:
    """Number, title and state of each step of a run, in their order."""
    found = shop.engine.reads.run(run.id)
    assert found is not None
    return [(row.number, row.title, row.state) for row in found[1]]
