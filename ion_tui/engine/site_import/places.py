"""Places: a tree whose nodes are known by their code, or by their name and place where they have none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, bindparam, exists, select, update

from data.models import Location, RunStep, table
from ion_tui.engine.definitions.places import LocationDefinition
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.site_import.differences import Compared, Held, Noun, compare
from ion_tui.engine.site_import.writing import PlaceKey, Writing
from ion_tui.engine.states import Bucket

_LOCATION: Final = table(Location)
_STEP: Final = table(RunStep)
_NOUN: Final = Noun("location", "place", "places")
_READ: Final = select(_LOCATION).order_by(_LOCATION.c.id)
_STILL_WORKED: Final = select(
    exists().where(
        _STEP.c.work_center_id == bindparam("place"),
        _STEP.c.bucket.in_(
            [Bucket.IN_PROGRESS.value, Bucket.AVAILABLE.value, Bucket.BLOCKED.value, Bucket.STOPPED.value]
        ),
    )
)
_NOWHERE: Final = -1
"""Stands for a place that is not made yet: nothing of the store is in it."""

_SET_ASIDE: Final = update(_LOCATION).values(name=bindparam("aside")).where(
    _LOCATION.c.id == bindparam("row_id")
)  # fmt: skip
_CHANGE: Final = (
    update(_LOCATION)
    .values(
        name=bindparam("new_name"),
        code=bindparam("new_code"),
        parent_id=bindparam("new_parent"),
        is_work_center=bindparam("new_work_center"),
        position=bindparam("new_position"),
    )
    .where(_LOCATION.c.id == bindparam("row_id"))
)


@dataclass(frozen=True, slots=True)
class PlaceState:
    """A place: its name, code, the place around it, and its order among its neighbors."""

    name: str
    code: str | None
    parent: PlaceKey | None
    work_center: bool
    position: int


Places = Compared[PlaceKey, PlaceState]


@dataclass(frozen=True, slots=True)
class _Wanted:
    key: PlaceKey
    state: PlaceState
    held_id: int | None


def compare_places(tx: Connection, definition: SiteDefinition) -> Places:
    """The places of the file against those of the store."""
    rows = {row.id: row for row in tx.execute(_READ)}
    wanted = list(_walk(definition.locations, None, None, _rows(rows.values(), definition.locations)))
    keys = {place.held_id: place.key for place in wanted if place.held_id is not None}
    held = {
        _key_of(row, rows, keys): Held(
            row.id,
            PlaceState(
                row.name,
                row.code,
                None if row.parent_id is None else _key_of(rows[row.parent_id], rows, keys),
                row.is_work_center,
                row.position,
            ),
        )
        for row in rows.values()
    }
    return compare(_NOUN, held, {place.key: place.state for place in wanted}, lambda key, _: shown(key))


def shown(key: PlaceKey) -> str:
    """A place as it is called: by its code, or by the names down to it."""
    return " / ".join(part for part in key if part)


def place_faults(tx: Connection, places: Places) -> Iterator[str]:
    """Neighbors of one name, and work centers that still have work."""
    neighbors = Counter((state.parent, state.name) for state in places.after.values())
    for (parent, name), number in neighbors.items():
        if number > 1:
            where = f" in {shown(parent)}" if parent else ""
            codes = sorted(
                state.code or "one without a code"
                for state in places.after.values()
                if (state.parent, state.name) == (parent, name)
            )
            yield f"There would be {number} places named {name}{where}: {', '.join(codes)}."
    for difference in places.changed:
        held = difference.held
        gives_up = held is not None and held.state.work_center and not difference.wanted.work_center
        if held and gives_up and tx.execute(_STILL_WORKED, {"place": held.id}).scalar():
            yield f"{difference.label} has steps that are not done: it stays a work center."


def write_places(writing: Writing, places: Places) -> None:
    """Make and change places; names that change are set aside first, so that two can swap theirs."""
    ids = writing.ids.places
    renamed = [
        {"row_id": difference.held.id, "aside": f"⇄ {difference.held.id}"}
        for difference in places.changed
        if difference.held and {"name", "parent"} & set(difference.changed)
    ]
    writing.execute(_SET_ASIDE, renamed)
    for difference in places.made:
        state = difference.wanted
        ids[difference.key] = writing.context.insert(
            _LOCATION,
            name=state.name,
            code=state.code,
            parent_id=None if state.parent is None else ids[state.parent],
            is_work_center=state.work_center,
            position=state.position,
        )
        writing.note_made(places, difference, ids[difference.key])
    writing.update_changed(
        _CHANGE,
        places,
        lambda _, state: {
            "new_name": state.name,
            "new_code": state.code,
            "new_parent": None if state.parent is None else ids[state.parent],
            "new_work_center": state.work_center,
            "new_position": state.position,
        },
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """The places of the store, as those of a file are found among them: by code, else by name and surroundings."""

    by_code: Mapping[str, Any]
    by_name: Mapping[tuple[int | None, str], Any]

    def find(self, location: LocationDefinition, around: int | None) -> Any | None:
        """The row of a place of the file that stands in the place with the id `around`."""
        if location.code is not None and location.code in self.by_code:
            return self.by_code[location.code]
        row = self.by_name.get((around, location.name))
        return row if row is None or row.code is None or location.code is None else None


def _rows(rows: Collection[Any], locations: Sequence[LocationDefinition]) -> _Rows:
    called = {location.code for location in _all(locations)}
    by_code = {row.code: row for row in rows if row.code is not None}
    by_name = {(row.parent_id, row.name): row for row in rows if row.code is None or row.code not in called}
    return _Rows(by_code, by_name)


def _all(locations: Sequence[LocationDefinition]) -> Iterator[LocationDefinition]:
    for location in locations:
        yield location
        yield from _all(location.locations)


def _walk(
    locations: Sequence[LocationDefinition], parent: PlaceKey | None, around: int | None, rows: _Rows
) -> Iterator[_Wanted]:
    """The places of the file, each after the one around it, with the row that it is; `around` is that one's id."""
    for position, location in enumerate(locations):
        row = rows.find(location, _NOWHERE if parent is not None and around is None else around)
        code = location.code or (row.code if row else None)
        key = (code,) if code else (*(parent or ()), "", location.name)
        row_id = row.id if row else None
        yield _Wanted(key, PlaceState(location.name, code, parent, location.work_center, position), row_id)
        yield from _walk(location.locations, key, row_id, rows)


def _key_of(row: Any, rows: Mapping[int, Any], keys: Mapping[int, PlaceKey]) -> PlaceKey:
    if row.id in keys:
        return keys[row.id]
    if row.code is not None:
        return (row.code,)
    around = () if row.parent_id is None else _key_of(rows[row.parent_id], rows, keys)
    return (*around, "", row.name)
