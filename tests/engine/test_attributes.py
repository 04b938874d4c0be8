"""Custom attributes: typed by the site, taken over from the procedure, set by whoever may."""

from __future__ import annotations

import pytest

from data import models
from data.rows.work import AttributeRow
from ion_tui.engine.answers import Code
from ion_tui.engine.commands import SetAttribute
from tests.engine.workshop import Run, Step, Workshop


def kind(shop: Workshop, name: str, scope: str, type_: str = "string", options: tuple[str, ...] = ()) -> int:
    return shop.insert(models.AttributeKind, name=name, scope=scope, type=type_, options=options)


@pytest.fixture
def run(own_shop: Workshop) -> Run:
    """A run at a site with attributes of every scope."""
    kind(own_shop, "Customer", "run")
    kind(own_shop, "Length", "run", "number")
    kind(own_shop, "Criticality", "step", "select", ("normal", "critical"))
    of_procedure = {
        name: kind(own_shop, name, "procedure") for name in ("Customer", "Drawing set", "Never said")
    }
    procedure = own_shop.procedure(Step("Build", attributes={"Criticality": "normal"}))
    for name, value in (("Customer", "Internal"), ("Drawing set", "DS-7")):
        own_shop.insert(
            models.AttributeValue, kind_id=of_procedure[name], procedure_id=procedure, value=value
        )
    return own_shop.run(procedure=procedure)


def of_step(shop: Workshop, run: Run) -> dict[tuple[str, str], str]:
    """What the step's screen shows."""
    return {(row.scope, row.name): row.shown for row in shop.view(run["Build"]).attributes}


def test_a_step_shows_its_own_its_run_s_and_what_only_the_procedure_has(own_shop: Workshop, run: Run) -> None:
    assert of_step(own_shop, run) == {
        ("procedure", "Drawing set"): "DS-7",
        ("run", "Customer"): "Internal",
        ("run", "Length"): "",
        ("step", "Criticality"): "normal",
    }
    rows = own_shop.engine.reads.run_attributes(run.id)
    assert [(row.scope, row.name) for row in rows] == [
        ("procedure", "Drawing set"),
        ("run", "Customer"),
        ("run", "Length"),
    ]
    assert rows[2] == AttributeRow("run", "Length", "number", (), None, "")


def test_a_lead_sets_changes_and_clears_one_and_the_record_keeps_both(own_shop: Workshop, run: Run) -> None:
    for value, sentence in (
        ("NASA", "Customer is NASA."),
        ("ESA", "Customer is ESA."),
        ("", "Customer is empty."),
    ):
        outcome = own_shop.do("lead1", SetAttribute(name="Customer", value=value, run_id=run.id))
        assert outcome.sentence.endswith(sentence)
        assert of_step(own_shop, run)["run", "Customer"] == value
    said = [row for row in own_shop.engine.reads.history(run_id=run.id) if row.action == "attribute.set"]
    assert [(row.before, row.after) for row in reversed(said)] == [
        ('{"value":"Internal"}', '{"value":"NASA"}'),
        ('{"value":"NASA"}', '{"value":"ESA"}'),
        ('{"value":"ESA"}', None),
    ]


def test_what_was_empty_is_set(own_shop: Workshop, run: Run) -> None:
    own_shop.do("lead1", SetAttribute(name="Length", value=" 12.50 ", run_id=run.id))
    assert of_step(own_shop, run)["run", "Length"] == "12.50"
    own_shop.do("eng1", SetAttribute(name="Criticality", value="critical", step_id=run["Build"]))
    assert of_step(own_shop, run)["step", "Criticality"] == "critical"


@pytest.mark.parametrize(
    ("name", "value", "scope", "code"),
    [
        ("Length", "long", "run", Code.INVALID),
        ("Criticality", "high", "step", Code.INVALID),
        ("Criticality", "critical", "run", Code.NOT_FOUND),
        ("Customer", "NASA", "step", Code.NOT_FOUND),
        ("Customer", "x\x00y", "run", Code.INVALID),
    ],
)
def test_a_value_that_does_not_fit_is_refused(
    own_shop: Workshop, run: Run, name: str, value: str, scope: str, code: Code
) -> None:
    before = of_step(own_shop, run)
    is_run = scope == "run"
    command = SetAttribute(
        name=name, value=value, run_id=run.id if is_run else None, step_id=None if is_run else run["Build"]
    )
    own_shop.refuse("lead1", command, code)
    assert of_step(own_shop, run) == before


@pytest.mark.parametrize("who", ["op1", "qa1"])
def test_who_may_not_is_told_so(own_shop: Workshop, run: Run, who: str) -> None:
    own_shop.refuse(who, SetAttribute(name="Customer", value="NASA", run_id=run.id), Code.NOT_PERMITTED)


def test_a_run_that_is_not_there_or_closed_keeps_its_own(own_shop: Workshop, run: Run) -> None:
    own_shop.refuse("lead1", SetAttribute(name="Customer", value="NASA", run_id=run.id + 999), Code.NOT_FOUND)
    own_shop.set(models.Run, run.id, closed_at=own_shop.clock.now())
    own_shop.refuse("lead1", SetAttribute(name="Customer", value="NASA", run_id=run.id), Code.NOT_LEGAL)
