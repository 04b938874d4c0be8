"""The top line: what it says, and what it leaves out first."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ion_tui.engine.states import State
from screens.theme import AVAILABLE, BLOCKED, STATE_LOOKS
from screens.widgets.status_bar import Status, StatusBar, status_line
from tests.screens.widgets.stage import Stage, screen_text

BUSY = Status(
    "WC-MECH",
    "Mechanical assembly",
    ((STATE_LOOKS[State.IN_PROGRESS], 3), (AVAILABLE, 5), (BLOCKED, 2)),
    "OP1",
    "Operator One",
)


class SetClock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.time = datetime(2026, 12, 4, 13, 2, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time


@pytest.mark.parametrize(
    ("width", "parts"),
    [
        (
            118,
            [
                "WC-MECH Mechanical assembly",
                "● 3 in progress",
                "○ 5 available",
                "◌ 2 blocked",
                "OP1 Operator One",
            ],
        ),
        (78, ["WC-MECH Mechanical assembly", "● 3 ○ 5 ◌ 2", "OP1 Operator One"]),
        (60, ["WC-MECH Mechanical as…", "● 3 ○ 5 ◌ 2", "OP1 Operator One"]),
        (50, ["WC-MECH Mechanical assem…", "● 3 ○ 5 ◌ 2", "OP1"]),
        (36, ["WC-MECH", "● 3 ○ 5 ◌ 2", "OP1"]),
        (24, ["WC-MECH", "OP1"]),
    ],
)
def test_it_fills_its_width_and_leaves_out_what_matters_least(width: int, parts: list[str]) -> None:
    line = status_line(BUSY, "14:02", width)
    assert re.split(r" {2,}", line.plain) == [*parts, "14:02"]
    assert line.cell_length == width


@pytest.mark.parametrize("width", range(20, 140, 7))
def test_that_the_store_does_not_answer_is_said_before_anything_else(width: int) -> None:
    trouble = replace(BUSY, trouble="store not reachable — retrying")
    line = status_line(trouble, "14:02", width)
    assert line.cell_length == width
    if width >= 60:
        assert "✗ store not reachable — retrying" in line.plain
        assert "● 3" not in line.plain


def test_names_are_text() -> None:
    line = status_line(replace(BUSY, operator_name="[b]Bo\x1b", place_name="[red]x"), "14:02", 118)
    assert "[b]Bo\ufffd" in line.plain
    assert "[red]x" in line.plain


async def test_it_reads_the_clock_in_the_sites_zone_and_follows_it() -> None:
    clock = SetClock()
    bar = StatusBar(clock, ZoneInfo("Europe/Berlin"))
    app = Stage(bar)
    async with app.run_test(size=(80, 5)) as pilot:
        bar.status = BUSY
        await pilot.pause()
        assert screen_text(app)[0].endswith("OP1 Operator One  14:02")
        clock.time += timedelta(minutes=1)
        bar.follow_the_clock()
        await pilot.pause()
        assert screen_text(app)[0].endswith("14:03")
        bar.zone = UTC
        await pilot.pause()
        assert screen_text(app)[0].endswith("13:03")
