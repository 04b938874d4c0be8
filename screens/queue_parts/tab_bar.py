"""The tabs of the queue on one line, with how many steps each holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from data.rows.work import QueueTab, TabCount
from ion_tui.engine.states import Bucket
from screens.styles import sheet_beside
from screens.theme import BUCKET_LOOKS

_TOKENS: Final = {
    QueueTab.IN_PROGRESS: BUCKET_LOOKS[Bucket.IN_PROGRESS].token,
    QueueTab.AVAILABLE: BUCKET_LOOKS[Bucket.AVAILABLE].token,
    QueueTab.BLOCKED: BUCKET_LOOKS[Bucket.BLOCKED].token,
    QueueTab.STOPPED: BUCKET_LOOKS[Bucket.STOPPED].token,
    QueueTab.DONE_TODAY: BUCKET_LOOKS[Bucket.DONE].token,
}


class TabBar(Widget):
    """Which tab is shown, and what the others hold; a click chooses one."""

    DEFAULT_CSS = sheet_beside(__file__)

    tab: reactive[QueueTab] = reactive(QueueTab.AVAILABLE)
    counts: reactive[Sequence[TabCount]] = reactive(())

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, tab: QueueTab) -> None:
            """Carry the tab."""
            super().__init__()
            self.tab = tab

    def render(self) -> Content:
        """All tabs, the one that is shown as a pill."""
        parts = [Content.styled(words, self._style(tab)) for tab, words in self._worded()]
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """Choose the tab under the pointer."""
        right = 0
        for tab, words in self._worded():
            right += cell_len(words)
            if event.x < right:
                self.post_message(self.Chosen(tab))
                return

    def _worded(self) -> Iterator[tuple[QueueTab, str]]:
        counts = {count.tab: count for count in self.counts}
        for tab in QueueTab:
            known = counts.get(tab)
            number = "" if known is None else f" {known.count}{'+' if known.is_capped else ''}"
            yield tab, f" {tab.value}{number} "

    def _style(self, tab: QueueTab) -> str:
        token = _TOKENS[tab]
        if tab is self.tab:
            return f"bold ${token}-on on ${token}-fill"
        known = next((count for count in self.counts if count.tab is tab), None)
        return "$dim" if known is None or not known.count else f"${token}"
