"""What goes into the next draft of a procedure, before it does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.containers import Vertical
from textual.widget import Widget

from ion_tui.engine.redlines.views import ChangeView
from screens.dialogs.changed import ChangesScroll
from screens.dialogs.confirm import ConfirmDialog
from screens.redline_lists.changes import RedlineChanges


class MergeDialog(ConfirmDialog):
    """Shows the draft that is made and every change that it takes in: True, or None."""

    def __init__(self, title: str, lines: Sequence[str], changes: Sequence[ChangeView]) -> None:
        """Take what is said of the draft, and the changes."""
        super().__init__(title, lines, confirm="Make the draft")
        self._changes = changes

    def compose_body(self) -> Iterable[Widget]:
        """The changes, which scroll."""
        with ChangesScroll():
            yield RedlineChanges(self._changes)

    def on_mount(self) -> None:
        """As much of it as there is room for."""
        self.query_one(".dialog", Vertical).add_class("-wide")
