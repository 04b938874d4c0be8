"""A row of a step's table, as a form: whether it has to be filled in, and what the procedure fills in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Final

from ion_tui.engine.answers import Outcome, Refused
from ion_tui.engine.content import ColumnContent, RowContent
from ion_tui.engine.ranges import Limits
from ion_tui.engine.values import FieldSpec, accept
from screens.dialogs.asking import Attempt
from screens.dialogs.form import FormDialog, FormLine
from screens.dialogs.value import ValueDialog
from screens.floor import Floor

REQUIRED: Final = "required"
NOT_APPLICABLE: Final = "N/A"


class RowFormDialog(FormDialog[RowContent, Outcome]):
    """Fills in a row; `judge` says why it would be refused."""

    def __init__(
        self,
        title: str,
        row: RowContent,
        columns: Sequence[ColumnContent],
        floor: Floor,
        *,
        attempt: Attempt[RowContent, Outcome],
        judge: Callable[[RowContent], Awaitable[str]],
    ) -> None:
        """Begin with a row as it is, and the columns of its table."""
        super().__init__(title, row, attempt=attempt)
        self._columns = {f"column {number}": column for number, column in enumerate(columns)}
        self._floor = floor
        self._judge_it = judge

    def lines(self, form: RowContent) -> list[FormLine]:
        """The two flags, and each column that is not filled in on the floor."""
        presets = dict(form.presets)
        cells = [
            FormLine(key, presets.get(column.name, "").replace("\n", ", "), "nothing", column.name)
            for key, column in self._columns.items()
            if not column.settable
        ]
        required = "yes" if form.required else "no"
        answer = "is an answer" if form.allow_not_applicable else "is no answer"
        return [FormLine(REQUIRED, required, name="Required"), FormLine(NOT_APPLICABLE, answer), *cells]

    async def fault(self, form: RowContent) -> str:
        """What the engine would say to it."""
        return await self._judge_it(form)

    def emptied(self, form: RowContent, key: str) -> RowContent:
        """Without what the procedure fills in."""
        return self._with_cell(form, self._columns[key].name, "") if key in self._columns else form

    async def edited(self, form: RowContent, key: str) -> RowContent | None:
        """Turn a flag over, or ask for a cell."""
        if key == REQUIRED:
            return replace(form, required=not form.required)
        if key == NOT_APPLICABLE:
            return replace(form, allow_not_applicable=not form.allow_not_applicable)
        return await self._cell(form, self._columns[key])

    async def _cell(self, form: RowContent, column: ColumnContent) -> RowContent | None:
        async def read(text: str) -> RowContent | Refused:
            if not text.strip():
                return self._with_cell(form, column.name, "")
            spec = FieldSpec(column.name, column.type, Limits(unit=column.unit), column.options)
            found = accept(spec, text, now=self._floor.now(), zone=self._floor.zone)
            return found if isinstance(found, Refused) else self._with_cell(form, column.name, found.value)

        prompt = f"One of {', '.join(column.options)}" if column.options else column.unit or "Value"
        value = dict(form.presets).get(column.name, "").replace("\n", ", ")
        return await self.pick(ValueDialog(column.name, prompt, attempt=read, value=value))

    def _with_cell(self, form: RowContent, name: str, value: str) -> RowContent:
        cells = {**dict(form.presets), name: value}
        order = [column.name for column in self._columns.values() if cells.get(column.name)]
        return replace(form, presets=tuple((column, cells[column]) for column in order))
