"""Collecting what an export does not hold, or what has no place here."""

from __future__ import annotations

from dataclasses import dataclass, field

from ion_tui.engine.definitions.exported import Remark, Topic
from ion_tui.importers.ion.objects import Object


@dataclass(slots=True)
class Notes:
    """The remarks on one procedure, in the order of its steps; keys that nobody reads are counted."""

    remarks: list[Remark] = field(default_factory=list)
    unread: dict[tuple[str, str], int] = field(default_factory=dict)

    def count_unread(self, found: Object, what: str) -> None:
        """Note the keys of an object that say something and that nobody read."""
        for key in found.unread():
            self.unread[what, key] = self.unread.get((what, key), 0) + 1

    def left_over(self) -> None:
        """Tell of each such key once."""
        for (what, key), times in self.unread.items():
            where = f"of the {what}" if times == 1 else f"of {times} {what}s"
            self.remarks.append(
                Remark(None, Topic.OTHER, f"`{key}` {where} has no place here: it stays in ION.")
            )


@dataclass(frozen=True, slots=True)
class StepNotes:
    """The remarks on one step, or with None on the procedure."""

    notes: Notes
    step: str | None

    def add(self, topic: Topic, sentence: str, subject: str = "", *, opens: bool = False) -> None:
        """Note something; what `opens` the step keeps it from being approved by itself."""
        self.notes.remarks.append(Remark(self.step, topic, sentence, subject, opens))

    def unread(self, found: Object, what: str) -> None:
        """Note the keys of an object that nobody read."""
        self.notes.count_unread(found, what)
