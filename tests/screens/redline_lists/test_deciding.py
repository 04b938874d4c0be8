"""Redlines in review: approved and rejected, one and several, by oneself and in place; withdrawn, given up, merged."""

from __future__ import annotations

from data import models
from screens.approvals import ApprovalsScreen
from screens.redlines import NONE_IN_REVIEW, RedlinesScreen
from screens.run import RunScreen
from screens.step import StepScreen
from tests.engine.redlines.hands import Pen, tree_of
from tests.engine.workshop import Workshop
from tests.kiosk import Hands
from tests.screens.redline_lists import scenes
from tests.screens.redline_lists.kiosk import at_work, rest, sign, to_redline
from tests.screens.redline_lists.scenes import to_approve


def states(shop: Workshop) -> list[str]:
    """Where each redline stands."""
    return [row.state for row in shop.rows(models.Redline)]


async def to_the_list(hands: Hands) -> None:
    """Go to the redlines in review."""
    await hands.press("i")
    await hands.until(lambda: isinstance(hands.app.screen, RedlinesScreen), "the list")
    await rest(hands)


async def test_several_are_approved_at_once_and_a_receipt_says_what_was_left(shop: Workshop) -> None:
    to_approve(shop)
    async with at_work(shop, "qa1") as hands:
        await to_the_list(hands)
        await hands.sees("2 wait", "RB-0001", "RB-0002")
        await hands.press("space", "space")
        await hands.sees("2 of 2 marked")
        await hands.press("a")
        await hands.sees("Approve 2 redlines", "Does not change 1", "1 step is added")
        assert states(shop) == ["in review", "in review"]
        await hands.press("enter")
        await hands.sees("Changed 5", "applied to 3 runs.")
        assert states(shop) == ["approved", "approved"]
        await hands.press("ctrl+g")
        await hands.until(lambda: isinstance(hands.app.screen, StepScreen), "what was left alone")
        await hands.sees("RB-0003", "0 Start the bogie pivot")
        await hands.press("escape")
        await hands.sees(NONE_IN_REVIEW[:40])


async def test_what_is_left_alone_can_be_looked_at_first(shop: Workshop) -> None:
    to_approve(shop)
    async with at_work(shop, "qa1") as hands:
        await to_the_list(hands)
        await hands.press("a")
        await hands.sees("Approve redline 1")
        await hands.press("ctrl+g")
        await hands.until(lambda: isinstance(hands.app.screen, StepScreen), "what is left alone")
    assert states(shop) == ["in review", "in review"]


async def test_several_are_rejected_with_a_reason(shop: Workshop) -> None:
    to_approve(shop)
    async with at_work(shop, "qa1") as hands:
        await to_the_list(hands)
        await hands.press("space", "space", "x")
        await hands.sees("Reject 2 redlines")
        await hands.press("enter")
        await hands.sees("Reason: say in a few words why.")
        await hands.type("not as drawn")
        await hands.press("enter")
        await hands.sees("0 wait")
    assert states(shop) == ["open", "open"]
    assert {row.reason for row in shop.rows(models.RedlineDecision)} == {"not as drawn"}


async def test_a_second_person_approves_in_place(shop: Workshop) -> None:
    runs = scenes.batch(shop)
    redline = scenes.in_review(shop, runs[0])
    async with at_work(shop, "op1") as hands:
        await to_redline(hands, redline)
        await hands.press("a")
        await hands.sees("Approve redline 1", "Scan a badge")
        await sign(hands, "op2")
        await hands.sees("UpdateRedlineApproval")
        await sign(hands, "qa1")
        await hands.sees("✔ Approved", "Inspector One approved it for Quality", "Applied to 3 runs.")
        assert hands.app.floor.operator is not None
        assert hands.app.floor.operator.code == "op1"
    assert [title for _, title, _ in tree_of(shop, runs[2])][1] == "Mark the pivot with paint"


async def test_who_wrote_it_has_it_approved_by_somebody_else(shop: Workshop) -> None:
    shop.setting(redline_author_may_approve=False)
    redline = scenes.in_review(shop, scenes.batch(shop)[0])
    async with at_work(shop, "eng1") as hands:
        await to_redline(hands, redline)
        await hands.press("a")
        await hands.sees("somebody else approves it.", "Scan a badge")
        await sign(hands, "qa1")
        await hands.sees("✔ Approved")


