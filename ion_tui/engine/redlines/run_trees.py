"""The trees of runs as they are, read for any number of runs in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection, select

from data.fixed import fixed
from data.ids import id_list, within
from data.models import Procedure, table
from ion_tui.engine.facts import CONTENT, RUN, STEP
from ion_tui.engine.graph import EDGE
from ion_tui.engine.redlines.trees import Held, Node
from ion_tui.engine.states import State
from ion_tui.engine.wording import step_label

_PROCEDURE: Final = table(Procedure)

_RUNS: Final = fixed(
    select(
        RUN.c.id,
        RUN.c.title,
        RUN.c.batch_id,
        RUN.c.closed_at.is_not(None).label("is_closed"),
        _PROCEDURE.c.code,
        _PROCEDURE.c.kind,
        _PROCEDURE.c.id.label("procedure_id"),
    )
    .join(_PROCEDURE, _PROCEDURE.c.id == RUN.c.procedure_id)
    .where(within(RUN.c.id))
    .order_by(RUN.c.id)
)
# What two runs have to have in common to be changed together comes last.
_STEPS: Final = fixed(
    select(
        STEP.c.run_id,
        STEP.c.id,
        STEP.c.parent_id,
        STEP.c.state,
        STEP.c.sibling_key,
        STEP.c.number,
        STEP.c.ordinal,
        STEP.c.depth,
        STEP.c.position,
        STEP.c.origin,
        STEP.c.content_id,
        STEP.c.work_center_id,
        STEP.c.lead_time_seconds,
        STEP.c.optional,
        STEP.c.is_outside,
        STEP.c.purchase_order_line_id,
        STEP.c.removed,
    )
    .where(within(STEP.c.run_id))
    .order_by(STEP.c.run_id, STEP.c.ordinal)
)
_SHAPE: Final = 5
"""From here on a row of `_STEPS` says nothing that is of this run alone."""
_UP: Final = STEP.alias("up")
_EDGES: Final = fixed(
    select(STEP.c.run_id, STEP.c.ordinal, _UP.c.ordinal.label("upstream"))
    .select_from(EDGE.join(STEP, STEP.c.id == EDGE.c.step_id).join(_UP, _UP.c.id == EDGE.c.upstream_id))
    .where(within(STEP.c.run_id), EDGE.c.declared)
    .order_by(STEP.c.run_id, STEP.c.ordinal, _UP.c.ordinal)
)
_CONTENTS: Final = select(CONTENT.c.id, CONTENT.c.digest, CONTENT.c.title).where(within(CONTENT.c.id))


@dataclass(frozen=True, slots=True)
class RunRows:
    """A run with the rows of its steps, and what each waits on, by ordinals; cheap to make for many runs."""

    run_id: int
    title: str
    batch_id: int | None
    is_closed: bool
    code: str
    kind: str
    procedure_id: int
    steps: tuple[Any, ...]
    edges: tuple[tuple[int, int], ...]

    def shape(self, relevant: Mapping[str, object]) -> tuple[Any, ...]:
        """What runs that are changed together have in common; the state counts for steps with a relevant key."""
        return (
            self.code,
            self.kind,
            self.edges,
            tuple((row[_SHAPE:], row.state if row.sibling_key in relevant else "") for row in self.steps),
        )

    @property
    def base(self) -> int:
        """The number of the first step."""
        return int(self.steps[0].number) - self.steps[0].position if self.steps else 0

    def nodes(self, contents: Mapping[int, Held]) -> list[Node]:
        """The steps in their order, by their ids."""
        waits: dict[int, list[int]] = {}
        for ordinal, upstream in self.edges:
            waits.setdefault(ordinal, []).append(upstream)
        ids = {row.ordinal: row.id for row in self.steps}
        return [
            Node(
                ref=row.id,
                parent=row.parent_id,
                title=contents[row.content_id].title,
                origin=row.origin,
                content_id=row.content_id,
                digest=contents[row.content_id].digest,
                waits_on=frozenset(ids[upstream] for upstream in waits.get(row.ordinal, ())),
                work_center_id=row.work_center_id,
                lead_time_seconds=row.lead_time_seconds,
                optional=bool(row.optional),
                is_outside=bool(row.is_outside),
                order_line_id=row.purchase_order_line_id,
                state=State(row.state),
                removed=bool(row.removed),
            )
            for row in self.steps
        ]

    def labels(self, contents: Mapping[int, Held]) -> dict[int, str]:
        """How each step is called."""
        return {row.id: step_label(row.number, contents[row.content_id].title) for row in self.steps}


def read_runs(tx: Connection, run_ids: Iterable[int]) -> dict[int, RunRows]:
    """The runs that are there, by id."""
    asked = {"ids": id_list(sorted(set(run_ids)))}
    steps = _by_run(tx.execute(_STEPS, asked).all())
    edges = _by_run(tx.execute(_EDGES, asked).all())
    return {
        row.id: RunRows(
            row.id,
            row.title,
            row.batch_id,
            bool(row.is_closed),
            row.code,
            row.kind,
            row.procedure_id,
            steps.get(row.id, ()),
            tuple((ordinal, upstream) for _, ordinal, upstream in edges.get(row.id, ())),
        )
        for row in tx.execute(_RUNS, asked)
    }


def read_held(tx: Connection, content_ids: Iterable[int]) -> dict[int, Held]:
    """Contents by their ids."""
    rows = tx.execute(_CONTENTS, {"ids": id_list(sorted(set(content_ids)))})
    return {row.id: Held(row.id, row.digest, row.title) for row in rows}


def contents_of(tx: Connection, runs: Iterable[RunRows], more: Iterable[int] = ()) -> dict[int, Held]:
    """The contents of all steps of these runs, and of these ids."""
    return read_held(tx, {*more, *(row.content_id for run in runs for row in run.steps)})


def _by_run(rows: Sequence[Any]) -> dict[int, tuple[Any, ...]]:
    return {run_id: tuple(found) for run_id, found in groupby(rows, key=itemgetter(0))}
