"""A part that a step installs, as a form."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal
from typing import Final

from ion_tui.engine.answers import Code, Outcome, Refused
from ion_tui.engine.content import RequirementContent
from ion_tui.engine.values import FieldSpec, accept, is_quantity
from ion_tui.engine.wording import amount
from ion_tui.engine.words import FieldType
from screens.dialogs.asking import Attempt
from screens.dialogs.form import FormDialog, FormLine
from screens.dialogs.value import ValueDialog
from screens.floor import Floor
from screens.redline_parts import picking

PART: Final = "Part"
QUANTITY: Final = "Quantity"
PLACES: Final = "Places"
SUBSTITUTES: Final = "Or instead"


class NeedFormDialog(FormDialog[RequirementContent, Outcome]):
    """Fills in which part, how many, and where they go; `judge` says why it would be refused."""

    def __init__(
        self,
        title: str,
        need: RequirementContent,
        floor: Floor,
        *,
        attempt: Attempt[RequirementContent, Outcome],
        judge: Callable[[RequirementContent], Awaitable[str]],
    ) -> None:
        """Begin with what is asked for already; `floor` is where parts are asked for."""
        super().__init__(title, need, attempt=attempt)
        self._floor = floor
        self._judge_it = judge

    def lines(self, form: RequirementContent) -> list[FormLine]:
        """Part, quantity, places, substitutes."""
        return [
            FormLine(PART, " ".join(form.part), "which one"),
            FormLine(QUANTITY, amount(form.quantity)),
            FormLine(PLACES, " ".join(form.reference_designators), "reference designators, as R1 R2"),
            FormLine(SUBSTITUTES, ", ".join(" ".join(part) for part in form.substitutes), "no other part"),
        ]

    async def fault(self, form: RequirementContent) -> str:
        """What the engine would say to it."""
        return await self._judge_it(form)

    def emptied(self, form: RequirementContent, key: str) -> RequirementContent:
        """Without places, or substitutes."""
        if key == PLACES:
            return replace(form, reference_designators=())
        return replace(form, substitutes=()) if key == SUBSTITUTES else form

    async def edited(self, form: RequirementContent, key: str) -> RequirementContent | None:
        """Ask for one line."""
        match key:
            case "Part":
                part = await picking.part(self, self._floor, "Which part?")
                return None if part is None else replace(form, part=part)
            case "Or instead":
                others = await picking.parts(
                    self, self._floor, "What may stand in for it?", form.substitutes, besides=form.part
                )
                return None if others is None else replace(form, substitutes=others)
            case "Quantity":
                return await self._quantity(form)
            case _:
                return await self._places(form)

    async def _quantity(self, form: RequirementContent) -> RequirementContent | None:
        async def read(text: str) -> RequirementContent | Refused:
            spec = FieldSpec(QUANTITY, FieldType.NUMBER)
            found = accept(spec, text, now=self._floor.now(), zone=self._floor.zone)
            if isinstance(found, Refused):
                return found
            number = Decimal(found.value)
            if number <= 0 or not is_quantity(number):
                return Refused(Code.INVALID, "A quantity is more than 0, with at most six decimals.")
            return replace(form, quantity=number)

        dialog = ValueDialog(f"How many {form.part[0]}?", QUANTITY, attempt=read, value=amount(form.quantity))
        return await self.pick(dialog)

    async def _places(self, form: RequirementContent) -> RequirementContent | None:
        async def read(text: str) -> RequirementContent | Refused:
            return replace(form, reference_designators=tuple(text.replace(",", " ").split()))

        dialog = ValueDialog(
            f"Where does {form.part[0]} go?",
            "Reference designators, as R1 R2",
            attempt=read,
            value=" ".join(form.reference_designators),
        )
        return await self.pick(dialog)
