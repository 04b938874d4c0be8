"""A plan to agree to, and the same as a receipt."""

from __future__ import annotations

from typing import Any

import pytest

from ion_tui.engine.answers import Code, Plan, Refused, Skipped, StepChange
from ion_tui.engine.states import State
from screens.dialogs.plan import Confirmed, PlanDialog, Planned
from screens.dialogs.plan_lines import counted, plan_lines, render_plan_line
from tests.screens.hands import press, scan, type_text
from tests.screens.widgets.stage import Stage, ask, screen_text

HELD = "2 Start the [red] pivot is on hold (no screws): it cannot be signed off; release it first."
PLAN = Plan(
    changes=tuple(
        StepChange(number, number, "2 Start", State.IN_PROGRESS, State.COMPLETED, f"RB-{number:04}")
        for number in range(1, 13)
    ),
    skipped=(
        Skipped(21, 21, "2 Start", Refused(Code.NOT_LEGAL, HELD), "RB-0021"),
        Skipped(22, 22, "2 Start", Refused(Code.BLOCKED, "Play has no value."), "RB-0022"),
    ),
    warnings=("3 Attach (in progress) keeps the state, and cannot be recorded until 2 is completed again.",),
)
SMALL = Plan((StepChange(1, 1, "0 Wash", State.FAILED, State.TODO, "RB-0001"),))


def seen(app: Stage) -> str:
    """What is on the screen."""
    return "\n".join(screen_text(app))


async def test_it_says_what_changes_what_does_not_and_what_to_beware_of() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(app, pilot, PlanDialog(Planned("Sign off 2 Start", PLAN, confirm="Sign off")))
        text = seen(app)
        assert "Sign off 2 Start" in text
        assert "12 steps change, 2 do not" in text
        assert "RB-0001 · 2 Start" in text
        assert "● In progress → ✔ Completed" in text
        assert "! 3 Attach (in progress) keeps the state" in text
        assert "Cancel" in text, "the buttons are in sight"


async def test_a_skipped_step_says_its_whole_reason_under_the_cursor() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(app, pilot, PlanDialog(Planned("Sign off", PLAN)))
        await press(pilot, "end", "up")
        await pilot.pause()
        assert " ".join(HELD.split()) in " ".join(seen(app).replace("│", " ").split())


async def test_enter_confirms_a_plan_that_asks_nothing() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, PlanDialog(Planned("Restore 0 Wash", SMALL)))
        await press(pilot, "enter")
        assert answers == [Confirmed(SMALL.fingerprint)]


async def test_the_reason_is_asked_beside_the_plan_and_the_arrows_still_go_through_it() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = PlanDialog(Planned("Rework", PLAN, asks_reason=True))
        answers = await ask(app, pilot, dialog)
        await type_text(pilot, "new rod")
        await press(pilot, "down", "down", "pagedown")
        assert dialog.steps.cursor is not None
        assert dialog.steps.cursor > 2
        await press(pilot, "enter")
        assert answers == [Confirmed(PLAN.fingerprint, "new rod")]


async def test_without_the_reason_it_stays() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, PlanDialog(Planned("Rework", SMALL, asks_reason=True)))
        await press(pilot, "enter")
        assert answers == []
        assert app.bells == 1
        assert "Reason: say in a few words why." in seen(app)


@pytest.mark.parametrize("asks_reason", [False, True])
async def test_where_it_is_dangerous_one_enter_is_not_enough(asks_reason: bool) -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        planned = Planned("Skip", SMALL, confirm="Skip it", asks_reason=asks_reason, danger=True)
        answers = await ask(app, pilot, PlanDialog(planned, reason="late" if asks_reason else ""))
        await press(pilot, "enter")
        assert answers == []
        assert "Enter again: Skip it." in seen(app)
        await press(pilot, "enter")
        assert answers == [Confirmed(SMALL.fingerprint, "late" if asks_reason else None)]


async def test_shown_again_it_says_that_it_has_changed_and_keeps_the_reason() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = PlanDialog(Planned("Skip", SMALL, asks_reason=True), reason="late", has_changed=True)
        answers = await ask(app, pilot, dialog)
        assert "This has changed since you looked." in seen(app)
        assert app.bells == 1
        await press(pilot, "enter")
        assert answers == [Confirmed(SMALL.fingerprint, "late")]


async def test_a_receipt_tells_it_as_done_and_is_only_closed() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, PlanDialog.receipt("Signed off 2 Start", PLAN))
        text = seen(app)
        assert "12 steps changed, 2 did not" in text
        assert "Changed 12" in text
        assert "Close" in text
        await press(pilot, "enter")
        assert answers == [None]


async def test_neither_a_scan_nor_esc_confirms() -> None:
    app = Stage()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, PlanDialog(Planned("Restore", SMALL)))
        await scan(pilot, "RB-0001")
        assert answers == []
        await press(pilot, "escape")
        assert answers == [None]


@pytest.mark.parametrize(
    ("plan", "is_done", "said"),
    [
        (SMALL, False, "1 step changes"),
        (SMALL, True, "1 step changed"),
        (PLAN, False, "12 steps change, 2 do not"),
        (Plan((), PLAN.skipped[:1]), False, "0 steps change, 1 does not"),
    ],
)
def test_it_counts(plan: Plan, is_done: bool, said: str) -> None:
    assert counted(plan, is_done=is_done) == said


def test_a_state_that_stays_is_told_once() -> None:
    plan = Plan((StepChange(1, 1, "0 Wash", State.IN_PROGRESS, State.IN_PROGRESS),))
    (line,) = render_plan_line(plan_lines(plan)[0], 40, False)
    assert line.plain.split() == ["0", "Wash", "●", "In", "progress"]


SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=("80x24", "120x36"))
LOOKS = {
    "batch": lambda: PlanDialog(Planned("Sign off 2 Start", PLAN, confirm="Sign off")),
    "asks": lambda: PlanDialog(
        Planned("Reopen 2 Start", PLAN, ("Checks out OP1.",), "Reopen", asks_reason=True, danger=True),
        reason="wrong torque",
        has_changed=True,
    ),
    "small": lambda: PlanDialog(Planned("Rework 0 Wash", SMALL, confirm="Rework", asks_reason=True)),
    "receipt": lambda: PlanDialog.receipt("Signed off 2 Start", PLAN),
}


@SIZES
@pytest.mark.parametrize("look", LOOKS)
def test_look(snap_compare: Any, look: str, size: tuple[int, int]) -> None:
    app = Stage()

    async def opened(pilot: Any) -> None:
        pilot.app.push_screen(LOOKS[look]())
        await pilot.pause()
        if look == "batch":
            await press(pilot, "end")
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=opened)
