"""Stories of parts: what fits a requirement, splitting and merging stock, and quantities that always add up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import pytest

from data import models
from ion_tui.engine.answers import Code, Outcome, Refused
from ion_tui.engine.commands import Install, Uninstall
from tests.engine.test_saying_again import at_once
from tests.engine.workshop import Field, Need, Run, Step, Workshop

SCREWS: Final = Need("B4", 8)


def started(shop: Workshop, *needs: Need) -> int:
    """A step that needs these parts, started by op1."""
    run = shop.run(Step("Fit", needs=needs))
    shop.start("op1", run["Fit"])
    return run["Fit"]


def shelf(shop: Workshop, stock: int) -> Any:
    """What has become of an inventory: its status and its quantity."""
    row = shop.row(models.Inventory, stock)
    return row.status, row.quantity


def of_lot(shop: Workshop, lot: str) -> Decimal:
    """How much there is of a lot, wherever it is."""
    return sum((row.quantity for row in shop.rows(models.Inventory, lot=lot)), Decimal(0))


def installed(shop: Workshop, step: int, part: str) -> Any:
    """What is in a requirement: identity, quantity, installation."""
    return [(made.identity, made.quantity, made.installation_id) for made in shop.need(step, part).installs]


class TestWhatFits:
    """The right part or an allowed substitute, the right revision, in an installable state."""

    def test_the_right_part_goes_in(self, shop: Workshop) -> None:
        step = started(shop, SCREWS)
        answer = shop.install("op1", step, "B4", shop.stock("B4", lot="B4-12", quantity=100))
        assert answer.sentence == "8 × B4 · lot B4-12 installed (8 of 8)."
        need = shop.need(step, "B4")
        assert need.installed == 8
        assert need.installs[0].operator == "Operator One"

    def test_another_part_does_not(self, shop: Workshop) -> None:
        step = started(shop, SCREWS)
        said = shop.installing(step, "B4", shop.stock("W1", lot="W-88", quantity=100))
        sentence = shop.refuse("op1", said, Code.NOT_INSTALLABLE)
        assert sentence == "W-88 is W1, not B4: nothing installed."

    def test_an_allowed_substitute_does_and_no_other(self, shop: Workshop) -> None:
        step = started(shop, Need("B11", 8, substitutes=("B11-ALT",)))
        allowed = shop.stock("B11-ALT", lot="N-777", quantity=5)
        other = shop.stock("B11-XL", lot="N-999", quantity=5)
        shop.install("op1", step, "B11", allowed)
        assert installed(shop, step, "B11")[0][:2] == ("N-777", 5)
        shop.refuse("op1", shop.installing(step, "B11", other), Code.NOT_INSTALLABLE)

    def test_a_substitute_is_one_only_where_it_is_named(self, shop: Workshop) -> None:
        step = started(shop, Need("B11", 8, substitutes=("B11-ALT",)), SCREWS)
        said = shop.installing(step, "B4", shop.stock("B11-ALT", lot="N-777", quantity=5))
        shop.refuse("op1", said, Code.NOT_INSTALLABLE)

    def test_another_revision_does_not(self, shop: Workshop) -> None:
        step = started(shop, Need("S7", 2))
        said = shop.installing(step, "S7", shop.stock("S7", lot="F-9", quantity=9, revision="B"))
        sentence = shop.refuse("op1", said, Code.NOT_INSTALLABLE)
        assert sentence == "F-9 is S7 revision B; revision A is needed: nothing installed."

    @pytest.mark.parametrize("status", ["in work", "installed", "consumed", "scrapped", "merged"])
    def test_only_what_is_available_does(self, shop: Workshop, status: str) -> None:
        step = started(shop, SCREWS)
        said = shop.installing(step, "B4", shop.stock("B4", lot="X-1", quantity=9, status=status))
        sentence = shop.refuse("op1", said, Code.NOT_INSTALLABLE)
        assert sentence == f"X-1 is {status}: nothing installed."

    def test_what_is_in_another_unit_is_named_with_it(self, shop: Workshop) -> None:
        block = shop.stock("S11", serial=f"PB-{shop.number()}")
        first = started(shop, Need("S11", 1))
        shop.install("op1", first, "S11", block)
        second = started(shop, Need("S11", 1))
        sentence = shop.refuse("op1", shop.installing(second, "S11", block), Code.NOT_INSTALLABLE)
        assert f"is installed in {shop.view(first).run.title}" in sentence

    def test_a_unit_is_not_installed_in_itself(self, shop: Workshop) -> None:
        run = shop.run(Step("Fit", needs=(Need("ASM", 1),)))
        shop.start("op1", run["Fit"])
        shop.set(models.Inventory, run.unit, status="available")
        sentence = shop.refuse("op1", shop.installing(run["Fit"], "ASM", run.unit), Code.NOT_INSTALLABLE)
        assert "is the unit that this run works on" in sentence

    def test_a_unit_in_work_is_no_part_of_another(self, shop: Workshop) -> None:
        inner = shop.run(Step("Look"))
        step = started(shop, Need("ASM", 1))
        sentence = shop.refuse("op1", shop.installing(step, "ASM", inner.unit), Code.NOT_INSTALLABLE)
        assert "in work" in sentence

    def test_a_requirement_of_another_step_is_not_here(self, shop: Workshop) -> None:
        one, other = started(shop, SCREWS), started(shop, SCREWS)
        need = shop.need(other, "B4").requirement_id
        stock = shop.stock("B4", lot="L", quantity=9)
        shop.refuse("op1", Install(step_id=one, requirement_id=need, inventory_id=stock), Code.NOT_FOUND)
        said = Install(step_id=one, requirement_id=shop.need(one, "B4").requirement_id, inventory_id=999_999)
        shop.refuse("op1", said, Code.NOT_FOUND)

    def test_what_scanning_answers_is_what_installing_does(self, shop: Workshop) -> None:
        lot, wrong = f"L-{shop.number()}", f"W-{shop.number()}"
        step = started(shop, SCREWS)
        shop.stock("B4", lot=lot, quantity=9)
        shop.stock("W1", lot=wrong, quantity=9)
        (fits,) = shop.engine.reads.stock_for_scan(step, lot)
        assert (fits.refusal, fits.requirement_id) == ("", shop.need(step, "B4").requirement_id)
        (other,) = shop.engine.reads.stock_for_scan(step, wrong)
        assert other.refusal
        assert shop.engine.reads.stock_for_scan(step, "nothing has this") == []


class TestQuantities:
    """Enough of it; a part of an inventory is split off, and nothing is lost or made."""

    def test_without_a_quantity_as_much_as_is_needed_and_there(self, shop: Workshop) -> None:
        step = started(shop, SCREWS)
        few, many = shop.stock("B4", lot="few", quantity=3), shop.stock("B4", lot="many", quantity=100)
        shop.install("op1", step, "B4", few)
        shop.install("op1", step, "B4", many)
        assert shelf(shop, few) == ("installed", 3)
        assert shelf(shop, many) == ("available", 95)
        assert [(identity, number) for identity, number, _ in installed(shop, step, "B4")] == [
            ("few", 3), ("many", 5),
        ]  # fmt: skip

    def test_a_partial_install_splits_the_inventory(self, shop: Workshop) -> None:
        step, lot = started(shop, SCREWS), f"L-{shop.number()}"
        stock = shop.stock("B4", lot=lot, quantity=100)
        shop.install("op1", step, "B4", stock, 2)
        pieces = shop.rows(models.Inventory, lot=lot)
        assert [(row.status, row.quantity, row.source_id) for row in pieces] == [
            ("available", 98, None), ("installed", 2, stock),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("quantity", "says"),
        [
            (9, "Only 8 × B4 are still needed"),
            (0, "above zero"),
            (-1, "above zero"),
            (Decimal("8.000001"), "Only 8 × B4 are still needed"),
        ],
    )
    def test_no_more_than_is_needed(self, shop: Workshop, quantity: int | Decimal, says: str) -> None:
        step = started(shop, SCREWS)
        said = shop.installing(step, "B4", shop.stock("B4", lot="L", quantity=100), quantity)
        assert says in shop.refuse("op1", said, Code.NOT_INSTALLABLE)

    def test_no_more_than_there_is(self, shop: Workshop) -> None:
        step = started(shop, SCREWS)
        said = shop.installing(step, "B4", shop.stock("B4", lot="L-5", quantity=5), 6)
        assert shop.refuse("op1", said, Code.NOT_INSTALLABLE) == (
            "Only 5 are left of L-5: nothing installed."
        )

    def test_what_is_complete_takes_no_more(self, shop: Workshop) -> None:
        step = started(shop, SCREWS)
        stock = shop.stock("B4", lot="L", quantity=100)
        shop.install("op1", step, "B4", stock)
        sentence = shop.refuse("op1", shop.installing(step, "B4", stock), Code.NOT_INSTALLABLE)
        assert sentence == "B4 is complete (8 of 8): nothing installed."

    @pytest.mark.parametrize("quantity", ["NaN", "sNaN", "Infinity", "-Infinity", "0.0000001", "1E+30"])
    def test_a_quantity_that_is_none_is_refused_in_words(self, shop: Workshop, quantity: str) -> None:
        step = started(shop, SCREWS)
        said = shop.installing(step, "B4", shop.stock("B4", lot="L", quantity=100), Decimal(quantity))
        shop.refuse("op1", said, Code.NOT_INSTALLABLE)

    def test_fractions_are_exact(self, shop: Workshop) -> None:
        step, lot = started(shop, Need("GLUE", Decimal("0.3"))), f"L-{shop.number()}"
        stock = shop.stock("GLUE", lot=lot, quantity=1)
        for _ in range(3):
            shop.install("op1", step, "GLUE", stock, Decimal("0.1"))
        need = shop.need(step, "GLUE")
        assert need.installed == need.quantity == Decimal("0.3")
        assert shelf(shop, stock) == ("available", Decimal("0.7"))
        assert of_lot(shop, lot) == 1

    def test_a_serial_is_installed_whole_and_once(self, shop: Workshop) -> None:
        step = started(shop, Need("S11", 2))
        block = shop.stock("S11", serial=f"PB-{shop.number()}")
        half = shop.installing(step, "S11", block, Decimal("0.5"))
        assert "installed whole" in shop.refuse("op1", half, Code.NOT_INSTALLABLE)
        shop.install("op1", step, "S11", block)
        again = shop.installing(step, "S11", block)
        assert "is installed" in shop.refuse("op1", again, Code.NOT_INSTALLABLE)
        assert shelf(shop, block) == ("installed", 1)

    def test_untracked_stock_is_split_as_well(self, shop: Workshop) -> None:
        step = started(shop, Need(f"S2-{shop.number()}", 2))
        part = shop.view(step).requirements[0].part
        stock = shop.stock(part, quantity=40)
        shop.install("op1", step, part, stock)
        assert shelf(shop, stock) == ("available", 38)
        assert installed(shop, step, part)[0][:2] == (part, 2)


class TestTakingOut:
    """Uninstalling is possible until the step completes, merges back what was split, and is history."""

    def test_a_piece_merges_back_into_what_it_was_taken_from(self, shop: Workshop) -> None:
        step, lot = started(shop, SCREWS), f"L-{shop.number()}"
        stock = shop.stock("B4", lot=lot, quantity=100)
        shop.install("op1", step, "B4", stock, 5)
        answer = shop.uninstall("op1", step, installed(shop, step, "B4")[0][2])
        assert answer.sentence == f"5 × B4 · lot {lot} taken out."
        assert [(row.status, row.quantity) for row in shop.rows(models.Inventory, lot=lot)] == [
            ("available", 100), ("merged", 0),
        ]  # fmt: skip
        assert shop.need(step, "B4").installed == 0
        assert installed(shop, step, "B4") == []

    def test_what_went_in_whole_comes_out_whole(self, shop: Workshop) -> None:
        step = started(shop, SCREWS)
        stock = shop.stock("B4", lot="L-3", quantity=3)
        shop.install("op1", step, "B4", stock)
        shop.uninstall("op1", step, installed(shop, step, "B4")[0][2])
        assert shelf(shop, stock) == ("available", 3)

    def test_a_piece_whose_source_is_used_up_becomes_stock_of_its_own(self, shop: Workshop) -> None:
        one, other, lot = started(shop, SCREWS), started(shop, SCREWS), f"L-{shop.number()}"
        stock = shop.stock("B4", lot=lot, quantity=10)
        shop.install("op1", one, "B4", stock, 4)
        shop.install("op1", other, "B4", stock, 6)
        shop.uninstall("op1", one, installed(shop, one, "B4")[0][2])
        assert [(row.status, row.quantity) for row in shop.rows(models.Inventory, lot=lot)] == [
            ("installed", 6), ("available", 4),
        ]  # fmt: skip
        shop.uninstall("op1", other, installed(shop, other, "B4")[0][2])
        assert of_lot(shop, lot) == 10

    def test_a_serial_can_be_installed_again_elsewhere(self, shop: Workshop) -> None:
        one, other = started(shop, Need("S11", 1)), started(shop, Need("S11", 1))
        block = shop.stock("S11", serial=f"PB-{shop.number()}")
        shop.install("op1", one, "S11", block)
        shop.uninstall("op1", one, installed(shop, one, "S11")[0][2])
        shop.install("op2", other, "S11", block)
        kept = shop.rows(models.Installation, inventory_id=block)
        assert [row.removed_by for row in kept] == [shop.people["op1"], None]

    def test_not_twice_and_not_from_another_step(self, shop: Workshop) -> None:
        step, other = started(shop, SCREWS), started(shop, SCREWS)
        shop.install("op1", step, "B4", shop.stock("B4", lot="L", quantity=9))
        made = installed(shop, step, "B4")[0][2]
        shop.refuse("op1", Uninstall(step_id=other, installation_id=made), Code.NOT_FOUND)
        shop.uninstall("op1", step, made)
        shop.refuse("op1", Uninstall(step_id=step, installation_id=made), Code.NOT_FOUND)

    def test_not_once_the_step_is_completed(self, shop: Workshop) -> None:
        step = started(shop, SCREWS)
        shop.install("op1", step, "B4", shop.stock("B4", lot="L", quantity=9))
        made = installed(shop, step, "B4")[0][2]
        shop.complete("op1", step)
        said = Uninstall(step_id=step, installation_id=made)
        assert "nothing can be taken out" in shop.refuse("op1", said, Code.NOT_LEGAL)

    def test_both_are_history(self, shop: Workshop) -> None:
        step = started(shop, SCREWS)
        shop.install("op1", step, "B4", shop.stock("B4", lot="L", quantity=9), 3)
        shop.uninstall("op2", step, installed(shop, step, "B4")[0][2])
        taken, put, *_ = shop.engine.reads.history(step_id=step)
        assert (put.action, put.before, taken.action) == (
            "part.install", '{"installed":"0"}', "part.uninstall",
        )  # fmt: skip
        assert (taken.operator, taken.before) == ("Operator Two (op2)", '{"installed":"3"}')


class TestOnTheRun:
    """What no step needs is installed on the run itself, from any of its steps."""

    def run_with_washers(self, shop: Workshop) -> tuple[Run, int]:
        part = f"ASM-{shop.number()}"
        shop.mbom(part, Need("W1", 14))
        run = shop.run(procedure=shop.procedure(Step("Fit", needs=(Need("W1", 8),)), Step("Ship"), part=part))
        need = next(
            row for row in shop.rows(models.BuildRequirement, run_id=run.id) if row.run_step_id is None
        )
        return run, need.id

    def test_from_any_step_that_is_worked(self, shop: Workshop) -> None:
        run, need = self.run_with_washers(shop)
        shop.start("op1", run["Ship"])
        stock = shop.stock("W1", lot="W-88", quantity=100)
        shop.do("op1", Install(step_id=run["Ship"], requirement_id=need, inventory_id=stock))
        assert shop.row(models.BuildRequirement, need).installed == 6

    def test_not_from_another_run(self, shop: Workshop) -> None:
        _, need = self.run_with_washers(shop)
        other, _ = self.run_with_washers(shop)
        shop.start("op1", other["Ship"])
        stock = shop.stock("W1", lot="W-88", quantity=100)
        said = Install(step_id=other["Ship"], requirement_id=need, inventory_id=stock)
        shop.refuse("op1", said, Code.NOT_FOUND)


class TestTwoAtOnce:
    """Two kiosks reach for the same part."""

    def test_the_last_unit_goes_to_one_of_them(self, shop: Workshop) -> None:
        steps = [started(shop, Need("S11", 1)) for _ in range(3)]
        block = shop.stock("S11", serial=f"PB-{shop.number()}")
        answers = at_once(shop, [("op1", shop.installing(step, "S11", block)) for step in steps])
        assert sum(isinstance(answer, Outcome) for answer in answers) == 1
        assert {answer.code for answer in answers if isinstance(answer, Refused)} == {Code.NOT_INSTALLABLE}
        assert len(shop.rows(models.Installation, inventory_id=block)) == 1

    def test_the_last_of_a_lot_is_not_given_out_twice(self, shop: Workshop) -> None:
        steps, lot = [started(shop, SCREWS) for _ in range(4)], f"L-{shop.number()}"
        stock = shop.stock("B4", lot=lot, quantity=20)
        at_once(shop, [("op1", shop.installing(step, "B4", stock, 8)) for step in steps])
        assert of_lot(shop, lot) == 20
        in_steps = sum(shop.need(step, "B4").installed for step in steps)
        assert in_steps == 16
        assert shelf(shop, stock) == ("available", 4)

    def test_what_comes_back_while_the_rest_is_taken_is_not_lost(self, shop: Workshop) -> None:
        for _ in range(4):
            one, other, lot = started(shop, SCREWS), started(shop, SCREWS), f"L-{shop.number()}"
            stock = shop.stock("B4", lot=lot, quantity=10)
            shop.install("op1", one, "B4", stock, 4)
            back = Uninstall(step_id=one, installation_id=installed(shop, one, "B4")[0][2])
            at_once(shop, [("op1", back), ("op2", shop.installing(other, "B4", stock, 6))])
            assert of_lot(shop, lot) == 10
            for row in shop.rows(models.Inventory, lot=lot):
                made = shop.rows(models.Installation, inventory_id=row.id, removed_at=None)
                in_units = sum(one.quantity for one in made)
                assert in_units == (row.quantity if row.status == "installed" else 0)


def test_a_step_that_is_not_started_takes_nothing(shop: Workshop) -> None:
    step = shop.run(Step("Fit", needs=(SCREWS,), fields=(Field("Play", required=False),)))["Fit"]
    said = shop.installing(step, "B4", shop.stock("B4", lot="L", quantity=9))
    assert shop.refuse("op1", said, Code.NOT_LEGAL) == (
        "0 Fit is not started: nothing can be installed on it; start it first."
    )
