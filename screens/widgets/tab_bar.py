"""The tabs of a list on one line, with how much each holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from screens.styles import sheet_beside

T = TypeVar("T", bound=StrEnum)
V = TypeVar("V", bound=StrEnum)
V_co = TypeVar("V_co", bound=StrEnum, covariant=True)


class Counted(Protocol[V_co]):
    """How much a tab holds."""

    @property
    def tab(self) -> V_co:
        """Which tab."""

    @property
    def count(self) -> int:
        """How much it holds, as far as it was counted."""

    @property
    def is_capped(self) -> bool:
        """Whether counting stopped there, and there is more."""


class TabBar(Widget, Generic[T]):
    """Which tab is shown, and what the others hold; a click chooses one."""

    DEFAULT_CSS = sheet_beside(__file__)

    tab: reactive[T | None] = reactive(None)
    counts: reactive[Sequence[Counted[T]]] = reactive(())

    class Chosen(Message, Generic[V]):
        """A tab was clicked."""

        def __init__(self, tab: V) -> None:
            """Carry the tab."""
            super().__init__()
            self.tab = tab

    def __init__(self, tokens: Mapping[T, str], tab: T) -> None:
        """Take the tabs in their order, each with the token of its color, and the one that is shown first."""
        super().__init__()
        self._tokens = tokens
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

    def _worded(self) -> Iterator[tuple[T, str]]:
        counts = {count.tab: count for count in self.counts}
        for tab in self._tokens:
            known = counts.get(tab)
            number = "" if known is None else f" {known.count}{'+' if known.is_capped else ''}"
            yield tab, f" {tab.value}{number} "

    def _style(self, tab: T) -> str:
        token = self._tokens[tab]
        if tab is self.tab:
            return f"bold ${token}-on on ${token}-fill"
        known = next((count for count in self.counts if count.tab is tab), None)
        return "$dim" if known is None or not known.count else f"${token}"
