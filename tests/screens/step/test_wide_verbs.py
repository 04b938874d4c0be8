"""Verbs that reach beyond their step: what they do is shown, agreed to, and only then done."""

from __future__ import annotations

from data import models
from ion_tui.engine.commands import Cancel
from screens.dialogs.plan import PlanDialog
from tests.engine.workshop import Field, Step, Workshop
from tests.screens.hands import press, scan, type_text
from tests.screens.step.eyes import answer, dialog_text, head, is_refused, keys_in_bar, kiosk, plan_rows, tree
from tests.screens.step.kiosk import open_step, settle

CLEAN = Field("Clean", "boolean")
BUILT_BY = Field("Built by", "signoff", role="Operator")


async def test_a_lead_sends_a_failed_step_to_rework(shop: Workshop) -> None:
    step = shop.run(Step("Test", fields=(CLEAN, BUILT_BY)))["Test"]
    shop.start("op1", step)
    shop.record("op1", step, "Clean", "yes")
    shop.sign(step, "Built by", "op1")
    shop.fail("op1", step, "cracked")
    async with open_step(shop, step, who="lead1", size=(80, 24)) as pilot:
        assert "r Rework" in keys_in_bar(pilot)
        await press(pilot, "r")
        await settle(pilot)
        assert "Rework 0 Test" in dialog_text(pilot)
        assert "signatures and approvals are void" in dialog_text(pilot)
        assert plan_rows(pilot) == ["0 Test  ✖ Failed → ○ Todo"]
        await type_text(pilot, "new bracket")
        await press(pilot, "enter")
        await settle(pilot)
        assert answer(pilot) == "0 Test is to be done again, attempt 2."
        assert "○ Available" in head(pilot)
        assert "attempt 2" in head(pilot)
    assert shop.field(step, "Built by").signed_by is None
    assert not shop.field(step, "Clean").confirmed
    assert shop.rows(models.Command)[-1].reason == "new bracket"


