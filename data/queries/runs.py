"""The table of runs: one page of one tab, from a place on or up to it, in any of its orders.

A page is one range of one index, so it costs the same at any size of the table:

- of all runs, that of the order (`ix_run_priority`, `ix_run_due`, `ix_run_title`, `ix_run_batch`, the primary key);
- of one status, `ix_run_status`; the order by status is eight such ranges, one behind the other;
- of open runs by priority, `ix_run_open`.

Other orders of open runs, and whatever narrows them, read all that is open: they grow with the floor's open work, not
with its history. What narrows all runs is read in the order asked for until the page is full: quick where much is
found, and at worst the whole table. The runs of one operator or procedure are read from its own index and sorted: they
grow with its history. A search among all runs reads each of them once, 0.2 to 0.6 s for 100,000: among open runs, where
it begins, some milliseconds. Counting stops at `COUNT_CAP`.

SQLite picks an index by what a condition looks like: `+ 0`, `|| ''` and `coalesce` keep those from it that narrow a
page and would have it sorted, and `MATERIALIZED` those of an order that is sorted anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeAlias

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    Text,
    bindparam,
    cast,
    func,
    or_,
    select,
    text,
    tuple_,
)

from data.fixed import fixed
from data.ids import id_list, within
from data.models import Batch, Inventory, Location, Operator, Part, Procedure, Run, table
from data.models.runs import OPEN_RULE
from data.models.types import UtcDateTime
from data.queries.queue import COUNT_CAP, like_text
from data.rows.runs import (
    DONE,
    STATUS_ORDER,
    STOPPED,
    BatchRow,
    RunOrder,
    RunPlace,
    RunsQuery,
    RunTab,
    RunTabCount,
)

_RUN: Final = table(Run)
_PROCEDURE: Final = table(Procedure)
_INVENTORY: Final = table(Inventory)
_PART: Final = table(Part)
_BATCH: Final = table(Batch)
_OPERATOR: Final = table(Operator)
_PLACE: Final = table(Location)

_SOON: Final = bindparam("soon", type_=UtcDateTime)
_OPEN: Final = text(f"run.{OPEN_RULE}")
_UNASSIGNED: Final = (_RUN.c.operator_id + 0).is_(None)
_ANY_PRIORITY: Final = _RUN.c.priority > 0

OPEN_TABS: Final = (RunTab.OPEN, RunTab.UNASSIGNED, RunTab.DUE)
"""The tabs that hold open runs only."""

OPEN: Final = tuple(status for status in STATUS_ORDER if status not in DONE)
"""What an open run can read."""


class RunFact(NamedTuple):
    """One run of a page as the store has it; the engine makes the row of it."""

    run_id: int
    title: str
    status: str
    procedure_id: int
    procedure: str
    procedure_revision: str
    part: str
    serial: str | None
    lot: str | None
    batch_id: int | None
    batch_title: str | None
    priority: int
    due_at: datetime | None
    due_sort: datetime
    steps_done: int
    steps_counted: int
    assigned_to: str | None
    work_center: str | None

    @property
    def place(self) -> RunPlace:
        """Where it stands in any order."""
        return RunPlace(self.run_id, self.status, self.priority, self.due_sort, self.title, self.batch_id)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A part of an order that is one range of one index; an order is one or several, one behind the other."""

    columns: tuple[str, ...]
    descending: bool = False
    only: ColumnElement[bool] | None = None
    status: str | None = None


_BY_PRIORITY: Final = ("priority", "due_sort", "id")
_ORDERS: Final = {
    RunOrder.PRIORITY: (_Stretch(_BY_PRIORITY),),
    RunOrder.DUE: (_Stretch(("due_sort", "priority", "id")),),
    RunOrder.NEWEST: (_Stretch(("id",), descending=True),),
    RunOrder.TITLE: (_Stretch(("title", "id")),),
    RunOrder.STATUS: tuple(_Stretch(_BY_PRIORITY, status=status) for status in STATUS_ORDER),
    RunOrder.BATCH: (
        _Stretch(("batch_id", "id"), descending=True, only=_RUN.c.batch_id.is_not(None)),
        _Stretch(("id",), descending=True, only=_RUN.c.batch_id.is_(None)),
    ),
}


class _Edge(NamedTuple):
    """Where a page begins or ends: at a place and behind it, or before it; without a place, at an end of all."""

    bounded: bool
    backwards: bool


