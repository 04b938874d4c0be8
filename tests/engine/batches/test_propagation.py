"""Stories of one action on a batch: where a verb goes, where it does not, and why; and one unit on its own way."""

from __future__ import annotations

import pytest

from data import models
from ion_tui.engine.answers import Code, Outcome, Plan
from ion_tui.engine.commands import (
    AddToBatch,
    Approve,
    Cancel,
    CheckIn,
    CheckOut,
    Complete,
    Credentials,
    Fail,
    Hold,
    Release,
    Reopen,
    Restore,
    Rework,
    Start,
)
from tests.engine.batches.hands import Batch, batch_of, states
from tests.engine.workshop import Field, Step, Workshop, pin_of

FIT, SHIP = Step("Fit"), Step("Ship", after=("Fit",))
SIGNED = Step("Fit", fields=(Field("Seen by", "signoff", role="Operator", more={"peer_review": True}),))


@pytest.fixture
def three(shop: Workshop) -> Batch:
    """Three runs, each to be fitted and then shipped."""
    return batch_of(shop, 3, FIT, SHIP, title="Rover 1")


@pytest.fixture(autouse=True)
def nothing_derived_is_wrong(shop: Workshop) -> object:
    """After every story, each stored value that could be derived is what it should be."""
    yield None
    assert shop.faults() == []


def preview(shop: Workshop, who: str, command: object) -> Plan:
    answer = shop.preview(who, command)  # type: ignore[arg-type]
    assert isinstance(answer, Plan), answer
    return answer


def test_a_start_goes_to_every_run_and_one_session_covers_them(shop: Workshop, three: Batch) -> None:
    fits = three.steps("Fit")
    answer = shop.start("op1", fits[0])
    assert answer.sentence == "0 Fit started on 3 of 3 runs."
    assert (answer.changed, answer.skipped) == (3, 0)
    assert states(shop, fits) == ["In Progress"] * 3
    assert {shop.sessions(step)[0].session_id for step in fits} == {answer.made["session"][0]}
    assert all(shop.status(run) == "In Progress" for run in three.runs)


def test_each_unit_s_record_stands_by_itself(shop: Workshop, three: Batch) -> None:
    shop.start("op1", three.steps("Fit")[0])
    for run in three.runs:
        actions = [row.action for row in shop.engine.reads.history(run_id=run.id)]
        assert actions[:2] == ["session.check_in", "run_step.start"]


def test_a_sign_off_of_three_with_one_on_hold_completes_two_and_says_why_not_the_third(
    shop: Workshop, three: Batch
) -> None:
    fits = three.steps("Fit")
    shop.start("op1", fits[0])
    shop.do("op1", Hold(step_id=fits[2], reason="scratched", only_this_run=True))
    plan = preview(shop, "op1", Complete(step_id=fits[0]))
    assert [change.step_id for change in plan.changes] == fits[:2]
    (skipped,) = plan.skipped
    assert skipped.step_id == fits[2]
    assert skipped.run_title == shop.row(models.Run, three.runs[2].id).title
    assert skipped.reason.sentence == (
        "0 Fit is on hold (scratched): it cannot be signed off; release it first."
    )
    answer = shop.do("op1", Complete(step_id=fits[0], confirmed=plan.fingerprint))
    assert answer.sentence == "0 Fit completed on 2 of 3 runs."
    assert states(shop, fits) == ["Completed", "Completed", "Hold"]
    assert shop.at_work(fits[0]) == []
    assert [shop.row(models.RunStep, step).waits_on for step in three.steps("Ship")] == [0, 0, 1]


def test_this_run_only_leaves_the_others_alone(shop: Workshop, three: Batch) -> None:
    fits = three.steps("Fit")
    shop.start("op1", fits[0])
    shop.do("op1", Fail(step_id=fits[1], reason="bent", only_this_run=True))
    assert states(shop, fits) == ["In Progress", "Failed", "In Progress"]
    (session,) = {row.session_id for step in fits for row in shop.sessions(step)}
    assert shop.row(models.LaborSession, session).checked_out_at is None
    assert shop.row(models.Run, three.runs[1].id).batch_id == three.id


