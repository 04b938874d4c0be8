"""What is derived in SQL is what the same rule derives in Python, for every combination, on both stores."""

from __future__ import annotations

from itertools import combinations, permutations, product
from typing import Any, Final, TypeAlias

import pytest
from sqlalchemy import bindparam, insert, select, update

from data import models
from ion_tui.engine import graph, rollup
from ion_tui.engine.states import State, bucket_of, gates, run_status
from tests.engine.workshop import MORNING, Step, Workshop, table

STEPS: Final = table(models.RunStep)
RUNS: Final = table(models.Run)
EDGES: Final = table(models.RunStepEdge)
Mix: TypeAlias = tuple[tuple[State, bool], ...]
KINDS_OF_STEP: Final = tuple(product(State, (False, True)))


def test_the_generated_bucket_is_bucket_of(own_shop: Workshop) -> None:
    pattern = pattern_of(own_shop)
    every = list(product(State, (0, 1, 2), (True, False)))
    with own_shop.store.write() as tx:
        for ordinal, (state, waits_on, parent_ready) in enumerate(every, start=1):
            values = {**pattern, **in_state(state), "waits_on": waits_on, "parent_ready": parent_ready}
            tx.execute(insert(STEPS).values(**values, ordinal=ordinal))
        stored = list(tx.execute(select(STEPS.c.bucket).where(STEPS.c.ordinal > 0).order_by(STEPS.c.ordinal)))
    assert [row.bucket for row in stored] == [
        bucket_of(state, waits_on=waits_on, parent_ready=parent_ready)
        for state, waits_on, parent_ready in every
    ]


def test_the_rollup_is_run_status(own_shop: Workshop) -> None:
    mixes = [mix for size in range(4) for mix in combinations(KINDS_OF_STEP, size)]
    required = [(state, False) for state in State]
    mixes += [mix for size in range(4, 8) for mix in combinations(required, size)]
    mixes += [(*mix, mix[0]) for mix in mixes if mix]
    runs = runs_of(own_shop, mixes)
    with own_shop.store.write() as tx:
        for run in runs:
            rollup.settle_run(tx, run)
        assert rollup.differences(tx) == []
        stored = {
            row.id: (row.status, row.steps_done, row.steps_counted)
            for row in tx.execute(select(RUNS.c.id, RUNS.c.status, RUNS.c.steps_done, RUNS.c.steps_counted))
        }
    wrong = [
        (mix, stored[run])
        for run, mix in zip(runs, mixes, strict=True)
        if stored[run] != (run_status(mix), *progress(mix))
    ]
    assert wrong == []


def test_what_a_command_moved_leads_the_rollup_to_what_it_is_anew(own_shop: Workshop) -> None:
    others: list[Mix] = [mix for size in range(2) for mix in combinations(KINDS_OF_STEP, size)]
    others += combinations([(state, False) for state in State], 2)
    ways = [(former, to, optional) for former, to in permutations(State, 2) for optional in (False, True)]
    cases: list[tuple[tuple[tuple[State, State, bool], ...], Mix]] = [
        ((way,), mix) for mix in others for way in ways
    ]
    cases += [(pair, mix) for mix in others[:15] for pair in combinations(ways[::5], 2)]
    before = [(*((former, optional) for former, _, optional in moved), *mix) for moved, mix in cases]
    runs = runs_of(own_shop, before)
    command = own_shop.record_length()[0] + 1_000
    with own_shop.store.write() as tx:
        for run in runs:
            rollup.settle_run(tx, run)
        for ordinal in (0, 1):
            bound = [
                {"run": run, "to": str(moved[ordinal][1]), "from": str(moved[ordinal][0])}
                | {name: value for name, value in in_state(moved[ordinal][1]).items() if name != "state"}
                for run, (moved, _) in zip(runs, cases, strict=True)
                if len(moved) > ordinal
            ]
            tx.execute(
                update(STEPS)
                .values(
                    state=bindparam("to"),
                    former_state=bindparam("from"),
                    started_at=bindparam("started_at"),
                    completed_at=bindparam("completed_at"),
                    command_id=command,
                )
                .where(STEPS.c.run_id == bindparam("run"), STEPS.c.ordinal == ordinal),
                bound,
            )
        rollup.settle_moved(tx, command)
        assert rollup.differences(tx) == []


