"""What screens tell the App, and the floor tells the screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from data.rows.site import OperatorRow, WorkCenterRow


class FloorNews(Message, bubble=False):
    """Something about the floor that every screen may want to know; the App passes it on."""


class FloorChanged(FloorNews, bubble=False):
    """Something was committed, here or elsewhere: screens that are seen ask again, in place."""


class FloorTrouble(FloorNews, bubble=False):
    """The store stopped answering, or answers again: see `Floor.trouble`."""


class FloorOpened(FloorNews, bubble=False):
    """The engine is loaded, or will not be: see `Floor.is_open` and `Floor.failure`."""


class OpenStep(Message):
    """Show a run step."""

    def __init__(self, step_id: int) -> None:
        """Carry the run step's id."""
        super().__init__()
        self.step_id = step_id


class OpenRun(Message):
    """Show a run."""

    def __init__(self, run_id: int) -> None:
        """Carry the run's id."""
        super().__init__()
        self.run_id = run_id


class OpenRedline(Message):
    """Edit a redline that is open."""

    def __init__(self, redline_id: int) -> None:
        """Carry the redline's id."""
        super().__init__()
        self.redline_id = redline_id


class ReadRedline(Message):
    """Show a redline to be read and decided: what it changes, and what becomes of the run."""

    def __init__(self, redline_id: int) -> None:
        """Carry the redline's id."""
        super().__init__()
        self.redline_id = redline_id


class OpenQueue(Message):
    """Show a work center's queue, and leave the screens over it."""

    def __init__(self, work_center: WorkCenterRow) -> None:
        """Carry the work center."""
        super().__init__()
        self.work_center = work_center


class SetUp(Message):
    """The store is empty: make its site and first administrator."""


class LoggedIn(Message):
    """Somebody showed who they are: the kiosk is theirs from now on."""

    def __init__(self, operator: OperatorRow) -> None:
        """Carry the person."""
        super().__init__()
        self.operator = operator
