"""What has changed in a step since somebody last worked it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select

from data import models
from ion_tui.engine.contents import read_contents
from ion_tui.engine.differences import Change, Kind
from ion_tui.engine.since_last import SinceLast
from tests.engine.workshop import Field, Step, Workshop, table
from tests.rover import Rover

PLAY = Field("Play", more={"unit": "mm", "maximum": Decimal("0.5")})
PIVOT = Step("Pivot", instructions="Torque to 1.2 Nm.", fields=(PLAY,))
REVISED = replace(PIVOT, instructions="Torque to 1.4 Nm.")


def pivots(shop: Workshop, count: int = 1) -> list[int]:
    """The steps of so many runs of a procedure that no other story works."""
    procedure = shop.procedure(PIVOT)
    return [shop.run(procedure=procedure)["Pivot"] for _ in range(count)]


def since(shop: Workshop, who: str, step: int) -> SinceLast | None:
    return shop.engine.reads.since_last(step, shop.people[who])


def revised(shop: Workshop, step: int, by: Step = REVISED) -> int:
    """A run of the next revision: the same procedure step, with other content."""
    new = shop.run(by)[by.title]
    shop.set(models.RunStep, new, origin=shop.row(models.RunStep, step).origin)
    return new


def test_who_has_not_worked_a_step_before_is_told_nothing(shop: Workshop) -> None:
    (step,) = pivots(shop)
    assert since(shop, "op1", step) is None
    shop.start("op1", step)
    assert since(shop, "op1", step) is None, "the session that is open now is no time before"


def test_the_same_content_has_no_changes(shop: Workshop) -> None:
    first, again = pivots(shop, 2)
    shop.start("op1", first)
    found = since(shop, "op1", again)
    assert found is not None
    assert (found.worked_at, found.changes) == (shop.clock.now(), ())


def test_another_revision_is_told_with_when_and_on_which_run_it_was_another(shop: Workshop) -> None:
    (step,) = pivots(shop)
    shop.start("op1", step)
    worked_at = shop.clock.now()
    shop.pass_time(days=3)
    new = revised(shop, step)
    expected = SinceLast(
        worked_at,
        shop.view(step).run.title,
        (Change(Kind.CHANGED, "Instructions", before=PIVOT.instructions, after=REVISED.instructions),),
    )
    assert since(shop, "op1", new) == expected
    assert since(shop, "op2", new) is None
    shop.start("op1", new)
    assert since(shop, "op1", new) == expected, "and still while it is being worked"


def test_once_it_was_worked_it_is_not_new_any_more(shop: Workshop) -> None:
    (step,) = pivots(shop)
    shop.start("op1", step)
    new = revised(shop, step)
    shop.start("op1", new)
    shop.pass_time(minutes=5)
    shop.check_out("op1", new)
    shop.check_in("op1", new)
    found = since(shop, "op1", new)
    assert found is not None
    assert not found.changes


def test_the_last_time_counts_not_the_time_before(shop: Workshop) -> None:
    (step,) = pivots(shop)
    shop.start("op1", step)
    shop.check_out("op1", step)
    new = revised(shop, step)
    shop.pass_time(minutes=5)
    shop.start("op1", new)
    shop.check_out("op1", new)
    found = since(shop, "op1", step)
    assert found is not None
    assert [(change.before, change.after) for change in found.changes] == [
        (REVISED.instructions, PIVOT.instructions)
    ]


def test_siblings_that_one_session_covers_are_no_time_before(shop: Workshop) -> None:
    step, sibling = pivots(shop, 2)
    shop.start("op1", step)
    new = revised(shop, step)
    shop.pass_time(minutes=5)
    shop.start("op1", new)
    session = shop.sessions(new)[-1]
    shop.insert(
        models.SessionStep,
        session_id=session.session_id,
        run_step_id=sibling,
        operator_id=session.operator_id,
        attempt=1,
        started_at=session.started_at,
    )
    found = since(shop, "op1", new)
    assert found is not None
    assert len(found.changes) == 1


def test_what_is_stored_is_read_back_as_it_was_written(rover: Rover) -> None:
    content = table(models.StepContent)
    with rover.engine.store.read() as tx:
        stored = {row.id: row.digest for row in tx.execute(select(content.c.id, content.c.digest))}
        found = read_contents(tx, stored)
    assert stored
    assert {content_id: one.digest for content_id, one in found.items()} == stored
