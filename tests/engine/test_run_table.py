"""Stories of the table of runs: what each tab holds, every order, what narrows it, and paging through it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Final

import pytest
from sqlalchemy import text

from data import models
from data.queries import runs as queries
from data.rows.runs import RunOrder, RunPlace, RunRow, RunsPage, RunsQuery, RunTab
from ion_tui.engine.answers import Refused
from ion_tui.engine.commands import AssignRuns, CreateBatch, PlaceRuns, PrioritizeRuns, ScheduleRuns
from tests.engine.workshop import Run, Step, Workshop

SAW, WELD = Step("Saw"), Step("Weld", after=("Saw",))


@pytest.fixture
def runs(own_shop: Workshop) -> list[Run]:
    """Twelve runs that differ in everything that they are sorted and narrowed by."""
    shop = own_shop
    made = [
        shop.run(
            SAW, WELD, serial=f"SN-{number:02}", priority=1 + number % 5, title=f"Order {97 - number % 7}"
        )
        for number in range(12)
    ]
    now = shop.clock.now()
    for number, run in enumerate(made):
        if number % 3:
            shop.do("lead1", ScheduleRuns(run_ids=(run.id,), due_at=now + timedelta(days=number - 4)))
    shop.do("lead1", CreateBatch(run_ids=tuple(run.id for run in made[:3]), title="Rover 1"))
    shop.do("lead1", CreateBatch(run_ids=tuple(run.id for run in made[5:7])))
    shop.do("lead1", AssignRuns(run_ids=(made[1].id, made[7].id), operator_id=shop.people["op1"]))
    shop.do("lead1", PlaceRuns(run_ids=(made[3].id,), work_center_id=center(shop)))
    shop.start("op1", made[3]["Saw"])
    shop.hold("op1", made[4]["Saw"])
    shop.start("op1", made[8]["Saw"])
    shop.fail("op1", made[8]["Saw"])
    for number in (9, 10):
        shop.work("op2", *made[number].steps.values())
    return made


def center(shop: Workshop) -> int:
    return next(row.id for row in shop.engine.reads.work_centers() if row.code == "WC")


def page(
    shop: Workshop, *, place: RunPlace | None = None, backwards: bool = False, limit: int = 50, **query: Any
) -> RunsPage:
    return shop.engine.reads.run_table.page(RunsQuery(**query), place=place, backwards=backwards, limit=limit)


def numbers(runs: list[Run], found: RunsPage) -> list[int]:
    """Which of the twelve a page shows."""
    place = {run.id: number for number, run in enumerate(runs)}
    return [place[row.run_id] for row in found.rows]


TABS: Final = {
    RunTab.OPEN: {0, 1, 2, 3, 4, 5, 6, 7, 8, 11},
    RunTab.UNASSIGNED: {0, 2, 3, 4, 5, 6, 8, 11},
    RunTab.DUE: {1, 2, 4, 5},
    RunTab.STOPPED: {4, 8},
    RunTab.DONE: {9, 10},
    RunTab.ALL: set(range(12)),
}


@pytest.mark.parametrize("order", RunOrder)
def test_a_tab_holds_the_same_runs_in_every_order_and_counts_them(
    own_shop: Workshop, runs: list[Run], order: RunOrder
) -> None:
    for tab, expected in TABS.items():
        found = page(own_shop, tab=tab, order=order)
        assert sorted(numbers(runs, found)) == sorted(expected), tab
        assert (found.count, found.is_capped) == (len(expected), False)
        assert {count.tab: count.count for count in found.counts} == {each: len(TABS[each]) for each in TABS}


def due(row: RunRow) -> Any:
    return row.place.due_sort


STATUSES: Final = (
    "Redline",
    "Hold",
    "Failed",
    "In Progress",
    "Todo",
    "Partial Complete",
    "Complete",
    "Canceled",
)
KEYS: Final[dict[RunOrder, Callable[[RunRow], Any]]] = {
    RunOrder.PRIORITY: lambda row: (row.priority, due(row), row.run_id),
    RunOrder.DUE: lambda row: (due(row), row.priority, row.run_id),
    RunOrder.NEWEST: lambda row: -row.run_id,
    RunOrder.TITLE: lambda row: (row.title, row.run_id),
    RunOrder.STATUS: lambda row: (STATUSES.index(row.status), row.priority, due(row), row.run_id),
    RunOrder.BATCH: lambda row: (-(row.batch_id or 0), -row.run_id),
}


@pytest.mark.parametrize("order", RunOrder)
@pytest.mark.parametrize("tab", [RunTab.OPEN, RunTab.ALL])
@pytest.mark.usefixtures("runs")
def test_an_order_is_what_it_says_page_by_page_forwards_and_backwards(
    own_shop: Workshop, order: RunOrder, tab: RunTab
) -> None:
    whole = page(own_shop, tab=tab, order=order).rows
    assert list(whole) == sorted(whole, key=KEYS[order])
    onwards: list[RunRow] = []
    place = None
    while True:
        found = page(own_shop, tab=tab, order=order, place=place, limit=3)
        onwards += found.rows
        assert found.has_before == (place is not None)
        if not found.has_more:
            break
        place = found.next
    assert tuple(onwards) == whole
    back: list[RunRow] = []
    place = None
    while True:
        found = page(own_shop, tab=tab, order=order, place=place, backwards=True, limit=3)
        back = [*found.rows, *back]
        if not found.has_before:
            break
        place = found.rows[0].place
    assert tuple(back) == whole


@pytest.mark.parametrize("order", RunOrder)
def test_paging_shows_every_run_once_while_others_are_started_and_moved(
    own_shop: Workshop, runs: list[Run], order: RunOrder
) -> None:
    there = {run.id for run in runs}
    seen: list[int] = []
    place, turn = None, 0
    while True:
        found = page(own_shop, tab=RunTab.ALL, order=order, place=place, limit=2)
        seen += [row.run_id for row in found.rows]
        turn += 1
        own_shop.run(SAW, WELD, priority=1 + turn % 5, title=f"Order {turn}")
        place = found.next
        if place is None or turn > 60:
            break
    assert turn <= 60
    assert len(seen) == len(set(seen))
    assert there <= set(seen)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"status": "Hold"}, {4}),
        ({"status": "Complete"}, set()),
        ({"tab": RunTab.ALL, "status": "Complete"}, {9, 10}),
        ({"priority": 1}, {0, 5}),
        ({"tab": RunTab.ALL, "priority": 1}, {0, 5, 10}),
        ({"search": "order 97"}, {0, 7}),
        ({"search": "sn-11"}, {11}),
        ({"search": "rover"}, {0, 1, 2}),
        ({"search": "asm"}, TABS[RunTab.OPEN]),
        ({"search": "100%"}, set()),
        ({"search": "_"}, set()),
        ({"search": "\udcff"}, set()),
        ({"tab": RunTab.ALL, "search": "sn-09"}, {9}),
        ({"tab": RunTab.DONE, "search": "sn"}, {9, 10}),
        ({"tab": RunTab.DONE, "search": "sn-01"}, set()),
    ],
)
def test_what_narrows_the_runs(
    own_shop: Workshop, runs: list[Run], query: dict[str, Any], expected: set[int]
) -> None:
    for order in RunOrder:
        found = page(own_shop, order=order, **query)
        assert set(numbers(runs, found)) == expected, order
        assert found.count == len(expected)


def test_runs_of_one_operator_place_batch_or_procedure_and_of_one_number(
    own_shop: Workshop, runs: list[Run]
) -> None:
    batch = own_shop.rows(models.Batch)[-2].id
    other = own_shop.run(Step("Something else"))
    of_run = own_shop.row(models.Run, runs[0].id).procedure_id
    for order in RunOrder:
        for tab in (RunTab.OPEN, RunTab.ALL):

            def found(**query: Any) -> set[int]:
                return set(numbers(runs, page(own_shop, tab=tab, order=order, **query)))  # noqa: B023

            assert found(operator_id=own_shop.people["op1"]) == {1, 7}
            assert found(work_center_id=center(own_shop)) == {3}
            assert found(batch_id=batch) == {0, 1, 2}
            assert found(procedure_id=of_run) == TABS[tab]
            # The number may stand in another run's serial too.
            by_number = page(own_shop, tab=tab, order=order, search=str(runs[5].id))
            assert runs[5].id in {row.run_id for row in by_number.rows}
    assert page(own_shop, search=f" {other.id} ").rows[0].run_id == other.id


def test_a_row_says_what_a_run_is(own_shop: Workshop, runs: list[Run]) -> None:
    row = own_shop.engine.reads.run_table.row(runs[1].id)
    assert row is not None
    assert (row.title, row.unit, row.status) == ("Order 96", "ASM · SN-01", "Todo")
    assert (row.priority, row.assigned_to, row.batch_title) == (2, "op1", "Rover 1")
    assert (row.steps_done, row.steps_counted, row.is_done) == (0, 2, False)
    assert own_shop.engine.reads.run_table.row(10_000) is None


def test_grouped_runs_come_with_the_progress_of_the_whole_batch(own_shop: Workshop, runs: list[Run]) -> None:
    own_shop.work("op2", runs[0]["Saw"])
    found = page(own_shop, order=RunOrder.BATCH, limit=1)
    assert [(batch.runs, batch.runs_done) for batch in found.batches] == [(2, 0)]
    found = page(own_shop, order=RunOrder.BATCH)
    assert [(batch.title, batch.runs, batch.steps_done, batch.steps_counted) for batch in found.batches] == [
        (None, 2, 0, 4),
        ("Rover 1", 3, 3, 6),
    ]
    assert page(own_shop, order=RunOrder.DUE).batches == ()


def test_a_count_stops_where_it_tells_nobody_more(
    own_shop: Workshop, runs: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "COUNT_CAP", 4)
    monkeypatch.setattr("ion_tui.engine.run_table.COUNT_CAP", 4)
    found = page(own_shop, tab=RunTab.ALL, search="order", limit=3)
    assert (found.count, found.is_capped) == (4, True)
    assert len(runs) > 4


def test_whether_a_question_finds_a_run(own_shop: Workshop, runs: list[Run]) -> None:
    table = own_shop.engine.reads.run_table
    for order in RunOrder:
        for number, run in enumerate(runs):
            row = table.row(run.id)
            assert row is not None
            assert table.finds(RunsQuery(order=order), row) == (number in TABS[RunTab.OPEN])


def test_all_ids_of_a_question_in_its_order(own_shop: Workshop, runs: list[Run]) -> None:
    own_shop.do("lead1", PrioritizeRuns(run_ids=(runs[9].id,), priority=1))
    ids = own_shop.engine.reads.run_table.ids(RunsQuery(tab=RunTab.DONE))
    assert ids == (runs[10].id, runs[9].id)


# What pages are read from


RANGES: Final = {
    (RunTab.ALL, RunOrder.PRIORITY): "ix_run_priority",
    (RunTab.ALL, RunOrder.DUE): "ix_run_due",
    (RunTab.ALL, RunOrder.TITLE): "ix_run_title",
    (RunTab.ALL, RunOrder.STATUS): "ix_run_status",
    (RunTab.ALL, RunOrder.BATCH): "ix_run_batch",
    (RunTab.DONE, RunOrder.PRIORITY): "ix_run_priority",
    (RunTab.DONE, RunOrder.DUE): "ix_run_due",
    (RunTab.OPEN, RunOrder.PRIORITY): "ix_run_open",
    (RunTab.OPEN, RunOrder.NEWEST): "ix_run_open",
    (RunTab.OPEN, RunOrder.TITLE): "ix_run_open",
    (RunTab.OPEN, RunOrder.STATUS): "ix_run_status",
    (RunTab.UNASSIGNED, RunOrder.DUE): "ix_run_open",
    (RunTab.DUE, RunOrder.DUE): "ix_run_open",
    (RunTab.STOPPED, RunOrder.PRIORITY): "ix_run_status",
}


@pytest.mark.parametrize(
    ("asked", "index"), RANGES.items(), ids=lambda value: value if isinstance(value, str) else "-".join(value)
)
def test_a_page_reads_the_index_that_it_is_meant_to(
    own_shop: Workshop, runs: list[Run], asked: tuple[RunTab, RunOrder], index: str
) -> None:
    if not own_shop.store.is_sqlite:
        pytest.skip("PostgreSQL plans by how many rows there are")
    tab, order = asked
    row = own_shop.engine.reads.run_table.row(runs[8].id)
    assert row is not None
    for place in (None, row.place):
        plan = "\n".join(_plans(own_shop, RunsQuery(tab=tab, order=order), place))
        assert f"USING INDEX {index}" in plan or f"USING COVERING INDEX {index}" in plan, plan
        assert "SCAN run\n" not in plan, plan


def _plans(shop: Workshop, query: RunsQuery, place: RunPlace | None) -> Iterator[str]:
    """How SQLite reads a page."""
    said: list[tuple[str, Any]] = []
    with shop.store.read() as tx:
        raw = tx.connection.driver_connection
        assert raw is not None
        raw.set_trace_callback(lambda statement: said.append((statement, None)))
        queries.runs_page(tx, query, soon=shop.clock.now(), place=place, limit=5)
        raw.set_trace_callback(None)
        for statement, _ in said:
            if statement.startswith(("SELECT run.id", "WITH")):
                for row in tx.execute(text(f"EXPLAIN QUERY PLAN {statement}".replace(":", "\\:"))):
                    yield f"{row[-1]}\n"


# What runs start from


def test_every_procedure_says_whether_runs_start_from_it(own_shop: Workshop) -> None:
    own_shop.procedure(Step("Saw"), title="Released")
    draft = own_shop.procedure(Step("Saw"), title="A draft")
    own_shop.set(models.Procedure, draft, status="draft")
    found = {row.title: row.refusal for row in own_shop.engine.reads.run_table.startable()}
    assert found["Released"] == ""
    assert found["A draft"].startswith("Procedure has unreleased steps")


def test_a_unit_says_what_can_be_started_on_it(own_shop: Workshop) -> None:
    made = own_shop.procedure(Step("Saw"))
    table = own_shop.engine.reads.run_table
    good = table.procedures_for(own_shop.stock("ASM", serial="SN-1"))
    assert not isinstance(good, Refused)
    assert (good[0].label, [row.procedure_id for row in good[1]]) == ("ASM · SN-1", [made])
    for stock, sentence in (
        (
            own_shop.stock("ASM", serial="SN-2", status="scrapped"),
            "Part inventory is not in a state that allows a new run",
        ),
        (own_shop.stock("BOLT", lot="L-1"), "No procedures available for this part"),
        (10_000, "This inventory is not there any more"),
    ):
        refused = table.procedures_for(stock)
        assert isinstance(refused, Refused)
        assert refused.sentence.startswith(sentence)
    own_shop.set(models.Procedure, made, status="draft")
    refused = table.procedures_for(own_shop.stock("ASM", serial="SN-3"))
    assert isinstance(refused, Refused)
    assert refused.sentence.startswith("Procedure has unreleased steps")
