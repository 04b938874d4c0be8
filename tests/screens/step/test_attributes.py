"""The site's attributes on a step: shown with the run's and the procedure's, and set."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from data import models
from tests.engine.workshop import Step, Workshop
from tests.screens.hands import press, type_text
from tests.screens.step.eyes import answer, dialog_text, is_refused, kiosk, records, run_head
from tests.screens.step.kiosk import open_step, settle


@pytest.fixture
def step(shop: Workshop) -> int:
    """A step at a site with attributes of each type that is asked for in its own way."""
    for name, scope, type_, options in (
        ("Customer", "run", "string", ()),
        ("Length", "run", "number", ()),
        ("Rush", "run", "boolean", ()),
        ("Criticality", "step", "select", ("normal", "critical")),
        ("Hazards", "step", "multiselect", ("heat", "noise")),
    ):
        shop.insert(models.AttributeKind, name=name, scope=scope, type=type_, options=options)
    run = shop.run(
        Step("Build", attributes={"Criticality": "normal"}), attributes={"Customer": "[b]NASA[/b]"}
    )
    return run["Build"]


def attribute(shop: Workshop, step: int, name: str) -> str:
    return next(row.shown for row in shop.view(step).attributes if row.name == name)


async def test_they_stand_on_the_sheet_and_the_run_s_in_its_line(shop: Workshop, step: int) -> None:
    async with open_step(shop, step) as pilot:
        said = records(pilot).splitlines()
        assert said[said.index("  Attributes") + 1 :][:2] == [
            "  Customer  [b]NASA[/b]  run",
            "  Criticality  normal  step",
        ]
        assert "Customer [b]NASA[/b]" in run_head(pilot)
        assert "Criticality" not in run_head(pilot)


async def test_a_lead_types_another_value_and_a_wrong_one_is_asked_for_again(
    shop: Workshop, step: int
) -> None:
    async with open_step(shop, step, who="lead1") as pilot:
        await press(pilot, "z")
        await settle(pilot)
        assert "Set an attribute" in dialog_text(pilot)
        await press(pilot, "down", "enter")
        await settle(pilot)
        assert "Length of the run" in dialog_text(pilot)
        await type_text(pilot, "long")
        await press(pilot, "enter")
        await settle(pilot)
        assert "Length needs a number, such as 0.45; “long” is none." in dialog_text(pilot)
        await type_text(pilot, "12.5")
        assert pilot.app.screen.query_one(Input).value == "12.5"
        await press(pilot, "enter")
        await settle(pilot)
        assert answer(pilot).endswith("Length is 12.5.")
        assert "Length  12.5  run" in records(pilot)
    assert attribute(shop, step, "Length") == "12.5"


@pytest.mark.parametrize(
    ("name", "keys", "value"),
    [
        ("Rush", ("enter",), "yes"),
        ("Criticality", ("down", "enter"), "critical"),
        ("Criticality", ("down", "down", "enter"), ""),
        ("Hazards", ("space", "down", "space", "enter"), "heat, noise"),
    ],
)
async def test_what_has_options_is_picked(
    shop: Workshop, step: int, name: str, keys: tuple[str, ...], value: str
) -> None:
    rows = [row.name for row in shop.view(step).attributes]
    async with open_step(shop, step, who="lead1") as pilot:
        await press(pilot, "z")
        await settle(pilot)
        await press(pilot, *["down"] * rows.index(name), "enter")
        await settle(pilot)
        await press(pilot, *keys)
        await settle(pilot)
    assert attribute(shop, step, name) == value


async def test_esc_changes_nothing(shop: Workshop, step: int) -> None:
    before = shop.record_length()
    async with open_step(shop, step, who="lead1") as pilot:
        for _ in range(2):
            await press(pilot, "z")
            await settle(pilot)
            await press(pilot, "enter")
            await settle(pilot)
            await press(pilot, "escape")
            await settle(pilot)
        assert pilot.app.screen is kiosk(pilot).step
    assert shop.record_length() == before


async def test_who_may_not_is_told_before_they_type(shop: Workshop, step: int) -> None:
    async with open_step(shop, step, who="op1") as pilot:
        await press(pilot, "z")
        await settle(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert pilot.app.screen is kiosk(pilot).step
        assert is_refused(pilot)
        assert "Operator One" in answer(pilot) or "may" in answer(pilot)


async def test_a_site_without_attributes_says_so(shop: Workshop) -> None:
    async with open_step(shop, shop.run(Step("Build"))["Build"], who="lead1") as pilot:
        await press(pilot, "z")
        await settle(pilot)
        assert answer(pilot) == "This site has no attributes for runs and steps."
        assert "Attributes" not in records(pilot)
