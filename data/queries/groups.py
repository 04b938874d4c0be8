"""Siblings that share a row of the queue: what they have in common, and which of them stands for the others."""

from __future__ import annotations

from typing import Final

from data.models import RunStep, table

_STEP: Final = table(RunStep)

GROUP: Final = tuple(
    _STEP.c[name] for name in ("batch_id", "sibling_key", "work_center_id", "state", "bucket", "completed_at")
)
"""What siblings in one row have in common. Completed ones have completed at one moment: by one command."""

URGENT_FIRST: Final = tuple(_STEP.c[name] for name in ("priority", "due_sort", "run_id", "ordinal"))
"""The order of a queue, and of the siblings in a row: the first stands for the others."""
