"""Arranging the steps of a redline by keys alone, and putting it up for review, taking it back, giving it up."""

from __future__ import annotations

from ion_tui.engine.redlines.changes import ChangeKind
from ion_tui.engine.redlines.commands import DecideRedlines, RedlineRun
from ion_tui.engine.redlines.editing import modified
from ion_tui.engine.states import State
from screens.dialogs.plan import PlanDialog
from screens.redline import RedlineScreen
from screens.widgets.difference_view import DifferenceView
from tests.engine.workshop import Step, Workshop
from tests.kiosk import Hands
from tests.screens.redline import scenes
from tests.screens.redline.kiosk import at_the_redline, editor, press, settle
from tests.screens.redline.test_writing import write

PIVOT = scenes.PIVOT


def tree(shop: Workshop, redline: scenes.Redline) -> list[str]:
    """The steps of the draft as the store has them: number and title."""
    return [f"{step.line.number} {step.line.title}" for step in scenes.draft_of(shop, redline.id).steps]


def kinds(shop: Workshop, redline: scenes.Redline) -> list[ChangeKind]:
    """What the changes of the draft do, in their order."""
    return [change.kind for change in scenes.draft_of(shop, redline.id).changes]


async def go_to(hands: Hands, title: str) -> None:
    """Put the cursor of the tree on a step."""
    ref = next(line.ref for line in editor(hands).lines if line.title == title)
    editor(hands).run_tree.focus()
    editor(hands).go_to(ref)
    await settle(hands)


