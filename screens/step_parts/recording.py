"""Recording a field's value: what was typed goes to the engine, and what it says comes back to the line."""

from __future__ import annotations

from typing import Final, TypeVar

from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.commands import Record, RecordCell
from screens.base import settled
from screens.dialogs.pick import Choice, PickDialog, PickManyDialog
from screens.dialogs.plan import Planned
from screens.dialogs.reason import ReasonDialog
from screens.planned import agreement
from screens.step_parts.bench import Bench
from screens.step_parts.choice_line import ChoiceLine
from screens.step_parts.field_line import FieldLine

UNDONE: Final = "Not recorded: Esc puts the stored value back."


async def enter(bench: Bench, line: FieldLine, text: str, *, not_applicable: bool) -> None:
    """Record a value and go on to the next field; where there is nothing to record, only go on.

    A value out of range is recorded too; the cursor stays on it.
    """
    if not line.is_news(text, not_applicable=not_applicable):
        leave(bench, line)
        return
    if line.is_being_recorded:
        return
    line.is_being_recorded = True
    try:
        await _record(bench, line, text, not_applicable=not_applicable)
    finally:
        line.is_being_recorded = False


async def pick(bench: Bench, line: ChoiceLine) -> None:
    """Pick from a list that is too long for the number keys, and record."""
    choices = [Choice(option, option) for option in line.field.options]
    if line.takes_several:
        many = await bench.app.push_screen_wait(
            PickManyDialog(line.field.name, choices, chosen=tuple(line.chosen), confirm="Record")
        )
        picked = None if many is None else frozenset(many)
    else:
        one = await bench.app.push_screen_wait(
            PickDialog(line.field.name, choices, chosen=tuple(line.chosen), confirm="Record")
        )
        picked = None if one is None else frozenset({one})
    if picked is not None:
        line.choose(picked)


def leave(bench: Bench, line: FieldLine) -> None:
    """Go on to the next field, unless the cursor has gone somewhere else meanwhile."""
    if line.is_here:
        bench.sheet.move_cursor(1)


async def _record(bench: Bench, line: FieldLine, text: str, *, not_applicable: bool) -> None:
    reason: str | None = None
    while True:
        command = Record(
            step_id=bench.step_id,
            field_id=line.field.field_id,
            text="" if not_applicable else text,
            not_applicable=not_applicable,
            seen_value=line.seen_value,
            reason=reason,
        )
        agreed = await for_batch(bench, command, line.field.name, is_shared=not line.field.per_unit)
        if agreed is None:
            line.refuse(UNDONE)
            return
        answer = settled(await bench.say(agreed))
        if isinstance(answer, Refused) and answer.code is Code.REASON_NEEDED and reason is None:
            reason = await _ask_reason(bench, line, answer.sentence)
            if reason is not None:
                continue
            line.refuse(UNDONE)
            return
        break
    if isinstance(answer, Refused):
        if answer.code is Code.STALE:
            await bench.reload()
            line.see_current()
        line.refuse(answer.sentence, to_allow=text if answer.code is Code.OVERRIDE_NEEDED else "")
        bench.refuse(answer.sentence)
        bench.relabel()
        return
    line.recorded(text)
    await bench.reload()
    if line.field.is_covered:
        bench.answer(answer)
        leave(bench, line)
    else:
        bench.refuse(answer.sentence)
        line.blamed = answer.sentence
        line.ask_again()
        bench.relabel()


R = TypeVar("R", Record, RecordCell)


async def for_batch(bench: Bench, command: R, name: str, *, is_shared: bool = True) -> R | None:
    """A recording as it goes to the batch: at once where no sibling's value differs, else as somebody chooses.

    None where nobody agrees.
    """
    if not is_shared or bench.view is None or bench.view.run.batch_id is None:
        return command
    foreseen = await bench.floor.preview(command)
    if isinstance(foreseen, Refused) or not any(one.reason.code is Code.CONFLICT for one in foreseen.skipped):
        return command
    planned = Planned(f"Record {name}", foreseen, ("On other units it has another value.",), confirm="Record")
    agreed = await agreement(bench, command, planned)
    if isinstance(agreed, Refused):
        return command
    return None if agreed is None else agreed[0]


async def _ask_reason(bench: Bench, line: FieldLine, sentence: str) -> str | None:
    dialog = ReasonDialog(f"Correct {line.field.name}", plan_lines=[sentence], confirm="Correct")
    return await bench.app.push_screen_wait(dialog)
