"""Somebody with the right does one thing in place: whoever is at the kiosk, else a second person by badge or PIN."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ion_tui.engine.answers import Outcome, Refused
from ion_tui.engine.commands import Command, Credentials
from screens.base import FloorScreen, settled
from screens.dialogs.sign import SignDialog


async def answered_in_place(
    screen: FloorScreen,
    command: Callable[[Credentials | None], Command],
    title: str,
    lines: Sequence[str],
    *,
    by_self: bool,
    badge: str | None = None,
) -> Outcome | Refused | None:
    """Say a command: at once when whoever is at the kiosk may, else once somebody has shown who they are.

    What is refused to a second person is said in the dialog, and can be tried again; None where it was given up.
    """
    if by_self:
        return settled(await screen.say(command(None)))

    async def attempt(signer: Credentials) -> Outcome | Refused:
        return settled(await screen.say(command(signer)))

    dialog = SignDialog(
        title,
        lines,
        attempt=attempt,
        badge=badge,
        badge_suffices=not screen.floor.signing_asks_pin,
        confirm="Confirm",
    )
    return await screen.app.push_screen_wait(dialog)
