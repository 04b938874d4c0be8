"""A batch with its runs a page at a time, and the runs that could join it.

A page of members is a range of the batch's index; their siblings and the people at work are looked up for the page
alone. Runs that could join are read newest first, in pages too: only a search that finds little reads on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BindParameter,
    Connection,
    Integer,
    Select,
    Text,
    bindparam,
    cast,
    exists,
    func,
    or_,
    select,
)

from data.fixed import fixed
from data.ids import AnyRow, id_list, within
from data.models import (
    Batch,
    Command,
    History,
    Inventory,
    Operator,
    Part,
    Run,
    RunStep,
    SessionStep,
    StepContent,
    table,
)
from data.queries.queue import like_text
from data.rows.batches import BatchRow, Trees
from data.rows.work import TreeRow

_BATCH: Final = table(Batch)
_RUN: Final = table(Run)
_STEP: Final = table(RunStep)
_CONTENT: Final = table(StepContent)
_INVENTORY: Final = table(Inventory)
_PART: Final = table(Part)
_OPERATOR: Final = table(Operator)
_SESSION: Final = table(SessionStep)
_HISTORY: Final = table(History)
_COMMAND: Final = table(Command)

_BATCH_ID: Final[BindParameter[int]] = bindparam("batch", type_=Integer)
_LIMIT: Final[BindParameter[int]] = bindparam("limit", type_=Integer)
_KEY: Final[BindParameter[str]] = bindparam("sibling_key", type_=Text)
_WORDS: Final[BindParameter[str]] = bindparam("words", type_=Text)
_NUMBER: Final[BindParameter[str]] = bindparam("number", type_=Text)

_BATCHES: Final = select(
    _BATCH.c.id,
    _BATCH.c.title,
    _BATCH.c.size,
    _BATCH.c.created_at,
    _OPERATOR.c.name.label("created_by"),
    _BATCH.c.dissolved_at,
    select(_COMMAND.c.operator_label)
    .select_from(_HISTORY.join(_COMMAND, _COMMAND.c.id == _HISTORY.c.command_id))
    .where(
        _HISTORY.c.target == "batch",
        _HISTORY.c.target_id == _BATCH.c.id,
        _HISTORY.c.action == "batch.dissolve",
        _BATCH.c.dissolved_at.is_not(None),
    )
    .order_by(_HISTORY.c.id.desc())
    .limit(1)
    .correlate(_BATCH)
    .scalar_subquery()
    .label("dissolved_by"),
).select_from(_BATCH.outerjoin(_OPERATOR, _OPERATOR.c.id == _BATCH.c.created_by))
_READ: Final = fixed(_BATCHES.where(_BATCH.c.id == _BATCH_ID))
_NEWEST: Final = _BATCHES.order_by(_BATCH.c.id.desc()).limit(_LIMIT)

_NAMED: Final = (
    _RUN.join(_INVENTORY, _INVENTORY.c.id == _RUN.c.inventory_id)
    .join(_PART, _PART.c.id == _INVENTORY.c.part_id)
    .outerjoin(_BATCH, _BATCH.c.id == _RUN.c.batch_id)
)
_NAMES: Final = (
    _RUN.c.id,
    _RUN.c.title,
    _PART.c.number.label("part"),
    _INVENTORY.c.serial,
    _INVENTORY.c.lot,
    _RUN.c.batch_id,
    _BATCH.c.title.label("batch_title"),
)
_BY_ID: Final = select(*_NAMES).select_from(_NAMED).where(within(_RUN.c.id)).order_by(_RUN.c.id)

_SIBLING: Final = _STEP.alias("sibling")
_FIRST_SIBLING: Final = (
    select(func.min(_SIBLING.c.id))
    .where(_SIBLING.c.run_id == _RUN.c.id, _SIBLING.c.sibling_key == _KEY)
    .correlate(_RUN)
    .scalar_subquery()
)


class Finding(NamedTuple):
    """How a list of runs is narrowed: to letters in the title or the first digits of the id, to affected ones."""

    search: bool = False
    affected: bool = False


def _searched(title: Any, run_id: Any) -> Any:
    return or_(func.lower(title).like(_WORDS, escape="\\"), cast(run_id, Text).like(_NUMBER, escape="\\"))


def _narrowed(statement: Select[Any], finding: Finding) -> Select[Any]:
    if finding.search:
        statement = statement.where(_searched(_RUN.c.title, _RUN.c.id))
    if finding.affected:
        having = select(_SIBLING.c.run_id).where(
            _SIBLING.c.batch_id == _BATCH_ID, _SIBLING.c.sibling_key == _KEY
        )
        statement = statement.where(_RUN.c.id.in_(having))
    return statement


def _members(finding: Finding) -> tuple[Select[Any], Select[Any]]:
    """A page of a batch's runs, and the count of all that the page is a part of."""
    page = (
        select(
            *_NAMES,
            _RUN.c.status,
            _RUN.c.steps_done,
            _RUN.c.steps_counted,
            _FIRST_SIBLING.label("sibling_id"),
        )
        .select_from(_NAMED)
        .where(_RUN.c.batch_id == _BATCH_ID)
        .order_by(_RUN.c.id)
        .limit(_LIMIT)
    )
    count = select(func.count()).select_from(_RUN).where(_RUN.c.batch_id == _BATCH_ID)
    return fixed(_narrowed(page, finding)), fixed(_narrowed(count, finding))


