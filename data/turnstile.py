"""A fair queue for the writers of one SQLite file, over processes and threads.

SQLite's own busy handler lets sixteen writers starve one for seconds. Two file locks keep turns fair: a writer
takes the gate, waits in it for the turn, lets the gate go, and so at most one writer overtakes another. The
system releases both when a process dies.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":  # pragma: no cover

    @contextmanager
    def turn(database: Path) -> Iterator[None]:
        """Let SQLite's busy handler alone order the writers: Windows has no `flock`."""
        del database
        yield

else:
    import fcntl

    @contextmanager
    def turn(database: Path) -> Iterator[None]:
        """Wait for the turn to write to `database`, hold it, pass it on."""
        gate = _open(database, "gate")
        try:
            main = _open(database, "turn")
            try:
                fcntl.flock(gate, fcntl.LOCK_EX)
                try:
                    fcntl.flock(main, fcntl.LOCK_EX)
                finally:
                    fcntl.flock(gate, fcntl.LOCK_UN)
                yield
            finally:
                os.close(main)
        finally:
            os.close(gate)

    def _open(database: Path, name: str) -> int:
        return os.open(f"{database}-{name}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
