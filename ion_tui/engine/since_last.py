"""What has changed in a step since somebody last worked it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from data.queries.worked import last_worked
from ion_tui.engine.contents import read_contents
from ion_tui.engine.differences import Change, differences


@dataclass(frozen=True, slots=True)
class SinceLast:
    """When and on which run somebody last worked a step, and what is different in it now."""

    worked_at: datetime
    run_title: str
    changes: tuple[Change, ...]


def since_last(tx: Connection, step_id: int, operator_id: int) -> SinceLast | None:
    """What has changed; None where this person has not worked it before."""
    last = last_worked(tx, step_id, operator_id)
    if last is None:
        return None
    changes: tuple[Change, ...] = ()
    if last.content_id != last.this_content_id:
        contents = read_contents(tx, (last.content_id, last.this_content_id))
        changes = differences(contents[last.content_id], contents[last.this_content_id])
    return SinceLast(last.started_at, last.run_title, changes)