_MEMBERS: Final = {
    finding: _members(finding)
    for finding in (Finding(search, affected) for search in (False, True) for affected in (False, True))
}
_STATES: Final = select(_STEP.c.id, _STEP.c.state, _STEP.c.bucket).where(within(_STEP.c.id))
_PEOPLE: Final = (
    select(_STEP.c.run_id, _STEP.c.id, _OPERATOR.c.code)
    .select_from(
        _STEP.join(_SESSION, _SESSION.c.run_step_id == _STEP.c.id).join(
            _OPERATOR, _OPERATOR.c.id == _SESSION.c.operator_id
        )
    )
    .where(within(_STEP.c.run_id), _SESSION.c.ended_at.is_(None))
    .order_by(_SESSION.c.started_at, _SESSION.c.id)
)
_TREES: Final = (
    select(
        _STEP.c.run_id,
        _STEP.c.id,
        _STEP.c.parent_id,
        _STEP.c.depth,
        _STEP.c.number,
        _CONTENT.c.title,
        _STEP.c.state,
        _STEP.c.bucket,
        _STEP.c.optional,
    )
    .join(_CONTENT, _CONTENT.c.id == _STEP.c.content_id)
    .where(within(_STEP.c.run_id))
    .order_by(_STEP.c.run_id, _STEP.c.ordinal)
)
_HAS_SIBLING: Final = (
    exists()
    .where(_SIBLING.c.batch_id == _BATCH_ID, _SIBLING.c.sibling_key == _STEP.c.sibling_key)
    .correlate(_STEP)
)
_SHARED: Final = (
    select(
        _STEP.c.run_id,
        func.count().label("steps"),
        func.count().filter(_HAS_SIBLING).label("shared"),
    )
    .where(within(_STEP.c.run_id))
    .group_by(_STEP.c.run_id)
)


def _candidates(*, search: bool) -> Select[Any]:
    statement = (
        select(*_NAMES, _RUN.c.status, _RUN.c.steps_done, _RUN.c.steps_counted)
        .select_from(_NAMED)
        .where(_RUN.c.batch_id.is_distinct_from(_BATCH_ID), _RUN.c.closed_at.is_(None))
        .order_by(_RUN.c.id.desc())
        .limit(_LIMIT)
    )
    return fixed(statement.where(_searched(_RUN.c.title, _RUN.c.id)) if search else statement)


_CANDIDATES: Final = {search: _candidates(search=search) for search in (False, True)}
_OF_BATCH: Final = {
    search: fixed(
        _NEWEST.where(_searched(func.coalesce(_BATCH.c.title, ""), _BATCH.c.id)) if search else _NEWEST
    )
    for search in (False, True)
}
_OPEN_BATCHES: Final = {
    search: fixed(statement.where(_BATCH.c.dissolved_at.is_(None))) for search, statement in _OF_BATCH.items()
}


