"""The first start on an empty store: a site, its administrator, a file."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Input

from ion_tui.cli.importing import import_from_kiosk
from ion_tui.engine.answers import Outcome
from ion_tui.engine.commands import Actor
from ion_tui.engine.core import Engine
from screens.site_import import FileFault, Imported, ImportProgress
from tests.kiosk import Hands, kiosk
from tests.rover import SITE_FILE, importing

FAULTS = (
    FileFault("line 12, column 3", "`idle_lock_minutes` is a whole number of minutes."),
    FileFault(
        "line 40, column 11", "There is no role [red]; roles are Operator, Lead, Quality, Engineer, Admin."
    ),
)


def import_site(engine: Engine, actor: Actor, path: Path, progress: ImportProgress) -> Imported:
    """Takes the sample, and nothing else."""
    progress(1, 2, "Reading")
    if path != SITE_FILE:
        return Imported("Nothing was imported: the file has 2 faults.", is_done=False, faults=FAULTS)
    answer = engine.perform(actor, importing(engine, path))
    assert isinstance(answer, Outcome), answer
    return Imported(answer.sentence, is_done=True)


async def fill_in(hands: Hands, *, again: str = "1177") -> None:
    """Name the site and its administrator, by keyboard."""
    await hands.sees("This store is empty.")
    for text in ("Rover line", "admin", "Administrator", "1177", again):
        await hands.type(text)
        await hands.press("enter")


async def test_an_empty_store_is_made_a_site_and_a_file_is_imported(tmp_path: Path) -> None:
    async with kiosk(tmp_path / "new.db", "WC-MACH", import_site=import_site) as hands:
        await fill_in(hands)
        await hands.scan("B9001")
        await hands.sees("Rover line is ready; Administrator administers it.", "Site file")
        await hands.type("nowhere.yaml")
        await hands.press("enter")
        await hands.sees(
            "Nothing was imported: the file has 2 faults.", "line 12, column 3", "line 40, column 11"
        )
        assert hands.app.screen.query_one("#path").has_focus
        await hands.press("down")
        await hands.sees("line 40, column 11: There is no role [red]; roles are Operator, Lead")
        await hands.press("enter")
        hands.app.screen.query_one("#path").value = ""  # type: ignore[attr-defined]
        await hands.type(str(SITE_FILE))
        await hands.press("enter")
        await hands.sees("is imported", "Press Enter to go on.")
        await hands.press("enter")
        await hands.sees("Scan your badge", "Machining")
        await hands.log_in("admin")
        await hands.sees("WC-MACH Machining", "0 Fabricate")


async def test_without_a_file_the_kiosk_says_what_to_do(tmp_path: Path) -> None:
    async with kiosk(tmp_path / "new.db", import_site=import_site) as hands:
        await fill_in(hands)
        await hands.press("enter")
        await hands.sees("Site file")
        await hands.press("escape")
        await hands.sees("Scan your badge, or type your ID", "Rover line")
        await hands.type("admin")
        await hands.press("enter")
        await hands.sees("type your PIN")
        await hands.type("1177")
        await hands.press("enter")
        await hands.sees("This site has no work centers yet.", "ion-tui import FILE")


async def test_what_is_wrong_is_said_before_and_by_the_engine(tmp_path: Path) -> None:
    async with kiosk(tmp_path / "new.db") as hands:
        await hands.sees("This store is empty.")
        await hands.press("enter", "enter", "enter", "enter", "enter", "enter")
        await hands.sees("Site: this is still empty.")
        await fill_in(hands, again="7711")
        await hands.press("enter")
        await hands.sees("The two PINs are not the same; type them again.")
        await hands.type("11")
        await hands.press("enter")
        await hands.sees("A PIN is 4 to 12 digits.")
        pin = hands.app.screen.query_one("#pin", Input)
        assert pin.has_focus
        assert pin.value == ""


async def test_a_file_that_cannot_be_read_is_named_and_can_be_named_anew(tmp_path: Path) -> None:
    """The kiosk's own import: one sentence, and what is typed next goes where the file is named."""
    async with kiosk(tmp_path / "new.db", import_site=import_from_kiosk) as hands:
        await fill_in(hands)
        await hands.press("enter")
        await hands.sees("Site file")
        await hands.type("/nowhere.yaml")
        await hands.press("enter")
        await hands.sees("✗ There is no file /nowhere.yaml. Nothing was imported.")
        assert hands.app.screen.query_one("#path").has_focus
        await hands.sees_no_more("the file:")
