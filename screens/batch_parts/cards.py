"""The runs of a batch as lines of a list: a card a run, beneath an open one its steps and what can be done: pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from textual.content import Content

from data.rows.batches import MemberRow, Trees
from data.rows.work import TreeRow
from ion_tui.engine.states import Bucket, RunStatus, State
from screens.run_parts.steps import step_in_run
from screens.theme import RUN_LOOKS, Look, look_of
from screens.widgets.lines import clean, column, fit, spread

_OPEN, _SHUT = "▾", "▸"
_ID: Final = 6
_DONE: Final = 9
_STATE: Final = 14
_WIDE_STATE: Final = 18
_PEOPLE: Final = 16
_WIDE: Final = 96
"""Cells from which on there is room for who is at work, and for the longest state."""
_INDENT: Final = 9


class Doing(StrEnum):
    """What can be done on a card."""

    REMOVE = "Remove"
    REMOVE_AND_GO = "Remove & go to run"


@dataclass(frozen=True, slots=True)
class CardLine:
    """A run; `tells_sibling` where a column says in which state its sibling is."""

    member: MemberRow
    is_open: bool
    tells_sibling: bool

    @property
    def key(self) -> tuple[str, int]:
        """The run."""
        return ("run", self.member.run_id)

    @property
    def run_id(self) -> int:
        """The run."""
        return self.member.run_id


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of an open run; `is_sibling` where it is the sibling of the step that is asked about."""

    run_id: int
    row: TreeRow
    is_sibling: bool

    @property
    def key(self) -> tuple[str, int]:
        """The step."""
        return ("step", self.row.step_id)


@dataclass(frozen=True, slots=True)
class DoingLine:
    """Something to do with an open run; Enter does it."""

    run_id: int
    doing: Doing

    @property
    def key(self) -> tuple[str, int, str]:
        """The run, and what is done."""
        return ("do", self.run_id, self.doing)


Line: TypeAlias = CardLine | StepLine | DoingLine


def card_lines(
    members: Iterable[MemberRow], trees: Trees, is_open: Callable[[int], bool], *, tells_sibling: bool
) -> list[Line]:
    """Each run, and beneath an open one its steps and what can be done with it."""
    lines: list[Line] = []
    for member in members:
        opened = is_open(member.run_id)
        lines.append(CardLine(member, opened, tells_sibling))
        if opened:
            steps = trees.get(member.run_id, ())
            lines += [StepLine(member.run_id, row, row.step_id == member.sibling_id) for row in steps]
            lines += [DoingLine(member.run_id, doing) for doing in Doing]
    return lines


def short_title(run_id: int, title: str) -> str:
    """A run's title without the number that stands beside it."""
    return title.removeprefix(f"Run {run_id}: ")


def heads(width: int, step: str) -> Content:
    """What stands in the columns, in the cells of a row; `step` is what the siblings are of, where that is told."""
    state, people = _columns(width)
    right = column("Status", state) + column("Done", _DONE)
    if step:
        right += column(f"Step {step}", state)
    right += column("At work", people) if people else ""
    return Content.styled(
        spread(Content(f"  {column('Run', _ID, right=True)} Title"), Content(right), width).plain, "$dim"
    )


def render_card(line: Line, width: int, selected: bool) -> Sequence[Content]:  # noqa: FBT001 - RowList's own
    """A line of the list."""
    match line:
        case CardLine():
            return (_card(line, width, selected=selected),)
        case StepLine():
            return (
                step_in_run(line.row, width, indent=_INDENT, selected=selected, is_meant=line.is_sibling),
            )
        case DoingLine():
            ink = "bold $accent" if selected else "$accent"
            return (Content.assemble(" " * _INDENT, (str(line.doing), ink)),)


def _card(line: CardLine, width: int, *, selected: bool) -> Content:
    member = line.member
    state, people = _columns(width)
    parts = [_looked(RUN_LOOKS[RunStatus(member.status)], state)]
    parts.append(Content.styled(column(f"{member.steps_done} of {member.steps_counted}", _DONE), "$ink"))
    if line.tells_sibling:
        parts.append(_sibling(member, state))
    if people:
        parts.append(Content.styled(column(" ".join(member.people), people), "$in-progress"))
    left = Content.assemble(
        (f"{_OPEN if line.is_open else _SHUT} ", "bold $accent"),
        (column(str(member.run_id), _ID, right=True), "$dim"),
        " ",
        (
            clean(short_title(member.run_id, member.title)),
            "bold $strong" if selected or line.is_open else "$strong",
        ),
    )
    return spread(left, Content.assemble(*parts), width)


def _sibling(member: MemberRow, width: int) -> Content:
    if member.sibling is None:
        return Content.styled(column("no sibling", width), "$dim")
    available = member.sibling_bucket == Bucket.AVAILABLE
    return _looked(look_of(State(member.sibling), available=available), width)


def _looked(look: Look, width: int) -> Content:
    return Content.assemble((column(f"{look.glyph} {fit(look.word, width - 3)}", width), look.ink))


def _columns(width: int) -> tuple[int, int]:
    """Cells of a state, and of who is at work."""
    return (_WIDE_STATE, _PEOPLE) if width >= _WIDE else (_STATE, 0)
