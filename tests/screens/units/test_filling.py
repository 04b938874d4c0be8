"""Twelve units of a batch filled in as one table, by keyboard and scanner, on a real store."""

from __future__ import annotations

from dataclasses import replace

from ion_tui.engine.commands import Complete, DissolveBatch, Hold, Release, RemoveFromBatch
from screens.dialogs.confirm import ConfirmDialog
from screens.dialogs.reason import ReasonDialog
from screens.messages import OpenStep
from screens.step import StepScreen
from screens.widgets.grid_layout import Cell, Look
from tests.engine.batches.hands import Batch
from tests.engine.workshop import Field, Workshop
from tests.screens.hands import press, type_text
from tests.screens.step.eyes import keys_in_bar as step_keys
from tests.screens.step.eyes import kiosk, said_of
from tests.screens.step.kiosk import open_step, settle
from tests.screens.units.hands import (
    answer,
    at,
    enter,
    foot,
    head,
    is_refused,
    keys_in_bar,
    look_again,
    open_units,
    scan_in,
    seen,
    to_units,
    units,
)
from tests.screens.units.scenes import PIVOT, PLAY, TORQUE, TURNS, rockers, twelve

PLAY_NAME = PLAY.name


def values(shop: Workshop, batch: Batch, name: str = PLAY_NAME) -> list[str | None]:
    return [shop.field(step, name).value for step in batch.steps(PIVOT)]


async def test_a_column_is_typed_from_top_to_bottom_and_each_value_is_its_unit_s(shop: Workshop) -> None:
    batch = rockers(shop, 12)
    plays = [f"0.{number:02}" for number in range(11, 23)]
    async with open_units(shop, batch.steps(PIVOT)[0]) as pilot:
        assert at(pilot) == ("RB-0001", PLAY_NAME)
        assert foot(pilot)[0].endswith("0 of 12 units")
        await enter(pilot, *plays)
        assert at(pilot) == ("RB-0001", "Turns freely"), "from the bottom to the top of the next column"
        assert answer(pilot) == "RB-0012: Pivot play: 0.22 mm."
        await press(pilot, *"p" * 12)
        await settle(pilot)
        assert foot(pilot)[0].endswith("12 of 12 units ✔")
        assert head(pilot)[1] == "✔ Every open unit is ready to sign off"
    assert values(shop, batch) == plays
    assert values(shop, batch, "Turns freely") == ["pass"] * 12
    assert shop.do("op1", Complete(step_id=batch.steps(PIVOT)[0])).skipped == 0


async def test_tab_goes_along_a_unit_and_enter_to_the_next_one(shop: Workshop) -> None:
    batch = rockers(shop, 12)
    async with open_units(shop, batch.steps(PIVOT)[0]) as pilot:
        await type_text(pilot, "0.3")
        await press(pilot, "tab", "p")
        await settle(pilot)
        assert at(pilot)[0] == "RB-0002"
        assert [values(shop, batch, name)[0] for name in (PLAY_NAME, "Turns freely")] == ["0.3", "pass"]


async def test_out_of_range_is_red_at_once_and_said_with_the_unit(shop: Workshop) -> None:
    batch = rockers(shop, 12)
    async with open_units(shop, batch.steps(PIVOT)[0]) as pilot:
        await type_text(pilot, "0.62")
        assert units(pilot).table.grid.is_bad_draft
        assert foot(pilot)[1] == "✗ 0.62 mm is above 0.5 mm"
        await enter(pilot, "")
        assert seen(pilot, "RB-0001", PLAY_NAME) == Cell("0.62", Look.BAD)
        assert (answer(pilot), is_refused(pilot)) == (
            "RB-0001: Pivot play recorded: 0.62 mm is above 0.5 mm.",
            True,
        )
        assert at(pilot) == ("RB-0002", PLAY_NAME), "the work goes on"
        await press(pilot, "ctrl+g")
        assert at(pilot) == ("RB-0001", PLAY_NAME), "what is out of range comes first"
        assert "Pivot play: 0.62 mm is above 0.5 mm" in foot(pilot)[2]


