"""The tables of states and verbs against the spec's own, and the pure rules that follow from them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations, product
from typing import Final

import pytest

from ion_tui.engine.guards import VERB_DONE, VERB_REASONS
from ion_tui.engine.permissions import OURS, ROLE_PERMISSIONS, VERB_PERMISSIONS, Permission
from ion_tui.engine.states import (
    NEEDS_AVAILABLE,
    NEEDS_REASON,
    STATE_WORDS,
    TRANSITIONS,
    WAYS_OUT,
    Bucket,
    State,
    Verb,
    bucket_of,
    gates,
    legal,
    run_status,
)
from tests.model import floor
from tests.model.floor import Floor, Step

SPEC: Final = """
start         | Todo | In Progress
check in      | In Progress | In Progress
check out     | In Progress | In Progress
record        | In Progress | In Progress
install       | In Progress | In Progress
uninstall     | In Progress | In Progress
complete      | In Progress | Completed
hold          | Todo, In Progress | Hold
release       | Hold | In Progress, Todo
fail          | In Progress | Failed
rework        | Failed | Todo
redline       | Todo, In Progress, Hold, Failed | Redline
close redline | Redline | Todo, In Progress, Hold, Failed
cancel        | Todo, In Progress, Hold, Failed, Redline | Canceled
restore       | Canceled | Todo
reopen        | Completed | Todo
"""
"""Section 2 as a table: verb, from, to."""

FLOOR: Final = {
    "CheckIn",
    "CheckOut",
    "UpdateRunStep",
    "UpdateRunStepFieldValue",
    "CreateIssue",
    "UpdateABomItem",
}
LEADING: Final = {
    "UpdateRunBatch",
    "CreateRun",
    "UpdateRun",
    "CancelRunStep",
    "ReopenRunStep",
    "UpdateSession",
}
JUDGING: Final = {"AcceptDeviation", "OverrideGate", "UpdateIssue"}
CHANGING: Final = {
    "CreateRedline", "UpdateRedline", "CancelRunStepRedline", "MergeRunStepToRuns", "MergeRunStepToProcedure",
    "CreateProcedure", "UpdateProcedure",
}  # fmt: skip
APPROVING: Final = {"UpdateRedlineApproval"}
STOCKING: Final = {
    "CreateABomItem", "DeleteABomItem", "CreatePartInventory", "CreateLocation", "UpdateRunAttribute",
}  # fmt: skip
ADMINISTERING: Final = {"ReopenRun", "UpdateSite"}
ROLES: Final = {
    "Operator": FLOOR,
    "Lead": FLOOR | LEADING | STOCKING,
    "Quality": FLOOR | JUDGING | APPROVING,
    "Engineer": FLOOR | CHANGING | APPROVING | STOCKING,
    "Admin": FLOOR | LEADING | JUDGING | CHANGING | APPROVING | STOCKING | ADMINISTERING,
}
"""Section 9 as a table: role → permissions."""

EVERY_PAIR: Final = tuple(product(State, (False, True)))
"""Each state, of a step that is required and of one that is optional."""


def spec_pairs() -> Iterator[tuple[Verb, State, tuple[State, ...]]]:
    """The lines of the spec's table, one a verb and state."""
    for line in SPEC.strip().splitlines():
        verb, before, after = (cell.strip() for cell in line.split("|"))
        for state in before.split(", "):
            yield Verb(verb), State(state), tuple(State(name) for name in after.split(", "))


def test_the_transition_table_is_the_spec_s() -> None:
    stated: dict[Verb, dict[State, tuple[State, ...]]] = {}
    for verb, before, after in spec_pairs():
        stated.setdefault(verb, {})[before] = after
    assert {verb: dict(TRANSITIONS[verb]) for verb in stated} == stated


def test_what_else_is_said_to_a_step_is_said_to_one_in_work_and_leaves_it_there() -> None:
    others = set(Verb) - {verb for verb, _, _ in spec_pairs()}
    assert {Verb.SIGN, Verb.NOTE} <= others
    for verb in others:
        assert dict(TRANSITIONS[verb]) == {State.IN_PROGRESS: (State.IN_PROGRESS,)}, verb


@pytest.mark.parametrize("verb", Verb)
def test_a_verb_is_legal_from_exactly_the_states_of_its_line(verb: Verb) -> None:
    assert {state for state in State if legal(verb, state)} == set(TRANSITIONS[verb])


def test_the_words_of_the_model_and_of_the_engine_are_the_same() -> None:
    assert set(State) == set(floor.STATES)


def test_every_table_is_whole() -> None:
    assert set(VERB_PERMISSIONS) == set(VERB_DONE) == set(TRANSITIONS) == set(Verb)
    assert set(STATE_WORDS) == set(WAYS_OUT) == set(State)
    assert set(VERB_REASONS) == NEEDS_REASON


