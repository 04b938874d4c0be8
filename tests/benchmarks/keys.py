"""From a key to its painted answer on a queue of 200 rows, against a bare DataTable, each on a pty of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tests.benchmarks.figures import Bench, Figure
from tests.benchmarks.kiosk import floor, kiosk, reach_queue
from tests.benchmarks.terminal import Terminal, terminal
from tests.benchmarks.timing import MILLISECONDS, median, p99

GOAL: Final = 0.6
ROWS: Final = 200
_BLOCKED: Final = b"3"
_HOME: Final = b"\x1b[H"
_END: Final = b"\x1b[F"
_DOWN: Final = b"\x1b[B"
_BETWEEN: Final = 0.05
"""Seconds without paint before the next key: somebody going down the list."""


def run(bench: Bench) -> Iterator[Figure]:
    """Move down both in turns."""
    floor(bench.folder)
    with (
        kiosk(bench.folder) as ours,
        terminal("tests.benchmarks.apps.data_table", home=bench.folder) as limit,
    ):
        _show_rows(ours)
        limit.settles(1.0)
        took: tuple[list[float], list[float]] = ([], [])
        for _ in range(ROWS - 1):
            for opened, times in zip((ours, limit), took, strict=True):
                opened.settles(_BETWEEN)
                typed = opened.type(_DOWN)
                times.append((opened.answers() - typed) * MILLISECONDS)
    for what, of in (("median", median), ("p99", p99)):
        yield Figure(f"key to paint, {what}", f"{ROWS} rows", of(took[0]), of(took[1]), "ms", GOAL)


def _show_rows(opened: Terminal) -> None:
    """Reach the queue's fullest tab and go down until 200 rows are there, then back to the first."""
    reach_queue(opened)
    opened.settles()
    opened.type(_BLOCKED)
    opened.sees("50+ shown")
    for shown in range(100, ROWS + 1, 50):
        opened.type(_END)
        opened.sees(f"{shown}+ shown")
        opened.settles()
    opened.type(_HOME)
    opened.settles(1.0)
