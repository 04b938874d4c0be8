"""Looking at the files of a step: drawings beside the instructions, and what is attached to its fields."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from data.rows.work import FileRow
from screens.dialogs.confirm import ConfirmDialog
from screens.dialogs.pick import Choice, PickDialog
from screens.dialogs.picture import PictureDialog
from screens.step_parts import local_files
from screens.step_parts.bench import Bench
from screens.step_parts.file_line import KINDS, FileLine
from screens.step_parts.local_files import FileTrouble, size_words
from screens.widgets.picture import PictureTrouble, picture_widget, read_picture


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file that can be looked at: the place of a drawing, or a field's id."""

    name: str
    where: str
    place: int | None = None
    field_id: int | None = None


async def look(bench: Bench) -> None:
    """Look at the file under the cursor; else at the only one, or at the one that is picked."""
    here, files = bench.sheet.stop, list(_files(bench))
    if isinstance(here, FileLine) and here.field.media_type:
        files = [file for file in files if file.field_id == here.field.field_id]
    if not files:
        bench.refuse("There is no drawing here, and no file is attached.")
        return
    chosen: _Seen | None = files[0]
    if len(files) > 1:
        choices = [Choice(file, file.name, file.where) for file in files]
        chosen = await bench.app.push_screen_wait(PickDialog("Look at which", choices))
    if chosen is not None:
        await _show(bench, chosen)


def _files(bench: Bench) -> Iterator[_Seen]:
    if bench.view is not None:
        for place, name in enumerate(bench.view.step.files):
            yield _Seen(name, "drawing", place=place)
    for line in bench.sheet.query(FileLine):
        if line.field.media_type:
            yield _Seen(line.field.shown, line.field.name, field_id=line.field.field_id)


async def _show(bench: Bench, seen: _Seen) -> None:
    file = await _read(bench, seen)
    if file is None:
        bench.refuse(f"{seen.name} is not there any more.")
        return
    if file.media_type.startswith("image/"):
        try:
            picture = await asyncio.to_thread(read_picture, file.data, file.name)
            widget = await asyncio.to_thread(picture_widget, picture, bench.floor.files.pictures)
        except PictureTrouble as trouble:
            saves = await _ask_to_save(bench, file, trouble.sentence)
        else:
            saves = await bench.app.push_screen_wait(PictureDialog(file.name, widget))
    else:
        kind = KINDS.get(file.media_type, file.media_type)
        saves = await _ask_to_save(
            bench, file, f"{kind}, {size_words(len(file.data))}: it is opened elsewhere."
        )
    if saves:
        await _save(bench, file)


async def _read(bench: Bench, seen: _Seen) -> FileRow | None:
    step_id, place, field_id = bench.step_id, seen.place, seen.field_id
    if place is not None:
        return await bench.ask(lambda reads: reads.drawing(step_id, place))
    if field_id is not None:
        return await bench.ask(lambda reads: reads.attached_file(step_id, field_id))
    return None


async def _ask_to_save(bench: Bench, file: FileRow, sentence: str) -> bool | None:
    dialog = ConfirmDialog(file.name, [sentence], confirm="Save", cancel="Close")
    return await bench.app.push_screen_wait(dialog)


async def _save(bench: Bench, file: FileRow) -> None:
    name = local_files.safe_name(file.name)
    if bench.app.is_web:
        bench.app.deliver_binary(BytesIO(file.data), save_filename=name, mime_type=file.media_type)
        bench.tell(f"{name} is on its way to the browser.")
        return
    outbox = bench.floor.files.outbox or Path.cwd()
    try:
        path = await asyncio.to_thread(local_files.save, file.data, name, outbox)
    except FileTrouble as trouble:
        bench.refuse(trouble.sentence)
    else:
        bench.tell(f"Saved as {path}.")
