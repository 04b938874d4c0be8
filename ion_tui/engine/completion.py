"""What keeps a step from being signed off, as a list that an operator can work through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import Connection

from data.models.types import QUANTITY_SCALE
from data.queries.blockers import Blocker, Kind, blockers_of, limits_of
from ion_tui.engine.cell_blockers import MISSING, cells_out_of_range, missing_cells
from ion_tui.engine.ranges import Limits
from ion_tui.engine.states import STATE_WORDS, State
from ion_tui.engine.wording import amount

_UNIT: Final = 10**QUANTITY_SCALE


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
    blockers: Sequence[Blocker], fields: dict[int, dict[str, Any]], columns: dict[int, dict[str, Any]]
) -> Iterator[str]:
    for kind, group in groupby(blockers, key=attrgetter("kind")):
        if kind in MISSING:
            yield from missing_cells(list(group))
        elif kind is Kind.CELL_RANGE:
            yield from cells_out_of_range(list(group), columns)
        else:
            yield from (_words(blocker, fields) for blocker in group)


def _named(blockers: Sequence[Blocker], kind: Kind) -> list[int]:
    return sorted({blocker.need for blocker in blockers if blocker.kind is kind and blocker.need is not None})


def _words(blocker: Blocker, fields: dict[int, dict[str, Any]]) -> str:
    have, need = blocker.have or 0, blocker.need or 0
    match blocker.kind:
        case Kind.VALUE:
            return f"{blocker.name} has no value"
        case Kind.CONFIRMATION:
            return f"{blocker.name} is to be confirmed or measured again"
        case Kind.RANGE:
            verdict = Limits(**fields[need]).verdict(Decimal(blocker.detail or 0))
            return f"{blocker.name}: {verdict or 'out of range'}"
        case Kind.SIGNATURE:
            return f"{blocker.name} is not signed ({blocker.detail})"
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
        case _:
            raise AssertionError(blocker.kind)
