"""Parts: what requirements count as installed, what stock says became of it, and that quantities add up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, and_, func, literal, or_, select

from data.models.types import Quantity
from ion_tui.engine.history import HISTORY
from ion_tui.engine.parts import INSTALLATION, INVENTORY, REQUIREMENT
from ion_tui.engine.wording import amount
from ion_tui.engine.words import InventoryStatus

_NOTHING: Final = literal(Decimal(0), Quantity)
_IS_IN: Final = INSTALLATION.c.removed_at.is_(None)
_HOLDING: Final[Any] = (InventoryStatus.INSTALLED.value, InventoryStatus.CONSUMED.value)

_SUMS: Final[Any] = (
    select(INSTALLATION.c.requirement_id, func.sum(INSTALLATION.c.quantity).label("installed"))
    .where(_IS_IN)
    .group_by(INSTALLATION.c.requirement_id)
    .subquery("sums")
)
_COUNTED: Final[Any] = (
    select(
        REQUIREMENT.c.id,
        REQUIREMENT.c.installed,
        func.coalesce(_SUMS.c.installed, _NOTHING).label("should_be"),
    )
    .select_from(REQUIREMENT.outerjoin(_SUMS, _SUMS.c.requirement_id == REQUIREMENT.c.id))
    .where(REQUIREMENT.c.installed != func.coalesce(_SUMS.c.installed, _NOTHING))
    .order_by(REQUIREMENT.c.id)
)
_PLACED: Final[Any] = (
    select(
        INVENTORY.c.id,
        INVENTORY.c.status,
        INVENTORY.c.quantity,
        INSTALLATION.c.id.label("installation"),
        INSTALLATION.c.quantity.label("installed"),
    )
    .select_from(
        INVENTORY.outerjoin(INSTALLATION, and_(INSTALLATION.c.inventory_id == INVENTORY.c.id, _IS_IN))
    )
    .where(
        or_(
            and_(INSTALLATION.c.id.is_not(None), INVENTORY.c.status.not_in(_HOLDING)),
            and_(INSTALLATION.c.id.is_(None), INVENTORY.c.status == InventoryStatus.INSTALLED.value),
            INSTALLATION.c.quantity != INVENTORY.c.quantity,
        )
    )
    .order_by(INVENTORY.c.id)
)
_EMPTIED: Final[Any] = (
    select(INVENTORY.c.id, INVENTORY.c.quantity)
    .where(INVENTORY.c.status == InventoryStatus.MERGED.value, INVENTORY.c.quantity != _NOTHING)
    .order_by(INVENTORY.c.id)
)
_DOUBLED: Final[Any] = (
    select(INVENTORY.c.id, INVENTORY.c.serial, INVENTORY.c.quantity)
    .where(INVENTORY.c.serial.is_not(None), INVENTORY.c.quantity > literal(Decimal(1), Quantity))
    .order_by(INVENTORY.c.id)
)
_SOURCE: Final = INVENTORY.alias("source")
_FOREIGN: Final[Any] = (
    select(INVENTORY.c.id, INVENTORY.c.source_id)
    .join(_SOURCE, _SOURCE.c.id == INVENTORY.c.source_id)
    .where(or_(INVENTORY.c.part_id != _SOURCE.c.part_id, INVENTORY.c.lot.is_distinct_from(_SOURCE.c.lot)))
    .order_by(INVENTORY.c.id)
)

_TREE: Final[Any] = (
    select(INVENTORY.c.id.label("root"), INVENTORY.c.id, INVENTORY.c.quantity)
    .where(INVENTORY.c.source_id.is_(None))
    .cte("tree", recursive=True)
)
_PIECE: Final = INVENTORY.alias("piece")
_PIECES: Final = _TREE.union_all(
    select(_TREE.c.root, _PIECE.c.id, _PIECE.c.quantity).join(_PIECE, _PIECE.c.source_id == _TREE.c.id)
)
_TOTALS: Final[Any] = (
    select(_PIECES.c.root, func.sum(_PIECES.c.quantity).label("total"))
    .group_by(_PIECES.c.root)
    .subquery("totals")
)
_MADE: Final[Any] = (
    select(_TOTALS.c.root, _TOTALS.c.total, HISTORY.c.label, HISTORY.c.after)
    .join(HISTORY, and_(HISTORY.c.target == "inventory", HISTORY.c.target_id == _TOTALS.c.root))
    .where(HISTORY.c.action.in_(["inventory.add", "inventory.make"]))
    .order_by(_TOTALS.c.root)
    .execution_options(yield_per=5_000)
)


def differences(tx: Connection) -> Iterator[str]:
    """Each requirement that counts wrongly, and each inventory that is not what became of it."""
    for row in tx.execute(_COUNTED):
        yield (
            f"Requirement {row.id} counts {amount(row.installed)} as installed; it should be {amount(row.should_be)}."
        )
    for row in tx.execute(_PLACED):
        if row.installation is None:
            yield f"Inventory {row.id} is installed, but nowhere."
        elif row.status not in _HOLDING:
            yield f"Inventory {row.id} is {row.status}, but installed by installation {row.installation}."
        else:
            yield (
                f"Inventory {row.id} holds {amount(row.quantity)}, but {amount(row.installed)} of it are installed."
            )
    for row in tx.execute(_EMPTIED):
        yield f"Inventory {row.id} was merged into another and still holds {amount(row.quantity)}."
    for row in tx.execute(_DOUBLED):
        yield f"Inventory {row.id} is {amount(row.quantity)} of the one unit {row.serial}."
    for row in tx.execute(_FOREIGN):
        yield f"Inventory {row.id} is split from {row.source_id}, which is another part or lot."
    for row in tx.execute(_MADE):
        made = Decimal(json.loads(row.after)["quantity"])
        if row.total != made:
            yield (
                f"Inventory {row.root} ({row.label}) and what was split from it hold {amount(row.total)}; "
                f"{amount(made)} were made."
            )
