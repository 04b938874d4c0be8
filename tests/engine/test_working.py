"""Stories of work on the floor: starting, checking in and out, holding, releasing, parents and optional steps."""

from __future__ import annotations

import pytest

from data import models
from ion_tui.engine.answers import Code
from ion_tui.engine.commands import CheckIn, CheckOut, Complete, Hold, Release, Start
from tests.engine.workshop import MORNING, Field, Step, Workshop


@pytest.fixture(autouse=True)
def derived_values_stay_true(shop: Workshop) -> object:
    """After every story, what is derived is what the rows say."""
    yield
    assert shop.faults() == []


def test_start_sets_the_start_of_step_and_run_and_checks_the_operator_in(shop: Workshop) -> None:
    run = shop.run(Step("One"), Step("Two"))
    shop.pass_time(minutes=10)
    answer = shop.start("op1", run["Two"])

    step = shop.view(run["Two"]).step
    assert (step.state, step.started_at, step.state_by) == ("In Progress", shop.clock.now(), "Operator One")
    assert shop.row(models.Run, run.id).started_at == shop.clock.now()
    assert shop.status(run) == "In Progress"
    assert shop.at_work(run["Two"]) == ["op1"]
    assert answer.made["session"] == (shop.sessions(run["Two"])[0].session_id,)
    assert answer.sentence == "1 Two started."


def test_the_run_keeps_its_start_when_another_step_starts(shop: Workshop) -> None:
    run = shop.run(Step("One"), Step("Two"))
    shop.start("op1", run["One"])
    shop.pass_time(hours=1)
    shop.start("op1", run["Two"])
    assert shop.row(models.Run, run.id).started_at == MORNING
    assert shop.view(run["Two"]).step.started_at == shop.clock.now()


def test_a_second_check_in_on_the_same_step_changes_nothing(shop: Workshop) -> None:
    run = shop.run(Step("One"))
    shop.start("op1", run["One"])
    before = shop.sessions(run["One"]), shop.view(run["One"]).step
    shop.pass_time(minutes=5)

    again = shop.check_in("op1", run["One"])

    assert again.sentence == "You are checked in to 0 One already."
    assert (shop.sessions(run["One"]), shop.view(run["One"]).step) == before


def test_several_people_work_one_step_and_one_works_several(shop: Workshop) -> None:
    run = shop.run(Step("One"), Step("Two"))
    shop.start("op1", run["One"])
    shop.check_in("op2", run["One"])
    shop.start("op1", run["Two"])
    assert shop.at_work(run["One"]) == ["op1", "op2"]
    mine = [row.step_id for row in shop.engine.reads.my_sessions(shop.people["op1"]) if row.ended_at is None]
    assert {run["One"], run["Two"]} <= set(mine)


def test_who_checks_out_can_check_in_again_and_both_times_are_kept(shop: Workshop) -> None:
    run = shop.run(Step("One"))
    shop.start("op1", run["One"])
    shop.pass_time(minutes=10)
    shop.check_out("op1", run["One"])
    shop.pass_time(minutes=10)
    shop.check_in("op1", run["One"])
    shop.pass_time(minutes=1)

    assert shop.at_work(run["One"]) == ["op1"]
    assert shop.view(run["One"]).labor_seconds == 11 * 60
    assert [row.checked_out_at is None for row in shop.sessions(run["One"])] == [False, True]


def test_checking_out_needs_a_session_of_one_s_own(shop: Workshop) -> None:
    run = shop.run(Step("One"))
    shop.start("op1", run["One"])
    sentence = shop.refuse("op2", CheckOut(step_id=run["One"]), Code.NOT_CHECKED_IN)
    assert sentence == "You are not checked in to 0 One: nothing checked out."


def test_a_lead_checks_somebody_out_with_a_reason(shop: Workshop) -> None:
    run = shop.run(Step("One"))
    shop.start("op1", run["One"])
    shop.check_in("op2", run["One"])
    out = CheckOut(step_id=run["One"], operator_id=shop.people["op1"])

    assert "reason" in shop.refuse("lead1", out, Code.REASON_NEEDED)
    assert "UpdateSession" in shop.refuse("op2", out, Code.NOT_PERMITTED)
    shop.do("lead1", CheckOut(step_id=run["One"], operator_id=shop.people["op1"], reason="went home"))

    assert shop.at_work(run["One"]) == ["op2"]
    assert shop.engine.reads.history()[0].reason == "went home"


