"""Stories of another attempt, and of leaving steps out: rework, reopen, cancel, restore."""

from __future__ import annotations

import pytest

from data import models
from ion_tui.engine.answers import Code, Plan
from ion_tui.engine.commands import Approve, Cancel, CheckIn, Complete, Record, Reopen, Restore, Rework, Start
from tests.engine.workshop import Field, Run, Step, Workshop

PLAY = Field("Play")
BUILT = Field("Built by", "signoff", role="Operator")


@pytest.fixture(autouse=True)
def derived_values_stay_true(shop: Workshop) -> object:
    """After every story, what is derived is what the rows say."""
    yield
    assert shop.faults() == []


def reopen(shop: Workshop, step: int, who: str = "lead1") -> None:
    """Reopen a completed step."""
    shop.do(who, Reopen(step_id=step, reason="a scratch"))


def cancel(shop: Workshop, step: int) -> None:
    """Cancel a step."""
    shop.do("lead1", Cancel(step_id=step, reason="not needed"))


def restore(shop: Workshop, step: int, who: str = "lead1") -> None:
    """Restore a canceled step."""
    shop.do(who, Restore(step_id=step, reason="needed after all"))


class TestAnotherAttempt:
    """Values stay, to be confirmed or measured again; signatures and approvals are void, and kept."""

    def again(self, shop: Workshop, verb: str) -> Run:
        gated = Step("Fit", fields=(PLAY, BUILT), gates=(("Quality", 1),))
        run = shop.run(gated, Step("Ship"))
        step = run["Fit"]
        shop.start("op1", step)
        shop.record("op1", step, "Play", "0.3")
        shop.sign(step, "Built by", "op1")
        shop.do("qa1", Approve(step_id=step, gate_id=shop.view(step).gates[0].gate_id))
        if verb == "rework":
            shop.fail("op1", step)
            shop.do("lead1", Rework(step_id=step, reason="straightened"))
        else:
            shop.complete("op1", step)
            reopen(shop, step)
        return run

    @pytest.mark.parametrize("verb", ["rework", "reopen"])
    def test_the_step_is_to_do_again_in_its_next_attempt(self, shop: Workshop, verb: str) -> None:
        run = self.again(shop, verb)
        step = shop.view(run["Fit"]).step
        assert (step.state, step.attempt, step.started_at, step.completed_at) == ("Todo", 2, None, None)
        assert shop.status(run) == "Todo"

    @pytest.mark.parametrize("verb", ["rework", "reopen"])
    def test_a_value_stays_and_is_to_be_confirmed(self, shop: Workshop, verb: str) -> None:
        step = self.again(shop, verb)["Fit"]
        field = shop.field(step, "Play")
        assert (field.value, field.confirmed) == ("0.3", False)
        shop.start("op1", step)
        assert shop.view(step).blockers[0] == "Play is to be confirmed or measured again"
        shop.record("op1", step, "Play", "0.3")
        assert shop.field(step, "Play").confirmed

    @pytest.mark.parametrize("verb", ["rework", "reopen"])
    def test_signatures_and_approvals_are_void_and_kept(self, shop: Workshop, verb: str) -> None:
        step = self.again(shop, verb)["Fit"]
        assert [row.voided_at for row in shop.rows(models.Signature, run_step_id=step)] == [shop.clock.now()]
        assert shop.field(step, "Built by").signed_by is None
        shop.start("op1", step)
        shop.record("op1", step, "Play", "0.3")
        assert shop.view(step).blockers == (
            "Built by is not signed (Operator)",
            "Approval by Quality: 0 of 1",
        )
        shop.sign(step, "Built by", "op1")
        shop.do("qa1", Approve(step_id=step, gate_id=shop.view(step).gates[0].gate_id))
        shop.complete("op1", step)
        assert [row.attempt for row in shop.rows(models.Signature, run_step_id=step)] == [1, 2]

    @pytest.mark.parametrize("verb", ["rework", "reopen"])
    def test_a_void_signature_asks_for_no_reason(self, shop: Workshop, verb: str) -> None:
        step = self.again(shop, verb)["Fit"]
        shop.start("op1", step)
        shop.record("op1", step, "Play", "0.4")

    def test_a_held_second_attempt_returns_to_where_it_was(self, shop: Workshop) -> None:
        step = self.again(shop, "reopen")["Fit"]
        shop.hold("op1", step)
        shop.release("op1", step)
        assert shop.state(step) == "Todo"


