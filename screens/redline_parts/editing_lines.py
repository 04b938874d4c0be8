"""Changing one line of the chosen step: each kind of line has its own question."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final, TypeVar

from ion_tui.engine.answers import Code, Outcome, Refused
from ion_tui.engine.content import (
    ApprovalContent,
    ColumnContent,
    Content,
    FieldContent,
    RequirementContent,
    RowContent,
)
from ion_tui.engine.definitions.times import length_of_time
from ion_tui.engine.redlines.views import DraftStep
from ion_tui.engine.words import FieldType, StepType
from screens.dialogs.dialog import Dialog
from screens.dialogs.long_text import LongTextDialog
from screens.dialogs.pick import Choice, PickDialog
from screens.dialogs.text import TextDialog
from screens.dialogs.value import ValueDialog
from screens.redline_parts import content_lists, picking
from screens.redline_parts.desk import Edit, RedlineDesk, Seen
from screens.redline_parts.drawings import add_drawing
from screens.redline_parts.need_dialog import NeedFormDialog
from screens.redline_parts.row_dialog import RowFormDialog
from screens.redline_parts.sheet import NEW, LineKey, Part
from screens.redline_parts.value_dialog import ValueFormDialog

T = TypeVar("T")

Answer = Outcome | Refused | None
_MOST_PEOPLE: Final = 9
_NO_PART: Final = ("", "")
_SIMPLE: Final = "Fields"
_TABLE: Final = "Fields and a table"


def with_table(content: Content) -> Content:
    """The content with the smallest table that there is, to be changed from there."""
    columns = content.columns or (ColumnContent(name="Value", type=FieldType.NUMBER),)
    rows = content.rows or (RowContent(required=True),)
    return replace(content, type=StepType.DATAGRID, columns=columns, rows=rows)


async def change_line(desk: RedlineDesk, step: DraftStep, key: LineKey) -> Answer:
    """Ask what a line should say, and save it; None where nobody says."""
    if key.part in (Part.FIELD, Part.COLUMN, Part.ROW, Part.NEED):
        return await _in_form(desk, step, key)
    return await _CHANGES[key.part](desk, step)


async def remove_line(desk: RedlineDesk, step: DraftStep, key: LineKey) -> Outcome | Refused:
    """Take one of several out of the step."""
    before = content_lists.things(step.content, key.part)[key.number]
    return await desk.change_step(
        step.line.ref, lambda now: content_lists.without_thing(now.content, key, before)
    )


async def move_line(desk: RedlineDesk, step: DraftStep, key: LineKey, by: int) -> Outcome | Refused:
    """Move one of several among them."""
    before = content_lists.things(step.content, key.part)[key.number]
    return await desk.change_step(
        step.line.ref, lambda now: content_lists.with_moved(now.content, key, before, by)
    )


class _Saving:
    """Saves what was typed; where somebody else has changed the same meanwhile, that is said first, once."""

    def __init__(self, desk: RedlineDesk, step: DraftStep, of: Callable[[DraftStep], object]) -> None:
        self._desk, self._ref, self._of = desk, step.line.ref, of
        self._seen = Seen(of(step))

    async def __call__(self, edit: Edit) -> Outcome | Refused:
        """Make an edit."""
        return await self._desk.change_step(
            self._ref, lambda now: self._seen.overtaken(self._of(now)) or edit(now)
        )


# Lines that say one thing


async def _title(desk: RedlineDesk, step: DraftStep) -> Answer:
    saving = _Saving(desk, step, lambda now: now.content.title)

    async def save(text: str) -> Outcome | Refused:
        if not text:
            return Refused(Code.INVALID, "A step has a title: say in a few words what is done.")
        return await saving(lambda now: replace(now.content, title=text))

    return await desk.pick(
        TextDialog(
            "What is the step called?", "Title", attempt=save, value=step.content.title, confirm="Save"
        )
    )


async def _instructions(desk: RedlineDesk, step: DraftStep) -> Answer:
    saving = _Saving(desk, step, lambda now: now.content.instructions)

    async def save(text: str) -> Outcome | Refused:
        return await saving(lambda now: replace(now.content, instructions=text.rstrip()))

    title = f"Instructions: {step.line.number} {step.content.title}"
    return await desk.pick(LongTextDialog(title, attempt=save, value=step.content.instructions, preview=True))


async def _type(desk: RedlineDesk, step: DraftStep) -> Answer:
    choices = [
        Choice(StepType.CONTENT, _SIMPLE, "instructions, and what is filled in"),
        Choice(StepType.DATAGRID, _TABLE, "a table of typed cells as well"),
    ]
    picked = await desk.pick(PickDialog("What is filled in here?", choices, chosen=[step.content.type]))
    if picked is None:
        return None

    def edit(now: DraftStep) -> Content:
        if picked is StepType.DATAGRID:
            return with_table(now.content)
        return replace(now.content, type=picked, columns=(), rows=())

    return await _Saving(desk, step, lambda now: now.content.type)(edit)


async def _approval(desk: RedlineDesk, step: DraftStep) -> Answer:
    gate = step.content.approvals[0] if step.content.approvals else None
    role = await picking.role(desk, desk.floor, gate.role if gate else None, none="Nobody has to")
    if role is None:
        return None
    saving = _Saving(desk, step, lambda now: now.content.approvals)
    if not role:
        return await saving(lambda now: replace(now.content, approvals=()))
    counts = [
        Choice(count, f"{count} {'person' if count == 1 else 'people'}")
        for count in range(1, _MOST_PEOPLE + 1)
    ]
    chosen = gate.count if gate else 1
    count = await desk.pick(PickDialog(f"How many of the role {role}?", counts, chosen=[chosen]))
    if count is None:
        return None
    return await saving(
        lambda now: replace(now.content, approvals=(ApprovalContent(role=role, count=count),))
    )


# Terms


async def _waits(desk: RedlineDesk, step: DraftStep) -> Answer:
    if desk.draft is None:
        return None
    picked = await picking.steps_to_wait_on(desk, desk.draft, step)
    if picked is None:
        return None
    saving = _Saving(desk, step, lambda now: now.terms.waits_on)
    return await saving(lambda now: replace(now.terms, waits_on=picked))


async def _center(desk: RedlineDesk, step: DraftStep) -> Answer:
    picked = await picking.work_center(desk, desk.floor, step.terms.work_center_id)
    if picked is None:
        return None
    center = picked[0]
    saving = _Saving(desk, step, lambda now: now.terms.work_center_id)
    return await saving(lambda now: replace(now.terms, work_center_id=center))


async def _lead_time(desk: RedlineDesk, step: DraftStep) -> Answer:
    saving = _Saving(desk, step, lambda now: now.terms.lead_time_seconds)
    seconds = step.terms.lead_time_seconds

    async def save(text: str) -> Outcome | Refused:
        try:
            length = int(length_of_time(text.strip()).total_seconds()) if text.strip() else None
        except ValueError as error:
            return Refused(Code.INVALID, str(error))
        return await saving(lambda now: replace(now.terms, lead_time_seconds=length))

    value = "" if seconds is None else _length(seconds)
    return await desk.pick(
        ValueDialog("How long does it take?", "40m, 1h30m, 5d; nothing: not said", attempt=save, value=value)
    )


async def _optional(desk: RedlineDesk, step: DraftStep) -> Answer:
    wanted = not step.terms.optional
    return await desk.change_step(step.line.ref, lambda now: replace(now.terms, optional=wanted))


def _length(seconds: int) -> str:
    """Seconds as a length of time is written: `1h30m`."""
    parts = []
    for unit, of_it in (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)):
        count, seconds = divmod(seconds, of_it)
        parts += [f"{count}{unit}"] if count else []
    return "".join(parts) or "0s"


_CHANGES: Final[dict[Part, Callable[[RedlineDesk, DraftStep], Awaitable[Answer]]]] = {
    Part.TITLE: _title,
    Part.INSTRUCTIONS: _instructions,
    Part.TYPE: _type,
    Part.APPROVAL: _approval,
    Part.FILE: add_drawing,
    Part.WAITS: _waits,
    Part.CENTER: _center,
    Part.LEAD_TIME: _lead_time,
    Part.OPTIONAL: _optional,
}


# What has a form


async def _in_form(desk: RedlineDesk, step: DraftStep, key: LineKey) -> Answer:
    before = None if key.number == NEW else content_lists.things(step.content, key.part)[key.number]
    keeper = _Keeper(desk, step, key, before)
    return await desk.pick(_form(desk, step, key.part, before, keeper))


class _Keeper:
    """Keeps one of several as a form has it, or says why it would be refused."""

    def __init__(self, desk: RedlineDesk, step: DraftStep, key: LineKey, before: Any) -> None:  # noqa: ANN401
        self._desk, self._ref, self._key, self._before = desk, step.line.ref, key, before

    async def save(self, now: Any) -> Outcome | Refused:  # noqa: ANN401
        """Put it into the step; where that is another by now, look for the one that was meant by its place."""
        answer = await self._desk.change_step(self._ref, self._edit(now))
        if answer is content_lists.MOVED_ON:
            self._see_again()
        return answer

    async def judge(self, now: Any) -> str:  # noqa: ANN401
        """Why the engine would refuse it."""
        return await self._desk.fault_of(self._ref, self._edit(now))

    def _edit(self, now: Any) -> Edit:  # noqa: ANN401
        return lambda step: content_lists.with_thing(step.content, self._key, self._before, now)

    def _see_again(self) -> None:
        step = self._desk.step(self._ref)
        if step is not None:
            self._key = content_lists.found_again(step.content, self._key, self._before)
            is_there = self._key.number != NEW
            self._before = (
                content_lists.things(step.content, self._key.part)[self._key.number] if is_there else None
            )


def _form(desk: RedlineDesk, step: DraftStep, part: Part, before: Any, keeper: _Keeper) -> Dialog[Outcome]:  # noqa: ANN401
    floor, attempt, judge = desk.floor, keeper.save, keeper.judge
    match part:
        case Part.FIELD:
            field = before or FieldContent(name="", type=FieldType.NUMBER, required=True)
            return ValueFormDialog[FieldContent](
                before.name if before else "A new field", field, floor, attempt=attempt, judge=judge
            )
        case Part.COLUMN:
            column = before or ColumnContent(name="", type=FieldType.NUMBER)
            return ValueFormDialog[ColumnContent](
                f"Column {before.name}" if before else "A new column",
                column,
                floor,
                attempt=attempt,
                judge=judge,
            )
        case Part.ROW:
            row = before or RowContent(required=True)
            title = "Row" if before else "A new row"
            return RowFormDialog(title, row, step.content.columns, floor, attempt=attempt, judge=judge)
        case _:
            need = before or RequirementContent(part=_NO_PART, quantity=Decimal(1))
            title = f"Part {before.part[0]}" if before else "A part to install"
            return NeedFormDialog(title, need, floor, attempt=attempt, judge=judge)
