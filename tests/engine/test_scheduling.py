"""Stories of a run's schedule: when it is due, is to start and is to end."""

from __future__ import annotations

from datetime import timedelta

from data import models
from ion_tui.engine.answers import Code
from ion_tui.engine.commands import ScheduleRuns
from tests.engine.workshop import Step, Workshop


def schedule(shop: Workshop, run: int) -> tuple[object, ...]:
    row = shop.row(models.Run, run)
    return row.due_at, row.scheduled_start, row.scheduled_end


def test_what_is_not_said_stays_and_none_takes_away(shop: Workshop) -> None:
    run, now = shop.run(Step("Cut")), shop.clock.now()
    ids, later = (run.id,), now + timedelta(days=2)
    said = shop.do("lead1", ScheduleRuns(run_ids=ids, due_at=later, scheduled_start=now)).sentence
    assert said.endswith("due 26 Nov 2026, planned start 24 Nov 2026 08:00.")
    assert schedule(shop, run.id) == (later, now, None)
    shop.do("lead1", ScheduleRuns(run_ids=ids, scheduled_end=later))
    assert schedule(shop, run.id) == (later, now, later)
    said = shop.do("lead1", ScheduleRuns(run_ids=ids, scheduled_start=None, due_at=None)).sentence
    assert said.endswith("no due date, no planned start.")
    assert schedule(shop, run.id) == (None, None, later)
    told = [(row.what, row.change) for row in shop.engine.reads.run_history(run.id).rows[:3]]
    assert told == [
        ("Due date", "none, start none"),
        ("Planned", "end 2026-11-26 08:00"),
        ("Due date", "2026-11-26, start 2026-11-24 08:00"),
    ]


def test_a_run_does_not_end_before_it_starts(shop: Workshop) -> None:
    first, second = shop.run(Step("Cut")), shop.run(Step("Cut"))
    now = shop.clock.now()
    shop.do("lead1", ScheduleRuns(run_ids=(first.id,), scheduled_start=now))
    early = ScheduleRuns(run_ids=(first.id, second.id), scheduled_end=now - timedelta(days=1))
    title = shop.row(models.Run, first.id).title
    assert shop.refuse("lead1", early, Code.INVALID) == (
        f"{title} cannot end on 23 Nov 2026 08:00: it starts on 24 Nov 2026 08:00; "
        "give it a start and an end in this order."
    )
    assert schedule(shop, second.id) == (None, None, None)
    both = ScheduleRuns(run_ids=(first.id,), scheduled_start=now, scheduled_end=now)
    shop.do("lead1", both)
    assert schedule(shop, first.id) == (None, now, now)


def test_a_schedule_says_something_and_in_which_zone(shop: Workshop) -> None:
    run = shop.run(Step("Cut"))
    shop.refuse("lead1", ScheduleRuns(run_ids=(run.id,)), Code.INVALID)
    naive = shop.clock.now().replace(tzinfo=None)
    shop.refuse("lead1", ScheduleRuns(run_ids=(run.id,), scheduled_end=naive), Code.INVALID)
    shop.refuse("op1", ScheduleRuns(run_ids=(run.id,), scheduled_end=None), Code.NOT_PERMITTED)
