"""Each type of field of the specification's table, filled at a kiosk; N/A, required and per unit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from ion_tui.engine.words import FieldType
from screens.file_places import FilePlaces
from tests.engine.workshop import Field, Step, Workshop, badge_of, pin_of
from tests.screens.hands import press, scan, type_text
from tests.screens.step.eyes import (
    answer,
    dialog_text,
    kiosk,
    line_of,
    missing,
    put_cursor,
    text_of,
    typed_in,
)
from tests.screens.step.kiosk import open_step, settle

Hand = Callable[[Pilot[Any]], Awaitable[None]]

OPTIONS = {"options": ["left", "right", "both"]}
FIELDS = {
    FieldType.STRING: Field("Asked", "string"),
    FieldType.NUMBER: Field("Asked", more={"unit": "mm", "target": Decimal(5), "tolerance": Decimal("0.25")}),
    FieldType.BOOLEAN: Field("Asked", "boolean"),
    FieldType.PASS_FAIL: Field("Asked", "pass_fail"),
    FieldType.DATETIME: Field("Asked", "datetime"),
    FieldType.SELECT: Field("Asked", "select", more=OPTIONS),
    FieldType.MULTISELECT: Field("Asked", "multiselect", more=OPTIONS),
    FieldType.SIGNOFF: Field("Asked", "signoff", role="Operator"),
    FieldType.FILE: Field("Asked", "file"),
    FieldType.TOOL: Field("Asked", "tool", part="DMM-01", more={"calibrated": True}),
    FieldType.USER: Field("Asked", "user"),
    FieldType.PART: Field("Asked", "part"),
}


def typing(text: str) -> Hand:
    async def hand(pilot: Pilot[Any]) -> None:
        await type_text(pilot, text)
        await press(pilot, "enter")

    return hand


def pressing(*keys: str) -> Hand:
    async def hand(pilot: Pilot[Any]) -> None:
        await press(pilot, *keys)

    return hand


def scanning(code: str) -> Hand:
    async def hand(pilot: Pilot[Any]) -> None:
        await scan(pilot, code)

    return hand


async def sign(pilot: Pilot[Any]) -> None:
    await press(pilot, "enter")
    await settle(pilot)
    await type_text(pilot, pin_of("op1"))
    await press(pilot, "enter")


async def attach(pilot: Pilot[Any]) -> None:
    await press(pilot, "enter")
    await settle(pilot)
    await press(pilot, "enter")


WAYS: dict[str, tuple[FieldType, Hand, str]] = {
    "a text": (FieldType.STRING, typing("Tight, [b]but[/b] it turns µ"), "Tight, [b]but[/b] it turns µ"),
    "a text from a scanner": (FieldType.STRING, scanning("X-99"), "X-99"),
    "a number": (FieldType.NUMBER, typing("5.250"), "5.250"),
    "a number from a gauge": (FieldType.NUMBER, scanning("4.98"), "4.98"),
    "yes or no": (FieldType.BOOLEAN, pressing("n"), "no"),
    "pass or fail": (FieldType.PASS_FAIL, pressing("p"), "pass"),
    "a time": (FieldType.DATETIME, typing("now"), "2026-11-24T08:00-08:00"),
    "one of a list": (FieldType.SELECT, pressing("2"), "right"),
    "several of a list": (FieldType.MULTISELECT, pressing("1", "3", "enter"), "left\nboth"),
    "a file": (FieldType.FILE, attach, "photo.txt"),
    "a tool": (FieldType.TOOL, scanning("DMM-7"), "DMM-7"),
    "a person by badge": (FieldType.USER, scanning(badge_of("op2")), "op2"),
    "a person by ID": (FieldType.USER, typing("op2"), "op2"),
    "a person from the list": (FieldType.USER, pressing("ctrl+l", "down", "down", "enter"), "lead1"),
    "a part by number": (FieldType.PART, typing("DMM-01"), "DMM-01"),
    "a part by the label of one": (FieldType.PART, scanning("F-2207"), "S7"),
    "a part from the list": (FieldType.PART, pressing("ctrl+l", "end", "enter"), "S7"),
}


def started(shop: Workshop, *fields: Field) -> int:
    shop.part("DMM-01", "serial", tool=True)
    shop.stock("DMM-01", serial="DMM-7", calibration_due=date(2027, 6, 30))
    shop.stock("S7", lot="F-2207", quantity=64)
    step = shop.run(Step("Build", fields=fields))["Build"]
    shop.start("op1", step)
    return step


def test_every_type_has_its_way() -> None:
    assert {kind for kind, *_ in WAYS.values()} == set(FieldType) - {FieldType.SIGNOFF}


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=("80x24", "120x36"))
@pytest.mark.parametrize("way", WAYS)
async def test_it_is_filled_and_the_step_is_ready(
    shop: Workshop, tmp_path: Path, way: str, size: tuple[int, int]
) -> None:
    kind, hand, value = WAYS[way]
    (tmp_path / "photo.txt").write_text("no photo", "utf-8")
    step = started(shop, FIELDS[kind])
    async with open_step(shop, step, size=size) as pilot:
        kiosk(pilot).floor.files = FilePlaces(inbox=tmp_path)
        assert line_of(pilot, "Asked").is_here
        assert "Asked has no value" in missing(pilot)
        await hand(pilot)
        await settle(pilot)
        assert shop.field(step, "Asked").value == value
        assert "Ready to sign off" in missing(pilot)
        assert "✔" in text_of(line_of(pilot, "Asked"))


async def test_a_signature_is_given_and_the_step_is_ready(shop: Workshop) -> None:
    step = started(shop, FIELDS[FieldType.SIGNOFF])
    async with open_step(shop, step) as pilot:
        await sign(pilot)
        await settle(pilot)
        assert shop.field(step, "Asked").signed_by == "Operator One"
        assert "Ready to sign off" in missing(pilot)


@pytest.mark.parametrize("kind", [kind for kind in FieldType if kind is not FieldType.SIGNOFF])
async def test_not_applicable_is_an_answer_where_the_field_allows_it(shop: Workshop, kind: FieldType) -> None:
    asked = FIELDS[kind]
    step = started(
        shop,
        Field(asked.name, asked.type, part=asked.part, more={**asked.more, "allow_not_applicable": True}),
    )
    async with open_step(shop, step) as pilot:
        is_typed = hasattr(line_of(pilot, "Asked"), "text")
        await (typing("n/a") if is_typed else pressing("x"))(pilot)
        await settle(pilot)
        assert shop.field(step, "Asked").not_applicable
        assert "N/A" in text_of(line_of(pilot, "Asked"))
        assert "Ready to sign off" in missing(pilot)


async def test_a_person_who_is_not_there_is_refused_by_name(shop: Workshop) -> None:
    step = started(shop, FIELDS[FieldType.USER])
    async with open_step(shop, step) as pilot:
        await typing("op77")(pilot)
        await settle(pilot)
        assert answer(pilot) == "Asked: nobody here has the ID or badge op77."
        assert typed_in(pilot, "Asked") == "op77"
        await press(pilot, "ctrl+l")
        await settle(pilot)
        assert "Operator Two" in str(pilot.app.screen.query_one("RowList").rows)  # type: ignore[attr-defined]
        await press(pilot, "escape")
        await settle(pilot)
        assert typed_in(pilot, "Asked") == "op77"
    assert shop.field(step, "Asked").value is None


async def test_the_list_is_offered_where_there_is_one(shop: Workshop) -> None:
    step = started(shop, FIELDS[FieldType.USER], Field("Remark", "string"))
    async with open_step(shop, step) as pilot:
        assert "Ctrl+L lists them" in text_of(line_of(pilot, "Asked"))
        await put_cursor(pilot, "Remark")
        await settle(pilot)
        assert "Ctrl+L" not in text_of(line_of(pilot, "Asked"))
        await press(pilot, "ctrl+l")
        await settle(pilot)
        assert pilot.app.screen is kiosk(pilot).step


async def test_a_badge_chooses_in_the_list_of_people(shop: Workshop) -> None:
    step = started(shop, FIELDS[FieldType.USER])
    async with open_step(shop, step) as pilot:
        await press(pilot, "ctrl+l")
        await settle(pilot)
        assert "Asked" in dialog_text(pilot)
        await scan(pilot, badge_of("lead1"))
        await settle(pilot)
    assert shop.field(step, "Asked").value == "lead1"


async def test_a_field_that_each_unit_has_for_itself_says_so_while_it_is_empty(shop: Workshop) -> None:
    step = started(shop, Field("Play", more={"per_unit": True}), Field("Mass"))
    async with open_step(shop, step) as pilot:
        assert "for this unit" in text_of(line_of(pilot, "Play"))
        assert "for this unit" not in text_of(line_of(pilot, "Mass"))
        await typing("0.3")(pilot)
        await settle(pilot)
        assert "✔ Operator One 08:00" in text_of(line_of(pilot, "Play"))
