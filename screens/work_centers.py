"""The work centers of the site, on a kiosk that is pinned to none: choose one, and its queue opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from data.rows.site import WorkCenterRow
from data.rows.work import ScanMatch
from ion_tui.engine.states import Bucket
from screens.keys import Place, bindings_for
from screens.messages import OpenQueue, OpenRun
from screens.scan_routes import ScanScreen
from screens.styles import sheet_beside
from screens.theme import BUCKET_LOOKS
from screens.widgets.lines import clean, column, spread
from screens.widgets.row_list import RowList

NONE_YET: Final = "This site has no work centers yet. Import a site file that has some: ion-tui import FILE"
_CODE: Final = 14


@dataclass(frozen=True, slots=True)
class CenterLine:
    """A work center in the list."""

    place: WorkCenterRow

    @property
    def key(self) -> int:
        """The work center."""
        return self.place.id


def render_center(line: CenterLine, width: int, selected: bool) -> Sequence[Content]:  # noqa: FBT001 - RowList's own
    """Code and name, and how much of its work is in progress and available; below, where it is."""
    del selected
    place = line.place
    left = Content.assemble((column(place.code, _CODE), "bold $strong"), (clean(place.name), "$ink"))
    counts = [
        Content.assemble(
            (f"{look.glyph} ", look.ink if number else "$dim"),
            (f"{number} {look.word.lower()}", "$ink" if number else "$dim"),
        )
        for look, number in (
            (BUCKET_LOOKS[Bucket.IN_PROGRESS], place.in_progress),
            (BUCKET_LOOKS[Bucket.AVAILABLE], place.available),
        )
    ]
    below = Content.styled(" " * _CODE + clean(place.path), "$dim")
    return (spread(left, Content("  ").join(counts), width, gap=2), below)


class WorkCentersScreen(ScanScreen):
    """All work centers, by code."""

    DEFAULT_CSS = sheet_beside(__file__)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.CENTERS)
    AUTO_FOCUS = "RowList"
    SCAN_HINT = "a work center, a unit, a run, or another person's badge"

    centers: getters.query_one[RowList[CenterLine]] = getters.query_one(RowList)

    def compose_body(self) -> ComposeResult:
        """The list."""
        yield Static("Which work center?", id="title", markup=False)
        yield RowList(render_center, row_height=2, empty="One moment …")

    def on_mount(self) -> None:
        """Ask for them."""
        self.refresh_status()
        self.refresh_floor()

    def refresh_floor(self) -> None:
        """Ask for them again."""
        self.do(self._load(), group="load", exclusive=True)

    async def _load(self) -> None:
        places = await self.ask(lambda reads: reads.work_centers())
        self.centers.empty = NONE_YET
        self.centers.update_rows([CenterLine(place) for place in places])
        self.refresh_status()

    @on(RowList.Opened)
    def _opened(self, message: RowList.Opened[CenterLine]) -> None:
        message.stop()
        self.post_message(OpenQueue(message.row.place))

    async def run_scanned(self, code: str, match: ScanMatch) -> None:
        """A run's label, or the serial of its unit: the run as a whole, for no work center's work is looked at."""
        del code
        self.post_message(OpenRun(match.id))
