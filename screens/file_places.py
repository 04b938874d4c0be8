"""Where a kiosk's files come from and go to, and how it shows pictures. Light."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FilePlaces:
    """What a terminal knows of files."""

    inbox: Path | None = None
    """The folder from which files are attached; None: they are named by their paths."""
    outbox: Path | None = None
    """The folder in which files are saved; None: the one from which the kiosk was started."""
    pictures: str = "cells"
    """`cells`, `sixel` or `kitty`."""