def test_a_lead_cannot_check_out_who_is_not_there(shop: Workshop) -> None:
    run = shop.run(Step("One"))
    shop.start("op1", run["One"])
    out = CheckOut(step_id=run["One"], operator_id=shop.people["op2"], reason="went home")
    assert shop.refuse("lead1", out, Code.NOT_CHECKED_IN) == "Operator Two is not checked in to 0 One."


@pytest.mark.parametrize("state", ["Todo", "Hold", "Completed", "Failed"])
def test_a_lead_cannot_check_somebody_out_of_a_step_that_is_not_in_work(shop: Workshop, state: str) -> None:
    run = shop.run(Step("One"))
    if state != "Todo":
        shop.start("op1", run["One"])
    if state == "Hold":
        shop.hold("op1", run["One"])
    elif state == "Completed":
        shop.complete("op1", run["One"])
    elif state == "Failed":
        shop.fail("op1", run["One"])
    out = CheckOut(step_id=run["One"], operator_id=shop.people["op1"], reason="went home")
    assert "nobody is checked in to it" in shop.refuse("lead1", out, Code.NOT_LEGAL)


def test_completing_closes_every_session_and_frees_what_waits(shop: Workshop) -> None:
    run = shop.run(Step("One"), Step("Two", after=("One",)))
    shop.start("op1", run["One"])
    shop.check_in("op2", run["One"])
    assert shop.view(run["Two"]).why_not == "1 Two waits on 0 One, in progress, op1 and op2."
    shop.pass_time(minutes=30)

    shop.complete("op2", run["One"])

    assert shop.at_work(run["One"]) == []
    ends = {(row.ended_at, row.checked_out_at) for row in shop.sessions(run["One"])}
    assert ends == {(shop.clock.now(), shop.clock.now())}
    assert shop.view(run["One"]).step.completed_at == shop.clock.now()
    assert shop.view(run["Two"]).why_not == ""
    shop.start("op1", run["Two"])


def test_a_run_reads_complete_with_its_last_required_step(shop: Workshop) -> None:
    run = shop.run(Step("One"), Step("Weigh", optional=True), Step("Two"))
    shop.work("op1", run["One"])
    assert shop.status(run) == "In Progress"
    shop.work("op1", run["Two"])
    assert shop.status(run) == "Complete"


def test_hold_closes_all_sessions_and_release_brings_nobody_back(shop: Workshop) -> None:
    run = shop.run(Step("One"), Step("Two", after=("One",)))
    shop.start("op1", run["One"])
    shop.check_in("op2", run["One"])

    shop.hold("op2", run["One"], "no screws")

    assert shop.status(run) == "Hold"
    assert shop.at_work(run["One"]) == []
    assert shop.view(run["Two"]).why_not == "1 Two waits on 0 One, on hold (no screws)."
    sentence = shop.refuse("op1", CheckIn(step_id=run["One"]), Code.NOT_LEGAL)
    assert sentence == "0 One is on hold (no screws): nobody can check in to it; release it first."

    shop.release("op1", run["One"])

    assert shop.state(run["One"]) == "In Progress"
    assert shop.at_work(run["One"]) == []
    assert shop.view(run["One"]).step.state_reason is None
    shop.check_in("op1", run["One"])


def test_release_leads_back_to_todo_where_nothing_had_started(shop: Workshop) -> None:
    run = shop.run(Step("One"))
    shop.hold("op1", run["One"])
    assert shop.status(run) == "Hold"
    shop.release("op1", run["One"])
    assert shop.state(run["One"]) == "Todo"
    assert shop.status(run) == "Todo"
    shop.start("op1", run["One"])


def test_a_step_that_waits_can_be_held_and_waits_again_after_release(shop: Workshop) -> None:
    run = shop.run(Step("One"), Step("Two", after=("One",)))
    shop.hold("op1", run["Two"])
    shop.release("op1", run["Two"])
    assert shop.refuse("op1", Start(step_id=run["Two"])) == "1 Two waits on 0 One, not started."


