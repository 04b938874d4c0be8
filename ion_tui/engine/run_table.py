"""The questions about many runs: pages of the table of runs, and what runs are narrowed to, given and started from.

Each is one read transaction and answers frozen rows; sentences are made here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection

from data.queries import runs as queries
from data.queries import site, starting
from data.queries.queue import COUNT_CAP
from data.rows.runs import (
    DONE,
    MOST_CHOSEN,
    BatchRow,
    NamedRow,
    RunOrder,
    RunPlace,
    RunRow,
    RunsPage,
    RunsQuery,
    StartableRow,
    UnitRow,
)
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.clock import Clock, end_of_soon
from ion_tui.engine.context import read_zone
from ion_tui.engine.runs import unreleased, unusable
from ion_tui.engine.texts import is_readable
from ion_tui.engine.wording import unit_label
from ion_tui.engine.words import Tracking

if TYPE_CHECKING:
    from data.store import Store

_NOTHING: Final = "\x1a"
_MOST_BATCHES: Final = 300
_MOST_UNITS: Final = 200


class RunTable:
    """Reads of many runs over one store."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Take the store and the clock."""
        self._store = store
        self._clock = clock

    def page(
        self,
        query: RunsQuery,
        *,
        place: RunPlace | None = None,
        backwards: bool = False,
        limit: int = 50,
    ) -> RunsPage:
        """A stretch of the table: from `place` on, itself included, or with `backwards` what stands before it.

        Without a place, from the first run on, or up to the last.
        """
        query = _readable(query)
        with self._store.read() as tx:
            soon = self._soon(tx)
            facts = queries.runs_page(tx, query, soon=soon, place=place, backwards=backwards, limit=limit + 1)
            is_longer = len(facts) > limit
            if backwards:
                facts, has_before, behind = facts[-limit:], is_longer, place
            else:
                behind = facts[limit].place if is_longer else None
                facts = facts[:limit]
                has_before = place is not None
            counts = queries.tab_counts(tx, soon)
            if query == RunsQuery(tab=query.tab, order=query.order):
                of_tab = next(count for count in counts if count.tab is query.tab)
                count, is_capped = of_tab.count, of_tab.is_capped
            elif not has_before and behind is None:
                count, is_capped = len(facts), False
            else:
                found = queries.count_runs(tx, query, soon=soon)
                count, is_capped = min(found, COUNT_CAP), found > COUNT_CAP
            batches = self._batches_of(tx, query, facts)
        return RunsPage(
            rows=tuple(_row(fact) for fact in facts),
            batches=batches,
            counts=counts,
            count=count,
            is_capped=is_capped,
            has_before=has_before,
            next=behind,
        )

    def ids(self, query: RunsQuery) -> tuple[int, ...]:
        """The ids of the runs that a question finds, in their order; one more than `MOST_CHOSEN` where it is more."""
        with self._store.read() as tx:
            soon = self._soon(tx)
            return tuple(queries.run_ids(tx, _readable(query), soon=soon, limit=MOST_CHOSEN + 1))

    def row(self, run_id: int) -> RunRow | None:
        """One run as it stands in the table."""
        with self._store.read() as tx:
            fact = queries.one_run(tx, run_id)
        return None if fact is None else _row(fact)

    def finds(self, query: RunsQuery, row: RunRow) -> bool:
        """Whether a question finds this run."""
        with self._store.read() as tx:
            soon = self._soon(tx)
            here = queries.runs_page(tx, _readable(query), soon=soon, place=row.place, limit=1)
        return bool(here) and here[0].run_id == row.run_id

    def open_batches(self) -> tuple[BatchRow, ...]:
        """The newest batches that runs can join, those without any run left out."""
        with self._store.read() as tx:
            return queries.open_batches(tx, _MOST_BATCHES)

    def operators(self) -> list[NamedRow]:
        """Everybody to whom runs can be assigned."""
        with self._store.read() as tx:
            return [
                NamedRow(row.id, row.code, row.name, ", ".join(row.roles), row.badge or "")
                for row in site.operators(tx)
                if row.active
            ]

    def work_centers(self) -> list[NamedRow]:
        """Every work center."""
        with self._store.read() as tx:
            return [NamedRow(row.id, row.code, row.name, row.path) for row in site.work_centers(tx)]

    def procedures(self) -> list[NamedRow]:
        """Every procedure revision, to narrow runs to."""
        with self._store.read() as tx:
            return [
                NamedRow(row.id, f"{row.code} {row.revision}", row.title, row.part or "")
                for row in starting.procedures(tx)
            ]

    def startable(self) -> list[StartableRow]:
        """Every procedure revision, with why no run starts from those that none does from."""
        with self._store.read() as tx:
            return [_startable(row) for row in starting.procedures(tx)]

    def procedures_for(self, inventory_id: int) -> tuple[UnitRow, list[StartableRow]] | Refused:
        """An inventory, and the revisions from which a run on it can start; the refusal where none can."""
        with self._store.read() as tx:
            found = starting.unit(tx, inventory_id)
            if found is None:
                return Refused(Code.NOT_FOUND, "This inventory is not there any more.")
            linked = [row for row in starting.procedures(tx) if row.part_id == found.part_id]
        if refused := unusable(found.number, found.serial, found.lot, found.status):
            return refused
        if not linked:
            return Refused(
                Code.NOT_FOUND,
                f"No procedures available for this part: link one to {found.number}, or start from a procedure.",
            )
        released = [row for row in linked if unreleased(row) is None]
        if not released:
            return unreleased(linked[0]) or Refused(Code.NOT_LEGAL, "Procedure has unreleased steps.")
        return _unit(found), [_startable(row) for row in released]

    def units_named(self, code: str) -> list[UnitRow]:
        """The inventory whose serial or lot this is, with why no run can work on it where none can."""
        if not is_readable(code):
            return []
        with self._store.read() as tx:
            return [_unit(row) for row in starting.units_named(tx, code.strip())]

    def units_of_part(self, part_id: int) -> list[UnitRow]:
        """Inventory of a part that a run could work on."""
        with self._store.read() as tx:
            return [_unit(row) for row in starting.units_of_part(tx, part_id, _MOST_UNITS)]

    def _soon(self, tx: Connection) -> datetime:
        return end_of_soon(self._clock.now(), read_zone(tx))

    def _batches_of(
        self, tx: Connection, query: RunsQuery, facts: Sequence[queries.RunFact]
    ) -> tuple[BatchRow, ...]:
        if query.order is not RunOrder.BATCH and query.batch_id is None:
            return ()
        return queries.batches_of(tx, sorted({fact.batch_id for fact in facts if fact.batch_id is not None}))


