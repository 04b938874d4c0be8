"""The questions about redlines; each is one read transaction and answers frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ion_tui.engine.content import Content
from ion_tui.engine.redlines.changes import Terms

if TYPE_CHECKING:
    from data.rows.redlines import RedlineRow
    from data.store import Store
    from ion_tui.engine.redlines.views import Draft, RedlineView, Rival


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
        raise NotImplementedError

    def in_review(self) -> tuple[RedlineRow, ...]:
        """The redlines that wait for approval, the oldest first."""
        raise NotImplementedError

    def view(self, redline_id: int) -> RedlineView | None:
        """A redline to be read."""
        raise NotImplementedError

    def draft(self, redline_id: int) -> Draft | None:
        """A redline to be edited."""
        raise NotImplementedError

    def rivals(self, step_id: int) -> tuple[Rival, ...]:
        """The redlines of the batch that change the same step on other runs, and are not closed."""
        raise NotImplementedError

    def sources(self, run_id: int) -> tuple[SourceStep, ...]:
        """The steps that can be copied into a run."""
        raise NotImplementedError
