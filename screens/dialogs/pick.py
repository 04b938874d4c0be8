"""One or several out of a list: values of a select, inventory, what a code may mean."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual import events, on
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from screens.dialogs.dialog import Dialog
from screens.theme import OK_GLYPH
from screens.widgets.lines import fit, spread
from screens.widgets.row_list import RowList

V = TypeVar("V")
T = TypeVar("T")

_GAP = 2


@dataclass(frozen=True, slots=True)
class Choice(Generic[V]):
    """One thing that can be picked."""

    value: V
    label: str
    detail: str = ""
    """Beside it, dim."""
    code: str = ""
    """What its label says when it is scanned."""
    refused: str = ""
    """Why it cannot be picked; it is dim then, and says so."""


@dataclass(frozen=True, slots=True)
class _Row:
    key: int
    label: str
    detail: str
    refused: str
    marked: bool | None


def _render(row: _Row, width: int, selected: bool) -> tuple[Content, ...]:  # noqa: FBT001 - RowList's signature
    ink = "$dim" if row.refused else "$strong" if selected else "$ink"
    mark = "" if row.marked is None else f"[{OK_GLYPH if row.marked else ' '}] "
    label = Content.assemble((mark, "bold $accent" if row.marked else ink), (fit(row.label, width), ink))
    detail = fit(row.refused or row.detail, max(width - label.cell_length - _GAP, width // 3))
    return (spread(label, Content.styled(detail, "$dim"), width, gap=_GAP),)


class _Picker(Dialog[T], Generic[V, T]):
    """A list, and an input that searches it."""

    HINT: ClassVar[str]
    """How it is used, on its frame."""
    SEVERAL: ClassVar[bool]
    """Whether Space marks rows."""
    SEARCH: ClassVar[str] = "Search"
    """What the input above the list says that it is for."""
    SEARCH_FROM: ClassVar[int] = 8
    """Choices from which on there is such an input; 0: always, and it is where one begins."""
    LONGEST: ClassVar[int] = 64
    """Characters that it takes."""

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice[V]],
        lines: Sequence[str] = (),
        *,
        chosen: Collection[V] = (),
        confirm: str = "OK",
        empty: str = "Nothing to pick from.",
    ) -> None:
        """Begin on what is `chosen` already.

        Args:
            title: What is picked, and for what.
            choices: In the order in which they are shown.
            lines: More about it, a line each.
            chosen: Values that are picked already.
            confirm: What the button says.
            empty: What is said where there is no choice.
        """
        super().__init__(title, lines, confirm=confirm)
        self._choices = choices
        self._empty = empty
        self._marked = {number for number, choice in enumerate(choices) if choice.value in chosen}

    def compose_body(self) -> Iterable[Widget]:
        """The search and the list."""
        if len(self._choices) >= self.SEARCH_FROM:
            search = Input(max_length=self.LONGEST, select_on_focus=False)
            search.cursor_blink = False
            search.border_title = self.SEARCH
            yield search
        yield RowList(_render, row_height=1, empty=self._empty)

    def on_mount(self) -> None:
        """Show all, the cursor on what is picked already."""
        self.query_one(".dialog", Vertical).border_subtitle = self.HINT
        self._show("")
        if self._marked:
            self._list.move_to(min(self._marked))
        (self._list if self.SEARCH_FROM else self.query_one(Input)).focus()

    def scanned(self, code: str) -> None:
        """Take the choice that a label names."""
        for number, choice in enumerate(self._choices):
            if choice.code and choice.code.casefold() == code.casefold():
                self._take(number)
                return
        self.refuse(f"{code} is not in this list.")

    def on_key(self, event: events.Key) -> None:
        """Space marks; letters on the list search it; the arrows move in it while searching."""
        search = next(iter(self.query(Input)), None)
        if self.SEVERAL and event.key == "space" and self._list.has_focus:
            event.stop()
            if (row := self._list.highlighted) is not None:
                self._take(row.key)
        if search is None:
            return
        moves = {"up": self._list.action_cursor_up, "down": self._list.action_cursor_down}
        if search.has_focus and event.key in moves:
            event.stop()
            moves[event.key]()
        elif (
            self._list.has_focus and event.is_printable and event.character and not event.character.isspace()
        ):
            event.stop()
            search.focus()
            search.insert_text_at_cursor(event.character)

    @on(Input.Changed)
    def _search(self, event: Input.Changed) -> None:
        event.stop()
        self._show(event.value)

    @on(RowList.Opened)
    def _open(self, message: RowList.Opened[_Row]) -> None:
        message.stop()
        self._enter(message.row.key)

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        if (row := self._list.highlighted) is not None:
            self._enter(row.key)

    @property
    def _list(self) -> RowList[_Row]:
        return self.query_one(RowList)

    def _show(self, searched: str) -> None:
        words = searched.casefold().split()
        self._list.empty = "Nothing has these letters in it." if words else self._empty
        self._list.update_rows(
            [
                _Row(number, choice.label, choice.detail, choice.refused, self._mark(number))
                for number, choice in enumerate(self._choices)
                if all(word in f"{choice.label} {choice.detail} {choice.code}".casefold() for word in words)
            ]
        )

    def _show_again(self) -> None:
        search = next(iter(self.query(Input)), None)
        self._show(search.value if search is not None else "")

    def _mark(self, number: int) -> bool | None:
        raise NotImplementedError

    def _enter(self, number: int) -> None:
        """Enter or a click on a row."""
        raise NotImplementedError

    def _take(self, number: int) -> None:
        """A row was named: refuse it, or take it."""
        choice = self._choices[number]
        if choice.refused:
            self.refuse(choice.refused)
        else:
            self._taken(number)

    def _taken(self, number: int) -> None:
        raise NotImplementedError


class PickDialog(_Picker[V, V], Generic[V]):
    """One of several choices: its value, or None."""

    HINT = "Enter picks   Esc cancels"
    SEVERAL = False

    def confirm(self) -> None:
        """Pick the row under the cursor."""
        if (row := self._list.highlighted) is not None:
            self._take(row.key)

    def _mark(self, number: int) -> bool | None:  # noqa: ARG002 - one of several has no marks
        return None

    def _enter(self, number: int) -> None:
        self._take(number)

    def _taken(self, number: int) -> None:
        self.dismiss(self._choices[number].value)


class PickManyDialog(_Picker[V, tuple[V, ...]], Generic[V]):
    """Any number of choices: their values in the order of the list, or None."""

    HINT = "Space marks   Enter takes what is marked   Esc cancels"
    SEVERAL = True

    def confirm(self) -> None:
        """Take what is marked."""
        self.dismiss(tuple(self._choices[number].value for number in sorted(self._marked)))

    def _mark(self, number: int) -> bool | None:
        return number in self._marked

    def _enter(self, number: int) -> None:
        if self._list.has_focus:
            self.confirm()
        else:
            self._take(number)
            self._list.focus()

    def _taken(self, number: int) -> None:
        self._marked ^= {number}
        self._show_again()