_Key: TypeAlias = tuple[RunTab, RunOrder, int, frozenset[str], _Edge | None]
_STATEMENTS: Final[dict[_Key, Select[Any]]] = {}

_SEARCHED: Final = (
    _RUN.c.title,
    _INVENTORY.c.serial,
    _INVENTORY.c.lot,
    _PART.c.number,
    _BATCH.c.title,
)
_FACTS: Final = (
    _RUN.c.id,
    _RUN.c.title,
    _RUN.c.status,
    _RUN.c.procedure_id,
    _PROCEDURE.c.code,
    _PROCEDURE.c.revision,
    _PART.c.number,
    _INVENTORY.c.serial,
    _INVENTORY.c.lot,
    _RUN.c.batch_id,
    _BATCH.c.title,
    _RUN.c.priority,
    _RUN.c.due_at,
    _RUN.c.due_sort,
    _RUN.c.steps_done,
    _RUN.c.steps_counted,
    _OPERATOR.c.code,
    _PLACE.c.code,
)


def _joined(runs: Any) -> Any:
    return (
        runs.join(_PROCEDURE, _PROCEDURE.c.id == _RUN.c.procedure_id)
        .join(_INVENTORY, _INVENTORY.c.id == _RUN.c.inventory_id)
        .join(_PART, _PART.c.id == _INVENTORY.c.part_id)
        .outerjoin(_BATCH, _BATCH.c.id == _RUN.c.batch_id)
        .outerjoin(_OPERATOR, _OPERATOR.c.id == _RUN.c.operator_id)
        .outerjoin(_PLACE, _PLACE.c.id == _RUN.c.work_center_id)
    )


_BY_ID: Final = select(*_FACTS).select_from(_joined(_RUN)).where(_RUN.c.id == bindparam("run"))


def _of_tab(tab: RunTab, *, by_status: bool) -> Iterator[Any]:
    """The conditions of a tab; `by_status` where the stretch names its status, which is one of the tab's."""
    if tab in OPEN_TABS and not by_status:
        yield _OPEN
        yield _ANY_PRIORITY
    if tab is RunTab.UNASSIGNED:
        yield _UNASSIGNED
    elif tab is RunTab.DUE:
        yield func.coalesce(_RUN.c.due_sort, _RUN.c.due_sort) < _SOON
    elif tab is RunTab.STOPPED and not by_status:
        yield _RUN.c.status.in_(STOPPED)
    elif tab is RunTab.DONE and not by_status:
        yield (_RUN.c.status + "").in_(DONE)


def _narrowed(query: RunsQuery, *, by_status: bool) -> Iterator[tuple[str, Any]]:
    """Each thing that narrows the runs: its name, and its condition."""
    keeps_index = query.tab in OPEN_TABS
    for name in ("procedure_id", "batch_id", "operator_id"):
        if getattr(query, name) is not None:
            column = _RUN.c[name]
            yield name, (column + 0 if keeps_index else column) == bindparam(name)
    for name in ("work_center_id", "priority"):
        if getattr(query, name) is not None:
            yield name, _RUN.c[name] + 0 == bindparam(name)
    if query.status is not None and not by_status:
        yield "status", (_RUN.c.status + "" if keeps_index else _RUN.c.status) == bindparam("status")
    if query.search.strip():
        words: BindParameter[str] = bindparam("words")
        found = (func.lower(column).like(words, escape="\\") for column in _SEARCHED)
        yield "search", or_(*found, cast(_RUN.c.id, Text) == bindparam("number", type_=Text))


def _chosen(query: RunsQuery, stretch: _Stretch, columns: Sequence[Any] = (_RUN.c.id,)) -> Select[Any]:
    """The runs that a question finds in one stretch of its order."""
    by_status = stretch.status is not None
    runs: Any = _RUN
    if query.search.strip():
        runs = (
            runs.join(_INVENTORY, _INVENTORY.c.id == _RUN.c.inventory_id)
            .join(_PART, _PART.c.id == _INVENTORY.c.part_id)
            .outerjoin(_BATCH, _BATCH.c.id == _RUN.c.batch_id)
        )
    conditions = [*_of_tab(query.tab, by_status=by_status)]
    conditions += [condition for _, condition in _narrowed(query, by_status=by_status)]
    if by_status:
        conditions.append(_RUN.c.status == bindparam("stretch"))
    if stretch.only is not None:
        conditions.append(stretch.only)
    return select(*columns).select_from(runs).where(*conditions)


