"""What has changed in a step since somebody last worked it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from data.queries.redlines_behind import content_at, redlines_behind
from data.queries.worked import last_worked
from data.rows.redlines import RedlineBehind
from ion_tui.engine.contents import read_contents
from ion_tui.engine.differences import Change, differences


@dataclass(frozen=True, slots=True)
class SinceLast:
    """When and on which run somebody last worked a step, what is different in it now, and by which redlines."""

    worked_at: datetime
    run_title: str
    changes: tuple[Change, ...]
    redlines: tuple[RedlineBehind, ...] = ()


def since_last(tx: Connection, step_id: int, operator_id: int) -> SinceLast | None:
    """What has changed; None where this person has not worked it before."""
    last = last_worked(tx, step_id, operator_id)
    if last is None:
        return None
    known = content_at(
        tx, run_id=last.run_id, origin=last.origin, content=last.content_id, at=last.started_at
    )
    if known == last.this_content_id:
        return SinceLast(last.started_at, last.run_title, ())
    contents = read_contents(tx, (known, last.this_content_id))
    return SinceLast(
        last.started_at,
        last.run_title,
        differences(contents[known], contents[last.this_content_id]),
        redlines_behind(
            tx, run_id=last.this_run_id, origin=last.origin, known=known, content=last.this_content_id
        ),
    )
