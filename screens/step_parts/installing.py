"""Parts into requirements, by a scan or from a list; and out again."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from data.rows.work import InstalledRow, RequirementRow, StockRow
from ion_tui.engine.answers import Outcome
from ion_tui.engine.commands import Install, Uninstall
from ion_tui.engine.wording import amount
from ion_tui.engine.words import Tracking
from screens.base import settled
from screens.dialogs.confirm import ConfirmDialog
from screens.dialogs.pick import Choice, PickDialog
from screens.step_parts.bench import Bench
from screens.step_parts.quantity import QuantityDialog
from screens.step_parts.requirement_line import RequirementLine


async def install_scanned(bench: Bench, stock: Sequence[StockRow]) -> None:
    """Install what a scan named: as much as is missing and there. Several that fit are asked for."""
    fitting = [row for row in stock if not row.refusal]
    chosen = fitting[0] if fitting else None
    if len(fitting) > 1:
        dialog = PickDialog("Install which", [_choice(row) for row in fitting])
        chosen = await bench.app.push_screen_wait(dialog)
    elif not fitting:
        bench.refuse(stock[0].refusal)
    if chosen is not None:
        await _install(bench, chosen, None)


async def install_picked(bench: Bench) -> None:
    """Pick from stock for the requirement under the cursor, else for the first that misses something."""
    line = _requirement_line(bench)
    if line is None:
        bench.refuse("This step asks for no parts.")
        return
    need, step_id = line.requirement, bench.step_id
    stock = await bench.ask(lambda reads: reads.stock_to_pick(step_id, need.requirement_id))
    if not stock and not line.is_complete:
        bench.refuse(f"Nothing of {need.part} is in stock.")
        return
    missing = f"{amount(need.installed)} of {amount(need.quantity)} installed"
    dialog = PickDialog(
        f"Install {need.part}",
        [_choice(row) for row in stock],
        [f"{need.description}: {missing}"],
        confirm="Install",
        empty=f"{need.part} is complete.",
    )
    chosen = await bench.app.push_screen_wait(dialog)
    if chosen is None:
        return
    quantity, given_up = await _quantity(bench, need, chosen)
    if not given_up:
        await _install(bench, chosen, quantity)


async def uninstall(bench: Bench) -> None:
    """Take out what is installed in the requirement under the cursor, or what is picked; asks before it does."""
    here = bench.sheet.stop
    lines = [here] if isinstance(here, RequirementLine) else bench.sheet.requirements
    held = [one for line in lines for one in line.requirement.installs]
    if not held:
        bench.refuse("Nothing is installed here that could be taken out.")
        return
    chosen: InstalledRow | None = held[0]
    if len(held) > 1:
        choices = [
            Choice(
                one,
                f"{one.part} · {one.identity}" if one.identity != one.part else one.part,
                amount(one.quantity),
            )
            for one in held
        ]
        chosen = await bench.app.push_screen_wait(PickDialog("Take out which", choices))
    if chosen is None:
        return
    what = chosen.part if chosen.identity == chosen.part else f"{chosen.part} · {chosen.identity}"
    dialog = ConfirmDialog(
        f"Take out {what}",
        [f"{amount(chosen.quantity)} × {what}, installed by {chosen.operator}. It goes back to stock."],
        confirm="Take out",
        danger=True,
    )
    if await bench.app.push_screen_wait(dialog):
        command = Uninstall(step_id=bench.step_id, installation_id=chosen.installation_id)
        bench.answer(await bench.say(command))
        await bench.reload()


async def _install(bench: Bench, stock: StockRow, quantity: Decimal | None) -> None:
    if stock.requirement_id is None:
        return
    command = Install(
        step_id=bench.step_id,
        requirement_id=stock.requirement_id,
        inventory_id=stock.inventory_id,
        quantity=quantity,
    )
    answer = settled(await bench.say(command))
    bench.answer(answer)
    await bench.reload()
    here = bench.sheet.stop
    if isinstance(answer, Outcome) and isinstance(here, RequirementLine) and here.is_complete:
        bench.sheet.move_cursor(1)


async def _quantity(bench: Bench, need: RequirementRow, stock: StockRow) -> tuple[Decimal | None, bool]:
    """How much to install, and whether that was given up; a serial, or the last one missing, is not asked for."""
    missing = need.quantity - need.installed
    if need.tracking == Tracking.SERIAL or missing <= 1:
        return None, False
    lines = [f"{amount(missing)} missing, {amount(stock.quantity)} there"]
    dialog = QuantityDialog(
        f"Install {stock.part} · {stock.identity}",
        lines,
        likely=min(missing, stock.quantity),
        confirm="Install",
    )
    quantity = await bench.app.push_screen_wait(dialog)
    return quantity, quantity is None


def _requirement_line(bench: Bench) -> RequirementLine | None:
    here, lines = bench.sheet.stop, bench.sheet.requirements
    if isinstance(here, RequirementLine):
        return here
    return next((line for line in lines if not line.is_complete), None) or next(iter(lines), None)


def _choice(row: StockRow) -> Choice[StockRow]:
    label = row.part if row.identity == row.part else f"{row.part} · {row.identity}"
    substitute = " substitute" if row.is_substitute else ""
    return Choice(row, f"{label}{substitute}", f"{amount(row.quantity)} at {row.location}", code=row.identity)
