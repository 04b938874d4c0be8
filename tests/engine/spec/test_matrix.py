"""State × verb × role, walked whole from the tables: what they allow is carried out, the rest refused in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import pytest

from data import models
from ion_tui.engine.answers import Code
from ion_tui.engine.commands import AcceptDeviation, Approve, ReceiveBack, SendOut, StepCommand
from ion_tui.engine.permissions import ROLE_PERMISSIONS, VERB_PERMISSIONS
from ion_tui.engine.states import STATE_WORDS, TRANSITIONS, State, Verb
from tests.engine.fixtures import OpenStore, open_workshop
from tests.engine.suppliers import order_line
from tests.engine.test_permissions import HOLDERS
from tests.engine.test_transitions import SAID, step_in
from tests.engine.workshop import Field, Step, Workshop

TIGHT: Final = Field("Play", more={"unit": "mm", "maximum": Decimal(0)})


def _gate_of(shop: Workshop, step: int, who: str) -> int:
    return next(gate.gate_id for gate in shop.view(step).gates if gate.role == HOLDERS[who])


JUDGED: Final[Mapping[Verb, Callable[[Workshop, int, str], StepCommand]]] = {
    Verb.APPROVE: lambda shop, step, who: Approve(step_id=step, gate_id=_gate_of(shop, step, who)),
    Verb.ACCEPT: lambda shop, step, _: AcceptDeviation(
        step_id=step, field_id=shop.field(step, "Play").field_id, reason="turns freely"
    ),
    Verb.SEND: lambda _, step, __: SendOut(step_id=step, quantity=None),
    Verb.RECEIVE: lambda _, step, __: ReceiveBack(step_id=step, quantity=None),
}
"""What is said to a step with a gate for every role, a reading out of range, and units at a supplier."""

VERBS: Final = (*SAID, *JUDGED)


def judged_in(shop: Workshop, state: State) -> int:
    """Such a step, in a state."""
    outside = {"is_outside": True, "purchase_order_line_id": order_line(shop)}
    gates = tuple((role, 1) for role in ROLE_PERMISSIONS)
    made = shop.procedure(Step("Coat", fields=(TIGHT,), gates=gates, more=outside), Step("Beside"), part=None)
    unit = shop.stock("PLATE", lot=f"PL-{shop.number()}", quantity=12)
    step = shop.run(procedure=made, inventory_id=unit)["Coat"]
    shop.start("op1", step)
    shop.record("op1", step, "Play", "0.2")
    shop.do("op1", SendOut(step_id=step, quantity=shop.row(models.Inventory, unit).quantity / 3))
    if state is not State.IN_PROGRESS:
        shop.put(step, state)
    return step


def made_for(shop: Workshop, verb: Verb, state: State) -> int:
    """A step in a state, with what the verb is about on it."""
    return judged_in(shop, state) if verb in JUDGED else step_in(shop, state)


def saying(shop: Workshop, verb: Verb, step: int, who: str) -> StepCommand:
    """The verb said to a step."""
    return JUDGED[verb](shop, step, who) if verb in JUDGED else SAID[verb](shop, step)


@dataclass(frozen=True)
class Steps:
    """A workshop with a step of each kind in every state, to which nothing happens: what is said there is refused."""

    shop: Workshop
    plain: Mapping[State, int]
    judged: Mapping[State, int]


@pytest.fixture(scope="module")
def steps(sqlite_site: OpenStore) -> Iterator[Steps]:
    """The rules are the same on every kind of store; this one is the fast one."""
    with sqlite_site() as store:
        shop = open_workshop(store)
        yield Steps(
            shop,
            {state: step_in(shop, state) for state in State},
            {state: judged_in(shop, state) for state in State},
        )


def test_every_verb_that_can_be_said_is_walked() -> None:
    said = {command.step_verb for command in StepCommand.__subclasses__()}
    assert said == set(VERBS)
    assert set(Verb) - said == {Verb.CLOSE_REDLINE}
    assert set(HOLDERS.values()) == set(ROLE_PERMISSIONS)


@pytest.mark.parametrize("verb", VERBS)
def test_who_may_not_and_where_it_is_not_legal_is_refused_and_nothing_happens(
    steps: Steps, verb: Verb
) -> None:
    shop, there = steps.shop, steps.judged if verb in JUDGED else steps.plain
    for state in State:
        step = there[state]
        before = shop.row(models.RunStep, step), shop.record_length()
        for who, role in HOLDERS.items():
            may, legal = VERB_PERMISSIONS[verb] in ROLE_PERMISSIONS[role], state in TRANSITIONS[verb]
            if may and legal:
                continue
            said = saying(shop, verb, step, who)
            sentence = shop.refuse(who, said, Code.NOT_LEGAL if may else Code.NOT_PERMITTED)
            if may:
                assert f" is {STATE_WORDS[state]}" in sentence, (state, role)
            else:
                assert f"may not {verb} a step: it needs the permission {VERB_PERMISSIONS[verb]}" in sentence
        assert (shop.row(models.RunStep, step), shop.record_length()) == before, state


@pytest.mark.parametrize("verb", VERBS)
def test_whoever_may_does_it_wherever_it_is_legal(steps: Steps, verb: Verb) -> None:
    shop = steps.shop
    for state, targets in TRANSITIONS[verb].items():
        for who, role in HOLDERS.items():
            if VERB_PERMISSIONS[verb] not in ROLE_PERMISSIONS[role]:
                continue
            step = made_for(shop, verb, state)
            if verb in (Verb.CHECK_OUT, Verb.NOTE):
                shop.check_in(who, step)
            if verb is Verb.COMPLETE:
                shop.install("op1", step, "B4", shop.stock("B4", lot="L3", quantity=1))
            outcome = shop.do(who, saying(shop, verb, step, who))
            assert outcome.changed == 1, (state, role)
            assert shop.state(step) in targets, (state, role)
