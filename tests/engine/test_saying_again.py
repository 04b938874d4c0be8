"""Stories of saying things twice, too late, or against a plan: keys, versions and confirmed plans."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Final

import pytest

from data import models
from ion_tui.engine.answers import Code, Outcome, Plan, Refused
from ion_tui.engine.commands import (
    AddNote,
    CheckIn,
    CheckOut,
    Command,
    Complete,
    Credentials,
    Fail,
    Hold,
    LogIn,
    Release,
    Start,
    StartRun,
    StepCommand,
)
from ion_tui.engine.core import Engine
from tests.engine.workshop import Field, Need, Step, Workshop, pin_of

WHOLE: Final = Step(
    "Fit",
    fields=(Field("Play"), Field("By", "signoff", role="Operator", required=False)),
    needs=(Need("B4", 2),),
)


def prepared(shop: Workshop) -> int:
    """A step that op1 works, with what there is to do on it."""
    run = shop.run(WHOLE)
    shop.start("op1", run["Fit"])
    return run["Fit"]


REPEATED: Final[dict[str, Callable[[Workshop, int], Command]]] = {
    "start": lambda shop, _: Start(step_id=shop.run(WHOLE)["Fit"]),
    "check in": lambda _, step: CheckIn(step_id=step),
    "check out": lambda _, step: CheckOut(step_id=step),
    "record": lambda shop, step: shop.recording(step, "Play", "0.3"),
    "sign": lambda shop, step: shop.signing(step, "By", "op1"),
    "note": lambda _, step: AddNote(step_id=step, text="tight"),
    "install": lambda shop, step: shop.installing(step, "B4", shop.stock("B4", lot="L", quantity=9), 1),
    "hold": lambda _, step: Hold(step_id=step, reason="no parts"),
    "fail": lambda _, step: Fail(step_id=step, reason="bent"),
    "start run": lambda shop, _: StartRun(procedure_id=shop.procedure(Step("Look")), serial="AGAIN"),
}


class TestKeys:
    """Repeating a key changes nothing and answers as the first time did."""

    @pytest.mark.parametrize("what", REPEATED)
    def test_the_same_key_again_answers_the_same_and_changes_nothing(self, shop: Workshop, what: str) -> None:
        who = "lead1" if what == "start run" else "op1"
        said = REPEATED[what](shop, prepared(shop))
        first = shop.do(who, said)
        before = shop.everything()
        shop.pass_time(minutes=1)

        again = shop.do(who, said)

        assert again == replace(first, replayed=True)
        assert not first.replayed
        assert shop.everything() == before

    def test_it_does_so_after_whatever_happened_since(self, shop: Workshop) -> None:
        step = prepared(shop)
        said = Hold(step_id=step, reason="no parts")
        first = shop.do("op1", said)
        shop.release("op1", step)
        shop.check_in("op1", step)

        again = shop.do("op1", said)

        assert (again.sentence, again.command_id, again.replayed) == (first.sentence, first.command_id, True)
        assert shop.state(step) == "In Progress"
        assert shop.at_work(step) == ["op1"]

    @pytest.mark.parametrize("change", [{"reason": "something else"}, {"step_id": 1}, {"seen_version": 9}])
    def test_a_key_belongs_to_what_was_said_with_it(
        self, shop: Workshop, change: dict[str, str | int]
    ) -> None:
        step = prepared(shop)
        said = Hold(step_id=step, reason="no parts")
        shop.do("op1", said)
        before = shop.everything()
        other = replace(said, **change)  # type: ignore[arg-type]
        sentence = shop.refuse("op1", other, Code.KEY_REUSED)
        assert sentence == "This key belongs to another command; nothing was done."
        shop.refuse("op1", Release(step_id=step, key=said.key), Code.KEY_REUSED)
        assert shop.everything() == before

    def test_a_key_belongs_to_who_said_it(self, shop: Workshop) -> None:
        step = prepared(shop)
        said = CheckIn(step_id=step)
        shop.do("op1", said)
        shop.refuse("op2", said, Code.KEY_REUSED)
        assert shop.at_work(step) == ["op1"]

    def test_another_pin_repeats_nothing(self, own_shop: Workshop) -> None:
        log_in = LogIn(credentials=Credentials(code="op1", pin=pin_of("op1")))
        first = own_shop.do(None, log_in)
        assert own_shop.do(None, log_in) == replace(first, replayed=True)
        guessed = replace(log_in, credentials=Credentials(code="op1", pin="9999"))
        own_shop.refuse(None, guessed, Code.NOT_IDENTIFIED)

    def test_what_was_refused_was_not_said(self, shop: Workshop) -> None:
        run = shop.run(Step("One"), Step("Two", after=("One",)))
        said = Start(step_id=run["Two"])
        shop.refuse("op1", said)
        shop.work("op1", run["One"])
        shop.do("op1", said)

    def test_two_who_say_the_same_key_at_once_do_it_once(self, shop: Workshop) -> None:
        step = prepared(shop)
        said = Hold(step_id=step, reason="no parts")
        answers = at_once(shop, [("op1", said)] * 4)
        outcomes = [answer for answer in answers if isinstance(answer, Outcome)]
        assert len(outcomes) == 4
        assert sorted(outcome.replayed for outcome in outcomes) == [False, True, True, True]
        assert len({(outcome.command_id, outcome.sentence) for outcome in outcomes}) == 1
        assert len(shop.rows(models.Command, key=said.key)) == 1

    def test_also_where_it_makes_something(self, shop: Workshop) -> None:
        said = StartRun(procedure_id=shop.procedure(Step("Look")), serial="ONCE")
        answers = at_once(shop, [("lead1", said)] * 3)
        assert len({answer.made["run"] for answer in answers if isinstance(answer, Outcome)}) == 1
        assert len(shop.rows(models.Inventory, serial="ONCE")) == 1


class TestVersions:
    """A verb says which version it saw; a stale one is refused with who changed it, when and to what."""

    CHANGES: Final[dict[str, tuple[str, str, Callable[[int], StepCommand]]]] = {
        "started": ("Todo", "In Progress", lambda step: Start(step_id=step)),
        "held": ("In Progress", "Hold", lambda step: Hold(step_id=step, reason="no parts")),
        "released": ("Hold", "In Progress", lambda step: Release(step_id=step)),
        "failed": ("In Progress", "Failed", lambda step: Fail(step_id=step, reason="bent")),
        "completed": ("In Progress", "Completed", lambda step: Complete(step_id=step)),
    }

    @pytest.mark.parametrize("change", CHANGES)
    def test_a_stale_verb_says_who_when_and_to_what(self, shop: Workshop, change: str) -> None:
        before, after, said = self.CHANGES[change]
        step = shop.run(Step("Fit"))["Fit"]
        if before != "Todo":
            shop.start("op1", step)
        if before == "Hold":
            shop.hold("op1", step)
        seen = shop.view(step).step.version
        shop.pass_time(minutes=5)
        shop.do("op2", said(step))

        for stale in (Start, CheckIn, CheckOut, Complete, Release):
            sentence = shop.refuse("op1", stale(step_id=step, seen_version=seen), Code.STALE)
            assert "Operator Two (op2)" in sentence
            assert "08:05" in sentence
            assert f"now {after}" in sentence
            assert "0 Fit" in sentence

    def test_who_looks_again_may_say_it(self, shop: Workshop) -> None:
        step = shop.run(Step("Fit"))["Fit"]
        shop.start("op2", step)
        shop.do("op1", CheckIn(step_id=step, seen_version=shop.view(step).step.version))

    def test_yesterday_is_said_with_its_date(self, shop: Workshop) -> None:
        step = shop.run(Step("Fit"))["Fit"]
        seen = shop.view(step).step.version
        shop.start("op2", step)
        shop.pass_time(days=1)
        assert "24 Nov 08:00" in shop.refuse("op1", Start(step_id=step, seen_version=seen), Code.STALE)

    def test_what_happens_upstream_does_not_make_a_step_stale(self, shop: Workshop) -> None:
        run = shop.run(Step("One"), Step("Two", after=("One",)))
        seen = shop.view(run["Two"]).step.version
        shop.work("op2", run["One"])
        shop.do("op1", Start(step_id=run["Two"], seen_version=seen))

    def test_sessions_and_notes_do_not_either(self, shop: Workshop) -> None:
        step = prepared(shop)
        seen = shop.view(step).step.version
        shop.check_in("op2", step)
        shop.note("op2", step, "tight")
        shop.check_out("op2", step)
        shop.do("op1", Hold(step_id=step, reason="no parts", seen_version=seen))


class TestPlans:
    """A command that was confirmed against a plan is carried out only while the plan is true."""

    def test_the_plan_that_was_confirmed_is_carried_out(self, shop: Workshop) -> None:
        step = prepared(shop)
        plan = shop.preview("op1", Hold(step_id=step, reason="no parts"))
        assert isinstance(plan, Plan)
        shop.do("op1", Hold(step_id=step, reason="no parts", confirmed=plan.fingerprint))

    def test_one_that_has_changed_is_shown_again_and_nothing_is_done(self, shop: Workshop) -> None:
        step = shop.run(Step("Fit"))["Fit"]
        plan = shop.preview("op1", Hold(step_id=step, reason="no parts"))
        assert isinstance(plan, Plan)
        shop.start("op2", step)
        before = shop.everything()

        answer = shop.say("op1", Hold(step_id=step, reason="no parts", confirmed=plan.fingerprint))

        assert isinstance(answer, Plan)
        assert answer.fingerprint != plan.fingerprint
        assert [change.before for change in answer.changes] == ["In Progress"]
        assert shop.everything() == before
        shop.do("op1", Hold(step_id=step, reason="no parts", confirmed=answer.fingerprint))

    def test_a_preview_changes_nothing(self, shop: Workshop) -> None:
        step = prepared(shop)
        every = [said(shop, step) for said in REPEATED.values()]
        before = shop.everything()
        for said in every:
            shop.preview("lead1", said)
        assert shop.everything() == before


def at_once(shop: Workshop, said: list[tuple[str, Command]]) -> list[Outcome | Refused | Plan]:
    """Say all of it at the same moment, each from a kiosk of its own."""
    ready = Barrier(len(said))

    def say(number: int) -> Outcome | Refused | Plan:
        who, command = said[number]
        engine = Engine(shop.store, clock=shop.clock, hasher=shop.engine.hasher)
        ready.wait(timeout=30)
        return Workshop(engine, shop.clock, shop.people).say(who, command, kiosk=f"K{number}")

    with ThreadPoolExecutor(len(said)) as pool:
        return list(pool.map(say, range(len(said))))
