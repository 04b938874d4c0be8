"""Stories of what a run is made of: its steps, its requirements, its attributes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from data import models
from ion_tui.engine import graph, rollup
from ion_tui.engine.commands import StartRun
from tests.engine.workshop import Field, Grid, Need, Step, Workshop

LOOK: Final = Step("Look")


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
            shop.insert(models.AttributeValue, **attribute)

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


def kind(shop: Workshop, name: str, scope: str, **values: Any) -> int:
    """A custom attribute."""
    columns = {"type": "string", "options": (), **values}
    return shop.insert(models.AttributeKind, name=name, scope=scope, **columns)


def values_of(shop: Workshop, **owner: int) -> dict[str, str]:
    """The attributes of a run or a step."""
    rows = shop.rows(models.AttributeValue, **owner)
    return {shop.row(models.AttributeKind, row.kind_id).name: row.value for row in rows}
