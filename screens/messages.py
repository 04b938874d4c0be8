"""What screens tell the App, and the floor tells the screens."""

from __future__ import annotations

from textual.message import Message

from data.rows.site import OperatorRow


class FloorChanged(Message, bubble=False):
    """Something was committed, here or elsewhere: screens that are seen ask again, in place."""


class FloorTrouble(Message, bubble=False):
    """The store stopped answering, or answers again: see `Floor.trouble`."""


class FloorOpened(Message, bubble=False):
    """The engine is loaded: `Floor` answers from now on."""


class FloorNotOpened(Message, bubble=False):
    """The store cannot be used."""

    def __init__(self, sentence: str) -> None:
        """Carry the sentence that says why and what to do."""
        super().__init__()
        self.sentence = sentence


class OpenStep(Message):
    """Show a run step."""

    def __init__(self, step_id: int) -> None:
        """Carry the run step's id."""
        super().__init__()
        self.step_id = step_id


class OpenQueue(Message):
    """Show a work center's queue, and leave every other screen."""

    def __init__(self, work_center_id: int) -> None:
        """Carry the work center's id."""
        super().__init__()
        self.work_center_id = work_center_id


class OpenWorkCenters(Message):
    """Choose a work center."""


class LoggedIn(Message):
    """Somebody showed who they are: the kiosk is theirs from now on."""

    def __init__(self, operator: OperatorRow) -> None:
        """Carry the person."""
        super().__init__()
        self.operator = operator
