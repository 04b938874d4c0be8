"""Whatever is stored and could be derived is recomputed, and each difference is named."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import Final

import pytest
from sqlalchemy import select, text

from data.models import RunStep, table
from ion_tui.engine.verify import CHECKS, differences, verify
from tests.rover import OpenRover, Rover, rover_in
from tests.trust.conftest import by_hand, work


@dataclass(frozen=True)
class Wrong:
    """Something that is changed by hand, and what is said of it; braces name what a test finds out first."""

    change: str
    said: tuple[str, ...]


CASES: Final[dict[str, Wrong]] = {
    "availability": Wrong(
        "UPDATE run_step SET waits_on = 0 WHERE id = :rocker",
        ("Run step {rocker}: waits on 0, parent ready True; it should be 1 and True.",),
    ),
    "a state": Wrong(
        "UPDATE run_step SET state = 'Hold' WHERE id = :rod",
        ("Run {run}: reads In Progress, 1 of 9; it should read Hold, 1 of 9.",),
    ),
    "progress": Wrong(
        "UPDATE run SET steps_done = 0 WHERE id = :run",
        ("Run {run}: reads In Progress, 0 of 9; it should read In Progress, 1 of 9.",),
    ),
    "an open session": Wrong(
        "UPDATE session_step SET ended_at = NULL WHERE run_step_id = :cut",
        (
            "Session {session} is open or closed against its steps.",
            "Session on run step {cut} is open, but the step is Completed.",
        ),
    ),
    "a row of the queue": Wrong(
        "UPDATE run_step SET stands_for = 0 WHERE id = :rod",
        ("Run step {rod}: its row stands for 0; it should be 1.",),
    ),
    "the size of a batch": Wrong(
        "UPDATE batch SET size = 7 WHERE id = 1",
        ("Batch 1: counts 7 runs; it has 0 runs.",),
    ),
    "a number": Wrong(
        "UPDATE run_step SET number = '7' WHERE id = :rod",
        ("Run step {rod} has the number 7; it should be 0.1.",),
    ),
    "a depth": Wrong(
        "UPDATE run_step SET depth = 3 WHERE id = :rod",
        ("Run step {rod} is at depth 3; it should be 1.",),
    ),
    "a place": Wrong(
        "UPDATE run_step SET position = 5 WHERE id = :cut",
        (
            "Run step {parent} and those after it are not in the order of their places.",
            "Run step {cut} has the number 0.0; it should be 0.5.",
        ),
    ),
    "a parent in another run": Wrong(
        "UPDATE run_step SET parent_id = :other, depth = 1 WHERE id = :rocker",
        (
            "Run step {rocker} is part of {other}, which is not in the same order.",
            "Run step {rocker}: waits on 1, parent ready True; it should be 1 and False.",
        ),
    ),
    "a part of itself": Wrong(
        "UPDATE run_step SET parent_id = :rocker WHERE id = :rocker",
        (
            "Run step {rocker} is part of itself.",
            "Run step {rocker}: waits on 1, parent ready True; it should be 1 and False.",
        ),
    ),
    "a number in a procedure": Wrong(
        "UPDATE procedure_step SET number = '4' WHERE id = :source",
        ("Procedure step {source} has the number 4; it should be 0.",),
    ),
    "a sibling key": Wrong(
        "UPDATE run_step SET sibling_key = 'x' WHERE id = :rod",
        ("Run step {rod} (0.1) has another sibling key than its origin and content make.",),
    ),
    "a sibling key of a step that has none": Wrong(
        "UPDATE run_step SET sibling_key = 'x' WHERE id = :outside",
        ("Run step {outside} (6) has another sibling key than its origin and content make.",),
    ),
    "an origin": Wrong(
        "UPDATE run_step SET origin = 'elsewhere' WHERE id = :cut",
        ("Run step {cut} (0.0) has another sibling key than its origin and content make.",),
    ),
    "a dependency that does not gate": Wrong(
        "UPDATE run_step_edge SET effective = false WHERE step_id = :rocker",
        (
            "Run step {rocker} waits on {parent}, which does not gate it.",
            "Run step {rocker}: waits on 1, parent ready True; it should be 0 and True.",
        ),
    ),
    "a canceled step that gates": Wrong(
        "UPDATE run_step_edge SET effective = true WHERE step_id = :outside AND upstream_id = :canceled",
        ("Run step {outside} waits on {canceled}, which still gates it, though it is canceled.",),
    ),
    "what a canceled step waited on": Wrong(
        "DELETE FROM run_step_edge WHERE step_id = :outside AND NOT declared",
        (
            "Run step {outside} should wait on {bogie}, through canceled steps.",
            "Run step {outside}: waits on 2, parent ready True; it should be 1 and True.",
        ),
    ),
    "a dependency out of nothing": Wrong(
        "INSERT INTO run_step_edge (step_id, upstream_id, declared, effective)"
        " VALUES (:outside, :rocker, false, true)",
        (
            "Run step {outside} waits on {rocker}, through no canceled step.",
            "Run step {outside}: waits on 2, parent ready True; it should be 3 and True.",
        ),
    ),
    "a dependency on another run": Wrong(
        "INSERT INTO run_step_edge (step_id, upstream_id, declared, effective)"
        " VALUES (:rod, :other, true, true)",
        (
            "Run step {rod} waits on {other}, a step of another run.",
            "Run step {rod}: waits on 0, parent ready True; it should be 1 and True.",
        ),
    ),
    "what a step repeats": Wrong(
        "UPDATE run_step SET priority = 5, batch_id = 1, due_sort = started_at WHERE id = :rod",
        (
            "Run step {rod} repeats another priority than its run has.",
            "Run step {rod} repeats another due date than its run has.",
            "Run step {rod} repeats another batch than its run has.",
        ),
    ),
    "a due date": Wrong(
        "UPDATE run SET due_at = NULL WHERE id = :board",
        ("Run {board} is sorted by another due date than its own.",),
    ),
    "a reading in range": Wrong(
        "UPDATE field_value SET value = '99.9' WHERE run_step_id = :rod",
        ("Run step {rod}, Rod length: 99.9 is marked in range; it is not.",),
    ),
    "a reading out of range": Wrong(
        "UPDATE field_value SET in_range = false WHERE run_step_id = :rod",
        ("Run step {rod}, Rod length: 76.05 is marked out of range; it is in range.",),
    ),
    "a reading that is no number": Wrong(
        "UPDATE field_value SET value = 'long' WHERE run_step_id = :rod",
        ("Run step {rod}, Rod length: long is no number.",),
    ),
    "a value of an attempt to come": Wrong(
        "UPDATE field_value SET attempt = 2 WHERE run_step_id = :rod",
        ("A value on run step {rod} is of an attempt that was never made.",),
    ),
    "a session of an attempt to come": Wrong(
        "UPDATE session_step SET attempt = 2 WHERE run_step_id = :rod",
        ("A session on run step {rod} is of an attempt that was never made.",),
    ),
    "a session of somebody else": Wrong(
        "UPDATE session_step SET operator_id = :op1 WHERE run_step_id = :rod",
        ("Part {part} of session {rod_session} names another operator than the session.",),
    ),
    "a count of what is installed": Wrong(
        "UPDATE build_requirement SET installed = 0 WHERE id = :need",
        ("Requirement {need} counts 0 as installed; it should be 2.",),
    ),
    "stock that is installed nowhere": Wrong(
        "UPDATE inventory SET status = 'installed' WHERE id = :spare",
        ("Inventory {spare} is installed, but nowhere.",),
    ),
    "stock that is installed and available": Wrong(
        "UPDATE inventory SET status = 'available' WHERE id = :piece",
        ("Inventory {piece} is available, but installed by installation {installation}.",),
    ),
    "a quantity": Wrong(
        "UPDATE inventory SET quantity = quantity + 1000000 WHERE id = :spare",
        ("Inventory {spare} (W1 · lot W-88 at STOCK) and what was split from it hold 2001; 2000 were made.",),
    ),
    "a quantity of a piece": Wrong(
        "UPDATE inventory SET quantity = 1000000 WHERE id = :piece",
        (
            "Inventory {piece} holds 1, but 2 of it are installed.",
            "Inventory {whole} (S2 at STOCK) and what was split from it hold 39; 40 were made.",
        ),
    ),
    "a serial that is two": Wrong(
        "UPDATE inventory SET quantity = 2000000 WHERE id = :serial",
        (
            "Inventory {serial} is 2 of the one unit PB-001.",
            "Inventory {serial} (S11 · PB-001) and what was split from it hold 2; 1 were made.",
        ),
    ),
    "a piece of something else": Wrong(
        "UPDATE inventory SET lot = 'L' WHERE id = :piece",
        ("Inventory {piece} is split from {whole}, which is another part or lot.",),
    ),
    "stock that was merged and is there": Wrong(
        "UPDATE inventory SET status = 'merged' WHERE id = :spare",
        ("Inventory {spare} was merged into another and still holds 2000.",),
    ),
    "a step that was canceled with another": Wrong(
        "UPDATE run_step SET canceled_with = :rocker WHERE id = :canceled",
        ("Run step {canceled} was canceled with {rocker}, which is not canceled.",),
    ),
    "a file's bytes": Wrong(
        "UPDATE stored_file SET data = :bytes",
        ("The stored file {file} has other bytes than it was stored with.",),
    ),
    "a file's size": Wrong(
        "UPDATE stored_file SET size = 12", ("The stored file {file} has {size} bytes, not 12.",)
    ),
}  # fmt: skip


@pytest.fixture
def names(floor: Rover) -> dict[str, object]:
    """What the cases speak of, by name."""
    steps = {
        "parent": ("RB-0001", "0"),
        "cut": ("RB-0001", "0.0"),
        "rod": ("RB-0001", "0.1"),
        "rocker": ("RB-0001", "1"),
        "bogie": ("RB-0001", "2"),
        "canceled": ("RB-0001", "3"),
        "outside": ("RB-0001", "6"),
        "other": ("RB-0002", "0"),
    }
    found: dict[str, object] = {name: floor.step_id(*place) for name, place in steps.items()}
    runs = {"run": "RB-0001", "board": "CB-0101"}
    found |= {name: floor.run_id(serial) for name, serial in runs.items()}
    asked = {
        "session": "SELECT session_id FROM session_step WHERE run_step_id = :cut",
        "part": "SELECT id FROM session_step WHERE run_step_id = :rod",
        "rod_session": "SELECT session_id FROM session_step WHERE run_step_id = :rod",
        "op1": "SELECT id FROM operator WHERE code = 'op1'",
        "need": "SELECT id FROM build_requirement WHERE run_step_id = :cut",
        "installation": "SELECT id FROM installation WHERE requirement_id = :need",
        "piece": "SELECT inventory_id FROM installation WHERE requirement_id = :need",
        "whole": "SELECT source_id FROM inventory WHERE id = :piece",
        "spare": "SELECT id FROM inventory WHERE lot = 'W-88'",
        "serial": "SELECT id FROM inventory WHERE serial = 'PB-001'",
        "source": "SELECT min(id) FROM procedure_step",
        "file": "SELECT substr(digest, 1, 12) FROM stored_file",
        "size": "SELECT size FROM stored_file",
    }
    with floor.engine.store.read() as tx:
        for name, statement in asked.items():
            bound = {known: value for known, value in found.items() if f":{known}" in statement}
            found[name] = tx.execute(text(statement), bound).scalar_one()
    found["bytes"] = b"other bytes"
    return found


def test_a_site_that_was_just_imported_is_as_it_should_be(rover: Rover) -> None:
    assert verify(rover.engine.store) == []


def test_a_morning_s_work_leaves_everything_as_it_should_be(floor: Rover) -> None:
    assert verify(floor.engine.store) == []


@pytest.mark.parametrize("case", CASES)
def test_what_was_changed_by_hand_is_named(floor: Rover, names: dict[str, object], case: str) -> None:
    wrong = CASES[case]
    with by_hand(floor) as tx:
        bound = {name: value for name, value in names.items() if f":{name}" in wrong.change}
        tx.execute(text(wrong.change), bound)
        assert differences(tx) == [sentence.format(**names) for sentence in wrong.said]


def test_a_batch_that_was_dissolved_should_have_no_runs(rover: Rover) -> None:
    with by_hand(rover) as tx:
        tx.execute(text("UPDATE batch SET dissolved_at = created_at WHERE id = 1"))
        runs = tx.execute(text("SELECT id FROM run WHERE batch_id = 1 ORDER BY id")).scalars().all()
        expected = [f"Run {run} is in batch 1, which was dissolved." for run in runs]
        assert len(expected) == 2
        assert differences(tx) == expected


def test_a_signature_of_the_attempt_before_should_be_void(floor: Rover, names: dict[str, object]) -> None:
    signing = (
        "INSERT INTO signature (run_step_id, attempt, operator_id, meaning, signed_at, kiosk_id, digest)"
        " SELECT id, attempt + 1, state_by, 'Signed', state_at, 1, 'd' FROM run_step WHERE id = :rod"
    )
    with by_hand(floor) as tx:
        tx.execute(text(signing), {"rod": names["rod"]})
        (said,) = differences(tx)
    assert said.endswith(f"on run step {names['rod']} is of another attempt and should be void.")


def test_an_approval_of_the_attempt_before_should_be_void(floor: Rover) -> None:
    approving = (
        "INSERT INTO approval (gate_id, attempt, operator_id, decision, decided_at, kiosk_id)"
        " SELECT approval_gate.id, 2, 1, 'approved', run_step.state_at, 1"
        " FROM approval_gate JOIN run_step ON run_step.id = run_step_id WHERE run_step_id = :step"
    )
    inspection = floor.step_id("RB-0001", "8")
    with by_hand(floor) as tx:
        tx.execute(text(approving), {"step": inspection})
        (said,) = differences(tx)
    assert said.endswith(f"on run step {inspection} is of another attempt and should be void.")


def test_looking_changes_nothing(floor: Rover) -> None:
    with floor.engine.store.read() as tx:
        before = tx.execute(select(table(RunStep))).all()
    verify(floor.engine.store)
    with floor.engine.store.read() as tx:
        assert tx.execute(select(table(RunStep))).all() == before


def test_one_is_told_how_far_it_has_come(floor: Rover) -> None:
    told: list[tuple[int, int, str]] = []
    verify(floor.engine.store, lambda *said: told.append(said))
    assert [done for done, _, _ in told] == list(range(len(CHECKS) + 1))
    assert [name for _, _, name in told] == [*(name for name, _ in CHECKS), "done"]


def test_a_row_that_points_to_nothing_is_named(sqlite_rover: OpenRover) -> None:
    with sqlite_rover() as store:
        assert store.path is not None
        with closing(sqlite3.connect(store.path)) as connection, connection:
            connection.execute("UPDATE run SET operator_id = 4711 WHERE id = 1")
        assert verify(store) == ["Row 1 of run points to nothing in operator."]


def test_a_damaged_index_is_named(sqlite_rover: OpenRover) -> None:
    with sqlite_rover() as store:
        work(rover_in(store))
        assert store.path is not None
        with closing(sqlite3.connect(store.path)) as connection:
            connection.execute("PRAGMA writable_schema = ON")
            another = "CREATE INDEX ix_run_status ON run (title)"
            connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'ix_run_status'", (another,))
            connection.commit()
        store.close()
        found = verify(store)
    assert found
    assert all(said.startswith("The database file: ") for said in found)
