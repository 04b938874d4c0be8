"""Stories of starting runs: what they are made of, and everything that the first paragraph of section 6 says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest
from sqlalchemy import insert

from data import models
from ion_tui.engine import graph, rollup
from ion_tui.engine.answers import Code, Plan
from ion_tui.engine.commands import Start, StartRun
from ion_tui.engine.permissions import Permission
from tests.engine.test_permissions import person_with
from tests.engine.test_saying_again import at_once
from tests.engine.workshop import Field, Grid, Need, Step, Workshop, table

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


class TestCopying:
    """It copies steps in order with fields and validations, and locks the revision."""

    WHOLE: Final = (
        Step("Fab", steps=(Step("Cut", fields=(Field("Length", more={"unit": "mm"}),)), Step("Bend"))),
        Step("Fit", after=("Fab",), optional=True, more={"lead_time_seconds": 1800}),
        Step("Ship", after=("Fit", "Bend")),
    )

    def test_steps_stand_in_order_and_hang_together_as_in_the_procedure(self, shop: Workshop) -> None:
        procedure = shop.procedure(*self.WHOLE)
        run = shop.run(procedure=procedure)
        sources = shop.rows(models.ProcedureStep, procedure_id=procedure)
        steps = shop.rows(models.RunStep, run_id=run.id)
        assert [(step.number, step.ordinal, step.depth) for step in steps] == [
            ("0", 0, 0), ("0.0", 1, 1), ("0.1", 2, 1), ("1", 3, 0), ("2", 4, 0),
        ]  # fmt: skip
        for source, step in zip(sources, steps, strict=True):
            for column in (
                "origin",
                "content_id",
                "sibling_key",
                "position",
                "optional",
                "lead_time_seconds",
            ):
                assert getattr(step, column) == getattr(source, column), column
        ordinals = {step.id: step.ordinal for step in steps}
        assert [ordinals.get(step.parent_id) for step in steps] == [None, 0, 0, None, None]
        edges = [row for step in steps for row in shop.rows(models.RunStepEdge, step_id=step.id)]
        assert {(ordinals[edge.step_id], ordinals[edge.upstream_id]) for edge in edges} == {
            (3, 0),
            (4, 3),
            (4, 2),
        }
        assert all(edge.declared and edge.effective for edge in edges)

    def test_the_run_begins_in_todo_with_what_can_be_started_available(self, shop: Workshop) -> None:
        run = shop.run(*self.WHOLE)
        assert set(shop.states(run).values()) == {"Todo"}
        assert shop.status(run) == "Todo"
        waits = {title: shop.view(step).why_not for title, step in run.steps.items()}
        assert waits == {
            "Fab": "",
            "Cut": "0.0 Cut is part of 0 Fab, which is not started.",
            "Bend": "0.1 Bend is part of 0 Fab, which is not started.",
            "Fit": "1 Fit waits on 0 Fab, not started.",
            "Ship": "2 Ship waits on 0.1 Bend, not started.",
        }
        with shop.store.read() as tx:
            assert [*graph.differences(tx), *rollup.differences(tx)] == []

    def test_two_runs_of_one_procedure_share_their_content(self, shop: Workshop) -> None:
        procedure = shop.procedure(*self.WHOLE)
        one, other = shop.run(procedure=procedure), shop.run(procedure=procedure)
        for title in one.steps:
            mine, theirs = (shop.row(models.RunStep, run[title]) for run in (one, other))
            assert (mine.content_id, mine.sibling_key) == (theirs.content_id, theirs.sibling_key)

    def test_what_is_done_on_one_run_is_not_done_on_the_other(self, shop: Workshop) -> None:
        procedure = shop.procedure(Step("Fit", fields=(Field("Play"),)))
        one, other = shop.run(procedure=procedure), shop.run(procedure=procedure)
        shop.start("op1", one["Fit"])
        shop.record("op1", one["Fit"], "Play", "0.3")
        assert shop.state(other["Fit"]) == "Todo"
        assert shop.field(other["Fit"], "Play").value is None

    def test_fields_grids_and_gates_come_with_it(self, shop: Workshop) -> None:
        grid = Grid(columns=(Field("Volts"),), rows=(True,))
        gated = Step("Inspect", gates=(("Quality", 2), ("Engineer", 1)))
        run = shop.run(Step("Read", grid=grid), gated)
        view = shop.view(run["Read"])
        assert ([column.name for column in view.columns], len(view.grid)) == (["Volts"], 1)
        gates = [(gate.role, gate.needed, gate.approved) for gate in shop.view(run["Inspect"]).gates]
        assert gates == [("Quality", 2, 0), ("Engineer", 1, 0)]

    def test_a_later_change_of_the_procedure_does_not_reach_the_run(self, shop: Workshop) -> None:
        procedure = shop.procedure(*self.WHOLE)
        run = shop.run(procedure=procedure)
        for source in shop.rows(models.ProcedureStep, procedure_id=procedure):
            shop.set(models.ProcedureStep, source.id, work_center_id=None, optional=False)
        steps = shop.rows(models.RunStep, run_id=run.id)
        assert [bool(step.optional) for step in steps] == [False, False, False, True, False]
        assert all(step.work_center_id for step in steps)

    def test_a_procedure_without_steps_makes_a_run_that_reads_todo(self, shop: Workshop) -> None:
        run = shop.run(procedure=shop.procedure())
        assert (run.steps, shop.status(run)) == ({}, "Todo")


class TestRequirements:
    """The mBOM gives the run's totals; steps say which of it they need; the rest is needed on the run itself."""

    def needs(self, shop: Workshop, run: int) -> Any:
        titles = {step.id: step for step in shop.rows(models.RunStep, run_id=run)}
        return [
            (
                None if row.run_step_id is None else titles[row.run_step_id].number,
                shop.row(models.Part, row.part_id).number,
                row.quantity,
            )
            for row in shop.rows(models.BuildRequirement, run_id=run)
        ]

    def test_what_no_step_needs_is_needed_on_the_run(self, shop: Workshop) -> None:
        part = f"ASM-{shop.number()}"
        shop.mbom(part, Need("B4", 16), Need("W1", 14), Need("S5", 1))
        steps = (Step("Bogie", needs=(Need("B4", 8), Need("W1", 8))), Step("Front", needs=(Need("B4", 8),)))
        run = shop.run(procedure=shop.procedure(*steps, part=part))
        assert sorted(self.needs(shop, run.id), key=repr) == sorted(
            [("0", "B4", 8), ("0", "W1", 8), ("1", "B4", 8), (None, "W1", 6), (None, "S5", 1)], key=repr
        )
        assert {row.installed for row in shop.rows(models.BuildRequirement, run_id=run.id)} == {0}

    def test_steps_may_need_more_than_the_mbom_says(self, shop: Workshop) -> None:
        part = f"ASM-{shop.number()}"
        shop.mbom(part, Need("B4", 4))
        run = shop.run(procedure=shop.procedure(Step("Fit", needs=(Need("B4", 8),)), part=part))
        assert self.needs(shop, run.id) == [("0", "B4", 8)]

    def test_fractions_are_subtracted_exactly(self, shop: Workshop) -> None:
        part = f"ASM-{shop.number()}"
        shop.mbom(part, Need("GLUE", Decimal("0.3")))
        step = Step("Glue", needs=(Need("GLUE", Decimal("0.1")),))
        run = shop.run(procedure=shop.procedure(step, part=part))
        assert self.needs(shop, run.id) == [("0", "GLUE", Decimal("0.1")), (None, "GLUE", Decimal("0.2"))]

    def test_a_part_that_one_step_needs_twice_counts_twice(self, shop: Workshop) -> None:
        part = f"ASM-{shop.number()}"
        shop.mbom(part, Need("B4", 10))
        step = Step("Fit", needs=(Need("B4", 3), Need("B4", 4)))
        run = shop.run(procedure=shop.procedure(step, part=part))
        assert self.needs(shop, run.id) == [("0", "B4", 3), ("0", "B4", 4), (None, "B4", 3)]

    def test_substitutes_and_designators_come_along(self, shop: Workshop) -> None:
        part = f"ASM-{shop.number()}"
        shop.mbom(
            part,
            Need("B11", 16, substitutes=("B11-ALT",)),
            Need("E25", 2, substitutes=("E26",), designators=("U1", "U2")),
        )
        step = Step("Fit", needs=(Need("B11", 8, substitutes=("B11-XL",), designators=("J1",)),))
        run = shop.run(procedure=shop.procedure(step, part=part))
        (on_step,) = shop.view(run["Fit"]).requirements
        assert "B11-XL" in on_step.substitutes
        assert on_step.reference_designators == ("J1",)
        rows = [row for row in shop.rows(models.BuildRequirement, run_id=run.id) if row.run_step_id is None]
        on_run = {shop.row(models.Part, row.part_id).number: row for row in rows}
        assert on_run["B11"].quantity == 8
        assert on_run["E25"].reference_designators == ("U1", "U2")
        named = {
            number: [
                shop.row(models.Part, one.part_id).number
                for one in shop.rows(models.RequirementSubstitute, requirement_id=row.id)
            ]
            for number, row in on_run.items()
        }
        assert named == {"B11": ["B11-ALT"], "E25": ["E26"]}

    def test_a_rework_copies_none(self, shop: Workshop) -> None:
        part = f"ASM-{shop.number()}"
        shop.mbom(part, Need("B4", 16))
        unit = shop.stock(part, serial=f"SN-{shop.number()}")
        procedure = shop.procedure(Step("Fit", needs=(Need("B4", 8),)), part=part, kind="rework")
        run = shop.run(procedure=procedure, inventory_id=unit)
        assert self.needs(shop, run.id) == []


