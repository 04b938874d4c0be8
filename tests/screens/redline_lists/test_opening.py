"""F7 on a step and on a run: what others change already, what it answers, why; and what it stops."""

from __future__ import annotations

from data import models
from screens.messages import FloorChanged
from screens.redline_reading import RedlineReadingScreen
from screens.run import RunScreen
from screens.step import StepScreen
from tests.engine.redlines.hands import Pen
from tests.engine.workshop import Step, Workshop
from tests.kiosk import Hands
from tests.screens.redline_lists import scenes
from tests.screens.redline_lists.kiosk import at_work, rest, to_run, to_step


def reads_a_redline(hands: Hands) -> bool:
    """Whether a redline is shown."""
    return isinstance(hands.app.screen, RedlineReadingScreen)


async def test_a_step_is_redlined_once_somebody_has_seen_what_it_stops(shop: Workshop) -> None:
    step = shop.run(Step("Weld"))["Weld"]
    shop.start("op1", step)
    async with at_work(shop) as hands:
        await to_step(hands, step)
        await hands.press("f7")
        await hands.sees("Redline 0 Weld", "Checks out Operator One.", "● In progress → ✎ Redline")
        await hands.press("enter")
        await hands.sees("Reason: say in a few words why.")
        await hands.type("porous seam")
        await hands.press("enter")
        await hands.until(lambda: shop.state(step) == "Redline")
        await hands.until(lambda: not isinstance(hands.app.screen, StepScreen), "the redline")
    (redline,) = shop.rows(models.Redline)
    assert (redline.reason, redline.issue_id) == ("porous seam", None)
    assert shop.at_work(step) == []


async def test_nothing_is_done_where_nobody_agrees(shop: Workshop) -> None:
    step = shop.run(Step("Weld"))["Weld"]
    async with at_work(shop) as hands:
        await to_step(hands, step)
        await hands.press("f7")
        await hands.sees("Reason")
        await hands.press("escape")
        await hands.sees_no_more("Reason")
    assert shop.rows(models.Redline) == []


async def test_the_issue_that_it_answers_is_picked_where_there_is_one(shop: Workshop) -> None:
    run = shop.run(Step("Weld"), Step("Paint"))
    shop.start("op1", run["Weld"])
    shop.fail("op1", run["Weld"], "porous")
    (issue,) = shop.rows(models.Issue)
    async with at_work(shop) as hands:
        await to_step(hands, run["Weld"])
        await hands.press("f7")
        await hands.sees("Which issue does it answer?", "No issue", "0 Weld")
        await hands.press("down", "enter")
        await hands.sees("Reason")
        await hands.type("other rod")
        await hands.press("enter")
        await hands.until(lambda: shop.state(run["Weld"]) == "Redline")
    (redline,) = shop.rows(models.Redline)
    assert redline.issue_id == issue.id


async def test_an_operator_cannot_and_is_told_why(shop: Workshop) -> None:
    step = shop.run(Step("Weld"))["Weld"]
    async with at_work(shop, "op1") as hands:
        await to_step(hands, step)
        await hands.press("f7")
        await hands.sees("CreateRedline")


async def test_a_step_in_redline_says_whose_and_why_and_the_key_opens_it(shop: Workshop) -> None:
    runs = scenes.batch(shop)
    scenes.in_review(shop, runs[0])
    async with at_work(shop, "op1") as hands:
        await to_step(hands, runs[0][scenes.PIVOT])
        await hands.sees("Redline 1 by Engineer One 08:00, in review (F7): The pivot came loose on RB-0001")
        await hands.press("f7")
        await hands.until(lambda: reads_a_redline(hands), "the redline")
        await hands.sees("The pivot came loose on RB-0001", "Mark the pivot with paint")


async def test_of_several_redlines_of_a_step_one_is_picked(shop: Workshop) -> None:
    runs = scenes.batch(shop)
    step = runs[0]["Weigh"]
    pen = Pen(shop)
    for reason, text in (("in grams", "In grams."), ("twice", "Twice.")):
        redline = pen.open_run(runs[0].id, reason)
        pen.reword(redline, "Weigh", instructions=text)
        pen.submit(redline)
    async with at_work(shop) as hands:
        await to_step(hands, step)
        await hands.sees("Redline 1 by", "Redline 2 by")
        await hands.press("f7")
        await hands.sees("Which redline")
        await hands.press("down", "enter")
        await hands.until(lambda: reads_a_redline(hands), "the redline")
        await hands.sees("twice")