def _sorted(statement: Select[Any], of: Any, stretch: _Stretch, *, backwards: bool) -> Select[Any]:
    columns = [of.c[name] for name in stretch.columns]
    is_down = stretch.descending != backwards
    return statement.order_by(*(column.desc() if is_down else column for column in columns))


def _is_sorted(query: RunsQuery, stretch: _Stretch) -> bool:
    """Whether what is found in a stretch has to be sorted, because no index has it in its order."""
    if query.tab in OPEN_TABS:
        return stretch.columns != _BY_PRIORITY
    return bool(query.search.strip())


def _ids(query: RunsQuery, stretch: _Stretch, edge: _Edge) -> Select[Any]:
    """The ids of a page of a stretch: in the order of an index, or found first and sorted then."""
    of: Any = _RUN
    chosen = _chosen(query, stretch)
    if _is_sorted(query, stretch):
        found = fixed(_chosen(query, stretch, [_RUN.c[name] for name in stretch.columns]))
        of = found.cte("found").prefix_with("MATERIALIZED")
        chosen = select(of.c.id)
    if edge.bounded:
        columns = [of.c[name] for name in stretch.columns]
        mark = tuple_(*(bindparam(f"at_{column.name}", type_=column.type) for column in columns))
        place = tuple_(*columns)
        if edge.backwards:
            chosen = chosen.where(place > mark if stretch.descending else place < mark)
        else:
            chosen = chosen.where(place <= mark if stretch.descending else place >= mark)
    page = _sorted(chosen, of, stretch, backwards=edge.backwards).limit(bindparam("limit"))
    return page if of is not _RUN else fixed(page)


def _statement(query: RunsQuery, number: int, edge: _Edge | None) -> Select[Any]:
    """A page of a stretch, or with no edge the number of its runs; made once for each kind of question."""
    stretch = _ORDERS[query.order][number]
    names = frozenset(name for name, _ in _narrowed(query, by_status=stretch.status is not None))
    key = (query.tab, query.order, number, names, edge)
    if key in _STATEMENTS:
        return _STATEMENTS[key]
    if edge is None:
        counted = fixed(_chosen(query, stretch).limit(bindparam("limit")))
        made: Select[Any] = select(func.count()).select_from(counted.subquery())
    else:
        page = _ids(query, stretch, edge).subquery("page")
        facts = select(*_FACTS).select_from(_joined(page.join(_RUN, _RUN.c.id == page.c.id)))
        made = fixed(_sorted(facts, _RUN, stretch, backwards=edge.backwards))
    _STATEMENTS[key] = made
    return made


def _bound(query: RunsQuery, soon: datetime, limit: int) -> dict[str, Any]:
    words = query.search.strip().casefold()
    bound = {
        name: value
        for name in ("procedure_id", "batch_id", "operator_id", "work_center_id", "priority", "status")
        if (value := getattr(query, name)) is not None
    }
    return {**bound, "soon": soon, "limit": limit, "words": f"%{like_text(words)}%", "number": words}


def _statuses(query: RunsQuery) -> Sequence[str]:
    """The statuses that a question can find runs in."""
    of_tab = {RunTab.STOPPED: STOPPED, RunTab.DONE: DONE, RunTab.ALL: STATUS_ORDER}.get(query.tab, OPEN)
    return [status for status in of_tab if query.status in (None, status)]


def _stretches(query: RunsQuery) -> list[tuple[int, _Stretch]]:
    statuses = _statuses(query)
    return [
        (number, stretch)
        for number, stretch in enumerate(_ORDERS[query.order])
        if statuses and (stretch.status is None or stretch.status in statuses)
    ]


def _stands_in(place: RunPlace, stretch: _Stretch) -> bool:
    if stretch.status is not None:
        return place.status == stretch.status
    return stretch.only is None or (place.batch_id is None) == (len(stretch.columns) == 1)


