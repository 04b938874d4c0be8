"""Parts, with what each is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import Connection, bindparam, delete, exists, insert, select, update

from data.models import Inventory, MbomItem, MbomSubstitute, Part, table
from ion_tui.engine.bulk import insert_many
from ion_tui.engine.content import PartKey
from ion_tui.engine.definitions.parts import PartNeed
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.site_import.differences import Compared, Held, Noun, compare
from ion_tui.engine.site_import.writing import Writing
from ion_tui.engine.words import Tracking

_PART: Final = table(Part)
_ITEM: Final = table(MbomItem)
_SUBSTITUTE: Final = table(MbomSubstitute)
_STOCK: Final = table(Inventory)
_NOUN: Final = Noun("part", "part", "parts")

_READ_PARTS: Final = select(_PART)
_READ_ITEMS: Final = select(_ITEM).order_by(_ITEM.c.part_id, _ITEM.c.position, _ITEM.c.id)
_READ_SUBSTITUTES: Final = select(_SUBSTITUTE)
_HAS_STOCK: Final = select(exists().where(_STOCK.c.part_id == bindparam("part")))
_CHANGE: Final = (
    update(_PART)
    .values(
        description=bindparam("new_description"),
        tracking=bindparam("new_tracking"),
        is_tool=bindparam("new_is_tool"),
    )
    .where(_PART.c.id == bindparam("row_id"))
)
_ITEMS_OF: Final = select(_ITEM.c.id).where(_ITEM.c.part_id == bindparam("part"))
_DROP_SUBSTITUTES: Final = delete(_SUBSTITUTE).where(_SUBSTITUTE.c.mbom_item_id.in_(_ITEMS_OF))
_DROP_ITEMS: Final = delete(_ITEM).where(_ITEM.c.part_id == bindparam("part"))


@dataclass(frozen=True, slots=True)
class MbomLine:
    """How much of a component one assembly takes, where each piece goes, and what may stand in for it."""

    part: PartKey
    quantity: Decimal
    reference_designators: tuple[str, ...]
    substitutes: tuple[PartKey, ...]


@dataclass(frozen=True, slots=True)
class PartState:
    """A catalog entry."""

    description: str
    tracking: Tracking
    tool: bool
    mbom: tuple[MbomLine, ...]


Parts = Compared[PartKey, PartState]


def read_parts(tx: Connection) -> dict[PartKey, Held[PartState]]:
    """All parts of the store."""
    rows = {row.id: row for row in tx.execute(_READ_PARTS)}
    key_of = {row.id: (row.number, row.revision) for row in rows.values()}
    substitutes: dict[int, list[PartKey]] = {}
    for item_id, part_id in tx.execute(_READ_SUBSTITUTES):
        substitutes.setdefault(item_id, []).append(key_of[part_id])
    mboms: dict[int, list[MbomLine]] = {}
    for item in tx.execute(_READ_ITEMS):
        mboms.setdefault(item.part_id, []).append(
            MbomLine(
                key_of[item.component_id],
                item.quantity,
                tuple(item.reference_designators or ()),
                tuple(sorted(substitutes.get(item.id, ()))),
            )
        )
    return {
        key_of[row.id]: Held(
            row.id,
            PartState(row.description, Tracking(row.tracking), row.is_tool, tuple(mboms.get(row.id, ()))),
        )
        for row in rows.values()
    }


def compare_parts(tx: Connection, definition: SiteDefinition, faults: list[str]) -> tuple[Parts, References]:
    """The parts of the file against those of the store, and how references to them are understood."""
    held = read_parts(tx)
    references = References((*held, *((part.number, part.revision) for part in definition.parts)), faults)
    wanted = {
        (part.number, part.revision): PartState(
            part.description,
            part.tracking,
            part.tool,
            tuple(_lines(part.mbom, references)),
        )
        for part in definition.parts
    }
    return compare(_NOUN, held, wanted, lambda key, _: " ".join(key)), references


def part_faults(tx: Connection, parts: Parts) -> Iterator[str]:
    """Parts whose stock could not be told apart any more."""
    for difference in parts.changed:
        held = difference.held
        if held is None or "tracking" not in difference.changed:
            continue
        if tx.execute(_HAS_STOCK, {"part": held.id}).scalar():
            yield (
                f"{difference.label} is in stock and tracked by {_told(held.state.tracking)}: it cannot become "
                f"tracked by {_told(difference.wanted.tracking)}; give it a new revision."
            )


def write_parts(writing: Writing, parts: Parts) -> None:
    """Make and change parts; an mBOM that differs is written anew."""
    ids = writing.ids.parts
    ids.update(
        writing.insert_made(
            _PART,
            parts,
            lambda key, state: {
                "number": key[0],
                "revision": key[1],
                "description": state.description,
                "tracking": state.tracking.value,
                "is_tool": state.tool,
            },
        )
    )
    writing.update_changed(
        _CHANGE,
        parts,
        lambda _, state: {
            "new_description": state.description,
            "new_tracking": state.tracking.value,
            "new_is_tool": state.tool,
        },
    )
    rebuilt = [difference for difference in parts.changed if "mbom" in difference.changed]
    of_each = [{"part": ids[difference.key]} for difference in rebuilt]
    writing.execute(_DROP_SUBSTITUTES, of_each)
    writing.execute(_DROP_ITEMS, of_each)
    lines = [
        (ids[difference.key], position, line)
        for difference in (*parts.made, *rebuilt)
        for position, line in enumerate(difference.wanted.mbom)
    ]
    item_ids = insert_many(
        writing.context.tx,
        _ITEM,
        [
            {
                "part_id": part_id,
                "component_id": ids[line.part],
                "quantity": line.quantity,
                "reference_designators": line.reference_designators,
                "position": position,
            }
            for part_id, position, line in lines
        ],
    )
    writing.execute(
        insert(_SUBSTITUTE),
        [
            {"mbom_item_id": item_id, "part_id": ids[substitute]}
            for (_, _, line), item_id in zip(lines, item_ids, strict=True)
            for substitute in line.substitutes
        ],
    )


class References:
    """Understands references to parts; what means none is kept as a fault."""

    def __init__(self, keys: Iterable[PartKey], faults: list[str]) -> None:
        self._revisions: dict[str, set[str]] = {}
        for number, revision in keys:
            self._revisions.setdefault(number, set()).add(revision)
        self._faults = faults

    def find(self, number: str, revision: str | None) -> PartKey | None:
        """The part that is meant; without a revision, the one that there is."""
        revisions = self._revisions.get(number, set())
        if revision in revisions:
            return number, revision
        if revision is None and len(revisions) == 1:
            return number, next(iter(revisions))
        if revision is not None or not revisions:
            self._faults.append(f"There is no part {' '.join(filter(None, (number, revision)))}.")
        else:
            self._faults.append(f"{number} has revisions {', '.join(sorted(revisions))}: say which.")
        return None

    def need(self, need: PartNeed) -> tuple[PartKey, tuple[PartKey, ...]] | None:
        """The part that is needed, and what may stand in for it, in order."""
        part = self.find(need.part, need.revision)
        substitutes = [self.find(substitute.part, substitute.revision) for substitute in need.substitutes]
        found = tuple(sorted(key for key in substitutes if key is not None))
        return None if part is None else (part, found)


def _lines(items: Sequence[PartNeed], references: References) -> Iterator[MbomLine]:
    for item in items:
        found = references.need(item)
        if found is not None:
            part, substitutes = found
            yield MbomLine(part, item.quantity, item.reference_designators, substitutes)


def _told(tracking: Tracking) -> str:
    return "quantity alone" if tracking is Tracking.NONE else tracking.value