async def test_a_rival_is_shown_with_its_difference_and_built_on(shop: Workshop) -> None:
    runs = scenes.batch(shop)
    rival = scenes.in_review(shop, runs[1])
    async with at_work(shop) as hands:
        await to_step(hands, runs[0][scenes.PIVOT])
        await hands.press("f7")
        await hands.sees("redlined on another run of the batch", "Engineer One", "RB-0002", "1.4 Nm")
        await hands.press("enter", "enter")
        await hands.sees(f"It begins with what redline {rival} changes.")
        await hands.type("the same here")
        await hands.press("enter")
        await hands.until(lambda: shop.state(runs[0][scenes.PIVOT]) == "Redline")
    own = shop.rows(models.Redline)[-1]
    assert (own.built_on_id, own.run_id) == (rival, runs[0].id)
    assert len(Pen(shop).draft(own.id).changes) == 2


async def test_one_begins_anew_beside_a_rival_or_goes_there(shop: Workshop) -> None:
    runs = scenes.batch(shop)
    rival = scenes.in_review(shop, runs[1])
    async with at_work(shop) as hands:
        await to_step(hands, runs[0][scenes.PIVOT])
        await hands.press("f7")
        await hands.sees("Go there")
        await hands.press("enter", "right", "right", "enter")
        await hands.until(lambda: reads_a_redline(hands), "the redline")
        await hands.sees(f"Redline {rival}")
        await hands.press("escape")
        await hands.until(lambda: isinstance(hands.app.screen, StepScreen), "the step")
        await rest(hands)
        await hands.press("f7")
        await hands.sees("Begin anew")
        await hands.press("enter", "right", "enter")
        await hands.sees("Reason")
        await hands.type("another way")
        await hands.press("enter")
        await hands.until(lambda: shop.state(runs[0][scenes.PIVOT]) == "Redline")
    assert shop.rows(models.Redline)[-1].built_on_id is None


async def test_of_two_rivals_the_difference_follows_the_cursor(shop: Workshop) -> None:
    runs = scenes.batch(shop)
    scenes.in_review(shop, runs[1])
    pen = Pen(shop)
    second = pen.open(runs[2][scenes.PIVOT], "Another rod")
    pen.reword(second, scenes.PIVOT, instructions="Take the long rod.")
    async with at_work(shop) as hands:
        await to_step(hands, runs[0][scenes.PIVOT])
        await hands.press("f7")
        await hands.sees("redlined on other runs of the batch", "1.4 Nm")
        await hands.press("down")
        await hands.sees("Take the long rod.")
        await hands.press("enter", "enter")
        await hands.sees(f"It begins with what redline {second} changes.")


async def test_a_run_is_redlined_itself_without_steps_too(shop: Workshop) -> None:
    run = shop.run(Step("Weld"))
    async with at_work(shop) as hands:
        await to_run(hands, run.id)
        await hands.sees("This run has not been redlined.")
        await hands.press("f7")
        await hands.sees("The run itself")
        await hands.type("built as it is done")
        await hands.press("enter")
        await hands.until(lambda: bool(shop.rows(models.Redline)))
        await hands.until(lambda: not isinstance(hands.app.screen, RunScreen), "the redline")
    assert shop.state(run["Weld"]) == "Todo"


async def test_the_redlines_of_a_run_are_filtered_and_read(shop: Workshop) -> None:
    runs = scenes.batch(shop)
    made = scenes.of_every_kind(shop, runs)
    async with at_work(shop) as hands:
        await to_run(hands, runs[0].id)
        await hands.sees("5 Redlines 5", "✖ Rejected", "⊘ Canceled", "on 3 runs")
        await hands.press("f")
        await hands.sees("Which redlines")
        await hands.press("down", "down", "down", "enter")
        await hands.sees("5 Redlines 1 approved")
        await hands.sees_no_more("Rejected")
        await hands.press("enter")
        await hands.until(lambda: reads_a_redline(hands), "the redline")
        await hands.sees(f"Redline {made['approved']}", "Applied to 3 runs.")
        await hands.press("escape", "f")
        await hands.sees("Which redlines")
        await hands.press("home", "enter")
        await hands.sees("5 Redlines 5")


async def test_another_kiosks_redline_is_here_in_place(shop: Workshop) -> None:
    runs = scenes.batch(shop)
    async with at_work(shop) as hands:
        await to_run(hands, runs[0].id)
        await hands.sees("has not been redlined")
        scenes.in_review(shop, runs[0])
        hands.app.post_message(FloorChanged())
        await hands.sees("5 Redlines 1", "In review")
