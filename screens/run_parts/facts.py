"""The head of the Run screen: what the run is, how far, in which batch, for whom and until when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual import events
from textual.content import Content
from textual.message import Message

from data.rows.run_view import RunView
from ion_tui.engine.states import RunStatus
from screens.step_parts.heads import batch_pill
from screens.step_parts.site_time import SiteTime
from screens.styles import sheet_beside
from screens.theme import RUN_LOOKS
from screens.times import due_text
from screens.widgets.drawn import Drawn
from screens.widgets.lines import clean, spread


class RunFactsHead(Drawn):
    """Three lines: title and status; unit, procedure and progress; batch, due date, priority and assignment."""

    DEFAULT_CSS = sheet_beside(__file__)

    class PillClicked(Message):
        """The batch pill was clicked."""

    def __init__(self, time: SiteTime) -> None:
        """Begin without a run."""
        super().__init__()
        self.time = time
        self._view: RunView | None = None
        self._pill = 0

    def show(self, view: RunView) -> None:
        """Take the run as it is now."""
        self._view = view
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """Open the batch from its pill."""
        offset = event.get_content_offset_capture(self)
        if offset.y == 2 and offset.x < self._pill:  # noqa: PLR2004 - the third line
            event.stop()
            self.post_message(self.PillClicked())

    def draw(self, width: int) -> Sequence[Content]:
        """The lines."""
        view = self._view
        if view is None:
            return [Content("")] * 3
        run = view.run
        look = RUN_LOOKS[RunStatus(run.status)]
        title = Content.styled(clean(run.title), "bold $strong")
        status = Content.styled(f" {look.glyph} {look.word} ", look.pill)
        what = f"{run.unit}  {run.procedure} {run.procedure_title}"
        done = Content.styled(f"{run.steps_done} of {run.steps_counted} done", "$strong")
        facts = Content("  ").join([Content.assemble(fact) for fact in self._facts(view)])
        pill = batch_pill(run, max(0, width - facts.cell_length - 2))
        self._pill = pill.cell_length
        return [
            spread(title, status, width, gap=2),
            spread(Content.styled(clean(what), "$ink"), done, width, gap=2),
            spread(pill or Content.styled("in no batch", "$dim"), facts, width, gap=2),
        ]

    def _facts(self, view: RunView) -> Iterator[tuple[str, str]]:
        run, facts = view.run, view.facts
        yield (f"P{run.priority}", "bold $strong" if run.priority <= 1 else "$ink")
        if run.due_at is not None:
            due = due_text(run.due_at, self.time.now, self.time.zone)
            yield (due.words, f"${due.token}")
        yield (
            clean(f"for {facts.operator}") if facts.operator else "for nobody yet",
            "$ink" if facts.operator else "$dim",
        )
        if facts.work_center:
            yield (clean(facts.work_center), "$ink")
