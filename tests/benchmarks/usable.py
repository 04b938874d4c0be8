"""From spawn to the first rows of the queue, the badge scanned ahead, against an empty app that imports sqlmodel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tests.benchmarks.figures import Bench, Figure
from tests.benchmarks.kiosk import floor, kiosk, reach_queue
from tests.benchmarks.terminal import terminal
from tests.benchmarks.timing import MILLISECONDS, in_turns, median

GOAL: Final = 1.3


def run(bench: Bench) -> Iterator[Figure]:
    """Spawn both in turns."""
    floor(bench.folder)

    def ours() -> float:
        with kiosk(bench.folder) as opened:
            return (reach_queue(opened) - opened.spawned) * MILLISECONDS

    def limit() -> float:
        with terminal("tests.benchmarks.apps.with_sqlmodel", home=bench.folder) as opened:
            return (opened.sees("SQLModel") - opened.spawned) * MILLISECONDS

    took = in_turns(ours, limit, bench.times(15))
    yield Figure("queue usable, badge scanned ahead", "120×36", median(took[0]), median(took[1]), "ms", GOAL)