class TestAttributes:
    """A run attribute takes the value of the procedure's of that name; a step's comes from the procedure's step."""

    def test_given_and_inherited(self, own_shop: Workshop) -> None:
        shop = own_shop
        kinds = {
            (name, scope): kind(shop, name, scope)
            for name, scope in (
                ("Customer", "procedure"), ("Customer", "run"), ("Lot", "run"), ("Area", "procedure"),
                ("Criticality", "step"),
            )
        }  # fmt: skip
        procedure = shop.procedure(Step("Fit", attributes={"Criticality": "critical"}), Step("Ship"))
        for name, value in (("Customer", "Internal"), ("Area", "51")):
            attribute = {"kind_id": kinds[name, "procedure"], "procedure_id": procedure, "value": value}
            with shop.store.write() as tx:
                tx.execute(insert(table(models.AttributeValue)).values(**attribute))

        inherited = shop.run(procedure=procedure, attributes={"Lot": "L-26-48"})
        given = shop.run(procedure=procedure, attributes={"Customer": "NASA"})

        assert values_of(shop, run_id=inherited.id) == {"Customer": "Internal", "Lot": "L-26-48"}
        assert values_of(shop, run_id=given.id) == {"Customer": "NASA"}
        assert values_of(shop, run_step_id=given["Fit"]) == {"Criticality": "critical"}
        assert values_of(shop, run_step_id=given["Ship"]) == {}

    def test_one_that_runs_do_not_have_or_cannot_be_is_refused(self, own_shop: Workshop) -> None:
        kind(own_shop, "Size", "run", options=("S", "L"), type="select")
        kind(own_shop, "Mass", "run", type="number")
        procedure = own_shop.procedure(LOOK)
        for attributes, says in (
            ({"Color": "red"}, "no attribute Color"),
            ({"Size": "XL"}, "S, L"),
            ({"Mass": "heavy"}, "number"),
        ):
            said = StartRun(procedure_id=procedure, serial="SN-attr", attributes=attributes)
            assert says in own_shop.refuse("lead1", said)


