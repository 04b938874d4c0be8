"""Attaching a file to a field: chosen from the kiosk's inbox or by its path, read, and said to the engine."""

from __future__ import annotations

import asyncio
from pathlib import Path

from ion_tui.engine.answers import Code, Outcome, Refused
from ion_tui.engine.commands import LARGEST_FILE, AttachFile
from screens.dialogs.attach import NO_INBOX, AttachDialog
from screens.dialogs.pick import Choice
from screens.step_parts import local_files
from screens.step_parts.bench import Bench
from screens.step_parts.explaining import say_explained
from screens.step_parts.file_line import FileLine
from screens.step_parts.local_files import FileTrouble, LocalFile, size_words
from screens.step_parts.recording import UNDONE, leave


async def attach(bench: Bench, line: FileLine) -> None:
    """Ask for a file, and attach it."""
    seen = line.seen_value
    try:
        path = await _chosen(bench, line)
        data = b"" if path is None else await asyncio.to_thread(local_files.read, path, LARGEST_FILE)
    except FileTrouble as trouble:
        _refuse(bench, line, trouble.sentence)
        return
    if path is None or not line.is_attached:
        return
    answer = await _attached(bench, line, seen, (path.name, data))
    if isinstance(answer, Outcome):
        line.recorded(path.name)
        await bench.reload()
        bench.answer(answer)
        leave(bench, line)
        return
    if answer is not None and answer.code is Code.STALE:
        await bench.reload()
        line.see_current()
    _refuse(bench, line, UNDONE if answer is None else answer.sentence)


async def _chosen(bench: Bench, line: FileLine) -> Path | None:
    inbox = bench.floor.files.inbox
    found = [] if inbox is None else await asyncio.to_thread(local_files.listed, inbox)
    dialog = AttachDialog(
        f"Attach to {line.field.name}",
        [_choice(line, file) for file in found],
        empty=NO_INBOX if inbox is None else f"{inbox} is empty: type a path.",
    )
    return await bench.app.push_screen_wait(dialog)


def _choice(line: FileLine, file: LocalFile) -> Choice[Path]:
    return Choice(file.path, file.path.name, f"{size_words(file.size)}  {line.time.at(file.written_at)}")


async def _attached(
    bench: Bench, line: FileLine, seen: int, file: tuple[str, bytes]
) -> Outcome | Refused | None:
    step_id, field = bench.step_id, line.field
    name, data = file

    def command(reason: str | None) -> AttachFile:
        return AttachFile(
            step_id=step_id, field_id=field.field_id, name=name, data=data, seen_value=seen, reason=reason
        )

    return await say_explained(bench, command, field.name)


def _refuse(bench: Bench, line: FileLine, sentence: str) -> None:
    line.refuse(sentence)
    bench.refuse(sentence)