class TestReopening:
    """Downstream steps not yet started are blocked again; those that were worked keep their state and wait."""

    def test_what_was_not_started_is_blocked_again(self, shop: Workshop) -> None:
        run = shop.run(Step("One"), Step("Two", after=("One",)))
        shop.work("op1", run["One"])
        reopen(shop, run["One"])
        assert shop.refuse("op1", Start(step_id=run["Two"])) == "1 Two waits on 0 One, not started."

    def test_what_was_worked_keeps_its_state_is_named_before_and_waits(self, shop: Workshop) -> None:
        run = shop.run(
            Step("One"),
            Step("Two", after=("One",), fields=(PLAY,)),
            Step("Three", after=("Two",)),
            Step("Four"),
        )
        shop.work("op1", run["One"])
        shop.start("op1", run["Two"])
        plan = shop.preview("lead1", Reopen(step_id=run["One"], reason="a scratch"))
        assert isinstance(plan, Plan)
        assert len(plan.warnings) == 1
        assert "1 Two (in progress)" in plan.warnings[0]
        assert "Three" not in plan.warnings[0]

        reopen(shop, run["One"])

        assert shop.states(run) == {"One": "Todo", "Two": "In Progress", "Three": "Todo", "Four": "Todo"}
        reading = Record(step_id=run["Two"], field_id=shop.field(run["Two"], "Play").field_id, text="0.3")
        for said in (reading, Complete(step_id=run["Two"]), CheckIn(step_id=run["Two"])):
            assert shop.refuse("op2", said, Code.NOT_AVAILABLE) == "1 Two waits on 0 One, not started."
        shop.work("op1", run["One"])
        shop.record("op1", run["Two"], "Play", "0.3")
        shop.complete("op1", run["Two"])

    def test_a_child_of_a_completed_parent_is_reopened_after_it(self, shop: Workshop) -> None:
        run = shop.run(Step("Fab", steps=(Step("Cut"), Step("Weigh", optional=True))), Step("Ship"))
        shop.start("op1", run["Fab"])
        shop.work("op1", run["Cut"])
        shop.complete("op1", run["Fab"])
        first = "is part of 0 Fab, which is completed: reopen that first."
        for said in (
            Reopen(step_id=run["Cut"], reason="a scratch"),
            Cancel(step_id=run["Weigh"], reason="not needed"),
        ):
            assert first in shop.refuse("lead1", said)
        reopen(shop, run["Fab"])
        reopen(shop, run["Cut"])
        assert shop.states(run) == {"Fab": "Todo", "Cut": "Todo", "Weigh": "Todo", "Ship": "Todo"}

    def test_in_a_complete_run_it_takes_an_administrator(self, shop: Workshop) -> None:
        run = shop.run(Step("One"))
        shop.work("op1", run["One"])
        said = Reopen(step_id=run["One"], reason="a scratch")
        assert "ReopenRun" in shop.refuse("lead1", said, Code.NOT_PERMITTED)
        shop.do("admin", said)
        assert shop.status(run) == "Todo"


