"""The table of a datagrid step, on the rover line: its cells are judged, recorded and signed as fields are."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from data.queries.blockers import Blocker, Kind
from data.rows.work import CellRow
from ion_tui.engine.answers import Code, Outcome, Refused
from ion_tui.engine.cell_blockers import missing_cells
from ion_tui.engine.commands import (
    AcceptDeviation,
    Complete,
    Fail,
    RaiseIssue,
    RecordCell,
    Rework,
    SignCell,
    Start,
)
from tests.board import bring_to_dividers, cell_of, fill, recording, say, signing, view_of
from tests.engine.workshop import assert_one_sentence
from tests.rover import Rover


@pytest.fixture
def step(rover: Rover) -> int:
    """The dividers of a control board, in progress."""
    return bring_to_dividers(rover)


def refused(rover: Rover, who: str, command: RecordCell | SignCell) -> Refused:
    answer = say(rover, who, command)
    assert isinstance(answer, Refused), answer
    assert_one_sentence(answer.sentence)
    return answer


def test_the_table_says_what_is_asked_for(rover: Rover, step: int) -> None:
    view = view_of(rover, step)
    pad, volts, read_by = view.columns
    assert (pad.name, pad.type, pad.settable, pad.limits) == ("Pad", "string", False, "")
    assert (volts.type, volts.unit, volts.limits) == ("number", "V", "1.5 to 2.0 V")
    assert (volts.minimum, volts.maximum, volts.target) == (Decimal("1.5"), Decimal("2.0"), None)
    assert (read_by.type, read_by.role, read_by.settable) == ("signoff", "Test technician", True)
    assert [row.cells[0].shown for row in view.grid] == ["T7", "T11", "T18", "T16"]
    assert [(row.required, row.allow_not_applicable) for row in view.grid] == [
        *[(True, False)] * 3,
        (False, True),
    ]
    empty = view.grid[0].cells[1]
    assert empty == CellRow(view.grid[0].row_id, volts.column_id, True)


def test_what_is_missing_is_counted_by_column(rover: Rover, step: int) -> None:
    assert view_of(rover, step).blockers == (
        "Volts has no value in 3 rows, the first is row 1",
        "Read by is not signed in 3 rows, the first is row 1",
    )
    fill(rover, step, "1.6", "1.7")
    rover.done("op2", signing(rover, step, 0))
    assert view_of(rover, step).blockers == (
        "Row 3: Volts has no value",
        "Read by is not signed in 2 rows, the first is row 2",
    )


def test_a_cell_is_recorded_and_counts_its_own_versions(rover: Rover, step: int) -> None:
    before = view_of(rover, step).step.version
    outcome = rover.done("op2", recording(rover, step, 0, "1.60", seen_value=0))
    assert outcome.sentence == "Row 1: Volts: 1.60 V."
    cell = cell_of(rover, step, 0, "Volts")
    assert (cell.value, cell.shown, cell.in_range) == ("1.60", "1.60", True)
    assert cell.version > 0
    assert (cell.recorded_by, cell.recorded_at) == ("Operator Two", rover.clock.now())
    rover.done("op2", recording(rover, step, 0, "1.61", seen_value=cell.version))
    assert cell_of(rover, step, 0, "Volts").version == cell.version + 1
    assert cell_of(rover, step, 1, "Volts").version == 0
    assert view_of(rover, step).step.version == before, "two people fill one step, and do not collide"


def test_the_same_value_again_changes_nothing(rover: Rover, step: int) -> None:
    rover.done("op2", recording(rover, step, 0, "1.6"))
    before = cell_of(rover, step, 0, "Volts")
    outcome = rover.done("op2", recording(rover, step, 0, "1.6"))
    assert outcome.sentence == "Row 1: Volts is 1.6 V already."
    assert "value" not in outcome.made
    assert cell_of(rover, step, 0, "Volts") == before


def test_a_value_out_of_range_is_recorded_with_its_verdict_and_blocks(rover: Rover, step: int) -> None:
    outcome = rover.done("op2", recording(rover, step, 2, "2.01"))
    assert outcome.sentence == "Row 3: Volts recorded: 2.01 V is above 2.0 V."
    cell = cell_of(rover, step, 2, "Volts")
    assert (cell.in_range, cell.verdict) == (False, "2.01 V is above 2.0 V")
    assert "Row 3: Volts: 2.01 V is above 2.0 V" in view_of(rover, step).blockers


def test_of_many_cells_out_of_range_the_first_are_told_and_the_rest_counted(rover: Rover, step: int) -> None:
    fill(rover, step, "2.1", "2.2", "2.3", "2.4")
    assert view_of(rover, step).blockers[:4] == (
        "Row 1: Volts: 2.1 V is above 2.0 V",
        "Row 2: Volts: 2.2 V is above 2.0 V",
        "Row 3: Volts: 2.3 V is above 2.0 V",
        "Volts is out of range in 1 more row",
    )


def test_what_many_columns_miss_is_counted_together() -> None:
    missing = [Blocker(1, Kind.CELL, f"Reading {number}", None, 3 - number, 10) for number in range(3)]
    assert list(missing_cells(missing)) == ["30 cells have no value, the first is in row 2"]
    signatures = [Blocker(1, Kind.CELL_SIGNATURE, "Read by", None, 4, 1)]
    assert list(missing_cells(signatures)) == ["Row 5: Read by is not signed"]


@pytest.mark.parametrize("text", ["1.5", "2.0", "2", "1.5000 V"])
def test_a_bound_itself_is_in_range(rover: Rover, step: int, text: str) -> None:
    rover.done("op2", recording(rover, step, 0, text))
    assert cell_of(rover, step, 0, "Volts").in_range


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("abc", "Row 1: Volts needs a number, such as 0.45; “abc” is none."),
        ("1,6", "Row 1: Volts: write the number with a point, such as 0.45, and without a comma."),
        ("1e1", "Row 1: Volts: write the number out, without an exponent."),
        ("NaN", "Row 1: Volts needs a number, such as 0.45; “NaN” is none."),
        ("1.6 mV", "Row 1: Volts is given in V; 1.6 mV is not converted."),
    ],
)
def test_what_is_no_value_is_refused_by_name(rover: Rover, step: int, text: str, sentence: str) -> None:
    assert refused(rover, "op2", recording(rover, step, 0, text)).sentence == sentence
    assert cell_of(rover, step, 0, "Volts").version == 0


def test_what_the_procedure_fills_in_cannot_be_recorded(rover: Rover, step: int) -> None:
    answer = refused(rover, "op2", recording(rover, step, 0, "T8", name="Pad"))
    assert answer.sentence == "Row 1: Pad is filled in by the procedure."


def test_not_applicable_goes_where_the_row_allows_it(rover: Rover, step: int) -> None:
    rover.done("op2", recording(rover, step, 3, "", not_applicable=True))
    cell = cell_of(rover, step, 3, "Volts")
    assert (cell.value, cell.shown, cell.not_applicable, cell.in_range) == (None, "N/A", True, True)
    answer = refused(rover, "op2", recording(rover, step, 0, "", not_applicable=True))
    assert answer.sentence == "Row 1: Volts does not allow N/A."


def test_a_signature_is_neither_typed_nor_not_applicable(rover: Rover, step: int) -> None:
    for more in ({"text": "tt1"}, {"text": "", "not_applicable": True}):
        answer = refused(rover, "op2", recording(rover, step, 3, name="Read by", **more))
        assert answer.sentence == "Row 4: Read by is signed, not typed."


def test_a_cell_is_cleared_and_can_be_recorded_again(rover: Rover, step: int) -> None:
    rover.done("op2", recording(rover, step, 0, "1.6"))
    seen = cell_of(rover, step, 0, "Volts").version
    outcome = rover.done("op2", recording(rover, step, 0, "", seen_value=seen))
    assert outcome.sentence == "Row 1: Volts cleared."
    assert cell_of(rover, step, 0, "Volts").version == 0
    rover.done("op2", recording(rover, step, 0, "1.7", seen_value=0))
    assert cell_of(rover, step, 0, "Volts").value == "1.7"


def test_somebody_elses_value_is_not_overwritten_unseen(rover: Rover, step: int) -> None:
    rover.done("tt1", recording(rover, step, 0, "1.8"))
    rover.clock.advance(timedelta(minutes=3))
    answer = refused(rover, "op2", recording(rover, step, 0, "1.6", seen_value=0))
    assert answer.code is Code.STALE
    assert answer.sentence == "Technician One recorded 1.8 V for Row 1: Volts at 08:00. Look again."
    seen = cell_of(rover, step, 0, "Volts").version
    rover.done("op2", recording(rover, step, 0, "1.6", seen_value=seen))


def test_two_people_fill_different_cells(rover: Rover, step: int) -> None:
    rover.done("op2", recording(rover, step, 0, "1.6", seen_value=0))
    rover.done("tt1", recording(rover, step, 1, "1.7", seen_value=0))
    recorders = [cell_of(rover, step, row, "Volts").recorded_by for row in (0, 1)]
    assert recorders == ["Operator Two", "Technician One"]


def test_a_repeated_key_records_once(rover: Rover, step: int) -> None:
    command = recording(rover, step, 0, "1.6", seen_value=0)
    first = rover.done("op2", command)
    again = rover.done("op2", command)
    assert (again.sentence, again.replayed) == (first.sentence, True)
    assert cell_of(rover, step, 0, "Volts").version == first.command_id


def test_a_cell_is_signed_by_its_role_and_shows_who(rover: Rover, step: int) -> None:
    outcome = rover.done("op2", signing(rover, step, 0))
    assert outcome.sentence == "Row 1: Read by: signed by Technician One."
    cell = cell_of(rover, step, 0, "Read by")
    assert (cell.signed_by, cell.signed_at) == ("Technician One", rover.clock.now())
    assert cell.value is None
    assert not cell.changed_since_signed


def test_who_has_not_the_role_or_not_the_pin_does_not_sign(rover: Rover, step: int) -> None:
    answer = refused(rover, "op2", signing(rover, step, 0, signer="op1"))
    assert answer.code is Code.NOT_PERMITTED
    assert answer.sentence == (
        "Row 1: Read by is signed by somebody with the role Test technician; Operator One is not."
    )
    assert refused(rover, "op2", signing(rover, step, 0, pin="0000")).code is Code.NOT_IDENTIFIED
    rover.done("op2", signing(rover, step, 0))
    answer = refused(rover, "op2", signing(rover, step, 0))
    assert answer.sentence == "Row 1: Read by is signed already."


def test_only_a_signature_cell_is_signed(rover: Rover, step: int) -> None:
    assert refused(rover, "op2", signing(rover, step, 0, name="Volts")).code is Code.NOT_FOUND


def test_a_signature_covers_its_row_and_no_other(rover: Rover, step: int) -> None:
    fill(rover, step, "1.6")
    rover.done("op2", signing(rover, step, 0))
    rover.done("op2", recording(rover, step, 1, "1.7"))
    rover.done("op2", recording(rover, step, 1, "1.71"))
    assert not cell_of(rover, step, 0, "Read by").changed_since_signed

    answer = refused(rover, "op2", recording(rover, step, 0, "1.8"))
    assert answer.code is Code.REASON_NEEDED
    assert answer.sentence == "Row 1: Volts has been signed over; changing it needs a reason in words."
    rover.done("op2", recording(rover, step, 0, "1.8", reason="probe slipped"))
    assert cell_of(rover, step, 0, "Read by").changed_since_signed


def test_a_full_table_can_be_signed_off_and_is_locked_then(rover: Rover, step: int) -> None:
    fill(rover, step, "1.6", "1.7", "1.8")
    for row in range(3):
        assert isinstance(say(rover, "op2", Complete(step_id=step)), Refused)
        rover.done("op2", signing(rover, step, row))
    assert view_of(rover, step).blockers == ()
    rover.done("op2", Complete(step_id=step))
    assert refused(rover, "op2", recording(rover, step, 0, "1.9")).code is Code.NOT_LEGAL


def test_a_cell_out_of_range_is_accepted_as_a_deviation_or_covered_by_an_issue(
    rover: Rover, step: int
) -> None:
    fill(rover, step, "2.1", "2.2")
    first, second = (cell_of(rover, step, row, "Volts") for row in (0, 1))
    rover.done(
        "qa1",
        AcceptDeviation(
            step_id=step,
            row_id=first.row_id,
            column_id=first.column_id,
            reason="within the divider's own tolerance",
        ),
    )
    issue = rover.done(
        "op2", RaiseIssue(step_id=step, row_id=second.row_id, column_id=second.column_id, title="T11 is high")
    )
    first, second = (cell_of(rover, step, row, "Volts") for row in (0, 1))
    assert first.deviation == "Inspector One: within the divider's own tolerance"
    assert (second.issue_id,) == issue.made["issue"]
    assert not any("is above" in blocker for blocker in view_of(rover, step).blockers)


def test_after_rework_values_are_to_be_confirmed_and_signatures_are_void(rover: Rover, step: int) -> None:
    fill(rover, step, "1.6", "1.7", "1.8")
    for row in range(3):
        rover.done("op2", signing(rover, step, row))
    rover.done("op2", Fail(step_id=step, reason="wrong jumper"))
    rover.done("lead1", Rework(step_id=step, reason="jumper moved"))
    rover.done("op2", Start(step_id=step))
    assert view_of(rover, step).blockers == (
        "Volts is to be confirmed or measured again in 3 rows, the first is row 1",
        "Read by is not signed in 3 rows, the first is row 1",
    )
    cell = cell_of(rover, step, 0, "Volts")
    assert (cell.value, cell.confirmed) == ("1.6", False)

    confirmed = say(rover, "op2", recording(rover, step, 0, "1.6", seen_value=cell.version))
    assert isinstance(confirmed, Outcome)
    assert cell_of(rover, step, 0, "Volts").confirmed
    assert cell_of(rover, step, 0, "Read by").signed_by is None
