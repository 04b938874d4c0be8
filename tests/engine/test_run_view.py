"""Stories of looking at a run as a whole: assignment, parts as built, attributes, and its history in words."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from data import models
from data.rows.run_view import RunHistoryRow, RunView
from ion_tui.engine.commands import (
    AddToBatch,
    AssignRuns,
    CreateBatch,
    PlaceRuns,
    PrioritizeRuns,
    RemoveFromBatch,
    ScheduleRuns,
)
from tests.engine.workshop import Field, Need, Run, Step, Workshop

STEPS = (
    Step("Cut", needs=(Need("TUBE", 2, (), ("T1", "T2")),), fields=(Field("Length", more={"unit": "mm"}),)),
    Step("Join", after=("Cut",), needs=(Need("CLAMP"),)),
)


def view_of(shop: Workshop, run: Run) -> RunView:
    """What the run's screen shows."""
    view = shop.engine.reads.run_view(run.id)
    assert view is not None
    return view


def history(shop: Workshop, run: Run) -> list[RunHistoryRow]:
    """What has happened to a run, newest first."""
    return list(shop.engine.reads.run_history(run.id).rows)


def told(shop: Workshop, run: Run) -> list[tuple[str, str, str]]:
    return [(row.what, row.on, row.change) for row in history(shop, run)]


def test_it_says_whose_and_where_and_when(shop: Workshop) -> None:
    run = shop.run(*STEPS, operator_id=shop.people["op2"], due_at=shop.clock.now() + timedelta(days=2))
    view = view_of(shop, run)
    assert (view.facts.operator, view.facts.work_center) == ("Operator Two", None)
    assert (view.facts.created_by, view.facts.created_at) == ("Lead One", shop.clock.now())
    assert view.facts.started_at is None
    shop.start("op1", run["Cut"])
    assert view_of(shop, run).facts.started_at == shop.clock.now()
    assert shop.engine.reads.run_view(99_999) is None


def test_parts_as_built_stand_by_step_with_what_is_in(shop: Workshop) -> None:
    run = shop.run(*STEPS)
    shop.start("op1", run["Cut"])
    shop.install("op1", run["Cut"], "TUBE", shop.stock("TUBE", lot="L-1", quantity=1))
    tube, clamp = view_of(shop, run).parts
    assert (tube.step, tube.requirement.part, tube.requirement.reference_designators) == (
        "0",
        "TUBE",
        ("T1", "T2"),
    )
    assert (tube.requirement.installed, tube.requirement.quantity) == (Decimal(1), Decimal(2))
    assert [(each.identity, each.operator) for each in tube.requirement.installs] == [("L-1", "Operator One")]
    assert (clamp.step, clamp.requirement.installs) == ("1", ())


def test_attributes_are_there_with_a_value_or_without(shop: Workshop) -> None:
    name = f"Customer {shop.number()}"
    kind = shop.insert(models.AttributeKind, name=name, scope="run", type="string")
    run = shop.run(*STEPS)
    assert {row.name: row.value for row in view_of(shop, run).attributes}[name] is None
    shop.insert(models.AttributeValue, kind_id=kind, run_id=run.id, value="Mars [red]")
    assert {row.name: row.shown for row in view_of(shop, run).attributes}[name] == "Mars [red]"


def test_the_history_says_what_on_what_from_what_to_what_and_why(shop: Workshop) -> None:
    run = shop.run(*STEPS)
    cut = run["Cut"]
    shop.start("op1", cut)
    shop.record("op1", cut, "Length", "76.18")
    shop.install("op1", cut, "TUBE", shop.stock("TUBE", lot="L-2", quantity=1))
    shop.hold("op1", cut, "burr")
    assert told(shop, run) == [
        ("Checked out", "0 Cut", ""),
        ("Put on hold", "0 Cut", "In Progress → Hold"),
        ("Installed", "TUBE · lot L-2 · 0 Cut", "0 → 1"),
        ("Recorded", "Length · 0 Cut", "76.18"),
        ("Checked in", "0 Cut", ""),
        ("Started", "0 Cut", "Todo → In Progress"),
        ("Run started", "", ""),
    ]
    newest = history(shop, run)[0]
    assert (newest.reason, newest.operator, newest.kiosk) == ("burr", "Operator One (op1)", "K1")


def test_assignments_are_told_by_name(shop: Workshop) -> None:
    run = shop.run(*STEPS)
    ids = (run.id,)
    place = next(place for place in shop.engine.reads.work_centers() if place.code == "WC")
    for command in (
        AssignRuns(run_ids=ids, operator_id=shop.people["op2"]),
        AssignRuns(run_ids=ids, operator_id=None),
        PlaceRuns(run_ids=ids, work_center_id=place.id),
        PrioritizeRuns(run_ids=ids, priority=1),
        ScheduleRuns(run_ids=ids, due_at=shop.clock.now() + timedelta(days=2)),
    ):
        shop.do("lead1", command)
    assert told(shop, run)[:5] == [
        ("Due date", "", "2026-11-26"),
        ("Priority", "", "1"),
        ("Sent to a work center", "", "Work center"),
        ("Assigned", "", "none"),
        ("Assigned", "", "Operator Two"),
    ]


def test_joining_and_leaving_a_batch_is_told_by_its_number(shop: Workshop) -> None:
    run, other = shop.run(*STEPS), shop.run(*STEPS)
    batch = shop.do("lead1", CreateBatch(run_ids=(other.id,))).made["batch"][0]
    shop.do("lead1", AddToBatch(batch_id=batch, run_ids=(run.id,)))
    shop.do("lead1", RemoveFromBatch(batch_id=batch, run_ids=(run.id,)))
    assert told(shop, run)[:2] == [
        ("Left its batch", "", f"Batch {batch}"),
        ("Joined a batch", "", f"Batch {batch}"),
    ]


def test_a_long_history_comes_in_pages(shop: Workshop) -> None:
    run = shop.run(*STEPS)
    shop.start("op1", run["Cut"])
    page = shop.engine.reads.run_history(run.id, limit=2)
    assert (len(page.rows), page.has_more) == (2, True)
    assert not shop.engine.reads.run_history(run.id, limit=3).has_more
