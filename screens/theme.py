"""How a state looks: its glyph, its word and its color by meaning, in one table.

Light: no Textual here. The colors themselves are in `screens.palettes`; a token is the name of one of them,
used as `$token` in a style sheet and in a `Content` style.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ion_tui.engine.states import Bucket, RunStatus, State


@dataclass(frozen=True, slots=True)
class Look:
    """One meaning as an operator sees it: never color alone, always a glyph and a word beside it."""

    glyph: str
    """One cell wide, no variation selector."""
    word: str
    """As it stands in a list or a header, for example `On hold`."""
    token: str
    """The name of its color; `<token>-fill` and `<token>-on` are the pill behind white or black words."""

    @property
    def ink(self) -> str:
        """The style of the glyph and the word on an ordinary background."""
        return f"${self.token}"

    @property
    def pill(self) -> str:
        """The style of the glyph and the word on a ground of the state's own color: the strongest form."""
        return f"bold ${self.token}-on on ${self.token}-fill"


AVAILABLE: Final = Look("○", "Available", "available")
BLOCKED: Final = Look("◌", "Blocked", "blocked")

STATE_LOOKS: Final[Mapping[State, Look]] = MappingProxyType(
    {
        State.TODO: Look("○", "Todo", "available"),
        State.IN_PROGRESS: Look("●", "In progress", "in-progress"),
        State.HOLD: Look("‖", "On hold", "hold"),
        State.REDLINE: Look("✎", "Redline", "redline"),
        State.COMPLETED: Look("✔", "Completed", "completed"),
        State.FAILED: Look("✖", "Failed", "failed"),
        State.CANCELED: Look("⊘", "Canceled", "canceled"),
    }
)
"""Every state of a run step. A Todo step whose availability is known looks otherwise: ask `look_of`."""

BUCKET_LOOKS: Final[Mapping[Bucket, Look]] = MappingProxyType(
    {
        Bucket.IN_PROGRESS: STATE_LOOKS[State.IN_PROGRESS],
        Bucket.AVAILABLE: AVAILABLE,
        Bucket.BLOCKED: BLOCKED,
        Bucket.STOPPED: Look("‖", "Stopped", "hold"),
        Bucket.DONE: Look("✔", "Done", "completed"),
        Bucket.CANCELED: STATE_LOOKS[State.CANCELED],
    }
)
"""The heads of a work center's queue."""

RUN_LOOKS: Final[Mapping[RunStatus, Look]] = MappingProxyType(
    {
        RunStatus.TODO: STATE_LOOKS[State.TODO],
        RunStatus.IN_PROGRESS: STATE_LOOKS[State.IN_PROGRESS],
        RunStatus.HOLD: STATE_LOOKS[State.HOLD],
        RunStatus.REDLINE: STATE_LOOKS[State.REDLINE],
        RunStatus.FAILED: STATE_LOOKS[State.FAILED],
        RunStatus.CANCELED: STATE_LOOKS[State.CANCELED],
        RunStatus.COMPLETE: Look("✔", "Complete", "completed"),
        RunStatus.PARTIAL_COMPLETE: Look("✔", "Partly complete", "completed"),
    }
)
"""What a run reads."""

BATCH_GLYPH: Final = "❐"
OK_GLYPH: Final = "✔"
BAD_GLYPH: Final = "✗"
SCAN_GLYPH: Final = "▸"
CURSOR_GLYPH: Final = "▌"
"""Stands left of the selected row, so that it is told without color too."""


def look_of(state: State, *, available: bool | None = None) -> Look:
    """How a step in `state` looks; `available` says whether a Todo step can be started, None if not known."""
    if state is State.TODO and available is not None:
        return AVAILABLE if available else BLOCKED
    return STATE_LOOKS[state]
