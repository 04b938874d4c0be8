"""Which step of another run is the same step: by what siblings have in common, else by where both come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from ion_tui.engine.redlines.run_trees import RunRows


def siblings(own: RunRows, there: RunRows) -> dict[int, int]:
    """Step of `own` → its sibling in the other run."""
    keys = {row.sibling_key: row.id for row in there.steps if row.sibling_key is not None}
    return {row.id: keys[row.sibling_key] for row in own.steps if row.sibling_key in keys}


def places(own: RunRows, there: RunRows) -> dict[int, int]:
    """Step of `own` → the step of the other run that has its place: its sibling, or the one of the same origin."""
    by_origin = _unique(there.steps)
    same = {row.id: by_origin[row.origin] for row in own.steps if row.origin in by_origin}
    return same | siblings(own, there)


def _unique(rows: Iterable[Any]) -> dict[str, int]:
    found = list(rows)
    times = Counter(row.origin for row in found)
    return {row.origin: row.id for row in found if times[row.origin] == 1}
