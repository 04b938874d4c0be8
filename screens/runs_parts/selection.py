"""Which runs are selected: pure. A selection outlasts what is shown; runs in it may stand elsewhere in the table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Self


@dataclass(frozen=True, slots=True)
class Selection:
    """Runs by their ids, and where a range begins."""

    ids: frozenset[int] = field(default_factory=frozenset)
    begun_at: int | None = None
    """The run that was selected last; a range goes from it to the cursor."""

    def toggled(self, run_id: int) -> Self:
        """With this run, or without it."""
        return replace(self, ids=self.ids ^ {run_id}, begun_at=run_id)

    def with_all(self, run_ids: Iterable[int]) -> Self:
        """With all these runs."""
        return replace(self, ids=self.ids | set(run_ids))

    def ranged(self, shown: Sequence[int], run_id: int) -> Self:
        """With every run from where the range begins to this one, as they are shown."""
        begin = shown.index(self.begun_at) if self.begun_at in shown else shown.index(run_id)
        end = shown.index(run_id)
        between = shown[min(begin, end) : max(begin, end) + 1]
        return replace(self, ids=self.ids | set(between), begun_at=run_id)
