"""The heads of the Step screen: the run's line, and the step's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual import events
from textual.content import Content
from textual.message import Message

from data.rows.redlines import RedlineRow
from data.rows.work import AttributeRow, RunHeader, StepRow, StepView
from ion_tui.engine.states import Bucket, RunStatus, State
from ion_tui.engine.wording import ended, step_label
from ion_tui.engine.words import AttributeScope
from screens.keys import KEYS
from screens.step_parts.layout import GUTTER
from screens.step_parts.site_time import SiteTime
from screens.styles import sheet_beside
from screens.theme import BATCH_GLYPH, RUN_LOOKS, STATE_LOOKS, look_of
from screens.times import due_text, elapsed, lead_time
from screens.widgets.drawn import Drawn
from screens.widgets.lines import clean, fit, spread, wrapped

_BATCH_LEAST = 12
"""Cells of the batch's title below which only its number is said."""
_ATTRIBUTES_LEAST = 12
"""Cells below which the run's attributes are only said on the sheet."""


def batch_pill(run: RunHeader, width: int) -> Content:
    """`⧉ Batch 1: Rover 1 suspension (2)`, shorter where there is less room; empty for a run in no batch."""
    if run.batch_id is None:
        return Content("")
    head, tail = f" {BATCH_GLYPH} Batch {run.batch_id}", f" ({run.batch_size}) "
    room = width - len(head) - len(tail) - 2
    title = f": {fit(run.batch_title, room)}" if run.batch_title and room >= _BATCH_LEAST else ""
    return Content.styled(f"{head}{title}{tail}", "$accent-on on $accent-fill")


class RunHead(Drawn):
    """One line: the run, its status, its batch and attributes, how far it is and when it is due."""

    DEFAULT_CSS = sheet_beside(__file__)

    class PillClicked(Message):
        """The batch pill was clicked."""

    def __init__(self, time: SiteTime) -> None:
        """Begin without a run."""
        super().__init__()
        self.time = time
        self._run: RunHeader | None = None
        self._pill = range(0)
        self._attributes = ""

    def show(self, run: RunHeader, attributes: Sequence[AttributeRow]) -> None:
        """Take the run as it is now."""
        self._run = run
        of_run = (row for row in attributes if row.shown and row.scope != AttributeScope.STEP)
        self._attributes = " · ".join(f"{row.name} {row.shown}" for row in of_run)
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Open the batch from its pill."""
        if event.get_content_offset_capture(self).x in self._pill:
            event.stop()
            self.post_message(self.PillClicked())

    def draw(self, width: int) -> Sequence[Content]:
        """The line."""
        run = self._run
        if run is None:
            return [Content("")]
        look = RUN_LOOKS[RunStatus(run.status)]
        right = Content.assemble((f"{run.steps_done} of {run.steps_counted}", "$ink"), *self._due(run))
        status = Content.styled(f"{look.glyph} {look.word}", f"bold {look.ink}")
        room = width - right.cell_length - status.cell_length - 4
        name = Content.styled(clean(run.title), "bold $strong")
        unit = Content.styled(f"  {clean(run.unit)}", "$dim")
        if run.unit not in run.title and name.cell_length + unit.cell_length <= room:
            name = Content.assemble(name, unit)
        pill = batch_pill(run, max(0, room - name.cell_length - 2))
        least = batch_pill(run, 0).cell_length
        name = name.truncate(max(8, room - max(least, pill.cell_length) - 2), ellipsis=True)
        left = Content("  ").join([part for part in (name, status, pill) if part])
        self._pill = range(left.cell_length - pill.cell_length, left.cell_length)
        room = width - left.cell_length - right.cell_length - 4
        if self._attributes and room >= _ATTRIBUTES_LEAST:
            left = Content.assemble(left, "  ", (fit(self._attributes, room), "$dim"))
        return [spread(left, right, width, gap=2)]

    def _due(self, run: RunHeader) -> Iterator[tuple[str, str]]:
        if run.due_at is not None:
            due = due_text(run.due_at, self.time.now, self.time.zone)
            yield (f"  {due.words}", f"${due.token}")


class StepHead(Drawn):
    """The step: number and title, state, who is on it, what it is planned to take; and why it cannot be worked."""

    DEFAULT_CSS = sheet_beside(__file__)

    def __init__(self, time: SiteTime) -> None:
        """Begin without a step."""
        super().__init__()
        self.time = time
        self._view: StepView | None = None
        self._redlines: Sequence[RedlineRow] = ()

    def show(self, view: StepView, redlines: Sequence[RedlineRow] = ()) -> None:
        """Take the step as it is now, and the redlines for which it stands in Redline."""
        self._view = view
        self._redlines = redlines
        self.redraw()

    def draw(self, width: int) -> Sequence[Content]:
        """Title and state on the first line, then what else there is to say, as far as there is something."""
        view = self._view
        if view is None:
            return [Content("")]
        step = view.step
        look = look_of(State(step.state), available=step.bucket == Bucket.AVAILABLE)
        title = Content.assemble(
            (clean(step_label(step.number, step.title)), "bold $strong"),
            (" (optional)" if step.optional else "", "$dim"),
        )
        pill = Content.styled(f" {look.glyph} {look.word} ", look.pill)
        facts = Content("  ").join([Content.assemble(fact) for fact in self._facts(view)])
        right = Content("  ").join([facts, pill]) if facts else pill
        if GUTTER + title.cell_length + 2 + right.cell_length <= width:
            lines = [spread(Content.assemble(" " * GUTTER, title), right, width)]
        else:
            first, *more = wrapped(title, width - GUTTER - pill.cell_length - 2)
            lines = [spread(Content.assemble(" " * GUTTER, first), pill, width)]
            lines += [Content.assemble(" " * GUTTER, line) for line in (*more, facts) if line]
        for sentence in self._sentences(view):
            said = Content.styled(clean(sentence), "bold $strong" if view.why_not else f"bold {look.ink}")
            lines += [Content.assemble(" " * GUTTER, line) for line in wrapped(said, width - GUTTER)]
        return lines

    def _facts(self, view: StepView) -> Iterator[tuple[str, str]]:
        step, now = view.step, self.time.now
        for person in view.people:
            yield (f"{clean(person.code)} {elapsed((now - person.since).total_seconds())}", "$in-progress")
        if step.lead_time_seconds:
            over = view.labor_seconds > step.lead_time_seconds
            yield (f"target {lead_time(step.lead_time_seconds)}", "$late" if over else "$dim")
        if step.attempt > 1:
            yield (f"attempt {step.attempt}", "$hold")

    def _sentences(self, view: StepView) -> Iterator[str]:
        if self._redlines:
            yield from map(self._redlined, self._redlines)
        elif view.why_not:
            yield view.why_not
        elif said := self._stopped(view.step):
            yield said
        elif view.outside is not None:
            yield ended(f"Done outside, at {view.outside.supplier}")

    def _redlined(self, row: RedlineRow) -> str:
        """Whose redline it is, where that stands, and why."""
        key = next(key.names[0] for key in KEYS if key.id == "redline")
        return f"Redline {row.id} by {row.author} {self.time.at(row.opened_at)}, {row.state} ({key}): {row.reason}"

    def _stopped(self, step: StepRow) -> str:
        """Since when it is in a state that work does not lead out of, by whom, and why."""
        if step.state in (State.TODO, State.IN_PROGRESS):
            return ""
        look = STATE_LOOKS[State(step.state)]
        by = f" by {step.state_by}" if step.state_by else ""
        why = f": {step.state_reason}" if step.state_reason else ""
        return f"{look.word}{by} {self.time.at(step.state_at)}{why}"
