"""The bottom line follows the screen's keys."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Input

from screens.keys import Place, bindings_for
from screens.widgets.key_bar import KeyBar
from tests.screens.widgets.stage import Stage, screen_text


class Floor(Screen[None]):
    """A screen with the keys of the queue."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.QUEUE)

    def __init__(self) -> None:
        super().__init__()
        self.may_hold: bool | None = None
        self.started = 0

    def compose(self) -> ComposeResult:
        yield Input()
        yield KeyBar()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        if action == "bring_back":
            return False
        return self.may_hold if action == "hold" else True

    def action_start(self) -> None:
        self.started += 1


def styles_of(app: Stage, word: str) -> set[str]:
    """The colors in which a word stands in the bottom line."""
    line = app.screen._compositor.render_strips()[app.size.height - 1]
    return {
        str(segment.style.color.name)
        for segment in line
        if word in segment.text and segment.style is not None and segment.style.color is not None
    }


async def test_it_shows_the_most_important_keys_that_fit() -> None:
    app = Stage(screen=Floor)
    async with app.run_test(size=(80, 5)) as pilot:
        assert screen_text(app)[-1].strip() == (
            "F1 Help  F2 Start  F3 Check out  F4 Sign off  F5 Hold  F6 Fail  F12 Lock"
        )
        await pilot.resize_terminal(120, 5)
        await pilot.pause()
        assert screen_text(app)[-1].strip().endswith("F7 Redline  F8 Batch  F9 Issue  F11 Runs  F12 Lock")


async def test_a_key_that_is_called_nothing_is_left_out_and_acts_all_the_same() -> None:
    app = Stage(screen=Floor)
    async with app.run_test(size=(80, 5)) as pilot:
        floor = app.screen
        assert isinstance(floor, Floor)
        floor.query_one(KeyBar).relabel({"start": ""})
        await pilot.pause()
        assert "F2" not in screen_text(app)[-1]
        await pilot.press("f2")
        assert floor.started == 1


async def test_a_key_is_dim_gone_or_there_as_check_action_says() -> None:
    app = Stage(screen=Floor)
    async with app.run_test(size=(80, 5)) as pilot:
        floor = app.screen
        assert isinstance(floor, Floor)
        assert styles_of(app, "Hold") == {"#a8a8a8"}
        floor.may_hold = True
        floor.refresh_bindings()
        await pilot.pause()
        assert styles_of(app, "Hold") == {"#e4e4e4"}
        floor.may_hold = False
        floor.refresh_bindings()
        await pilot.pause()
        assert "Hold" not in screen_text(app)[-1]


async def test_a_label_may_say_what_the_key_does_to_this_row() -> None:
    app = Stage(screen=Floor)
    async with app.run_test(size=(80, 5)) as pilot:
        bar = app.screen.query_one(KeyBar)
        bar.relabel({"start": "Check in"})
        await pilot.pause()
        assert "F2 Check in" in screen_text(app)[-1]
        bar.relabel({})
        await pilot.pause()
        assert "F2 Start" in screen_text(app)[-1]


async def test_while_text_is_typed_only_keys_that_act_are_shown() -> None:
    app = Stage(screen=Floor)
    async with app.run_test(size=(120, 5)) as pilot:
        app.screen.query_one(Input).focus()
        await pilot.pause()
        assert "m Mine" not in screen_text(app)[-1]
        assert "F2 Start" in screen_text(app)[-1]


async def test_a_mapped_key_is_shown_as_it_is() -> None:
    app = Stage(screen=Floor)
    async with app.run_test(size=(80, 5)) as pilot:
        app.set_keymap({"start": "f9"})
        app.screen.refresh_bindings()
        await pilot.pause()
        assert "F9 Start" in screen_text(app)[-1]


async def test_a_click_does_what_the_key_does() -> None:
    app = Stage(screen=Floor)
    async with app.run_test(size=(80, 5)) as pilot:
        floor = app.screen
        assert isinstance(floor, Floor)
        at = screen_text(app)[-1].index("Start")
        await pilot.click(KeyBar, offset=(at, 0))
        await pilot.click(KeyBar, offset=(at - 4, 0))
        await pilot.click(KeyBar, offset=(at + 6, 0))
        assert floor.started == 1
