"""Files attached to a File field: told by their content, kept once by their digest."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class SoundFile:
    """A file that can be kept: its name, what it is, and the digest of its bytes."""

    name: str
    media_type: str
    digest: str


def sound(name: str, data: bytes) -> SoundFile | Refused:
    """Judge a file by its name, size and content."""
    cleaned = clean_text(name, _LONGEST_NAME)
    if isinstance(cleaned, Refused) or not cleaned or "/" in cleaned or "\n" in cleaned:
        return Refused(Code.INVALID, "The file's name cannot be shown; rename it and attach it again.")
    if not data:
        return Refused(Code.INVALID, f"{cleaned} is empty.")
    if len(data) > LARGEST_FILE:
        return Refused(Code.INVALID, f"{cleaned} is larger than {LARGEST_FILE // 1024 // 1024} MB.")
    media_type = media_type_of(data)
    if media_type is None:
        return Refused(Code.INVALID, f"{cleaned} is no image, PDF, ZIP or text in UTF-8.")
    return SoundFile(cleaned, media_type, hashlib.sha256(data).hexdigest())


def keep(context: Context, file: SoundFile, data: bytes) -> None:
    """Keep the bytes of a file, once."""
    context.tx.execute(
        _KEEP,
        {"digest": file.digest, "media_type": file.media_type, "size": len(data), "data": data},
    )


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
        file = sound(command.name, command.data)
        if isinstance(file, Refused):
            return file
        reading = Reading(file.name, file_digest=file.digest)
        shared = share(context, command, place, reading)
        return Judged(shared.plan, (shared, reading, file))

    def apply(self, context: Context, command: AttachFile, judged: Judged) -> Applied:
        """Keep the bytes once, and record the file."""
        shared, reading, file = judged.found
        named = f"{shared.asked.name}: {reading.value}"
        if not shared.places:
            return Applied(f"{named} is attached already.")
        keep(context, file, command.data)
        made = store(context, shared.places, reading)
        value = {"value": (made[command.step_id],)} if command.step_id in made else {}
        return Applied(f"{named} attached{shared.reached.of_runs}.", value)


HANDLERS: Final[dict[type, Handler[Any]]] = {AttachFile: _AttachFile()}
