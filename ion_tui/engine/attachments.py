"""Files attached to a File field: told by their content, kept once by their digest."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from sqlalchemy import text

from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.commands import LARGEST_FILE, AttachFile
from ion_tui.engine.context import Context
from ion_tui.engine.handling import Applied, Handler, Judged, Plain
from ion_tui.engine.recording import overtaken, store, unexplained
from ion_tui.engine.shared_values import Reading, share
from ion_tui.engine.slots import open_place
from ion_tui.engine.states import Verb
from ion_tui.engine.values import clean_text
from ion_tui.engine.words import FieldType

_LONGEST_NAME: Final = 200
_KEEP: Final = text(
    "INSERT INTO stored_file (digest, media_type, size, data) VALUES (:digest, :media_type, :size, :data) "
    "ON CONFLICT (digest) DO NOTHING"
)
_SIGNS: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
)


def media_type_of(data: bytes) -> str | None:
    """What a file is, by its content: an image, a PDF, a ZIP, text in UTF-8; None for anything else."""
    for sign, media_type in _SIGNS:
        if data.startswith(sign):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    try:
        words = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\x00" in words else "text/plain"


class _AttachFile(Plain[AttachFile]):
    """Attach a file, in place of the one before."""

    def judge(self, context: Context, command: AttachFile, prepared: Any) -> Judged | Refused:
        """Judge the step, the field, and the file by name, size and content."""
        del prepared
        place = open_place(context, Verb.RECORD, command)
        if isinstance(place, Refused):
            return place
        if place.asked.type is not FieldType.FILE:
            return Refused(Code.INVALID, f"{place.asked.name} takes no file.")
        refused = overtaken(context, command.seen_value, place) or unexplained(context, command.reason, place)
        if refused:
            return refused
        name = clean_text(command.name, _LONGEST_NAME)
        if isinstance(name, Refused) or not name or "/" in name or "\n" in name:
            return Refused(Code.INVALID, "The file's name cannot be shown; rename it and attach it again.")
        if not command.data:
            return Refused(Code.INVALID, f"{name} is empty.")
        if len(command.data) > LARGEST_FILE:
            return Refused(Code.INVALID, f"{name} is larger than {LARGEST_FILE // 1024 // 1024} MB.")
        media_type = media_type_of(command.data)
        if media_type is None:
            return Refused(Code.INVALID, f"{name} is no image, PDF, ZIP or text in UTF-8.")
        digest = hashlib.sha256(command.data).hexdigest()
        reading = Reading(name, file_digest=digest)
        shared = share(context, command, place, reading)
        return Judged(shared.plan, (shared, reading, media_type))

    def apply(self, context: Context, command: AttachFile, judged: Judged) -> Applied:
        """Keep the bytes once, and record the file."""
        shared, reading, media_type = judged.found
        named = f"{shared.asked.name}: {reading.value}"
        if not shared.places:
            return Applied(f"{named} is attached already.")
        context.tx.execute(
            _KEEP,
            {
                "digest": reading.file_digest,
                "media_type": media_type,
                "size": len(command.data),
                "data": command.data,
            },
        )
        made = store(context, shared.places, reading)
        value = {"value": (made[command.step_id],)} if command.step_id in made else {}
        return Applied(f"{named} attached{shared.reached.of_runs}.", value)


HANDLERS: Final[dict[type, Handler[Any]]] = {AttachFile: _AttachFile()}
