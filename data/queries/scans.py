"""What a scanned code names: an exact match among badges, work centers, runs, steps, tools and inventory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import BindParameter, Connection, bindparam, select

from data.ids import AnyRow, id_list, within
from data.models import Inventory, Location, Operator, Part, Run, RunStep, StepContent, table
from data.rows.work import ScanKind, ScanMatch

_OPERATOR: Final = table(Operator)
_LOCATION: Final = table(Location)
_RUN: Final = table(Run)
_STEP: Final = table(RunStep)
_CONTENT: Final = table(StepContent)
_INVENTORY: Final = table(Inventory)
_PART: Final = table(Part)

_CODE: Final[BindParameter[str]] = bindparam("code")
_PEOPLE: Final = select(_OPERATOR.c.id, _OPERATOR.c.name).where(_OPERATOR.c.badge == _CODE)
_PLACES: Final = select(_LOCATION.c.id, _LOCATION.c.name).where(
    _LOCATION.c.code == _CODE, _LOCATION.c.is_work_center
)
_STOCK_COLUMNS: Final = (
    _INVENTORY.c.id,
    _INVENTORY.c.part_id,
    _INVENTORY.c.serial,
    _INVENTORY.c.lot,
    _INVENTORY.c.quantity,
    _INVENTORY.c.status,
    _INVENTORY.c.source_id,
    _LOCATION.c.code.label("location"),
    _PART.c.number,
    _PART.c.revision,
    _PART.c.tracking,
    _PART.c.is_tool,
)
_STOCK: Final = select(*_STOCK_COLUMNS).select_from(
    _INVENTORY.join(_PART, _PART.c.id == _INVENTORY.c.part_id).outerjoin(
        _LOCATION, _LOCATION.c.id == _INVENTORY.c.location_id
    )
)
# A lot is split with every install: what is scanned is the lot in stock, not each piece that was taken from it.
_BY_SERIAL: Final = _STOCK.where(_INVENTORY.c.serial == _CODE).order_by(_INVENTORY.c.id)
_BY_LOT: Final = (
    _STOCK.where(_INVENTORY.c.lot == _CODE, _INVENTORY.c.status == "available")
    .order_by(_INVENTORY.c.id)
    .limit(50)
)
_BY_SPENT_LOT: Final = _STOCK.where(_INVENTORY.c.lot == _CODE).order_by(_INVENTORY.c.id).limit(1)
_BY_NUMBER: Final = (
    _STOCK.where(_PART.c.number == _CODE, _INVENTORY.c.status == "available")
    .order_by(_INVENTORY.c.id)
    .limit(50)
)
_AVAILABLE: Final = (
    _STOCK.where(within(_INVENTORY.c.part_id), _INVENTORY.c.status == "available", _INVENTORY.c.quantity > 0)
    .order_by(_PART.c.number, _INVENTORY.c.serial, _INVENTORY.c.lot, _INVENTORY.c.id)
    .limit(200)
)
_RUNS_OF: Final = (
    select(_RUN.c.id, _RUN.c.title, _RUN.c.inventory_id)
    .where(within(_RUN.c.inventory_id), _RUN.c.closed_at.is_(None))
    .order_by(_RUN.c.id.desc())
)
_RUN_BY_ID: Final = select(_RUN.c.id, _RUN.c.title).where(_RUN.c.id == bindparam("id"))
_STEP_BY_ID: Final = (
    select(_STEP.c.id, _STEP.c.number, _CONTENT.c.title, _RUN.c.title.label("run_title"))
    .select_from(
        _STEP.join(_CONTENT, _CONTENT.c.id == _STEP.c.content_id).join(_RUN, _RUN.c.id == _STEP.c.run_id)
    )
    .where(_STEP.c.id == bindparam("id"))
)
_CURRENT_STEP: Final = (
    select(_STEP.c.id)
    .where(_STEP.c.run_id == bindparam("run"), _STEP.c.bucket.in_([0, 1, 3]))
    .order_by(_STEP.c.depth.desc(), _STEP.c.bucket, _STEP.c.ordinal)
    .limit(1)
)
_FIRST_STEP: Final = (
    select(_STEP.c.id).where(_STEP.c.run_id == bindparam("run")).order_by(_STEP.c.ordinal).limit(1)
)

RUN_PREFIX: Final = "RUN-"
STEP_PREFIX: Final = "STEP-"
"""Labels of runs and steps: the word and the id, as `RUN-1041`."""

_LARGEST_ID: Final = 2**31 - 1


def matches(tx: Connection, code: str) -> list[ScanMatch]:
    """Everything that this code names exactly."""
    found = [ScanMatch(ScanKind.BADGE, row.id, row.name) for row in tx.execute(_PEOPLE, {"code": code})]
    found += [
        ScanMatch(ScanKind.WORK_CENTER, row.id, row.name) for row in tx.execute(_PLACES, {"code": code})
    ]
    for prefix, kind in ((RUN_PREFIX, ScanKind.RUN), (STEP_PREFIX, ScanKind.STEP)):
        number = code.upper().removeprefix(prefix)
        if number != code.upper() and number.isascii() and number.isdigit() and int(number) <= _LARGEST_ID:
            found += _labeled(tx, kind, int(number))
    stock = stock_with(tx, code)
    runs = {
        row.inventory_id: row
        for row in tx.execute(_RUNS_OF, {"ids": id_list(row.id for row in stock if row.serial)})
    }
    for row in stock:
        label = f"{row.number} · {row.serial or row.lot}" if row.serial or row.lot else row.number
        if run := runs.get(row.id):
            found.append(ScanMatch(ScanKind.RUN, run.id, run.title, step_of_run(tx, run.id)))
        if row.is_tool:
            found.append(ScanMatch(ScanKind.TOOL, row.id, label, where=_where(row)))
        elif row.id not in runs:
            found.append(ScanMatch(ScanKind.INVENTORY, row.id, label, where=_where(row)))
    return found


def _where(row: AnyRow) -> str:
    """`available at WC-TEST`; with the quantity where it is not one unit with a serial."""
    said = row.status if row.serial else f"{row.quantity.normalize():f} {row.status}"
    return f"{said} at {row.location}" if row.location else said


def _labeled(tx: Connection, kind: ScanKind, number: int) -> list[ScanMatch]:
    if kind is ScanKind.RUN:
        row = tx.execute(_RUN_BY_ID, {"id": number}).first()
        return [] if row is None else [ScanMatch(kind, row.id, row.title, step_of_run(tx, row.id))]
    step = tx.execute(_STEP_BY_ID, {"id": number}).first()
    return [] if step is None else [ScanMatch(kind, step.id, f"{step.run_title}: {step.number} {step.title}")]


def step_of_run(tx: Connection, run_id: int) -> int | None:
    """The step to open when a run is asked for: what is being worked, else what can be, else the first."""
    found = tx.execute(_CURRENT_STEP, {"run": run_id}).scalar()
    return found if found is not None else tx.execute(_FIRST_STEP, {"run": run_id}).scalar()


def stock_with(tx: Connection, code: str) -> Sequence[AnyRow]:
    """Inventory with this serial, or lot in stock, or untracked with this part number; a spent lot as the last."""
    found = list(tx.execute(_BY_SERIAL, {"code": code})) + list(tx.execute(_BY_LOT, {"code": code}))
    return (
        found
        or list(tx.execute(_BY_NUMBER, {"code": code}))
        or list(tx.execute(_BY_SPENT_LOT, {"code": code}))
    )


def stock_of_parts(tx: Connection, part_ids: Sequence[int]) -> Sequence[AnyRow]:
    """Available inventory of these parts, for picking from a list."""
    return list(tx.execute(_AVAILABLE, {"ids": id_list(part_ids)}))
