"""Measuring two things in turns, so that what else the machine does falls on both."""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

MILLISECONDS: Final = 1e3


def in_turns(
    ours: Callable[[], float], limit: Callable[[], float], times: int
) -> tuple[list[float], list[float]]:
    """Ask both for a measurement `times` times, in turns that change who goes first, after one that does not count."""
    ours()
    limit()
    found: tuple[list[float], list[float]] = ([], [])
    sides = ((ours, found[0]), (limit, found[1]))
    for turn in range(times):
        for measure, values in sides if turn % 2 else reversed(sides):
            values.append(measure())
    return found


@contextmanager
def no_collection() -> Iterator[None]:
    """Keep the garbage collector from falling into one measurement or the other."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def median(values: Sequence[float]) -> float:
    """The value in the middle."""
    return statistics.median(values)


def p99(values: Sequence[float]) -> float:
    """What one in a hundred exceeds; of fewer than a hundred values, the largest."""
    return sorted(values)[min(len(values) * 99 // 100, len(values) - 1)]
