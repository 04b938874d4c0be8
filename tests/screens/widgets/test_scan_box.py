"""The line that answers scans."""

from __future__ import annotations

from textual.widgets import Button, Input

from screens.widgets.scan_box import Kind, ScanBox
from tests.screens.hands import press, scan, type_text
from tests.screens.widgets.stage import Stage, screen_text


def stage() -> tuple[Stage, ScanBox, Button]:
    box, button = ScanBox("Scan a badge"), Button("Other")
    return Stage(button, box), box, button


def line(app: Stage) -> str:
    return next(text for text in screen_text(app) if "▸ scan" in text).strip()


async def test_it_says_what_can_be_scanned_until_it_has_an_answer() -> None:
    app, box, _ = stage()
    async with app.run_test(size=(60, 8)) as pilot:
        assert line(app) == "▸ scan  Scan a badge"
        box.say("F-2207 installed", Kind.OK)
        await pilot.pause()
        assert line(app) == "▸ scan  ✔ F-2207 installed"
        assert app.bells == 0
        box.say("B4-99 is not B4 [in stock]", Kind.REFUSED)
        await pilot.pause()
        assert line(app) == "▸ scan  ✗ B4-99 is not B4 [in stock]"
        assert app.bells == 1
        assert box.said == ("B4-99 is not B4 [in stock]", Kind.REFUSED)


async def test_a_code_can_be_typed_and_the_cursor_goes_back() -> None:
    app, box, button = stage()
    async with app.run_test(size=(60, 8)) as pilot:
        button.focus()
        box.type_code()
        await pilot.pause()
        await type_text(pilot, " LOT-22 ")
        await press(pilot, "enter")
        assert [message.code for message in app.heard(ScanBox.Submitted)] == ["LOT-22"]
        assert app.screen.focused is button
        assert not box.query_one(Input).display
        assert box.query_one(Input).value == ""


async def test_esc_leaves_it_and_nothing_is_said() -> None:
    app, box, button = stage()
    async with app.run_test(size=(60, 8)) as pilot:
        button.focus()
        box.type_code()
        await pilot.pause()
        await type_text(pilot, "LOT")
        await press(pilot, "escape")
        assert app.heard(ScanBox.Submitted) == []
        assert app.screen.focused is button


async def test_a_scan_does_not_land_in_it() -> None:
    app, box, _ = stage()
    async with app.run_test(size=(60, 8)) as pilot:
        box.type_code()
        await pilot.pause()
        await scan(pilot, "LOT-22")
        assert box.query_one(Input).value == ""
        assert app.heard(ScanBox.Submitted) == []


async def test_a_long_answer_takes_a_second_line() -> None:
    app, box, _ = stage()
    async with app.run_test(size=(60, 10)) as pilot:
        box.say("word " * 18)
        await pilot.pause()
        assert box.size.height == 2


async def test_a_whole_reason_is_in_sight_at_eighty_columns() -> None:
    app, box, _ = stage()
    async with app.run_test(size=(80, 24)) as pilot:
        box.say(f"{'reason ' * 34}ends.", Kind.REFUSED)
        await pilot.pause()
        assert any(text.rstrip().endswith("ends.") for text in screen_text(app))
