"""Section 2 of the spec: each verb from where, with what needs, does what its row says."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final

import pytest

from data import models
from ion_tui.engine import graph, rollup
from ion_tui.engine.answers import Code, Plan
from ion_tui.engine.commands import (
    Approve,
    Cancel,
    CheckIn,
    CheckOut,
    Complete,
    Fail,
    Hold,
    Reopen,
    Restore,
    Rework,
    Start,
    Uninstall,
)
from ion_tui.engine.states import TRANSITIONS, State, Verb
from tests.engine.spec.rows import VERBS, missing
from tests.engine.test_transitions import SAID
from tests.engine.workshop import MORNING, Field, Need, Run, Step, Workshop

PLAY: Final = Field("Play", more={"unit": "mm"})
SEEN: Final = Field("Seen by", "signoff", required=False, role="Quality")


@pytest.fixture(autouse=True)
def derived_values_stay_true(shop: Workshop) -> Iterator[None]:
    """After every row, what is derived is what the rows of the store say."""
    yield
    assert shop.faults() == []


def test_every_row_has_a_test_that_is_named_for_it() -> None:
    assert missing(VERBS, sys.modules[__name__]) == []
    assert {word for row in VERBS for word in row.partition(" (")[0].split(", ")} <= set(Verb)


def two_in_a_row(shop: Workshop, *fields: Field, **more: object) -> Run:
    """Fit, and Ship that waits on it; op1 and op2 are at work on Fit."""
    run = shop.run(Step("Fit", fields=fields, **more), Step("Ship", after=("Fit",)))  # type: ignore[arg-type]
    shop.start("op1", run["Fit"])
    shop.check_in("op2", run["Fit"])
    return run


def test_start_takes_an_available_step_from_todo_to_in_progress_and_checks_the_operator_in(
    shop: Workshop,
) -> None:
    run = shop.run(Step("Fit"), Step("Ship", after=("Fit",)))
    assert (
        shop.refuse("op1", Start(step_id=run["Ship"]), Code.NOT_AVAILABLE)
        == "1 Ship waits on 0 Fit, not started."
    )
    shop.start("op1", run["Fit"])
    shop.pass_time(minutes=5)
    shop.complete("op1", run["Fit"])
    shop.start("op2", run["Ship"])
    assert shop.states(run) == {"Fit": "Completed", "Ship": "In Progress"}
    assert shop.at_work(run["Ship"]) == ["op2"]
    assert shop.row(models.RunStep, run["Fit"]).started_at == MORNING
    assert shop.row(models.RunStep, run["Ship"]).started_at == shop.clock.now()
    assert shop.row(models.Run, run.id).started_at == MORNING, "the run's start is that of its first step"


def test_check_in_opens_the_operator_s_session_once(shop: Workshop) -> None:
    run = two_in_a_row(shop)
    again = shop.check_in("op1", run["Fit"])
    assert again.sentence == "You are checked in to 0 Fit already."
    assert shop.at_work(run["Fit"]) == ["op1", "op2"]
    assert len(shop.sessions(run["Fit"])) == 2
    shop.refuse("op1", CheckIn(step_id=run["Ship"]), Code.NOT_LEGAL)


def test_check_out_closes_one_s_own_session_and_a_lead_s_anybody_s_with_a_reason(shop: Workshop) -> None:
    run = two_in_a_row(shop)
    shop.check_out("op1", run["Fit"])
    assert shop.at_work(run["Fit"]) == ["op2"]
    assert "not checked in" in shop.refuse("op1", CheckOut(step_id=run["Fit"]), Code.NOT_CHECKED_IN)

    def theirs(reason: str | None = None) -> CheckOut:
        return CheckOut(step_id=run["Fit"], operator_id=shop.people["op2"], reason=reason)

    shop.refuse("op1", theirs("gone"), Code.NOT_PERMITTED)
    shop.refuse("lead1", theirs(), Code.REASON_NEEDED)
    shop.do("lead1", theirs("gone home"))
    assert shop.at_work(run["Fit"]) == []
    assert shop.state(run["Fit"]) == "In Progress"


def test_record_stores_one_value_validated_at_once_and_a_correction_says_why(shop: Workshop) -> None:
    run = two_in_a_row(shop, PLAY, SEEN)
    step = run["Fit"]
    assert "needs a number" in shop.refuse("op1", shop.recording(step, "Play", "loose"), Code.INVALID)
    shop.record("op1", step, "Play", "0.3")
    shop.record("op2", step, "Play", "0.4")
    shop.sign(step, "Seen by", "qa1", by="op1")
    assert "needs a reason" in shop.refuse("op1", shop.recording(step, "Play", "0.5"), Code.REASON_NEEDED)
    shop.record("op1", step, "Play", "0.5", reason="read from the wrong side")
    assert shop.field(step, "Play").value == "0.5"
    assert shop.field(step, "Seen by").changed_since_signed


def test_install_uninstall_puts_stock_into_a_requirement_and_takes_it_out_again(shop: Workshop) -> None:
    run = two_in_a_row(shop, needs=(Need("B4", 8),))
    step, stock = run["Fit"], shop.stock("B4", lot=f"L-{shop.number()}", quantity=20)
    shop.install("op1", step, "B4", stock)
    assert shop.need(step, "B4").installed == 8
    assert shop.row(models.Inventory, stock).quantity == 12
    (held,) = shop.need(step, "B4").installs
    shop.uninstall("op1", step, held.installation_id)
    assert shop.need(step, "B4").installed == 0
    shop.install("op1", step, "B4", stock)
    shop.complete("op1", step)
    (held,) = shop.need(step, "B4").installs
    shop.refuse("op1", Uninstall(step_id=step, installation_id=held.installation_id), Code.NOT_LEGAL)


def test_complete_sign_off_closes_every_session_locks_the_values_and_unblocks(shop: Workshop) -> None:
    run = two_in_a_row(shop, PLAY)
    step = run["Fit"]
    assert shop.refuse("op1", Complete(step_id=step), Code.BLOCKED) == (
        "0 Fit cannot be signed off yet: Play has no value."
    )
    shop.record("op1", step, "Play", "0.3")
    assert shop.view(run["Ship"]).why_not
    shop.complete("op1", step)
    assert shop.at_work(step) == []
    shop.refuse("op1", shop.recording(step, "Play", "0.4", reason="again"), Code.NOT_LEGAL)
    assert shop.view(run["Ship"]).why_not == ""


@pytest.mark.parametrize("started", [False, True])
def test_hold_stops_a_step_for_a_reason_and_closes_every_session(shop: Workshop, *, started: bool) -> None:
    run = two_in_a_row(shop) if started else shop.run(Step("Fit"))
    shop.refuse("op1", Hold(step_id=run["Fit"]), Code.REASON_NEEDED)
    shop.hold("op1", run["Fit"], "no screws")
    view = shop.view(run["Fit"])
    assert (view.step.state, view.step.state_reason, view.people) == ("Hold", "no screws", ())
    assert shop.status(run) == "Hold"


@pytest.mark.parametrize(("started", "state"), [(False, "Todo"), (True, "In Progress")])
def test_release_leads_back_to_where_the_attempt_was_and_checks_nobody_in(
    shop: Workshop, state: str, *, started: bool
) -> None:
    run = two_in_a_row(shop) if started else shop.run(Step("Fit"))
    shop.hold("op1", run["Fit"])
    shop.release("op2", run["Fit"])
    assert (shop.state(run["Fit"]), shop.at_work(run["Fit"])) == (state, [])


def test_fail_says_why_closes_every_session_and_opens_one_issue_on_the_unit(shop: Workshop) -> None:
    run = two_in_a_row(shop)
    shop.refuse("op1", Fail(step_id=run["Fit"]), Code.REASON_NEEDED)
    (issue,) = shop.fail("op1", run["Fit"], "cracked").made["issue"]
    assert (shop.state(run["Fit"]), shop.at_work(run["Fit"]), shop.status(run)) == ("Failed", [], "Failed")
    assert [row.inventory_id for row in shop.rows(models.IssueUnit, issue_id=issue)] == [run.unit]


def test_rework_begins_the_next_attempt_with_values_to_confirm_and_signatures_void(shop: Workshop) -> None:
    run = two_in_a_row(shop, PLAY, SEEN, gates=(("Quality", 1),))
    step = run["Fit"]
    shop.record("op1", step, "Play", "0.3")
    shop.sign(step, "Seen by", "qa1", by="op1")
    shop.do("qa1", Approve(step_id=step, gate_id=shop.view(step).gates[0].gate_id))
    shop.fail("op1", step)
    shop.refuse("lead1", Rework(step_id=step), Code.REASON_NEEDED)
    shop.do("lead1", Rework(step_id=step, reason="filed down"))
    view = shop.view(step)
    assert (view.step.state, view.step.attempt, view.gates[0].approved) == ("Todo", 2, 0)
    assert (shop.field(step, "Play").value, shop.field(step, "Play").confirmed) == ("0.3", False)
    assert shop.field(step, "Seen by").signed_by is None
    assert len(shop.rows(models.Signature, run_step_id=step)) == 1, "kept in history"


@pytest.mark.parametrize("state", TRANSITIONS[Verb.REDLINE])
def test_redline_keeps_a_step_from_being_run_wherever_it_came_from(shop: Workshop, state: State) -> None:
    assert TRANSITIONS[Verb.REDLINE][state] == (State.REDLINE,)
    run = shop.run(Step("Fit", fields=(PLAY, SEEN), needs=(Need("B4", 2),)))
    shop.put(run["Fit"], State.REDLINE, former_state=state)
    for verb in set(SAID) - {Verb.CANCEL}:
        sentence = shop.refuse("admin", SAID[verb](shop, run["Fit"]), Code.NOT_LEGAL)
        assert sentence.endswith("close its redline first."), verb
    settle(shop, run)
    assert shop.status(run) == "Redline"


def test_close_redline_alone_leads_out_of_it_and_back_to_where_it_came_from(shop: Workshop) -> None:
    leads_out = {
        verb: TRANSITIONS[verb][State.REDLINE] for verb in Verb if State.REDLINE in TRANSITIONS[verb]
    }
    assert leads_out == {
        Verb.CLOSE_REDLINE: (
            State.TODO,
            *(state for state in TRANSITIONS[Verb.REDLINE] if state != State.TODO),
        ),
        Verb.CANCEL: (State.CANCELED,),
    }


@pytest.mark.parametrize("state", TRANSITIONS[Verb.CANCEL])
def test_cancel_skip_takes_a_step_and_its_children_out_of_the_graph(shop: Workshop, state: State) -> None:
    kit = Step("Kit", steps=(Step("Pick"), Step("Pack")))
    run = shop.run(kit, Step("Fit", after=("Kit",)), Step("Ship", after=("Fit",)))
    shop.start("op1", run["Kit"])
    shop.work("op1", run["Pick"])
    shop.put(run["Kit"], state)
    settle(shop, run)
    shop.refuse("lead1", Cancel(step_id=run["Kit"]), Code.REASON_NEEDED)
    shop.refuse("op1", Cancel(step_id=run["Kit"], reason="not needed"), Code.NOT_PERMITTED)
    shop.do("lead1", Cancel(step_id=run["Kit"], reason="comes ready made"))
    states = shop.states(run)
    assert (states["Kit"], states["Pick"], states["Pack"]) == ("Canceled", "Completed", "Canceled")
    assert shop.view(run["Fit"]).why_not == ""
    assert shop.at_work(run["Kit"]) == []


def test_restore_brings_a_step_back_with_the_children_that_its_cancel_took(shop: Workshop) -> None:
    run = shop.run(Step("Kit", steps=(Step("Pick"), Step("Pack"))), Step("Fit", after=("Kit",)))
    shop.do("lead1", Cancel(step_id=run["Pack"], reason="no box"))
    shop.do("lead1", Cancel(step_id=run["Kit"], reason="comes ready made"))
    shop.refuse("op1", Restore(step_id=run["Kit"]), Code.NOT_PERMITTED)
    shop.do("lead1", Restore(step_id=run["Kit"]))
    states = shop.states(run)
    assert (states["Kit"], states["Pick"], states["Pack"]) == ("Todo", "Todo", "Canceled")
    assert shop.view(run["Fit"]).why_not == "1 Fit waits on 0 Kit, not started."


def test_restore_asks_an_administrator_and_a_reason_where_the_run_reads_partial_complete(
    shop: Workshop,
) -> None:
    run = shop.run(Step("Kit"), Step("Fit"))
    shop.do("lead1", Cancel(step_id=run["Kit"], reason="comes ready made"))
    shop.work("op1", run["Fit"])
    assert shop.status(run) == "Partial Complete"
    shop.refuse("lead1", Restore(step_id=run["Kit"], reason="missing"), Code.NOT_PERMITTED)
    shop.refuse("admin", Restore(step_id=run["Kit"]), Code.REASON_NEEDED)
    shop.do("admin", Restore(step_id=run["Kit"], reason="missing"))
    assert shop.status(run) == "In Progress"


def test_reopen_blocks_again_what_has_not_started_and_names_what_has(shop: Workshop) -> None:
    run = shop.run(Step("Fit"), Step("Ship", after=("Fit",)), Step("Bill", after=("Fit",), fields=(PLAY,)))
    shop.work("op1", run["Fit"])
    shop.start("op1", run["Bill"])
    shop.refuse("lead1", Reopen(step_id=run["Fit"]), Code.REASON_NEEDED)
    shop.refuse("op1", Reopen(step_id=run["Fit"], reason="a scratch"), Code.NOT_PERMITTED)
    said = Reopen(step_id=run["Fit"], reason="a scratch")
    plan = shop.preview("lead1", said)
    assert isinstance(plan, Plan)
    assert [warning.split(" keeps")[0] for warning in plan.warnings] == ["2 Bill (in progress)"]
    shop.do("lead1", said)
    assert (shop.state(run["Fit"]), shop.view(run["Fit"]).step.attempt) == ("Todo", 2)
    assert shop.view(run["Ship"]).why_not == "1 Ship waits on 0 Fit, not started."
    assert shop.state(run["Bill"]) == "In Progress"
    shop.refuse("op1", shop.recording(run["Bill"], "Play", "0.3"), Code.NOT_AVAILABLE)
    shop.work("op1", run["Fit"])
    shop.record("op1", run["Bill"], "Play", "0.3")


def test_reopen_asks_an_administrator_where_the_run_reads_complete(shop: Workshop) -> None:
    run = shop.run(Step("Fit"))
    shop.work("op1", run["Fit"])
    assert shop.status(run) == "Complete"
    shop.refuse("lead1", Reopen(step_id=run["Fit"], reason="a scratch"), Code.NOT_PERMITTED)
    shop.do("admin", Reopen(step_id=run["Fit"], reason="a scratch"))


def settle(shop: Workshop, run: Run) -> None:
    """What is derived of a run whose steps were put somewhere by force."""
    with shop.store.write() as tx:
        graph.settle_runs(tx, [run.id])
        rollup.settle_run(tx, run.id)
