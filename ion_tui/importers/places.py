"""Where in a file each value stands."""

from __future__ import annotations

from dataclasses import dataclass

from ion_tui.importers.faults import Path


@dataclass(slots=True)
class Place:
    """Line and column of a value, counted from 1, those of its key, and the places of what is in it.

    A tree rather than a table of paths: a file of a hundred thousand lines has as many paths, and almost none
    of them is ever asked for.
    """

    line: int
    column: int
    key_line: int = 0
    key_column: int = 0
    inner: dict[str, Place] | list[Place] | None = None

    def find(self, path: Path) -> Place:
        """The place of the value at `path`; where there is none, that of the nearest value around it."""
        place = self
        for part in path:
            match place.inner, part:
                case dict() as keys, str() if part in keys:
                    place = keys[part]
                case list() as entries, int() if part < len(entries):
                    place = entries[part]
                case _:
                    return place
        return place

    @property
    def of_key(self) -> tuple[int, int]:
        """Line and column of the value's key, or of the value where it has none."""
        return (self.key_line, self.key_column) if self.key_line else (self.line, self.column)

    def under(self, line: int, column: int) -> Place:
        """The same value under a key at another place: what an alias stands for."""
        return Place(self.line, self.column, line, column, self.inner)
