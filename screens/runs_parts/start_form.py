"""What a run is started with, as a form of lines: pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Final, Self

from data.rows.runs import BatchRow, NamedRow, StartableRow, UnitRow
from ion_tui.engine.commands import StartRunsOnUnits
from ion_tui.engine.serials import as_text
from ion_tui.engine.wording import batch_label, unit_label

USUAL_PRIORITY: Final = 3
NEW_BATCH: Final = "A new batch"


class Line(StrEnum):
    """The lines of the form, in their order."""

    PROCEDURE = "Procedure"
    SERIALS = "Serials"
    STOCK = "From stock"
    TITLE = "Title"
    BATCH = "Batch"
    OPERATOR = "Operator"
    WORK_CENTER = "Work center"
    PRIORITY = "Priority"
    DUE = "Due"


@dataclass(frozen=True, slots=True)
class FormRow:
    """One line of the form: what it says, or dim what stands for nothing said."""

    key: Line
    text: str
    hint: str


@dataclass(frozen=True, slots=True)
class StartForm:
    """What has been filled in."""

    procedure: StartableRow | None = None
    serials: tuple[str, ...] = ()
    """Serials of the procedure's part, there or to be made."""
    units: tuple[UnitRow, ...] = ()
    """Inventory that was scanned or picked."""
    title: str = ""
    batch: BatchRow | None = None
    new_batch: str | None = None
    """The title of a batch that is made of the runs; None where none is."""
    operator: NamedRow | None = None
    work_center: NamedRow | None = None
    priority: int = USUAL_PRIORITY
    due_at: datetime | None = None

    @property
    def number(self) -> int:
        """How many runs it starts."""
        return len(self.serials) + len(self.units)

    @property
    def usual_title(self) -> str:
        """What a run is called that is given no title."""
        if self.units:
            unit = self.units[0].label
        elif self.serials and self.procedure and self.procedure.part:
            unit = unit_label(self.procedure.part, self.serials[0], None)
        else:
            unit = "part · serial"
        return f"Run …: {unit}" + (" and so on" if self.number > 1 else "")

    def command(self) -> StartRunsOnUnits | None:
        """What is said; None while no procedure is picked."""
        if self.procedure is None:
            return None
        return StartRunsOnUnits(
            procedure_id=self.procedure.procedure_id,
            serials=self.serials,
            inventory_ids=tuple(unit.inventory_id for unit in self.units),
            title=self.title or None,
            operator_id=self.operator.id if self.operator else None,
            work_center_id=self.work_center.id if self.work_center else None,
            priority=self.priority,
            batch_id=self.batch.batch_id if self.batch else None,
            new_batch=self.new_batch,
            due_at=self.due_at,
        )

    def rows(self, zone: tzinfo) -> list[FormRow]:
        """The lines as they stand now."""
        procedure, units = self.procedure, ", ".join(unit.label for unit in self.units)
        due = self.due_at.astimezone(zone) if self.due_at else None
        part = f" of {procedure.part}" if procedure and procedure.part else ""
        texts = {
            Line.PROCEDURE: (procedure_label(procedure) if procedure else "", "which one"),
            Line.SERIALS: (self._serials, f"scan units{part}, or type SN-001..SN-050"),
            Line.STOCK: (units, f"inventory{part} that is there"),
            Line.TITLE: (self.title, self.usual_title),
            Line.BATCH: (self._batch, "none"),
            Line.OPERATOR: (_named(self.operator), "nobody: the unassigned pool"),
            Line.WORK_CENTER: (_named(self.work_center), "each step where its procedure sends it"),
            Line.PRIORITY: (f"P{self.priority}" if self.priority != USUAL_PRIORITY else "", "P3, as usual"),
            Line.DUE: (f"{due:%a} {due.day} {due:%b %Y}" if due else "", "no due date"),
        }
        return [FormRow(line, *texts[line]) for line in Line]

    def emptied(self, line: Line) -> Self:
        """With nothing on one line."""
        empty = StartForm()
        match line:
            case Line.PROCEDURE:
                return replace(self, procedure=None)
            case Line.SERIALS:
                return replace(self, serials=())
            case Line.STOCK:
                return replace(self, units=())
            case Line.TITLE:
                return replace(self, title="")
            case Line.BATCH:
                return replace(self, batch=None, new_batch=None)
            case Line.OPERATOR:
                return replace(self, operator=None)
            case Line.WORK_CENTER:
                return replace(self, work_center=None)
            case Line.PRIORITY:
                return replace(self, priority=empty.priority)
            case Line.DUE:
                return replace(self, due_at=None)

    def with_unit(self, unit: UnitRow) -> Self:
        """With an inventory, which is not named a second time as a serial of the procedure's part."""
        part_id = self.procedure.part_id if self.procedure else None
        serials = tuple(serial for serial in self.serials if (unit.serial, unit.part_id) != (serial, part_id))
        if any(other.inventory_id == unit.inventory_id for other in self.units):
            return self
        return replace(self, serials=serials, units=(*self.units, unit))

    def has_serial(self, serial: str) -> bool:
        """Whether a serial of the procedure's part is named already."""
        part_id = self.procedure.part_id if self.procedure else None
        return serial in self.serials or any(
            (unit.serial, unit.part_id) == (serial, part_id) for unit in self.units
        )

    @property
    def _serials(self) -> str:
        number = len(self.serials)
        return f"{as_text(self.serials)}" + (f"  ({number})" if number > 1 else "")

    @property
    def _batch(self) -> str:
        if self.new_batch is not None:
            return f"{NEW_BATCH}: {self.new_batch}" if self.new_batch else NEW_BATCH
        return batch_label(self.batch.batch_id, self.batch.title) if self.batch else ""


def procedure_label(procedure: StartableRow) -> str:
    """A procedure revision as it is picked: `P-FRAME A  Build a frame`."""
    return f"{procedure.code} {procedure.revision}  {procedure.title}"


def _named(row: NamedRow | None) -> str:
    return f"{row.code}  {row.name}" if row else ""
