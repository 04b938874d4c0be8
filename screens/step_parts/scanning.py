"""What a scan does on a step: the cursor's field first, then what the step needs, then what it is anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from data.rows.work import ScanKind, ScanMatch, StockRow
from ion_tui.engine.words import FieldType
from screens.dialogs.pick import Choice, PickDialog
from screens.step_parts import approving, filling, installing, recording, signing
from screens.step_parts.bench import Bench
from screens.step_parts.grid import GridPart
from screens.step_parts.reading import is_reading
from screens.step_parts.typed_line import TypedLine

STOCK: Final = frozenset({ScanKind.TOOL, ScanKind.INVENTORY})
"""Kinds that are a thing in stock: which of several a label means, the step's own needs tell."""


async def taken_by_field(bench: Bench, code: str, matches: Sequence[ScanMatch]) -> bool:
    """Whether the field under the cursor takes a scan: badge, tool, part while it is empty, a gauge's reading, a text.

    What nothing here has as its code goes there too, where the engine says in words what the field asks for.
    """
    line = bench.sheet.stop
    if isinstance(line, GridPart):
        return await filling.taken_by_cell(bench, line, code, matches)
    if not isinstance(line, TypedLine):
        return False
    kinds = {match.kind for match in matches}
    match line.field.type:
        case FieldType.USER if ScanKind.BADGE in kinds:
            pass
        case FieldType.TOOL if ScanKind.TOOL in kinds or not kinds:
            pass
        case FieldType.PART if (kinds & STOCK or not kinds) and not line.field.shown:
            stock = await _stock(bench, code)
            code = stock[0].part if stock else code
        case FieldType.NUMBER if is_reading(line.field, code, line.time):
            if matches and not await _is_meant_as_reading(bench, line, code, matches):
                return False
        case FieldType.STRING if not kinds:
            pass
        case _:
            return False
    await _enter(bench, line, code)
    return True


async def _is_meant_as_reading(
    bench: Bench, line: TypedLine, code: str, matches: Sequence[ScanMatch]
) -> bool:
    """Whether a number that is a code of something too is the reading of a gauge; asked, as both may be."""
    codes = ", ".join(f"{match.kind} {match.label}" for match in matches)
    choices = [
        Choice(True, f"{code} is the reading of {line.field.name}"),
        Choice(False, f"{code} is a code", codes),
    ]
    dialog: PickDialog[bool] = PickDialog(f"{code} is more than one thing", choices)
    picked = await bench.app.push_screen_wait(dialog)
    return bool(picked)


async def _enter(bench: Bench, line: TypedLine, code: str) -> None:
    """Record a scanned code, and be done once it is: the next scan finds the cursor where it belongs then."""
    line.expect(code)
    await recording.enter(bench, line, code, not_applicable=False)


async def take_stock(bench: Bench, code: str, *, is_tool: bool) -> None:
    """A tool goes into the tool field that asks for it; anything else into the requirement that it fits."""
    stock = await _stock(bench, code)
    if not stock:
        bench.refuse(f"{code} is not there any more: nothing installed.")
    elif not (is_tool and await _fill_tool(bench, code, stock)):
        await installing.install_scanned(bench, stock)


async def take_badge(bench: Bench, code: str, match: ScanMatch) -> bool:
    """A badge signs what its owner can sign here, else approves the step; False where it is asked for neither."""
    person = await bench.ask(lambda reads: reads.operator(match.id))
    if person is None:
        return False
    here = bench.sheet.stop
    if isinstance(here, GridPart) and await filling.take_badge(bench, here, code, person):
        return True
    signable = [line for line in signing.unsigned(bench) if line.editable and line.field.role in person.roles]
    under = [line for line in signable if line.is_here]
    if len(under or signable) == 1:
        await signing.sign(bench, (under or signable)[0], badge=code)
    elif signable:
        choices = [Choice(line, line.field.name, line.field.role or "") for line in signable]
        picked = await bench.app.push_screen_wait(PickDialog(f"{match.label} signs which", choices))
        if picked is not None:
            await signing.sign(bench, picked, badge=code)
    else:
        return await approving.decide_by_badge(bench, person, code)
    return True


async def _stock(bench: Bench, code: str) -> list[StockRow]:
    step_id = bench.step_id
    return await bench.ask(lambda reads: reads.stock_for_scan(step_id, code))


async def _fill_tool(bench: Bench, code: str, stock: Sequence[StockRow]) -> bool:
    """Put a tool into the only tool field that asks for its part and is empty; one of several is picked."""
    parts = {row.part for row in stock}
    asking = [
        line
        for line in bench.sheet.query(TypedLine)
        if line.editable and line.field.type == FieldType.TOOL and line.field.tool_part in (None, *parts)
    ]
    empty = [line for line in asking if not line.field.shown] or asking
    chosen = empty[0] if empty else None
    if len(empty) > 1:
        choices = [Choice(line, line.field.name, line.field.shown) for line in empty]
        chosen = await bench.app.push_screen_wait(PickDialog(f"{code} into which field", choices))
    if chosen is not None:
        await _enter(bench, chosen, code)
    return bool(empty)
