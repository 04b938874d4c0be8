"""One field of a step, or one column of its table, as a form."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import TypeVar

from ion_tui.engine.answers import Outcome, Refused
from ion_tui.engine.content import ValueContent
from ion_tui.engine.ranges import Limits
from ion_tui.engine.values import FieldSpec, accept
from ion_tui.engine.words import FieldType
from screens.dialogs.asking import Attempt
from screens.dialogs.form import FormDialog, FormLine
from screens.dialogs.long_text import LongTextDialog
from screens.dialogs.pick import Choice, PickDialog
from screens.dialogs.value import ValueDialog
from screens.floor import Floor
from screens.redline_parts import picking, value_form
from screens.redline_parts.value_form import FLAGS, NUMBERS, TYPE_WORDS

A = TypeVar("A", bound=ValueContent)


class ValueFormDialog(FormDialog[A, Outcome]):
    """Fills in a field or a column; `judge` says in a sentence why it would be refused."""

    def __init__(
        self,
        title: str,
        asked: A,
        floor: Floor,
        *,
        attempt: Attempt[A, Outcome],
        judge: Callable[[A], Awaitable[str]],
    ) -> None:
        """Begin with a field or column as it is; `floor` is where parts and roles are asked for."""
        super().__init__(title, asked, attempt=attempt)
        self._floor = floor
        self._judge_it = judge

    def on_mount(self) -> None:
        """A new one begins with its name."""
        super().on_mount()
        if not self.form.name:
            self.run_worker(self.guarded(self._edit("name")), group="edit")

    def lines(self, form: A) -> list[FormLine]:
        """What its type knows."""
        return value_form.lines_of(form)

    async def fault(self, form: A) -> str:
        """What the engine would say to it."""
        return await self._judge_it(form) if form.name else ""

    def emptied(self, form: A, key: str) -> A:
        """With nothing on a line."""
        return value_form.emptied(form, key)

    async def edited(self, form: A, key: str) -> A | None:
        """Ask for one line; what is one of two is turned over."""
        if key in FLAGS:
            return value_form.toggled(form, key)
        if key in NUMBERS:
            number = await self._number(form, key)
            return None if number is None else value_form.with_value(form, key, number[0])
        match key:
            case "type":
                picked = await self.pick(PickDialog("What is filled in?", _types(), chosen=[form.type]))
                return None if picked is None else value_form.of_type(form, picked)
            case "options":
                return await self._options(form)
            case "role":
                role = await picking.role(self, self._floor, form.role)
                return None if role is None else value_form.with_value(form, key, role)
            case "part":
                tool = await picking.part(self, self._floor, "Which tool?", tools=True)
                return None if tool is None else value_form.with_value(form, key, tool)
            case _:
                return await self._text(form, key)

    async def _text(self, form: A, key: str) -> A | None:
        async def read(text: str) -> A | Refused:
            return value_form.with_value(form, key, text.strip() or ("" if key == "name" else None))

        name = {"name": "What is it called?", "unit": "In which unit?"}[key]
        prompt = {"name": "Name", "unit": "Unit: mm, V, Nm …"}[key]
        dialog = ValueDialog(name, prompt, attempt=read, value=value_form.said(form, key))
        return await self.pick(dialog)

    async def _number(self, form: A, key: str) -> tuple[Decimal | None] | None:
        floor, name = self._floor, NUMBERS[key]

        async def read(text: str) -> tuple[Decimal | None] | Refused:
            if not text.strip():
                return (None,)
            spec = FieldSpec(name, FieldType.NUMBER, Limits(unit=form.unit))
            found = accept(spec, text, now=floor.now(), zone=floor.zone)
            return found if isinstance(found, Refused) else (Decimal(found.value),)

        prompt = f"In {form.unit}; nothing: none" if form.unit else "A number; nothing: none"
        dialog = ValueDialog(f"{name}: {form.name}", prompt, attempt=read, value=value_form.said(form, key))
        return await self.pick(dialog)

    async def _options(self, form: A) -> A | None:
        async def read(text: str) -> A | Refused:
            return value_form.with_value(form, "options", value_form.options_in(text))

        dialog = LongTextDialog(
            f"Options: {form.name}", ("One a line.",), attempt=read, value="\n".join(form.options)
        )
        return await self.pick(dialog)


def _types() -> list[Choice[FieldType]]:
    return [Choice(type_, word, more) for type_, (word, more) in TYPE_WORDS.items()]