async def test_rework_needs_a_reason_and_esc_does_nothing(shop: Workshop) -> None:
    step = shop.run(Step("Test"))["Test"]
    shop.start("op1", step)
    shop.fail("op1", step)
    async with open_step(shop, step, who="lead1") as pilot:
        await press(pilot, "r")
        await settle(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert "Reason: say in a few words why." in dialog_text(pilot)
        await press(pilot, "escape")
        await settle(pilot)
        assert shop.state(step) == "Failed"


async def test_an_operator_is_told_who_may_rework(shop: Workshop) -> None:
    step = shop.run(Step("Test"))["Test"]
    shop.start("op1", step)
    shop.fail("op1", step)
    async with open_step(shop, step) as pilot:
        await press(pilot, "r")
        await settle(pilot)
        assert is_refused(pilot)
        assert "Operator One may not rework a step: it needs the permission ReopenRunStep" in answer(pilot)


async def test_reopening_names_what_was_worked_downstream_and_asks_twice(shop: Workshop) -> None:
    run = shop.run(Step("One"), Step("Two", after=("One",)), Step("Three", after=("Two",)))
    shop.work("op1", run["One"])
    shop.start("op1", run["Two"])
    async with open_step(shop, run["One"], who="lead1", size=(80, 24)) as pilot:
        await press(pilot, "r")
        await settle(pilot)
        assert "Reopen 0 One" in dialog_text(pilot)
        assert (
            "1 Two (in progress) keeps the state, and cannot be recorded or signed off until"
            in dialog_text(pilot)
        )
        assert plan_rows(pilot) == ["0 One  ✔ Completed → ○ Todo"]
        await type_text(pilot, "wrong torque")
        await press(pilot, "enter")
        await settle(pilot)
        assert "Enter again: Reopen." in dialog_text(pilot)
        assert shop.state(run["One"]) == "Completed"
        await press(pilot, "enter")
        await settle(pilot)
        assert answer(pilot) == "0 One is open again, attempt 2."
    assert shop.states(run) == {"One": "Todo", "Two": "In Progress", "Three": "Todo"}


async def test_a_complete_run_is_reopened_by_an_admin_alone(shop: Workshop) -> None:
    run = shop.run(Step("One"))
    shop.work("op1", run["One"])
    async with open_step(shop, run["One"], who="lead1") as pilot:
        await press(pilot, "r")
        await settle(pilot)
        assert is_refused(pilot)
        assert "reads Complete: only somebody with the permission ReopenRun can open it again." in answer(
            pilot
        )
    async with open_step(shop, run["One"], who="admin") as pilot:
        await press(pilot, "r")
        await settle(pilot)
        await type_text(pilot, "recalled")
        await press(pilot, "enter", "enter")
        await settle(pilot)
    assert shop.status(run) == "Todo"


async def test_skipping_shows_the_children_that_go_along_and_restoring_brings_them_back(
    shop: Workshop,
) -> None:
    run = shop.run(
        Step("Wash", steps=(Step("Degrease"), Step("Rinse"), Step("Dry"))), Step("Paint", after=("Wash",))
    )
    shop.start("op1", run["Wash"])
    shop.work("op1", run["Degrease"])
    shop.start("op2", run["Rinse"])
    async with open_step(shop, run["Wash"], who="lead1", size=(80, 24)) as pilot:
        await press(pilot, "k")
        await settle(pilot)
        assert plan_rows(pilot) == [
            "0 Wash  ● In progress → ⊘ Canceled",
            "0.1 Rinse  ● In progress → ⊘ Canceled",
            "0.2 Dry  ○ Todo → ⊘ Canceled",
        ]
        assert "3 steps change" in dialog_text(pilot)
        await type_text(pilot, "came washed")
        await press(pilot, "enter", "enter")
        await settle(pilot)
        assert answer(pilot) == "0 Wash canceled, with 2 of its steps."
        assert "Canceled by Lead One 08:00: came washed" in head(pilot)
        assert "○ 1 Paint" in tree(pilot), "what waited on it goes on"
        assert "k Skip" not in keys_in_bar(pilot)

        await press(pilot, "r")
        await settle(pilot)
        assert [row.partition("  ")[0] for row in plan_rows(pilot)] == ["0 Wash", "0.1 Rinse", "0.2 Dry"]
        await press(pilot, "enter")
        await settle(pilot)
        assert answer(pilot) == "0 Wash restored, with 2 of its steps."
        assert "◌ 1 Paint" in tree(pilot)
    assert shop.states(run)["Degrease"] == "Completed"


async def test_restoring_asks_why_where_the_run_reads_partly_complete(shop: Workshop) -> None:
    run = shop.run(Step("One"), Step("Two"))
    shop.work("op1", run["One"])
    shop.do("lead1", Cancel(step_id=run["Two"], reason="not needed"))
    async with open_step(shop, run["Two"], who="admin") as pilot:
        await press(pilot, "r", "enter")
        await settle(pilot)
        assert "Reason: say in a few words why." in dialog_text(pilot)
        await type_text(pilot, "needed after all")
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.state(run["Two"]) == "Todo"


async def test_a_plan_that_is_another_by_now_is_shown_again_with_the_reason_kept(shop: Workshop) -> None:
    run = shop.run(Step("Wash", steps=(Step("Degrease"), Step("Rinse"))))
    shop.start("op1", run["Wash"])
    async with open_step(shop, run["Wash"], who="lead1", size=(80, 24)) as pilot:
        await press(pilot, "k")
        await settle(pilot)
        assert len(plan_rows(pilot)) == 3
        await type_text(pilot, "came washed")
        shop.work("op2", run["Rinse"])
        await press(pilot, "enter", "enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PlanDialog)
        assert "This has changed since you looked." in dialog_text(pilot)
        assert [row.partition("  ")[0] for row in plan_rows(pilot)] == ["0 Wash", "0.0 Degrease"]
        assert shop.state(run["Wash"]) == "In Progress"
        await press(pilot, "enter", "enter")
        await settle(pilot)
        assert shop.state(run["Wash"]) == "Canceled"
        assert shop.state(run["Rinse"]) == "Completed"
        assert shop.row(models.RunStep, run["Wash"]).state_reason == "came washed"


async def test_a_scan_confirms_no_plan(shop: Workshop) -> None:
    step = shop.run(Step("One"))["One"]
    async with open_step(shop, step, who="lead1") as pilot:
        await press(pilot, "k")
        await settle(pilot)
        await type_text(pilot, "not needed")
        await scan(pilot, "SN-1")
        await settle(pilot)
        assert "SN-1 was not asked for" in dialog_text(pilot)
        assert shop.state(step) == "Todo"


async def test_keys_are_there_only_where_the_state_lets_their_verb_pass(shop: Workshop) -> None:
    step = shop.run(Step("One"))["One"]
    async with open_step(shop, step, who="lead1", size=(240, 36)) as pilot:
        assert "k Skip" in keys_in_bar(pilot)
        assert not [key for key in keys_in_bar(pilot) if key.startswith("r ")]
        shop.start("op1", step)
        shop.hold("op1", step)
        kiosk(pilot).step.refresh_floor()
        await settle(pilot)
        assert "F5 Release" in keys_in_bar(pilot)
        assert not [key for key in keys_in_bar(pilot) if key.startswith("r ")], "once is enough"
        await press(pilot, "r")
        await settle(pilot)
        assert shop.state(step) == "In Progress"


async def test_the_narrow_bar_of_a_stopped_step_has_the_way_back_and_the_lock(shop: Workshop) -> None:
    run = shop.run(Step("One"), Step("Two"))
    shop.work("op1", run["One"])
    async with open_step(shop, run["One"], who="lead1", size=(80, 24)) as pilot:
        assert {"r Reopen", "F1 Help"} <= set(keys_in_bar(pilot))
        assert "F6 Fail" not in keys_in_bar(pilot)


async def test_an_issue_is_opened_on_the_step(shop: Workshop) -> None:
    step = shop.run(Step("One"))["One"]
    shop.start("op1", step)
    async with open_step(shop, step) as pilot:
        await press(pilot, "f9")
        await settle(pilot)
        assert "Issue on 0 One" in dialog_text(pilot)
        await press(pilot, "enter", "enter")
        await settle(pilot)
        assert "An issue needs a title" in dialog_text(pilot)
        await type_text(pilot, "Scratch on the [red] face")
        await press(pilot, "enter")
        await type_text(pilot, "2 cm, near the bore")
        await press(pilot, "enter")
        await settle(pilot)
        assert answer(pilot) == "Issue 1 opened: Scratch on the [red] face."
    issue = shop.row(models.Issue, 1)
    assert (issue.title, issue.description) == ("Scratch on the [red] face", "2 cm, near the bore")
