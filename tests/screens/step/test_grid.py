"""A datagrid filled in by keyboard and scanner, as a spreadsheet, on a real store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from data.rows.work import CellRow
from ion_tui.engine.commands import Credentials, SignCell
from screens.widgets.grid_layout import Cell, Look
from tests.engine.workshop import Field, Grid, Step, Workshop, badge_of, pin_of
from tests.screens.hands import press, scan, type_text
from tests.screens.step.eyes import answer, dialog_text, is_refused, kiosk, missing
from tests.screens.step.kiosk import StepKiosk, open_step, settle
from tests.screens.step.tables import (
    OHMS,
    READ_BY,
    VOLTS,
    at,
    dividers,
    foot,
    grid,
    lines,
    part,
    record,
    recording,
    seen,
    stored,
    values,
)


async def enter(pilot: Pilot[Any], *texts: str) -> None:
    """Type values one after the other, each with Enter."""
    for text in texts:
        await type_text(pilot, text)
        await press(pilot, "enter")
    await settle(pilot)


def signing(cell: CellRow, step: int, who: str) -> SignCell:
    signer = Credentials(code=who, pin=pin_of(who))
    return SignCell(step_id=step, row_id=cell.row_id, column_id=cell.column_id, signer=signer)


async def test_one_begins_at_what_is_missing_and_enter_goes_down_the_column(shop: Workshop) -> None:
    step = dividers(shop)
    async with open_step(shop, step) as pilot:
        assert at(pilot) == (1, "Volts")
        assert "Row 1 of 4, Volts: 1.5 to 2.0 V" in foot(pilot)
        assert "0 of 9 cells" in foot(pilot)
        await enter(pilot, "1.60", "1.70", "1.80")
        assert values(shop, step, "Volts") == ["1.60", "1.70", "1.80", ""]
        assert [seen(pilot, row, "Volts") for row in (1, 2, 3)] == [
            Cell(text, Look.VALUE) for text in ("1.60", "1.70", "1.80")
        ]
        assert at(pilot) == (4, "Volts")
        assert "3 of 9 cells" in foot(pilot)


async def test_from_the_bottom_of_a_column_one_goes_on_at_the_top_of_the_next(shop: Workshop) -> None:
    step = dividers(shop)
    async with open_step(shop, step) as pilot:
        await enter(pilot, "1.6", "1.7", "1.8", "1.9")
        assert at(pilot) == (1, "Look")
        await press(pilot, "p", "p", "f", "p")
        await settle(pilot)
        assert values(shop, step, "Look") == ["pass", "pass", "fail", "pass"]
        assert at(pilot) == (1, "Read by")


async def test_tab_goes_along_the_row_and_enter_below_where_the_tabs_began(shop: Workshop) -> None:
    step = dividers(shop, *OHMS[:3])
    async with open_step(shop, step) as pilot:
        for text in ("1", "2"):
            await type_text(pilot, text)
            await press(pilot, "tab")
        await enter(pilot, "3")
        assert at(pilot) == (2, "R1")
        assert [values(shop, step, f"R{number}")[0] for number in (1, 2, 3)] == ["1", "2", "3"]
        await press(pilot, "shift+tab")
        assert at(pilot) == (1, "R3")


async def test_a_reading_out_of_range_is_red_while_it_is_typed_and_said_beneath(shop: Workshop) -> None:
    step = dividers(shop)
    async with open_step(shop, step) as pilot:
        await type_text(pilot, "2.3")
        assert grid(pilot).is_bad_draft
        assert "✗ 2.3 V is above 2.0 V" in foot(pilot)
        assert stored(shop, step, 1, "Volts").value is None
        await enter(pilot, "")
        assert seen(pilot, 1, "Volts") == Cell("2.3", Look.BAD)
        assert is_refused(pilot)
        assert answer(pilot) == "Row 1: Volts recorded: 2.3 V is above 2.0 V."
        assert at(pilot) == (2, "Volts"), "the work goes on"
        assert "· Row 1: Volts: 2.3 V is above 2.0 V" in missing(pilot)
        assert any("✗ 2.3" in line for line in lines(pilot))
        await press(pilot, "ctrl+g")
        assert at(pilot) == (1, "Volts"), "what is out of range comes first"
        await enter(pilot, "1.9")
        assert seen(pilot, 1, "Volts") == Cell("1.9", Look.VALUE)


async def test_what_is_no_number_stays_in_its_cell_with_the_sentence(shop: Workshop) -> None:
    step = dividers(shop)
    async with open_step(shop, step) as pilot:
        await enter(pilot, "abc", "1.7")
        sentence = "Row 1: Volts needs a number, such as 0.45; “abc” is none."
        assert seen(pilot, 1, "Volts") == Cell("abc", Look.REFUSED)
        assert seen(pilot, 2, "Volts") == Cell("1.7", Look.VALUE)
        assert at(pilot) == (3, "Volts")
        assert "1 not recorded, Ctrl+G" in foot(pilot)
        await press(pilot, "ctrl+g")
        assert at(pilot) == (1, "Volts")
        assert sentence in foot(pilot)
        await press(pilot, "escape")
        await settle(pilot)
        assert seen(pilot, 1, "Volts") == Cell("", Look.EMPTY)
        assert "not recorded" not in foot(pilot)
    assert values(shop, step, "Volts") == ["", "1.7", "", ""]


async def test_a_step_is_not_signed_off_over_what_was_refused(shop: Workshop) -> None:
    step = dividers(shop, VOLTS)
    async with open_step(shop, step) as pilot:
        await enter(pilot, "1.6", "1.7", "1.8", "abc")
        assert "Ready to sign off" in missing(pilot)
        await press(pilot, "f4")
        await settle(pilot)
        assert answer(pilot).startswith("Row 4: Volts is typed, and not recorded:")
    assert shop.state(step) == "In Progress"


async def test_not_applicable_goes_where_the_row_allows_it_and_nowhere_else(shop: Workshop) -> None:
    step = dividers(shop)
    async with open_step(shop, step) as pilot:
        await press(pilot, "ctrl+end", "left", "left")
        assert at(pilot) == (4, "Volts")
        assert "x N/A" in foot(pilot)
        await press(pilot, "x")
        await settle(pilot)
        assert stored(shop, step, 4, "Volts").not_applicable
        assert seen(pilot, 4, "Volts") == Cell("N/A", Look.VALUE)
        await press(pilot, "ctrl+home", "right")
        await press(pilot, "x")
        assert grid(pilot).is_bad_draft
        await press(pilot, "escape")
        await enter(pilot, "n/a")
        assert seen(pilot, 1, "Volts").look is Look.REFUSED
    assert not stored(shop, step, 1, "Volts").not_applicable


async def test_required_rows_are_marked_and_counted(shop: Workshop) -> None:
    step = dividers(shop, VOLTS)
    async with open_step(shop, step) as pilot:
        assert [line.is_required for line in grid(pilot).lines] == [True, True, True, False]
        assert any("1*" in line and "T1" in line for line in lines(pilot))
        await enter(pilot, "1.6", "1.7", "1.8")
        assert "3 of 3 cells ✔" in foot(pilot)
        assert "Ready to sign off" in missing(pilot)
        await press(pilot, "f4")
        await settle(pilot)
    assert shop.state(step) == "Completed"


async def test_a_signature_is_given_by_pin_and_the_cursor_goes_on(shop: Workshop) -> None:
    step = dividers(shop, VOLTS, READ_BY)
    async with open_step(shop, step) as pilot:
        await enter(pilot, "1.6")
        await press(pilot, "ctrl+home", "end")
        assert "Enter signs: Operator" in foot(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert "Sign: Row 1: Read by" in dialog_text(pilot)
        assert "1.6" in dialog_text(pilot)
        await type_text(pilot, "0000")
        await press(pilot, "enter")
        await settle(pilot)
        assert "is not right" in dialog_text(pilot)
        await type_text(pilot, pin_of("op1"))
        await press(pilot, "enter")
        await settle(pilot)
        assert seen(pilot, 1, "Read by") == Cell("Operator One 08:00", Look.GOOD)
        assert at(pilot) == (2, "Read by")
    assert stored(shop, step, 1, "Read by").signed_by == "Operator One"


async def test_a_second_person_signs_by_badge_and_the_first_stays(shop: Workshop) -> None:
    step = dividers(shop, VOLTS, READ_BY)
    async with open_step(shop, step) as pilot:
        await enter(pilot, "1.6")
        await press(pilot, "up")
        await scan(pilot, badge_of("op2"))
        await settle(pilot)
        await type_text(pilot, pin_of("op2"))
        await press(pilot, "enter")
        await settle(pilot)
        assert stored(shop, step, 1, "Read by").signed_by == "Operator Two"
        operator = kiosk(pilot).floor.operator
        assert operator is not None
        assert operator.code == "op1"


async def test_a_value_that_was_signed_over_is_corrected_with_a_reason_and_the_signature_shows_it(
    shop: Workshop,
) -> None:
    step = dividers(shop, VOLTS, READ_BY)
    record(shop, step, 1, "Volts", "1.6")
    shop.do("op1", signing(stored(shop, step, 1, "Read by"), step, "op1"))
    async with open_step(shop, step) as pilot:
        await press(pilot, "ctrl+home", "right")
        await enter(pilot, "1.7")
        assert "Correct Row 1: Volts" in dialog_text(pilot)
        await type_text(pilot, "misread")
        await press(pilot, "enter")
        await settle(pilot)
        assert stored(shop, step, 1, "Volts").value == "1.7"
        assert seen(pilot, 1, "Read by").look is Look.ASK
        await press(pilot, "ctrl+home", "end")
        assert "the row has been changed since it was signed" in foot(pilot)


async def test_giving_no_reason_leaves_the_typed_value_in_its_cell(shop: Workshop) -> None:
    step = dividers(shop, VOLTS, READ_BY)
    record(shop, step, 1, "Volts", "1.6")
    shop.do("op1", signing(stored(shop, step, 1, "Read by"), step, "op1"))
    async with open_step(shop, step) as pilot:
        await press(pilot, "ctrl+home", "right")
        await enter(pilot, "1.7")
        await press(pilot, "escape")
        await settle(pilot)
        assert seen(pilot, 1, "Volts") == Cell("1.7", Look.REFUSED)
    assert stored(shop, step, 1, "Volts").value == "1.6"


async def test_another_kiosks_change_arrives_in_place_while_one_types(shop: Workshop) -> None:
    step = dividers(shop)
    shop.check_in("op2", step)
    async with open_step(shop, step) as pilot:
        await press(pilot, "down")
        await type_text(pilot, "1.6")
        record(shop, step, 1, "Volts", "1.9", who="op2")
        kiosk(pilot).step.refresh_floor()
        await settle(pilot)
        assert seen(pilot, 1, "Volts") == Cell("1.9", Look.VALUE)
        assert at(pilot) == (2, "Volts")
        assert grid(pilot).draft == "1.6"
        await enter(pilot, "")
    assert values(shop, step, "Volts") == ["1.9", "1.6", "", ""]


async def test_of_two_people_in_one_cell_the_second_is_told_and_decides(shop: Workshop) -> None:
    step = dividers(shop)
    shop.check_in("op2", step)
    async with open_step(shop, step) as pilot:
        await type_text(pilot, "1.6")
        record(shop, step, 1, "Volts", "1.9", who="op2")
        kiosk(pilot).step.refresh_floor()
        await settle(pilot)
        assert "! Operator Two recorded 1.9 at 08:00" in foot(pilot)
        await enter(pilot, "")
        assert answer(pilot) == "Operator Two recorded 1.9 V for Row 1: Volts at 08:00. Look again."
        assert seen(pilot, 1, "Volts") == Cell("1.6", Look.REFUSED)
        assert stored(shop, step, 1, "Volts").value == "1.9"
        await press(pilot, "ctrl+g", "enter")
        await settle(pilot)
        assert stored(shop, step, 1, "Volts").value == "1.6"
        assert seen(pilot, 1, "Volts") == Cell("1.6", Look.VALUE)


async def test_two_people_fill_one_table_from_both_ends(shop: Workshop) -> None:
    step = dividers(shop, VOLTS, rows=9)
    shop.check_in("op2", step)
    async with open_step(shop, step) as pilot:
        for row in range(1, 5):
            record(shop, step, 10 - row, "Volts", f"1.{10 - row}", who="op2")
            await type_text(pilot, f"1.{4 + row}")
            await press(pilot, "enter")
        kiosk(pilot).step.refresh_floor()
        await settle(pilot)
        assert [seen(pilot, row, "Volts").text for row in range(1, 10)] == [
            "1.5", "1.6", "1.7", "1.8", "", "1.6", "1.7", "1.8", "1.9",
        ]  # fmt: skip
    assert values(shop, step, "Volts") == ["1.5", "1.6", "1.7", "1.8", "", "1.6", "1.7", "1.8", "1.9"]


async def test_a_cell_is_cleared(shop: Workshop) -> None:
    step = dividers(shop)
    record(shop, step, 1, "Volts", "1.6")
    async with open_step(shop, step) as pilot:
        await press(pilot, "ctrl+home", "right", "delete")
        assert "Enter clears the cell" in foot(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert seen(pilot, 1, "Volts") == Cell("", Look.EMPTY)
    assert stored(shop, step, 1, "Volts").value is None


async def test_backspace_corrects_what_stands_there(shop: Workshop) -> None:
    step = dividers(shop)
    record(shop, step, 1, "Volts", "1.65")
    async with open_step(shop, step) as pilot:
        await press(pilot, "ctrl+home", "right", "backspace")
        await enter(pilot, "8")
    assert stored(shop, step, 1, "Volts").value == "1.68"


async def test_moving_over_what_is_there_says_nothing_to_the_engine(shop: Workshop) -> None:
    step = dividers(shop)
    record(shop, step, 1, "Volts", "1.6")
    before = shop.record_length()
    async with open_step(shop, step) as pilot:
        await press(pilot, "ctrl+home", "right", "enter", "enter", "up", "pagedown", "home", "end", "tab")
        await enter(pilot, "")
    assert shop.record_length() == before


async def test_options_are_chosen_by_number_or_from_a_list(shop: Workshop) -> None:
    few = Field("Side", "select", more={"options": ["left", "right"]})
    many = Field("Bin", "select", more={"options": [f"B{number}" for number in range(12)]})
    several = Field("Defects", "multiselect", more={"options": ["scratch", "dent"]})
    step = dividers(shop, few, many, several)
    async with open_step(shop, step) as pilot:
        assert "1 left   2 right" in foot(pilot)
        await press(pilot, "2")
        await settle(pilot)
        assert stored(shop, step, 1, "Side").value == "right"
        await press(pilot, "ctrl+home", "right", "right", "enter")
        await settle(pilot)
        await press(pilot, "down", "down", "enter")
        await settle(pilot)
        assert stored(shop, step, 1, "Bin").value == "B2"
        await press(pilot, "ctrl+home", "end", "enter")
        await settle(pilot)
        await press(pilot, "space", "down", "space", "enter")
        await settle(pilot)
        assert stored(shop, step, 1, "Defects").value == "scratch\ndent"


async def test_a_gauge_and_a_scanner_fill_cells(shop: Workshop) -> None:
    step = dividers(shop, VOLTS, Field("By", "user"), Field("Type", "part"))
    shop.stock("S7", lot="F-2207", quantity=64)
    async with open_step(shop, step) as pilot:
        await scan(pilot, "1.75")
        await settle(pilot)
        assert stored(shop, step, 1, "Volts").value == "1.75"
        assert at(pilot) == (2, "Volts")
        await press(pilot, "right")
        await scan(pilot, badge_of("op2"))
        await settle(pilot)
        assert stored(shop, step, 2, "By").value == "op2"
        await press(pilot, "ctrl+home", "end")
        await scan(pilot, "F-2207")
        await settle(pilot)
        assert stored(shop, step, 1, "Type").value == "S7"


async def test_esc_leaves_the_table_and_an_arrow_comes_back(shop: Workshop) -> None:
    step = dividers(shop)
    async with open_step(shop, step) as pilot:
        assert grid(pilot).has_focus
        await press(pilot, "escape")
        await settle(pilot)
        assert kiosk(pilot).focused is kiosk(pilot).step.sheet
        await press(pilot, "down")
        await settle(pilot)
        assert grid(pilot).has_focus
        assert at(pilot) == (1, "Volts")


async def test_leaving_asks_about_what_is_typed(shop: Workshop) -> None:
    step = dividers(shop)
    async with open_step(shop, step) as pilot:
        await type_text(pilot, "1.")
        kiosk(pilot).step.sheet.focus()
        await press(pilot, "escape")
        await settle(pilot)
        assert "Row 1: Volts is typed, and not recorded." in dialog_text(pilot)


async def test_a_table_that_is_signed_off_is_only_looked_at(shop: Workshop) -> None:
    step = dividers(shop, VOLTS)
    for row in (1, 2, 3):
        record(shop, step, row, "Volts", "1.6")
    shop.complete("op1", step)
    async with open_step(shop, step) as pilot:
        part(pilot).take_cursor()
        await settle(pilot)
        await press(pilot, "ctrl+home", "right")
        before = shop.record_length()
        await enter(pilot, "9")
        assert shop.record_length() == before
        assert values(shop, step, "Volts") == ["1.6", "1.6", "1.6", ""]


async def test_a_table_without_rows_can_be_looked_at(shop: Workshop) -> None:
    step = shop.run(Step("Dividers", grid=Grid((VOLTS, READ_BY), ())))["Dividers"]
    shop.start("op1", step)
    async with open_step(shop, step) as pilot:
        part(pilot).take_cursor()
        await press(pilot, "down", "1", "enter", "g", "escape")
        await scan(pilot, badge_of("op2"))
        await settle(pilot)
        assert grid(pilot).lines == []


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_in_a_wide_table_the_first_column_stays_and_the_cursor_is_always_seen(
    shop: Workshop, size: tuple[int, int]
) -> None:
    step = dividers(shop, *OHMS, READ_BY, rows=40)
    async with open_step(shop, step, size=size) as pilot:
        await press(pilot, "end")
        await settle(pilot)
        assert at(pilot)[1] == "Read by"
        assert any("T1" in line and "1*" in line for line in lines(pilot))
        assert any("Read by" in line for line in lines(pilot))
        await press(pilot, "ctrl+end")
        await settle(pilot)
        assert at(pilot) == (40, "Read by")
        assert any("T40" in line for line in lines(pilot))


def half_full(shop: Workshop) -> int:
    """A table with something of everything in it."""
    step = dividers(shop, rows=6)
    for row, text in enumerate(("1.60", "2.31", "1.75", "1.8"), 1):
        record(shop, step, row, "Volts", text)
    record(shop, step, 1, "Look", "pass")
    record(shop, step, 2, "Look", "fail")
    shop.do("op1", recording(shop, step, 6, "Volts", "", not_applicable=True))
    shop.do("op1", signing(stored(shop, step, 1, "Read by"), step, "op1"))
    record(shop, step, 3, "Look", "pass")
    return step


def large(shop: Workshop) -> int:
    """Five hundred rows of twelve columns, the first ones filled in."""
    step = dividers(shop, *OHMS, Field("Look", "pass_fail"), READ_BY, rows=500)
    for number in range(1, 10):
        record(shop, step, 1, f"R{number}", f"{number * 5.5:.1f}")
    return step


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=("80x24", "120x36"))
@pytest.mark.parametrize("scene", [half_full, large], ids=lambda scene: str(scene.__name__))
def test_pictures(
    shop: Workshop, snap_compare: Any, scene: Callable[[Workshop], int], size: tuple[int, int]
) -> None:
    async def typed(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        if scene is half_full:
            grid(pilot).move_to(3, 1)
            await enter(pilot, "abc")
            await type_text(pilot, "2.4")
        else:
            await press(pilot, "end")
        await settle(pilot)

    app = StepKiosk(shop.engine, shop.people["op1"], scene(shop))
    assert snap_compare(app, terminal_size=size, run_before=typed)