def _bound(search: str) -> dict[str, str]:
    words = search.strip().casefold()
    if not words:
        return {}
    return {"words": f"%{like_text(words)}%", "number": f"{like_text(words.removeprefix('run-'))}%"}


def read_batch(tx: Connection, batch_id: int) -> BatchRow | None:
    """One batch."""
    row = tx.execute(_READ, {"batch": batch_id}).first()
    return None if row is None else BatchRow(*row)


def newest_batches(tx: Connection, *, search: str, limit: int, dissolved: bool) -> list[BatchRow]:
    """Batches, newest first, by letters of the title or the first digits of the id."""
    bound = _bound(search)
    statements = _OF_BATCH if dissolved else _OPEN_BATCHES
    return [BatchRow(*row) for row in tx.execute(statements[bool(bound)], {"limit": limit, **bound})]


def members(
    tx: Connection, batch_id: int, *, search: str, sibling_key: str | None, affected: bool, limit: int
) -> tuple[list[AnyRow], int]:
    """The first runs of a batch, and how many there are; `affected`: only those with a step of `sibling_key`."""
    bound = _bound(search)
    page, count = _MEMBERS[Finding(bool(bound), affected)]
    values = {"batch": batch_id, "sibling_key": sibling_key, **bound}
    rows = list(tx.execute(page, {**values, "limit": limit}))
    if len(rows) < limit:
        return rows, len(rows)
    return rows, int(tx.execute(count, values).scalar_one())


def states_of(tx: Connection, step_ids: Iterable[int]) -> dict[int, tuple[str, int]]:
    """The state and the bucket of each of these steps."""
    return {row.id: (row.state, row.bucket) for row in tx.execute(_STATES, {"ids": id_list(step_ids)})}


def people_in(tx: Connection, run_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Who is at work on any step of each of these runs, each person once."""
    found: dict[int, dict[str, None]] = {}
    for row in tx.execute(_PEOPLE, {"ids": id_list(run_ids)}):
        found.setdefault(row.run_id, {})[row.code] = None
    return {run_id: tuple(codes) for run_id, codes in found.items()}


def trees(tx: Connection, run_ids: Sequence[int]) -> Trees:
    """The steps of each of these runs in order, with who is at work on each."""
    ids = id_list(run_ids)
    people: dict[int, list[str]] = {}
    for row in tx.execute(_PEOPLE, {"ids": ids}):
        people.setdefault(row.id, []).append(row.code)
    found: dict[int, list[TreeRow]] = {run_id: [] for run_id in run_ids}
    for run_id, step_id, parent_id, depth, number, title, state, bucket, optional in tx.execute(
        _TREES, {"ids": ids}
    ):
        found[run_id].append(
            TreeRow(
                step_id=step_id,
                parent_id=parent_id,
                depth=depth,
                number=number,
                title=title,
                state=state,
                bucket=bucket,
                optional=bool(optional),
                people=tuple(people.get(step_id, ())),
            )
        )
    return {run_id: tuple(rows) for run_id, rows in found.items()}


def candidates(tx: Connection, batch_id: int, *, search: str, limit: int) -> list[AnyRow]:
    """The newest runs that are open and not in the batch."""
    bound = _bound(search)
    return list(tx.execute(_CANDIDATES[bool(bound)], {"batch": batch_id, "limit": limit, **bound}))


def shared_steps(tx: Connection, batch_id: int, run_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Of each of these runs: how many steps have siblings in the batch, and how many there are."""
    rows = tx.execute(_SHARED, {"batch": batch_id, "ids": id_list(run_ids)})
    return {row.run_id: (row.shared, row.steps) for row in rows}


def named_runs(tx: Connection, run_ids: Iterable[int]) -> list[AnyRow]:
    """What these runs are called, by id."""
    return list(tx.execute(_BY_ID, {"ids": id_list(run_ids)}))
