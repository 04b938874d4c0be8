"""The kiosk under measure: the real command, on a floor of 10,000 run steps, in a terminal of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.benchmarks.bulk import Size, make_floor
from tests.benchmarks.terminal import Terminal, terminal

LOCK: Final = "Scan your badge"
"""Painted with the first paint."""

ROW: Final = "Fit part"
"""Painted with the first rows of the queue."""

_BADGE: Final = b"BADGE-3\r"
_SIZE: Final = Size(steps=10_000, open_runs=320)


def floor(folder: Path) -> Path:
    """The floor's file, made where it is not there yet."""
    path = folder / "kiosk.db"
    if not path.exists():
        make_floor(path, _SIZE)
    return path


@contextmanager
def kiosk(folder: Path) -> Iterator[Terminal]:
    """A kiosk that has just been spawned."""
    arguments = ("kiosk", "--work-center", "WC-3", "--database", str(floor(folder)))
    with terminal("ion_tui", arguments, home=folder) as opened:
        yield opened


def reach_queue(opened: Terminal) -> float:
    """Scan a badge as soon as the kiosk has painted, and wait for the queue's first rows; answers when they came."""
    opened.sees(LOCK)
    opened.type(_BADGE)
    return opened.sees(ROW)