def _readable(query: RunsQuery) -> RunsQuery:
    return query if is_readable(query.search) else replace(query, search=_NOTHING)


def _row(fact: queries.RunFact) -> RunRow:
    return RunRow(
        run_id=fact.run_id,
        title=fact.title,
        status=fact.status,
        procedure_id=fact.procedure_id,
        procedure=f"{fact.procedure} {fact.procedure_revision}",
        unit=unit_label(fact.part, fact.serial, fact.lot),
        batch_id=fact.batch_id,
        batch_title=fact.batch_title,
        priority=fact.priority,
        due_at=fact.due_at,
        is_done=fact.status in DONE,
        steps_done=fact.steps_done,
        steps_counted=fact.steps_counted,
        assigned_to=fact.assigned_to,
        work_center=fact.work_center,
        place=fact.place,
    )


def _startable(row: Any) -> StartableRow:
    refused = unreleased(row)
    return StartableRow(
        procedure_id=row.id,
        code=row.code,
        revision=row.revision,
        title=row.title,
        kind=row.kind,
        part_id=row.part_id,
        part=row.part,
        is_serial=row.tracking == Tracking.SERIAL,
        refusal=refused.sentence if refused else "",
    )


def _unit(row: Any) -> UnitRow:
    refused = unusable(row.number, row.serial, row.lot, row.status)
    return UnitRow(
        inventory_id=row.id,
        part_id=row.part_id,
        part=row.number,
        label=unit_label(row.number, row.serial, row.lot),
        serial=row.serial,
        status=row.status,
        runs=row.runs,
        refusal=refused.sentence if refused else "",
    )
