"""Roles and operators, brought to what a file says; PINs only given."""

import json

import pytest
from sqlalchemy import select

from data import models
from data.models import table
from ion_tui.engine.answers import Outcome
from ion_tui.engine.commands import Actor, DeactivateOperator, LogIn, SetPin
from tests.engine.site_import.site_files import entries, imported, refused, rows, saying, section
from tests.rover import KIOSK, Rover

OPERATOR = table(models.Operator)


def test_a_person_changes_and_keeps_their_pin(rover: Rover) -> None:
    rover.done("op1", SetPin(code="op1", pin="999111"))
    done = imported(
        rover, 'operators: [{id: op1, name: Operator Uno, badge: "B7", pin: "4821", roles: [Operator, Lead]}]'
    )
    assert done.notes == ("1 operator changed: Operator Uno (op1) (name, badge, roles).",)
    ((name, badge, pin),) = rows(
        rover, select(OPERATOR.c.name, OPERATOR.c.badge, OPERATOR.c.pin_hash).where(OPERATOR.c.code == "op1")
    )
    assert (name, badge, pin) == ("Operator Uno", "B7", "plain:999111")
    (entry,) = entries(rover)
    assert json.loads(entry.before) == {"name": "Operator One", "badge": "B1001", "roles": ["Operator"]}


def test_a_pin_is_given_to_who_has_none_and_works(rover: Rover) -> None:
    imported(rover, "operators: [{id: new1, name: New One, roles: [Operator]}]")
    done = imported(rover, 'operators: [{id: new1, name: New One, pin: "2468", roles: [Operator]}]')
    assert done.notes == ("1 operator changed: New One (new1) (has pin).",)
    again = imported(rover, 'operators: [{id: new1, name: New One, pin: "8642", roles: [Operator]}]')
    assert again.sentence == "Nothing to change."
    ((pin,),) = rows(rover, select(OPERATOR.c.pin_hash).where(OPERATOR.c.code == "new1"))
    assert pin == "plain:2468"


def test_a_new_person_can_log_in_at_once(rover: Rover) -> None:
    answer = rover.engine.perform(Actor(None, KIOSK), LogIn(credentials=rover.credentials("tt1")))
    assert isinstance(answer, Outcome)


def test_a_badge_that_is_not_named_stays(rover: Rover) -> None:
    assert imported(rover, "operators: [{id: op1, name: Operator One, roles: [Operator]}]").notes == ()


def test_two_people_can_swap_their_badges(rover: Rover) -> None:
    swapped = section("operators", ("B1001", "B-"), ("B1002", "B1001"), ("B-", "B1002"))
    imported(rover, swapped)
    badges = dict(rows(rover, select(OPERATOR.c.code, OPERATOR.c.badge)))
    assert (badges["op1"], badges["op2"]) == ("B1002", "B1001")


def test_a_badge_of_somebody_else_is_refused(rover: Rover) -> None:
    command = saying(rover, 'operators: [{id: new1, name: New One, badge: "B5555", roles: [Operator]}]')
    imported(rover, 'operators: [{id: op1, name: Operator One, badge: "B5555", roles: [Operator]}]')
    answer = rover.engine.perform(rover.actor("admin"), command)
    assert getattr(answer, "sentence", "") == (
        "The badge B5555 of New One (new1) belongs to op1 already."
    )  # fmt: skip


def test_who_was_deactivated_stays_so(rover: Rover) -> None:
    rover.done("admin", DeactivateOperator(code="op2"))
    assert imported(rover, section("operators")).sentence == "Nothing to change."
    answer = refused(rover, "runs: [{procedure: PRC-RB, serial: RB-9, operator: op2}]")
    assert answer.sentence == "Run PRC-RB on RB-9: op2 is no active operator."


def test_a_standard_role_takes_the_permissions_of_the_file(rover: Rover) -> None:
    imported(rover, "roles: [{name: Operator, permissions: [CheckIn, CheckOut]}]")
    (op1,) = (row for row in rover.engine.reads.operators() if row.code == "op1")
    assert op1.permissions == {"CheckIn", "CheckOut"}
    (entry,) = entries(rover)
    assert entry.action == "role.change"
    assert "UpdateRunStep" in json.loads(entry.before)["permissions"]


def test_somebody_can_always_administer_the_site(rover: Rover) -> None:
    answer = refused(rover, "operators: [{id: admin, name: Administrator, roles: [Operator]}]")
    assert answer.sentence == (
        "Nobody could administer the site any more: leave one person a role with UpdateSite."
    )
    imported(
        rover,
        """
        operators:
          - {id: admin, name: Administrator, roles: [Operator]}
          - {id: lead1, name: Lead One, roles: [Lead, Admin]}
        """,
    )


@pytest.mark.parametrize("code", ["with space", "ä", "x" * 33])
def test_an_id_is_one_that_can_be_typed(rover: Rover, code: str) -> None:
    answer = refused(rover, f"operators: [{{id: {code}, name: Somebody, roles: []}}]")
    assert answer.sentence == (
        f"Operator {code}: An ID is 1 to 32 letters, digits, dots, dashes or underscores."
    )
