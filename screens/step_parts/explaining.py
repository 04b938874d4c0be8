"""Saying a command for which the engine may ask a reason in words."""

from __future__ import annotations

from collections.abc import Callable

from ion_tui.engine.answers import Code, Outcome, Refused
from ion_tui.engine.commands import Command
from screens.base import settled
from screens.dialogs.reason import ReasonDialog
from screens.step_parts.bench import Bench


async def say_explained(
    bench: Bench, command: Callable[[str | None], Command], name: str
) -> Outcome | Refused | None:
    """The engine's answer to a command, asked for the reason of correcting `name` where it wants one.

    None: no reason was given, and nothing is recorded.
    """
    answer = settled(await bench.say(command(None)))
    if not isinstance(answer, Refused) or answer.code is not Code.REASON_NEEDED:
        return answer
    dialog = ReasonDialog(f"Correct {name}", plan_lines=[answer.sentence], confirm="Correct")
    reason = await bench.app.push_screen_wait(dialog)
    return None if reason is None else settled(await bench.say(command(reason)))
