"""Somebody with the right does one thing in place: whoever is at the kiosk, else a second person by badge or PIN."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ion_tui.engine.answers import Outcome, Refused
from ion_tui.engine.commands import Credentials, StepCommand
from screens.base import settled
from screens.dialogs.sign import SignDialog
from screens.step_parts.bench import Bench


async def said_in_place(
    bench: Bench,
    command: Callable[[Credentials | None], StepCommand],
    title: str,
    lines: Sequence[str],
    *,
    by_self: bool,
    badge: str | None = None,
) -> None:
    """Say a command: at once when whoever is at the kiosk may, else once somebody has shown who they are; then go on.

    What is refused to a second person is said in the dialog, and can be tried again.
    """
    if by_self:
        answer = settled(await bench.say(command(None)))
        bench.answer(answer)
        await _go_on(bench, answer)
        return

    async def attempt(signer: Credentials) -> Outcome | Refused:
        return settled(await bench.say(command(signer)))

    dialog = SignDialog(
        title,
        lines,
        attempt=attempt,
        badge=badge,
        badge_suffices=not bench.floor.signing_asks_pin,
        confirm="Confirm",
    )
    outcome = await bench.app.push_screen_wait(dialog)
    if outcome is not None:
        bench.answer(outcome)
        await _go_on(bench, outcome)


async def _go_on(bench: Bench, answer: Outcome | Refused) -> None:
    """Show what was done, with the cursor on what is missing next."""
    await bench.reload()
    if isinstance(answer, Outcome):
        bench.sheet.go_to_work()
