"""What is wrong with a file: where, and a sentence that says what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ion_tui.engine.definitions.sentences import quoted

Path = tuple[str | int, ...]
"""The keys and indices that lead from the top of a file to a value."""

MAX_FAULTS: Final = 1000
"""How many faults an answer lists; the rest are counted."""

_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at `path`: with the value, or with its key itself.

    `absent` are paths that would have to be there for all to be well: if one of them is there, and could only
    not be read, nothing is wrong here.
    """

    path: Path
    sentence: str
    absent: tuple[Path, ...] = ()
    at_key: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a file; line and column count from 1, and are 0 where the whole file is meant."""

    line: int
    column: int
    path: str
    sentence: str

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return f"line {self.line}, column {self.column}" if self.line else "the file"

    def __str__(self) -> str:
        """Place and sentence, and the path where there is one."""
        where = f"{self.place} ({self.path})" if self.path else self.place
        return f"{where}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Faults:
    """Why a file was not taken: every fault by its line, and how many a list that is too long leaves off."""

    faults: tuple[Fault, ...]
    left_off: int = 0


def in_order(faults: Iterable[Fault], left_off: int = 0) -> Faults:
    """All faults by their place, each once; `left_off` more were found and not kept."""
    found = sorted(dict.fromkeys(faults), key=lambda fault: (fault.line, fault.column))
    return Faults(tuple(found[:MAX_FAULTS]), max(len(found) - MAX_FAULTS, 0) + left_off)


def written(path: Path) -> str:
    """`path` as a person writes it: `procedures[0].steps[2].after[0]`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif _WORD.fullmatch(part):
            text += f".{part}" if text else part
        else:
            text += f"[{quoted(part)}]"
    return text
