"""One or several out of a list."""

from __future__ import annotations

import pytest
from textual.widgets import Button

from screens.dialogs.pick import Choice, PickDialog, PickManyDialog
from tests.screens.hands import press, scan
from tests.screens.widgets.stage import Stage, ask, screen_text

LOTS = [
    Choice(
        number,
        f"LOT-22{number:02}",
        f"shelf A-{number}",
        code=f"LOT-22{number:02}",
        refused="quarantined" if number == 3 else "",
    )
    for number in range(1, 13)
]
FINISHES = [Choice(letter, f"Finish [{letter}]") for letter in "ABCD"]


async def test_enter_picks_the_row_under_the_cursor() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, PickDialog("Which?", FINISHES))
        assert any("Finish [A]" in line for line in screen_text(app))
        await press(pilot, "down", "enter")
        assert answers == ["B"]


async def test_it_begins_on_what_is_chosen_already() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, PickDialog("Which?", FINISHES, chosen=("C",)))
        await press(pilot, "tab", "enter")
        assert answers == ["C"]


async def test_letters_search_and_the_arrows_still_move() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, PickDialog("Which lot?", LOTS))
        await press(pilot, "2", "2", "1")
        text = "\n".join(screen_text(app))
        assert "LOT-2210" in text
        assert "LOT-2202" not in text
        await press(pilot, "down", "enter")
        assert answers == [11]


async def test_what_is_not_found_is_said_and_enter_does_nothing() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, PickDialog("Which lot?", LOTS))
        await press(pilot, "x", "x", "enter")
        assert any("Nothing has these letters in it." in line for line in screen_text(app))
        assert answers == []


async def test_a_scan_picks_by_the_label() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, PickDialog("Which lot?", LOTS))
        await scan(pilot, "LOT-9999")
        assert answers == []
        assert any("LOT-9999 is not in this list." in line for line in screen_text(app))
        await scan(pilot, "lot-2207")
        assert answers == [7]


async def test_what_cannot_be_picked_says_why() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, PickDialog("Which lot?", LOTS))
        await scan(pilot, "LOT-2203")
        assert answers == []
        assert any("✗ quarantined" in line for line in screen_text(app))


async def test_space_marks_several_and_enter_takes_them() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, PickManyDialog("Finishes", FINISHES, chosen=("B", "D")))
        await press(pilot, "space", "up", "space", "enter")
        assert answers == [("A", "D")]


async def test_none_of_several_is_an_answer_and_esc_is_not() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, PickManyDialog("Finishes", FINISHES))
        await press(pilot, "enter")
        answers += await ask(app, pilot, PickManyDialog("Finishes", FINISHES, chosen=("A",)))
        await press(pilot, "escape")
        assert answers == [()]


async def test_several_can_be_searched_and_scanned() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, PickManyDialog("Lots", LOTS))
        await scan(pilot, "LOT-2205")
        await press(pilot, "1", "2", "enter", "enter")
        assert answers == [(5, 12)]


async def test_an_empty_list_says_so() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, PickDialog[str]("Which?", (), empty="No lot of B4 is in stock."))
        assert any("No lot of B4 is in stock." in line for line in screen_text(app))
        await press(pilot, "enter", "escape")
        assert answers == [None]


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_long_list_keeps_its_buttons_on_the_screen(size: tuple[int, int]) -> None:
    app = Stage()
    async with app.run_test(size=size) as pilot:
        many = [Choice(number, f"Row {number}") for number in range(300)]
        await ask(app, pilot, PickDialog("Which?", many, ("One line", "and another")))
        screen = app.screen.region
        assert all(screen.contains_region(button.region) for button in app.screen.query(Button))
