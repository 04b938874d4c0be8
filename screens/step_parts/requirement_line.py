"""One part that a step needs: how much of it is in, and from what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from data.rows.work import InstalledRow, RequirementRow
from ion_tui.engine.wording import amount, listed
from screens.keys import Place, bindings_for
from screens.step_parts.layout import GAP, Columns, beside
from screens.step_parts.site_time import SiteTime
from screens.step_parts.stop import Stop
from screens.theme import OK_GLYPH
from screens.widgets.lines import clean, wrapped


class RequirementLine(Stop):
    """A build requirement: Enter picks what is installed into it, and a scan does so wherever the cursor is."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Place.FIELD)

    class InstallWanted(Message):
        """Something is to be picked and installed."""

        def __init__(self, line: RequirementLine) -> None:
            """Carry the line."""
            super().__init__()
            self.line = line

    def __init__(
        self, requirement: RequirementRow, columns: Columns, time: SiteTime, *, editable: bool
    ) -> None:
        """Take the requirement, its place, and whether something can be installed now."""
        super().__init__(columns, editable=editable)
        self.requirement = requirement
        self.time = time

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing any more, or an issue excepts it."""
        return self.requirement.installed >= self.requirement.quantity or self.requirement.is_excepted

    def show(self, requirement: RequirementRow, *, editable: bool) -> None:
        """Take the requirement as it is now."""
        if (requirement, editable) != (self.requirement, self.editable):
            self.requirement, self.editable = requirement, editable
            self.redraw()

    def action_record(self) -> None:
        """Enter: pick what is installed."""
        self.post_message(self.InstallWanted(self))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter picks; the other keys of a field do nothing here."""
        del parameters
        return action == "record"

    def draw(self, width: int) -> Sequence[Content]:
        """Part, how much of how much, and each thing that is in it."""
        del width
        need = self.requirement
        name = Content.assemble(
            (clean(need.part), "bold $strong"),
            " ",
            (clean(need.description), "$strong" if self.is_here else "$ink"),
        )
        count = f"{amount(need.installed)} of {amount(need.quantity)}"
        ink = "$ok" if self.is_complete else "$ink"
        mark = f" {OK_GLYPH}" if self.is_complete else ""
        value = Content.styled(f"{count}{mark}", f"bold {ink}")
        held = [self._installed(one) for one in need.installs]
        first = value.pad_right(max(0, self.columns.value - value.cell_length))
        room = self.columns.beyond_name - first.cell_length - GAP
        if held and held[0].cell_length <= room:
            first = Content.assemble(first, " " * GAP, held.pop(0))
        elif not held and self.editable:
            first = Content.assemble(first, " " * GAP, ("scan it, or Enter" if self.is_here else "", "$dim"))
        beneath = [line for one in [*held, *self._notes()] for line in wrapped(one, self.columns.beyond_name)]
        return beside(
            self.cursor_mark, wrapped(name, self.columns.name), [first, *beneath], self.columns.name
        )

    def _installed(self, one: InstalledRow) -> Content:
        need = self.requirement
        identity = "from stock" if one.identity == one.part == need.part else clean(one.identity)
        part = "" if one.part in (need.part, one.identity) else f" ({clean(one.part)})"
        times = f" × {amount(one.quantity)}" if one.quantity != need.quantity else ""
        return Content.assemble(
            (f"{identity}{part}{times}", "$ink"),
            (f"  {clean(one.operator)} {self.time.at(one.installed_at)}", "$dim"),
        )

    def _notes(self) -> list[Content]:
        need, notes = self.requirement, []
        if need.is_excepted:
            notes.append("excepted by an issue")
        if need.substitutes and not self.is_complete:
            notes.append(f"or {listed(need.substitutes, 'or')}")
        if need.reference_designators:
            notes.append(" ".join(need.reference_designators))
        return [Content.styled(clean(note), "$dim") for note in notes]
