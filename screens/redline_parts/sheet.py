"""The chosen step as it will be, line by line: each can be changed where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from textual.content import Content as Text

from ion_tui.engine.content import Content
from ion_tui.engine.differences import Change, Kind, in_words
from ion_tui.engine.redlines.changes import Ref, Terms
from ion_tui.engine.words import StepType
from screens.redline_parts.looks import KIND_LOOKS
from screens.times import lead_time
from screens.widgets.lines import column, fit, spread
from screens.widgets.row_list import RowList

_NAME_SHARE: Final = 0.34
_NAME_LEAST: Final = 14
_NAME_MOST: Final = 24
_NARROW: Final = 40
"""Cells below which marks are glyphs alone."""


class Part(StrEnum):
    """What a line is about."""

    TITLE = "title"
    INSTRUCTIONS = "instructions"
    TYPE = "type"
    FIELD = "field"
    COLUMN = "column"
    ROW = "row"
    NEED = "part"
    APPROVAL = "approval"
    FILE = "drawing"
    WAITS = "waits on"
    CENTER = "work center"
    LEAD_TIME = "lead time"
    OPTIONAL = "optional"


SEVERAL: Final = (Part.FIELD, Part.COLUMN, Part.ROW, Part.NEED, Part.FILE)
"""What a step has several of, in an order: they are added, removed and moved."""

NEW: Final = -1
"""The number of the line that adds one."""


class LineKey(NamedTuple):
    """Which line: what it is about, and which of several."""

    part: Part
    number: int = 0


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line: what it is called, what it says, and what happened to it; `is_hint` where nothing is said."""

    key: LineKey
    section: str
    name: str
    text: str = ""
    kind: Kind | None = None
    is_hint: bool = False


_WHAT: Final[Mapping[Part, str]] = {
    Part.TITLE: "Title",
    Part.INSTRUCTIONS: "Instructions",
    Part.TYPE: "Type",
    Part.FIELD: "Field",
    Part.COLUMN: "Column",
    Part.ROW: "Row",
    Part.NEED: "Part",
    Part.APPROVAL: "Approval",
    Part.FILE: "Drawing",
    Part.WAITS: "Waits on",
    Part.CENTER: "Work center",
    Part.LEAD_TIME: "Lead time",
    Part.OPTIONAL: "Optional",
}
"""What differences call it."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the terms of a step name by numbers: labels of steps, and of work centers."""

    steps: Mapping[Ref, str]
    centers: Mapping[int, str]


def sheet_lines(content: Content, terms: Terms, names: Names, changes: Sequence[Change]) -> list[SheetLine]:
    """Every line of a step as it will be; `changes` are what the redline makes different in it."""
    happened = _Happened(changes)
    return [*_of_content(content, happened), *_of_terms(terms, names, happened)]


