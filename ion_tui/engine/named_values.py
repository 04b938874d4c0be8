"""Values that name something in the store: a tool by its serial, a person by ID or badge, a part by its number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, select

from data.models import Inventory, Operator, Part, table
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.context import Context
from ion_tui.engine.slots import Asked
from ion_tui.engine.values import calibration_refusal, clean_text
from ion_tui.engine.words import InventoryStatus

_OPERATOR: Final = table(Operator)
_PART: Final = table(Part)
_INVENTORY: Final = table(Inventory)

_FIND_TOOL: Final = (
    select(
        _INVENTORY.c.id,
        _INVENTORY.c.serial,
        _INVENTORY.c.status,
        _INVENTORY.c.calibration_due,
        _INVENTORY.c.part_id,
        _PART.c.number,
        _PART.c.is_tool,
    )
    .join(_PART, _PART.c.id == _INVENTORY.c.part_id)
    .where(_INVENTORY.c.serial == bindparam("serial"))
)
_PART_NUMBER: Final = select(_PART.c.number).where(_PART.c.id == bindparam("part"))
_FIND_OPERATOR: Final = select(_OPERATOR.c.id, _OPERATOR.c.code, _OPERATOR.c.active).where(
    (_OPERATOR.c.code == bindparam("code")) | (_OPERATOR.c.badge == bindparam("code"))
)
_FIND_PART: Final = select(_PART.c.number).where(_PART.c.number == bindparam("number")).distinct()


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that fits a slot; `expired` says in words why its calibration is not in date, empty where it is."""

    inventory_id: int
    serial: str
    expired: str = ""


def find_tool(context: Context, asked: Asked, code: str) -> Tool | Refused:
    """The tool with this serial, where it is of the part that the slot asks for and at hand."""
    cleaned = clean_text(code, 200)
    if isinstance(cleaned, Refused):
        return cleaned
    found = context.tx.execute(_FIND_TOOL, {"serial": cleaned}).all()
    fitting = [row for row in found if row.is_tool and asked.part_id in (None, row.part_id)]
    if not fitting:
        wanted = context.tx.execute(_PART_NUMBER, {"part": asked.part_id}).scalar() or "a tool"
        what = f"{cleaned} is {found[0].number}" if found else f"no tool here has the serial {cleaned}"
        return Refused(Code.INVALID, f"{asked.name} asks for {wanted}: {what}.")
    tool = fitting[0]
    if tool.status != InventoryStatus.AVAILABLE:
        return Refused(
            Code.INVALID, f"{asked.name}: {tool.serial} is {tool.status}; take another {tool.number}."
        )
    expired = ""
    if asked.calibrated:
        today = context.now.astimezone(context.zone).date()
        expired = calibration_refusal(tool.serial, tool.calibration_due, today)
    return Tool(tool.id, tool.serial, expired)


def find_person(tx: Connection, asked: Asked, code: str) -> str | Refused:
    """The ID of the active person with this ID or badge."""
    row = tx.execute(_FIND_OPERATOR, {"code": code}).first()
    if row is None:
        return Refused(Code.INVALID, f"{asked.name}: nobody here has the ID or badge {code[:24]}.")
    if not row.active:
        return Refused(Code.INVALID, f"{asked.name}: {row.code} has been deactivated.")
    return str(row.code)


def find_part(tx: Connection, asked: Asked, number: str) -> str | Refused:
    """The number of a part that there is."""
    row = tx.execute(_FIND_PART, {"number": number}).first()
    if row is None:
        return Refused(Code.INVALID, f"{asked.name}: there is no part {number[:24]}.")
    return str(row.number)
