"""What keeps a step from being signed off, as a list that an operator can work through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from sqlalchemy import Connection

from data.models.types import QUANTITY_SCALE
from data.queries.blockers import Blocker, Kind, blockers_of, limits_of
from ion_tui.engine.ranges import Limits
from ion_tui.engine.states import STATE_WORDS, State
from ion_tui.engine.wording import amount

_UNIT: Final = 10**QUANTITY_SCALE
_TOLD_ROWS: Final = 3
"""Cells out of range of one column that are told one by one."""


def completion_blockers(tx: Connection, step_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """For each step that something keeps from being signed off: what, each in one line."""
    found = blockers_of(tx, step_ids)
    if not found:
        return {}
    every = [blocker for blockers in found.values() for blocker in blockers]
    fields = limits_of(tx, _named(every, Kind.RANGE))
    columns = limits_of(tx, _named(every, Kind.CELL_RANGE), cells=True)
    return {step: tuple(_sentences(blockers, fields, columns)) for step, blockers in found.items()}


def _sentences(
    blockers: Sequence[Blocker], fields: dict[int, dict[str, object]], columns: dict[int, dict[str, object]]
) -> Iterator[str]:
    """Each in its words; of a column's cells out of range only the first few, and how many more there are."""
    bad_rows = Counter(blocker.need for blocker in blockers if blocker.kind is Kind.CELL_RANGE)
    told: Counter[int | None] = Counter()
    for blocker in blockers:
        if blocker.kind is Kind.CELL_RANGE:
            told[blocker.need] += 1
            more = bad_rows[blocker.need] - _TOLD_ROWS
            if more > 0 and told[blocker.need] > _TOLD_ROWS:
                if told[blocker.need] == _TOLD_ROWS + 1:
                    yield f"{blocker.name} is out of range in {more} more row{'s' if more > 1 else ''}"
                continue
        yield _words(blocker, fields, columns)


def _named(blockers: Sequence[Blocker], kind: Kind) -> list[int]:
    return sorted({blocker.need for blocker in blockers if blocker.kind is kind and blocker.need is not None})


def _words(  # noqa: C901, PLR0911 - one case a kind
    blocker: Blocker, fields: dict[int, dict[str, object]], columns: dict[int, dict[str, object]]
) -> str:
    have, need = blocker.have or 0, blocker.need or 0
    match blocker.kind:
        case Kind.VALUE:
            return f"{blocker.name} has no value"
        case Kind.CONFIRMATION:
            return f"{blocker.name} is to be confirmed or measured again"
        case Kind.RANGE:
            return f"{blocker.name}: {_verdict(fields, need, blocker.detail)}"
        case Kind.SIGNATURE:
            return f"{blocker.name} is not signed ({blocker.detail})"
        case Kind.CELL:
            return _in_rows(blocker, "has no value")
        case Kind.CELL_CONFIRMATION:
            return _in_rows(blocker, "is to be confirmed or measured again")
        case Kind.CELL_RANGE:
            return f"Row {have + 1}: {blocker.name}: {_verdict(columns, need, blocker.detail)}"
        case Kind.CELL_SIGNATURE:
            return _in_rows(blocker, "is not signed")
        case Kind.PART:
            missing = amount(Decimal(need - have) / _UNIT)
            done, all_of_it = amount(Decimal(have) / _UNIT), amount(Decimal(need) / _UNIT)
            return f"{missing} × {blocker.name} to install ({done} of {all_of_it})"
        case Kind.APPROVAL:
            rejected = f", rejected by {blocker.detail}" if blocker.detail else ""
            return f"Approval by {blocker.name}: {have} of {need}{rejected}"
        case Kind.RECEIPT:
            back, out = amount(Decimal(have) / _UNIT), amount(Decimal(need) / _UNIT)
            return f"{back} of {out} received back from {blocker.name}"
        case Kind.CHILD:
            return f"{blocker.name} is {STATE_WORDS[State(blocker.detail or State.TODO)]}"


def _in_rows(blocker: Blocker, what: str) -> str:
    first, count = (blocker.have or 0) + 1, blocker.need or 0
    if count == 1:
        return f"Row {first}: {blocker.name} {what}"
    return f"{blocker.name} {what} in {count} rows, the first is row {first}"


def _verdict(limits: dict[int, dict[str, object]], which: int, value: str | None) -> str:
    return Limits(**limits[which]).verdict(Decimal(value or 0)) or "out of range"  # type: ignore[arg-type]
