"""A real terminal for the program under measure: it is spawned on a pty, and what it paints is read as it comes."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Final

PATIENCE: Final = 30.0
"""Seconds without what was awaited before a benchmark gives up."""

SIZE: Final = (36, 120)
_HABITS: Final = ("COLUMNS", "FORCE_COLOR", "ION_TUI", "LINES", "NO_COLOR", "TEXTUAL", "XDG_")


class Terminal:
    """One program on a pty of its own. Times are seconds of `perf_counter`."""

    def __init__(self, process: subprocess.Popen[bytes], handle: int, spawned: float) -> None:
        """Take the process, the pty's near end, and when it was spawned."""
        self._process = process
        self._handle = handle
        self.spawned = spawned
        self.painted = b""

    @property
    def pid(self) -> int:
        """The program's process."""
        return self._process.pid

    def type(self, keys: bytes) -> float:
        """Type; answers when."""
        self.painted = b""
        os.write(self._handle, keys)
        return perf_counter()

    def sees(self, text: str, patience: float = PATIENCE) -> float:
        """Wait until `text` has been painted since keys were last typed; answers when."""
        until = perf_counter() + patience
        while text.encode() not in self.painted:
            if not self._read(until - perf_counter()):
                raise AssertionError(f"{text!r} was not painted: {self.painted[-200:]!r}")
        return perf_counter()

    def answers(self) -> float:
        """Wait for the first thing that is painted after the keys; answers when."""
        if not self._read(PATIENCE):
            raise AssertionError("Nothing was painted.")
        return perf_counter()

    def settles(self, quiet: float = 0.25) -> None:
        """Wait until nothing has been painted for a while."""
        while self._read(quiet):
            pass

    def rss(self) -> float:
        """How much memory the program holds, in MiB."""
        told = subprocess.run(["ps", "-o", "rss=", "-p", str(self.pid)], capture_output=True, check=True)
        return int(told.stdout) / 1024

    def _read(self, patience: float) -> bool:
        """Read what has come, waiting for it; False when nothing comes, or nothing more can."""
        if not select.select([self._handle], [], [], max(patience, 0))[0]:
            return False
        try:
            self.painted += os.read(self._handle, 1 << 16)
        except OSError:
            return False
        return True


@contextmanager
def terminal(module: str, arguments: Sequence[str] = (), *, home: Path) -> Iterator[Terminal]:
    """Run `python -m module` in a terminal of 120 columns and 36 lines, until the block ends."""
    near, far = pty.openpty()
    fcntl.ioctl(far, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
    spawned = perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        stdin=far,
        stdout=far,
        stderr=far,
        env=_environment(home),
        start_new_session=True,
    )
    os.close(far)
    try:
        yield Terminal(process, near, spawned)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        os.close(near)


def _environment(home: Path) -> Mapping[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith(_HABITS)}
    return plain | {"HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
