"""The tabs of the Run screen on one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from screens.styles import sheet_beside


class RunTab(StrEnum):
    """The parts of the Run screen."""

    STEPS = "Steps"
    PARTS = "Parts"
    HISTORY = "History"
    DETAILS = "Schedule & attributes"
    REDLINES = "Redlines"


class RunTabs(Widget):
    """Which tab is shown, and how much there is in those that are counted; a click chooses one."""

    DEFAULT_CSS = sheet_beside(__file__)

    tab: reactive[RunTab] = reactive(RunTab.STEPS)
    counts: reactive[Mapping[RunTab, str]] = reactive({})

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, tab: RunTab) -> None:
            """Carry the tab."""
            super().__init__()
            self.tab = tab

    def render(self) -> Content:
        """All tabs, the one that is shown as a pill."""
        pill = "bold $accent-on on $accent-fill"
        return Content.assemble(
            *((words, pill if tab is self.tab else "$ink") for tab, words in self._worded())
        )

    def on_click(self, event: events.Click) -> None:
        """Choose the tab under the pointer."""
        right = 0
        for tab, words in self._worded():
            right += cell_len(words)
            if event.x < right:
                self.post_message(self.Chosen(tab))
                return

    def _worded(self) -> Iterator[tuple[RunTab, str]]:
        for number, tab in enumerate(RunTab, 1):
            count = self.counts.get(tab, "")
            yield tab, f" {number} {tab.value}{f' {count}' if count else ''} "