def test_what_failed_keeps_what_waits_on_it_waiting(shop: Workshop) -> None:
    run = shop.run(Step("One"), Step("Two", after=("One",)))
    shop.start("op1", run["One"])
    shop.fail("op1", run["One"], "bent")
    assert shop.status(run) == "Failed"
    assert shop.at_work(run["One"]) == []
    assert shop.refuse("op1", Start(step_id=run["Two"])) == "1 Two waits on 0 One, failed (bent)."


def test_every_upstream_step_counts_and_the_first_is_named(shop: Workshop) -> None:
    run = shop.run(Step("One"), Step("Two"), Step("Three"), Step("Four", after=("Three", "One", "Two")))
    assert shop.view(run["Four"]).why_not == "3 Four waits on 0 One, not started, and on 2 more."
    shop.work("op1", run["One"], run["Three"])
    assert shop.view(run["Four"]).why_not == "3 Four waits on 1 Two, not started."
    shop.work("op1", run["Two"])
    shop.start("op1", run["Four"])


class TestParents:
    """A parent and what is below it."""

    def test_a_child_waits_for_its_parent_to_start(self, shop: Workshop) -> None:
        run = shop.run(Step("Fab", steps=(Step("Cut"),)))
        sentence = shop.refuse("op1", Start(step_id=run["Cut"]), Code.NOT_AVAILABLE)
        assert sentence == "0.0 Cut is part of 0 Fab, which is not started."
        shop.start("op1", run["Fab"])
        shop.start("op1", run["Cut"])

    def test_a_parent_never_completes_by_itself_and_needs_its_children(self, shop: Workshop) -> None:
        run = shop.run(Step("Fab", steps=(Step("Cut"), Step("Bend"), Step("Weigh", optional=True))))
        shop.start("op1", run["Fab"])
        shop.work("op1", run["Cut"])
        sentence = shop.refuse("op1", Complete(step_id=run["Fab"]), Code.BLOCKED)
        assert sentence == "0 Fab cannot be signed off yet: 0.1 Bend is not started."

        shop.work("op1", run["Bend"])

        assert shop.state(run["Fab"]) == "In Progress"
        shop.complete("op1", run["Fab"])
        assert shop.status(run) == "Complete"

    @pytest.mark.parametrize("stopped", ["In Progress", "Hold", "Failed"])
    def test_an_optional_child_that_was_begun_keeps_its_parent_open(
        self, shop: Workshop, stopped: str
    ) -> None:
        run = shop.run(Step("Fab", steps=(Step("Weigh", optional=True),)))
        shop.start("op1", run["Fab"])
        shop.start("op1", run["Weigh"])
        if stopped == "Hold":
            shop.hold("op1", run["Weigh"])
        elif stopped == "Failed":
            shop.fail("op1", run["Weigh"])
        assert "0.0 Weigh is " in shop.refuse("op1", Complete(step_id=run["Fab"]), Code.BLOCKED)

    @pytest.mark.parametrize("verb", ["hold", "fail"])
    def test_a_parent_that_stops_closes_the_sessions_of_its_whole_subtree(
        self, shop: Workshop, verb: str
    ) -> None:
        deep = Step(
            "A", steps=(Step("B", steps=(Step("C", steps=(Step("D", steps=(Step("E"),)),)),)), Step("F"))
        )
        run = shop.run(deep, Step("Beside"))
        for title in ("A", "B", "C", "D", "E", "Beside"):
            shop.start("op1", run[title])
        shop.check_in("op2", run["E"])

        shop.hold("op2", run["A"]) if verb == "hold" else shop.fail("op2", run["A"])

        stopped = "Hold" if verb == "hold" else "Failed"
        assert shop.states(run) == {
            **dict.fromkeys("BCDE", "In Progress"), "A": stopped, "F": "Todo", "Beside": "In Progress",
        }  # fmt: skip
        assert {title: shop.at_work(step) for title, step in run.steps.items() if shop.at_work(step)} == {
            "Beside": ["op1"]
        }

    def test_what_is_below_a_parent_that_stopped_is_not_available(self, shop: Workshop) -> None:
        run = shop.run(Step("A", steps=(Step("B", steps=(Step("C"), Step("D"))),)))
        for title in ("A", "B", "C"):
            shop.start("op1", run[title])
        shop.hold("op1", run["A"], "no press")

        for said in (CheckIn(step_id=run["B"]), CheckIn(step_id=run["C"]), Start(step_id=run["D"])):
            assert "part of 0 A, which is on hold (no press)." in shop.refuse("op1", said, Code.NOT_AVAILABLE)
        assert "part of 0 A" in shop.refuse("op1", Complete(step_id=run["C"]), Code.NOT_AVAILABLE)

        shop.release("op1", run["A"])
        assert shop.states(run) == {"A": "In Progress", "B": "In Progress", "C": "In Progress", "D": "Todo"}
        shop.check_in("op1", run["C"])
        shop.start("op1", run["D"])

    def test_a_child_can_be_held_and_released_while_its_parent_is_stopped(self, shop: Workshop) -> None:
        run = shop.run(Step("A", steps=(Step("B"),)))
        shop.start("op1", run["A"])
        shop.start("op1", run["B"])
        shop.hold("op1", run["A"])
        shop.do("op1", Hold(step_id=run["B"], reason="too"))
        shop.do("op1", Release(step_id=run["B"]))
        assert shop.state(run["B"]) == "In Progress"
        assert "part of 0 A" in shop.refuse("op1", CheckIn(step_id=run["B"]), Code.NOT_AVAILABLE)

    def test_steps_wait_across_levels(self, shop: Workshop) -> None:
        run = shop.run(
            Step("A", steps=(Step("A1"), Step("A2", steps=(Step("A2a"),)))),
            Step("B", steps=(Step("B1", after=("A2a",)),)),
        )
        shop.start("op1", run["B"])
        assert shop.view(run["B1"]).why_not == "1.0 B1 waits on 0.1.0 A2a, not started."
        for title in ("A", "A2"):
            shop.start("op1", run[title])
        shop.work("op1", run["A2a"])
        shop.start("op1", run["B1"])


