"""Files of a step: attached to a field, and looked at."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import insert
from textual.pilot import Pilot
from textual.widgets import Input

from data import models
from ion_tui.engine.answers import Outcome
from ion_tui.engine.commands import LARGEST_FILE, AttachFile
from screens.dialogs.attach import AttachDialog
from screens.dialogs.picture import PictureDialog, PictureFrame
from screens.file_places import FilePlaces
from tests.engine.workshop import Field, Step, Workshop, table
from tests.screens.hands import press, scan, type_text
from tests.screens.step.eyes import answer, dialog_text, is_refused, kiosk, line_of, put_cursor, text_of
from tests.screens.step.kiosk import StepKiosk, open_step, settle

PHOTO = Field("Photo", "file")
REPORT = Field("Report", "file", required=False, more={"allow_not_applicable": True})
BUILT_BY = Field("Built by", "signoff", role="Operator", required=False)


def png(width: int = 60, height: int = 40, color: str = "red") -> bytes:
    """A picture with a frame."""
    picture = Image.new("RGB", (width, height), color)
    picture.paste("white", (width // 4, height // 4, width * 3 // 4, height * 3 // 4))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def places(tmp_path: Path) -> FilePlaces:
    """An inbox with what a camera wrote, and an outbox that is not there yet."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for minute, (name, data) in enumerate(
        {
            "RB-0001 left.png": png(),
            "RB-0002 left.png": png(color="blue"),
            "report.pdf": b"%PDF-1.7 all is well",
            "program.exe": b"MZ\x90\x00\xff\xfe",
            "empty.txt": b"",
            ".hidden": b"x",
        }.items()
    ):
        (inbox / name).write_bytes(data)
        os.utime(inbox / name, (1_764_000_000 + 60 * minute,) * 2)
    (inbox / "folder").mkdir()
    return FilePlaces(inbox, tmp_path / "outbox")


def on_step(shop: Workshop) -> int:
    step = shop.run(Step("Build", fields=(PHOTO, REPORT, BUILT_BY)), serial="RB-0009")["Build"]
    shop.start("op1", step)
    return step


def attach(shop: Workshop, step: int, name: str, data: bytes, field: str = "Photo") -> None:
    command = AttachFile(step_id=step, field_id=shop.field(step, field).field_id, name=name, data=data)
    assert isinstance(shop.do("op1", command), Outcome)


async def begin(pilot: Pilot[Any], places: FilePlaces, name: str = "Photo") -> None:
    """Press Enter on a file's field."""
    kiosk(pilot).floor.files = places
    await put_cursor(pilot, name)
    await press(pilot, "enter")
    await settle(pilot)
    assert isinstance(pilot.app.screen, AttachDialog)


async def test_a_picture_of_the_inbox_is_attached_and_shown_with_its_kind_and_size(
    shop: Workshop, places: FilePlaces
) -> None:
    step = on_step(shop)
    async with open_step(shop, step) as pilot:
        assert "Enter attaches one" in text_of(line_of(pilot, "Photo"))
        await begin(pilot, places)
        lines = [row.label for row in pilot.app.screen.query_one("RowList").rows]  # type: ignore[attr-defined]
        assert lines == ["empty.txt", "program.exe", "report.pdf", "RB-0002 left.png", "RB-0001 left.png"]
        await press(pilot, "down", "down", "down", "enter")
        await settle(pilot)
        assert answer(pilot) == "Photo: RB-0002 left.png attached."
        said = text_of(line_of(pilot, "Photo"))
        assert "RB-0002 left.png" in said
        assert f"PNG, {len(png(color='blue'))} bytes" in said
        assert "✔" in said
        assert line_of(pilot, "Report").is_here
    (stored,) = shop.rows(models.StoredFile)
    assert (stored.media_type, stored.data) == ("image/png", png(color="blue"))


async def test_letters_search_the_inbox_and_a_scan_does(shop: Workshop, places: FilePlaces) -> None:
    step = on_step(shop)
    async with open_step(shop, step) as pilot:
        await begin(pilot, places)
        await type_text(pilot, "rep")
        await press(pilot, "backspace", "backspace", "backspace")
        await scan(pilot, "RB-0001")
        await settle(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert answer(pilot) == "Photo: RB-0001 left.png attached."


async def test_a_path_is_taken_too(shop: Workshop, places: FilePlaces, tmp_path: Path) -> None:
    elsewhere = tmp_path / "photo of the pivot.jpeg"
    elsewhere.write_bytes(b"\xff\xd8\xff\xe0 a photo")
    step = on_step(shop)
    async with open_step(shop, step) as pilot:
        await begin(pilot, places)
        await type_text(pilot, str(elsewhere))
        await press(pilot, "enter")
        await settle(pilot)
        assert answer(pilot) == "Photo: photo of the pivot.jpeg attached."
        assert "JPEG, 12 bytes" in text_of(line_of(pilot, "Photo"))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("program.exe", "program.exe is no image, PDF, ZIP or text in UTF-8."),
        ("empty.txt", "empty.txt is empty."),
        ("folder/", "{inbox}/folder is no file."),
        ("gone.png", "{inbox}/gone.png cannot be read: no such file or directory."),
    ],
)
async def test_what_cannot_be_attached_is_refused_in_a_sentence_on_the_line(
    shop: Workshop, places: FilePlaces, name: str, sentence: str
) -> None:
    step = on_step(shop)
    async with open_step(shop, step) as pilot:
        await begin(pilot, places)
        pilot.app.screen.query_one(Input).value = f"{places.inbox}/{name}"
        await press(pilot, "enter")
        await settle(pilot)
        said = sentence.format(inbox=places.inbox)
        assert answer(pilot) == said
        assert is_refused(pilot)
        assert line_of(pilot, "Photo").refusal == said
        assert line_of(pilot, "Photo").is_here
        await press(pilot, "escape")
        assert not line_of(pilot, "Photo").refusal
    assert shop.field(step, "Photo").value is None


