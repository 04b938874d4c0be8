"""The trees of runs as they are, read for any number of runs in a fixed number of statements."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection, Text, case, cast, func, literal, select

from data.fixed import fixed
from data.ids import id_array, id_list, text_in, within
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
_UP: Final = STEP.alias("up")
_EDGES: Final = fixed(
    select(STEP.c.run_id, STEP.c.ordinal, _UP.c.ordinal.label("upstream"))
    .select_from(EDGE.join(STEP, STEP.c.id == EDGE.c.step_id).join(_UP, _UP.c.id == EDGE.c.upstream_id))
    .where(within(STEP.c.run_id), EDGE.c.declared)
    .order_by(STEP.c.run_id, STEP.c.ordinal, _UP.c.ordinal)
)
# Two runs are changed together where these texts are the same: what each step is and where it stands, and, of those
# steps alone whose state decides what a change does, the state.
_SEPARATED: Final = (
    STEP.c.ordinal,
    STEP.c.depth,
    STEP.c.position,
    STEP.c.number,
    STEP.c.origin,
    STEP.c.content_id,
    STEP.c.work_center_id,
    STEP.c.lead_time_seconds,
    STEP.c.optional,
    STEP.c.is_outside,
    STEP.c.removed,
)


_BETWEEN: Final = "\x1f"


def _joined(*columns: Any) -> Any:
    found: Any = literal("")
    for column in columns:
        found = found.concat(func.coalesce(cast(column, Text), "")).concat(_BETWEEN)
    return found


_DECIDES: Final = case((text_in(STEP.c.sibling_key, "keys"), STEP.c.state), else_="")
_ORDERED: Final = (
    select(STEP.c.run_id, _joined(*_SEPARATED, _DECIDES).label("told"))
    .where(within(STEP.c.run_id))
    .order_by(STEP.c.run_id, STEP.c.ordinal)
    .subquery("ordered")
)
_SHAPES: Final = fixed(
    select(_ORDERED.c.run_id, id_array(_ORDERED.c.told).label("told")).group_by(_ORDERED.c.run_id)
)
_ORDERED_EDGES: Final = (
    select(STEP.c.run_id, _joined(STEP.c.ordinal, _UP.c.ordinal).label("told"))
    .select_from(EDGE.join(STEP, STEP.c.id == EDGE.c.step_id).join(_UP, _UP.c.id == EDGE.c.upstream_id))
    .where(within(STEP.c.run_id), EDGE.c.declared)
    .order_by(STEP.c.run_id, STEP.c.ordinal, _UP.c.ordinal)
    .subquery("ordered_edges")
)
_EDGE_SHAPES: Final = fixed(
    select(_ORDERED_EDGES.c.run_id, id_array(_ORDERED_EDGES.c.told).label("told")).group_by(
        _ORDERED_EDGES.c.run_id
    )
)
_AT: Final = fixed(
    select(STEP.c.ordinal, STEP.c.id)
    .where(within(STEP.c.run_id), within(STEP.c.ordinal, "ordinals"))
    .order_by(STEP.c.ordinal, STEP.c.run_id)
)
_WITH_KEY: Final = fixed(
    select(STEP.c.sibling_key, STEP.c.run_id, STEP.c.id)
    .where(within(STEP.c.run_id), text_in(STEP.c.sibling_key, "keys"))
    .order_by(STEP.c.run_id, STEP.c.ordinal)
)
_CONTENTS: Final = select(CONTENT.c.id, CONTENT.c.digest, CONTENT.c.title).where(within(CONTENT.c.id))


@dataclass(frozen=True, slots=True)
class RunHead:
    """A run without its steps."""

    run_id: int
    title: str
    batch_id: int | None
    is_closed: bool
    code: str
    kind: str
    procedure_id: int


@dataclass(frozen=True, slots=True)
class RunRows(RunHead):
    """A run with the rows of its steps, and what each waits on, by ordinals."""

    steps: tuple[Any, ...]
    edges: tuple[tuple[int, int], ...]

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


def read_heads(tx: Connection, run_ids: Iterable[int]) -> dict[int, RunHead]:
    """The runs that are there, by id, without their steps."""
    rows = tx.execute(_RUNS, {"ids": id_list(sorted(set(run_ids)))})
    return {
        row.id: RunHead(
            row.id, row.title, row.batch_id, bool(row.is_closed), row.code, row.kind, row.procedure_id
        )
        for row in rows
    }


def read_runs(tx: Connection, run_ids: Iterable[int]) -> dict[int, RunRows]:
    """The runs that are there, by id."""
    heads = read_heads(tx, run_ids)
    asked = {"ids": id_list(heads)}
    steps = _by_run(tx.execute(_STEPS, asked).all())
    edges = _by_run(tx.execute(_EDGES, asked).all())
    return {
        run_id: RunRows(
            head.run_id,
            head.title,
            head.batch_id,
            head.is_closed,
            head.code,
            head.kind,
            head.procedure_id,
            steps.get(run_id, ()),
            tuple((ordinal, upstream) for _, ordinal, upstream in edges.get(run_id, ())),
        )
        for run_id, head in heads.items()
    }


def read_shapes(
    tx: Connection, run_ids: Iterable[int], keys: Collection[str]
) -> dict[int, tuple[str | None, str | None]]:
    """For each run a text that runs have in common which look alike; the state counts of steps with these keys."""
    ids = sorted(run_ids)
    asked = {"ids": id_list(ids)}
    asked_for = {**asked, "keys": json.dumps(sorted(keys))}
    steps = {row.run_id: row.told for row in tx.execute(_SHAPES, asked_for)}
    edges = {row.run_id: row.told for row in tx.execute(_EDGE_SHAPES, asked)}
    return {run_id: (steps.get(run_id), edges.get(run_id)) for run_id in ids}


def steps_at(tx: Connection, run_ids: Iterable[int], ordinals: Iterable[int]) -> dict[int, list[int]]:
    """Place in the order → the step that each run has there, in the runs' order."""
    found: dict[int, list[int]] = {}
    for ordinal, step_id in tx.execute(_AT, {"ids": id_list(run_ids), "ordinals": id_list(ordinals)}):
        found.setdefault(ordinal, []).append(step_id)
    return found


def steps_with_keys(
    tx: Connection, run_ids: Iterable[int], keys: Collection[str]
) -> dict[str, dict[int, int]]:
    """What siblings have in common → run → its step with it."""
    found: dict[str, dict[int, int]] = {key: {} for key in keys}
    asked = {"ids": id_list(run_ids), "keys": json.dumps(sorted(keys))}
    for key, run_id, step_id in tx.execute(_WITH_KEY, asked):
        found[key].setdefault(run_id, step_id)
    return found


def read_held(tx: Connection, content_ids: Iterable[int]) -> dict[int, Held]:
    """Contents by their ids."""
    rows = tx.execute(_CONTENTS, {"ids": id_list(sorted(set(content_ids)))})
    return {row.id: Held(row.id, row.digest, row.title) for row in rows}


def contents_of(tx: Connection, runs: Iterable[RunRows], more: Iterable[int] = ()) -> dict[int, Held]:
    """The contents of all steps of these runs, and of these ids."""
    return read_held(tx, {*more, *(row.content_id for run in runs for row in run.steps)})


def _by_run(rows: Sequence[Any]) -> dict[int, tuple[Any, ...]]:
    return {run_id: tuple(found) for run_id, found in groupby(rows, key=itemgetter(0))}
