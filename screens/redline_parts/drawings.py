"""A drawing that a step is to show: a file of the kiosk, or one that another step of the run shows."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from pathlib import Path

from ion_tui.engine.answers import Outcome, Refused
from ion_tui.engine.commands import LARGEST_FILE
from ion_tui.engine.content import FileContent
from ion_tui.engine.redlines.commands import KeepDrawing
from ion_tui.engine.redlines.views import DraftStep
from screens.base import settled
from screens.dialogs.attach import AttachDialog
from screens.dialogs.pick import Choice
from screens.redline_parts import content_lists
from screens.redline_parts.desk import RedlineDesk
from screens.redline_parts.sheet import NEW, LineKey, Part
from screens.step_parts import local_files
from screens.step_parts.local_files import FileTrouble, LocalFile, size_words
from screens.step_parts.site_time import SiteTime

_OF_RUN = "drawing of this run"


async def add_drawing(desk: RedlineDesk, step: DraftStep) -> Outcome | Refused | None:
    """Ask which file it is, keep it, and show it with the step; None where nobody says."""
    try:
        file = await _chosen(desk, step)
    except FileTrouble as trouble:
        desk.refuse(trouble.sentence)
        return None
    if file is None or isinstance(file, Refused):
        return file
    shown = file
    key = LineKey(Part.FILE, NEW)
    return await desk.change_step(
        step.line.ref, lambda now: content_lists.with_thing(now.content, key, None, shown)
    )


async def _chosen(desk: RedlineDesk, step: DraftStep) -> FileContent | Refused | None:
    inbox, time = desk.floor.files.inbox, SiteTime(desk.floor.clock, desk.floor.zone)
    found = [] if inbox is None else await asyncio.to_thread(local_files.listed, inbox)
    of_run = _of_run(desk, step)
    choices = [_choice(file, time) for file in found]
    choices += [Choice(Path(digest), file.name, _OF_RUN) for digest, file in of_run.items()]
    empty = "No file is here to pick from: type a path."
    path = await desk.pick(AttachDialog("Which drawing?", choices, empty=empty))
    if path is None:
        return None
    return of_run.get(str(path)) or await _kept(desk, path)


def _choice(file: LocalFile, time: SiteTime) -> Choice[Path]:
    return Choice(file.path, file.path.name, f"{size_words(file.size)}  {time.at(file.written_at)}")


def _of_run(desk: RedlineDesk, step: DraftStep) -> Mapping[str, FileContent]:
    """Digest → drawings that other steps show and this one does not."""
    shown = {file.digest for file in step.content.files}
    steps = desk.draft.steps if desk.draft else ()
    return {file.digest: file for one in steps for file in one.content.files if file.digest not in shown}


async def _kept(desk: RedlineDesk, path: Path) -> FileContent | Refused:
    """A file of the kiosk, once its bytes are in the store."""
    data = await asyncio.to_thread(local_files.read, path, LARGEST_FILE)
    answer = settled(await desk.say(KeepDrawing(redline_id=desk.redline_id, name=path.name, data=data)))
    if isinstance(answer, Refused):
        return answer
    return FileContent(name=path.name.strip(), digest=hashlib.sha256(data).hexdigest())
