"""Units of an outside-process step to the supplier, and back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from data.rows.outside import OutsideWork
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.commands import ReceiveBack, SendOut
from ion_tui.engine.wording import amount
from screens.step_parts.bench import Bench
from screens.step_parts.quantity import QuantityDialog
from screens.step_parts.scans import Scans

_REFUSALS: Final[Mapping[str, str]] = MappingProxyType(
    {"send_out": "cannot_send", "receive": "cannot_receive"}
)
"""action → what the step says of it besides the verb's own rules."""


async def send(bench: Bench, work: OutsideWork) -> None:
    """Ask how many go out, and send them."""
    left = amount(work.left)
    quantity = await _ask(
        bench,
        "Send out",
        [*_where(work), f"{left} of {amount(work.units)} have not gone out yet."],
        work.left,
    )
    if quantity is not None:
        bench.answer(await bench.say(SendOut(step_id=bench.step_id, quantity=quantity)))
        await bench.reload()


async def receive(bench: Bench, work: OutsideWork) -> None:
    """Ask how many came back, and receive them."""
    out = f"{amount(work.out)} out, {amount(work.back)} of {amount(work.units)} back."
    quantity = await _ask(bench, "Receive", [*_where(work), out], work.out)
    if quantity is not None:
        bench.answer(await bench.say(ReceiveBack(step_id=bench.step_id, quantity=quantity)))
        await bench.reload()


async def _ask(bench: Bench, does: str, lines: list[str], likely: Decimal) -> Decimal | None:
    target = bench.verb_target()
    if target is None:
        return None
    dialog = QuantityDialog(f"{does} {target.label}", lines, likely=likely, confirm=does)
    return await bench.app.push_screen_wait(dialog)


def _where(work: OutsideWork) -> list[str]:
    what = f", {work.description}" if work.description else ""
    return [work.supplier, f"{work.order} line {work.line}{what}"]


class OutsideWorks(Scans):
    """The Step screen's keys for what is done outside: there only on such a step, dim where nothing can move."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A step that is done here has neither."""
        if action in _REFUSALS and (self.view is None or self.view.outside is None):
            return False
        return super().check_action(action, parameters)

    def refusal_of(self, action: str) -> Refused | None:
        """The verb's own refusal, then that of the units."""
        refused = super().refusal_of(action)
        if refused is None and action in _REFUSALS and self.view is not None:
            sentence = getattr(self.view.outside, _REFUSALS[action], "")
            return Refused(Code.CONFLICT, sentence) if sentence else None
        return refused

    def action_send_out(self) -> None:
        """Send units out."""
        if self.view is not None and self.view.outside is not None:
            self.do(send(self, self.view.outside), group="work")

    def action_receive(self) -> None:
        """Receive units back."""
        if self.view is not None and self.view.outside is not None:
            self.do(receive(self, self.view.outside), group="work")
