"""Stories of starting runs: procedure, unit, title, assignment, as the first paragraph of section 6 says them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from data import models
from ion_tui.engine.answers import Code, Plan
from ion_tui.engine.commands import Start, StartRun
from ion_tui.engine.permissions import Permission
from tests.engine.test_permissions import person_with
from tests.engine.test_saying_again import at_once
from tests.engine.workshop import Step, Workshop

LOOK: Final = Step("Look")


def made_title(shop: Workshop, run: int) -> str:
    """A run's title."""
    return str(shop.row(models.Run, run).title)


class TestWhatItNeeds:
    """A released procedure with every step approved, and an inventory in a state that allows a run."""

    @pytest.mark.parametrize("status", ["draft", "in_review"])
    def test_a_procedure_that_is_not_released_is_refused(self, shop: Workshop, status: str) -> None:
        said = StartRun(procedure_id=shop.procedure(LOOK, status=status), serial="SN-draft")
        sentence = shop.refuse("lead1", said, Code.NOT_LEGAL)
        assert sentence.startswith("Procedure has unreleased steps")
        assert shop.rows(models.Inventory, serial="SN-draft") == []

    def test_every_step_is_approved(self, shop: Workshop) -> None:
        procedure = shop.procedure(LOOK, Step("Fit", approved=False))
        sentence = shop.refuse("lead1", StartRun(procedure_id=procedure, serial="SN-part"), Code.NOT_LEGAL)
        assert sentence.startswith("Procedure has unreleased steps")

    @pytest.mark.parametrize("status", ["consumed", "installed", "scrapped", "merged"])
    def test_an_inventory_that_is_used_up_is_refused(self, shop: Workshop, status: str) -> None:
        unit = shop.stock("ASM", serial=f"SN-{shop.number()}", status=status)
        said = StartRun(procedure_id=shop.procedure(LOOK), inventory_id=unit)
        sentence = shop.refuse("lead1", said, Code.NOT_INSTALLABLE)
        assert sentence.startswith("Part inventory is not in a state that allows a new run")
        assert sentence.endswith(f"is {status}.")
        assert shop.rows(models.Run, inventory_id=unit) == []

    @pytest.mark.parametrize("status", ["available", "in work"])
    def test_any_other_is_taken(self, shop: Workshop, status: str) -> None:
        unit = shop.stock("ASM", serial=f"SN-{shop.number()}", status=status)
        run = shop.run(procedure=shop.procedure(LOOK), inventory_id=unit)
        assert run.unit == unit

    def test_something_has_to_be_named(self, shop: Workshop) -> None:
        procedure = shop.procedure(LOOK)
        shop.refuse("lead1", StartRun(procedure_id=procedure), Code.INVALID)
        shop.refuse("lead1", StartRun(procedure_id=procedure, serial="  "), Code.INVALID)
        shop.refuse("lead1", StartRun(procedure_id=procedure, inventory_id=999_999), Code.NOT_FOUND)
        shop.refuse("lead1", StartRun(procedure_id=999_999, serial="SN"), Code.NOT_FOUND)

    def test_a_refusal_leaves_nothing_behind(self, shop: Workshop) -> None:
        procedure = shop.procedure(LOOK)
        before = shop.everything()
        shop.refuse("lead1", StartRun(procedure_id=procedure, serial="SN-new", operator_id=999_999))
        shop.refuse("lead1", StartRun(procedure_id=procedure, serial="SN-new", attributes={"Nothing": "1"}))
        shop.refuse("lead1", StartRun(procedure_id=procedure, serial="SN-new", priority=6))
        assert shop.everything() == before

    def test_another_part_s_inventory_is_taken_with_a_warning(self, shop: Workshop) -> None:
        unit = shop.stock("OTHER", serial=f"SN-{shop.number()}")
        said = StartRun(procedure_id=shop.procedure(LOOK), inventory_id=unit)
        plan = shop.preview("lead1", said)
        assert isinstance(plan, Plan)
        assert "not linked to OTHER" in plan.warnings[0]
        assert shop.do("lead1", said).notes == plan.warnings

    def test_so_is_any_inventory_where_the_procedure_is_linked_to_no_part(self, shop: Workshop) -> None:
        unit = shop.stock("OTHER", serial=f"SN-{shop.number()}")
        said = StartRun(procedure_id=shop.procedure(LOOK, part=None, kind="rework"), inventory_id=unit)
        assert "not linked to OTHER" in shop.do("lead1", said).notes[0]

    def test_the_part_s_own_inventory_is_taken_without(self, shop: Workshop) -> None:
        unit = shop.stock("ASM", serial=f"SN-{shop.number()}")
        assert shop.do("lead1", StartRun(procedure_id=shop.procedure(LOOK), inventory_id=unit)).notes == ()