def test_a_mixed_group_is_started_and_checked_in_to(shop: Workshop, three: Batch) -> None:
    fits = three.steps("Fit")
    shop.do("op2", Start(step_id=fits[1], only_this_run=True))
    plan = preview(shop, "op1", Start(step_id=fits[0]))
    assert [(change.before, change.after) for change in plan.changes] == [
        ("Todo", "In Progress"),
        ("In Progress", "In Progress"),
        ("Todo", "In Progress"),
    ]
    shop.start("op1", fits[0])
    assert [shop.at_work(step) for step in fits] == [["op1"], ["op2", "op1"], ["op1"]]
    assert shop.row(models.RunStep, fits[1]).version == 2


def test_checking_in_and_out_covers_all_that_are_in_progress(shop: Workshop, three: Batch) -> None:
    fits = three.steps("Fit")
    shop.start("op1", fits[0])
    shop.do("op2", CheckIn(step_id=fits[2], only_this_run=True))
    answer = shop.check_in("op2", fits[0])
    assert answer.sentence == "Checked in to 0 Fit on 3 of 3 runs."
    assert [shop.at_work(step) for step in fits] == [["op1", "op2"]] * 3
    again = shop.check_in("op2", fits[0])
    assert again.sentence == "You are checked in to 0 Fit already."
    shop.do("op1", CheckOut(step_id=fits[1], only_this_run=True))
    gone = CheckOut(step_id=fits[0], operator_id=shop.people["op1"], reason="went home")
    (skipped,) = preview(shop, "lead1", gone).skipped
    assert skipped.reason.sentence == "Operator One is not checked in to 0 Fit."
    shop.check_in("op1", fits[1])
    shop.check_out("op2", fits[1])
    assert [shop.at_work(step) for step in fits] == [["op1"]] * 3


def test_a_lead_checks_somebody_out_of_all_of_them(shop: Workshop, three: Batch) -> None:
    fits = three.steps("Fit")
    shop.start("op1", fits[0])
    gone = CheckOut(step_id=fits[0], operator_id=shop.people["op1"], reason="went home")
    assert shop.do("lead1", gone).sentence == "Checked out of 0 Fit on 3 of 3 runs."
    assert [shop.at_work(step) for step in fits] == [[], [], []]
    again = CheckOut(step_id=fits[0], operator_id=shop.people["op1"], reason="still gone")
    assert shop.refuse("lead1", again, Code.NOT_CHECKED_IN) == "Operator One is not checked in to 0 Fit."


def test_a_release_takes_each_to_where_it_came_from(shop: Workshop, three: Batch) -> None:
    fits = three.steps("Fit")
    shop.do("op1", Start(step_id=fits[0], only_this_run=True))
    shop.hold("op1", fits[0])
    assert states(shop, fits) == ["Hold"] * 3
    plan = preview(shop, "op1", Release(step_id=fits[0]))
    assert [change.after for change in plan.changes] == ["In Progress", "Todo", "Todo"]
    shop.release("op1", fits[0])
    assert states(shop, fits) == ["In Progress", "Todo", "Todo"]


def test_a_failure_opens_one_issue_that_lists_every_unit(shop: Workshop, three: Batch) -> None:
    fits = three.steps("Fit")
    shop.start("op1", fits[1])
    answer = shop.fail("op1", fits[1], "all bent")
    (issue_id,) = answer.made["issue"]
    assert answer.sentence == f"0 Fit failed on 3 of 3 runs; issue {issue_id} opened."
    units = shop.rows(models.IssueUnit, issue_id=issue_id)
    assert {unit.inventory_id for unit in units} == {run.unit for run in three.runs}
    assert shop.row(models.Issue, issue_id).title == "0 Fit failed on 3 units"


