"""A kiosk on the units of a batch: it opens the step, and the table from there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot

from screens.units import UnitsScreen
from screens.widgets.grid_layout import Cell
from screens.widgets.key_bar import KeyBar
from screens.widgets.scan_box import Kind, ScanBox
from tests.engine.workshop import Workshop
from tests.screens.hands import press, scan, type_text
from tests.screens.step.eyes import text_of
from tests.screens.step.kiosk import StepKiosk, settle


@asynccontextmanager
async def open_units(
    shop: Workshop, step_id: int, *, who: str = "op1", size: tuple[int, int] = (120, 36)
) -> AsyncIterator[Pilot[None]]:
    """A kiosk whose Units screen was opened from a step."""
    app = StepKiosk(shop.engine, shop.people[who], step_id)
    async with app.run_test(size=size) as pilot:
        await to_units(pilot)
        yield pilot


async def to_units(pilot: Pilot[Any]) -> None:
    """From the step to the table."""
    await settle(pilot)
    await press(pilot, "f11")
    await settle(pilot)


async def enter(pilot: Pilot[Any], *texts: str) -> None:
    """Type values one after the other, each with Enter."""
    for text in texts:
        await type_text(pilot, text)
        await press(pilot, "enter")
    await settle(pilot)


async def scan_in(pilot: Pilot[Any], code: str) -> None:
    """Scan a code, and wait for what becomes of it."""
    await scan(pilot, code)
    await settle(pilot)


def units(pilot: Pilot[Any]) -> UnitsScreen:
    """The screen under any dialog."""
    return next(screen for screen in pilot.app.screen_stack if isinstance(screen, UnitsScreen))


async def look_again(pilot: Pilot[Any]) -> None:
    """Another kiosk has done something, and the news is here."""
    units(pilot).refresh_floor()
    await settle(pilot)


def at(pilot: Pilot[Any]) -> tuple[str, str]:
    """The unit and the column of the cursor."""
    table = units(pilot).table
    row, column = table.grid.place
    return table.model.units[row].identity, table.model.columns[column].name


def seen(pilot: Pilot[Any], identity: str, name: str) -> Cell:
    """What a cell shows."""
    model = units(pilot).table.model
    row = next(number for number, unit in enumerate(model.units) if unit.identity == identity)
    column = next(number for number, column in enumerate(model.columns) if column.name == name)
    return units(pilot).table.grid.lines[row].cells[column]


def foot(pilot: Pilot[Any]) -> list[str]:
    """The lines beneath the table."""
    return [line.strip() for line in text_of(units(pilot).table.foot).split("\n")]


def head(pilot: Pilot[Any]) -> list[str]:
    """The lines above it."""
    return [line.strip() for line in text_of(units(pilot).head).split("\n")]


def answer(pilot: Pilot[Any]) -> str:
    """The last answer in the scan box."""
    return units(pilot).query_one(ScanBox).said[0]


def is_refused(pilot: Pilot[Any]) -> bool:
    """Whether the last answer was a refusal."""
    return units(pilot).query_one(ScanBox).said[1] is Kind.REFUSED


def keys_in_bar(pilot: Pilot[Any]) -> list[str]:
    """The keys of the bar."""
    return [f"{active.names[0]} {active.key.label}" for active in pilot.app.screen.query_one(KeyBar).keys]
