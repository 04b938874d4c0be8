"""Custom attributes of a run, of one of its steps, and of the procedure that it is made by."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, and_, bindparam, case, or_, select

from data.ids import AnyRow
from data.models import AttributeKind, AttributeValue, Run, table

_KIND: Final = table(AttributeKind)
_VALUE: Final = table(AttributeValue)
_RUN: Final = table(Run)

_COLUMNS: Final = (_KIND.c.scope, _KIND.c.name, _KIND.c.type, _KIND.c.options, _VALUE.c.value)
_ORDER: Final = (
    case((_KIND.c.scope == "procedure", 0), (_KIND.c.scope == "run", 1), else_=2),
    _KIND.c.name,
)
_OF_STEP: Final = (
    select(*_COLUMNS)
    .select_from(
        _RUN.join(_KIND, _KIND.c.id.is_not(None)).outerjoin(
            _VALUE,
            and_(
                _VALUE.c.kind_id == _KIND.c.id,
                or_(
                    _VALUE.c.procedure_id == _RUN.c.procedure_id,
                    _VALUE.c.run_id == _RUN.c.id,
                    _VALUE.c.run_step_id == bindparam("step"),
                ),
            ),
        )
    )
    .where(_RUN.c.id == bindparam("run"))
    .order_by(*_ORDER)
)


def read_attributes(tx: Connection, run_id: int, step_id: int | None) -> list[AnyRow]:
    """Every attribute of the site with its value here, if it has one: the procedure's, the run's, the step's."""
    return list(tx.execute(_OF_STEP, {"run": run_id, "step": step_id}))
