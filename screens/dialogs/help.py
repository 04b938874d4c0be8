"""What the keys do here, and what the signs mean: made from the tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from rich.cells import cell_len
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

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


def help_text(keys: Iterable[ActiveKey]) -> Content:
    """The help on `keys`, and the legend of signs."""
    groups = help_rows(keys)
    names = max((cell_len(row.keys) for _, rows in groups for row in rows), default=0)
    labels = max((cell_len(row.label) for _, rows in groups for row in rows), default=0)
    lines: list[Content] = []
    for group, rows in groups:
        lines.append(Content.styled(group.value, "bold $accent"))
        for row in rows:
            label = column(row.label, labels + 2) if row.label else ""
            lines.append(
                Content.assemble(
                    "  ", (column(row.keys, names + 2), "bold $strong"), (label, "$ink"), (row.help, "$dim")
                )
            )
        lines.append(Content(""))
    lines.append(Content.styled("Signs", "bold $accent"))
    lines += [
        Content.assemble("  ", (f"{look.glyph} {column(look.word, 14)}", f"bold {look.ink}"), (text, "$dim"))
        for look, text in _LEGEND
    ]
    return Content("\n").join(lines)


class HelpDialog(Dialog[None]):
    """The help of a screen: `HelpDialog(active_keys(screen.active_bindings))`, taken before it is pushed."""

    def __init__(self, keys: Sequence[ActiveKey], title: str = "Help") -> None:
        """Take the keys that are to be explained."""
        super().__init__(title, confirm="", cancel="Close")
        self._keys = keys

    def compose_body(self) -> Iterable[Widget]:
        """The text, which scrolls."""
        with VerticalScroll(classes="dialog--help"):
            yield Static(help_text(self._keys))

    def on_mount(self) -> None:
        """As much of it as there is room for."""
        self.query_one(".dialog", Vertical).add_class("-wide", "-tall")
        self.query_one(".dialog--help").focus()
