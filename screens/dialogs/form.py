"""A form, line by line: Enter changes a line, F2 takes the whole."""

from __future__ import annotations

from collections.abc import Coroutine, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Final, Generic, TypeVar

from textual import getters, on
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import Worker

from data.errors import StoreError
from screens.dialogs.asking import AskingDialog, Attempt
from screens.dialogs.dialog import CSSPathType, Dialog, with_dialog
from screens.floor import BROKEN, LOG, GaveUp
from screens.keys import Place, bindings_for
from screens.theme import BAD_GLYPH
from screens.widgets.lines import clean, column, fit
from screens.widgets.row_list import RowList

F = TypeVar("F", bound=Hashable)
T = TypeVar("T")
D = TypeVar("D")

_NAME: Final = 13


@dataclass(frozen=True, slots=True)
class FormLine:
    """One line of a form: what it says, or dim what stands for nothing said."""

    key: str
    text: str
    hint: str = ""
    name: str = ""
    """What it is called; its key where it has no other name."""


def form_line(name: str, text: str, hint: str, width: int, *, selected: bool) -> Content:
    """A line as forms show it."""
    style = ("bold $strong" if selected else "$strong") if text else "$dim"
    return Content.assemble(
        (column(name, _NAME), "$accent" if selected else "$dim"),
        (fit(text or hint, max(0, width - _NAME)), style),
    )


def _render(line: FormLine, width: int, selected: bool) -> Sequence[Content]:  # noqa: FBT001 - RowList's own
    return (form_line(line.name or line.key, line.text, line.hint, width, selected=selected),)


class FormDialog(AskingDialog[F, T], Generic[F, T]):
    """Fills in a form, and hands it to `attempt` until it is not refused: its answer, or None.

    A form is a frozen value. A dialog overrides `lines`, `edited` and where lines can be emptied `emptied`.
    """

    CSS_PATH: ClassVar[CSSPathType] = with_dialog(__file__)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.FORM)
    AUTO_FOCUS = "RowList"
    HINT: ClassVar[str] = "Enter changes a line   F2 saves   Esc cancels"

    form_list: getters.query_one[RowList[FormLine]] = getters.query_one(RowList)

    def __init__(self, title: str, form: F, *, attempt: Attempt[F, T], confirm: str = "Save") -> None:
        """Begin with what is filled in already."""
        super().__init__(title, attempt=attempt, confirm=confirm)
        self.form = form

    def lines(self, form: F) -> Sequence[FormLine]:
        """The lines as they stand now."""
        raise NotImplementedError

    async def edited(self, form: F, key: str) -> F | None:
        """The form with another line, once somebody has said which; None where nobody does."""
        raise NotImplementedError

    def emptied(self, form: F, key: str) -> F:
        """The form with nothing on a line, where that can be."""
        del key
        return form

    async def fault(self, form: F) -> str:
        """Why it would be refused as it is now, in a sentence; empty where it would not."""
        del form
        return ""

    def compose_body(self) -> Iterable[Widget]:
        """The lines, and what is wrong with them."""
        yield RowList(_render, row_height=1)
        yield Static(classes="form--fault")

    def on_mount(self) -> None:
        """Show the lines."""
        self.query_one(".dialog", Vertical).border_subtitle = self.HINT
        self.show_form(self.form)

    def show_form(self, form: F) -> None:
        """Show what is filled in, and whether it would be taken."""
        self.form = form
        self.form_list.update_rows(self.lines(form))
        self.tell("")
        self._begin_to_judge(form)

    def _begin_to_judge(self, form: F) -> Worker[None]:
        judging = partial(self._judge, form)
        return self.run_worker(judging, group="judge", exclusive=True)

    async def _judge(self, form: F) -> None:
        await self.guarded(self._say_fault(form))

    async def _say_fault(self, form: F) -> None:
        sentence = await self.fault(form)
        said = self.query_one(".form--fault", Static)
        said.update(
            Content.styled(f"{BAD_GLYPH} {clean(sentence)}" if sentence else "", "bold $out-of-range")
        )

    def confirm(self) -> None:
        """Take what is filled in."""
        self.attempt(self.form)

    def ask_again(self) -> None:
        """Back to the lines."""
        self.form_list.focus()

    def action_fill_in(self) -> None:
        """Take what is filled in, from any line."""
        self.confirm()

    def action_empty_line(self) -> None:
        """Empty the line under the cursor."""
        if (line := self.form_list.highlighted) is not None and self.form_list.has_focus:
            self.show_form(self.emptied(self.form, line.key))

    @on(RowList.Opened)
    def _opened(self, message: RowList.Opened[FormLine]) -> None:
        message.stop()
        if not self.busy:
            self.run_worker(self.guarded(self._edit(message.row.key)), group="edit")

    @on(RowList.Highlighted)
    def _moved(self, message: RowList.Highlighted[FormLine]) -> None:
        message.stop()

    async def _edit(self, key: str) -> None:
        form = await self.edited(self.form, key)
        if form is not None:
            self.show_form(form)

    async def pick(self, dialog: Dialog[D]) -> D | None:
        """What a dialog over this one answers."""
        return await self.app.push_screen_wait(dialog)

    async def guarded(self, job: Coroutine[Any, Any, None]) -> None:
        """Whatever goes wrong, the form says so and can be used again."""
        try:
            await job
        except (StoreError, GaveUp) as error:
            self.refuse(error.sentence)
        except Exception:  # noqa: BLE001 - no form ends the kiosk
            LOG.exception("%s went wrong", type(self).__name__)
            self.refuse(BROKEN)
