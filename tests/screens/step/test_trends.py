"""The last readings of a number field, in sight beside it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from data.rows.work import ReadingsRow
from screens.step_parts.trend import aside_of, bars
from tests.engine.workshop import Field, Step, Workshop
from tests.screens.hands import press, type_text
from tests.screens.step.eyes import kiosk, line_of, text_of
from tests.screens.step.kiosk import open_step, settle

PLAY = Field("Pivot play", more={"unit": "mm", "minimum": Decimal(0), "maximum": Decimal("0.8")})
NOTE = Field("Remark", "string", required=False)
BUILD = Step("Build", fields=(PLAY, NOTE))
WIDE, NARROW = (120, 36), (80, 24)


def readings(
    *values: str, drift: str = "", lowest: str | None = "0", highest: str | None = "0.8"
) -> ReadingsRow:
    low, high = (None if bound is None else Decimal(bound) for bound in (lowest, highest))
    numbers = tuple(Decimal(value) for value in values)
    in_range = tuple((low is None or value >= low) and (high is None or value <= high) for value in numbers)
    return ReadingsRow(numbers, in_range, low, high, "mm", drift)


def build(shop: Workshop, *texts: str) -> int:
    """Builds with these readings, one after the other; then one in progress."""
    for text in texts:
        step = shop.run(BUILD)["Build"]
        shop.start("op1", step)
        shop.record("op1", step, "Pivot play", text)
        shop.pass_time(minutes=10)
    step = shop.run(BUILD)["Build"]
    shop.start("op1", step)
    return step


def test_the_lower_limit_is_the_lowest_bar_and_the_upper_one_the_highest() -> None:
    assert bars(readings("0", "0.4", "0.8", "0.1")).plain == "▁▅█▂"


def test_readings_beyond_a_limit_are_told_by_their_signs_and_in_red() -> None:
    drawn = bars(readings("0.81", "0.4", "-0.1"))
    assert drawn.plain == "▲▅▼"
    assert [str(span.style) for span in drawn.spans if "out-of-range" in str(span.style)] == [
        "bold $out-of-range"
    ] * 2


def test_a_reading_that_an_older_revision_found_out_of_range_is_marked_too() -> None:
    old = ReadingsRow((Decimal("0.4"), Decimal("0.5")), (True, False), Decimal(0), Decimal("0.8"), "mm", "")
    assert bars(old).plain == "▅✗"


@pytest.mark.parametrize(
    ("values", "lowest", "highest", "drawn"),
    [
        (("1", "2", "3"), None, None, "▁▅█"),
        (("2", "2"), None, None, "▅▅"),
        (("1", "2", "0.5"), "1", None, "▁█▼"),
        (("1", "3", "2"), None, "2", "▁▲█"),
        (("5", "6"), None, "2", "▲▲"),
        (("2", "2"), "2", "2", "▅▅"),
    ],
)
def test_where_a_limit_is_missing_the_readings_say_how_high_bars_are(
    values: tuple[str, ...], lowest: str | None, highest: str | None, drawn: str
) -> None:
    assert bars(readings(*values, lowest=lowest, highest=highest)).plain == drawn


def test_a_single_reading_is_no_row() -> None:
    assert not aside_of(readings("0.4"), is_here=True).drawn
    assert not aside_of(None, is_here=True).drawn


async def test_the_last_ten_readings_stand_beside_the_field(shop: Workshop) -> None:
    step = build(shop, *(["0.8"] * 3), "0", "0.2", "0.4", "0.6", "0.9", "0.1", "0.3", "0.5", "0.7")
    async with open_step(shop, step, size=WIDE) as pilot:
        assert text_of(line_of(pilot, "Pivot play")).splitlines()[0].endswith("█▁▃▅▆▲▂▄▅▇")


async def test_a_value_that_is_recorded_joins_them_at_once(shop: Workshop) -> None:
    step = build(shop, "0", "0.8")
    async with open_step(shop, step, size=WIDE) as pilot:
        assert "▁█" in text_of(line_of(pilot, "Pivot play"))
        await type_text(pilot, "0.9")
        await press(pilot, "enter")
        await settle(pilot)
        said = text_of(line_of(pilot, "Pivot play"))
        assert "✗ 0.9 mm is above 0.8 mm" in said
        assert said.endswith("▁█▲")
        await type_text(pilot, "0.4")
        await press(pilot, "enter")
        await settle(pilot)
        said = text_of(line_of(pilot, "Pivot play"))
        assert "✔ Operator One 08:20" in said
        assert said.endswith("▁█▅")


async def test_at_80_columns_they_stand_beneath_while_the_cursor_is_there_and_push_nothing_out(
    shop: Workshop,
) -> None:
    gap = Field(
        "Gap at the lower pivot", more={"unit": "mm", "target": Decimal("0.40"), "tolerance": Decimal("0.40")}
    )
    runs = [shop.run(Step("Build", fields=(gap, NOTE)))["Build"] for _ in range(8)]
    for step, text in zip(runs, ["0.8", "0.4"] * 4, strict=True):
        shop.start("op1", step)
        shop.record("op1", step, gap.name, text)
        shop.pass_time(minutes=1)
    async with open_step(shop, runs[-1], size=NARROW) as pilot:
        sheet = kiosk(pilot).step.sheet
        sheet.put_cursor(line_of(pilot, "Remark"))
        await settle(pilot)
        alone = text_of(line_of(pilot, gap.name)).splitlines()
        assert len(alone) == 1
        assert alone[0].endswith("0.40 ± 0.40 mm  ✔")
        sheet.put_cursor(line_of(pilot, gap.name))
        await settle(pilot)
        first, beneath = text_of(line_of(pilot, gap.name)).splitlines()
        assert first.endswith("0.40 ± 0.40 mm  ✔")
        assert beneath.strip("▌ ") == "█▅█▅█▅█▅"
        assert line_of(pilot, gap.name).size.height == 2


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_drift_is_said_before_a_reading_is_out_of_range(
    shop: Workshop, size: tuple[int, int]
) -> None:
    step = build(shop, "0.1", "0.2", "0.3", "0.4", "0.5", "0.6")
    async with open_step(shop, step, size=size) as pilot:
        kiosk(pilot).step.sheet.put_cursor(line_of(pilot, "Remark"))
        await settle(pilot)
        assert "! rising for 6 readings" in text_of(line_of(pilot, "Pivot play"))


async def test_a_step_that_is_done_shows_them_too(shop: Workshop) -> None:
    step = build(shop, "0", "0.8")
    shop.record("op1", step, "Pivot play", "0.4")
    shop.complete("op1", step)
    async with open_step(shop, step, size=WIDE) as pilot:
        assert "▁█▅" in text_of(line_of(pilot, "Pivot play"))


async def test_another_step_is_opened_with_its_own_readings(shop: Workshop) -> None:
    step = build(shop, "0", "0.8")
    other = shop.run(BUILD, Step("Check", fields=(PLAY,)))
    async with open_step(shop, step, size=WIDE) as pilot:
        assert "▁█" in text_of(line_of(pilot, "Pivot play"))
        kiosk(pilot).step.open_step(other["Check"])
        await settle(pilot)
        assert "▁█" not in text_of(line_of(pilot, "Pivot play"))