async def test_what_is_refused_stays_in_its_cell_with_the_sentence(shop: Workshop) -> None:
    batch = rockers(shop, 12)
    async with open_units(shop, batch.steps(PIVOT)[0]) as pilot:
        await enter(pilot, "tight", "0.31")
        assert seen(pilot, "RB-0001", PLAY_NAME) == Cell("tight", Look.REFUSED)
        assert "1 not recorded, Ctrl+G" in foot(pilot)[0]
        await press(pilot, "ctrl+g")
        assert foot(pilot)[1] == "✗ Pivot play needs a number, such as 0.45; “tight” is none."
        await press(pilot, "escape")
        await settle(pilot)
        assert seen(pilot, "RB-0001", PLAY_NAME) == Cell("", Look.EMPTY)
    assert values(shop, batch)[:2] == [None, "0.31"]


async def test_a_scanned_unit_jumps_to_its_row_and_a_scanned_reading_goes_into_the_cell(
    shop: Workshop,
) -> None:
    batch = rockers(shop, 12)
    async with open_units(shop, batch.steps(PIVOT)[0]) as pilot:
        await scan_in(pilot, "RB-0009")
        assert at(pilot) == ("RB-0009", PLAY_NAME)
        assert answer(pilot) == f"RB-0009, Run {batch.runs[8].id}: ASM"
        await scan_in(pilot, "0.27")
        assert at(pilot) == ("RB-0010", PLAY_NAME)
        await scan_in(pilot, f"RUN-{batch.runs[3].id}")
        assert at(pilot) == ("RB-0004", PLAY_NAME)
        await scan_in(pilot, f"STEP-{batch.steps(PIVOT)[5]}")
        assert at(pilot) == ("RB-0006", PLAY_NAME)
    assert values(shop, batch)[8] == "0.27"
    assert [value for value in values(shop, batch) if value] == ["0.27"]


async def test_another_kiosk_s_value_arrives_in_place_while_one_types(shop: Workshop) -> None:
    batch = rockers(shop, 12)
    steps = batch.steps(PIVOT)
    async with open_units(shop, steps[0]) as pilot:
        await scan_in(pilot, "RB-0003")
        await type_text(pilot, "0.4")
        shop.record("op2", steps[0], PLAY_NAME, "0.11")
        shop.record("op2", steps[2], PLAY_NAME, "0.22")
        await look_again(pilot)
        assert seen(pilot, "RB-0001", PLAY_NAME) == Cell("0.11", Look.VALUE)
        assert (at(pilot), units(pilot).table.grid.draft) == (("RB-0003", PLAY_NAME), "0.4")
        assert foot(pilot)[1] == "! Operator Two recorded 0.22 at 08:00"
        await enter(pilot, "")
        assert seen(pilot, "RB-0003", PLAY_NAME) == Cell("0.4", Look.REFUSED)
        assert answer(pilot).startswith("RB-0003: Operator Two recorded 0.22 mm for Pivot play at 08:00.")
    assert values(shop, batch)[2] == "0.22"


async def test_a_unit_on_hold_is_dim_says_why_and_is_passed_by(shop: Workshop) -> None:
    batch = rockers(shop, 12)
    steps = batch.steps(PIVOT)
    shop.record("op1", steps[1], PLAY_NAME, "0.2")
    shop.do("op1", Hold(step_id=steps[1], reason="bearing is missing", only_this_run=True))
    sentence = (
        "0 Start the bogie pivot is on hold (bearing is missing): nothing can be recorded on it;"
        " release it first."
    )
    async with open_units(shop, steps[0]) as pilot:
        assert seen(pilot, "RB-0002", PLAY_NAME) == Cell("0.2", Look.FIXED)
        assert seen(pilot, "RB-0002", "State") == Cell("On hold: bearing is missing", Look.FIXED)
        assert "1 cannot be recorded: RB-0002" in head(pilot)[1]
        await enter(pilot, "0.31", "0.33")
        assert at(pilot) == ("RB-0004", PLAY_NAME)
        await scan_in(pilot, "RB-0002")
        assert (answer(pilot), is_refused(pilot)) == (sentence, True)
        assert sentence in " ".join(foot(pilot))
        await type_text(pilot, "0.5")
        await press(pilot, "enter")
        assert units(pilot).table.unrecorded == []
        shop.do("op1", Release(step_id=steps[1], only_this_run=True))
        await look_again(pilot)
        assert seen(pilot, "RB-0002", PLAY_NAME) == Cell("0.2", Look.VALUE)
    assert values(shop, batch)[:4] == ["0.31", "0.2", "0.33", None]


