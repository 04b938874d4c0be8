"""How a screen has a site file imported, without knowing the importer. Light."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from ion_tui.engine.commands import Actor
    from ion_tui.engine.core import Engine


@dataclass(frozen=True, slots=True)
class FileFault:
    """One thing that is wrong with a file: `place` in words ("line 12, column 3"), and what to do about it."""

    place: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Imported:
    """How an import ended: one sentence, with the file's faults when nothing was written."""

    sentence: str
    is_done: bool
    faults: tuple[FileFault, ...] = ()


ImportProgress: TypeAlias = Callable[[int, int, str], None]
"""(done, total, what is being done), from the thread that imports."""

ImportSite: TypeAlias = "Callable[[Engine, Actor, Path, ImportProgress], Imported]"
"""(engine, actor, file, progress) → how it ended. Blocking; called in a thread. May raise StoreError."""
