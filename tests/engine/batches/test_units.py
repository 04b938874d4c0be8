"""Stories of the fields that each unit of a batch keeps for itself: who lacks what, where, and why not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from data import models
from data.rows.units import UnitGrid, UnitRow
from ion_tui.engine.answers import Code, Plan, Refused
from ion_tui.engine.commands import Cancel, Complete, DissolveBatch, Hold, RaiseIssue, RemoveFromBatch, Start
from tests.engine.batches.hands import Batch, batch_of
from tests.engine.test_statements import statements
from tests.engine.workshop import Field, Step, Workshop

PLAY = Field(
    "Pivot play",
    more={
        "unit": "mm",
        "minimum": Decimal(0),
        "maximum": Decimal("0.5"),
        "per_unit": True,
        "out_of_range": "issue",
    },
)
TURNS = Field(
    "Turns freely", "pass_fail", required=False, more={"per_unit": True, "allow_not_applicable": True}
)
TORQUE = Field("Torque", required=False)
SEEN = Field("Seen by", "signoff", role="Operator", required=False, more={"per_unit": True})
FIT = Step("Fit", fields=(TORQUE, PLAY, TURNS, SEEN))


@pytest.fixture
def four(shop: Workshop) -> Batch:
    """Four runs whose first step is started everywhere."""
    batch = batch_of(shop, 4, FIT, Step("Next", after=("Fit",), fields=(PLAY,)), title="Rovers")
    shop.start("op1", batch.steps("Fit")[0])
    return batch


def grid(shop: Workshop, step: int, who: str | None = "op1") -> UnitGrid:
    found = shop.engine.reads.unit_grid(step, shop.people[who] if who else None)
    assert found is not None
    return found


def of(found: UnitGrid, step: int) -> UnitRow:
    return next(unit for unit in found.units if unit.step_id == step)


def test_there_is_a_row_for_each_unit_and_a_column_for_each_field_that_it_keeps_itself(
    shop: Workshop, four: Batch
) -> None:
    fits = four.steps("Fit")
    found = grid(shop, fits[2])
    assert (found.number, found.title, found.batch_id, found.batch_title) == ("0", "Fit", four.id, "Rovers")
    assert [(column.name, column.limits, column.required) for column in found.columns] == [
        ("Pivot play", "0 to 0.5 mm", True),
        ("Turns freely", "", False),
    ]
    assert [column.allow_not_applicable for column in found.columns] == [False, True]
    assert [unit.step_id for unit in found.units] == fits
    unit = found.units[0]
    serial = shop.row(models.Inventory, four.runs[0].unit).serial
    assert (unit.run_id, unit.identity, unit.unit) == (four.runs[0].id, serial, f"ASM · {serial}")
    assert [person.code for person in unit.people] == ["op1"]
    assert all(unit.why_not == "" and not unit.is_filled for unit in found.units)


def test_each_cell_has_its_unit_s_value_and_what_is_to_be_said_of_it(shop: Workshop, four: Batch) -> None:
    fits = four.steps("Fit")
    shop.record("op1", fits[0], "Pivot play", "0.40")
    shop.record("op2", fits[1], "Pivot play", "0.62")
    shop.record("op2", fits[3], "Pivot play", "0.7")
    shop.record("op2", fits[1], "Turns freely", "", not_applicable=True)
    field = shop.field(fits[3], "Pivot play").field_id
    shop.do("op1", RaiseIssue(step_id=fits[3], field_id=field, title="Loose"))
    found = grid(shop, fits[0])
    play = [unit.cells[0] for unit in found.units]
    assert [(cell.value, cell.in_range, cell.verdict) for cell in play] == [
        ("0.40", True, ""),
        ("0.62", False, "0.62 mm is above 0.5 mm"),
        (None, True, ""),
        ("0.7", False, "0.7 mm is above 0.5 mm"),
    ]
    assert [cell.recorded_by for cell in play] == ["Operator One", "Operator Two", None, "Operator Two"]
    assert [cell.is_covered for cell in play] == [True, False, True, True]
    assert play[0].version == shop.field(fits[0], "Pivot play").value_version
    assert found.units[1].cells[1].shown == "N/A"
    assert [unit.is_filled for unit in found.units] == [True, True, False, True]
    assert [unit.lacks for unit in found.units] == [
        (),
        ("Pivot play: 0.62 mm is above 0.5 mm",),
        ("Pivot play has no value",),
        (),
    ]


def test_a_unit_that_cannot_be_recorded_says_why_in_the_engine_s_words(shop: Workshop, four: Batch) -> None:
    fits = four.steps("Fit")
    shop.do("op1", Hold(step_id=fits[1], reason="bearing is missing", only_this_run=True))
    shop.do("lead1", Cancel(step_id=fits[2], reason="scrapped", only_this_run=True))
    for why_not, step in zip((unit.why_not for unit in grid(shop, fits[0]).units), fits, strict=True):
        answer = shop.say("op1", shop.recording(step, "Pivot play", "0.4"))
        assert why_not == (answer.sentence if isinstance(answer, Refused) else "")
    held = of(grid(shop, fits[0]), fits[1])
    assert (held.state, held.state_reason, held.state_by) == ("Hold", "bearing is missing", "Operator One")
    assert held.lacks == ()


def test_what_waits_says_on_what_and_who_may_not_says_so(shop: Workshop, four: Batch) -> None:
    nexts = four.steps("Next")
    waits = grid(shop, nexts[0])
    assert all("nothing can be recorded on it" in unit.why_not for unit in waits.units)
    fits = four.steps("Fit")
    assert grid(shop, fits[0], None).units[0].why_not == "Nobody is logged in: scan a badge first."
    shop.set(models.Operator, shop.people["op2"], active=False)
    assert "has been deactivated" in grid(shop, fits[0], "op2").units[0].why_not


def test_a_run_in_no_batch_is_the_only_unit_of_its_grid(shop: Workshop, four: Batch) -> None:
    alone = shop.run(FIT, Step("Next", after=("Fit",), fields=(PLAY,)))
    found = grid(shop, alone["Fit"])
    assert (found.batch_id, [unit.step_id for unit in found.units]) == (None, [alone["Fit"]])
    assert shop.engine.reads.unit_grid(10**6, None) is None


def test_a_run_that_leaves_is_no_row_any_more(shop: Workshop, four: Batch) -> None:
    fits = four.steps("Fit")
    shop.do("lead1", RemoveFromBatch(batch_id=four.id, run_ids=(four.runs[1].id,)))
    assert [unit.step_id for unit in grid(shop, fits[0]).units] == [fits[0], *fits[2:]]
    shop.do("lead1", DissolveBatch(batch_id=four.id))
    assert [unit.step_id for unit in grid(shop, fits[0]).units] == [fits[0]]


def test_the_step_counts_in_how_many_units_a_field_has_its_value(shop: Workshop, four: Batch) -> None:
    fits = four.steps("Fit")
    shop.record("op1", fits[0], "Pivot play", "0.4")
    shop.record("op1", fits[3], "Pivot play", "0.6")
    shop.record("op1", fits[0], "Torque", "3")
    counted = {row.name: (row.units_filled, row.units) for row in shop.view(fits[1]).fields}
    assert counted == {"Torque": (0, 0), "Pivot play": (2, 4), "Turns freely": (0, 4), "Seen by": (0, 0)}
    shop.do("lead1", Cancel(step_id=fits[3], reason="scrapped", only_this_run=True))
    play = shop.field(fits[0], "Pivot play")
    assert (play.units_filled, play.units) == (1, 3)


def test_the_plan_of_a_sign_off_names_each_unit_that_lacks_something(shop: Workshop, four: Batch) -> None:
    fits = four.steps("Fit")
    shop.record("op1", fits[0], "Pivot play", "0.4")
    shop.record("op1", fits[2], "Pivot play", "0.62")
    shop.do("op1", Hold(step_id=fits[3], reason="bent", only_this_run=True))
    plan = shop.preview("op1", Complete(step_id=fits[0]))
    assert isinstance(plan, Plan)
    assert [change.step_id for change in plan.changes] == [fits[0]]
    titles = [shop.view(step).run.title for step in fits]
    assert [(skip.run_title, skip.reason.sentence) for skip in plan.skipped] == [
        (titles[1], "0 Fit cannot be signed off yet: Pivot play has no value."),
        (titles[2], "0 Fit cannot be signed off yet: Pivot play: 0.62 mm is above 0.5 mm."),
        (titles[3], "0 Fit is on hold (bent): it cannot be signed off; release it first."),
    ]
    assert plan.skipped[0].reason.code is Code.BLOCKED
    assert plan.skipped[0].reason.more == of(grid(shop, fits[0]), fits[1]).lacks
    assert shop.do("op1", Complete(step_id=fits[0])).skipped == 3


def test_the_grid_of_many_units_says_no_more_to_the_store_than_that_of_a_few(shop: Workshop) -> None:
    counted = []
    for size in (4, 40):
        batch = batch_of(shop, size, FIT, Step("Next", after=("Fit",), fields=(PLAY,)))
        fits = batch.steps("Fit")
        shop.start("op1", fits[0])
        for step in fits[1:3]:
            shop.record("op1", step, "Pivot play", "0.6")
        shop.do("op1", Hold(step_id=fits[3], reason="bent", only_this_run=True))
        with statements(shop) as said:
            assert len(grid(shop, fits[0]).units) == size
        counted.append(said)
    assert counted[0] == counted[1]
    assert len(counted[0]) < 15


def test_counting_the_units_of_a_step_costs_one_statement(shop: Workshop, four: Batch) -> None:
    counted = []
    for step in (four.steps("Fit")[0], shop.run(FIT, Step("Next", after=("Fit",), fields=(PLAY,)))["Fit"]):
        if shop.state(step) == "Todo":
            shop.do("op1", Start(step_id=step))
        with statements(shop) as said:
            shop.view(step)
        counted.append(len(said))
    assert counted[0] - counted[1] == 2, "the batch's size, and its units"