async def test_a_unit_that_is_put_on_hold_while_one_types_keeps_what_was_typed(shop: Workshop) -> None:
    batch = rockers(shop, 12)
    steps = batch.steps(PIVOT)
    async with open_units(shop, steps[0]) as pilot:
        await type_text(pilot, "0.4")
        shop.do("op2", Hold(step_id=steps[0], reason="bent", only_this_run=True))
        await look_again(pilot)
        assert units(pilot).table.grid.draft == "0.4"
        await enter(pilot, "")
        assert seen(pilot, "RB-0001", PLAY_NAME) == Cell("0.4", Look.REFUSED)
        assert "is on hold (bent): nothing can be recorded on it" in answer(pilot)


async def test_the_head_names_the_units_that_lack_something_before_one_tries_to_sign_off(
    shop: Workshop,
) -> None:
    batch = twelve(shop)
    async with open_units(shop, batch.steps(PIVOT)[0]) as pilot:
        assert at(pilot) == ("RB-0003", PLAY_NAME), (
            "the worst comes first where the step's own unit lacks nothing"
        )
        assert head(pilot)[1] == (
            "5 lack something: RB-0003, RB-0004, RB-0008, RB-0010 and 1 more"
            " · 2 cannot be recorded: RB-0007 and RB-0009 · 2 done"
        )
        assert foot(pilot)[0].endswith("4 of 11 units"), "a canceled unit is not counted"
        assert (
            foot(pilot)[2] == "RB-0003 lacks: Turns freely has no value · Pivot play: 0.62 mm is above 0.5 mm"
        )
        await scan_in(pilot, "RB-0005")
        assert foot(pilot)[2] == "✔ RB-0005 is ready to sign off"
        assert seen(pilot, "RB-0005", PLAY_NAME) == Cell("0.71", Look.VALUE), "its issue covers it"


async def test_changing_what_was_signed_over_asks_for_the_reason_of_that_unit(shop: Workshop) -> None:
    signed = Field("Seen by", "signoff", role="Operator", required=False)
    batch = rockers(shop, 3, PLAY, signed)
    step = batch.steps(PIVOT)[1]
    shop.record("op1", step, PLAY_NAME, "0.4")
    shop.sign(step, "Seen by", "op2")
    async with open_units(shop, step) as pilot:
        await scan_in(pilot, "RB-0002")
        await enter(pilot, "0.3")
        assert isinstance(pilot.app.screen, ReasonDialog)
        await type_text(pilot, "read wrong")
        await press(pilot, "enter")
        await settle(pilot)
        assert values(shop, batch) == [None, "0.3", None]


async def test_a_unit_that_leaves_the_batch_takes_its_row_along_but_not_what_is_typed_there(
    shop: Workshop,
) -> None:
    batch = rockers(shop, 12)
    async with open_units(shop, batch.steps(PIVOT)[0]) as pilot:
        await scan_in(pilot, "RB-0005")
        await type_text(pilot, "0.4")
        leaving = (batch.runs[1].id, batch.runs[4].id)
        shop.do("lead1", RemoveFromBatch(batch_id=batch.id, run_ids=leaving))
        await look_again(pilot)
        names = [unit.identity for unit in units(pilot).table.model.units]
        assert names == [f"RB-{number:04}" for number in (1, 3, 4, *range(6, 13), 5)]
        assert (at(pilot), units(pilot).table.grid.draft) == (("RB-0005", PLAY_NAME), "0.4")
        assert answer(pilot).startswith("RB-0005 left the batch:")
        await enter(pilot, "")
        await look_again(pilot)
        assert "RB-0005" not in [unit.identity for unit in units(pilot).table.model.units]
    assert values(shop, batch)[4] == "0.4", "it is recorded on its own unit all the same"


async def test_a_batch_that_is_dissolved_meanwhile_says_so_and_loses_nothing(shop: Workshop) -> None:
    batch = rockers(shop, 3)
    async with open_units(shop, batch.steps(PIVOT)[0]) as pilot:
        await enter(pilot, "tight", "0.3")
        await scan_in(pilot, "RB-0001")
        shop.do("lead1", DissolveBatch(batch_id=batch.id))
        await look_again(pilot)
        assert answer(pilot) == "This run is no longer in a batch."
        assert head(pilot)[0].endswith("in no batch")
        assert seen(pilot, "RB-0001", PLAY_NAME) == Cell("tight", Look.REFUSED)