async def test_a_step_is_moved_down_in_out_and_up_again(shop: Workshop) -> None:
    redline = scenes.opened(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await go_to(hands, "Weigh")
        await press(hands, "shift+down")
        assert tree(shop, redline)[6:] == ["4 Anodize", "5 Weigh"]
        await press(hands, "shift+right")
        assert tree(shop, redline)[6:] == ["4 Anodize", "4.0 Weigh"]
        await press(hands, "shift+left", "shift+up")
        assert kinds(shop, redline) == []
        assert shop.state(redline.run["Weigh"]) == "Todo"


async def test_a_move_says_from_where_to_where(shop: Workshop) -> None:
    redline = scenes.opened(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await go_to(hands, "Weigh")
        await press(hands, "minus")
        assert "↕ moved" in hands.line_with("3 Weigh")
        await hands.sees(
            "It was 4, and becomes 3.", "− behind 3 Attach the middle", "+ behind 2 Attach the front"
        )


async def test_where_there_is_no_place_it_is_said(shop: Workshop) -> None:
    redline = scenes.opened(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await go_to(hands, "Fabricate")
        await press(hands, "shift+up")
        await hands.sees("This step is the first one there already.")
        await press(hands, "shift+right")
        await hands.sees("There is no step above this one")
        await press(hands, "shift+left")
        await hands.sees("This step is a part of no other one.")


async def test_too_deep_is_refused_in_the_engines_words(shop: Workshop) -> None:
    deep = Step("1", steps=(Step("2", steps=(Step("3", steps=(Step("4", steps=(Step("5"), Step("6"))),)),)),))
    run = shop.run(deep, serial="RB-0002")
    redline = scenes.opened_on(shop, run, "6")
    async with at_the_redline(shop, redline.id) as hands:
        await press(hands, "shift+right")
        await hands.sees("6 would stand on level 6: steps nest up to 5 levels.")
        assert kinds(shop, redline) == []


async def test_an_empty_step_is_added_behind_the_chosen_one_and_chosen(shop: Workshop) -> None:
    redline = scenes.opened(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await press(hands, "f2", "enter", "enter")
        await write(hands, "Check the collars")
        assert tree(shop, redline)[3:5] == [f"1 {PIVOT}", "2 Check the collars"]
        assert "+ added" in hands.line_with("▌○ 2 Check the collars")
        await press(hands, "enter", "down", "enter")
        await hands.type("Pull at each.")
        await press(hands, "f2")
        (change,) = scenes.draft_of(shop, redline.id).changes
        assert change.content is not None
        assert change.content.instructions == "Pull at each."


async def test_a_step_of_the_procedure_is_added_inside_another(shop: Workshop) -> None:
    redline = scenes.opened(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await press(hands, "n", "end", "enter", "end", "enter")
        assert tree(shop, redline)[3:5] == [f"1 {PIVOT}", "1.0 Anodize"]
        assert kinds(shop, redline) == [ChangeKind.ADD]


async def test_a_copy_stands_behind_its_original_and_is_taken_out_once_that_is_confirmed(
    shop: Workshop,
) -> None:
    redline = scenes.opened(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await press(hands, "f3")
        assert tree(shop, redline)[3:5] == [f"1 {PIVOT}", f"2 {PIVOT}"]
        assert kinds(shop, redline) == [ChangeKind.DUPLICATE]
        await press(hands, "delete")
        await hands.sees("what was written for it is gone")
        await press(hands, "left", "enter")
        assert kinds(shop, redline) == []


async def test_a_step_is_removed_and_that_is_undone(shop: Workshop) -> None:
    redline = scenes.opened(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await go_to(hands, "Weigh")
        await press(hands, "f6")
        assert "− removed" in hands.line_with("Weigh")
        await press(hands, "shift+up")
        await hands.sees("4 Weigh is removed.")
        await press(hands, "z", "left", "enter")
        assert kinds(shop, redline) == []


async def test_whoever_works_on_a_step_is_named_before_it_is_changed_too(shop: Workshop) -> None:
    redline = scenes.opened(shop)
    cutting = redline.run["Fabricate"]
    shop.start("op1", cutting)
    async with at_the_redline(shop, redline.id) as hands:
        await go_to(hands, "Fabricate")
        await press(hands, "enter", "enter")
        await write(hands, "Fabricate it all")
        await hands.until(lambda: isinstance(hands.app.screen, PlanDialog), "the plan")
        assert shop.state(cutting) == "In Progress"
        await press(hands, "escape")
        await hands.until(lambda: "Nothing was changed." in hands.screen, "the word that nothing was changed")
        await press(hands, "enter")
        await hands.until(lambda: isinstance(hands.app.screen, PlanDialog), "the plan")
        hands.app.screen.query_one("#confirm").focus()
        await press(hands, "enter")
        assert shop.state(cutting) == "Redline"
        assert shop.at_work(cutting) == []


async def test_another_kiosks_change_is_here_too_and_the_cursor_stays(shop: Workshop) -> None:
    redline = scenes.rearranged(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await go_to(hands, "Anodize")
        draft = scenes.draft_of(shop, redline.id)
        content = scenes.step_of(shop, redline.id, "Anodize").content
        changes = modified(
            draft.changes, redline.run["Anodize"], content=scenes.retitled(content, "Anodize it red")
        )
        scenes.changed(shop, redline.id, changes, "admin")
        await hands.sees("Anodize it red")
        assert "Anodize it red" in hands.line_with("▌✎ 7")


async def test_it_is_submitted_read_and_taken_back(shop: Workshop) -> None:
    redline = scenes.rewritten(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await press(hands, "e", "enter")
        await hands.sees("In review", "F5 Withdraw")
        assert "F2 New step" not in hands.screen
        assert not editor(hands).sheet.display
        assert [change.what for change in hands.app.screen.query_one(DifferenceView).changes] == [
            "Instructions",
            "Field",
        ]
        await press(hands, "f5")
        await hands.sees("Open", "F2 New step")
        assert editor(hands).sheet.display


async def test_one_that_says_nothing_cannot_be_submitted_and_says_so(shop: Workshop) -> None:
    redline = scenes.opened(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await press(hands, "f4")
        await hands.sees("Redline 1 changes nothing yet.")


async def test_it_is_given_up_with_a_reason_and_every_step_goes_back(shop: Workshop) -> None:
    redline = scenes.rearranged(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await press(hands, "f9")
        await write(hands, "Another way was found")
        await press(hands, "enter")
        await hands.sees("⊘ Canceled")
        assert shop.state(redline.run[PIVOT]) == State.TODO
        await press(hands, "escape")
        assert not any(isinstance(screen, RedlineScreen) for screen in hands.app.screen_stack)


async def test_who_may_not_change_it_reads_it(shop: Workshop) -> None:
    redline = scenes.rewritten(shop)
    async with at_the_redline(shop, redline.id, "op1") as hands:
        await hands.sees("it needs the permission UpdateRedline", "+ 2. Torque both collars to `1.4 Nm`.")
        await press(hands, "n", "delete", "z", "enter")
        assert hands.app.screen is editor(hands)
        assert len(kinds(shop, redline)) == 1


async def test_esc_goes_from_the_step_to_the_tree_and_then_back(shop: Workshop) -> None:
    redline = scenes.opened(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await press(hands, "enter", "escape")
        assert editor(hands).run_tree.has_focus
        await press(hands, "right", "left", "escape")
        await hands.sees("In progress")


async def test_a_run_without_steps_gets_its_first_one(shop: Workshop) -> None:
    run = shop.run(serial="RB-0003")
    made = shop.do("eng1", RedlineRun(run_id=run.id, reason="Built as it is done")).made
    redline = scenes.Redline(made["redline"][0], run)
    async with at_the_redline(shop, redline.id) as hands:
        await hands.sees("No step yet.", "There is no step yet: F2 adds one.")
        await press(hands, "f3", "delete", "f2", "enter")
        await write(hands, "Begin")
        assert tree(shop, redline) == ["0 Begin"]
        await hands.sees("0 Begin", "+ Place  new")


async def test_a_rejected_one_is_open_again_and_says_why(shop: Workshop) -> None:
    redline = scenes.submitted(shop)
    shop.do(
        "qa1", DecideRedlines(redline_ids=(redline.id,), rejected=True, reason="1.4 Nm strips the thread")
    )
    async with at_the_redline(shop, redline.id) as hands:
        await hands.sees("✖ Rejected", "Rejected by", "1.4 Nm strips the thread", "F2 New step")


async def test_an_approved_one_is_only_read_and_says_what_it_did(shop: Workshop) -> None:
    redline = scenes.submitted(shop)
    shop.do("qa1", DecideRedlines(redline_ids=(redline.id,)))
    async with at_the_redline(shop, redline.id) as hands:
        await hands.sees("✔ Approved", "+ added")
        await go_to(hands, "Check the collars")
        await hands.sees("+ Pull at each.")
        assert "F9 Cancel" not in hands.screen