def test_rework_and_reopen_take_all_of_them_to_another_attempt(shop: Workshop, three: Batch) -> None:
    fits = three.steps("Fit")
    shop.start("op1", fits[0])
    shop.fail("op1", fits[0])
    answer = shop.do("lead1", Rework(step_id=fits[0], reason="straightened"))
    assert answer.sentence == "0 Fit is to be done again, attempt 2 on 3 of 3 runs."
    assert states(shop, fits) == ["Todo"] * 3
    shop.work("op1", fits[0])
    shop.start("op1", three.steps("Ship")[0])
    plan = preview(shop, "lead1", Reopen(step_id=fits[0], reason="too early"))
    (warning,) = plan.warnings
    assert warning == (
        "1 Ship (in progress on 3 runs) keeps the state, and cannot be recorded or signed off until 0 Fit is "
        "completed again."
    )
    shop.do("lead1", Reopen(step_id=fits[0], reason="too early"))
    assert {shop.row(models.RunStep, step).attempt for step in fits} == {3}


def test_completed_siblings_are_touched_by_reopening_alone(shop: Workshop, three: Batch) -> None:
    fits = three.steps("Fit")
    shop.do("op1", Start(step_id=fits[0], only_this_run=True))
    shop.do("op1", Complete(step_id=fits[0], only_this_run=True))
    shop.hold("op1", fits[1])
    assert states(shop, fits) == ["Completed", "Hold", "Hold"]
    shop.do("lead1", Reopen(step_id=fits[0], reason="wrong one"))
    assert states(shop, fits) == ["Todo", "Hold", "Hold"]


def test_what_a_verb_asks_of_a_step_s_parent_and_run_it_asks_of_each_sibling_s(shop: Workshop) -> None:
    batch = batch_of(shop, 2, Step("Sub", steps=(Step("Inner"),)))
    subs, inners = batch.steps("Sub"), batch.steps("Inner")
    shop.start("op1", subs[0])
    shop.work("op1", inners[0])
    shop.do("op1", Complete(step_id=subs[1], only_this_run=True))
    plan = preview(shop, "admin", Reopen(step_id=inners[0], reason="again"))
    assert [(skip.step_id, skip.reason.sentence) for skip in plan.skipped] == [
        (inners[1], "0.0 Inner is part of 0 Sub, which is completed: reopen that first.")
    ]
    shop.complete("op1", subs[0])
    plan = preview(shop, "admin", Reopen(step_id=subs[0], reason="again"))
    assert (len(plan.changes), plan.skipped) == (2, ())
    assert "reads Complete" in shop.refuse("lead1", Reopen(step_id=subs[0], reason="again"))


def test_closed_runs_are_skipped(shop: Workshop, three: Batch) -> None:
    shop.set(models.Run, three.runs[1].id, closed_at=shop.clock.now())
    plan = preview(shop, "op1", Start(step_id=three.steps("Fit")[0]))
    assert [skip.run_id for skip in plan.skipped] == [three.runs[1].id]
    assert "is closed" in plan.skipped[0].reason.sentence


def test_a_cancel_rewires_every_run_and_a_restore_puts_it_back(shop: Workshop) -> None:
    nested = Step("Sub", after=("Fit",), steps=(Step("Inner"),))
    batch = batch_of(shop, 3, FIT, nested, Step("Ship", after=("Sub",)))
    subs, inners, ships = batch.steps("Sub"), batch.steps("Inner"), batch.steps("Ship")
    plan = preview(shop, "lead1", Cancel(step_id=subs[1], reason="not needed"))
    assert sorted(change.step_id for change in plan.changes) == sorted([*subs, *inners])
    answer = shop.do("lead1", Cancel(step_id=subs[1], reason="not needed"))
    assert answer.sentence == "1 Sub canceled, with 1 of its steps, on 3 of 3 runs."
    shop.work("op1", batch.steps("Fit")[0])
    assert [shop.row(models.RunStep, step).waits_on for step in ships] == [0, 0, 0]
    assert [shop.row(models.RunStep, step).canceled_with for step in inners] == subs
    shop.do("lead1", Restore(step_id=subs[0]))
    assert states(shop, [*subs, *inners]) == ["Todo"] * 6
    assert [shop.row(models.RunStep, step).waits_on for step in ships] == [1, 1, 1]


