"""What the engine answers to something that was said to many runs."""

from __future__ import annotations

from ion_tui.engine.answers import Refused
from screens.base import FloorScreen, settled
from screens.dialogs.message import MessageDialog
from screens.floor import Answer


async def answer_fully(screen: FloorScreen, answer: Answer) -> bool:
    """Answer in one line, and name each run that was refused where there are several; whether it was carried out."""
    said = settled(answer)
    if screen.answer(said):
        return True
    if isinstance(said, Refused):
        await name_each(screen, said)
    return False


async def name_each(screen: FloorScreen, refused: Refused) -> None:
    """Name each run that was refused, where there are several."""
    if len(refused.more) > 1:
        await screen.app.push_screen_wait(MessageDialog("Nothing was changed", refused.more))
