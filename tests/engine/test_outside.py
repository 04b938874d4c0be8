"""Stories of outside processing: units go out on a purchase order line, and come back whole or in parts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from data import models
from data.rows.outside import OutsideRow, OutsideWork
from ion_tui.engine.answers import Code, Plan
from ion_tui.engine.commands import Cancel, Complete, Fail, ReceiveBack, Reopen, Rework, SendOut
from tests.engine.suppliers import COAT, SUPPLIER, begun, order_line, plates, receive, send
from tests.engine.workshop import MORNING, Field, Run, Step, Workshop


@pytest.fixture(autouse=True)
def derived_values_stay_true(shop: Workshop) -> Iterator[None]:
    """After every story, what is derived is what the rows say."""
    yield
    assert shop.faults() == []


def work_of(shop: Workshop, run: Run) -> OutsideWork:
    """What stands on the coating step."""
    work = shop.view(run[COAT]).outside
    assert work is not None
    return work


def counted(work: OutsideWork) -> tuple[int, ...]:
    """How many have gone out, are back, are out, and are still to go out."""
    return tuple(int(number) for number in (work.sent, work.back, work.out, work.left))


def out_of(shop: Workshop, run: Run) -> list[OutsideRow]:
    """The run's rows in the list of what is out."""
    return [row for row in shop.engine.reads.out_at_suppliers() if row.run_id == run.id]


def test_what_is_sent_whole_and_received_whole_completes_the_step(shop: Workshop) -> None:
    run = begun(shop, 12)

    sent = send(shop, run)
    work = work_of(shop, run)
    order = f"{work.order} line 1"
    assert sent.sentence == f"12 sent to {SUPPLIER} ({order})."
    assert (work.supplier, work.units) == (SUPPLIER, Decimal(12))
    assert counted(work) == (12, 0, 12, 0)
    assert shop.at_work(run[COAT]) == []
    assert shop.view(run[COAT]).blockers == (f"0 of 12 received back from {SUPPLIER}",)

    shop.pass_time(days=3)
    plan = shop.preview("op2", ReceiveBack(step_id=run[COAT]))
    assert isinstance(plan, Plan)
    assert [str(change.after) for change in plan.changes] == ["Completed"]
    back = receive(shop, run)

    assert back.sentence == f"12 of 12 received back from {SUPPLIER} 1 {COAT} completed."
    assert shop.states(run)[COAT] == "Completed"
    shop.start("op2", run["Pack the plates"])


def test_what_comes_back_in_parts_completes_with_the_last_of_it(shop: Workshop) -> None:
    run = begun(shop, 12)
    send(shop, run, 8)
    assert receive(shop, run, 3).sentence == f"3 of 12 received back from {SUPPLIER}"
    send(shop, run)
    work = work_of(shop, run)
    assert counted(work) == (12, 3, 9, 0)
    assert shop.state(run[COAT]) == "In Progress"
    assert shop.view(run[COAT]).blockers == (f"3 of 12 received back from {SUPPLIER}",)
    receive(shop, run, 8)
    assert "completed" in receive(shop, run, 1).sentence
    moves = [(int(move.quantity), move.is_back, move.by) for move in work_of(shop, run).moves]
    assert sorted(moves) == sorted(
        [(8, False, "Operator One"), (4, False, "Operator One")]
        + [(quantity, True, "Operator One") for quantity in (3, 8, 1)]
    )


def test_the_step_is_not_signed_off_by_hand_before_everything_is_back(shop: Workshop) -> None:
    run = begun(shop, 12)
    send(shop, run)
    receive(shop, run, 11)
    sentence = shop.refuse("op1", Complete(step_id=run[COAT]), Code.BLOCKED)
    assert sentence == f"1 {COAT} cannot be signed off yet: 11 of 12 received back from {SUPPLIER}"


@pytest.mark.parametrize("quantity", ["0", "-1", "12.1", "0.0000001", "NaN", "1e400", "Infinity"])
def test_no_more_goes_out_or_comes_back_than_there_is(shop: Workshop, quantity: str) -> None:
    run = begun(shop, 12)
    before = shop.record_length()
    too_much = SendOut(step_id=run[COAT], quantity=Decimal(quantity))
    assert shop.refuse("op1", too_much, Code.INVALID) == "Only 12 can still be sent: nothing sent."
    assert shop.record_length() == before
    send(shop, run, 8)
    if quantity == "12.1":
        quantity = "8.1"
    too_much_back = ReceiveBack(step_id=run[COAT], quantity=Decimal(quantity))
    assert shop.refuse("op1", too_much_back, Code.INVALID) == "Only 8 are out: nothing received."


def test_what_is_all_out_or_not_out_at_all_is_refused_as_the_screen_says_it(shop: Workshop) -> None:
    run = begun(shop, 12)
    nothing = shop.refuse("op1", ReceiveBack(step_id=run[COAT]), Code.CONFLICT)
    assert (
        nothing == work_of(shop, run).cannot_receive == f"Nothing is at {SUPPLIER} now: nothing to receive."
    )
    assert work_of(shop, run).cannot_send == ""
    send(shop, run)
    everything = shop.refuse("op1", SendOut(step_id=run[COAT]), Code.CONFLICT)
    assert everything == work_of(shop, run).cannot_send == f"Everything has been sent to {SUPPLIER} already."
    assert work_of(shop, run).cannot_receive == ""


def test_nothing_goes_out_before_the_step_is_started_or_while_it_waits(shop: Workshop) -> None:
    run = plates(shop)
    waiting = shop.refuse("op1", SendOut(step_id=run[COAT]), Code.NOT_LEGAL)
    assert waiting == f"1 {COAT} is not started: nothing can be sent out from it; start it first."
    assert out_of(shop, run) == []


