"""Filling in a datagrid: what was entered goes to the engine in its order, and what it says comes back to the cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
from screens.step_parts.grid import GridPart
from screens.step_parts.grid_model import Spot
from screens.step_parts.grid_reading import Entry, Stand
from screens.step_parts.recording import UNDONE, for_batch
from screens.step_parts.signing import signed_for

_STOCK = frozenset({ScanKind.TOOL, ScanKind.INVENTORY})


async def record(bench: Bench, part: GridPart, spot: Spot) -> None:
    """Record what was entered into a cell; the cursor has gone on already.

    Commands are said at once, and carried out in that order. A value for a cell whose last one is still on its way
    waits for what becomes of that one.
    """
    entry = part.model.entry(spot)
    if entry is None or entry.stand is Stand.REFUSED:
        bench.refuse(entry.sentence if entry else "")
        return
    async with part.turn(spot):
        entry = part.model.sent(spot, entry)
        if entry is None:
            return
        try:
            answer = await _recorded(bench, part, spot, entry)
        except Exception as error:
            sentence = error.sentence if isinstance(error, StoreError | GaveUp) else BROKEN
            part.refuse(spot, entry, Refused(Code.CONFLICT, sentence))
            raise
        if isinstance(answer, Refused):
            part.refuse(spot, entry, answer)
            bench.refuse(answer.sentence)
        else:
            part.store(spot, entry, answer)
            if answer.notes:
                bench.refuse(answer.sentence)
            else:
                bench.answer(answer)
    if isinstance(answer, Refused) and answer.code is Code.STALE:
        await bench.reload()


async def _recorded(bench: Bench, part: GridPart, spot: Spot, entry: Entry) -> Outcome | Refused:
    reason: str | None = None
    while True:
        command = RecordCell(
            step_id=part.step_id,
            row_id=spot.row_id,
            column_id=spot.column_id,
            text=entry.text,
            not_applicable=entry.not_applicable,
            seen_value=entry.seen,
            reason=reason,
        )
        async with part.asking:
            agreed = await for_batch(bench, command, part.model.name(spot))
        if agreed is None:
            return Refused(Code.CONFLICT, UNDONE)
        answer = settled(await bench.say(agreed))
        if not isinstance(answer, Refused) or answer.code is not Code.REASON_NEEDED or reason is not None:
            return answer
        async with part.asking:
            dialog = ReasonDialog(
                f"Correct {part.model.name(spot)}", plan_lines=[answer.sentence], confirm="Correct"
            )
            reason = await bench.app.push_screen_wait(dialog)
        if reason is None:
            return Refused(Code.REASON_NEEDED, UNDONE)


async def pick(bench: Bench, part: GridPart, spot: Spot) -> None:
    """Pick a cell's value from its options, and record it."""
    place = part.model.place(spot)
    column, name = part.model.columns[place[1]], part.model.name(spot)
    choices = [Choice(option, option) for option in column.options]
    chosen = tuple((part.model.stored(place).value or "").split("\n"))
    picked: str | None
    if column.type == FieldType.MULTISELECT:
        dialog = PickManyDialog(name, choices, chosen=chosen, confirm="Record")
        many = await bench.app.push_screen_wait(dialog)
        picked = None if many is None else "\n".join(many)
    else:
        picked = await bench.app.push_screen_wait(PickDialog(name, choices, chosen=chosen, confirm="Record"))
    if picked is not None and part.is_attached:
        part.grid.move_to(*place)
        part.grid.enter(picked)


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


async def taken_by_cell(bench: Bench, part: GridPart, code: str, matches: Sequence[ScanMatch]) -> bool:
    """Whether the cell under the cursor takes a scan: as a person, a part, a tool; a reading where it is no label."""
    if not part.grid.takes_text:
        return False
    is_person = any(match.kind is ScanKind.BADGE for match in matches)
    is_stock = any(match.kind in _STOCK for match in matches)
    match FieldType(part.model.columns[part.grid.place[1]].type):
        case FieldType.USER if is_person or not matches:
            pass
        case FieldType.TOOL if is_stock or not matches:
            pass
        case FieldType.PART if is_stock:
            stock = await bench.ask(lambda reads: reads.stock_for_scan(part.step_id, code))
            code = stock[0].part if stock else code
        case FieldType.PART | FieldType.NUMBER | FieldType.STRING if not matches:
            pass
        case _:
            return False
    part.grid.enter(code)
    return True
