"""A command takes as many statements in a run of a hundred steps as in one of five."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from sqlalchemy import event

from ion_tui.engine.commands import (
    Cancel,
    CheckIn,
    CheckOut,
    Command,
    Complete,
    Fail,
    Hold,
    Release,
    Reopen,
    Restore,
    Rework,
    Start,
    StartRun,
)
from tests.engine.workshop import Field, Need, Run, Step, Workshop

SMALL: Final = 5
LARGE: Final = 100


@contextmanager
def statements(shop: Workshop) -> Iterator[list[str]]:
    """What is said to the database meanwhile."""
    said: list[str] = []

    def listen(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        said.append(statement.split("(", maxsplit=1)[0].strip())

    event.listen(shop.store._engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        event.remove(shop.store._engine, "before_cursor_execute", listen)


def wide(size: int) -> tuple[Step, ...]:
    """A parent with children that wait on one another, and a step that waits on the first of them all."""
    fields, needs = (Field("Note", "string", required=False),), (Need("B4", 2),)
    children = (
        Step(f"Child {number}", after=(f"Child {number - 1}",) if number > 1 else (), fields=fields)
        for number in range(1, size - 3)
    )
    first, last = Step("First"), Step("Last", after=("First",), needs=needs)
    return (first, Step("Parent", steps=(Step("Child 0", optional=True), *children)), last)


def nothing(shop: Workshop, run: Run) -> None:
    """Leave the run as it was started."""


def begin(shop: Workshop, run: Run, title: str, also: str | None = None) -> None:
    """Start a step, and check others in."""
    shop.start("op1", run[title])
    shop.check_in(also or "lead1", run[title])
    if also:
        shop.check_in("lead1", run[title])


def stop(shop: Workshop, run: Run) -> None:
    """Start the parent and hold it."""
    shop.start("op1", run["Parent"])
    shop.hold("op1", run["Parent"])


def spoil(shop: Workshop, run: Run) -> None:
    """Start the first step and fail it."""
    shop.start("op1", run["First"])
    shop.fail("op1", run["First"])


def finish(shop: Workshop, run: Run) -> None:
    """Sign the first step off."""
    shop.work("op1", run["First"])


def leave_out(shop: Workshop, run: Run) -> None:
    """Cancel the parent with all that is below it."""
    shop.do("lead1", Cancel(step_id=run["Parent"], reason="not needed"))


PREPARED: Final[dict[str, tuple[Callable[[Workshop, Run], None], Callable[[Run], Command]]]] = {
    "start": (nothing, lambda run: Start(step_id=run["First"])),
    "check in": (lambda shop, run: begin(shop, run, "First"), lambda run: CheckIn(step_id=run["First"])),
    "check out": (
        lambda shop, run: begin(shop, run, "First", "op2"),
        lambda run: CheckOut(step_id=run["First"]),
    ),
    "complete": (lambda shop, run: begin(shop, run, "First"), lambda run: Complete(step_id=run["First"])),
    "hold a parent": (
        lambda shop, run: begin(shop, run, "Parent"),
        lambda run: Hold(step_id=run["Parent"], reason="no parts"),
    ),
    "release a parent": (
        stop,
        lambda run: Release(step_id=run["Parent"]),
    ),
    "fail a parent": (
        lambda shop, run: begin(shop, run, "Parent"),
        lambda run: Fail(step_id=run["Parent"], reason="bent"),
    ),
    "rework": (spoil, lambda run: Rework(step_id=run["First"], reason="again")),
    "reopen": (finish, lambda run: Reopen(step_id=run["First"], reason="again")),
    "cancel a parent": (
        lambda shop, run: begin(shop, run, "Parent"),
        lambda run: Cancel(step_id=run["Parent"], reason="not needed"),
    ),
    "restore a parent": (
        leave_out,
        lambda run: Restore(step_id=run["Parent"], reason="needed"),
    ),
}
"""What is done before, and what is counted."""


@pytest.mark.parametrize("what", PREPARED)
def test_a_verb_says_as_much_in_a_large_run_as_in_a_small_one(shop: Workshop, what: str) -> None:
    prepare, command = PREPARED[what]
    counted = {}
    for size in (SMALL, LARGE):
        run = shop.run(*wide(size))
        prepare(shop, run)
        with statements(shop) as said:
            shop.do("lead1", command(run))
        counted[size] = said
    assert counted[SMALL] == counted[LARGE]
    assert 5 < len(counted[LARGE]) < 40


def test_starting_a_run_of_a_hundred_steps_says_no_more_than_of_five(shop: Workshop) -> None:
    counted = []
    for size in (SMALL, LARGE):
        procedure = shop.procedure(*wide(size))
        serial = f"SN-{shop.number()}"
        with statements(shop) as said:
            shop.do("lead1", StartRun(procedure_id=procedure, serial=serial))
        counted.append(said)
    assert counted[0] == counted[1]


def test_asking_which_keys_are_lit_says_no_more_either(shop: Workshop) -> None:
    counted = []
    for size in (SMALL, LARGE):
        run = shop.run(*wide(size))
        shop.start("op1", run["Parent"])
        with statements(shop) as said:
            shop.preview("lead1", Complete(step_id=run["Parent"]))
        counted.append(said)
    assert counted[0] == counted[1]
