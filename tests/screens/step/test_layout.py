"""The columns of the sheet."""

from __future__ import annotations

import pytest
from textual.content import Content

from screens.step_parts.layout import GUTTER, Columns, beside, columns_for, with_remarks
from screens.step_parts.reading import NOTHING, Remark, Tone, bad, good


@pytest.mark.parametrize("width", [47, 60, 70, 83, 120, 200])
@pytest.mark.parametrize("name", ["Play", "測定者が確認した最終的な寸法値", "a" * 200])
@pytest.mark.parametrize("limits", ["", "0 to 0.5 mm", "-12.000000000001 to 12.5 µm"])
def test_no_line_is_wider_than_the_sheet(width: int, name: str, limits: str) -> None:
    columns = columns_for(width, [name], [limits] if limits else [])
    value = [Content("0.62")]
    remarks = (bad("0.62 mm is above 0.5 mm, which is a long sentence"), good("Operator One 08:14", "08:14"))
    for remark in (NOTHING, *remarks):
        rest = with_remarks(value, Content(limits), columns, remark, remarks)
        lines = beside(Content(" " * GUTTER), [Content(name[:1])], rest, columns.name)
        assert max(line.cell_length for line in lines) <= max(
            width, GUTTER + columns.name + 2 + columns.value
        )


def test_what_does_not_fit_beside_is_said_shorter_or_beneath() -> None:
    columns = Columns(name=20, value=18, limits=13, remark=9)
    value, limits = [Content("0.4")], Content("0 to 0.5 mm")
    assert [
        line.plain.split()
        for line in with_remarks(value, limits, columns, good("Operator One 08:14", "08:14"))
    ] == [["0.4", "0", "to", "0.5", "mm", "✔", "08:14"]]
    lines = with_remarks(value, limits, columns, bad("0.62 mm is above 0.5 mm"))
    assert lines[1].plain == "✗ 0.62 mm is above 0.5 mm"


def test_columns_stand_in_line() -> None:
    columns = Columns(name=20, value=18, limits=13, remark=30)
    said = Remark(Tone.GOOD, "✔ here")
    lines = [
        with_remarks([Content(value)], Content(limits), columns, said)[0].plain
        for value, limits in (("1", ""), ("123456", "0 to 1"))
    ]
    assert len({line.index("✔") for line in lines}) == 1
