"""The scan detector before an App's bindings, inputs and dialogs."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen
from textual.widgets import Button, Input

from screens.scanner import ScanSettings
from screens.scanner_app import ScanCut, Scanned, ScannerApp
from tests.screens.hands import press, scan, send_keys, type_text


class Question(ModalScreen[bool]):
    """A dialog whose button has the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.scans: list[str] = []

    def compose(self) -> ComposeResult:
        yield Button("Yes", id="yes")

    @on(Button.Pressed)
    def _yes(self) -> None:
        self.dismiss(True)

    @on(Scanned)
    def _remember(self, message: Scanned) -> None:
        message.stop()
        self.scans.append(message.code)


class Floor(Screen[None]):
    """Letters that act, and an input."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"act('{key}')") for key in ("s", "e", "B", "f2", "enter")
    ]

    def __init__(self) -> None:
        super().__init__()
        self.acted: list[str] = []
        self.key_acted = asyncio.Event()
        self.scans: list[str] = []
        self.cuts: list[str] = []

    def compose(self) -> ComposeResult:
        yield Input()
        yield Button("Do", id="do")

    def action_act(self, key: str) -> None:
        self.acted.append(key)
        self.key_acted.set()

    @on(Button.Pressed)
    def _pressed(self) -> None:
        self.acted.append("button")

    @on(Scanned)
    def _scanned(self, message: Scanned) -> None:
        self.scans.append(message.code)

    @on(ScanCut)
    def _cut(self, message: ScanCut) -> None:
        self.cuts.append(message.text)


class Kiosk(ScannerApp[None]):
    """The smallest app with a scanner."""

    AUTO_FOCUS = ""

    def get_default_screen(self) -> Screen[None]:
        return Floor()

    @property
    def floor(self) -> Floor:
        floor = self.screen_stack[0]
        assert isinstance(floor, Floor)
        return floor


async def test_a_scan_fires_no_binding_and_presses_no_button() -> None:
    app = Kiosk()
    async with app.run_test() as pilot:
        app.floor.query_one("#do").focus()
        await scan(pilot, "BEES-seB")
        assert app.floor.scans == ["BEES-seB"]
        assert app.floor.acted == []


async def test_a_hand_on_the_same_keys_fires_them_in_order() -> None:
    app = Kiosk()
    async with app.run_test() as pilot:
        await press(pilot, "s", "f2", "e", "B", "enter")
        assert app.floor.acted == ["s", "f2", "e", "B", "enter"]
        assert app.floor.scans == []


async def test_a_function_key_does_not_overtake_a_letter() -> None:
    app = Kiosk()
    async with app.run_test() as pilot:
        await send_keys(pilot, ["s", "f2"], 0.001)
        assert app.floor.acted == ["s", "f2"]


async def test_a_scan_leaves_the_focused_input_as_it_was() -> None:
    app = Kiosk()
    async with app.run_test() as pilot:
        field = app.floor.query_one(Input)
        field.focus()
        await type_text(pilot, "0.6")
        await scan(pilot, "LOT-22")
        await type_text(pilot, "2")
        assert field.value == "0.62"
        assert app.floor.scans == ["LOT-22"]


async def test_two_scans_in_a_row_both_arrive() -> None:
    app = Kiosk()
    async with app.run_test() as pilot:
        await send_keys(pilot, [*"OP1-A", "enter", *"LOT-22", "enter"], 0.004)
        assert app.floor.scans == ["OP1-A", "LOT-22"]


async def test_an_open_dialog_gets_the_scan_and_is_not_confirmed_by_it() -> None:
    app = Kiosk()
    async with app.run_test() as pilot:
        question = Question()
        app.push_screen(question)
        await pilot.pause()
        question.query_one("#yes").focus()
        await scan(pilot, "OP2-BADGE")
        await scan(pilot, "OP2-BADGE", end=("enter", "ctrl+j"))
        assert app.screen is question
        assert question.scans == ["OP2-BADGE", "OP2-BADGE"]
        assert app.floor.scans == []
        await press(pilot, "enter")
        assert len(app.screen_stack) == 1


async def test_a_cut_scan_acts_nowhere_and_is_typing_in_an_input() -> None:
    app = Kiosk()
    async with app.run_test() as pilot:
        await scan(pilot, "sesBses", end=())
        assert app.floor.acted == []
        assert app.floor.cuts == ["sesBses"]
        field = app.floor.query_one(Input)
        field.focus()
        await scan(pilot, "sesBses", end=())
        assert field.value == "sesBses"


async def test_a_paste_of_one_whole_line_is_a_scan_and_any_other_is_a_paste() -> None:
    app = Kiosk()
    async with app.run_test() as pilot:
        field = app.floor.query_one(Input)
        field.focus()
        app.post_message(events.Paste("LOT-22\r\n"))
        app.post_message(events.Paste("two words"))
        await pilot.pause()
        await pilot.pause()
        assert app.floor.scans == ["LOT-22"]
        assert field.value == "two words"


async def test_with_detection_off_a_scan_goes_where_the_cursor_is() -> None:
    app = Kiosk(scan_settings=ScanSettings(enabled=False))
    async with app.run_test() as pilot:
        field = app.floor.query_one(Input)
        field.focus()
        await scan(pilot, "LOT-22")
        assert field.value == "LOT-22"
        assert app.floor.scans == []
        app.scan_settings = ScanSettings()
        await scan(pilot, "LOT-23")
        assert app.floor.scans == ["LOT-23"]


async def test_on_a_real_terminal_a_held_key_is_handed_on_after_the_wait() -> None:
    app = Kiosk(scan_settings=ScanSettings(max_gap=0.001))
    app.keeps_time = True
    async with app.run_test() as pilot:
        await press(pilot, "s")
        await app.floor.key_acted.wait()
        assert app.floor.acted == ["s"]
