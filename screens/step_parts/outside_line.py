"""The outside processing of a step: at which supplier, on which order, what has gone out and what is back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from data.rows.outside import OutsideMove, OutsideWork
from data.rows.work import StepView
from ion_tui.engine.wording import amount
from screens.keys import Place, bindings_for
from screens.step_parts.layout import GAP, GUTTER, Columns, beside, padded
from screens.step_parts.site_time import SiteTime
from screens.step_parts.stop import Stop
from screens.styles import sheet_beside
from screens.theme import OK_GLYPH
from screens.widgets.lines import clean, wrapped

_LABELS: Final = 8
"""Cells of the names at the left."""


class OutsideLine(Stop):
    """What is out: Enter sends what has not gone out, or receives what is there; nothing on a step done here."""

    DEFAULT_CSS = sheet_beside(__file__)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.FIELD)

    class MoveWanted(Message):
        """Units are to go out, or to come back."""

        def __init__(self, *, is_back: bool) -> None:
            """Carry the direction."""
            super().__init__()
            self.is_back = is_back

    def __init__(self, time: SiteTime) -> None:
        """Begin without a step."""
        super().__init__(Columns(), editable=False)
        self.time = time
        self.work: OutsideWork | None = None

    @property
    def is_missing(self) -> bool:
        """Whether units have still to go out or to come back."""
        return self.work is not None and self.work.back < self.work.units

    def show(self, view: StepView, *, can_send: bool, can_receive: bool) -> None:
        """Take the step as it is now, and what the operator may do with it."""
        work = self.work = view.outside
        self.display = work is not None
        sends = can_send and work is not None and not work.cannot_send
        receives = can_receive and work is not None and not work.cannot_receive
        self.editable = sends or receives
        self.redraw()

    def action_record(self) -> None:
        """Enter: receive what is out; send where nothing is."""
        if self.work is not None:
            self.post_message(self.MoveWanted(is_back=self.work.out > 0))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter moves units; the other keys of a field do nothing here."""
        del parameters
        return action == "record"

    def draw(self, width: int) -> Sequence[Content]:
        """Supplier, order, units, and each time that some went out or came back."""
        work = self.work
        if work is None:
            return []
        rows = [
            ("Supplier", Content.styled(clean(work.supplier), "bold $strong")),
            ("Order", Content.styled(_order(work), "$ink")),
            ("Units", Content("   ").join(self._units(work))),
            *((self.time.at(move.at), _moved(move)) for move in work.moves),
        ]
        if self.editable:
            rows.append(("", _hint(work)))
        labels = max(_LABELS, *(len(label) for label, _ in rows))
        room = width - GUTTER - labels - GAP
        return [
            Content.styled(f"{' ' * GUTTER}Outside processing", "bold $dim"),
            *(
                line
                for label, words in rows
                for line in beside(
                    self.cursor_mark,
                    [padded(Content.styled(label, "$dim"), labels)],
                    wrapped(words, room),
                    labels,
                )
            ),
        ]

    def _units(self, work: OutsideWork) -> Iterator[Content]:
        """How many are where; what is nowhere is not said."""
        if work.left > 0:
            yield Content.styled(f"{amount(work.left)} to send", "bold $available")
        if work.out > 0:
            yield Content.styled(f"{amount(work.out)} at the supplier", "bold $in-progress")
        done = work.back >= work.units
        mark = f" {OK_GLYPH}" if done else ""
        yield Content.styled(
            f"{amount(work.back)} of {amount(work.units)} back{mark}", "bold $ok" if done else "$ink"
        )


def _order(work: OutsideWork) -> str:
    what = f", {clean(work.description)}" if work.description else ""
    return f"{clean(work.order)} line {work.line}{what}"


def _moved(move: OutsideMove) -> Content:
    way = "back" if move.is_back else "sent"
    return Content.assemble((f"{amount(move.quantity)} {way}", "$ink"), (f"  {clean(move.by)}", "$dim"))


def _hint(work: OutsideWork) -> Content:
    """What Enter does now."""
    does = f"receives {amount(work.out)}" if work.out > 0 else f"sends out {amount(work.left)}"
    return Content.assemble((" Enter ", "bold $button-on on $button-fill"), f" {does}, or less")
