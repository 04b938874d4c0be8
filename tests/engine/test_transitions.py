"""Every state × verb, walked from the table on a real store: what is legal moves, the rest is refused in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest

from data import models
from ion_tui.engine.answers import Code, Outcome, Refused
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
}
"""What somebody says for each verb that is built, on a step that asks for nothing further."""

AGAIN: Final = {Verb.REWORK, Verb.REOPEN}
"""Verbs that begin another attempt."""

WHO: Final = "admin"
"""Who says it: somebody who may."""

PAIRS: Final = [(verb, state) for verb in SAID for state in State]
LEGAL: Final = [(verb, state) for verb, state in PAIRS if state in TRANSITIONS[verb]]
REFUSED: Final = [(verb, state) for verb, state in PAIRS if state not in TRANSITIONS[verb]]


@pytest.mark.parametrize(("verb", "state"), LEGAL)
def test_a_legal_verb_leads_where_the_table_says(shared_shop: Workshop, verb: Verb, state: State) -> None:
    shop = shared_shop
    step = step_in(shop, state)
    if verb is Verb.COMPLETE:
        shop.install("op1", step, "B4", shop.stock("B4", lot="L3", quantity=1))
    before = shop.view(step).step

    shop.do(WHO, SAID[verb](shop, step))

    after = shop.view(step).step
    assert after.state in TRANSITIONS[verb][state]
    moved = TRANSITIONS[verb][state] != (state,)
    assert after.version == before.version + moved
    assert after.attempt == before.attempt + (verb in AGAIN)


@pytest.mark.parametrize(("verb", "state"), REFUSED)
def test_every_other_pair_is_refused_and_says_the_state_and_a_way_out(
    shared_shop: Workshop, verb: Verb, state: State
) -> None:
    shop = shared_shop
    step = step_in(shop, state)
    said = SAID[verb](shop, step)
    before = shop.row(models.RunStep, step), shop.record_length()

    sentence = shop.refuse(WHO, said, Code.NOT_LEGAL)

    assert sentence.startswith("0 Fit is ")
    assert STATE_WORDS[state] in sentence
    way_out = (
        "check in to it instead" if (verb, state) == (Verb.START, State.IN_PROGRESS) else WAYS_OUT[state]
    )
    assert sentence.endswith(f"; {way_out}.")
    assert (shop.row(models.RunStep, step), shop.record_length()) == before


@pytest.mark.parametrize("state", State)
def test_a_key_is_lit_exactly_where_the_table_allows_its_verb(shared_shop: Workshop, state: State) -> None:
    shop = shared_shop
    step = step_in(shop, state)
    if state is State.IN_PROGRESS:
        shop.install("op1", step, "B4", shop.stock("B4", lot="L3", quantity=1))

    allowed = shop.engine.allowed(Actor(shop.people[WHO], "K1"), step)

    assert {verb for verb, refused in allowed.items() if refused is None} == {
        verb for verb in Verb if state in TRANSITIONS[verb]
    }


@pytest.mark.parametrize(("verb", "state"), PAIRS)
def test_preview_says_what_perform_does(shared_shop: Workshop, verb: Verb, state: State) -> None:
    shop = shared_shop
    step = step_in(shop, state)
    said = SAID[verb](shop, step)
    actor = Actor(shop.people[WHO], "K1")

    plan = shop.engine.preview(actor, said)
    answer = shop.engine.perform(actor, said)

    if isinstance(answer, Refused):
        assert plan == answer
    else:
        assert isinstance(answer, Outcome)
        assert not isinstance(plan, Refused)
        assert [(change.step_id, change.before, change.after) for change in plan.changes] == [
            (step, state, shop.state(step))
        ]


@pytest.mark.parametrize("verb", [verb for verb in SAID if verb in NEEDS_REASON])
@pytest.mark.parametrize("reason", [None, "", "  \t\n"])
def test_a_verb_that_stops_work_asks_for_a_reason(
    shared_shop: Workshop, verb: Verb, reason: str | None
) -> None:
    shop = shared_shop
    step = step_in(shop, next(iter(TRANSITIONS[verb])))
    before = shop.record_length()

    sentence = shop.refuse(WHO, replace(SAID[verb](shop, step), reason=reason), Code.REASON_NEEDED)

    assert "needs a reason in words" in sentence
    assert shop.record_length() == before


def test_a_reason_is_kept_with_the_state_and_no_story(shared_shop: Workshop) -> None:
    shop = shared_shop
    step = step_in(shop, State.IN_PROGRESS)
    sentence = shop.refuse("op1", Hold(step_id=step, reason="x" * 1001), Code.INVALID)
    assert "1001" in sentence

    shop.hold(WHO, step, "  waiting for [red] screws ")

    assert shop.view(step).step.state_reason == "waiting for [red] screws"
    assert "(waiting for [red] screws)" in shop.refuse("op1", Start(step_id=step))


WAITING: Final = [verb for verb in SAID if verb in NEEDS_AVAILABLE]
FREE: Final = [
    verb for verb in SAID if verb not in NEEDS_AVAILABLE and State.IN_PROGRESS in TRANSITIONS[verb]
]


@pytest.mark.parametrize("verb", WAITING)
def test_a_verb_of_work_is_refused_while_the_step_waits(shared_shop: Workshop, verb: Verb) -> None:
    shop = shared_shop
    step = waiting_step(shop, State.TODO if verb is Verb.START else State.IN_PROGRESS)

    sentence = shop.refuse(WHO, SAID[verb](shop, step), Code.NOT_AVAILABLE)

    assert sentence == "1 Fit waits on 0 Weigh, in progress, op2."


@pytest.mark.parametrize("verb", FREE)
def test_a_verb_that_leaves_or_stops_work_is_not(shared_shop: Workshop, verb: Verb) -> None:
    shop = shared_shop
    step = waiting_step(shop, State.IN_PROGRESS)
    shop.do(WHO, SAID[verb](shop, step))


@pytest.mark.parametrize("verb", SAID)
def test_a_closed_run_takes_no_verb(shared_shop: Workshop, verb: Verb) -> None:
    shop = shared_shop
    step = step_in(shop, State.IN_PROGRESS)
    run = shop.view(step).run
    said = SAID[verb](shop, step)
    shop.set(models.Run, run.run_id, closed_at=shop.clock.now())

    sentence = shop.refuse(WHO, said, Code.NOT_LEGAL)

    assert sentence == f"{run.title} is closed; an administrator can reopen it."


@pytest.mark.parametrize("verb", SAID)
def test_a_step_that_is_not_there_is_refused(shared_shop: Workshop, verb: Verb) -> None:
    shop = shared_shop
    said = SAID[verb](shop, step_in(shop, State.IN_PROGRESS))
    gone = replace(said, step_id=999_999)
    assert "not there any more" in shop.refuse(WHO, gone, Code.NOT_FOUND)


def run_of_one_step(shop: Workshop) -> Run:
    """A run of one step that asks for a value, a signature and a part."""
    made = getattr(shop, "one_step", None)
    if made is None:
        made = shop.one_step = shop.procedure(STEP, Step("Beside"))  # type: ignore[attr-defined]
    return shop.run(procedure=made)


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
    made = getattr(shop, "two_steps", None)
    if made is None:
        fit = Step("Fit", after=("Weigh",), fields=STEP.fields, needs=STEP.needs)
        made = shop.two_steps = shop.procedure(Step("Weigh", optional=True), fit)  # type: ignore[attr-defined]
    run = shop.run(procedure=made)
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