def test_a_run_can_be_worked_at_once_and_its_start_is_history(shop: Workshop) -> None:
    run = shop.run(LOOK)
    entries = shop.engine.reads.history(run_id=run.id)
    assert entries[-1].action == "run.start"
    assert entries[-1].label == made_title(shop, run.id)
    shop.do("op1", Start(step_id=run["Look"]))


def batch_of(shop: Workshop, **values: Any) -> int:
    """A batch without runs."""
    return insert_into(shop, models.Batch, created_at=shop.clock.now(), **values)


def place(shop: Workshop, code: str) -> int:
    """Another work center."""
    return insert_into(shop, models.Location, name=code, code=code, is_work_center=True)


def kind(shop: Workshop, name: str, scope: str, **values: Any) -> int:
    """A custom attribute."""
    columns = {"type": "string", "options": (), **values}
    return insert_into(shop, models.AttributeKind, name=name, scope=scope, **columns)


def insert_into(shop: Workshop, model: Any, **values: Any) -> int:
    """One row as no verb would make it."""
    with shop.store.write() as tx:
        key = tx.execute(insert(table(model)).values(**values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def values_of(shop: Workshop, **owner: int) -> dict[str, str]:
    """The attributes of a run or a step."""
    rows = shop.rows(models.AttributeValue, **owner)
    return {shop.row(models.AttributeKind, row.kind_id).name: row.value for row in rows}
