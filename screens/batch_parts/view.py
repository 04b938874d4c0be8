"""How a batch is looked at: what its runs are narrowed to, and which of them are open: pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Self

PAGE: Final = 500
"""Runs that are read at first; each time one comes near the last, twice as many."""
NEAR_THE_END: Final = 20
"""Rows before the last at which more are read."""


@dataclass(frozen=True, slots=True)
class BatchView:
    """Which runs are shown, and which show their steps: all but `turned`, or `turned` alone."""

    search: str = ""
    affected: bool = False
    limit: int = PAGE
    all_open: bool = False
    turned: frozenset[int] = frozenset()

    def searched(self, search: str) -> Self:
        """Narrowed to some letters, or no longer."""
        return replace(self, search=search, limit=PAGE)

    def narrowed(self, *, affected: bool) -> Self:
        """Narrowed to affected runs, or no longer."""
        return replace(self, affected=affected, limit=PAGE)

    def longer(self) -> Self:
        """The same, with more runs."""
        return replace(self, limit=2 * self.limit)

    def opened(self, run_id: int, *, is_open: bool) -> Self:
        """With a run's steps shown, or hidden."""
        turned = self.turned - {run_id} if is_open is self.all_open else self.turned | {run_id}
        return replace(self, turned=turned)

    def all_of(self, *, are_open: bool) -> Self:
        """With every run's steps shown, or hidden."""
        return replace(self, all_open=are_open, turned=frozenset())

    def is_open(self, run_id: int) -> bool:
        """Whether a run's steps are shown."""
        return (run_id in self.turned) is not self.all_open

    def open_among(self, run_ids: Iterable[int]) -> list[int]:
        """Those of these runs whose steps are shown."""
        return [run_id for run_id in run_ids if self.is_open(run_id)]