async def test_a_device_is_no_file_and_never_waited_for(shop: Workshop, places: FilePlaces) -> None:
    assert places.inbox is not None
    os.mkfifo(places.inbox / "pipe")
    step = on_step(shop)
    async with open_step(shop, step) as pilot:
        await begin(pilot, places)
        pilot.app.screen.query_one(Input).value = f"{places.inbox}/pipe"
        await press(pilot, "enter")
        await settle(pilot)
        assert answer(pilot) == f"{places.inbox}/pipe is no file."


async def test_a_file_that_is_too_large_is_refused(shop: Workshop, places: FilePlaces) -> None:
    assert places.inbox is not None
    with (places.inbox / "film.txt").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    step = on_step(shop)
    async with open_step(shop, step) as pilot:
        await begin(pilot, places)
        pilot.app.screen.query_one(Input).value = f"{places.inbox}/film.txt"
        await press(pilot, "enter")
        await settle(pilot)
        assert answer(pilot) == "film.txt is larger than 10 MB."


async def test_without_an_inbox_one_is_told_to_type_a_path(shop: Workshop, tmp_path: Path) -> None:
    step = on_step(shop)
    async with open_step(shop, step) as pilot:
        await begin(pilot, FilePlaces())
        assert pilot.app.screen.query_one("RowList").empty == "This kiosk has no inbox: type a path."  # type: ignore[attr-defined]
        await press(pilot, "escape")
        await settle(pilot)
        kiosk(pilot).floor.files = FilePlaces(tmp_path / "gone")
        await press(pilot, "enter")
        await settle(pilot)
        assert answer(pilot) == f"The inbox {tmp_path / 'gone'} cannot be read: no such file or directory."


async def test_not_applicable_goes_into_a_field_of_a_file(shop: Workshop, places: FilePlaces) -> None:
    step = on_step(shop)
    async with open_step(shop, step) as pilot:
        await put_cursor(pilot, "Report")
        await press(pilot, "x")
        await settle(pilot)
        assert shop.field(step, "Report").not_applicable
        await put_cursor(pilot, "Photo")
        await press(pilot, "x")
        await settle(pilot)
        assert not shop.field(step, "Photo").not_applicable


async def test_another_file_over_a_signature_needs_a_reason(shop: Workshop, places: FilePlaces) -> None:
    step = on_step(shop)
    attach(shop, step, "first.png", png())
    shop.sign(step, "Built by", "op1")
    async with open_step(shop, step) as pilot:
        await begin(pilot, places)
        await type_text(pilot, "RB-0001")
        await press(pilot, "enter")
        await settle(pilot)
        assert "Correct Photo" in dialog_text(pilot)
        await press(pilot, "escape")
        await settle(pilot)
        assert shop.field(step, "Photo").value == "first.png"
        await begin(pilot, places)
        await type_text(pilot, "RB-0001")
        await press(pilot, "enter")
        await settle(pilot)
        await type_text(pilot, "it was the other side")
        await press(pilot, "enter")
        await settle(pilot)
        assert shop.field(step, "Photo").value == "RB-0001 left.png"


async def test_who_is_overtaken_is_told_by_whom(shop: Workshop, places: FilePlaces) -> None:
    step = on_step(shop)
    async with open_step(shop, step) as pilot:
        await begin(pilot, places)
        shop.check_in("op2", step)
        command = AttachFile(
            step_id=step, field_id=shop.field(step, "Photo").field_id, name="other.png", data=png()
        )
        shop.do("op2", command)
        await type_text(pilot, "RB-0001")
        await press(pilot, "enter")
        await settle(pilot)
        assert answer(pilot).startswith("Operator Two recorded other.png for Photo at 08:00.")
    assert shop.field(step, "Photo").value == "other.png"