def test_a_step_that_is_done_here_sends_nothing(shop: Workshop) -> None:
    step = shop.run(Step("Drill"))["Drill"]
    shop.start("op1", step)
    assert shop.view(step).outside is None
    for said in (SendOut(step_id=step), ReceiveBack(step_id=step)):
        assert shop.refuse("op1", said, Code.NOT_LEGAL) == "0 Drill is not done outside."


def test_more_than_the_order_asks_for_goes_out_and_is_said(shop: Workshop) -> None:
    line = order_line(shop, quantity=20)
    first, second = begun(shop, 12, line=line), begun(shop, 12, line=line)
    assert send(shop, first).notes == ()
    order = work_of(shop, second).order
    assert send(shop, second).notes == (f"{order} line 1 is for 20; 24 have gone out on it.",)


def test_the_last_receipt_leaves_the_step_open_where_something_else_is_missing(shop: Workshop) -> None:
    run = begun(shop, 2, fields=(Field("Thickness", more={"unit": "µm"}),))
    send(shop, run)
    assert receive(shop, run).sentence == (
        f"2 of 2 received back from {SUPPLIER} To sign off: Thickness has no value."
    )
    shop.record("op1", run[COAT], "Thickness", "25")
    shop.complete("op1", run[COAT])


def test_a_site_that_asks_to_sign_for_completing_is_asked_after_the_last_receipt(own_shop: Workshop) -> None:
    own_shop.setting(complete_asks_to_sign=True)
    run = plates(own_shop, 2)
    own_shop.set(models.RunStep, run["Drill the plates"], state="Canceled", waits_on=0)
    own_shop.set(models.RunStep, run[COAT], waits_on=0)
    own_shop.start("op1", run[COAT])
    send(own_shop, run)
    assert receive(own_shop, run).sentence == (
        f"2 of 2 received back from {SUPPLIER} 1 {COAT} can be signed off."
    )
    assert own_shop.state(run[COAT]) == "In Progress"


def test_rework_sends_the_units_out_again(shop: Workshop) -> None:
    run = begun(shop, 12)
    send(shop, run)
    receive(shop, run)
    shop.do("lead1", Reopen(step_id=run[COAT], reason="the coat peels"))
    shop.start("op1", run[COAT])
    work = work_of(shop, run)
    assert counted(work) == (0, 0, 0, 12)
    assert shop.view(run[COAT]).blockers == (f"0 of 12 received back from {SUPPLIER}",)
    send(shop, run)
    assert "completed" in receive(shop, run).sentence


def test_what_is_still_out_when_a_step_fails_comes_back_into_its_next_attempt(shop: Workshop) -> None:
    run = begun(shop, 12)
    send(shop, run)
    receive(shop, run, 4)
    shop.do("op1", Fail(step_id=run[COAT], reason="stained"))
    assert [int(row.quantity) for row in out_of(shop, run)] == [8]
    assert out_of(shop, run)[0].state == "Failed"
    shop.do("lead1", Rework(step_id=run[COAT], reason="strip and coat again"))
    shop.start("op1", run[COAT])
    work = work_of(shop, run)
    assert counted(work) == (8, 0, 8, 4)
    send(shop, run)
    assert "completed" in receive(shop, run).sentence


def test_a_canceled_step_is_listed_while_its_units_are_away(shop: Workshop) -> None:
    run = begun(shop, 12)
    send(shop, run, 5)
    shop.do("lead1", Cancel(step_id=run[COAT], reason="another finish"))
    assert [(row.state, int(row.quantity)) for row in out_of(shop, run)] == [("Canceled", 5)]


def test_what_is_out_is_a_list_the_longest_first(own_shop: Workshop) -> None:
    runs = [begun(own_shop, units, lot=f"PL-{units}") for units in (3, 4)]
    send(own_shop, runs[1], 2)
    own_shop.pass_time(hours=2)
    send(own_shop, runs[0])
    send(own_shop, runs[1], 2)
    rows = own_shop.engine.reads.out_at_suppliers()
    assert [(row.identity, int(row.quantity), int(row.units), row.supplier) for row in rows] == [
        ("PL-4", 4, 4, SUPPLIER),
        ("PL-3", 3, 3, SUPPLIER),
    ]
    assert [row.since for row in rows] == [MORNING, MORNING + timedelta(hours=2)]

    receive(own_shop, runs[1], 2)
    assert {row.identity: row.since for row in own_shop.engine.reads.out_at_suppliers()}["PL-4"] == (
        MORNING + timedelta(hours=2)
    ), "what went out first has come back"
    receive(own_shop, runs[1])
    receive(own_shop, runs[0])
    assert own_shop.engine.reads.out_at_suppliers() == []


def test_what_goes_out_and_comes_back_is_history_of_the_step(shop: Workshop) -> None:
    run = begun(shop, 12)
    send(shop, run, 8)
    receive(shop, run, 3)
    order = work_of(shop, run).order
    entries = [
        row for row in shop.engine.reads.history(step_id=run[COAT]) if row.action.startswith("outside")
    ]
    assert [(row.action, row.operator) for row in entries] == [
        ("outside.receive", "Operator One (op1)"),
        ("outside.send", "Operator One (op1)"),
    ]
    assert f'"to":"{SUPPLIER} ({order} line 1)"' in str(entries[1].after).replace('": "', '":"')
    assert '"received"' in str(entries[0].before)
