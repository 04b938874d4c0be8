"""Who may say which verb: each asks for exactly one permission, and the engine checks it."""

from __future__ import annotations

from typing import Final

import pytest
from sqlalchemy import insert

from data import models
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.commands import Actor, CheckOut, DeactivateOperator, Start, StartRun
from ion_tui.engine.permissions import VERB_PERMISSIONS, Permission
from ion_tui.engine.states import TRANSITIONS, State, Verb
from tests.engine.test_states import ROLES
from tests.engine.test_transitions import SAID, step_in
from tests.engine.workshop import Step, Workshop, badge_of, pin_of, table


@pytest.mark.parametrize("verb", SAID)
def test_the_verb_s_permission_alone_is_enough(shop: Workshop, verb: Verb) -> None:
    said = SAID[verb](shop, legal_step(shop, verb))
    who = person_with(shop, {VERB_PERMISSIONS[verb]})
    if verb in (Verb.CHECK_OUT, Verb.NOTE):
        check_in_by_force(shop, who, said.step_id)
    shop.do(who, said)


def test_no_other_permission_is_enough_and_nobody_and_who_left_say_nothing(shop: Workshop) -> None:
    left = person_with(shop, set(Permission))
    shop.do("admin", DeactivateOperator(code=left))
    for state in {next(iter(TRANSITIONS[verb])) for verb in SAID}:
        step = step_in(shop, state)
        before = shop.record_length()
        for verb in SAID:
            if state not in TRANSITIONS[verb]:
                continue
            said, needed = SAID[verb](shop, step), VERB_PERMISSIONS[verb]
            who = person_with(shop, set(Permission) - {needed})
            assert shop.refuse(who, said, Code.NOT_PERMITTED) == (
                f"{who} may not {verb} a step: it needs the permission {needed}, which none of their roles has."
            )
            assert shop.refuse(None, said, Code.NOT_PERMITTED) == "Nobody is logged in: scan a badge first."
            assert shop.refuse(left, said, Code.NOT_PERMITTED) == (
                f"{left} ({left}) has been deactivated; ask an administrator."
            )
        assert shop.record_length() == before


HOLDERS: Final = {"op1": "Operator", "lead1": "Lead", "qa1": "Quality", "eng1": "Engineer", "admin": "Admin"}
"""A person of each role; the lead is an operator besides, which adds nothing."""


@pytest.mark.parametrize("verb", Verb)
def test_a_role_may_say_what_the_spec_gives_it(shop: Workshop, verb: Verb) -> None:
    step = legal_step(shop, verb)
    for who, role in HOLDERS.items():
        if verb in (Verb.CHECK_OUT, Verb.NOTE):
            shop.check_in(who, step)
        refused = shop.engine.allowed(Actor(shop.people[who], "K1"), step)[verb]
        may = str(VERB_PERMISSIONS[verb]) in ROLES[role]
        assert (refused is None) is may, role
        assert refused is None or refused.code is Code.NOT_PERMITTED


def test_who_leaves_is_checked_out_of_everything_and_what_they_did_stays(own_shop: Workshop) -> None:
    run = own_shop.run(Step("One"), Step("Two"))
    own_shop.start("op1", run["One"])
    own_shop.start("op1", run["Two"])
    own_shop.check_in("op2", run["Two"])

    own_shop.do("admin", DeactivateOperator(code="op1"))

    assert own_shop.at_work(run["One"]) == []
    assert own_shop.at_work(run["Two"]) == ["op2"]
    assert [row.checked_out_at is None for row in own_shop.rows(models.LaborSession)] == [False, False, True]
    assert [row.step for row in own_shop.engine.reads.my_sessions(own_shop.people["op1"])] == [
        "1 Two",
        "0 One",
    ]


def test_the_last_administrator_cannot_leave(own_shop: Workshop) -> None:
    sentence = own_shop.refuse("admin", DeactivateOperator(code="admin"), Code.CONFLICT)
    assert sentence == "Administrator is the last administrator; make another one first."


@pytest.mark.parametrize(
    ("who", "may"),
    [("op1", False), ("qa1", False), ("eng1", False), ("lead1", True), ("admin", True)],
)
def test_starting_runs_is_for_leads_and_administrators(shop: Workshop, who: str, *, may: bool) -> None:
    answer = shop.say(who, StartRun(procedure_id=shop.procedure(Step("One")), serial=f"SN-of-{who}"))
    assert isinstance(answer, Refused) is not may
    if isinstance(answer, Refused):
        assert answer.code is Code.NOT_PERMITTED
        assert "CreateRun" in answer.sentence


@pytest.mark.parametrize(
    ("who", "may"),
    [("op2", False), ("qa1", False), ("eng1", False), ("lead1", True), ("admin", True)],
)
def test_checking_somebody_else_out_is_for_who_may_change_sessions(
    shop: Workshop, who: str, *, may: bool
) -> None:
    step = step_in(shop, State.IN_PROGRESS)
    said = CheckOut(step_id=step, operator_id=shop.people["op1"], reason="went home")
    if may:
        shop.do(who, said)
        assert shop.at_work(step) == ["admin"]
    else:
        assert "UpdateSession" in shop.refuse(who, said, Code.NOT_PERMITTED)
        assert shop.at_work(step) == ["op1", "admin"]


def test_an_actor_who_is_nobody_is_treated_as_nobody(shop: Workshop) -> None:
    step = shop.run(Step("One"))["One"]
    answer = shop.engine.perform(Actor(9999, "K1"), Start(step_id=step))
    assert isinstance(answer, Refused)
    assert answer.code is Code.NOT_PERMITTED


def legal_step(shop: Workshop, verb: Verb) -> int:
    """A step to which the verb may be said as far as states go, with nothing missing where it is to be completed."""
    step = step_in(shop, next(iter(TRANSITIONS[verb])))
    if verb is Verb.COMPLETE:
        shop.install("op1", step, "B4", shop.stock("B4", lot="L3", quantity=1))
    return step


def person_with(shop: Workshop, permissions: set[Permission]) -> str:
    """Somebody new who holds these permissions by a role of their own."""
    code = f"p{len(shop.people)}"
    with shop.store.write() as tx:
        role = tx.execute(insert(table(models.Role)).values(name=code)).inserted_primary_key
        assert role is not None
        for permission in permissions:
            grant = {"role_id": role[0], "permission": str(permission)}
            tx.execute(insert(table(models.RolePermission)).values(**grant))
        person = {"code": code, "name": code, "badge": badge_of(code), "pin_hash": "plain:0000"}
        made = tx.execute(insert(table(models.Operator)).values(**person)).inserted_primary_key
        assert made is not None
        holds = {"operator_id": made[0], "role_id": role[0]}
        tx.execute(insert(table(models.OperatorRole)).values(**holds))
    shop.people = {**shop.people, code: made[0]}
    return code


def check_in_by_force(shop: Workshop, who: str, step: int) -> None:
    """Check somebody in who may not do it themselves."""
    with shop.store.write() as tx:
        session = {"operator_id": shop.people[who], "kiosk_id": 1, "checked_in_at": shop.clock.now()}
        made = tx.execute(insert(table(models.LaborSession)).values(**session)).inserted_primary_key
        assert made is not None
        covered = {
            "session_id": made[0],
            "run_step_id": step,
            "operator_id": shop.people[who],
            "attempt": 1,
            "started_at": shop.clock.now(),
        }
        tx.execute(insert(table(models.SessionStep)).values(**covered))


def test_pins_of_the_workshop_differ() -> None:
    assert len({pin_of(code) for code in HOLDERS}) == len(HOLDERS)
