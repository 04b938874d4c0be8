"""What is said of a batch as a whole: pure."""

from __future__ import annotations

from datetime import datetime, tzinfo

from data.rows.batches import BatchRow, MemberPage, NamedRun
from ion_tui.engine.wording import batch_label
from screens.batch_parts.view import BatchView
from screens.times import day_name
from screens.widgets.lines import clean


def what_became_of(batch: BatchRow, origin: NamedRun | None, now: datetime, zone: tzinfo) -> str:
    """That it was dissolved, or that the run it was opened from has left; empty where neither is so."""
    if batch.dissolved_at is not None:
        by = f" by {batch.dissolved_by}" if batch.dissolved_by else ""
        day = day_name(batch.dissolved_at, now, zone)
        when = "" if day == "Today" else f"{day}, "
        return f"This batch was dissolved{by} at {when}{batch.dissolved_at.astimezone(zone):%H:%M}."
    if origin is None or origin.batch_id == batch.batch_id:
        return ""
    if origin.batch_id is None:
        return f"This run is no longer in a batch. ({clean(origin.title)})"
    return f"{clean(origin.title)} is in {batch_label(origin.batch_id, origin.batch_title)} now."


def nothing_there(batch: BatchRow, view: BatchView) -> str:
    """What is said where no run is shown, and what to do."""
    if batch.dissolved_at is not None:
        return "Its runs go on by themselves, and keep what was done."
    if view.search:
        return f"No run of this batch has “{view.search}” in its title or number. Esc clears the search."
    if view.affected:
        return "No run of this batch has a sibling of the step. Press o for all runs."
    return "No run is in this batch. Press a to add some."


def counted(batch: BatchRow, page: MemberPage, view: BatchView) -> str:
    """How many runs there are, are found, are read and are expanded."""
    runs = "1 run" if batch.size == 1 else f"{batch.size} runs"
    found = f"{page.found} of {runs}" if view.search or view.affected else runs
    more = f", {len(page.rows)} read" if page.has_more else ""
    shown = len(view.open_among(row.run_id for row in page.rows))
    return f"{found}{more}{f' · {shown} expanded' if shown else ''}"