class TestLeavingOut:
    """What a canceled step waited on gates, in its place, what waited on it, through any number of them."""

    def chain(self, shop: Workshop) -> Run:
        return shop.run(
            Step("A"), Step("B", after=("A",)), Step("C", after=("B",)), Step("D", after=("C",)), Step("E")
        )

    def test_what_waited_on_it_waits_on_what_it_waited_on(self, shop: Workshop) -> None:
        run = self.chain(shop)
        cancel(shop, run["C"])
        assert shop.view(run["D"]).why_not == "3 D waits on 1 B, not started."
        cancel(shop, run["B"])
        assert shop.view(run["D"]).why_not == "3 D waits on 0 A, not started."
        cancel(shop, run["A"])
        assert shop.view(run["D"]).why_not == ""
        shop.start("op1", run["D"])

    @pytest.mark.parametrize("order", ["ABC", "CBA", "BAC", "BCA", "ACB", "CAB"])
    def test_restoring_in_any_order_puts_everything_back(self, shop: Workshop, order: str) -> None:
        run = self.chain(shop)
        before = edges(shop, run)
        for title in "ABC":
            cancel(shop, run[title])
        for title in order:
            restore(shop, run[title])
        assert edges(shop, run) == before
        assert [shop.view(run[title]).why_not.split(" waits on ")[-1] for title in "BCD"] == [
            "0 A, not started.", "1 B, not started.", "2 C, not started.",
        ]  # fmt: skip

    def test_a_canceled_step_gates_through_several_paths_once(self, shop: Workshop) -> None:
        run = shop.run(
            Step("A"), Step("B", after=("A",)), Step("C", after=("A",)), Step("D", after=("B", "C"))
        )
        cancel(shop, run["B"])
        cancel(shop, run["C"])
        assert shop.row(models.RunStep, run["D"]).waits_on == 1
        restore(shop, run["B"])
        assert shop.row(models.RunStep, run["D"]).waits_on == 2

    def test_what_is_being_worked_is_left_and_its_sessions_close(self, shop: Workshop) -> None:
        run = self.chain(shop)
        shop.start("op1", run["A"])
        cancel(shop, run["A"])
        assert shop.at_work(run["A"]) == []
        assert shop.view(run["A"]).step.state_reason == "not needed"
        shop.start("op1", run["B"])

    def test_children_go_with_it_and_come_back_but_not_those_that_were_gone_before(
        self, shop: Workshop
    ) -> None:
        children = (Step("Cut"), Step("Bend"), Step("Drill", steps=(Step("Deburr"),)))
        run = shop.run(Step("Fab", steps=children), Step("Ship", after=("Fab",)))
        shop.start("op1", run["Fab"])
        shop.work("op1", run["Cut"])
        cancel(shop, run["Bend"])
        plan = shop.preview("lead1", Cancel(step_id=run["Fab"], reason="not needed"))
        assert isinstance(plan, Plan)
        assert {change.step_id for change in plan.changes} == {
            run[title] for title in ("Fab", "Drill", "Deburr")
        }

        cancel(shop, run["Fab"])

        assert shop.states(run) == {
            "Fab": "Canceled", "Cut": "Completed", "Bend": "Canceled", "Drill": "Canceled", "Deburr": "Canceled",
            "Ship": "Todo",
        }  # fmt: skip
        shop.work("op1", run["Ship"])
        assert shop.status(run) == "Partial Complete"
        restore(shop, run["Fab"], "admin")
        assert shop.states(run) == {
            "Fab": "Todo", "Cut": "Completed", "Bend": "Canceled", "Drill": "Todo", "Deburr": "Todo",
            "Ship": "Completed",
        }  # fmt: skip

    @pytest.mark.parametrize("others", ["none", "one done"])
    def test_in_a_run_that_is_complete_without_it_an_administrator_restores_with_a_reason(
        self, shop: Workshop, others: str
    ) -> None:
        run = shop.run(Step("One"), Step("Two"))
        cancel(shop, run["One"])
        if others == "none":
            shop.do("lead1", Restore(step_id=run["One"]))
            return
        shop.work("op1", run["Two"])
        assert shop.status(run) == "Partial Complete"
        assert "ReopenRun" in shop.refuse(
            "lead1", Restore(step_id=run["One"], reason="x"), Code.NOT_PERMITTED
        )
        assert "reason" in shop.refuse("admin", Restore(step_id=run["One"]), Code.REASON_NEEDED)
        restore(shop, run["One"], "admin")

    def test_a_run_whose_every_step_was_canceled_reads_so(self, shop: Workshop) -> None:
        run = shop.run(Step("One"), Step("Two"))
        for step in run.steps.values():
            cancel(shop, step)
        assert shop.status(run) == "Canceled"

    def test_a_canceled_child_keeps_no_parent_open(self, shop: Workshop) -> None:
        run = shop.run(Step("Fab", steps=(Step("Cut"), Step("Bend"))))
        shop.start("op1", run["Fab"])
        shop.work("op1", run["Cut"])
        cancel(shop, run["Bend"])
        shop.complete("op1", run["Fab"])

    def test_a_parent_s_new_child_state_is_what_it_was_before_it_was_taken(self, shop: Workshop) -> None:
        run = shop.run(Step("Fab", steps=(Step("Cut"),)))
        shop.start("op1", run["Fab"])
        shop.start("op1", run["Cut"])
        cancel(shop, run["Fab"])
        restore(shop, run["Fab"])
        assert shop.states(run) == {"Fab": "Todo", "Cut": "Todo"}
        assert "part of 0 Fab, which is not started" in shop.refuse("op1", Start(step_id=run["Cut"]))


def edges(shop: Workshop, run: Run) -> list[tuple[int, int, bool, bool]]:
    """What hangs on what, declared and in effect."""
    rows = [row for step in run.steps.values() for row in shop.rows(models.RunStepEdge, step_id=step)]
    return sorted((row.step_id, row.upstream_id, row.declared, row.effective) for row in rows)