def test_a_signature_goes_to_every_unit_that_the_signer_has_not_worked(shop: Workshop) -> None:
    batch = batch_of(shop, 3, SIGNED)
    fits = batch.steps("Fit")
    shop.start("op1", fits[0])
    shop.do("op2", CheckIn(step_id=fits[2], only_this_run=True))
    signing = shop.signing(fits[0], "Seen by", "op2")
    answer = shop.do("op1", signing)
    assert answer.sentence == "Seen by: signed by Operator Two on 2 of 3 runs."
    assert [shop.field(step, "Seen by").signed_by for step in fits] == ["Operator Two", "Operator Two", None]
    digests = {row.digest for step in fits for row in shop.rows(models.Signature, run_step_id=step)}
    assert len(digests) == 1
    assert "signed already" in shop.refuse("op1", shop.signing(fits[0], "Seen by", "op2"), Code.CONFLICT)


def test_an_approval_goes_to_every_unit(shop: Workshop) -> None:
    batch = batch_of(shop, 3, Step("Fit", gates=(("Quality", 1),)))
    fits = batch.steps("Fit")
    shop.start("op1", fits[0])
    gate = shop.view(fits[1]).gates[0].gate_id
    signer = Credentials(code="qa1", pin=pin_of("qa1"))
    shop.do("op1", Approve(step_id=fits[1], gate_id=gate, signer=signer))
    assert [shop.view(step).gates[0].approved for step in fits] == [1, 1, 1]
    rejecting = Approve(
        step_id=fits[0], gate_id=shop.view(fits[0]).gates[0].gate_id, rejected=True, reason="no"
    )
    shop.do("qa1", rejecting)
    assert [shop.view(step).gates[0].approved for step in fits] == [0, 0, 0]


def test_a_plan_that_is_not_true_any_more_is_shown_again(shop: Workshop, three: Batch) -> None:
    fits = three.steps("Fit")
    plan = preview(shop, "op1", Start(step_id=fits[0]))
    shop.do("op2", Hold(step_id=fits[2], reason="scratched", only_this_run=True))
    answer = shop.say("op1", Start(step_id=fits[0], confirmed=plan.fingerprint))
    assert isinstance(answer, Plan)
    assert [skip.step_id for skip in answer.skipped] == [fits[2]]
    assert states(shop, fits) == ["Todo", "Todo", "Hold"]
    assert isinstance(shop.say("op1", Start(step_id=fits[0], confirmed=answer.fingerprint)), Outcome)


def test_a_step_that_cannot_itself_is_refused_whatever_its_siblings_could(
    shop: Workshop, three: Batch
) -> None:
    fits = three.steps("Fit")
    shop.do("op1", Hold(step_id=fits[0], reason="scratched", only_this_run=True))
    assert "on hold" in shop.refuse("op1", Start(step_id=fits[0]), Code.NOT_LEGAL)
    assert states(shop, fits) == ["Hold", "Todo", "Todo"]


def test_another_procedure_s_steps_are_nobody_s_siblings(shop: Workshop) -> None:
    batch = batch_of(shop, 2, FIT)
    other = shop.run(Step("Fit", instructions="otherwise"))
    shop.do("lead1", AddToBatch(batch_id=batch.id, run_ids=(other.id,)))
    shop.start("op1", batch.steps("Fit")[0])
    assert states(shop, [*batch.steps("Fit"), other["Fit"]]) == ["In Progress", "In Progress", "Todo"]


def test_outside_steps_have_no_siblings(shop: Workshop) -> None:
    batch = batch_of(shop, 2, Step("Plate", more={"is_outside": True}))
    shop.start("op1", batch.steps("Plate")[0])
    assert states(shop, batch.steps("Plate")) == ["In Progress", "Todo"]
