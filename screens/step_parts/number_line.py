"""A number field: typed as others are, with its last readings in sight."""

from __future__ import annotations

from data.rows.work import ReadingsRow
from screens.step_parts.layout import Aside
from screens.step_parts.trend import aside_of
from screens.step_parts.typed_line import TypedLine


class NumberLine(TypedLine):
    """A Number field. Its readings are read after it is painted, and again when its value is another one."""

    readings: ReadingsRow | None = None
    """The last readings on its procedure step; None until they were read."""

    _read_at: int | None = None
    """The version of the value at which they were read."""

    @property
    def wants_readings(self) -> bool:
        """Whether its readings were not read yet since the value changed."""
        return self._read_at != self.field.value_version

    def show_readings(self, readings: ReadingsRow | None, value_version: int) -> None:
        """Take the readings as they are at that version of the value."""
        self.readings, self._read_at = readings, value_version
        self.redraw()

    def aside(self) -> Aside:
        """The last readings."""
        return aside_of(self.readings, is_here=self.is_here)

    def on_focus(self) -> None:
        """Make room for the readings."""
        self.redraw()

    def on_descendant_focus(self) -> None:
        """Make room for the readings."""
        self.redraw()

    def on_descendant_blur(self) -> None:
        """Take no more room than is needed without the cursor."""
        self.redraw()
