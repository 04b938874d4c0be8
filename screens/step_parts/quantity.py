"""How many of something, where less than all may be meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from ion_tui.engine.wording import amount
from screens.dialogs.dialog import Dialog

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
"""Digits and a point: what a number field takes; no exponent, no comma, no digits of another script."""


class QuantityDialog(Dialog[Decimal]):
    """Asks for a quantity; what is likely is written already, so that Enter alone takes it."""

    def __init__(self, title: str, lines: Sequence[str], *, likely: Decimal, confirm: str = "OK") -> None:
        """Begin on the likely quantity."""
        super().__init__(title, lines, confirm=confirm)
        self._likely = likely

    def compose_body(self) -> Iterable[Widget]:
        """The input."""
        quantity = Input(amount(self._likely), max_length=32)
        quantity.cursor_blink = False
        quantity.border_title = "Quantity"
        yield quantity

    @on(Input.Submitted)
    def confirm(self) -> None:
        """Take the quantity; whether there is enough is the engine's to say."""
        typed = self.query_one(Input).value.strip()
        if _NUMBER.fullmatch(typed):
            self.dismiss(Decimal(typed))
        else:
            self.refuse(f"A quantity is a number, such as {amount(self._likely)}.")
