"""A datagrid's columns and cells as its table shows them, and what is said of them: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rich.cells import cell_len

from data.rows.work import CellRow, GridColumn, GridRow
from ion_tui.engine.answers import Code, Outcome, Refused
from ion_tui.engine.ranges import Limits
from ion_tui.engine.values import Accepted, FieldSpec, accept
from ion_tui.engine.words import FieldType
from screens.step_parts.choice_line import MOST_NUMBERED
from screens.step_parts.reading import NOT_APPLICABLE, NOTHING, UNFINISHED, Remark, Tone, bad, good
from screens.step_parts.site_time import SiteTime
from screens.widgets.grid_layout import Cell, Column, Look
from screens.widgets.lines import clean

_TYPED: Final = frozenset(
    {
        FieldType.STRING,
        FieldType.NUMBER,
        FieldType.DATETIME,
        FieldType.TOOL,
        FieldType.USER,
        FieldType.PART,
    }
)
_FROM_STORE: Final = frozenset({FieldType.TOOL, FieldType.USER, FieldType.PART, FieldType.FILE})
"""Types that only the engine can judge."""
_LETTERS: Final = frozenset({FieldType.STRING, FieldType.TOOL, FieldType.USER, FieldType.PART})
"""Types whose values may begin with `x`."""
_NO_NA_KEY: Final = _LETTERS | {FieldType.SIGNOFF}
_WORDS: Final = {FieldType.BOOLEAN: ("yes", "no"), FieldType.PASS_FAIL: ("pass", "fail")}
_WIDTHS: Final = {
    FieldType.NUMBER: 8,
    FieldType.BOOLEAN: 5,
    FieldType.PASS_FAIL: 6,
    FieldType.DATETIME: 18,
    FieldType.SIGNOFF: 20,
    FieldType.MULTISELECT: 20,
}
"""Cells that the values of a type take; a text takes what is not said here."""
_TEXT: Final = 16
_WIDEST: Final = 26
_WIDEST_HEAD: Final = 16
_GLYPH: Final = 2


class Stand(StrEnum):
    """How far an entered value has come."""

    SENT = "sent"
    """The engine's answer is still to come."""
    STORED = "stored"
    """The engine has taken it; the table was not read again since."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Entry:
    """A value that was entered into a cell, until the table that is read shows it."""

    text: str
    not_applicable: bool
    seen: int
    """The version of the value that the operator saw."""
    stand: Stand = Stand.SENT
    sentence: str = ""
    """Why it was refused."""
    code: Code | None = None

    @property
    def is_clearing(self) -> bool:
        """Whether it empties the cell."""
        return not self.text.strip() and not self.not_applicable

    def version_after(self, outcome: Outcome) -> int:
        """The version of the value that recording it has left: a first one has the number of its command."""
        if self.is_clearing or "value" not in outcome.made:
            return 0 if self.is_clearing else self.seen
        return self.seen + 1 if self.seen else outcome.command_id


def spec_of(column: GridColumn, row: int | None) -> FieldSpec:
    """What a cell asks for, named as the engine names it: by the row's number too, where rows are numbered."""
    return FieldSpec(
        name=column.name if row is None else f"Row {row + 1}: {column.name}",
        type=FieldType(column.type),
        limits=Limits(column.minimum, column.maximum, column.target, column.tolerance, column.unit),
        options=column.options,
    )


def judged(column: GridColumn, row: int | None, text: str, time: SiteTime) -> Accepted | Refused | None:
    """What the engine will say of a text, as far as that can be told without the store; None where it cannot."""
    if not text.strip() or column.type in _FROM_STORE:
        return None
    return accept(spec_of(column, row), text, now=time.now, zone=time.zone)


def is_not_applicable(column: GridColumn, row: GridRow, text: str) -> bool:
    """Whether `text` says N/A where column and row allow it."""
    allows = column.allow_not_applicable and row.allow_not_applicable
    return allows and text.strip().casefold() in NOT_APPLICABLE


def columns_of(columns: Sequence[GridColumn], rows: Sequence[GridRow]) -> list[Column]:
    """The columns, each as wide as what stands in it may need."""
    return [_column(column, [row.cells[number] for row in rows]) for number, column in enumerate(columns)]


def _column(column: GridColumn, cells: Sequence[CellRow]) -> Column:
    kind = FieldType(column.type)
    about = column.limits or column.unit or (column.role or "" if kind is FieldType.SIGNOFF else "")
    name = f"{clean(column.name)} *" if column.required else clean(column.name)
    head = min(_WIDEST_HEAD, max(cell_len(name), cell_len(clean(about))))
    if column.settable:
        room = max((cell_len(clean(option)) for option in column.options), default=0) + _GLYPH
        room = _WIDTHS.get(kind, _TEXT) if kind is not FieldType.SELECT else room
    else:
        room = max((cell_len(clean(cell.shown)) for cell in cells), default=0)
    is_few = kind is FieldType.SELECT and len(column.options) <= MOST_NUMBERED
    return Column(
        name=name,
        about=clean(about),
        width=max(1, min(_WIDEST, max(head, room))),
        is_right=kind is FieldType.NUMBER,
        is_settable=column.settable,
        is_typed=column.settable and kind in _TYPED,
        choices=_WORDS.get(kind, column.options if is_few else ()) if column.settable else (),
        is_numbered=is_few,
        takes_na=column.settable and column.allow_not_applicable and kind not in _NO_NA_KEY,
        is_required=column.required,
    )


