"""Carrying differences out: the ids of things by their keys, the history, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Table

from ion_tui.engine.bulk import insert_many
from ion_tui.engine.content import PartKey
from ion_tui.engine.context import Context
from ion_tui.engine.site_import.differences import Compared, Difference, K, S
from ion_tui.engine.words import AttributeScope

Progress = Callable[[int, int, str], None]
"""Called with how much is done, of how much, and what it is."""

PlaceKey = tuple[str, ...]
"""A place's code alone; for a place without one the keys around it, an empty text, its name."""

AttributeKey = tuple[AttributeScope, str]
"""What an attribute is for, and its name."""

LineKey = tuple[str, int]
"""A purchase order's number, and the line's."""

ProcedureKey = tuple[str, str]
"""A procedure's code and revision."""


_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(slots=True)
class Ids:
    """The ids of what can be referred to; grows as things are made."""

    attributes: dict[AttributeKey, int]
    places: dict[PlaceKey, int]
    roles: dict[str, int]
    operators: dict[str, int]
    parts: dict[PartKey, int]
    suppliers: dict[str, int]
    orders: dict[str, int]
    order_lines: dict[LineKey, int]
    procedures: dict[ProcedureKey, int]

    def place(self, code: str | None) -> int | None:
        """The id of the place with this code."""
        return None if code is None else self.places[code,]


@dataclass(slots=True)
class Writing:
    """One import that is being carried out."""

    context: Context
    ids: Ids
    files: Mapping[str, tuple[str, bytes]]
    pin_hashes: Mapping[str, str]
    total: int
    progress: Progress | None = None
    made: dict[str, list[int]] = field(default_factory=dict)
    _done: int = 0

    def insert_made(
        self, into: Table, compared: Compared[K, S], row: Callable[[K, S], dict[str, Any]]
    ) -> dict[K, int]:
        """Insert everything that is to be made, note it in the history, and answer the ids by key."""
        rows = [row(difference.key, difference.wanted) for difference in compared.made]
        ids = insert_many(self.context.tx, into, rows)
        for difference, made in zip(compared.made, ids, strict=True):
            self.note_made(compared, difference, made)
        return {difference.key: made for difference, made in zip(compared.made, ids, strict=True)}

    def update_changed(
        self, statement: Any, compared: Compared[K, S], row: Callable[[K, S], dict[str, Any]]
    ) -> None:
        """Say an update, whose row is bound as `row_id`, for everything that is to change; note it."""
        rows = [
            {"row_id": difference.held.id, **row(difference.key, difference.wanted)}
            for difference in compared.changed
            if difference.held is not None
        ]
        if rows:
            self.context.tx.execute(statement, rows)
        for difference in compared.changed:
            self.note_changed(compared, difference)

    def note_made(
        self,
        compared: Compared[K, S],
        difference: Difference[K, S],
        made: int,
        more: Mapping[str, Any] = _NOTHING,
    ) -> None:
        """Note in the history that a thing was made; `more` is what else there is to say of it."""
        target = compared.noun.target
        after = {**difference.after(), **more}
        self.context.record(f"{target}.add", target, made, difference.label, after=after)
        self.made.setdefault(target, []).append(made)
        self.advance(compared.noun.many)

    def note_changed(
        self,
        compared: Compared[K, S],
        difference: Difference[K, S],
        before: Mapping[str, Any] = _NOTHING,
        after: Mapping[str, Any] = _NOTHING,
    ) -> None:
        """Note in the history that a thing was changed."""
        if difference.held is not None:
            self.context.record(
                f"{compared.noun.target}.change",
                compared.noun.target,
                difference.held.id,
                difference.label,
                before={**(difference.before() or {}), **before},
                after={**difference.after(), **after},
            )
            self.advance(compared.noun.many)

    def advance(self, what: str) -> None:
        """Tell that one thing more is done."""
        self._done += 1
        if self.progress is not None:
            self.progress(self._done, self.total, what)

    def execute(self, statement: Any, rows: Sequence[dict[str, Any]]) -> None:
        """Say a statement for each row, if there are any."""
        if rows:
            self.context.tx.execute(statement, list(rows))
