"""Many kiosks at once: real processes on one embedded store, connections of their own on PostgreSQL."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Final

import pytest

from data import models
from ion_tui.engine import history
from ion_tui.engine.answers import Code, Outcome, Refused
from ion_tui.engine.commands import Complete, Fail, Hold
from tests.engine import kiosks
from tests.engine.workshop import Field, Step, Workshop

Together = Callable[[int, Callable[..., list[Any]], list[tuple[Any, ...]]], list[list[Any]]]
"""Runs a function of `kiosks` so many times at once, each with arguments of its own; answers what each was told."""

MOST_THREADS: Final = 4
"""More kiosks than this are processes on PostgreSQL too: threads would wait for each other, not for the store."""

STEPS: Final = (
    Step("Fab", steps=(Step("Cut"), Step("Bend", after=("Cut",)))),
    Step("Fit", after=("Fab",)),
    Step("Weigh", optional=True),
    Step("Ship", after=("Fit", "Weigh")),
)


@contextmanager
def processes(number: int) -> Iterator[tuple[Executor, Any]]:
    """Processes that have imported everything, and a moment for all of them."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.engine.kiosks"])
    with context.Manager() as manager, ProcessPoolExecutor(number, mp_context=context) as pool:
        yield pool, manager.Barrier(number)


@contextmanager
def threads(number: int) -> Iterator[tuple[Executor, Any]]:
    """Threads, and a moment for all of them."""
    with ThreadPoolExecutor(number) as pool:
        yield pool, kiosks.barrier(number)


@pytest.fixture
def together(own_shop: Workshop) -> Together:
    """Kiosks as processes on SQLite, as connections on PostgreSQL, whose server is the process that they share."""
    store = own_shop.store
    url = str(store.path) if store.is_sqlite else store.url.render_as_string(hide_password=False)

    def run(number: int, does: Callable[..., list[Any]], each: list[tuple[Any, ...]]) -> list[list[Any]]:
        with (processes if store.is_sqlite or number > MOST_THREADS else threads)(number) as (pool, ready):
            running = [
                pool.submit(does, url, f"K{index}", ready, *each[index % len(each)])
                for index in range(number)
            ]
            return [one.result(timeout=120) for one in running]

    return run


def test_two_complete_the_same_step_and_one_is_told_who_when_and_to_what(
    own_shop: Workshop, together: Together
) -> None:
    run = own_shop.run(Step("Fit"), Step("Ship", after=("Fit",)))
    own_shop.start("op1", run["Fit"])
    said = Complete(step_id=run["Fit"], seen_version=own_shop.view(run["Fit"]).step.version)
    others = Complete(step_id=run["Fit"], seen_version=said.seen_version)

    answers = together(2, kiosks.say_at_once, [("op1", said), ("op2", others)])

    told = [answer for (answer,) in answers]
    won = next(answer for answer in told if isinstance(answer, Outcome))
    lost = next(answer for answer in told if isinstance(answer, Refused))
    winner = own_shop.row(models.Command, won.command_id).operator_label
    assert lost.code is Code.STALE
    assert lost.sentence == f"{winner} signed off 0 Fit at 08:00: it is now Completed. Look again."
    assert own_shop.state(run["Fit"]) == "Completed"
    assert own_shop.view(run["Ship"]).why_not == ""


@pytest.mark.parametrize("other", ["hold", "fail"])
def test_two_who_say_different_things_to_what_they_saw_do_not_both_get_their_way(
    own_shop: Workshop, together: Together, other: str
) -> None:
    step = own_shop.run(Step("Fit"))["Fit"]
    own_shop.start("op1", step)
    seen = own_shop.view(step).step.version
    verb = Hold if other == "hold" else Fail
    others = verb(step_id=step, seen_version=seen, reason="bent")

    answers = together(
        2, kiosks.say_at_once, [("op1", Complete(step_id=step, seen_version=seen)), ("op2", others)]
    )

    told = [answer for (answer,) in answers]
    assert sorted(type(answer).__name__ for answer in told) == ["Outcome", "Refused"]
    assert own_shop.view(step).step.version == seen + 1
    assert own_shop.faults() == []


def test_many_on_the_same_steps_lose_nothing_and_leave_everything_true(
    own_shop: Workshop, together: Together
) -> None:
    runs = [own_shop.run(*STEPS) for _ in range(2)]
    steps = [step for run in runs for step in run.steps.values()]
    number, often = (16, 12) if own_shop.store.is_sqlite else (4, 25)
    before = own_shop.record_length()[0]

    answers = together(number, kiosks.work_at_random, [(steps, seed, often) for seed in range(number)])

    done = [answer for told in answers for answer in told if isinstance(answer, Outcome)]
    assert sum(len(told) for told in answers) == number * often
    assert len(done) > number
    assert len({outcome.command_id for outcome in done}) == len(done)
    assert own_shop.record_length()[0] == before + len(done)
    assert own_shop.faults() == []
    with own_shop.store.read() as tx:
        assert list(history.verify_chains(tx)) == []
    open_sessions = [
        (row.run_step_id, row.operator_id) for row in own_shop.rows(models.SessionStep, ended_at=None)
    ]
    assert len(open_sessions) == len(set(open_sessions))


def test_no_reading_is_lost_between_two_who_saw_the_same(own_shop: Workshop, together: Together) -> None:
    step = own_shop.run(Step("Count", fields=(Field("Count"),)))["Count"]
    own_shop.start("op1", step)
    field = own_shop.field(step, "Count").field_id
    number, often = (16, 3) if own_shop.store.is_sqlite else (4, 6)

    together(number, kiosks.count_up, [(step, field, often)])

    assert own_shop.field(step, "Count").value == str(number * often)