async def test_a_second_person_rejects_in_place(shop: Workshop) -> None:
    redline = scenes.in_review(shop, scenes.batch(shop)[0])
    async with at_work(shop, "op1") as hands:
        await to_redline(hands, redline)
        await hands.press("x")
        await hands.sees("Reject redline 1")
        await hands.type("see drawing 7")
        await hands.press("enter")
        await hands.sees("Scan a badge")
        await sign(hands, "qa1")
        await hands.sees("✖ Rejected", "Inspector One rejected it", "see drawing 7")


async def test_what_moves_meanwhile_is_shown_again(shop: Workshop) -> None:
    runs = scenes.batch(shop)
    redline = scenes.in_review(shop, runs[0])
    async with at_work(shop, "qa1") as hands:
        await to_redline(hands, redline)
        await hands.press("a")
        await hands.sees("Approve redline 1")
        shop.start("op1", runs[1][scenes.PIVOT])
        await hands.press("enter")
        await hands.sees("This has changed since you looked.", "● In progress")
        await hands.press("enter")
        await hands.sees("Changed 3")
    assert states(shop) == ["approved"]


async def test_it_is_withdrawn_and_given_up(shop: Workshop) -> None:
    runs = scenes.batch(shop)
    redline = scenes.in_review(shop, runs[0])
    async with at_work(shop) as hands:
        await to_redline(hands, redline)
        await hands.sees("F5 Withdraw")
        await hands.press("w")
        await hands.sees("✎ Open", "F7 Edit")
        assert states(shop) == ["open"]
        await hands.press("k")
        await hands.sees("Give up redline 1", "✎ Redline → ○ Todo")
        await hands.press("enter")
        await hands.sees("Enter again")
        await hands.press("enter")
        await hands.sees("⊘ Canceled")
    assert shop.state(runs[0][scenes.PIVOT]) == "Todo"


async def test_who_may_not_is_told_why(shop: Workshop) -> None:
    redline = scenes.in_review(shop, scenes.batch(shop)[0])
    async with at_work(shop, "op1") as hands:
        await to_redline(hands, redline)
        await hands.press("w")
        await hands.sees("UpdateRedline")
    assert states(shop) == ["in review"]


async def test_an_approved_one_becomes_the_next_draft_with_others_of_the_run(shop: Workshop) -> None:
    runs = scenes.batch(shop)
    pen, first = Pen(shop), scenes.in_review(shop, runs[0])
    pen.approve(first)
    second = pen.open(runs[0]["Weigh"], "Weigh in grams")
    pen.reword(second, "Weigh", instructions="In grams.")
    pen.through(second)
    async with at_work(shop) as hands:
        await to_redline(hands, first)
        await hands.press("m")
        await hands.sees("Which redlines go into the draft?", "[✔] 1", "[ ] 2")
        await hands.press("home", "space", "enter")
        await hands.sees("Merge 2 redlines into the procedure", "PRC-RB revision B is a new draft", "1.4 Nm")
        await hands.press("enter")
        await hands.sees("made PRC-RB revision B, a new draft.", "merged into PRC-RB B.")
    assert {row.redline_id for row in shop.rows(models.RedlineMerge)} == {first, second}


async def test_runs_outside_the_batch_are_picked_to_merge_into(shop: Workshop) -> None:
    runs = scenes.batch(shop)
    redline = scenes.in_review(shop, runs[0])
    scenes.another_run(shop, "RB-0007")
    Pen(shop).approve(redline)
    async with at_work(shop) as hands:
        await to_redline(hands, redline)
        await hands.press("n")
        await hands.sees("Merge redline 1 into runs", "RB-0007", "Batch")
        assert "RB-0002" not in hands.screen
        await hands.scan("RB-0002")
        await hands.sees("is in the redline's batch")
        await hands.scan("RB-0007")
        await hands.sees("1 marked", "Into 1 run")
        await hands.press("space")
        await hands.sees("0 marked")
        await hands.press("escape")
        await hands.sees("Applied to 3 runs.")


async def test_the_run_and_the_count_of_what_waits_are_one_key_away(shop: Workshop) -> None:
    to_approve(shop)
    async with at_work(shop, "qa1") as hands:
        await hands.press("w")
        await hands.until(lambda: isinstance(hands.app.screen, ApprovalsScreen), "what waits")
        await hands.sees("i 2 redlines in review")
        await to_the_list(hands)
        await hands.press("down", "enter")
        await hands.sees("Weigh in grams", "What it changes")
        await hands.press("l")
        await hands.until(lambda: isinstance(hands.app.screen, RunScreen), "the run")
