"""Filling in a datagrid: what was entered goes to the engine in its order, and what it says comes back to the cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from data.errors import StoreError
from data.rows.site import OperatorRow
from data.rows.work import ScanKind, ScanMatch
from ion_tui.engine.answers import Code, Outcome, Refused
from ion_tui.engine.commands import Credentials, RecordCell, SignCell, new_key
from ion_tui.engine.words import FieldType
from screens.base import settled
from screens.dialogs.pick import Choice, PickDialog, PickManyDialog
from screens.dialogs.reason import ReasonDialog
from screens.dialogs.sign import SignDialog
from screens.floor import BROKEN, GaveUp
from screens.step_parts.bench import Bench
from screens.step_parts.cell_table import CellTable
from screens.step_parts.desk import Desk
from screens.step_parts.grid import GridPart
from screens.step_parts.grid_model import Spot
from screens.step_parts.grid_reading import Entry, Stand
from screens.step_parts.recording import UNDONE, for_batch
from screens.step_parts.signing import signed_for

_STOCK = frozenset({ScanKind.TOOL, ScanKind.INVENTORY})


async def record(desk: Desk, table: CellTable[Any], spot: Spot) -> None:
    """Record what was entered into a cell; the cursor has gone on already.

    Commands are said at once, and carried out in that order. A value for a cell whose last one is still on its way
    waits for what becomes of that one.
    """
    entry = table.model.entry(spot)
    if entry is None or entry.stand is Stand.REFUSED:
        desk.refuse(table.addressed(spot, entry.sentence) if entry else "")
        return
    async with table.turn(spot):
        entry = table.model.sent(spot, entry)
        if entry is None:
            return
        try:
            answer = await _recorded(desk, table, spot, entry)
        except Exception as error:
            sentence = error.sentence if isinstance(error, StoreError | GaveUp) else BROKEN
            table.refuse(spot, entry, Refused(Code.CONFLICT, sentence))
            raise
        sentence = table.addressed(spot, answer.sentence)
        if isinstance(answer, Refused):
            table.refuse(spot, entry, answer)
            desk.refuse(sentence)
        else:
            table.store(spot, entry, answer)
            if answer.notes:
                desk.refuse(sentence)
            else:
                desk.answer(replace(answer, sentence=sentence))
    if isinstance(answer, Refused) and answer.code is Code.STALE:
        await desk.reload()


async def _recorded(desk: Desk, table: CellTable[Any], spot: Spot, entry: Entry) -> Outcome | Refused:
    reason: str | None = None
    while True:
        command = table.command(spot, entry, reason)
        if isinstance(desk, Bench) and isinstance(command, RecordCell):
            async with table.asking:
                agreed = await for_batch(desk, command, table.model.name(spot))
            if agreed is None:
                return Refused(Code.CONFLICT, UNDONE)
            command = agreed
        answer = settled(await desk.say(command))
        if not isinstance(answer, Refused) or answer.code is not Code.REASON_NEEDED or reason is not None:
            return answer
        async with table.asking:
            dialog = ReasonDialog(
                f"Correct {table.model.name(spot)}", plan_lines=[answer.sentence], confirm="Correct"
            )
            reason = await desk.app.push_screen_wait(dialog)
        if reason is None:
            return Refused(Code.REASON_NEEDED, UNDONE)


async def pick(desk: Desk, table: CellTable[Any], spot: Spot) -> None:
    """Pick a cell's value from its options, and record it."""
    place = table.model.place(spot)
    column, name = table.model.columns[place[1]], table.model.name(spot)
    choices = [Choice(option, option) for option in column.options]
    chosen = tuple((table.model.stored(place).value or "").split("\n"))
    picked: str | None
    if column.type == FieldType.MULTISELECT:
        dialog = PickManyDialog(name, choices, chosen=chosen, confirm="Record")
        many = await desk.app.push_screen_wait(dialog)
        picked = None if many is None else "\n".join(many)
    else:
        picked = await desk.app.push_screen_wait(PickDialog(name, choices, chosen=chosen, confirm="Record"))
    if picked is not None and table.is_attached and table.model.has(spot):
        table.grid.move_to(*table.model.place(spot))
        table.grid.enter(picked)


async def sign(bench: Bench, part: GridPart, spot: Spot, *, badge: str | None = None) -> None:
    """Ask who signs a cell, until the engine takes the signature or the person gives up; then go on."""
    operator, name = bench.floor.operator, part.model.name(spot)

    command = SignCell(
        step_id=part.step_id, row_id=spot.row_id, column_id=spot.column_id, signer=Credentials()
    )

    async def attempt(signer: Credentials) -> Outcome | Refused:
        return settled(await bench.say(replace(command, signer=signer, key=new_key())))

    if not part.can_sign(spot):
        # Only the engine knows why not; it judges the step before it looks at who signs.
        bench.answer(await attempt(Credentials()))
        return
    agreed = await signed_for(bench, command, name)
    if agreed is None:
        return
    command = agreed
    role = part.model.columns[part.model.place(spot)[1]].role
    dialog = SignDialog(
        f"Sign: {name}",
        [f"Role: {role}", f"You sign the row: {part.model.row_words(spot)}"],
        attempt=attempt,
        operator_code=operator.code if operator and badge is None and role in operator.roles else "",
        badge=badge,
        badge_suffices=not bench.floor.signing_asks_pin,
    )
    outcome = await bench.app.push_screen_wait(dialog)
    if outcome is not None:
        bench.answer(outcome)
        await bench.reload()
        if part.is_attached:
            part.go_on(spot)


async def sign_one(bench: Bench, part: GridPart) -> None:
    """Sign the cell under the cursor, or the one of its row."""
    spot = part.to_sign()
    if spot is None:
        bench.refuse("Nothing in this row is to be signed.")
    else:
        await sign(bench, part, spot)


async def take_badge(bench: Bench, part: GridPart, code: str, person: OperatorRow) -> bool:
    """A badge signs the cell under the cursor, or the one of its row that asks for its owner; False for none."""
    spot = part.to_sign(person.roles)
    if spot is None:
        return False
    await sign(bench, part, spot, badge=code)
    return True


async def taken_by_cell(desk: Desk, table: CellTable[Any], code: str, matches: Sequence[ScanMatch]) -> bool:
    """Whether the cell under the cursor takes a scan: as a person, a part, a tool; a reading where it is no label."""
    if not table.grid.takes_text:
        return False
    is_person = any(match.kind is ScanKind.BADGE for match in matches)
    is_stock = any(match.kind in _STOCK for match in matches)
    match FieldType(table.model.columns[table.grid.place[1]].type):
        case FieldType.USER if is_person or not matches:
            pass
        case FieldType.TOOL if is_stock or not matches:
            pass
        case FieldType.PART if is_stock:
            step_id = table.step_of(table.spot)
            stock = await desk.ask(lambda reads: reads.stock_for_scan(step_id, code))
            code = stock[0].part if stock else code
        case FieldType.PART | FieldType.NUMBER | FieldType.STRING if not matches:
            pass
        case _:
            return False
    table.grid.enter(code)
    return True
