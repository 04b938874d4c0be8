"""Redlines as the store has them: found, locked, and refused where they are not as somebody saw them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from data.ids import id_list, within
from data.models import Operator, Redline, RedlineChange, RedlineStep, table
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.contents import read_contents
from ion_tui.engine.context import Context
from ion_tui.engine.facts import RUN
from ion_tui.engine.history import COMMAND
from ion_tui.engine.locking import lock_batches_of
from ion_tui.engine.redlines import changes
from ion_tui.engine.redlines.changes import ChangeKind
from ion_tui.engine.wording import moment

REDLINE: Final = table(Redline)
CHANGE: Final = table(RedlineChange)
UNDER: Final = table(RedlineStep)
_AUTHOR: Final = table(Operator)

_READ: Final = (
    select(
        REDLINE,
        RUN.c.title.label("run_title"),
        RUN.c.batch_id,
        RUN.c.closed_at.is_not(None).label("run_is_closed"),
        _AUTHOR.c.name.label("author"),
    )
    .select_from(
        REDLINE.join(RUN, RUN.c.id == REDLINE.c.run_id).join(_AUTHOR, _AUTHOR.c.id == REDLINE.c.author_id)
    )
    .where(within(REDLINE.c.id))
    .order_by(REDLINE.c.id)
)
_RUNS_OF: Final = select(REDLINE.c.run_id).where(within(REDLINE.c.id)).distinct()
_CHANGES: Final = (
    select(CHANGE).where(within(CHANGE.c.redline_id)).order_by(CHANGE.c.redline_id, CHANGE.c.position)
)
_LAST: Final = (
    select(COMMAND.c.verb, COMMAND.c.operator_label, COMMAND.c.said_at)
    .select_from(REDLINE.join(COMMAND, COMMAND.c.id == REDLINE.c.command_id))
    .where(REDLINE.c.id == bindparam("redline"))
)


@dataclass(frozen=True, slots=True)
class StoredChange:
    """A change as it is kept: without its content, but with the ids of the contents before and after."""

    change: changes.RedlineChange
    before_id: int | None
    content_id: int | None


def label_of(redline_id: int) -> str:
    """A redline as it is called."""
    return f"Redline {redline_id}"


def find(context: Context, redline_ids: Sequence[int]) -> list[Any] | Refused:
    """Redlines in id order, with the runs and batches that they are about locked where the command is carried out."""
    tx, asked = context.tx, {"ids": id_list(sorted(set(redline_ids)))}
    if context.command_id:
        lock_batches_of(tx, list(tx.execute(_RUNS_OF, asked).scalars()))
    rows = tx.execute(_READ, asked).all()
    if not rows or len(rows) < len(set(redline_ids)):
        return Refused(Code.NOT_FOUND, "This redline is not there any more.")
    return list(rows)


def find_one(
    context: Context, redline_id: int, seen_version: int | None, states: Sequence[str], doing: str
) -> Any:
    """One redline in one of these states, as it was seen; or the refusal. `doing` stands behind `cannot be`."""
    found = find(context, [redline_id])
    if isinstance(found, Refused):
        return found
    (row,) = found
    if seen_version is not None and seen_version != row.version:
        return _stale(context, row)
    if row.run_is_closed:
        return Refused(Code.NOT_LEGAL, f"{row.run_title} is closed; an administrator can reopen it.")
    return wrong_state(row, states, doing) or row


def wrong_state(row: Any, states: Sequence[str], doing: str) -> Refused | None:
    """Refuse a redline that is in none of these states."""
    if row.state in states:
        return None
    way = {
        "open": "submit it for review first",
        "in review": "take it out of review first",
        "approved": "its changes are made; another redline can change them again",
        "canceled": "begin another one",
    }[row.state]
    return Refused(Code.NOT_LEGAL, f"{label_of(row.id)} is {row.state}: it cannot be {doing}; {way}.")


def _stale(context: Context, row: Any) -> Refused:
    last = context.tx.execute(_LAST, {"redline": row.id}).first()
    who = f" by {last.operator_label} at {moment(last.said_at, context.now, context.zone)}" if last else ""
    return Refused(
        Code.STALE, f"{label_of(row.id)} has been changed{who}: it is now {row.state}. Look again."
    )


def stored_changes(tx: Connection, redline_ids: Iterable[int]) -> dict[int, list[StoredChange]]:
    """The changes of each redline, in their order."""
    ids = sorted(set(redline_ids))
    found: dict[int, list[StoredChange]] = {redline_id: [] for redline_id in ids}
    for row in tx.execute(_CHANGES, {"ids": id_list(ids)}):
        place, terms = changes.from_text(row.place)
        change = changes.RedlineChange(
            key=row.key,
            kind=ChangeKind(row.kind),
            step=row.on_key if row.run_step_id is None else row.run_step_id,
            place=place,
            terms=terms,
        )
        found[row.redline_id].append(StoredChange(change, row.before_id, row.content_id))
    return found


def with_contents(tx: Connection, stored: Sequence[StoredChange]) -> tuple[changes.RedlineChange, ...]:
    """The changes with the contents that they ask for."""
    contents = read_contents(tx, (one.content_id for one in stored if one.content_id is not None))
    return tuple(
        one.change if one.content_id is None else replace(one.change, content=contents[one.content_id])
        for one in stored
    )
