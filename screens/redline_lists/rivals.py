"""Somebody changes the same step on another run of the batch already: build on it, begin anew, or go there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from textual import events, on
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from ion_tui.engine.redlines.views import Rival
from screens.dialogs.changed import ChangesScroll
from screens.dialogs.dialog import Dialog, DialogButton
from screens.redline_lists.changes import RedlineChanges
from screens.redline_lists.lines import RedlineLine, render_redline, since
from screens.widgets.row_list import RowList


class Way(StrEnum):
    """What is done about a rival."""

    BUILD_ON = "build on"
    ANEW = "anew"
    GO_THERE = "go there"


@dataclass(frozen=True, slots=True)
class RivalChoice:
    """What is done, about which redline."""

    way: Way
    redline_id: int


class RivalsDialog(Dialog[RivalChoice]):
    """Shows who changes the step elsewhere, why and what; of several, that of the one under the cursor."""

    def __init__(self, label: str, rivals: Sequence[Rival], now: datetime) -> None:
        """Take the redlines of the other runs, of one step."""
        number = "another run" if len(rivals) == 1 else "other runs"
        super().__init__(
            f"{label}: redlined on {number} of the batch",
            confirm="Build on it",
        )
        self._rivals = rivals
        self._now = now

    def compose_body(self) -> Iterable[Widget]:
        """The redlines, and what one changes."""
        yield RowList(render_redline, row_height=2, empty="")
        with ChangesScroll():
            yield RedlineChanges()

    def compose_buttons(self) -> Iterable[DialogButton]:
        """The ways, from the one that loses nothing."""
        build, cancel = super().compose_buttons()
        yield build
        yield DialogButton(Content("Begin anew"), id="anew")
        yield DialogButton(Content("Go there"), id="go")
        yield cancel

    def on_mount(self) -> None:
        """Show the first; the cursor on the list."""
        self.query_one(".dialog", Vertical).add_class("-wide")
        rows: RowList[RedlineLine] = self.query_one(RowList)
        rows.update_rows(
            [
                RedlineLine(rival.row, since(rival.row, self._now, ZoneInfo("UTC")), run=rival.row.run_title)
                for rival in self._rivals
            ]
        )
        rows.styles.height = min(2 * len(self._rivals), 6)
        (rows if len(self._rivals) > 1 else self.query_one(ChangesScroll)).focus()

    def confirm(self) -> None:
        """Build on the redline under the cursor."""
        self._take(Way.BUILD_ON)

    def pressed(self, button_id: str) -> None:
        """Begin anew, or go there."""
        self._take(Way.ANEW if button_id == "anew" else Way.GO_THERE)

    def on_key(self, event: events.Key) -> None:
        """Enter over what is changed goes to the first button."""
        if event.key == "enter" and isinstance(self.focused, ChangesScroll):
            event.stop()
            self.query_one("#confirm", DialogButton).focus()

    @on(RowList.Highlighted)
    def _moved(self, message: RowList.Highlighted[RedlineLine]) -> None:
        message.stop()
        changes = next(rival.changes for rival in self._rivals if rival.row.id == self._here)
        self.query_one(RedlineChanges).show(changes)

    @on(RowList.Opened)
    def _opened(self, message: RowList.Opened[RedlineLine]) -> None:
        message.stop()
        self.query_one("#confirm", DialogButton).focus()

    @property
    def _here(self) -> int:
        rows: RowList[RedlineLine] = self.query_one(RowList)
        line = rows.highlighted
        return self._rivals[0].row.id if line is None else line.row.id

    def _take(self, way: Way) -> None:
        self.dismiss(RivalChoice(way, self._here))
