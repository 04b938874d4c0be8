"""Somebody with the right does one thing on a step in place; then the work goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ion_tui.engine.answers import Outcome
from ion_tui.engine.commands import Credentials, StepCommand
from screens.in_place import answered_in_place
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
    """Say a command, answer what came of it, and show it, with the cursor on what is missing next."""
    answer = await answered_in_place(bench, command, title, lines, by_self=by_self, badge=badge)
    if answer is None:
        return
    bench.answer(answer)
    await bench.reload()
    if isinstance(answer, Outcome):
        bench.sheet.go_to_work()
