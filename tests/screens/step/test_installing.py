"""Parts: scanned into what they fit, picked from stock, taken out again."""

from __future__ import annotations

from decimal import Decimal

from tests.engine.workshop import Field, Need, Step, Workshop
from tests.screens.hands import press, scan, type_text
from tests.screens.step.eyes import answer, dialog_text, is_refused, kiosk, missing, part_of, text_of
from tests.screens.step.kiosk import open_step, settle


def on_step(shop: Workshop, *needs: Need, fields: tuple[Field, ...] = ()) -> int:
    """A step that takes these parts, in progress."""
    step = shop.run(Step("Test", needs=needs, fields=fields))["Test"]
    shop.start("op1", step)
    return step


async def test_a_scanned_lot_goes_into_what_it_fits_wherever_the_cursor_is(shop: Workshop) -> None:
    shop.stock("B4", lot="B4-12", quantity=1000)
    step = on_step(shop, Need("B4", 8), fields=(Field("Play"),))
    async with open_step(shop, step) as pilot:
        await type_text(pilot, "0.6")
        await scan(pilot, "B4-12")
        await settle(pilot)
        assert answer(pilot) == "8 × B4 · lot B4-12 installed (8 of 8)."
        assert shop.need(step, "B4").installed == 8
        line = text_of(part_of(pilot, "B4"))
        assert "8 of 8 ✔" in line
        assert "B4-12" in line
        assert "Operator One 08:00" in line
        assert "B4" not in missing(pilot)
        assert kiosk(pilot).step.sheet.dirty, "what was being typed is still there"


async def test_what_is_not_needed_here_is_refused_in_words(shop: Workshop) -> None:
    shop.stock("B4", lot="B4-12", quantity=1000)
    shop.stock("W1", lot="W-88", quantity=10)
    step = on_step(shop, Need("B4", 8))
    async with open_step(shop, step) as pilot:
        await scan(pilot, "W-88")
        await settle(pilot)
        assert is_refused(pilot)
        assert answer(pilot) == "W-88 (W1) is not needed here: nothing installed."
        await scan(pilot, "B4-99")
        await settle(pilot)
        assert is_refused(pilot)
        assert "B4-99" in answer(pilot)
        assert shop.need(step, "B4").installed == 0


async def test_a_part_that_is_complete_takes_no_more(shop: Workshop) -> None:
    shop.stock("B4", lot="B4-12", quantity=1000)
    step = on_step(shop, Need("B4", 8))
    async with open_step(shop, step) as pilot:
        await scan(pilot, "B4-12")
        await settle(pilot)
        await scan(pilot, "B4-12")
        await settle(pilot)
        assert answer(pilot) == "B4 is complete (8 of 8): nothing installed."


async def test_a_lot_that_lies_at_two_places_is_asked_for(shop: Workshop) -> None:
    shop.stock("B4", lot="B4-12", quantity=3)
    shop.stock("B4", lot="B4-12", quantity=1000)
    step = on_step(shop, Need("B4", 8))
    async with open_step(shop, step) as pilot:
        await scan(pilot, "B4-12")
        await settle(pilot)
        assert "Install which" in dialog_text(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.need(step, "B4").installed == 3
        assert "3 of 8" in text_of(part_of(pilot, "B4"))


async def test_picking_asks_how_much_where_less_may_be_meant(shop: Workshop) -> None:
    shop.stock("B4", lot="B4-12", quantity=1000)
    step = on_step(shop, Need("B4", 8))
    async with open_step(shop, step) as pilot:
        await press(pilot, "enter")
        await settle(pilot)
        assert "Install B4" in dialog_text(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert "8 missing, 1000 there" in dialog_text(pilot)
        await type_text(pilot, "some")
        await press(pilot, "enter")
        await settle(pilot)
        assert "A quantity is a number, such as 8." in dialog_text(pilot)
        await press(pilot, "home", "shift+end")
        await type_text(pilot, "3")
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.need(step, "B4").installed == 3


async def test_a_serial_is_installed_whole_without_a_question(shop: Workshop) -> None:
    shop.stock("S11", serial="PB-001")
    step = on_step(shop, Need("S11", 2))
    async with open_step(shop, step) as pilot:
        await press(pilot, "i")
        await settle(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert [one.identity for one in shop.need(step, "S11").installs] == ["PB-001"]
        assert "PB-001" in text_of(part_of(pilot, "S11"))


async def test_nothing_in_stock_is_said(shop: Workshop) -> None:
    step = on_step(shop, Need("S11", 2))
    async with open_step(shop, step) as pilot:
        await press(pilot, "i")
        await settle(pilot)
        assert answer(pilot) == "Nothing of S11 is in stock."


async def test_a_part_is_taken_out_again_once_that_is_confirmed(shop: Workshop) -> None:
    stock = shop.stock("B4", lot="B4-12", quantity=1000)
    step = on_step(shop, Need("B4", 8))
    shop.install("op1", step, "B4", stock)
    async with open_step(shop, step) as pilot:
        await press(pilot, "u")
        await settle(pilot)
        assert "8 × B4 · B4-12, installed by Operator One. It goes back to stock." in dialog_text(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.need(step, "B4").installed == 8, "Enter does no harm"
        await press(pilot, "u")
        await settle(pilot)
        await press(pilot, "left", "enter")
        await settle(pilot)
        assert shop.need(step, "B4").installed == 0


async def test_one_of_several_parts_is_taken_out(shop: Workshop) -> None:
    step = on_step(shop, Need("S11", 2))
    for serial in ("PB-001", "PB-002"):
        shop.install("op1", step, "S11", shop.stock("S11", serial=serial))
    async with open_step(shop, step) as pilot:
        await press(pilot, "u")
        await settle(pilot)
        assert "Take out which" in dialog_text(pilot)
        await press(pilot, "down", "enter")
        await settle(pilot)
        await press(pilot, "left", "enter")
        await settle(pilot)
        assert [one.identity for one in shop.need(step, "S11").installs] == ["PB-001"]


async def test_substitutes_and_places_are_said(shop: Workshop) -> None:
    step = on_step(shop, Need("B11", Decimal(2), ("B11-ALT",), ("C1", "C2")))
    async with open_step(shop, step) as pilot:
        line = text_of(part_of(pilot, "B11"))
        assert "or B11-ALT" in line
        assert "C1 C2" in line


async def test_what_is_not_started_takes_no_parts(shop: Workshop) -> None:
    shop.stock("B4", lot="B4-12", quantity=1000)
    step = shop.run(Step("Test", needs=(Need("B4", 8),)))["Test"]
    async with open_step(shop, step) as pilot:
        await scan(pilot, "B4-12")
        await settle(pilot)
        assert answer(pilot) == "0 Test is not started: nothing can be installed on it; start it first."
        await press(pilot, "i")
        await settle(pilot)
        assert answer(pilot) == "0 Test is not started: nothing can be installed on it; start it first."
