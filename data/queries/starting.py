"""What a run can be started from: procedure revisions, and inventory."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import BindParameter, Connection, bindparam, exists, func, or_, select

from data.fixed import fixed
from data.ids import AnyRow
from data.models import Inventory, Part, Procedure, ProcedureStep, Run, table

_PROCEDURE: Final = table(Procedure)
_STEP: Final = table(ProcedureStep)
_PART: Final = table(Part)
_STOCK: Final = table(Inventory)
_RUN: Final = table(Run)

_PROCEDURES: Final = (
    select(
        _PROCEDURE.c.id,
        _PROCEDURE.c.code,
        _PROCEDURE.c.revision,
        _PROCEDURE.c.title,
        _PROCEDURE.c.kind,
        _PROCEDURE.c.status,
        _PROCEDURE.c.part_id,
        _PART.c.number.label("part"),
        _PART.c.tracking,
        exists().where(_STEP.c.procedure_id == _PROCEDURE.c.id, ~_STEP.c.approved).label("has_unapproved"),
    )
    .select_from(_PROCEDURE.outerjoin(_PART, _PART.c.id == _PROCEDURE.c.part_id))
    .order_by(_PROCEDURE.c.code, _PROCEDURE.c.id.desc())
)
_UNITS: Final = select(
    _STOCK.c.id,
    _STOCK.c.part_id,
    _PART.c.number,
    _STOCK.c.serial,
    _STOCK.c.lot,
    _STOCK.c.status,
    select(func.count()).where(_RUN.c.inventory_id == _STOCK.c.id).scalar_subquery().label("runs"),
).join(_PART, _PART.c.id == _STOCK.c.part_id)
_CODE: Final[BindParameter[str]] = bindparam("code")
_NAMED: Final = (
    _UNITS.where(or_(_STOCK.c.serial == _CODE, _STOCK.c.lot == _CODE)).order_by(_STOCK.c.id).limit(50)
)
_ONE: Final = _UNITS.where(_STOCK.c.id == bindparam("inventory"))
_OF_PART: Final = fixed(
    _UNITS.where(_STOCK.c.part_id == bindparam("part"), _STOCK.c.status.in_(("available", "in work")))
    .order_by(_STOCK.c.status, _STOCK.c.serial, _STOCK.c.lot, _STOCK.c.id)
    .limit(bindparam("limit"))
)


def procedures(tx: Connection) -> list[AnyRow]:
    """Every procedure revision, the newest of each code first."""
    return list(tx.execute(_PROCEDURES))


def units_named(tx: Connection, code: str) -> list[AnyRow]:
    """The inventory whose serial or lot this is."""
    return list(tx.execute(_NAMED, {"code": code}))


def unit(tx: Connection, inventory_id: int) -> Any:
    """One inventory, or None."""
    return tx.execute(_ONE, {"inventory": inventory_id}).first()


def units_of_part(tx: Connection, part_id: int, limit: int) -> list[AnyRow]:
    """Inventory of a part that a run could work on."""
    return list(tx.execute(_OF_PART, {"part": part_id, "limit": limit}))