class _Happened:
    """What happened to a thing, by what it is and its name now."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self._kinds: dict[tuple[str, str], Kind] = {}
        for change in changes:
            name = change.after if change.about == "name" else change.name
            self._kinds.setdefault((change.what, name), change.kind)

    def to(self, part: Part, name: str = "") -> Kind | None:
        return self._kinds.get((_WHAT[part], name))


def _of_content(content: Content, happened: _Happened) -> Iterator[SheetLine]:
    step, is_table = "Step", content.type is StepType.DATAGRID
    yield SheetLine(LineKey(Part.TITLE), step, "Title", content.title, happened.to(Part.TITLE))
    yield _line(
        Part.INSTRUCTIONS,
        step,
        "Instructions",
        _first_line(content.instructions),
        "none",
        happened.to(Part.INSTRUCTIONS),
    )
    yield SheetLine(
        LineKey(Part.TYPE),
        step,
        "Kind",
        "fields and a table" if is_table else "fields",
        happened.to(Part.TYPE),
    )
    yield from _several(
        Part.FIELD, "Fields", ((field.name, in_words(field)) for field in content.fields), "a field", happened
    )
    if is_table or content.columns:
        columns = ((one.name, in_words(one)) for one in content.columns)
        yield from _several(Part.COLUMN, "Table: columns", columns, "a column", happened)
        rows = ((str(number), in_words(row)) for number, row in enumerate(content.rows, 1))
        yield from _several(Part.ROW, "Table: rows", rows, "a row", happened)
    needs = ((need.part[0], in_words(need)) for need in content.requirements)
    yield from _several(Part.NEED, "Parts to install", needs, "a part", happened)
    gate = content.approvals[0] if content.approvals else None
    yield _line(
        Part.APPROVAL,
        "Approval",
        "Approved by",
        in_words(gate) if gate else "",
        "nobody has to",
        happened.to(Part.APPROVAL, gate.role) if gate else None,
    )
    files = ((file.name, "") for file in content.files)
    yield from _several(Part.FILE, "Drawings", files, "a drawing", happened)


def _several(
    part: Part, section: str, things: Iterable[tuple[str, str]], one: str, happened: _Happened
) -> Iterator[SheetLine]:
    for number, (name, text) in enumerate(things):
        yield SheetLine(LineKey(part, number), section, name, text, happened.to(part, name))
    yield SheetLine(LineKey(part, NEW), section, f"+ Add {one}", is_hint=True)


def _of_terms(terms: Terms, names: Names, happened: _Happened) -> Iterator[SheetLine]:
    section = "When and where"
    waits = ", ".join(names.steps.get(ref, "a step that is gone") for ref in terms.waits_on)
    center = "" if terms.work_center_id is None else names.centers.get(terms.work_center_id, "…")
    takes = "" if terms.lead_time_seconds is None else lead_time(terms.lead_time_seconds)
    yield _line(Part.WAITS, section, "Waits on", waits, "nothing", happened.to(Part.WAITS))
    yield _line(
        Part.CENTER, section, "Work center", center, "where the run is worked", happened.to(Part.CENTER)
    )
    yield _line(Part.LEAD_TIME, section, "Takes", takes, "not said", happened.to(Part.LEAD_TIME))
    optional = "yes, it holds nothing up" if terms.optional else "no"
    yield SheetLine(LineKey(Part.OPTIONAL), section, "Optional", optional, happened.to(Part.OPTIONAL))


def _line(part: Part, section: str, name: str, text: str, hint: str, kind: Kind | None = None) -> SheetLine:
    return SheetLine(LineKey(part), section, name, text or hint, kind, is_hint=not text)


def _first_line(text: str) -> str:
    """The beginning of a text, and how much more there is."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) <= 1:
        return "".join(lines)
    return f"{len(lines)} lines: {lines[0]}"


def render_sheet_line(line: SheetLine, width: int, selected: bool) -> Sequence[Text]:  # noqa: FBT001 - RowList's own
    """Name and text in two columns, and at the right what happened to it."""
    mark = Text("")
    if line.kind is not None:
        look = KIND_LOOKS[line.kind]
        words = f"{look.glyph} {look.word}" if width >= _NARROW else look.glyph
        mark = Text.styled(words, f"bold {look.ink}")
    name_ink = "bold $strong" if selected else "$accent" if line.key.number == NEW else "$ink"
    if not line.text:
        return (spread(Text.styled(fit(line.name, width), name_ink), mark, width),)
    names = min(_NAME_MOST, max(_NAME_LEAST, int(width * _NAME_SHARE)))
    text = Text.assemble(
        (column(line.name, names), name_ink),
        "  ",
        (fit(line.text, max(0, width - names - 2)), "$dim" if line.is_hint else "$strong"),
    )
    return (spread(text, mark, width, gap=2),)


class RedlineSheet(RowList[SheetLine]):
    """The lines of the chosen step; Enter changes the one under the cursor."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Begin without lines."""
        super().__init__(
            render_sheet_line,
            row_height=1,
            section_of=lambda line: line.section,
            empty="There is no step yet: F2 adds one.",
            id=id,
        )