async def test_a_picture_is_looked_at_made_larger_and_saved(shop: Workshop, places: FilePlaces) -> None:
    step = on_step(shop)
    attach(shop, step, "pivot.png", png())
    async with open_step(shop, step) as pilot:
        kiosk(pilot).floor.files = places
        await put_cursor(pilot, "Report")
        await press(pilot, "m")
        await settle(pilot)
        dialog = pilot.app.screen
        assert isinstance(dialog, PictureDialog)
        frame = dialog.query_one(PictureFrame)
        whole = frame.children[0].size
        assert 0 < whole.width <= frame.size.width
        assert 0 < whole.height <= frame.size.height
        await press(pilot, "plus")
        await settle(pilot)
        assert frame.children[0].size.width == 2 * whole.width
        await press(pilot, "minus", "minus")
        await settle(pilot)
        assert frame.children[0].size == whole
        dialog.query_one("#confirm").focus()
        await press(pilot, "enter")
        await settle(pilot)
        assert places.outbox is not None
        assert answer(pilot) == f"Saved as {places.outbox / 'pivot.png'}."
        assert (places.outbox / "pivot.png").read_bytes() == png()


@pytest.mark.parametrize("kind", ["sixel", "kitty"])
async def test_a_terminal_that_has_a_protocol_for_pictures_gets_it(shop: Workshop, kind: str) -> None:
    step = on_step(shop)
    attach(shop, step, "pivot.png", png())
    async with open_step(shop, step) as pilot:
        kiosk(pilot).floor.files = replace(FilePlaces(), pictures=kind)
        await put_cursor(pilot, "Photo")
        await press(pilot, "m")
        await settle(pilot)
        dialog = pilot.app.screen
        assert isinstance(dialog, PictureDialog)
        await press(pilot, "escape")
        await settle(pilot)
        assert dialog not in pilot.app.screen_stack


async def test_a_drawing_of_the_instructions_is_looked_at(shop: Workshop) -> None:
    step = on_step(shop)
    content = shop.row(models.RunStep, step).content_id
    stored = {"digest": "d" * 64, "media_type": "image/png", "size": len(png()), "data": png()}
    with shop.store.write() as tx:
        tx.execute(insert(table(models.StoredFile)).values(**stored))
        values = {"content_id": content, "position": 0, "name": "channel.png", "file_digest": "d" * 64}
        tx.execute(insert(table(models.ContentFile)).values(**values))
    async with open_step(shop, step) as pilot:
        await put_cursor(pilot, "Photo")
        await press(pilot, "m")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PictureDialog)
        assert "channel.png" in dialog_text(pilot)


async def test_of_several_files_one_is_picked(shop: Workshop) -> None:
    step = on_step(shop)
    attach(shop, step, "pivot.png", png())
    attach(shop, step, "report.pdf", b"%PDF-1.7", "Report")
    async with open_step(shop, step) as pilot:
        kiosk(pilot).step.sheet.focus()
        await press(pilot, "m")
        await settle(pilot)
        assert "Look at which" in dialog_text(pilot)


async def test_what_is_no_picture_is_saved_beside_what_has_its_name(
    shop: Workshop, places: FilePlaces
) -> None:
    assert places.outbox is not None
    places.outbox.mkdir()
    (places.outbox / "report.pdf").write_bytes(b"another one")
    step = on_step(shop)
    attach(shop, step, "report.pdf", b"%PDF-1.7", "Report")
    async with open_step(shop, step) as pilot:
        kiosk(pilot).floor.files = places
        await put_cursor(pilot, "Report")
        await press(pilot, "m")
        await settle(pilot)
        assert "PDF, 8 bytes: it is opened elsewhere." in dialog_text(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        assert answer(pilot) == f"Saved as {places.outbox / 'report 2.pdf'}."
    assert (places.outbox / "report.pdf").read_bytes() == b"another one"


async def test_a_picture_that_is_none_inside_can_be_saved(shop: Workshop, places: FilePlaces) -> None:
    step = on_step(shop)
    attach(shop, step, "broken.png", b"\x89PNG\r\n\x1a\n and nothing else")
    async with open_step(shop, step) as pilot:
        kiosk(pilot).floor.files = places
        await put_cursor(pilot, "Photo")
        await press(pilot, "m")
        await settle(pilot)
        assert "broken.png cannot be shown as a picture; it can be saved." in dialog_text(pilot)


async def test_where_there_is_nothing_to_look_at_it_is_said(shop: Workshop) -> None:
    async with open_step(shop, on_step(shop)) as pilot:
        await put_cursor(pilot, "Photo")
        await press(pilot, "m")
        await settle(pilot)
        assert answer(pilot) == "There is no drawing here, and no file is attached."


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=("80x24", "120x36"))
@pytest.mark.parametrize("what", ["line", "attach", "picture"])
def test_pictures(
    shop: Workshop, snap_compare: Any, places: FilePlaces, what: str, size: tuple[int, int]
) -> None:
    step = on_step(shop)
    attach(shop, step, "pivot.png", png())

    async def open_it(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        kiosk(pilot).floor.files = places
        await put_cursor(pilot, "Photo")
        if what != "line":
            await press(pilot, "enter" if what == "attach" else "m")
        await settle(pilot)

    app = StepKiosk(shop.engine, shop.people["op1"], step)
    assert snap_compare(app, terminal_size=size, run_before=open_it)
