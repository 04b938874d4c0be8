"""What has changed since the operator last did a step: said at check-in, in nobody's way."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from textual.pilot import Pilot

from data import models
from ion_tui.engine.differences import Change, Kind
from screens.dialogs.changed import ChangedDialog
from screens.widgets.difference_view import DifferenceView, change_lines
from tests.engine.workshop import Field, Need, Step, Workshop
from tests.screens.hands import press, scan
from tests.screens.step.eyes import answer, dialog_text, kiosk, part_of, text_of
from tests.screens.step.kiosk import StepKiosk, open_step, settle

PLAY = Field("Pivot play", more={"unit": "mm", "minimum": Decimal(0), "maximum": Decimal("0.5")})
PIVOT = Step(
    "Start the pivot",
    instructions="Rod through the last hole of the bracket.\n\nTorque to `1.2 Nm`.\n\nClean the bench.",
    fields=(PLAY, Field("Mass", required=False)),
    needs=(Need("S7", 2),),
)
REVISED = replace(
    PIVOT,
    instructions="Rod through the last hole of the bracket.\n\nTorque to `1.4 Nm`.\n\nClean the bench.",
    fields=(replace(PLAY, more={**PLAY.more, "maximum": Decimal("0.4")}), Field("Turns freely", "pass_fail")),
    needs=(Need("S7", 3),),
)


def worked_before(shop: Workshop) -> int:
    """A step that op1 did a week ago, in a run of the next revision."""
    before = shop.run(PIVOT, serial="RB-0001")["Start the pivot"]
    shop.start("op1", before)
    shop.check_out("op1", before)
    shop.pass_time(days=7)
    step = shop.run(REVISED, serial="RB-0007")["Start the pivot"]
    shop.set(models.RunStep, step, origin=shop.row(models.RunStep, before).origin)
    return step


def said(pilot: Pilot[Any]) -> str:
    return text_of(pilot.app.screen.query_one(DifferenceView))


async def test_at_the_start_it_is_said_what_has_changed_and_the_step_is_started_already(
    shop: Workshop,
) -> None:
    step = worked_before(shop)
    async with open_step(shop, step) as pilot:
        assert not isinstance(pilot.app.screen, ChangedDialog)
        await press(pilot, "f2")
        await settle(pilot)
        assert shop.state(step) == "In Progress"
        assert "You did it 24 Nov 08:00 on Run 1: ASM · RB-0001." in dialog_text(pilot)
        assert said(pilot).splitlines() == [
            "  Instructions",
            "  − Torque to `1.2 Nm`.",
            "  + Torque to `1.4 Nm`.",
            "− Field Mass  not any more",
            "  − number, optional",
            "  Field Pivot play  limits",
            "  − 0 to 0.5 mm",
            "  + 0 to 0.4 mm",
            "+ Field Turns freely  new",
            "  + pass/fail, required",
            "  Part S7  quantity",
            "  − 2 pieces",
            "  + 3 pieces",
        ]


@pytest.mark.parametrize("key", ["enter", "escape"])
async def test_enter_or_esc_closes_it_and_it_is_not_said_again(shop: Workshop, key: str) -> None:
    step = worked_before(shop)
    async with open_step(shop, step) as pilot:
        await press(pilot, "f2")
        await settle(pilot)
        await press(pilot, key)
        await settle(pilot)
        assert pilot.app.screen is kiosk(pilot).step
        shop.note("op1", step, "Something happens here.")
        kiosk(pilot).step.refresh_floor()
        await settle(pilot)
        assert pilot.app.screen is kiosk(pilot).step


async def test_a_scan_closes_it_and_is_done(shop: Workshop) -> None:
    step = worked_before(shop)
    shop.stock("S7", lot="F-2207", quantity=64)
    async with open_step(shop, step) as pilot:
        await press(pilot, "f2")
        await settle(pilot)
        await scan(pilot, "F-2207")
        await settle(pilot)
        assert pilot.app.screen is kiosk(pilot).step
        assert answer(pilot) == "3 × S7 · lot F-2207 installed (3 of 3)."
        assert "3 of 3" in text_of(part_of(pilot, "S7"))


async def test_who_does_it_for_the_first_time_is_not_kept(shop: Workshop) -> None:
    step = worked_before(shop)
    async with open_step(shop, step, who="op2") as pilot:
        await press(pilot, "f2")
        await settle(pilot)
        assert pilot.app.screen is kiosk(pilot).step


async def test_it_is_said_whenever_one_asks(shop: Workshop) -> None:
    step = worked_before(shop)
    async with open_step(shop, step) as pilot:
        await press(pilot, "d")
        await settle(pilot)
        assert "0 to 0.4 mm" in said(pilot)
    async with open_step(shop, step, who="op2") as pilot:
        await press(pilot, "d")
        await settle(pilot)
        assert answer(pilot) == "Nothing has changed here since you last did this."


def test_words_of_users_are_shown_as_they_are() -> None:
    change = Change(Kind.CHANGED, "Field", "[red]x[/red]", "name", "[b]a\x1b[31m", "[i]b")
    assert [line.plain for line in change_lines(change, 40)] == [
        "  Field [red]x[/red]  name",
        "  − [b]a\ufffd[31m",
        "  + [i]b",
    ]


@pytest.mark.parametrize("width", [20, 40, 96])
def test_no_line_is_wider_than_the_dialog(width: int) -> None:
    change = Change(
        Kind.CHANGED,
        "Instructions",
        before="word " * 60 + "\n" + "測" * 90,
        after="words " * 60 + "\n\n" + "x" * 300,
    )
    assert max(line.cell_length for line in change_lines(change, width)) <= width


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=("80x24", "120x36"))
def test_picture(shop: Workshop, snap_compare: Any, size: tuple[int, int]) -> None:
    async def started(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await press(pilot, "f2")
        await settle(pilot)

    app = StepKiosk(shop.engine, shop.people["op1"], worked_before(shop))
    assert snap_compare(app, terminal_size=size, run_before=started)
