"""The Run screen's schedule, assignment and attributes, changed by keyboard alone."""

from __future__ import annotations

from typing import Final

import pytest

from data import models
from screens.run import RunScreen
from tests.engine.workshop import Workshop
from tests.kiosk import Hands
from tests.screens.batches import scenes
from tests.screens.batches.kiosk import at_work, hears, rest
from tests.screens.batches.test_run import open_run

DUE, START, END, PRIORITY, OPERATOR, PLACE, MADE = range(7)
"""The lines of the last tab, from the top."""
ATTRIBUTES: Final = 9
"""The first line of the site's attributes."""


async def open_details(hands: Hands) -> None:
    """Open the run of the first row of the queue, on its last tab."""
    await open_run(hands)
    await hands.press("4")
    await hands.sees("Planned end")


async def enter_on(hands: Hands, line: int) -> None:
    """Press Enter on a line of the last tab."""
    await hands.press("home", *["down"] * line, "enter")
    await rest(hands)


def on_the_run(hands: Hands) -> bool:
    return isinstance(hands.app.screen, RunScreen)


async def test_enter_on_a_line_of_the_schedule_changes_it(shop: Workshop) -> None:
    scenes.worked(shop)
    async with at_work(shop) as hands:
        await open_details(hands)
        await enter_on(hands, DUE)
        await hands.sees("When is the run due?", "Nothing written: no due date.")
        await hands.type("2026-12-04")
        await hands.press("enter")
        await hears(hands, "due 4 Dec 2026.")
        await rest(hands)
        await hands.sees("Fri 2026-12-04")
        await enter_on(hands, END)
        await hands.type("+2 15:30")
        await hands.press("enter")
        await hears(hands, "planned end 26 Nov 2026 15:30.")
        await rest(hands)
        await hands.sees("Thu 2026-11-26 15:30")


async def test_an_end_before_the_start_is_refused_in_the_dialog_and_asked_again(shop: Workshop) -> None:
    run = scenes.worked(shop)
    async with at_work(shop) as hands:
        await open_details(hands)
        await enter_on(hands, END)
        await hands.type("2026-11-20 08:00")
        await hands.press("enter")
        await hands.sees("cannot end on 20 Nov 2026 08:00", "starts on 24 Nov 2026 08:45")
        await hands.type("noon")
        await hands.press("enter")
        await hands.sees("is not a day")
        await hands.press("escape")
        await hands.until(lambda: on_the_run(hands))
    assert shop.row(models.Run, run.id).scheduled_end is None


async def test_its_key_asks_what_and_an_empty_line_takes_it_away(shop: Workshop) -> None:
    run = scenes.worked(shop)
    async with at_work(shop) as hands:
        await open_run(hands)
        await hands.press("d")
        await hands.sees("Schedule the run", "Planned start", "2026-11-24 08:45")
        await hands.press("down", "enter")
        await hands.sees("When is the run to start?")
        await hands.press("delete", "enter")
        await hears(hands, "no planned start.")
    assert shop.row(models.Run, run.id).scheduled_start is None


async def test_priority_operator_and_work_center_are_picked(shop: Workshop) -> None:
    run = scenes.worked(shop)
    async with at_work(shop) as hands:
        await open_details(hands)
        await enter_on(hands, PRIORITY)
        await hands.sees("How urgent is")
        await hands.press("home", "enter")
        await hears(hands, "priority 1.")
        await rest(hands)
        await enter_on(hands, OPERATOR)
        await hands.sees("Nobody")
        await hands.press("home", "enter")
        await hears(hands, "assigned to nobody.")
        await rest(hands)
        await enter_on(hands, PLACE)
        await hands.sees("None of their own")
        await hands.press("end", "enter")
        await hears(hands, "at WC Work center.")
    row = shop.row(models.Run, run.id)
    assert (row.priority, row.operator_id, row.work_center_id is None) == (1, None, False)


async def test_an_attribute_is_set_from_its_line_and_from_its_key(shop: Workshop) -> None:
    run = scenes.worked(shop)
    async with at_work(shop) as hands:
        await open_details(hands)
        lines = [row.name for row in shop.engine.reads.run_attributes(run.id) if row.scope == "run"]
        await enter_on(hands, ATTRIBUTES + lines.index("Lot"))
        await hands.sees("Lot of the run")
        await hands.type("L-77")
        await hands.press("enter")
        await hears(hands, "Lot is L-77.")
        await rest(hands)
        assert hands.line_with("Lot").split()[-1] == "L-77"
        await hands.press("z")
        await hands.sees("Set an attribute")
        await hands.press(*["down"] * lines.index("Lot"), "enter")
        await hands.sees("Lot of the run")
        await hands.press("delete", "enter")
        await hears(hands, "Lot is empty.")


async def test_what_has_happened_is_not_changed(shop: Workshop) -> None:
    scenes.worked(shop)
    async with at_work(shop) as hands:
        await open_details(hands)
        await enter_on(hands, MADE)
        await hears(hands, "Made: this is what has happened, and nobody changes it.")


@pytest.mark.parametrize("key", ["d", "z"])
async def test_who_may_not_is_told_why(shop: Workshop, key: str) -> None:
    scenes.worked(shop)
    async with at_work(shop, "op1") as hands:
        await open_details(hands)
        await hands.press(key)
        await hears(hands, "UpdateRun" if key == "d" else "UpdateRunAttribute")
        await enter_on(hands, ATTRIBUTES if key == "z" else START)
        await hands.until(lambda: on_the_run(hands))
        await hears(hands, "UpdateRun")
