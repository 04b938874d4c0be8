"""From spawn to the first paint of the kiosk, against an empty Textual app."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tests.benchmarks.figures import Bench, Figure
from tests.benchmarks.kiosk import LOCK, floor, kiosk
from tests.benchmarks.terminal import terminal
from tests.benchmarks.timing import MILLISECONDS, in_turns, median

GOAL: Final = 1.15


def run(bench: Bench) -> Iterator[Figure]:
    """Spawn both in turns."""
    floor(bench.folder)

    def ours() -> float:
        with kiosk(bench.folder) as opened:
            return (opened.sees(LOCK) - opened.spawned) * MILLISECONDS

    def limit() -> float:
        with terminal("tests.benchmarks.apps.empty", home=bench.folder) as opened:
            return (opened.sees("EmptyApp") - opened.spawned) * MILLISECONDS

    took = in_turns(ours, limit, bench.times(15))
    yield Figure("first paint of the kiosk", "120×36", median(took[0]), median(took[1]), "ms", GOAL)
