"""The questions about redlines; each is one read transaction and answers frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.queries.redlines import (
    redlines_in_review,
    redlines_of_run,
    redlines_on_step,
    redlines_with,
    rivals_of,
)
from ion_tui.engine.content import Content
from ion_tui.engine.redlines.changes import Terms
from ion_tui.engine.redlines.viewing import read_draft, read_sources, read_view, views_of
from ion_tui.engine.redlines.views import Rival

if TYPE_CHECKING:
    from data.rows.redlines import RedlineRow
    from data.store import Store
    from ion_tui.engine.redlines.views import Draft, RedlineView


@dataclass(frozen=True, slots=True)
class SourceStep:
    """A step that can be copied into a run: of the newest revision of its procedure, or a standard step."""

    label: str
    where: str
    is_standard: bool
    content: Content
    terms: Terms


class RedlineReads:
    """What is asked about redlines."""

    def __init__(self, store: Store) -> None:
        """Take the store."""
        self._store = store

    def of_run(self, run_id: int) -> tuple[RedlineRow, ...]:
        """The redlines that were made on a run, or applied to it; the newest first."""
        with self._store.read() as tx:
            return redlines_of_run(tx, run_id)

    def on_step(self, step_id: int) -> tuple[RedlineRow, ...]:
        """The redlines for which a step stands in Redline."""
        with self._store.read() as tx:
            return redlines_on_step(tx, step_id)

    def in_review(self) -> tuple[RedlineRow, ...]:
        """The redlines that wait for approval, the oldest first."""
        with self._store.read() as tx:
            return redlines_in_review(tx)

    def view(self, redline_id: int) -> RedlineView | None:
        """A redline to be read."""
        with self._store.read() as tx:
            return read_view(tx, redline_id)

    def draft(self, redline_id: int) -> Draft | None:
        """A redline to be edited."""
        with self._store.read() as tx:
            return read_draft(tx, redline_id)

    def rivals(self, step_id: int) -> tuple[Rival, ...]:
        """The redlines of the batch that change the same step on other runs, and are not closed."""
        with self._store.read() as tx:
            rows = redlines_with(tx, rivals_of(tx, step_id))
            return tuple(Rival(row, views_of(tx, row)) for row in rows)

    def sources(self, run_id: int) -> tuple[SourceStep, ...]:
        """The steps that can be copied into a run."""
        with self._store.read() as tx:
            return tuple(SourceStep(*told) for told in read_sources(tx, run_id))
