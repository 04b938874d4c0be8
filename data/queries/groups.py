"""Siblings that share a row of the queue: what they have in common, and which of them stands for the others."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from data.models import RunStep, table

_STEP: Final = table(RunStep)

GROUP: Final = tuple(
    _STEP.c[name] for name in ("batch_id", "sibling_key", "work_center_id", "state", "bucket", "completed_at")
)
"""What siblings in one row have in common. Completed ones have completed at one moment: by one command."""

URGENT_FIRST: Final = tuple(_STEP.c[name] for name in ("priority", "due_sort", "run_id", "ordinal"))
"""The order of a queue, and of the siblings in a row: the first stands for the others."""


class _Urgency(FunctionElement[str]):
    """`URGENT_FIRST` as one text that sorts as it does, and behind a slash the step's id."""

    name = "urgency"
    type = Text()
    inherit_cache = True


@compiles(_Urgency, "sqlite")
def _for_sqlite(element: _Urgency, compiler: Any, **more: Any) -> str:
    priority, due, run, ordinal, step = (compiler.process(column, **more) for column in element.clauses)
    return f"({priority} || {due} || printf('%012d%06d', {run}, {ordinal}) || '/' || {step})"


@compiles(_Urgency, "postgresql")
def _for_postgresql(element: _Urgency, compiler: Any, **more: Any) -> str:
    priority, due, run, ordinal, step = (compiler.process(column, **more) for column in element.clauses)
    at = f"to_char({due} AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS')"
    return f"({priority} || {at} || lpad({run}::text, 12, '0') || lpad({ordinal}::text, 6, '0') || '/' || {step})"


def urgency() -> ColumnElement[str]:
    """The least of a group is that of its most urgent step, which `step_of` names."""
    return _Urgency(*URGENT_FIRST, _STEP.c.id)


def step_of(text: str) -> int:
    """The step that an urgency is of."""
    return int(text.rpartition("/")[2])
