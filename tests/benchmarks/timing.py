"""Measuring two things in turns, so that what else the machine does falls on both."""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter
from typing import Any

MILLISECONDS = 1e3


def timed(act: Callable[[], Any]) -> float:
    """How long one act takes, in milliseconds."""
    began = perf_counter()
    act()
    return (perf_counter() - began) * MILLISECONDS


def in_turns(
    ours: Callable[[], Any], limit: Callable[[], Any], times: int, *, warm_up: int = 3
) -> tuple[list[float], list[float]]:
    """Measure both `times` times, in turns that change who goes first; answers milliseconds."""
    for _ in range(warm_up):
        ours()
        limit()
    ours_took, limit_took = [], []
    with no_collection():
        for turn in range(times):
            if turn % 2:
                limit_took.append(timed(limit))
                ours_took.append(timed(ours))
            else:
                ours_took.append(timed(ours))
                limit_took.append(timed(limit))
    return ours_took, limit_took


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
