"""Rows of siblings in the queue: one for the siblings of a batch that are in one state at one work center.

`stands_for` is stored, so that a page of the queue is one range of an index whatever the size of the batches in it.
The most urgent sibling of a group, by priority, due date, run and order, stands for all of it. Completed siblings
stand together where one command has completed them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Connection,
    and_,
    bindparam,
    case,
    cast,
    func,
    not_,
    or_,
    select,
    union,
    update,
)

from data.fixed import fixed
from data.ids import id_array, id_list, ids_of, text_in, within
from data.queries.groups import GROUP, URGENT_FIRST, step_of, urgency
from ion_tui.engine.facts import STEP
from ion_tui.engine.graph import EDGE, below_touched

_TOUCHED: Final = STEP.alias("touched")
_KEYED: Final = STEP.alias("keyed")
_COMMAND: Final[BindParameter[int]] = bindparam("command")


def _ranked(condition: Any) -> Any:
    """Each step of the batches that `condition` is about, with what its row should stand for."""
    everybody = (None, None)
    place = func.row_number().over(partition_by=GROUP, order_by=URGENT_FIRST, rows=everybody)
    count = func.count().over(partition_by=GROUP, order_by=URGENT_FIRST, rows=everybody)
    return fixed(
        select(STEP.c.id, case((place == 1, count), else_=0).label("size")).where(
            STEP.c.sibling_key.is_not(None), condition
        )
    )


def _settling(condition: Any) -> Any:
    ranked = _ranked(condition).subquery("ranked")
    return (
        update(STEP)
        .values(stands_for=ranked.c.size)
        .where(STEP.c.id == ranked.c.id, STEP.c.stands_for != ranked.c.size)
    )


def _in_batch(keys: Any) -> Any:
    return (STEP.c.batch_id == bindparam("batch")) & STEP.c.sibling_key.in_(keys)


_MOVED: Final = union(
    select(_TOUCHED.c.id).where(_TOUCHED.c.command_id == _COMMAND),
    select(EDGE.c.step_id)
    .join(_TOUCHED, _TOUCHED.c.id == EDGE.c.upstream_id)
    .where(_TOUCHED.c.command_id == _COMMAND),
    below_touched(),
)
_STANDS: Final = STEP.c.stands_for > 0
_FIRST: Final = tuple(func.max(case((_STANDS, column))) == func.min(column) for column in URGENT_FIRST)
# Groups of which one stands for all, and is first in every respect, stay as they are: mostly a whole group moves.
_UNSETTLED: Final = (
    select(STEP.c.sibling_key)
    .where(_in_batch(select(_KEYED.c.sibling_key).where(_KEYED.c.id.in_(_MOVED))))
    .group_by(*GROUP)
    .having(
        not_(
            and_(
                func.sum(case((_STANDS, 1), else_=0)) == 1,
                func.sum(STEP.c.stands_for) == func.count(),
                *_FIRST,
            )
        )
    )
)
_SETTLE: Final = _settling(_in_batch(_UNSETTLED))
_EVEN: Final = and_(*(func.min(STEP.c[name]) == func.max(STEP.c[name]) for name in ("priority", "due_sort")))
"""Whether all of a group are equally urgent: then the first by place stands for them, which is cheaper to find."""
_PLACES: Final = 1_000_000
_PLACE: Final = cast(STEP.c.run_id, BigInteger) * _PLACES + STEP.c.ordinal
_SIZE: Final = func.sum(case((_STANDS, STEP.c.stands_for), else_=1))
_STANDING: Final = id_array(case((_STANDS, STEP.c.id)))


def _joined(*columns: Any) -> Any:
    """The groups of a batch that runs have joined; who stands in one counts for those that it stands for."""
    return (
        select(_SIZE, *columns)
        .where(
            STEP.c.batch_id == bindparam("batch"),
            STEP.c.sibling_key.is_not(None),
            or_(_STANDS, within(STEP.c.run_id)),
        )
        .group_by(*GROUP)
    )


_JOINED: Final = fixed(
    _joined(case((_EVEN, func.min(_PLACE))), _STANDING).having(
        or_(func.sum(STEP.c.stands_for) != _SIZE, func.count() > 1)
    )
)
_UNEVEN: Final = fixed(_joined(func.min(urgency())).having(not_(_EVEN)))
_SINK: Final = fixed(update(STEP).values(stands_for=0).where(within(STEP.c.id)))
_RISE: Final = update(STEP).values(stands_for=bindparam("size")).where(STEP.c.id == bindparam("first"))
_RISE_AT: Final = (
    update(STEP)
    .values(stands_for=bindparam("size"))
    .where(STEP.c.run_id == bindparam("run"), STEP.c.ordinal == bindparam("place"))
)
_SETTLE_RUNS: Final = _settling(
    _in_batch(select(_KEYED.c.sibling_key).where(within(_KEYED.c.run_id)).distinct())
)
_SETTLE_BATCHES_OF: Final = _settling(
    STEP.c.batch_id.in_(
        select(_KEYED.c.batch_id).where(within(_KEYED.c.run_id), _KEYED.c.batch_id.is_not(None)).distinct()
    )
)
_SETTLE_KEYS: Final = _settling(
    STEP.c.batch_id.in_(
        select(_KEYED.c.batch_id).where(within(_KEYED.c.run_id), _KEYED.c.batch_id.is_not(None)).distinct()
    )
    & text_in(STEP.c.sibling_key, "keys")
)
_EVERY: Final = _ranked(STEP.c.batch_id.is_not(None)).subquery("every")
_SHOULD: Final = func.coalesce(_EVERY.c.size, 1)
_WRONG: Final = (
    select(STEP.c.id, STEP.c.stands_for, _SHOULD.label("should"))
    .select_from(STEP.outerjoin(_EVERY, _EVERY.c.id == STEP.c.id))
    .where(STEP.c.stands_for != _SHOULD)
    .order_by(STEP.c.id)
)


def settle(tx: Connection, batch_id: int, command_id: int) -> None:
    """Bring the rows of a batch to what they are once a command has moved steps, and what hangs on those."""
    tx.execute(_SETTLE, {"batch": batch_id, "command": command_id})


def settle_runs(tx: Connection, batch_id: int, run_ids: Sequence[int]) -> None:
    """Bring the rows of a batch to what they are once these runs have left it, or have moved as a whole."""
    tx.execute(_SETTLE_RUNS, {"batch": batch_id, "ids": id_list(run_ids)})


def merge(tx: Connection, batch_id: int, run_ids: Sequence[int] = ()) -> None:
    """Bring the rows of a batch to what they are once runs have joined it.

    Their steps stand for themselves, or for nobody where the runs are named: then they were set to 0 as they joined,
    which most of them stay. What is written here grows with the groups, not with the runs.
    """
    bound = {"batch": batch_id, "ids": id_list(run_ids)}
    joined = tx.execute(_JOINED, bound).all()
    even = [(int(size), divmod(int(first), _PLACES)) for size, first, _ in joined if first is not None]
    uneven = tx.execute(_UNEVEN, bound).all() if len(even) < len(joined) else []
    standing = [step_id for *_, ids in joined if ids for step_id in ids_of(ids)]
    if standing:
        tx.execute(_SINK, {"ids": id_list(standing)})
    if even:
        tx.execute(_RISE_AT, [{"run": run, "place": place, "size": size} for size, (run, place) in even])
    if uneven:
        tx.execute(_RISE, [{"first": step_of(first), "size": int(size)} for size, first in uneven])


def settle_batches_of(tx: Connection, run_ids: Sequence[int]) -> None:
    """Bring the rows of all batches that these runs are in to what they are: urgency or place has changed."""
    tx.execute(_SETTLE_BATCHES_OF, {"ids": id_list(run_ids)})


def settle_keys(tx: Connection, run_ids: Sequence[int], keys: Collection[str]) -> None:
    """Bring the rows of the siblings with these keys to what they are, in the batches that these runs are in."""
    tx.execute(_SETTLE_KEYS, {"ids": id_list(run_ids), "keys": json.dumps(sorted(keys))})


def differences(tx: Connection) -> list[str]:
    """Each step whose row stands for other siblings than it should, in words."""
    return [
        f"Run step {row.id}: its row stands for {row.stands_for}; it should be {row.should}."
        for row in tx.execute(_WRONG)
    ]
