"""What a kiosk holds that shows its queue and is left alone, against an empty app that imports sqlmodel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tests.benchmarks.figures import Bench, Figure
from tests.benchmarks.kiosk import floor, kiosk, reach_queue
from tests.benchmarks.terminal import terminal
from tests.benchmarks.timing import in_turns, median

GOAL: Final = 1.4
_QUIET: Final = 1.0


def run(bench: Bench) -> Iterator[Figure]:
    """Look at both once they have nothing left to do."""
    floor(bench.folder)

    def ours() -> float:
        with kiosk(bench.folder) as opened:
            reach_queue(opened)
            opened.settles(_QUIET)
            return opened.rss()

    def limit() -> float:
        with terminal("tests.benchmarks.apps.with_sqlmodel", home=bench.folder) as opened:
            opened.sees("SQLModel")
            opened.settles(_QUIET)
            return opened.rss()

    held = in_turns(ours, limit, bench.times(10))
    yield Figure("memory of an idle kiosk", "RSS", median(held[0]), median(held[1]), "MiB", GOAL)
