"""The table of keys, as a table; and that bindings, key bar, help and palette are made from it."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.keys import Keys
from textual.screen import Screen
from textual.widgets import Input

from screens.commands import KeyCommands
from screens.dialogs.help import help_text
from screens.keys import (
    KEYS,
    RESERVED,
    ActiveKey,
    Group,
    Place,
    active_keys,
    bindings_for,
    footer_keys,
    help_rows,
    key_name,
    keys_for,
)
from tests.screens.hands import press


def test_every_key_has_an_id_a_label_and_a_sentence() -> None:
    assert max(Counter(key.id for key in KEYS).values()) == 1
    for key in KEYS:
        assert key.label
        assert key.help.endswith(".")
        assert len(key.label) <= 12


@pytest.mark.parametrize("place", Place)
def test_no_key_does_two_things_on_one_screen(place: Place) -> None:
    keys = Counter(name for key in KEYS if place in key.places for name in key.keys.split(","))
    assert [name for name, times in keys.items() if times > 1] == []


def test_nothing_binds_what_browsers_and_terminals_take() -> None:
    for key in KEYS:
        assert not RESERVED & set(key.keys.split(","))


@pytest.mark.parametrize("place", Place)
def test_every_binding_can_be_mapped_and_is_known_to_textual(place: Place) -> None:
    for binding in bindings_for(place):
        assert isinstance(binding, Binding)
        assert binding.id
        for name in binding.key.split(","):
            bare = name.rpartition("+")[2]
            assert len(bare) == 1 or bare in {item.value for item in Keys} or key_name(bare) != bare


def test_every_key_acts_somewhere() -> None:
    assert [key.id for key in KEYS if not key.places] == []


def test_function_keys_are_where_the_floor_expects_them() -> None:
    first = {key.id: key.names[0] for key in KEYS}
    expected = {
        "help": "F1", "start": "F2", "check-out": "F3", "sign-off": "F4", "hold": "F5", "fail": "F6",
        "redline": "F7", "batch": "F8", "issue": "F9", "lock": "F12",
    }  # fmt: skip
    assert {key_id: first[key_id] for key_id in expected} == expected


def test_keys_read_as_they_stand_on_the_keyboard() -> None:
    assert [key_name(key) for key in ("f12", "left_square_bracket", "ctrl+p", "s", "pageup", "slash")] == [
        "F12",
        "[",
        "Ctrl+P",
        "s",
        "PgUp",
        "/",
    ]


def test_the_key_bar_keeps_what_matters_most_and_the_keyboards_order() -> None:
    keys = tuple(active for active in keys_for(Place.QUEUE) if active.key.id not in {"bring-back", "skip"})
    narrow = footer_keys(keys, 78)
    assert [active.names[0] for active in narrow] == ["F1", "F2", "F3", "F4", "F5", "F6", "F12"]
    assert footer_keys(keys, 8)[0].key.id == "help"
    wide = [active.key.id for active in footer_keys(keys, 118)]
    assert set(wide) > {active.key.id for active in narrow}


def test_what_brings_a_stopped_step_back_is_in_the_narrowest_bar() -> None:
    stopped = footer_keys(keys_for(Place.QUEUE), 78)
    assert "bring-back" in {active.key.id for active in stopped}


def test_the_help_has_each_key_of_the_screen_once() -> None:
    groups = help_rows(keys_for(Place.QUEUE))
    assert [group for group, _ in groups] == [group for group in Group if group in dict(groups)]
    shown = " ".join(row.keys for _, rows in groups for row in rows).split()
    assert Counter(shown) == Counter(name for active in keys_for(Place.QUEUE) for name in active.names)


def test_the_help_is_cut_to_its_width() -> None:
    for width in (60, 92):
        text = help_text((*keys_for(Place.QUEUE), *keys_for(Place.LIST)), width).plain
        assert max(map(len, text.split("\n"))) <= width
        assert "✖ Failed" in text


class Floor(Screen[None]):
    """A screen whose keys are those of the step screen."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.STEP)

    def __init__(self) -> None:
        super().__init__()
        self.acted: list[str] = []

    def compose(self) -> ComposeResult:
        yield Input()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        return {"sign_off": None, "fail": False}.get(action, True)

    def __getattr__(self, name: str) -> Any:
        if name in {"action_start", "action_hold", "action_sign_off"}:
            return lambda: self.acted.append(name.removeprefix("action_"))
        raise AttributeError(name)


class Kiosk(App[None]):
    """An app around it."""

    AUTO_FOCUS = ""
    COMMANDS: ClassVar[set[Any]] = {KeyCommands}

    def get_default_screen(self) -> Screen[None]:
        return Floor()

    @property
    def floor(self) -> Floor:
        floor = self.screen_stack[0]
        assert isinstance(floor, Floor)
        return floor


def by_id(app: Kiosk) -> dict[str, ActiveKey]:
    return {active.key.id: active for active in active_keys(app.floor.active_bindings)}


async def test_what_is_forbidden_is_dim_and_what_cannot_be_is_gone() -> None:
    app = Kiosk()
    async with app.run_test() as pilot:
        keys = by_id(app)
        assert keys["start"].allowed
        assert not keys["sign-off"].allowed
        assert "fail" not in keys
        await press(pilot, "f2", "s", "f4")
        assert app.floor.acted == ["start", "start"]


async def test_in_an_input_function_keys_act_and_letters_are_letters() -> None:
    app = Kiosk()
    async with app.run_test() as pilot:
        app.floor.query_one(Input).focus()
        await press(pilot, "s", "f2")
        assert app.floor.acted == ["start"]
        assert app.floor.query_one(Input).value == "s"
        assert by_id(app)["start"].names == ("F2",)


async def test_a_site_maps_a_key_to_another_and_the_help_follows() -> None:
    app = Kiosk()
    async with app.run_test() as pilot:
        app.set_keymap({"hold": "x"})
        await press(pilot, "h", "x")
        assert app.floor.acted == ["hold"]
        assert by_id(app)["hold"].names == ("x",)


async def test_the_palette_does_what_the_key_does() -> None:
    app = Kiosk()
    async with app.run_test() as pilot:
        await press(pilot, "colon")
        await pilot.press(*"hold")
        await app.workers.wait_for_complete()
        await press(pilot, "enter")
        await pilot.pause()
        assert app.floor.acted == ["hold"]
