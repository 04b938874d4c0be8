"""Steps of procedures and runs: their order, depth and number from their places, and what makes them siblings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, Table, select

from data.models import ProcedureStep, RunStep, Site, StepContent, table
from ion_tui.engine.site_import.steps import numbers, sibling_key

_CONTENT: Final = table(StepContent)
_BASE: Final = select(table(Site).c.step_numbering_base)
_BASES: Final = (0, 1)
_PAGE: Final = 5_000


def _reading(steps: Table, owner: str) -> Any:
    return (
        select(
            steps.c[owner].label("owner"),
            steps.c.id,
            steps.c.parent_id,
            steps.c.ordinal,
            steps.c.position,
            steps.c.depth,
            steps.c.number,
            steps.c.origin,
            steps.c.sibling_key,
            steps.c.is_outside,
            _CONTENT.c.digest,
        )
        .join(_CONTENT, _CONTENT.c.id == steps.c.content_id)
        .order_by(steps.c[owner], steps.c.ordinal)
        .execution_options(yield_per=_PAGE)
    )


_OF_PROCEDURES: Final = _reading(table(ProcedureStep), "procedure_id")
_OF_RUNS: Final = _reading(table(RunStep), "run_id")


@dataclass(slots=True)
class _Identity:
    """Sibling keys, each computed once: runs of one procedure ask for the same."""

    known: dict[tuple[str, ...], str]

    def of(self, origin: str, digest: str, above: tuple[str, ...]) -> str:
        """The sibling key of a step."""
        asked = (origin, digest, *above)
        if asked not in self.known:
            self.known[asked] = sibling_key(origin, digest, list(above))
        return self.known[asked]


def differences(tx: Connection) -> Iterator[str]:
    """Each step whose place, number or sibling key is not what its procedure or run makes of it."""
    identity = _Identity({})
    base = tx.execute(_BASE).scalar()
    for _, rows in groupby(tx.execute(_OF_PROCEDURES), key=_owner):
        yield from _faults("Procedure step", list(rows), () if base is None else (base,), identity)
    for _, rows in groupby(tx.execute(_OF_RUNS), key=_owner):
        # A run keeps the numbers it was started with, whatever the site counts from since.
        yield from _faults("Run step", list(rows), _BASES, identity)


def _owner(row: Any) -> int:
    return int(row.owner)


def _faults(kind: str, rows: list[Any], bases: Iterable[int], identity: _Identity) -> Iterator[str]:
    here = {row.id: row for row in rows}
    lost = [row for row in rows if row.parent_id is not None and row.parent_id not in here]
    for row in lost:
        yield f"{kind} {row.id} is part of {row.parent_id}, which is not in the same order."
    order = [row.id for row in _in_order(rows)]
    if lost or len(order) < len(rows):
        if not lost:
            yield f"{kind} {next(row.id for row in rows if row.id not in order)} is part of itself."
        return
    if order != [row.id for row in rows]:
        yield f"{kind} {rows[0].id} and those after it are not in the order of their places."
    places = {step: here[step].parent_id for step in order}, {row.id: row.position for row in rows}
    each_base = [numbers(*places, base) for base in bases]
    expected = next((found for found in each_base if found[order[0]] == here[order[0]].number), None)
    for row in rows:
        above = _above(row, here)
        if row.depth != len(above):
            yield f"{kind} {row.id} is at depth {row.depth}; it should be {len(above)}."
        should_be = (expected or each_base[0])[row.id] if each_base else row.number
        if row.number != should_be:
            yield f"{kind} {row.id} has the number {row.number}; it should be {should_be}."
        key = None if row.is_outside else identity.of(row.origin, row.digest, above)
        if row.sibling_key != key:
            yield f"{kind} {row.id} ({row.number}) has another sibling key than its origin and content make."


def _in_order(rows: list[Any]) -> Iterator[Any]:
    """The steps by their places, parents before their children; those of a circle are left out."""
    below: dict[int | None, list[Any]] = {}
    for row in sorted(rows, key=lambda row: row.position):
        below.setdefault(row.parent_id, []).append(row)
    waiting = below.get(None, [])[::-1]
    while waiting:
        row = waiting.pop()
        yield row
        waiting += below.get(row.id, [])[::-1]


def _above(row: Any, here: dict[int, Any]) -> tuple[str, ...]:
    """The origins of the steps around a step, from the outermost."""
    found: list[str] = []
    while row.parent_id is not None:
        row = here[row.parent_id]
        found.insert(0, row.origin)
    return tuple(found)
