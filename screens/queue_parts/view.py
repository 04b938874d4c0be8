"""What the queue is asked for, and what is said when the answer is empty: pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Self

from data.rows.work import QueueOrder, QueueTab
from ion_tui.engine.states import Bucket
from screens.theme import BUCKET_LOOKS

PAGE: Final = 50
"""Rows that are asked for at a time."""
NEAR_THE_END: Final = 10
"""Rows before the last at which the next page is asked for."""

TAB_TOKENS: Final[Mapping[QueueTab, str]] = MappingProxyType(
    {
        QueueTab.IN_PROGRESS: BUCKET_LOOKS[Bucket.IN_PROGRESS].token,
        QueueTab.AVAILABLE: BUCKET_LOOKS[Bucket.AVAILABLE].token,
        QueueTab.BLOCKED: BUCKET_LOOKS[Bucket.BLOCKED].token,
        QueueTab.STOPPED: BUCKET_LOOKS[Bucket.STOPPED].token,
        QueueTab.DONE_TODAY: BUCKET_LOOKS[Bucket.DONE].token,
    }
)
"""The tabs in their order, each with the token of its color."""

_EMPTY: Final[Mapping[QueueTab, str]] = MappingProxyType(
    {
        QueueTab.IN_PROGRESS: "Nothing is in progress here. Press 2 for what can be started.",
        QueueTab.AVAILABLE: "Nothing can be started here now. Press 3 for what is blocked, and what it waits on.",
        QueueTab.BLOCKED: "Nothing here waits on anything.",
        QueueTab.STOPPED: "Nothing here is on hold, failed or in redline.",
        QueueTab.DONE_TODAY: "Nothing was signed off here today yet.",
    }
)


@dataclass(frozen=True, slots=True)
class QueueView:
    """Which rows are shown: a tab, its order, what it is narrowed to, and how many of them."""

    tab: QueueTab = QueueTab.IN_PROGRESS
    order: QueueOrder = QueueOrder.PRIORITY
    mine: bool = False
    search: str = ""
    limit: int = PAGE

    def on_tab(self, tab: QueueTab) -> Self:
        """The same, on another tab."""
        return replace(self, tab=tab, limit=PAGE)

    def beside(self, step: int) -> Self:
        """The tab that is `step` places further, around."""
        tabs = list(QueueTab)
        return self.on_tab(tabs[(tabs.index(self.tab) + step) % len(tabs)])

    def next_order(self) -> Self:
        """The next order, around."""
        orders = list(QueueOrder)
        order = orders[(orders.index(self.order) + 1) % len(orders)]
        return replace(self, order=order, limit=PAGE)

    def narrowed(self, *, mine: bool | None = None, search: str | None = None) -> Self:
        """Narrowed to what is mine, to some letters, or no longer."""
        return replace(
            self,
            mine=self.mine if mine is None else mine,
            search=self.search if search is None else search,
            limit=PAGE,
        )

    def longer(self) -> Self:
        """The same, with one more page."""
        return replace(self, limit=self.limit + PAGE)

    @property
    def empty(self) -> str:
        """What is said when there are no rows, and what to do."""
        if self.search:
            return f"Nothing in “{self.tab}” has “{self.search}” in it. Esc clears the search."
        if self.mine:
            return f"Nothing in “{self.tab}” is yours. Press m for everybody's."
        return _EMPTY[self.tab]

    @property
    def words(self) -> str:
        """How the rows are sorted and narrowed."""
        order = "as they were signed off" if self.tab is QueueTab.DONE_TODAY else f"by {self.order}"
        return f"{order} · mine" if self.mine else f"{order} · everybody's"