class TestTheUnit:
    """A build run makes its unit; a rework run works on one that exists."""

    def test_a_serial_that_is_not_there_is_made_by_a_build(self, shop: Workshop) -> None:
        serial = f"SN-{shop.number()}"
        run = shop.run(procedure=shop.procedure(LOOK), serial=serial)
        unit = shop.row(models.Inventory, run.unit)
        assert (unit.serial, unit.quantity, unit.status) == (serial, 1, "in work")
        assert shop.row(models.Part, unit.part_id).number == "ASM"

    def test_one_that_is_there_is_found_whatever_space_is_around_it(self, shop: Workshop) -> None:
        serial = f"SN-{shop.number()}"
        unit = shop.stock("ASM", serial=serial)
        procedure = shop.procedure(LOOK)
        assert shop.run(procedure=procedure, serial=serial).unit == unit
        assert shop.run(procedure=procedure, serial=f"  {serial} ").unit == unit
        assert shop.row(models.Inventory, unit).status == "in work"

    def test_a_rework_makes_none(self, shop: Workshop) -> None:
        said = StartRun(procedure_id=shop.procedure(LOOK, kind="rework"), serial="SN-nowhere")
        assert "SN-nowhere" in shop.refuse("lead1", said)
        assert shop.rows(models.Inventory, serial="SN-nowhere") == []

    def test_a_part_that_is_not_tracked_by_serial_gets_none_made(self, shop: Workshop) -> None:
        part = f"LOTTED-{shop.number()}"
        shop.part(part, "lot")
        said = StartRun(procedure_id=shop.procedure(LOOK, part=part), serial="SN-1")
        assert "not tracked by serial" in shop.refuse("lead1", said, Code.INVALID)

    def test_two_kiosks_that_start_the_same_new_serial_make_one_unit(self, shop: Workshop) -> None:
        serial = f"SN-{shop.number()}"
        procedure = shop.procedure(LOOK)
        at_once(shop, [("lead1", StartRun(procedure_id=procedure, serial=serial)) for _ in range(3)])
        assert len(shop.rows(models.Inventory, serial=serial)) == 1


class TestTitles:
    """Default title `Run 1234: BRKT-ASSY-001 · SN-00001`."""

    def test_the_default_names_run_part_and_serial(self, shop: Workshop) -> None:
        serial = f"SN-{shop.number()}"
        run = shop.run(procedure=shop.procedure(LOOK), serial=serial)
        assert made_title(shop, run.id) == f"Run {run.id}: ASM · {serial}"

    def test_or_the_lot_or_the_part_alone(self, shop: Workshop) -> None:
        procedure = shop.procedure(LOOK, kind="rework")
        lot, bare = shop.stock("GLUE", lot="G-1"), shop.stock("TAPE")
        one, other = (shop.run(procedure=procedure, inventory_id=unit) for unit in (lot, bare))
        assert made_title(shop, one.id) == f"Run {one.id}: GLUE · lot G-1"
        assert made_title(shop, other.id) == f"Run {other.id}: TAPE"

    def test_another_one_is_kept_as_given(self, shop: Workshop) -> None:
        run = shop.run(LOOK, title=" [A12] left rocker ")
        assert made_title(shop, run.id) == "[A12] left rocker"

    def test_a_blank_one_is_none(self, shop: Workshop) -> None:
        run = shop.run(LOOK, title="  ")
        assert made_title(shop, run.id).startswith(f"Run {run.id}: ")