async def test_leaving_asks_about_what_is_not_recorded(shop: Workshop) -> None:
    batch = rockers(shop, 3)
    async with open_units(shop, batch.steps(PIVOT)[0]) as pilot:
        await enter(pilot, "tight")
        await press(pilot, "escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ConfirmDialog)
        await press(pilot, "escape")
        await settle(pilot)
        assert units(pilot).is_current
        await press(pilot, "ctrl+g", "escape", "escape")
        await settle(pilot)
        assert kiosk(pilot).step.is_current


async def test_the_step_of_the_unit_under_the_cursor_is_one_key_away(shop: Workshop) -> None:
    batch = rockers(shop, 3)
    async with open_units(shop, batch.steps(PIVOT)[0]) as pilot:
        assert "Ctrl+O Unit's step" in keys_in_bar(pilot)
        await scan_in(pilot, "RB-0003")
        await press(pilot, "ctrl+o")
        await settle(pilot)
        wanted = [message.step_id for message in kiosk(pilot).wanted if isinstance(message, OpenStep)]
        assert wanted == [batch.steps(PIVOT)[2]]


async def test_the_step_says_in_how_many_units_a_field_has_its_value(shop: Workshop) -> None:
    batch = rockers(shop, 3)
    step = batch.steps(PIVOT)[0]
    async with open_step(shop, step) as pilot:
        assert "F11 Units" in step_keys(pilot)
        assert "0 of 3 units" in said_of(pilot, PLAY_NAME)
        assert "units" not in said_of(pilot, "Torque"), "a shared field is one for all"
        await to_units(pilot)
        await enter(pilot, "0.3", "0.4")
        await press(pilot, "escape")
        await settle(pilot)
        assert "2 of 3 units" in said_of(pilot, PLAY_NAME)


async def test_a_run_in_no_batch_has_no_units_to_show(shop: Workshop) -> None:
    batch = rockers(shop, 2)
    step = batch.steps(PIVOT)[0]
    shop.do("lead1", DissolveBatch(batch_id=batch.id))
    async with open_step(shop, step) as pilot:
        assert not any("Units" in key for key in step_keys(pilot))
        await press(pilot, "f11")
        await settle(pilot)
        assert isinstance(pilot.app.screen, StepScreen)
        assert "units" not in said_of(pilot, PLAY_NAME)


async def test_a_step_without_fields_per_unit_shows_its_units_and_what_they_lack(shop: Workshop) -> None:
    batch = rockers(shop, 3, TORQUE, replace(TURNS, more={}))
    async with open_units(shop, batch.steps(PIVOT)[1]) as pilot:
        assert at(pilot) == ("RB-0002", "Unit")
        assert foot(pilot) == [
            f"RB-0002, Run {batch.runs[1].id}: ASM, Unit",
            "",
            "RB-0002 lacks: Turns freely has no value",
        ]
        await press(pilot, "enter")
        assert at(pilot) == ("RB-0003", "Unit")


async def test_a_badge_goes_into_a_person_s_cell_and_a_file_is_attached_elsewhere(shop: Workshop) -> None:
    person = Field("Built by", "user", required=False, more={"per_unit": True})
    photo = Field("Photo", "file", required=False, more={"per_unit": True})
    batch = rockers(shop, 3, person, photo)
    async with open_units(shop, batch.steps(PIVOT)[0]) as pilot:
        await scan_in(pilot, "B-op2")
        assert seen(pilot, "RB-0001", "Built by").text.startswith("op2")
        assert at(pilot) == ("RB-0002", "Built by")
        await press(pilot, "right")
        assert at(pilot) == ("RB-0002", "Photo")
        assert foot(pilot)[1] == "A file is attached on the unit's own step, Ctrl+O"


async def test_five_hundred_units_are_one_table(shop: Workshop) -> None:
    batch = rockers(shop, 500, PLAY, TURNS)
    async with open_units(shop, batch.steps(PIVOT)[0]) as pilot:
        await enter(pilot, "0.1", "0.2")
        await scan_in(pilot, "RB-0400")
        await enter(pilot, "0.3")
        assert at(pilot) == ("RB-0401", PLAY_NAME)
        assert len(units(pilot).table.grid.lines) == 500
    assert [value for value in values(shop, batch) if value] == ["0.1", "0.2", "0.3"]
