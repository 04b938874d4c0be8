"""Questions over a screen: what they answer, by keyboard and scanner alone."""

from __future__ import annotations

import pytest
from textual.widgets import Button, Input

from screens.dialogs.confirm import ConfirmDialog
from screens.dialogs.dialog import Dialog
from screens.dialogs.help import HelpDialog
from screens.dialogs.message import MessageDialog
from screens.dialogs.reason import ReasonDialog
from screens.keys import Place, keys_for
from tests.screens.hands import press, scan, type_text
from tests.screens.widgets.stage import Stage, ask, screen_text

PLAN = ("RB-0001 · 2 Start [the] pivot", "OP1 is checked out.")


async def test_a_reason_is_what_was_typed() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, ReasonDialog("Hold", plan_lines=PLAN, confirm="Hold"))
        assert any(PLAN[0] in line for line in screen_text(app))
        await type_text(pilot, "  wrong rod ")
        await press(pilot, "enter")
        assert answers == ["wrong rod"]


async def test_without_a_reason_nothing_is_done_and_it_says_so() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, ReasonDialog("Hold", "What is wrong"))
        await type_text(pilot, "   ")
        await press(pilot, "enter")
        assert answers == []
        assert app.bells == 1
        assert any("✗ What is wrong: say in a few words why." in line for line in screen_text(app))
        await type_text(pilot, "rod")
        await press(pilot, "tab", "enter")
        assert answers == ["rod"]


async def test_a_scan_neither_fills_nor_confirms_a_reason() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, ReasonDialog("Hold"))
        await type_text(pilot, "rod")
        await scan(pilot, "LOT-22")
        assert answers == []
        assert app.screen.query_one(Input).value == "rod"
        assert any("LOT-22 was not asked for" in line for line in screen_text(app))
        assert app.bells == 1


@pytest.mark.parametrize(("danger", "keys"), [(False, ["enter"]), (True, ["left", "enter"])])
async def test_yes_is_one_key_away_and_where_it_is_dangerous_two(danger: bool, keys: list[str]) -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, ConfirmDialog("Unbatch all?", PLAN, danger=danger))
        await press(pilot, *keys)
        assert answers == [True]


async def test_a_dangerous_question_answered_by_enter_alone_is_a_no() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, ConfirmDialog("Unbatch all?", danger=True))
        await press(pilot, "enter")
        assert answers == [None]


async def test_a_scan_confirms_nothing() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, ConfirmDialog("Start?"))
        await scan(pilot, "OP2-BADGE")
        await scan(pilot, "OP2-BADGE", end=("enter", "ctrl+j"))
        await scan(pilot, "OP2-BADGE", end=())
        assert answers == []
        assert app.bells == 3


@pytest.mark.parametrize(
    "dialog",
    [
        ReasonDialog("Hold"),
        ConfirmDialog("Start?"),
        MessageDialog("Not in stock", ("B4-99",)),
        HelpDialog(keys_for(Place.STEP)),
    ],
    ids=lambda dialog: type(dialog).__name__,
)
async def test_esc_cancels(dialog: Dialog[object]) -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, dialog)
        await press(pilot, "escape")
        assert answers == [None]
        assert app.bells == 0


async def test_a_message_is_read_and_closed() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, MessageDialog("[Not] in stock", ("B4-99 is not B4.",)))
        text = "\n".join(screen_text(app))
        assert "[Not] in stock" in text
        assert "B4-99 is not B4." in text
        await press(pilot, "enter")
        assert answers == [None]


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_help_scrolls_and_closes(size: tuple[int, int]) -> None:
    app = Stage()
    async with app.run_test(size=size) as pilot:
        answers = await ask(app, pilot, HelpDialog(keys_for(Place.STEP)))
        assert any("F2 s" in line for line in screen_text(app))
        await press(pilot, "end")
        assert any("✖ Failed" in line for line in screen_text(app))
        await press(pilot, "tab", "enter")
        assert answers == [None]


async def test_a_dialog_with_a_long_plan_keeps_its_buttons_on_the_screen() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(app, pilot, ReasonDialog("Hold", plan_lines=[f"RB-{number:04}" for number in range(99)]))
        screen = app.screen.region
        assert all(screen.contains_region(button.region) for button in app.screen.query(Button))