class TestAssignment:
    """Operator, work center, priority and batch may be set at once."""

    def test_by_default_nobody_and_nothing(self, shop: Workshop) -> None:
        run = shop.row(models.Run, shop.run(LOOK).id)
        assert (run.operator_id, run.work_center_id, run.priority, run.batch_id, run.due_at) == (
            None, None, 3, None, None,
        )  # fmt: skip
        assert run.created_by == shop.people["lead1"]

    def test_what_is_set_is_on_the_run_and_what_sorts_on_each_step(self, shop: Workshop) -> None:
        due = datetime(2026, 12, 5, 7, 59, 59, tzinfo=UTC)
        batch = batch_of(shop)
        run = shop.run(
            Step("Fab", steps=(Step("Cut"),)),
            Step("Fit"),
            operator_id=shop.people["op1"],
            work_center_id=1,
            priority=1,
            batch_id=batch,
            due_at=due,
            scheduled_start=due - timedelta(days=2),
            scheduled_end=due - timedelta(days=1),
        )
        row = shop.row(models.Run, run.id)
        assert (row.operator_id, row.work_center_id, row.priority, row.batch_id) == (
            shop.people["op1"], 1, 1, batch,
        )  # fmt: skip
        assert (row.due_at, row.due_sort) == (due, due)
        steps = shop.rows(models.RunStep, run_id=run.id)
        assert {(step.priority, step.due_sort, step.batch_id) for step in steps} == {(1, due, batch)}

    def test_without_a_due_date_a_run_sorts_last(self, shop: Workshop) -> None:
        run = shop.row(models.Run, shop.run(LOOK).id)
        assert run.due_sort.year == 9999

    def test_a_step_s_own_work_center_comes_before_the_run_s(self, shop: Workshop) -> None:
        other = place(shop, f"WC-{shop.number()}")
        run = shop.run(Step("Fit"), Step("Anywhere", work_center=None), work_center_id=other)
        assert shop.view(run["Fit"]).step.work_center == "WC"
        assert shop.view(run["Anywhere"]).step.work_center_id == other

    @pytest.mark.parametrize(
        ("values", "says"),
        [
            ({"operator_id": 999_999}, "operator"),
            ({"work_center_id": 999_999}, "no work center"),
            ({"batch_id": 999_999}, "batch"),
            ({"priority": 0}, "1 (most urgent) to 5"),
            ({"priority": 6}, "1 (most urgent) to 5"),
            (
                {
                    "scheduled_start": datetime(2026, 12, 2, tzinfo=UTC),
                    "scheduled_end": datetime(2026, 12, 1, tzinfo=UTC),
                },
                "before the start",
            ),
            ({"title": "x" * 201}, "at most 200 characters"),
        ],
        ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
    )
    def test_what_is_not_there_or_makes_no_sense_is_refused(
        self, shop: Workshop, values: dict[str, Any], says: str
    ) -> None:
        said = StartRun(procedure_id=shop.procedure(LOOK), serial="SN-odd", **values)
        assert says in shop.refuse("lead1", said)

    def test_a_run_joins_a_batch_by_who_may_change_batches(self, own_shop: Workshop) -> None:
        who = person_with(own_shop, {Permission.CREATE_RUN})
        procedure, batch = own_shop.procedure(LOOK), batch_of(own_shop)
        said = StartRun(procedure_id=procedure, serial="SN-in", batch_id=batch)
        assert "UpdateRunBatch" in own_shop.refuse(who, said, Code.NOT_PERMITTED)
        own_shop.do(who, StartRun(procedure_id=procedure, serial="SN-alone"))

    def test_a_batch_that_was_dissolved_takes_no_run(self, shop: Workshop) -> None:
        batch = batch_of(shop, dissolved_at=shop.clock.now())
        said = StartRun(procedure_id=shop.procedure(LOOK), serial="SN-late", batch_id=batch)
        shop.refuse("lead1", said, Code.NOT_FOUND)


def test_a_run_can_be_worked_at_once_and_its_start_is_history(shop: Workshop) -> None:
    run = shop.run(LOOK)
    entries = shop.engine.reads.history(run_id=run.id)
    assert entries[-1].action == "run.start"
    assert entries[-1].label == made_title(shop, run.id)
    shop.do("op1", Start(step_id=run["Look"]))


def batch_of(shop: Workshop, **values: Any) -> int:
    """A batch without runs."""
    return shop.insert(models.Batch, created_at=shop.clock.now(), **values)


def place(shop: Workshop, code: str) -> int:
    """Another work center."""
    return shop.insert(models.Location, name=code, code=code, is_work_center=True)