def cell_of(cell: CellRow, entry: Entry | None, verdict: str, time: SiteTime) -> Cell:
    """How a cell looks: by what was entered, where something was; `verdict` says why that is out of range."""
    if entry is not None:
        text = clean("N/A" if entry.not_applicable else entry.text.replace("\n", ", "))
        match entry.stand:
            case Stand.REFUSED:
                return Cell(text, Look.REFUSED)
            case Stand.SENT:
                return Cell(text, Look.BUSY)
            case Stand.STORED if text:
                return Cell(text, Look.BAD if verdict else Look.VALUE)
            case _:
                return Cell()
    text = clean(cell.shown)
    if not cell.settable:
        return Cell(text, Look.FIXED)
    if cell.signed_by is not None and cell.signed_at is not None:
        return Cell(
            f"{clean(cell.signed_by)} {time.at(cell.signed_at)}",
            Look.ASK if cell.changed_since_signed else Look.GOOD,
        )
    if not text:
        return Cell()
    if not cell.confirmed:
        return Cell(text, Look.ASK)
    if not cell.in_range:
        return Cell(text, Look.VALUE if cell.deviation or cell.issue_id else Look.BAD)
    return Cell(text, Look.VALUE)


def of_draft(column: GridColumn, row: GridRow, number: int | None, draft: str, time: SiteTime) -> Remark:
    """What is to be said of a value while it is typed into row `number`."""
    text = draft.strip()
    if is_not_applicable(column, row, text):
        return good("N/A")
    if not text:
        return Remark(Tone.PLAIN, "Enter clears the cell")
    if column.type == FieldType.NUMBER and text in UNFINISHED:
        return NOTHING
    said = judged(column, number, text, time)
    if column.type == FieldType.NUMBER and isinstance(said, Refused):
        return bad(said.sentence)
    if isinstance(said, Accepted) and said.verdict:
        return bad(said.verdict)
    if column.type == FieldType.NUMBER:
        return good("in range") if column.limits else NOTHING
    return Remark(Tone.PLAIN, clean(draft))


def of_overtaking(cell: CellRow, time: SiteTime) -> Remark:
    """That somebody else recorded this cell while another value is being typed."""
    if cell.recorded_by is None or cell.recorded_at is None:
        return Remark(Tone.ASK, "! cleared meanwhile")
    return Remark(Tone.ASK, f"! {cell.recorded_by} recorded {cell.shown} at {time.at(cell.recorded_at)}")


def of_cell(column: GridColumn, row: GridRow, cell: CellRow, time: SiteTime, *, editable: bool) -> Remark:
    """What is to be said of a cell in which nothing is typed."""
    if cell.signed_by is not None and cell.signed_at is not None:
        said = f"{cell.signed_by} {time.at(cell.signed_at)}"
        if cell.changed_since_signed:
            return Remark(Tone.ASK, f"! {said}; the row has been changed since it was signed")
        return good(said)
    if not cell.shown:
        return Remark(Tone.PLAIN, _hint(column, row)) if editable and column.settable else NOTHING
    if not column.settable:
        return Remark(Tone.PLAIN, clean(cell.shown))
    if not cell.confirmed:
        return Remark(Tone.ASK, "? confirm it with Enter, or measure again")
    if not cell.in_range and cell.deviation:
        return good(f"{cell.verdict}, accepted by {cell.deviation}")
    if not cell.in_range and cell.issue_id:
        return good(f"{cell.verdict}, issue {cell.issue_id}")
    if not cell.in_range:
        return bad(cell.verdict)
    if cell.recorded_by is None or cell.recorded_at is None:
        return NOTHING
    return good(f"{cell.recorded_by} {time.at(cell.recorded_at)}")


def _hint(column: GridColumn, row: GridRow) -> str:
    kind = FieldType(column.type)
    match kind:
        case FieldType.SIGNOFF:
            return f"Enter signs: {column.role}"
        case FieldType.BOOLEAN:
            hint = "y yes   n no"
        case FieldType.PASS_FAIL:
            hint = "p pass   f fail"
        case FieldType.SELECT if len(column.options) <= MOST_NUMBERED:
            hint = "   ".join(f"{number} {option}" for number, option in enumerate(column.options, 1))
        case FieldType.SELECT | FieldType.MULTISELECT:
            hint = "Enter shows the list"
        case FieldType.DATETIME:
            hint = "now or 14:30"
        case FieldType.TOOL | FieldType.USER | FieldType.PART:
            hint = "scan it, or type it"
        case _:
            hint = ""
    if not (column.allow_not_applicable and row.allow_not_applicable):
        return clean(hint)
    not_applicable = "type n/a" if kind in _LETTERS else "x N/A"
    return clean(f"{hint}   {not_applicable}".strip())