def test_a_run_that_reads_something_else_is_found(own_shop: Workshop) -> None:
    run = own_shop.run(Step("One"))
    own_shop.set(models.Run, run.id, status="Hold", steps_done=1)
    with own_shop.store.read() as tx:
        assert rollup.differences(tx) == [f"Run {run.id}: reads Hold, 1 of 1; it should read Todo, 0 of 1."]


@pytest.mark.parametrize(("state", "optional"), KINDS_OF_STEP)
def test_what_gates_in_sql_gates_in_python(shop: Workshop, state: State, *, optional: bool) -> None:
    run = shop.run(Step("Upstream", optional=optional), Step("Downstream", after=("Upstream",)))
    shop.put(run["Upstream"], state)
    with shop.store.write() as tx:
        graph.settle_runs(tx, [run.id])
    waits_on = shop.row(models.RunStep, run["Downstream"]).waits_on
    assert waits_on == gates(state, optional=optional)
    assert bool(shop.view(run["Downstream"]).why_not) is bool(waits_on)


def test_an_edge_that_was_rewired_around_does_not_gate(own_shop: Workshop) -> None:
    run = own_shop.run(Step("Upstream"), Step("Downstream", after=("Upstream",)))
    with own_shop.store.write() as tx:
        tx.execute(update(EDGES).values(effective=False))
        graph.settle_runs(tx, [run.id])
    assert own_shop.row(models.RunStep, run["Downstream"]).waits_on == 0


def test_availability_that_is_wrong_is_found(own_shop: Workshop) -> None:
    run = own_shop.run(Step("One"), Step("Two", after=("One",)))
    own_shop.set(models.RunStep, run["Two"], waits_on=0, parent_ready=False)
    with own_shop.store.read() as tx:
        assert graph.differences(tx) == [
            f"Run step {run['Two']}: waits on 0, parent ready False; it should be 1 and True."
        ]


def in_state(state: State) -> dict[str, Any]:
    """The columns of a step in a state, as the schema wants them."""
    started = state in (State.IN_PROGRESS, State.COMPLETED)
    return {
        "state": str(state),
        "started_at": MORNING if started else None,
        "completed_at": MORNING if state is State.COMPLETED else None,
    }


def progress(mix: tuple[tuple[State, bool], ...]) -> tuple[int, int]:
    """How many of the steps that count are done: without optional ones in Todo, and without canceled ones."""
    counting = [state for state, optional in mix if not (optional and state is State.TODO)]
    return counting.count(State.COMPLETED), len(counting) - counting.count(State.CANCELED)


def pattern_of(shop: Workshop) -> dict[str, Any]:
    """The columns of a run's step without those that the store gives."""
    step = shop.row(models.RunStep, shop.run(Step("Pattern"))["Pattern"])
    left_out = {"id", "bucket", "ordinal", "state", "started_at", "completed_at", "waits_on", "parent_ready"}
    return {name: value for name, value in step._mapping.items() if name not in left_out}


def runs_of(shop: Workshop, mixes: list[tuple[tuple[State, bool], ...]]) -> list[int]:
    """A run for each mix of steps, written as no verb would."""
    pattern = pattern_of(shop)
    run = shop.row(models.Run, pattern["run_id"])._mapping
    with shop.store.write() as tx:
        new = {**{name: value for name, value in run.items() if name != "id"}, "steps_counted": 0}
        tx.execute(insert(RUNS), [new] * len(mixes))
        ids = list(tx.execute(select(RUNS.c.id).where(RUNS.c.id > run["id"]).order_by(RUNS.c.id)).scalars())
        tx.execute(
            insert(STEPS),
            [
                {**pattern, **in_state(state), "optional": optional, "run_id": made, "ordinal": ordinal}
                for made, mix in zip(ids, mixes, strict=True)
                for ordinal, (state, optional) in enumerate(mix)
            ],
        )
    return ids