def runs_page(
    tx: Connection,
    query: RunsQuery,
    *,
    soon: datetime,
    place: RunPlace | None = None,
    backwards: bool = False,
    limit: int = 50,
) -> list[RunFact]:
    """At most `limit` runs: from `place` on, itself included, or with `backwards` those right before it.

    Without a place, the first ones, or the last ones. `soon` is the instant before which a run is due soon. Answers
    them in their order.
    """
    found: list[RunFact] = []
    stretches = _stretches(query)
    numbers = [number for number, _ in stretches]
    if place is not None:
        here = next(n for n, stretch in enumerate(_ORDERS[query.order]) if _stands_in(place, stretch))
        numbers = [number for number in numbers if (number <= here if backwards else number >= here)]
    for number in reversed(numbers) if backwards else numbers:
        stretch = _ORDERS[query.order][number]
        is_bounded = place is not None and _stands_in(place, stretch)
        bound = {**_bound(query, soon, limit - len(found)), "stretch": stretch.status}
        if place is not None and is_bounded:
            at = place._asdict() | {"id": place.run_id}
            bound |= {f"at_{name}": at[name] for name in stretch.columns}
        rows = tx.execute(_statement(query, number, _Edge(is_bounded, backwards)), bound)
        found += [RunFact._make(row) for row in rows]
        if len(found) >= limit:
            break
    return found[::-1] if backwards else found


def run_ids(tx: Connection, query: RunsQuery, *, soon: datetime, limit: int) -> list[int]:
    """The ids of the runs that a question finds, in their order, up to `limit`."""
    return [fact.run_id for fact in runs_page(tx, query, soon=soon, limit=limit)]


def count_runs(tx: Connection, query: RunsQuery, *, soon: datetime) -> int:
    """How many runs a question finds, counted up to one more than `COUNT_CAP`."""
    found = 0
    for number, stretch in _stretches(query):
        bound = {**_bound(query, soon, COUNT_CAP + 1 - found), "stretch": stretch.status}
        found += tx.execute(_statement(query, number, None), bound).scalar_one()
        if found > COUNT_CAP:
            break
    return found


def one_run(tx: Connection, run_id: int) -> RunFact | None:
    """One run, as it stands in the table."""
    row = tx.execute(_BY_ID, {"run": run_id}).first()
    return None if row is None else RunFact._make(row)


def _tab_count(tab: RunTab) -> Any:
    counted = fixed(_chosen(RunsQuery(tab=tab), _Stretch(_BY_PRIORITY)).limit(COUNT_CAP + 1))
    return select(func.count()).select_from(counted.subquery()).scalar_subquery()


_TAB_COUNTS: Final = select(*(_tab_count(tab) for tab in RunTab))


def tab_counts(tx: Connection, soon: datetime) -> tuple[RunTabCount, ...]:
    """How many runs each tab holds, counted up to `COUNT_CAP`."""
    found = tx.execute(_TAB_COUNTS, {"soon": soon}).one()
    return tuple(
        RunTabCount(tab, min(count, COUNT_CAP), count > COUNT_CAP)
        for tab, count in zip(RunTab, found, strict=True)
    )


_is_done: Final = _RUN.c.status.in_(DONE)
_OF_BATCHES: Final = fixed(
    select(
        _BATCH.c.id,
        _BATCH.c.title,
        func.count(),
        func.count().filter(_is_done),
        func.sum(_RUN.c.steps_done),
        func.sum(_RUN.c.steps_counted),
    )
    .select_from(_BATCH.join(_RUN, _RUN.c.batch_id == _BATCH.c.id))
    .where(within(_BATCH.c.id))
    .group_by(_BATCH.c.id, _BATCH.c.title)
    .order_by(_BATCH.c.id.desc())
)


def batches_of(tx: Connection, batch_ids: Sequence[int]) -> tuple[BatchRow, ...]:
    """Batches with the progress of all their runs, the newest first."""
    if not batch_ids:
        return ()
    return tuple(BatchRow._make(row) for row in tx.execute(_OF_BATCHES, {"ids": id_list(batch_ids)}))


_OPEN_BATCHES: Final = (
    select(_BATCH.c.id)
    .where(_BATCH.c.dissolved_at.is_(None))
    .order_by(_BATCH.c.id.desc())
    .limit(bindparam("limit"))
)


def open_batches(tx: Connection, limit: int) -> tuple[BatchRow, ...]:
    """The newest batches that have not been dissolved."""
    return batches_of(tx, list(tx.execute(_OPEN_BATCHES, {"limit": limit}).scalars()))
