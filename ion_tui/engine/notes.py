"""Notes on a step, from anybody checked in."""

from __future__ import annotations

from typing import Any, Final

from data.models import Note, table
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.commands import AddNote
from ion_tui.engine.context import Context
from ion_tui.engine.handling import Applied, Handler, Judged, Plain
from ion_tui.engine.judging import judged_step, unmoved
from ion_tui.engine.states import Verb
from ion_tui.engine.values import clean_text

NOTE: Final = table(Note)
LONGEST: Final = 4000


class _AddNote(Plain[AddNote]):
    """Write a note."""

    def judge(self, context: Context, command: AddNote, prepared: Any) -> Judged | Refused:
        """Judge the step, then the text."""
        del prepared
        step = judged_step(context, Verb.NOTE, command)
        if isinstance(step, Refused):
            return step
        body = clean_text(command.text, LONGEST)
        if isinstance(body, Refused):
            return body
        if not body:
            return Refused(Code.INVALID, "A note needs some words.")
        return Judged(unmoved(step), (step, body))

    def apply(self, context: Context, command: AddNote, judged: Judged) -> Applied:
        """Write it."""
        del command
        step, body = judged.found
        note_id = context.insert(
            NOTE, run_step_id=step.step_id, operator_id=context.actor.id, written_at=context.now, body=body
        )
        context.record(
            "note.add",
            "note",
            note_id,
            step.label,
            after={"text": body},
            run_id=step.run_id,
            run_step_id=step.step_id,
        )
        return Applied("Note kept.", {"note": (note_id,)})


HANDLERS: Final[dict[type, Handler[Any]]] = {AddNote: _AddNote()}
