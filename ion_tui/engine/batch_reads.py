"""The questions about batches: `reads.batches.members(…)`. Each is one read transaction and answers frozen rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from data.queries import batches
from data.queries.kinship import sibling_key_of
from data.rows.batches import (
    BatchRow,
    CandidatePage,
    CandidateRow,
    MemberPage,
    MemberRow,
    NamedRun,
    Trees,
)
from ion_tui.engine.kinship import why_not_siblings
from ion_tui.engine.texts import is_readable
from ion_tui.engine.wording import unit_label

if TYPE_CHECKING:
    from data.store import Store

PAGE: Final = 100
"""Runs that are read at a time."""


class BatchReads:
    """Reads over the batches of one store."""

    def __init__(self, store: Store) -> None:
        """Take the store."""
        self._store = store

    def batch(self, batch_id: int) -> BatchRow | None:
        """One batch, dissolved or not; None where there never was one."""
        with self._store.read() as tx:
            return batches.read_batch(tx, batch_id)

    def newest(self, *, search: str = "", limit: int = PAGE, dissolved: bool = False) -> list[BatchRow]:
        """Batches, newest first; with `dissolved`, those that ended too. The search is by title or ID."""
        if not is_readable(search):
            return []
        with self._store.read() as tx:
            return batches.newest_batches(tx, search=search, limit=limit, dissolved=dissolved)

    def members(
        self,
        batch_id: int,
        *,
        step_id: int | None = None,
        search: str = "",
        affected: bool = False,
        limit: int = PAGE,
    ) -> MemberPage:
        """The first runs of a batch, by run ID or letters of the title.

        With a step, each says in which state its sibling of that step is; `affected` leaves out those without one.
        """
        if not is_readable(search):
            return MemberPage((), 0, has_more=False)
        with self._store.read() as tx:
            found, count = batches.members(
                tx,
                batch_id,
                search=search,
                sibling_key=None if step_id is None else sibling_key_of(tx, step_id),
                affected=affected and step_id is not None,
                limit=limit,
            )
            people = batches.people_in(tx, (row.id for row in found))
            states = batches.states_of(tx, (row.sibling_id for row in found if row.sibling_id is not None))
        rows = tuple(_member(row, people.get(row.id, ()), states.get(row.sibling_id)) for row in found)
        return MemberPage(rows, count, has_more=count > len(rows))

    def trees(self, run_ids: Sequence[int]) -> Trees:
        """The steps of each of these runs, with their states and who is at work."""
        with self._store.read() as tx:
            return batches.trees(tx, run_ids)

    def candidates(self, batch_id: int, *, search: str = "", limit: int = PAGE) -> CandidatePage:
        """The newest open runs that are not in the batch, by run ID or letters of the title."""
        if not is_readable(search):
            return CandidatePage((), has_more=False)
        with self._store.read() as tx:
            found = batches.candidates(tx, batch_id, search=search, limit=limit + 1)
            shared = batches.shared_steps(tx, batch_id, (row.id for row in found[:limit]))
        rows = tuple(_candidate(row, *shared.get(row.id, (0, 0))) for row in found[:limit])
        return CandidatePage(rows, has_more=len(found) > limit)

    def runs(self, run_ids: Sequence[int]) -> list[NamedRun]:
        """What these runs are called and which batch each is in, by id; those that are not there are left out."""
        with self._store.read() as tx:
            return [
                NamedRun(
                    row.id,
                    row.title,
                    unit_label(row.part, row.serial, row.lot),
                    row.batch_id,
                    row.batch_title,
                )
                for row in batches.named_runs(tx, run_ids)
            ]

    def why_not_sibling(self, step_id: int, run_id: int) -> str:
        """Why no step of the run is a sibling of this step, in one sentence; empty where one is."""
        return self.why_not_siblings(step_id, [run_id])[run_id]

    def why_not_siblings(self, step_id: int, run_ids: Sequence[int]) -> dict[int, str]:
        """The same for any number of runs."""
        with self._store.read() as tx:
            return why_not_siblings(tx, step_id, run_ids)


def _member(row: Any, people: tuple[str, ...], sibling: tuple[str, int] | None) -> MemberRow:
    state, bucket = sibling or (None, None)
    return MemberRow(
        run_id=row.id,
        title=row.title,
        unit=unit_label(row.part, row.serial, row.lot),
        status=row.status,
        steps_done=row.steps_done,
        steps_counted=row.steps_counted,
        people=people,
        sibling_id=row.sibling_id,
        sibling=state,
        sibling_bucket=bucket,
    )


def _candidate(row: Any, shared: int, steps: int) -> CandidateRow:
    return CandidateRow(
        run_id=row.id,
        title=row.title,
        unit=unit_label(row.part, row.serial, row.lot),
        status=row.status,
        steps_done=row.steps_done,
        steps_counted=row.steps_counted,
        batch_id=row.batch_id,
        batch_title=row.batch_title,
        shared=shared,
        steps=steps,
    )
