"""What the keys do here, and what the signs mean: made from the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import Final

from rich.cells import cell_len
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from ion_tui.engine.states import State
from screens.dialogs.dialog import Dialog
from screens.keys import ActiveKey, help_rows
from screens.theme import AVAILABLE, BATCH_GLYPH, BLOCKED, STATE_LOOKS, Look
from screens.widgets.lines import column

_LEGEND: Final[tuple[tuple[Look, str], ...]] = (
    (AVAILABLE, "Can be started now."),
    (BLOCKED, "Waits on another step, or on its parent."),
    (STATE_LOOKS[State.IN_PROGRESS], "Being worked."),
    (STATE_LOOKS[State.HOLD], "Stopped with a reason; can be released."),
    (STATE_LOOKS[State.REDLINE], "Being changed on this run."),
    (STATE_LOOKS[State.COMPLETED], "Signed off."),
    (STATE_LOOKS[State.FAILED], "Failed; a lead can send it to rework."),
    (STATE_LOOKS[State.CANCELED], "Left out of the run."),
    (Look(BATCH_GLYPH, "Batch", "accent"), "Runs worked together; the number says how many."),
)
"""What each sign says, beyond its word."""


def help_text(keys: Iterable[ActiveKey], width: int) -> Content:
    """The help on `keys`, and the legend of signs, in `width` cells."""
    groups = help_rows(keys)
    labeled = [row for _, rows in groups for row in rows if row.label]
    names = max((cell_len(row.keys) for row in labeled), default=0) + 2
    labels = max((cell_len(row.label) for row in labeled), default=0) + 2
    lines: list[Content] = []
    for group, rows in groups:
        lines.append(Content.styled(group.value, "bold $accent"))
        for row in rows:
            if row.label:
                head = Content.assemble((column(row.keys, names), "bold $strong"), column(row.label, labels))
            else:
                cells = max(names + labels, cell_len(row.keys) + 2)
                head = Content.styled(column(row.keys, cells), "bold $strong")
            lines += _hanging(head, row.help, width)
        lines.append(Content(""))
    lines.append(Content.styled("Signs", "bold $accent"))
    for look, text in _LEGEND:
        lines += _hanging(
            Content.styled(f"{look.glyph} {column(look.word, 14)}", f"bold {look.ink}"), text, width
        )
    return Content("\n").join(lines)


def _hanging(head: Content, text: str, width: int) -> Iterator[Content]:
    """`text` beside `head`, its further lines under its first."""
    head = Content.assemble("  ", head)
    blanks = Content(" " * head.cell_length)
    for number, line in enumerate(wrap(text, max(20, width - head.cell_length))):
        yield Content.assemble(blanks if number else head, (line, "$dim"))


class HelpText(Widget):
    """The help, as high as it is at its width."""

    DEFAULT_CSS = "HelpText { width: 1fr; height: auto; }"

    def __init__(self, keys: Sequence[ActiveKey]) -> None:
        """Take the keys that are to be explained."""
        super().__init__()
        self._keys = keys

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Its lines at that width."""
        del container, viewport
        return help_text(self._keys, width).plain.count("\n") + 1

    def render(self) -> Content:
        """The help, laid out."""
        return help_text(self._keys, self.content_size.width)


class HelpDialog(Dialog[None]):
    """The help of a screen: `HelpDialog(active_keys(screen.active_bindings))`, taken before it is pushed."""

    def __init__(self, keys: Sequence[ActiveKey], title: str = "Help") -> None:
        """Take the keys that are to be explained."""
        super().__init__(title, confirm="", cancel="Close")
        self._keys = keys

    def compose_body(self) -> Iterable[Widget]:
        """The text, which scrolls."""
        with VerticalScroll(classes="dialog--help"):
            yield HelpText(self._keys)

    def on_mount(self) -> None:
        """As much of it as there is room for."""
        self.query_one(".dialog", Vertical).add_class("-wide", "-tall")
        self.query_one(".dialog--help").focus()
