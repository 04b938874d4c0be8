"""What a table of the floor is narrowed by: tabs, an order, and a search that opens beside the words of it."""

from __future__ import annotations

from typing import Any, Final, Generic, Protocol, Self, TypeVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from screens.base import FloorScreen
from screens.styles import sheet_beside
from screens.widgets.row_list import RowList
from screens.widgets.tab_bar import TabBar

SEARCHING: Final = 28
"""Cells that an open search takes from the words of what is shown."""


class View(Protocol):
    """What is asked of a table, as far as it is narrowed by the same keys everywhere."""

    def on_tab(self, tab: Any, /) -> Self:  # noqa: ANN401 - each table has tabs of its own
        """The same, on another tab."""

    def beside(self, step: int, /) -> Self:
        """The same, on the tab so many places further."""

    def next_order(self) -> Self:
        """The same, in the next order."""


V = TypeVar("V", bound=View)


class Narrowing(FloorScreen, Generic[V]):
    """A screen with tabs and a search; it says what its rows are, and what is asked for a text."""

    DEFAULT_CSS = sheet_beside(__file__)

    tabs: getters.query_one[TabBar[Any]] = getters.query_one(TabBar)
    search = getters.query_one("#search", Input)
    shown = getters.query_one("#shown", Static)

    view: V

    def compose_narrowing(self) -> ComposeResult:
        """The line beneath the tabs: the search, and how the rows are narrowed."""
        with Horizontal(id="narrowing"):
            yield Static("/ ", id="search-mark", markup=False)
            search = Input(id="search", compact=True, max_length=64)
            search.cursor_blink = False
            yield search
            yield Static(id="shown", markup=False)

    @property
    def listed(self) -> RowList[Any]:
        """The rows that are narrowed."""
        raise NotImplementedError

    @property
    def searched(self) -> str:
        """The text that the rows are narrowed by."""
        raise NotImplementedError

    def searching(self, text: str) -> V:
        """What is asked for that text."""
        raise NotImplementedError

    def show_view(self, view: V) -> None:
        """Show what another view asks for."""
        raise NotImplementedError

    @property
    def room_for_words(self) -> int:
        """Cells for the words of what is shown."""
        return max(0, self.size.width - 2 - (SEARCHING if self.has_class("-searching") else 0))

    @on(TabBar.Chosen)
    def _tab_chosen(self, message: TabBar.Chosen[Any]) -> None:
        message.stop()
        self.show_view(self.view.on_tab(message.tab))

    def action_show_tab(self, number: int) -> None:
        """The tab of that number, from 1."""
        every: Any = type(self.tabs.tab)
        self.show_view(self.view.on_tab(list(every)[number - 1]))

    def action_next_tab(self) -> None:
        """The next tab."""
        self.show_view(self.view.beside(1))

    def action_previous_tab(self) -> None:
        """The tab before."""
        self.show_view(self.view.beside(-1))

    def action_sort(self) -> None:
        """The next order."""
        self.show_view(self.view.next_order())

    def action_search(self) -> None:
        """Begin to search."""
        self.add_class("-searching")
        self.search.focus()

    @on(Input.Changed, "#search")
    def _search_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self.searched:
            self.show_view(self.searching(event.value))

    @on(Input.Submitted, "#search")
    def _search_done(self, event: Input.Submitted) -> None:
        event.stop()
        self.listed.focus()

    def on_key(self, event: events.Key) -> None:
        """From the search down into the rows."""
        if self.search.has_focus and event.key == "down":
            event.stop()
            self.listed.focus()
