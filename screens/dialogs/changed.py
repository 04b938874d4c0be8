"""What has changed in a step since somebody last did it: before and after, to be read and closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget

from ion_tui.engine.differences import Change
from screens.dialogs.dialog import Dialog
from screens.styles import sheet_beside
from screens.widgets.difference_view import DifferenceView


class ChangedDialog(Dialog[str]):
    """Says what is different. Enter, Esc and its button close it; so does a scan, which is the answer then.

    Nobody has to stop for it: whoever scans on has the scan done, as if the dialog had not been there.
    """

    def __init__(self, lines: Sequence[str], changes: Sequence[Change]) -> None:
        """Take when it was done last, and what is different now."""
        super().__init__("Changed since you last did this", lines, confirm="", cancel="OK")
        self._changes = changes

    def compose_body(self) -> Iterable[Widget]:
        """The changes, which scroll."""
        with ChangesScroll():
            yield DifferenceView(self._changes)

    def on_mount(self) -> None:
        """As much of it as there is room for."""
        self.query_one(".dialog", Vertical).add_class("-wide")
        self.query_one(ChangesScroll).focus()

    def on_key(self, event: events.Key) -> None:
        """Enter closes it wherever the cursor is."""
        if event.key == "enter":
            event.stop()
            self.dismiss(None)

    def scanned(self, code: str) -> None:
        """The work goes on: close, and hand the scan back."""
        self.dismiss(code)


class ChangesScroll(VerticalScroll):
    """As high as the changes are, or as there is room."""

    DEFAULT_CSS = sheet_beside(__file__)
