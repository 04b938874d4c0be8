"""The top line: where, how much, who, when; and whether the store answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Final

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from ion_tui.engine.clock import Clock
from screens.styles import sheet_beside
from screens.theme import BAD_GLYPH, Look
from screens.widgets.lines import clean, fit, spread

_LEAST_PLACE: Final = 10
"""Cells of the place's name below which it is left out."""


@dataclass(frozen=True, slots=True)
class Status:
    """What the top line says."""

    place_code: str = ""
    place_name: str = ""
    counts: tuple[tuple[Look, int], ...] = ()
    """How many steps of each kind, in order; the words are the looks' own."""
    operator_code: str = ""
    operator_name: str = ""
    trouble: str = ""
    """Why the store does not answer, in a few words; takes the place of the counts."""


def status_line(status: Status, clock: str, width: int) -> Content:
    """The line in `width` cells: what matters least is left out first.

    In this order: the words of the counts, the operator's name, the place's name, the counts.
    """
    code = Content.styled(clean(status.place_code), "bold $strong")
    place = Content.assemble(code, " ", clean(status.place_name))
    person, alone = _person(status, clock, name=True), _person(status, clock, name=False)
    long, short = _counts(status, words=True), _counts(status, words=False)
    nothing = long if status.trouble else Content("")
    for left, middle, right, least_left in (
        (place, long, person, place.cell_length),
        (place, short, person, min(place.cell_length, code.cell_length + 1 + _LEAST_PLACE)),
        (place, short, alone, min(place.cell_length, code.cell_length + 1 + _LEAST_PLACE)),
        (code, short, alone, code.cell_length),
        (code, nothing, alone, code.cell_length),
    ):
        room = width - middle.cell_length - right.cell_length - 4
        if least_left <= room:
            return _thirds(left.truncate(room, ellipsis=True), middle, right, width)
    return spread(code, alone, width)


def _thirds(left: Content, middle: Content, right: Content, width: int) -> Content:
    """Three parts, the middle one in the middle as far as there is room."""
    start = max(left.cell_length + 2, (width - middle.cell_length) // 2)
    start = min(start, width - right.cell_length - 2 - middle.cell_length)
    gap = width - start - middle.cell_length - right.cell_length
    return Content.assemble(left, " " * (start - left.cell_length), middle, " " * gap, right)


def _counts(status: Status, *, words: bool) -> Content:
    if status.trouble:
        return Content.styled(f" {BAD_GLYPH} {fit(status.trouble, 40)} ", "bold $late-on on $late-fill")
    parts = [
        Content.assemble(
            (look.glyph, look.ink), f" {number}", (f" {look.word.lower()}" if words else "", "$dim")
        )
        for look, number in status.counts
    ]
    return Content("  " if words else " ").join(parts)


def _person(status: Status, clock: str, *, name: bool) -> Content:
    shown = f" {fit(status.operator_name, 24)}" if name and status.operator_name else ""
    return Content.assemble(
        (clean(status.operator_code), "bold $strong"), shown, "  ", (clock, "bold $strong")
    )


class StatusBar(Widget):
    """The top line of every screen."""

    DEFAULT_CSS = sheet_beside(__file__)

    status: reactive[Status] = reactive(Status())
    """What it says; set it as a whole, it repaints when it differs."""

    def __init__(self, clock: Clock, zone: tzinfo = UTC, *, id: str | None = None) -> None:  # noqa: A002
        """Take the kiosk's clock, and the zone of the site."""
        super().__init__(id=id)
        self._clock = clock
        self._zone = zone

    @property
    def zone(self) -> tzinfo:
        """The zone in which the clock is read."""
        return self._zone

    @zone.setter
    def zone(self, zone: tzinfo) -> None:
        self._zone = zone
        self.refresh()

    def on_mount(self) -> None:
        """Begin to follow the clock."""
        self.follow_the_clock()

    def render(self) -> Content:
        """The line."""
        time = self._clock.now().astimezone(self._zone).strftime("%H:%M")
        return status_line(self.status, time, self.content_size.width)

    def follow_the_clock(self) -> None:
        """Show the time, and again when the next minute begins."""
        self.refresh()
        now = self._clock.now()
        self.set_timer(60.05 - now.second - now.microsecond / 1e6, self.follow_the_clock)