class TestOptionalSteps:
    """In Todo they gate nothing and are not counted; once started they gate and count like any other."""

    def test_in_todo_they_gate_nothing(self, shop: Workshop) -> None:
        run = shop.run(Step("Weigh", optional=True), Step("Ship", after=("Weigh",)))
        found = shop.engine.reads.run(run.id)
        assert found is not None
        assert (found[0].steps_done, found[0].steps_counted) == (0, 1)
        shop.start("op1", run["Ship"])

    def test_once_started_they_gate_and_count(self, shop: Workshop) -> None:
        run = shop.run(Step("Weigh", optional=True), Step("Ship", after=("Weigh",)))
        shop.start("op2", run["Weigh"])
        found = shop.engine.reads.run(run.id)
        assert found is not None
        assert (found[0].steps_done, found[0].steps_counted) == (0, 2)
        sentence = shop.refuse("op1", Start(step_id=run["Ship"]), Code.NOT_AVAILABLE)
        assert sentence == "1 Ship waits on 0 Weigh, in progress, op2."
        shop.complete("op2", run["Weigh"])
        shop.start("op1", run["Ship"])

    def test_started_late_they_stop_what_is_in_progress_downstream(self, shop: Workshop) -> None:
        ship = Step("Ship", after=("Weigh",), fields=(Field("Box", "string", required=False),))
        run = shop.run(Step("Weigh", optional=True), ship)
        shop.start("op1", run["Ship"])
        shop.start("op2", run["Weigh"])
        assert (
            shop.refuse("op1", Complete(step_id=run["Ship"])) == "1 Ship waits on 0 Weigh, in progress, op2."
        )
        for said in (CheckIn(step_id=run["Ship"]), shop.recording(run["Ship"], "Box", "large")):
            assert "waits on" in shop.refuse("op2", said, Code.NOT_AVAILABLE)
        shop.complete("op2", run["Weigh"])
        shop.record("op1", run["Ship"], "Box", "large")
        shop.complete("op1", run["Ship"])

    def test_held_they_gate_and_the_run_reads_hold_and_released_they_do_not(self, shop: Workshop) -> None:
        run = shop.run(Step("Weigh", optional=True), Step("Ship", after=("Weigh",)))
        shop.hold("op1", run["Weigh"])
        assert shop.status(run) == "Hold"
        assert "waits on" in shop.refuse("op1", Start(step_id=run["Ship"]), Code.NOT_AVAILABLE)
        shop.release("op1", run["Weigh"])
        assert shop.status(run) == "Todo"
        shop.start("op1", run["Ship"])
