"""The log file: where the details of faults go, that a person at a terminal is not shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from logging import Logger

LARGEST: Final = 1_000_000
"""Bytes from which on the log is begun anew; the one before is kept with `.1` at its end."""


def log_to(path: Path) -> Logger:
    """Let everything that is logged go into the file at `path`, which is made when there is something to write."""
    import logging

    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LARGEST:
        path.replace(path.with_name(f"{path.name}.1"))
    logger = logging.getLogger("ion_tui")
    logger.propagate = False
    for handler in [*logger.handlers]:
        logger.removeHandler(handler)
        handler.close()
    file = logging.FileHandler(path, encoding="utf-8", delay=True)
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logger.addHandler(file)
    return logger
