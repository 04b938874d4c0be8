"""Every state × verb, walked from the table on a real store: what is legal moves, the rest is refused in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest

from data import models
from ion_tui.engine.answers import Code, Plan, Refused
from ion_tui.engine.commands import (
    Actor,
    AddNote,
    Cancel,
    CheckIn,
    CheckOut,
    Complete,
    Fail,
    Hold,
    RaiseIssue,
    Record,
    Release,
    Reopen,
    Restore,
    Rework,
    Start,
    StepCommand,
    Uninstall,
)
from ion_tui.engine.redlines.commands import OpenRedline
from ion_tui.engine.states import (
    NEEDS_AVAILABLE,
    NEEDS_REASON,
    STATE_WORDS,
    TRANSITIONS,
    WAYS_OUT,
    State,
    Verb,
)
from tests.engine.workshop import Field, Need, Run, Step, Workshop

STEP: Final = Step(
    "Fit",
    fields=(Field("Play", more={"unit": "mm"}), Field("Seen by", "signoff", required=False, role="Quality")),
    needs=(Need("B4", 2),),
)

SAID: Final[dict[Verb, Callable[[Workshop, int], StepCommand]]] = {
    Verb.START: lambda _, step: Start(step_id=step),
    Verb.CHECK_IN: lambda _, step: CheckIn(step_id=step),
    Verb.CHECK_OUT: lambda _, step: CheckOut(step_id=step),
    Verb.RECORD: lambda shop, step: Record(
        step_id=step, field_id=shop.field(step, "Play").field_id, text="0.3"
    ),
    Verb.SIGN: lambda shop, step: shop.signing(step, "Seen by", "qa1"),
    Verb.NOTE: lambda _, step: AddNote(step_id=step, text="Tight."),
    Verb.INSTALL: lambda shop, step: shop.installing(step, "B4", shop.stock("B4", lot="L2", quantity=5), 1),
    Verb.UNINSTALL: lambda shop, step: Uninstall(step_id=step, installation_id=installed(shop, step)),
    Verb.RAISE_ISSUE: lambda _, step: RaiseIssue(step_id=step, title="A scratch"),
    Verb.COMPLETE: lambda _, step: Complete(step_id=step),
    Verb.HOLD: lambda _, step: Hold(step_id=step, reason="no parts"),
    Verb.RELEASE: lambda _, step: Release(step_id=step),
    Verb.FAIL: lambda _, step: Fail(step_id=step, reason="bent"),
    Verb.REWORK: lambda _, step: Rework(step_id=step, reason="straightened"),
    Verb.CANCEL: lambda _, step: Cancel(step_id=step, reason="not needed"),
    Verb.RESTORE: lambda _, step: Restore(step_id=step, reason="needed after all"),
    Verb.REOPEN: lambda _, step: Reopen(step_id=step, reason="a scratch"),
    Verb.REDLINE: lambda _, step: OpenRedline(step_id=step, reason="the drawing is old"),
}
"""What somebody says for each verb that is built, on a step that asks for nothing further."""

AGAIN: Final = {Verb.REWORK, Verb.REOPEN}
"""Verbs that begin another attempt."""

WHO: Final = "admin"
"""Who says it: somebody who may."""

LEGAL: Final = [(verb, state) for verb in SAID for state in State if state in TRANSITIONS[verb]]
"""Every pair of a verb that is built and a state that it may be said in."""


@pytest.mark.parametrize(("verb", "state"), LEGAL)
def test_a_legal_verb_leads_where_the_table_says_and_the_preview_said(
    shop: Workshop, verb: Verb, state: State
) -> None:
    step = step_in(shop, state)
    if verb is Verb.COMPLETE:
        shop.install("op1", step, "B4", shop.stock("B4", lot="L3", quantity=1))
    said = SAID[verb](shop, step)
    before = shop.row(models.RunStep, step)

    plan = shop.preview(WHO, said)
    shop.do(WHO, said)

    after = shop.row(models.RunStep, step)
    assert after.state in TRANSITIONS[verb][state]
    moved = TRANSITIONS[verb][state] != (state,)
    assert after.version == before.version + moved
    assert after.attempt == before.attempt + (verb in AGAIN)
    assert isinstance(plan, Plan)
    assert [(change.step_id, change.before, change.after) for change in plan.changes] == [
        (step, state, after.state)
    ]


@pytest.mark.parametrize("state", State)
def test_every_other_verb_is_refused_and_says_the_state_and_a_way_out(shop: Workshop, state: State) -> None:
    step = step_in(shop, state)
    others = {verb: said(shop, step) for verb, said in SAID.items() if state not in TRANSITIONS[verb]}
    before = shop.row(models.RunStep, step), shop.record_length()

    for verb, said in others.items():
        sentence = shop.refuse(WHO, said, Code.NOT_LEGAL)
        assert sentence.startswith(f"0 Fit is {STATE_WORDS[state]}"), verb
        is_started = (verb, state) == (Verb.START, State.IN_PROGRESS)
        way_out = "check in to it instead" if is_started else WAYS_OUT[state]
        assert sentence.endswith(f"; {way_out}."), verb
        assert shop.preview(WHO, said) == Refused(Code.NOT_LEGAL, sentence), verb

    assert (shop.row(models.RunStep, step), shop.record_length()) == before


@pytest.mark.parametrize("state", State)
def test_a_key_is_lit_exactly_where_the_table_allows_its_verb(shop: Workshop, state: State) -> None:
    step = step_in(shop, state)
    if state is State.IN_PROGRESS:
        shop.install("op1", step, "B4", shop.stock("B4", lot="L3", quantity=1))

    allowed = shop.engine.allowed(Actor(shop.people[WHO], "K1"), step)

    assert {verb for verb, refused in allowed.items() if refused is None} == {
        verb for verb in Verb if state in TRANSITIONS[verb]
    }


@pytest.mark.parametrize("verb", [verb for verb in SAID if verb in NEEDS_REASON])
def test_a_verb_that_undoes_or_stops_work_asks_for_a_reason(shop: Workshop, verb: Verb) -> None:
    said = SAID[verb](shop, step_in(shop, next(iter(TRANSITIONS[verb]))))
    before = shop.record_length()
    for reason in (None, "", "  \t\n"):
        sentence = shop.refuse(WHO, replace(said, reason=reason), Code.REASON_NEEDED)
        assert "needs a reason in words" in sentence
    assert shop.record_length() == before


def test_a_reason_is_kept_with_the_state_and_is_no_story(shop: Workshop) -> None:
    step = step_in(shop, State.IN_PROGRESS)
    sentence = shop.refuse("op1", Hold(step_id=step, reason="x" * 1001), Code.INVALID)
    assert "1001" in sentence

    shop.hold(WHO, step, "  waiting for [red] screws ")

    assert shop.view(step).step.state_reason == "waiting for [red] screws"
    assert "(waiting for [red] screws)" in shop.refuse("op1", Start(step_id=step))


def test_a_verb_of_work_is_refused_while_the_step_waits(shop: Workshop) -> None:
    step, todo = waiting_step(shop, State.IN_PROGRESS), waiting_step(shop, State.TODO)
    for verb in set(SAID) & NEEDS_AVAILABLE:
        said = SAID[verb](shop, todo if verb is Verb.START else step)
        sentence = shop.refuse(WHO, said, Code.NOT_AVAILABLE)
        assert sentence == "1 Fit waits on 0 Weigh, in progress, op2.", verb


@pytest.mark.parametrize(
    "verb",
    [verb for verb in SAID if verb not in NEEDS_AVAILABLE and State.IN_PROGRESS in TRANSITIONS[verb]],
)
def test_a_verb_that_leaves_or_stops_work_is_not(shop: Workshop, verb: Verb) -> None:
    step = waiting_step(shop, State.IN_PROGRESS)
    shop.do(WHO, SAID[verb](shop, step))


def test_a_closed_run_takes_no_verb(shop: Workshop) -> None:
    step = step_in(shop, State.IN_PROGRESS)
    run = shop.view(step).run
    every = [said(shop, step) for said in SAID.values()]
    shop.set(models.Run, run.run_id, closed_at=shop.clock.now())
    for said in every:
        sentence = shop.refuse(WHO, said, Code.NOT_LEGAL)
        assert sentence == f"{run.title} is closed; an administrator can reopen it.", said


def test_a_step_that_is_not_there_is_refused(shop: Workshop) -> None:
    step = step_in(shop, State.IN_PROGRESS)
    for said in SAID.values():
        gone = replace(said(shop, step), step_id=999_999)
        assert "not there any more" in shop.refuse(WHO, gone, Code.NOT_FOUND), gone


def run_of_one_step(shop: Workshop) -> Run:
    """A run of one step that asks for a value, a signature and a part."""
    return shop.run(STEP, Step("Beside"))


def step_in(shop: Workshop, state: State) -> int:
    """A step in a state, by the verbs that lead there where they are built; both who work it are checked in."""
    step = run_of_one_step(shop)["Fit"]
    if state is State.REDLINE:
        shop.put(step, state)
    elif state is State.CANCELED:
        shop.do(WHO, Cancel(step_id=step, reason="not needed"))
    elif state is not State.TODO:
        shop.start("op1", step)
        shop.check_in(WHO, step)
        shop.record("op1", step, "Play", "0.2")
        shop.install("op1", step, "B4", shop.stock("B4", lot="L1", quantity=10), 1)
        if state is State.HOLD:
            shop.hold("op1", step)
        elif state is State.FAILED:
            shop.fail("op1", step)
        elif state is State.COMPLETED:
            shop.install("op1", step, "B4", shop.stock("B4", lot="L1", quantity=10), 1)
            shop.complete("op1", step)
    return step


def waiting_step(shop: Workshop, state: State) -> int:
    """A step that an optional step, started later, keeps from being worked."""
    fit = Step("Fit", after=("Weigh",), fields=STEP.fields, needs=STEP.needs)
    run = shop.run(Step("Weigh", optional=True), fit)
    if state is State.IN_PROGRESS:
        shop.start("op1", run["Fit"])
        shop.check_in(WHO, run["Fit"])
        shop.install("op1", run["Fit"], "B4", shop.stock("B4", lot="L1", quantity=10), 1)
    shop.start("op2", run["Weigh"])
    return run["Fit"]


def installed(shop: Workshop, step: int) -> int:
    """The first installation at a step, or one that is nowhere."""
    installs = shop.need(step, "B4").installs
    return installs[0].installation_id if installs else 0
