"""A work center's queue: one page of one tab, with the counts of all tabs.

A page is one range of the index (work center, bucket, priority, due date, run, order), so it costs the same
at any size of the table. Siblings of a batch in one state are one row, which stands for them; a page reads such
rows only. Other orders, the search and "mine" read the tab's whole bucket: they grow with the open work of one work
center, not with the history. Counting stops at `COUNT_CAP`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BindParameter,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)

from data.fixed import fixed
from data.models import (
    Batch,
    Inventory,
    Operator,
    Part,
    Run,
    RunStep,
    SessionStep,
    StepContent,
    table,
)
from data.models.types import UtcDateTime
from data.queries.groups import GROUP, URGENT_FIRST
from data.rows.work import QueueOrder, QueueTab, TabCount

COUNT_CAP: Final = 1000
"""How far a tab is counted: `1000+` tells an operator as much as the exact number."""

BUCKET_OF: Final = {
    QueueTab.IN_PROGRESS: 0,
    QueueTab.AVAILABLE: 1,
    QueueTab.BLOCKED: 2,
    QueueTab.STOPPED: 3,
}

_STEP: Final = table(RunStep)
_RUN: Final = table(Run)
_CONTENT: Final = table(StepContent)
_INVENTORY: Final = table(Inventory)
_PART: Final = table(Part)
_BATCH: Final = table(Batch)
_OPERATOR: Final = table(Operator)
_SESSION: Final = table(SessionStep)

_WORK_CENTER: Final[BindParameter[int]] = bindparam("work_center")
_DAY: Final = bindparam("day", type_=UtcDateTime)


class QueueFact(NamedTuple):
    """One step of a page as the store has it; the engine makes the row of it."""

    step_id: int
    run_id: int
    number: str
    title: str
    run_title: str
    part: str
    serial: str | None
    lot: str | None
    state: str
    bucket: int
    priority: int
    due_at: datetime | None
    optional: bool
    batch_id: int | None
    batch_title: str | None
    batch_size: int
    assigned_to: str | None
    state_reason: str | None
    state_at: datetime
    completed_at: datetime | None
    lead_time_seconds: int | None
    version: int
    waits_on: int
    parent_id: int | None
    stands_for: int


def _ordered(statement: Select[Any], tab: QueueTab, order: QueueOrder) -> Select[Any]:
    if tab is QueueTab.DONE_TODAY:
        return statement.order_by(_STEP.c.completed_at.desc(), _STEP.c.id.desc())
    if order is QueueOrder.DUE:
        return statement.order_by(_STEP.c.due_sort, _STEP.c.priority, _STEP.c.run_id, _STEP.c.ordinal)
    if order is QueueOrder.RUN:
        return statement.order_by(_STEP.c.run_id, _STEP.c.ordinal)
    return statement.order_by(_STEP.c.priority, _STEP.c.due_sort, _STEP.c.run_id, _STEP.c.ordinal)


def _limited(statement: Select[Any]) -> Select[Any]:
    return statement.limit(bindparam("limit")).offset(bindparam("offset"))


def _facts(steps: Any, stands_for: Any = _STEP.c.stands_for) -> Select[Any]:
    """The columns of a `QueueFact`, for the run steps that `steps` joins in."""
    return select(
        _STEP.c.id,
        _STEP.c.run_id,
        _STEP.c.number,
        _CONTENT.c.title,
        _RUN.c.title.label("run_title"),
        _PART.c.number.label("part"),
        _INVENTORY.c.serial,
        _INVENTORY.c.lot,
        _STEP.c.state,
        _STEP.c.bucket,
        _STEP.c.priority,
        _RUN.c.due_at,
        _STEP.c.optional,
        _STEP.c.batch_id,
        _BATCH.c.title.label("batch_title"),
        func.coalesce(_BATCH.c.size, 0),
        _OPERATOR.c.code.label("assigned_to"),
        _STEP.c.state_reason,
        _STEP.c.state_at,
        _STEP.c.completed_at,
        _STEP.c.lead_time_seconds,
        _STEP.c.version,
        _STEP.c.waits_on,
        _STEP.c.parent_id,
        stands_for,
    ).select_from(
        steps.join(_RUN, _RUN.c.id == _STEP.c.run_id)
        .join(_CONTENT, _CONTENT.c.id == _STEP.c.content_id)
        .join(_INVENTORY, _INVENTORY.c.id == _RUN.c.inventory_id)
        .join(_PART, _PART.c.id == _INVENTORY.c.part_id)
        .outerjoin(_BATCH, _BATCH.c.id == _STEP.c.batch_id)
        .outerjoin(_OPERATOR, _OPERATOR.c.id == _RUN.c.operator_id)
    )


def _page(tab: QueueTab, order: QueueOrder, *, mine: bool, search: bool) -> Select[Any]:
    in_tab = (
        _STEP.c.work_center_id == _WORK_CENTER,
        _STEP.c.completed_at >= _DAY if tab is QueueTab.DONE_TODAY else _STEP.c.bucket == BUCKET_OF[tab],
    )
    in_index_order = order is QueueOrder.PRIORITY or tab is QueueTab.DONE_TODAY
    if not (mine or search):
        rows = (*in_tab, _STEP.c.stands_for > 0)
        if in_index_order:
            return fixed(_limited(_ordered(_facts(_STEP).where(*rows), tab, order)))
        page = fixed(_limited(_ordered(select(_STEP.c.id).where(*rows), tab, order))).subquery("page")
        return fixed(_ordered(_facts(page.join(_STEP, _STEP.c.id == page.c.id)), tab, order))
    grouped = fixed(_chosen(_grouped().where(*in_tab), mine=mine, search=search)).subquery("grouped")
    heads = select(_STEP.c.id, grouped.c.size).join(grouped, grouped.c.id == _STEP.c.id)
    page = fixed(_limited(_ordered(heads.where(grouped.c.place == 1), tab, order))).subquery("page")
    return fixed(_ordered(_facts(page.join(_STEP, _STEP.c.id == page.c.id), page.c.size), tab, order))


def _grouped() -> Select[Any]:
    """Steps with their place among the siblings that are chosen with them, and how many those are."""
    alone = case((or_(_STEP.c.batch_id.is_(None), _STEP.c.sibling_key.is_(None)), _STEP.c.id), else_=0)
    group = (*GROUP, alone)
    place = func.row_number().over(partition_by=group, order_by=URGENT_FIRST, rows=(None, None))
    size = func.count().over(partition_by=group, order_by=URGENT_FIRST, rows=(None, None))
    grouped: Select[Any] = select(_STEP.c.id, place.label("place"), size.label("size"))
    return grouped


def _chosen(steps: Select[Any], *, mine: bool, search: bool) -> Select[Any]:
    """Of `steps` those of one operator, those that hold the words, or both."""
    if mine or search:
        steps = steps.join(_RUN, _RUN.c.id == _STEP.c.run_id)
    if mine:
        at_work = exists().where(
            _SESSION.c.run_step_id == _STEP.c.id,
            _SESSION.c.operator_id == bindparam("operator"),
            _SESSION.c.ended_at.is_(None),
        )
        steps = steps.where(or_(_RUN.c.operator_id == bindparam("operator"), at_work))
    if not search:
        return steps
    words: BindParameter[str] = bindparam("words")
    searched = (
        _RUN.c.title,
        _CONTENT.c.title,
        _INVENTORY.c.serial,
        _INVENTORY.c.lot,
        _PART.c.number,
        _BATCH.c.title,
    )
    return (
        steps.join(_CONTENT, _CONTENT.c.id == _STEP.c.content_id)
        .join(_INVENTORY, _INVENTORY.c.id == _RUN.c.inventory_id)
        .join(_PART, _PART.c.id == _INVENTORY.c.part_id)
        .outerjoin(_BATCH, _BATCH.c.id == _STEP.c.batch_id)
        .where(or_(*(func.lower(column).like(words, escape="\\") for column in searched)))
    )


_PAGES: dict[tuple[QueueTab, QueueOrder, bool, bool], Select[Any]] = {}


def _count(condition: Any) -> Any:
    counted = fixed(
        select(_STEP.c.id)
        .where(_STEP.c.work_center_id == _WORK_CENTER, condition, _STEP.c.stands_for > 0)
        .limit(COUNT_CAP + 1)
    )
    return select(func.count()).select_from(counted.subquery()).scalar_subquery()


_COUNTS: Final = select(
    *(_count(_STEP.c.bucket == BUCKET_OF[tab]) for tab in QueueTab if tab in BUCKET_OF),
    _count(_STEP.c.completed_at >= _DAY),
)


def queue_page(  # noqa: PLR0913 - the questions of the Queue screen
    tx: Connection,
    work_center_id: int,
    tab: QueueTab,
    *,
    day: datetime,
    order: QueueOrder = QueueOrder.PRIORITY,
    limit: int = 50,
    offset: int = 0,
    mine: int | None = None,
    search: str = "",
) -> tuple[list[QueueFact], bool]:
    """One page of a tab and whether more follow; `day` is the instant at which today began."""
    words = search.strip().lower()
    chosen = (tab, order, mine is not None, bool(words))
    statement = _PAGES.get(chosen)
    if statement is None:
        statement = _PAGES[chosen] = _page(tab, order, mine=mine is not None, search=bool(words))
    values: dict[str, Any] = {"work_center": work_center_id, "limit": limit + 1, "offset": offset}
    if tab is QueueTab.DONE_TODAY:
        values["day"] = day
    if mine is not None:
        values["operator"] = mine
    if words:
        values["words"] = f"%{like_text(words)}%"
    rows = [QueueFact._make(row) for row in tx.execute(statement, values).all()]
    return rows[:limit], len(rows) > limit


_GROUP_OF: Final = _STEP.alias("group_of")
_MEMBERS: Final = fixed(
    _facts(
        _STEP.join(
            _GROUP_OF,
            and_(
                *(_STEP.c[column.name].is_not_distinct_from(_GROUP_OF.c[column.name]) for column in GROUP),
                or_(_GROUP_OF.c.batch_id.is_not(None), _STEP.c.id == _GROUP_OF.c.id),
            ),
        ),
        literal(1),
    )
    .where(_GROUP_OF.c.id == bindparam("step"))
    .order_by(*URGENT_FIRST)
)


def queue_group(tx: Connection, step_id: int) -> list[QueueFact]:
    """The single steps that a row of the queue stands for, each by itself, the most urgent first."""
    return [QueueFact._make(row) for row in tx.execute(_MEMBERS, {"step": step_id})]


def queue_counts(tx: Connection, work_center_id: int, day: datetime) -> tuple[TabCount, ...]:
    """How many rows each tab holds, counted up to `COUNT_CAP`."""
    found = tx.execute(_COUNTS, {"work_center": work_center_id, "day": day}).one()
    return tuple(
        TabCount(tab, min(count, COUNT_CAP), count > COUNT_CAP)
        for tab, count in zip(QueueTab, found, strict=True)
    )


def like_text(words: str) -> str:
    """Text for LIKE in which nothing is a wildcard."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
