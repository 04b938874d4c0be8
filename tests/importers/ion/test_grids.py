"""Datagrids of an export: which columns are filled in on the floor, and what the procedure fills in."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ion_tui.engine.definitions.procedures import StepDefinition
from ion_tui.engine.words import FieldType, StepType
from tests.importers.ion.exports import a_grid, a_procedure, a_step, read, sentences


def grid_of(folder: Path, grid: dict[str, Any]) -> tuple[StepDefinition, list[str]]:
    """The step of a table, and what is remarked on it."""
    exported = read(folder, a_procedure(a_step("1", **grid)))
    return exported.definition.steps[0], sentences(exported, "1")


def test_what_every_row_has_is_the_procedures_and_the_rest_the_floors(tmp_path: Path) -> None:
    signed = {"Read by": {"signoffRole": {"id": "7", "name": "Test technician"}}}
    columns = {"Pad": "STRING", "Volts": "NUMBER", "Read by": "SIGNOFF"}
    step, remarks = grid_of(tmp_path, a_grid(columns, {"Pad": "T7"}, {"Pad": "T11", "Volts": None}, **signed))
    assert step.type is StepType.DATAGRID
    assert [(column.name, column.settable, column.role) for column in step.columns] == [
        ("Pad", False, None),
        ("Volts", True, None),
        ("Read by", True, "Test technician"),
    ]
    assert [dict(row.values) for row in step.rows] == [{"Pad": "T7"}, {"Pad": "T11"}]
    assert all(row.required for row in step.rows)
    assert remarks == []


def test_columns_and_rows_stand_in_the_order_of_their_index(tmp_path: Path) -> None:
    grid = a_grid({"A": "STRING", "B": "STRING"}, {"A": "1", "B": "x"}, {"A": "2", "B": "y"})
    for kind in ("datagridColumns", "datagridRows"):
        grid[kind]["edges"].reverse()
    step, _ = grid_of(tmp_path, grid)
    assert [column.name for column in step.columns] == ["A", "B"]
    assert [row.values["A"] for row in step.rows] == ["1", "2"]


def test_a_column_that_is_filled_in_here_and_there_is_the_floors_and_told(tmp_path: Path) -> None:
    step, remarks = grid_of(
        tmp_path, a_grid({"Pad": "STRING", "Note": "STRING"}, {"Pad": "T7"}, {"Pad": "T8", "Note": "hot"})
    )
    assert step.columns[1].settable
    assert [dict(row.values) for row in step.rows] == [{"Pad": "T7"}, {"Pad": "T8"}]
    assert remarks == [
        (
            "Note is filled in by the procedure in some rows only, which a column here cannot be: it is filled in on "
            'the floor. In ION it has row 2 "hot".'
        )
    ]


def test_a_column_of_files_asks_for_their_names(tmp_path: Path) -> None:
    step, remarks = grid_of(tmp_path, a_grid({"Pad": "STRING", "Scan": "FILE_ATTACHMENT"}, {"Pad": "T7"}))
    assert step.columns[1].type is FieldType.STRING
    assert any("asks for their names" in remark for remark in remarks)


VALUES: list[tuple[str, Any, Any, list[str] | None]] = [
    ("STRING", " T7 ", "T7", None),
    ("STRING", 7, "7", None),
    ("NUMBER", "0.50", Decimal("0.50"), None),
    ("NUMBER", 3, Decimal(3), None),
    ("BOOLEAN", "true", True, None),
    ("BOOLEAN", False, False, None),
    ("DATETIME", "2026-11-24T08:00:00", "2026-11-24T08:00", None),
    ("DATETIME", "2026-11-24T08:00:05Z", "2026-11-24T08:00:05+00:00", None),
    ("SELECT", "a", "a", ["a", "b"]),
    ("SELECT", "pass", "pass", ["Pass", "Fail"]),
    ("MULTISELECT", '["b", "a"]', ("a", "b"), ["a", "b"]),
    ("MULTISELECT", ["b"], ("b",), ["a", "b"]),
]


@pytest.mark.parametrize(("type_", "said", "value", "options"), VALUES)
def test_what_stands_in_a_cell_is_of_its_type(
    tmp_path: Path, type_: str, said: Any, value: Any, options: list[str] | None
) -> None:
    step, remarks = grid_of(tmp_path, a_grid({"A": type_}, {"A": said}, A={"options": options}))
    assert remarks == []
    assert not step.columns[0].settable
    assert step.rows[0].values["A"] == value


NO_VALUES: list[tuple[str, Any]] = [
    ("NUMBER", "1,5"),
    ("NUMBER", "1e3"),
    ("BOOLEAN", "perhaps"),
    ("DATETIME", "now"),
    ("SELECT", "c"),
    ("SIGNOFF", "me"),
    ("STRING", {"a": 1}),
    ("STRING", "x" * 5000),
]
MORE: dict[str, Any] = {"SELECT": {"options": ["a", "b"]}, "SIGNOFF": {"signoffRole": {"name": "Quality"}}}


@pytest.mark.parametrize(("type_", "said"), NO_VALUES)
def test_what_is_no_value_of_its_type_is_left_out_and_told(tmp_path: Path, type_: str, said: Any) -> None:
    step, remarks = grid_of(tmp_path, a_grid({"A": type_}, {"A": said}, A=MORE.get(type_, {})))
    assert step.columns[0].settable
    assert remarks[0].startswith("A, row 1: ")
    assert remarks[0].endswith("The value is left out.")


def test_a_value_without_its_column_is_told(tmp_path: Path) -> None:
    grid = a_grid({"A": "STRING"}, {"A": "x"})
    grid["datagridRows"]["edges"][0]["node"]["values"].append({"columnId": "999", "value": "lost"})
    _, remarks = grid_of(tmp_path, grid)
    assert remarks == ['A value in row 1 is of a column that is not there, and left out: "lost".']


@pytest.mark.parametrize(
    ("columns", "rows", "sentence"),
    [
        (
            {"A": "STRING"},
            (),
            "Its table has no rows, so its columns are left out: A. Give it `columns` and `rows`.",
        ),
        ({}, ({},), "Its table has no columns, so its rows are left out. Give it `columns` and `rows`."),
        ({}, (), "It is a datagrid without a table. Give it `columns` and `rows`."),
    ],
)
def test_half_a_table_is_none(
    tmp_path: Path, columns: dict[str, str], rows: tuple[Any, ...], sentence: str
) -> None:
    step, remarks = grid_of(tmp_path, a_grid(columns, *rows))
    assert step.type is StepType.CONTENT
    assert remarks == [sentence]


def test_columns_without_headers_or_of_one_name_are_told_apart(tmp_path: Path) -> None:
    grid = a_grid({"A": "STRING", "": "NUMBER"}, {"A": "x"})
    grid["datagridColumns"]["edges"].append(
        {"node": {"id": "9", "index": 9, "header": "A", "type": "STRING"}}
    )
    step, remarks = grid_of(tmp_path, grid)
    assert [column.name for column in step.columns] == ["A", "Column 2", "A (2)"]
    assert step.columns[1].type is FieldType.NUMBER
    assert len(remarks) == 1


def test_a_table_that_a_step_once_had_is_told(tmp_path: Path) -> None:
    step, remarks = grid_of(tmp_path, a_grid({"A": "STRING"}, {"A": "x"}) | {"type": "TEXT"})
    assert step.columns == ()
    assert remarks == ["It is no datagrid in ION any more: the table that it once had is left out."]
