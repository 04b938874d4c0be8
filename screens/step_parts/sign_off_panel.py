"""What is missing before the step can be signed off, always in sight; afterwards, what is next in the run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from data.rows.work import CellRow, FieldRow, StepView, TreeRow
from ion_tui.engine.states import Bucket, State
from screens.keys import KEYS
from screens.step_parts.layout import GUTTER
from screens.step_parts.tree import TreeLine, render_line
from screens.styles import sheet_beside
from screens.theme import OK_GLYPH
from screens.widgets.drawn import Drawn
from screens.widgets.lines import clean, wrapped
from screens.widgets.row_list import RowList

_ISSUE, _APPROVE = (next(key.names[0] for key in KEYS if key.id == name) for name in ("issue", "approve"))
_ROOMY = 30
"""Lines of the screen from which on the list may be long."""
_MOST, _MOST_ROOMY = 3, 6


class Missing(Drawn):
    """The list of what is missing: a line each while there is room, else one after the other."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self._view: StepView | None = None

    def show(self, view: StepView) -> None:
        """Take the step as it is now."""
        self._view = view
        self.redraw()

    def draw(self, width: int) -> Sequence[Content]:
        """`To sign off:` and the list; that it is ready; or nothing when there is nothing to sign off."""
        view = self._view
        if view is None or is_over(view):
            return []
        if not view.blockers:
            return [_ready(view)]
        most = _MOST_ROOMY if self.app.size.height >= _ROOMY else _MOST
        is_worked = view.step.state == State.IN_PROGRESS
        head = Content.styled("To sign off: ", "bold $hold" if is_worked else "bold $dim")
        ways = ways_out(view)
        items = [clean(f"{blocker}{ways.get(blocker, '')}") for blocker in view.blockers]
        if len(items) <= most:
            lines = [Content.assemble("· ", (item, "$ink")) for item in items]
            rows = [row for line in lines for row in wrapped(line, width - GUTTER - head.cell_length)]
            if len(rows) <= most:
                return [
                    Content.assemble(" " * GUTTER, head if number == 0 else " " * head.cell_length, row)
                    for number, row in enumerate(rows)
                ]
        rows = _flowing(head, items, most, width - GUTTER)
        return [Content.assemble(" " * GUTTER, row) for row in rows]


def ways_out(view: StepView) -> Mapping[str, str]:
    """What stands behind a blocker that a key of its own helps against: which one, and to do what."""
    if view.step.state != State.IN_PROGRESS:
        return {}
    cells = (
        (f"Row {number}: {column.name}: {cell.verdict}", cell)
        for number, row in enumerate(view.grid, 1)
        for column, cell in zip(view.columns, row.cells, strict=True)
        if not cell.in_range
    )
    fields = ((f"{field.name}: {field.verdict}", field) for field in view.fields)
    readings: Iterable[tuple[str, FieldRow | CellRow]] = chain(fields, cells)
    found = {words: f" ({_ISSUE} accept)" for words, reading in readings if not reading.is_covered}
    gates = (blocker for blocker in view.blockers if blocker.startswith("Approval by "))
    return {**found, **dict.fromkeys(gates, f" ({_APPROVE} approve)")}


def _flowing(head: Content, items: Sequence[str], most: int, width: int) -> list[Content]:
    """As many of the items after each other as `most` lines take; the rest are counted."""
    for shown in range(len(items), 0, -1):
        more = f" · and {len(items) - shown} more" if shown < len(items) else ""
        text = Content.assemble(head, (" · ".join(items[:shown]), "$ink"), (more, "$dim"))
        if len(rows := wrapped(text, width)) <= most:
            return rows
    return wrapped(Content.assemble(head, f"{len(items)} things are missing"), width)[:most]


def _ready(view: StepView) -> Content:
    """That nothing is missing: in full where it can be signed off, in passing where it is not being worked."""
    if view.step.state != State.IN_PROGRESS:
        return Content.styled(f"{' ' * GUTTER}Nothing else is missing to sign off.", "$dim")
    pill = Content.styled(f" {OK_GLYPH} Ready to sign off ", "bold $completed-on on $completed-fill")
    return Content.assemble(" " * GUTTER, pill)


class NextSteps(RowList[TreeLine]):
    """The steps of the run that can be worked now; Enter opens one."""

    def __init__(self) -> None:
        """Begin without steps."""
        super().__init__(render_line, row_height=1, empty="")


class SignOffPanel(Vertical):
    """What is missing; or, once the step is done, what can be worked next."""

    DEFAULT_CSS = sheet_beside(__file__)

    def compose(self) -> ComposeResult:
        """Both; one of them is shown."""
        yield Missing()
        yield NextHead()
        yield NextSteps()

    @property
    def offers_steps(self) -> bool:
        """Whether there is something to go on with."""
        return bool(self.query_one(NextSteps).rows)

    def take_cursor(self) -> None:
        """Put the cursor on what can be worked next."""
        self.query_one(NextSteps).focus()

    def show(self, view: StepView) -> None:
        """Take the step as it is now."""
        done = is_over(view)
        self.query_one(Missing).show(view)
        steps, head = self.query_one(NextSteps), self.query_one(NextHead)
        following = next_steps(view) if done else ()
        head.display = done
        head.show(view, following)
        steps.display = bool(following)
        steps.update_rows([TreeLine(row, is_open=False) for row in following])
        steps.styles.height = min(4, max(1, len(following)))


def is_over(view: StepView) -> bool:
    """Whether nothing is left to do on the step."""
    return view.step.state in (State.COMPLETED, State.CANCELED)


class NextHead(Drawn):
    """What there is to do after a step."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self._sentence = ""

    def show(self, view: StepView, following: Sequence[TreeRow]) -> None:
        """Say it in one line."""
        if following:
            self._sentence = "Next in this run: Enter opens it, Esc goes back to the queue."
        elif view.run.steps_done >= view.run.steps_counted:
            self._sentence = (
                f"All {view.run.steps_counted} steps of this run are done. Esc goes back to the queue."
            )
        else:
            self._sentence = "Nothing more can be worked in this run now. Esc goes back to the queue."
        self.redraw()

    def draw(self, width: int) -> Sequence[Content]:
        """The line."""
        said = Content.styled(self._sentence, "bold $ink")
        return [Content.assemble(" " * GUTTER, line) for line in wrapped(said, width - GUTTER)]


def next_steps(view: StepView) -> tuple[TreeRow, ...]:
    """What can be worked in the run beside this step: in progress first, then available, in the run's order."""
    open_rows = [row for row in view.tree if row.step_id != view.step.step_id]
    return tuple(
        row for bucket in (Bucket.IN_PROGRESS, Bucket.AVAILABLE) for row in open_rows if row.bucket == bucket
    )