def test_what_is_worked_needs_to_be_available_and_what_is_stopped_needs_a_reason() -> None:
    assert set(NEEDS_AVAILABLE) >= {
        Verb.START, Verb.CHECK_IN, Verb.RECORD, Verb.SIGN, Verb.INSTALL, Verb.UNINSTALL, Verb.COMPLETE,
    }  # fmt: skip
    assert set(NEEDS_AVAILABLE).isdisjoint({Verb.CHECK_OUT, Verb.NOTE, Verb.HOLD, Verb.FAIL, Verb.RELEASE})
    assert set(NEEDS_REASON) == {
        Verb.HOLD, Verb.FAIL, Verb.REWORK, Verb.REDLINE, Verb.CANCEL, Verb.REOPEN,
    }  # fmt: skip


def test_roles_hold_the_permissions_that_the_spec_gives_them() -> None:
    assert {
        role: {str(held) for held in permissions} for role, permissions in ROLE_PERMISSIONS.items()
    } == ROLES
    assert {str(permission) for permission in Permission} == ROLES["Admin"]
    assert {str(permission) for permission in OURS} == {
        "CancelRunStep", "ReopenRunStep", "AcceptDeviation", "OverrideGate", "ReopenRun", "UpdateSite",
    }  # fmt: skip


def test_every_verb_asks_for_the_permission_that_the_spec_names() -> None:
    names = {verb: str(permission) for verb, permission in VERB_PERMISSIONS.items()}
    stated = {
        Verb.START: "CheckIn",
        Verb.CHECK_IN: "CheckIn",
        Verb.CHECK_OUT: "CheckOut",
        Verb.RECORD: "UpdateRunStepFieldValue",
        Verb.SIGN: "UpdateRunStepFieldValue",
        Verb.NOTE: "UpdateRunStep",
        Verb.INSTALL: "UpdateABomItem",
        Verb.UNINSTALL: "UpdateABomItem",
        Verb.COMPLETE: "UpdateRunStep",
        Verb.HOLD: "UpdateRunStep",
        Verb.RELEASE: "UpdateRunStep",
        Verb.FAIL: "UpdateRunStep",
        Verb.REWORK: "ReopenRunStep",
        Verb.REDLINE: "CreateRedline",
        Verb.CLOSE_REDLINE: "UpdateRedline",
        Verb.CANCEL: "CancelRunStep",
        Verb.RESTORE: "CancelRunStep",
        Verb.REOPEN: "ReopenRunStep",
    }
    assert {verb: names[verb] for verb in stated} == stated


@pytest.mark.parametrize(("state", "optional"), EVERY_PAIR)
def test_a_step_gates_as_the_model_says(state: State, *, optional: bool) -> None:
    assert gates(state, optional=optional) is Floor().gates(in_state(state, optional=optional))


@pytest.mark.parametrize("state", State)
def test_the_bucket_is_the_tab_that_the_model_says(state: State) -> None:
    for waits, ready in product((False, True), repeat=2):
        step = in_state(state)
        gate = in_state(State.TODO if waits else State.COMPLETED)
        step.upstream.append(gate)
        step.parent = in_state(State.IN_PROGRESS if ready else State.HOLD)
        bucket = bucket_of(state, waits_on=int(waits), parent_ready=ready)
        assert bucket.name.lower().replace("_", " ") == Floor([step, gate]).queue_tab(step)


def test_a_run_reads_what_the_model_says_for_every_set_of_states() -> None:
    wrong = []
    for steps in chain.from_iterable(combinations(EVERY_PAIR, size) for size in range(len(EVERY_PAIR) + 1)):
        modeled = Floor([in_state(state, optional=optional) for state, optional in steps]).run_status("run")
        if run_status(steps) != modeled:
            wrong.append((steps, modeled))
    assert wrong == []


def test_a_run_without_steps_reads_todo_and_so_does_one_of_optional_steps_alone() -> None:
    assert run_status([]) == "Todo"
    assert run_status([(State.TODO, True)]) == "Todo"


def test_a_run_reads_complete_while_an_optional_step_is_still_to_do() -> None:
    assert run_status([(State.COMPLETED, False), (State.TODO, True)]) == "Complete"
    assert run_status([(State.COMPLETED, False), (State.IN_PROGRESS, True)]) == "In Progress"


def test_buckets_are_the_numbers_that_the_index_sorts_by() -> None:
    assert [bucket.value for bucket in Bucket] == [0, 1, 2, 3, 4, 5]


def in_state(state: State, *, optional: bool = False) -> Step:
    """A step of the model in a state."""
    return Step("step", "run", state=str(state), optional=optional)
