"""A dialog that stays until what was typed is not refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from data.errors import StoreError
from ion_tui.engine.answers import Refused
from screens.dialogs.dialog import Dialog, DialogButton
from screens.floor import BROKEN, LOG, GaveUp

C = TypeVar("C")
T = TypeVar("T")

Attempt = Callable[[C], Awaitable[T | Refused]]
"""Takes what was typed, and does what the dialog is for; a refusal keeps it open."""


class AskingDialog(Dialog[T], Generic[C, T]):
    """Hands what was typed to `attempt`, one at a time, and answers with what that answers."""

    def __init__(
        self, title: str, lines: Sequence[str] = (), *, attempt: Attempt[C, T], confirm: str = "OK"
    ) -> None:
        """Take what there is to do with the answer; it is awaited in a worker."""
        super().__init__(title, lines, confirm=confirm)
        self._attempt = attempt
        self._busy = False

    @property
    def busy(self) -> bool:
        """Whether an attempt is being made; another one is not begun."""
        return self._busy

    def ask_again(self) -> None:
        """Make ready for another attempt after a refusal."""
        raise NotImplementedError

    def attempt(self, typed: C) -> None:
        """Make an attempt: dismiss with its answer, or say why not and ask again."""
        if self._busy:
            return
        self._busy = True
        self.query_one("#confirm", DialogButton).disabled = True
        self.tell("One moment …")
        self.run_worker(self._try(typed))

    async def _try(self, typed: C) -> None:
        """Try; whatever goes wrong, the dialog says so and can be used again."""
        refused: tuple[str, ...]
        try:
            answer = await self._attempt(typed)
        except (StoreError, GaveUp) as error:
            refused = (error.sentence,)
        except Exception:  # noqa: BLE001 - no PIN ends the kiosk
            LOG.exception("%s could not be answered", type(self).__name__)
            refused = (BROKEN,)
        else:
            if not isinstance(answer, Refused):
                self.dismiss(answer)
                return
            refused = (answer.sentence, *answer.more)
        self._busy = False
        self.query_one("#confirm", DialogButton).disabled = False
        self.ask_again()
        self.refuse(*refused)
