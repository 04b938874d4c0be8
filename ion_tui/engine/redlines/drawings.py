"""Files that a redline's changes show: their bytes go into the store before a content names them."""

from __future__ import annotations

from typing import Any, Final

from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.attachments import keep, sound
from ion_tui.engine.context import Context
from ion_tui.engine.handling import NO_PLAN, Applied, Handler, Judged, Plain
from ion_tui.engine.redlines.commands import KeepDrawing
from ion_tui.engine.redlines.stored import find_one, label_of

SHOWN: Final = frozenset({"image/png", "image/jpeg", "application/pdf", "text/plain"})
"""What instructions can show, as in a site file."""


class _KeepDrawing(Plain[KeepDrawing]):
    """Keep a file for a redline."""

    def judge(self, context: Context, command: KeepDrawing, prepared: Any) -> Judged | Refused:
        """Judge the redline, and the file by name, size and content."""
        del prepared
        row = find_one(context, command.redline_id, command.seen_version, ("open",), "changed")
        if isinstance(row, Refused):
            return row
        file = sound(command.name, command.data)
        if not isinstance(file, Refused) and file.media_type not in SHOWN:
            return Refused(Code.INVALID, f"{file.name} is no PNG, JPEG, PDF or text in UTF-8.")
        return file if isinstance(file, Refused) else Judged(NO_PLAN, (row, file))

    def apply(self, context: Context, command: KeepDrawing, judged: Judged) -> Applied:
        """Keep its bytes, once."""
        row, file = judged.found
        keep(context, file, command.data)
        context.record(
            "redline.file",
            "redline",
            row.id,
            label_of(row.id),
            after={"name": file.name, "digest": file.digest},
            run_id=row.run_id,
            run_step_id=row.run_step_id,
        )
        return Applied(f"{file.name} is kept for {label_of(row.id)}.")


HANDLERS: Final[dict[type, Handler[Any]]] = {KeepDrawing: _KeepDrawing()}
