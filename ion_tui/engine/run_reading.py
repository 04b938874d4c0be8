"""A run's own screen, read: everything of one moment, and its history in the floor's words."""

from __future__ import annotations

from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from data.queries import run_view, steps
from data.rows.run_view import AttributeRow, RunHistoryPage, RunHistoryRow, RunView
from data.rows.work import RunHeader
from ion_tui.engine import history_words
from ion_tui.engine.values import shown_value
from ion_tui.engine.wording import step_label

_ABOUT_THE_RUN: Final = ("run.", "batch.")
"""Actions whose label is the run itself."""


def run_view_of(tx: Connection, header: RunHeader, zone: ZoneInfo) -> RunView | None:
    """The run of this header; None where it is not there any more."""
    run_id = header.run_id
    facts = run_view.facts(tx, run_id)
    if facts is None:
        return None
    return RunView(
        run=header,
        facts=facts,
        tree=steps.read_tree(tx, run_id),
        parts=run_view.parts(tx, run_id),
        attributes=tuple(
            AttributeRow(row.name, row.type, row.value, shown_value(row.type, row.value, None, zone))
            for row in run_view.attributes(tx, run_id)
        ),
    )


def run_history_of(tx: Connection, run_id: int, limit: int, zone: ZoneInfo) -> RunHistoryPage:
    """The newest entries of a run's history."""
    found = run_view.entries(tx, run_id, limit + 1)
    rows = found[:limit]
    wanted = history_words.named(text for row in rows for text in (row.before, row.after))
    names = {("operator_id", key): name for key, name in run_view.people_named(tx, wanted["operator_id"])}
    names |= {
        ("work_center_id", key): name for key, name in run_view.places_named(tx, wanted["work_center_id"])
    }
    return RunHistoryPage(tuple(_entry(row, names, zone) for row in rows), has_more=len(found) > limit)


def _entry(row: Any, names: history_words.Names, zone: ZoneInfo) -> RunHistoryRow:
    step = "" if row.number is None else step_label(row.number, row.title)
    if not step:
        on = "" if row.action.startswith(_ABOUT_THE_RUN) else row.label
    else:
        on = step if row.target in ("run_step", "session") else f"{row.label} · {step}"
    return RunHistoryRow(
        id=row.id,
        at=row.said_at,
        operator=row.operator_label,
        kiosk=row.kiosk,
        what=history_words.what(row.action),
        on=on,
        change=history_words.change(row.before, row.after, names, zone),
        reason=row.reason,
    )
