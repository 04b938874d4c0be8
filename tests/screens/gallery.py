"""The widgets and dialogs to look at: `python -m tests.screens.gallery`, or `… --pictures FOLDER` for SVG files.

Letters open what the bottom line names; `v` changes the colors.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Final
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen

from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.commands import Credentials
from ion_tui.engine.states import State
from screens.dialogs.confirm import ConfirmDialog
from screens.dialogs.dialog import Dialog
from screens.dialogs.help import HelpDialog
from screens.dialogs.message import MessageDialog
from screens.dialogs.pick import Choice, PickDialog, PickManyDialog
from screens.dialogs.pin import PinDialog
from screens.dialogs.reason import ReasonDialog
from screens.dialogs.sign import SignDialog
from screens.keys import Place, active_keys, bindings_for
from screens.palettes import PALETTES, be_still, next_theme, register_themes
from screens.scanner_app import Scanned, ScannerApp
from screens.theme import AVAILABLE, BATCH_GLYPH, BLOCKED, STATE_LOOKS, Look, look_of
from screens.widgets.key_bar import KeyBar
from screens.widgets.lines import clean, column, fit, spread
from screens.widgets.row_list import RowList
from screens.widgets.scan_box import Kind, ScanBox
from screens.widgets.status_bar import Status, StatusBar

SIZES: Final = ((80, 24), (120, 36))


class NoonClock:
    """It is always two past two."""

    def now(self) -> datetime:
        """Fourteen hours and two minutes, in Berlin."""
        return datetime(2026, 12, 4, 13, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Work:
    """A row of a made-up queue."""

    key: int
    section: str
    look: Look
    run: str
    step: str
    note: str
    due: str = ""
    due_token: str = "dim"
    batch: int = 0
    priority: str = ""


def _works() -> list[Work]:
    working, hold, failed = (look_of(state) for state in (State.IN_PROGRESS, State.HOLD, State.FAILED))
    redline, canceled, done = (look_of(state) for state in (State.REDLINE, State.CANCELED, State.COMPLETED))
    return [
        Work(1, "In progress", working, "RB-0001", "1 Begin the rocker", "OP1 0:14 · Rover 1 suspension",
             "due Fri", "due-soon", 2, "P2"),
        Work(2, "In progress", working, "RB-0002", "2 Start the bogie pivot", "OP2 1:40 · Rover 1 suspension",
             "late 2 days", "late", 0, "P1"),
        Work(3, "Available", AVAILABLE, "RB-0003", "1 Begin the rocker", "Rover 2 suspension",
             "due 11 Dec", "dim", 12, "P2"),
        Work(4, "Available", AVAILABLE, "RB-0004", "0.1 Cut the rod to length, deburr, mark both ends and wash",
             "Rocker-bogie suspension, right, with the long title that somebody gave it", "due 11 Dec"),
        Work(5, "Blocked", BLOCKED, "RB-0005", "3 Attach the front channel",
             "waits on 2 Start the bogie pivot, In progress, OP2"),
        Work(6, "Stopped", hold, "RB-0006", "4 Middle channel", "on hold: wrong rod delivered, back on Monday"),
        Work(7, "Stopped", redline, "RB-0007", "4 Middle channel", "in redline: hole moved by 2 mm"),
        Work(8, "Stopped", failed, "RB-0008", "5 Weigh [A12]", "failed: 6.31 kg is above 6.2 kg", "late 1 day", "late"),
        Work(9, "Done today", done, "RB-0009", "0 Fabricate", "signed off 11:20 by OP1"),
        Work(10, "Done today", canceled, "RB-0010", "6 Anodize 陽極酸化処理", "left out by LD1"),
    ]  # fmt: skip


def render_work(work: Work, width: int, selected: bool) -> Sequence[Content]:
    """Two lines: what it is and when it is due; who has it or why not."""
    title = "bold $strong" if selected else "$strong"
    batch = f"{BATCH_GLYPH} {work.batch}" if work.batch else ""
    left = Content.assemble(
        (work.look.glyph, f"bold {work.look.ink}"),
        f" {column(work.priority, 3)} ",
        (column(work.run, 8), "$ink"),
        " ",
        (clean(work.step), title),
    )
    right = Content.assemble((batch, "$accent"), "  ", (column(work.due, 11), f"${work.due_token}"))
    word = Content.assemble(
        "  ", (column(work.look.word, 12), work.look.ink), " ", (fit(work.note, width - 15), "$dim")
    )
    return (spread(left, right, width, gap=2), word)


async def _attempt(credentials: Credentials) -> str | Refused:
    if credentials.pin == "1234":
        return "signed"
    return Refused(Code.NOT_IDENTIFIED, "The ID or PIN is not right.", ("Two more attempts before a pause.",))


async def _attempt_pin(pin: str) -> str | Refused:
    return await _attempt(Credentials(pin=pin))


PLAN: Final = ("RB-0001 · 2 Start the bogie pivot", "Everybody is checked out: OP1 0:14, OP2 1:40.")
LOTS: Final = [
    Choice(f"LOT-{number}", f"LOT-22{number:02}", f"{40 - number} pieces · A-03-{number}", code=f"LOT-22{number:02}",
           refused="quarantined: issue 7" if number == 3 else "")
    for number in range(1, 13)
]  # fmt: skip
SHORT: Final = [Choice(letter, f"Finish {letter}", "as on the drawing") for letter in "ABCD"]

DIALOGS: Final[Mapping[str, Callable[[], Dialog[Any]]]] = {
    "hold": lambda: ReasonDialog("Hold: 2 Start the bogie pivot", "Reason", PLAN, confirm="Hold"),
    "fail": lambda: ReasonDialog(
        "Fail: 2 Start the bogie pivot", "What is wrong", PLAN, confirm="Fail", danger=True
    ),
    "sign": lambda: SignDialog(
        "Sign: torque witnessed",
        ("Pivot play 0.42 mm, hole 2 from bottom.", "Somebody else than OP1 has to sign."),
        attempt=_attempt,
    ),
    "pin": lambda: PinDialog("OP2 Operator Two", attempt=_attempt_pin),
    "confirm": lambda: ConfirmDialog("Start on 2 of 3 runs?", PLAN, confirm="Start"),
    "unbatch": lambda: ConfirmDialog("Unbatch all 12 runs?", PLAN, confirm="Unbatch", danger=True),
    "pick": lambda: PickDialog("B4 screw: which lot?", LOTS, ("8 are needed, none is installed.",)),
    "many": lambda: PickManyDialog("Finishes", SHORT, chosen=("B", "C")),
    "message": lambda: MessageDialog("Not in stock", ("B4-99 is not B4 in stock: nothing installed.",)),
}


class Bench(Screen[None]):
    """Every widget at once."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Place.QUEUE)]

    def compose(self) -> ComposeResult:
        """Top line, list, scan box, keys."""
        yield StatusBar(NoonClock(), ZoneInfo("Europe/Berlin"))
        works: RowList[Work] = RowList(render_work, section_of=lambda work: work.section)
        yield works
        yield ScanBox("Scan a badge, a run, a lot …")
        yield KeyBar()

    def on_mount(self) -> None:
        """Fill them."""
        self.query_one(StatusBar).status = Status(
            "WC-MECH",
            "Mechanical assembly",
            ((STATE_LOOKS[State.IN_PROGRESS], 3), (AVAILABLE, 5), (BLOCKED, 2)),
            "OP1",
            "Operator One",
        )
        self.query_one(RowList).update_rows(_works())
        self.query_one(RowList).focus()
        self.query_one(KeyBar).relabel({"start": "Check in"})

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Sign off is not allowed here."""
        del parameters
        return None if action in {"sign_off", "release"} else True

    @on(Scanned)
    def _scanned(self, message: Scanned) -> None:
        self.query_one(ScanBox).say(f"{message.code} is not B4 in stock: nothing installed", Kind.REFUSED)

    @on(RowList.Opened)
    def _opened(self, message: RowList.Opened[Work]) -> None:
        self.query_one(ScanBox).say(f"{message.row.run} opened", Kind.OK)

    def action_type_code(self) -> None:
        """Open the scan box."""
        self.query_one(ScanBox).type_code()

    def action_hold(self) -> None:
        """Show a dialog for a reason."""
        self.app.push_screen(DIALOGS["hold"]())

    def action_fail(self) -> None:
        """Show one that warns."""
        self.app.push_screen(DIALOGS["fail"]())

    def action_start(self) -> None:
        """Show one that signs."""
        self.app.push_screen(DIALOGS["sign"]())

    def action_search(self) -> None:
        """Show one to pick from."""
        self.app.push_screen(DIALOGS["pick"]())

    def action_sort(self) -> None:
        """Show one to pick several from."""
        self.app.push_screen(DIALOGS["many"]())


class Gallery(ScannerApp[None]):
    """The app around it."""

    def __init__(self, theme: str = PALETTES[0].name) -> None:
        """Take a theme."""
        super().__init__()
        register_themes(self, theme)
        be_still(self)

    def get_default_screen(self) -> Screen[None]:
        """The only one."""
        return Bench()

    def action_help(self) -> None:
        """Explain the keys of the screen."""
        self.push_screen(HelpDialog(active_keys(self.screen.active_bindings)))

    def action_next_theme(self) -> None:
        """The next colors."""
        self.theme = next_theme(self.theme).name


async def pictures(folder: Path) -> None:
    """Write every view in every theme and size as SVG."""
    for palette in PALETTES:
        for size in SIZES:
            app = Gallery(palette.name)
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                await _save(app, folder, "bench", palette.name, size)
                app.screen.query_one(ScanBox).say("B4-99 is not B4 in stock: nothing installed", Kind.REFUSED)
                bar = app.screen.query_one(StatusBar)
                bar.status = Status(
                    "WC-MECH", "Mechanical assembly", trouble="store not reachable — retrying"
                )
                await pilot.press("down", "down")
                await _save(app, folder, "refused", palette.name, size)
                for name, make in (*DIALOGS.items(), ("help", None)):
                    if make is None:
                        app.action_help()
                    else:
                        app.push_screen(make())
                    await pilot.pause()
                    if name == "sign":
                        await pilot.press(*"OP2", "enter", *"99", "enter")
                    await _save(app, folder, name, palette.name, size)
                    await pilot.press("escape")


async def _save(app: Gallery, folder: Path, name: str, theme: str, size: tuple[int, int]) -> None:
    file = folder / f"{name}_{theme}_{size[0]}x{size[1]}.svg"
    file.write_text(app.export_screenshot(title=""), encoding="utf-8")


def main() -> None:
    """Show the gallery, or write its pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    if options.pictures:
        options.pictures.mkdir(parents=True, exist_ok=True)
        asyncio.run(pictures(options.pictures))
    else:
        Gallery().run()


if __name__ == "__main__":
    main()
