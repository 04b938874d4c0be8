"""The changes that a redline is made of, as a screen says them and as the store keeps them. Pure.

A step is named by its id in the run, or where the same redline adds it by the key of the change that does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from ion_tui.engine.content import Content

Ref = int | str
"""A step of the run by its id, or one that the redline adds by the key of its change."""


class ChangeKind(StrEnum):
    """What a change does."""

    ADD = "add"
    DUPLICATE = "duplicate"
    MODIFY = "modify"
    MOVE = "move"
    REMOVE = "remove"


ADDING: Final = (ChangeKind.ADD, ChangeKind.DUPLICATE)
"""What makes a step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a step stands: in `parent` (None: at the top), behind `after` (None: as the first)."""

    parent: Ref | None = None
    after: Ref | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a step has besides its content: what it waits on, where it is worked, how long that takes (seconds)."""

    waits_on: tuple[Ref, ...] = ()
    work_center_id: int | None = None
    lead_time_seconds: int | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RedlineChange:
    """One change.

    Adding needs content, a place and terms; duplicating names the step that it copies as well. Modifying takes the
    content and the terms that the step should have, or None where they stay. Moving takes a place, removing nothing.
    """

    key: str
    kind: ChangeKind
    step: Ref | None = None
    content: Content | None = field(default=None, repr=False)
    place: Place | None = None
    terms: Terms | None = None


def to_text(change: RedlineChange) -> str:
    """Place and terms as the store keeps them."""
    said: dict[str, Any] = {}
    if change.place is not None:
        said["place"] = {"parent": change.place.parent, "after": change.place.after}
    if change.terms is not None:
        terms = change.terms
        said["terms"] = {
            "waits_on": list(terms.waits_on),
            "work_center_id": terms.work_center_id,
            "lead_time_seconds": terms.lead_time_seconds,
            "optional": terms.optional,
        }
    return json.dumps(said, sort_keys=True, separators=(",", ":"))


def from_text(text: str) -> tuple[Place | None, Terms | None]:
    """The place and the terms of what `to_text` wrote."""
    said = json.loads(text)
    place = Place(**said["place"]) if "place" in said else None
    terms = None
    if "terms" in said:
        terms = Terms(**{**said["terms"], "waits_on": tuple(said["terms"]["waits_on"])})
    return place, terms


def named(change: RedlineChange) -> set[Ref]:
    """Every step that a change speaks of."""
    found: set[Ref | None] = {change.step}
    if change.place is not None:
        found |= {change.place.parent, change.place.after}
    if change.terms is not None:
        found |= set(change.terms.waits_on)
    return {ref for ref in found if ref is not None}


def target(change: RedlineChange) -> int | None:
    """The step of the run that a change puts into Redline; adding and duplicating touch no step that is there."""
    return change.step if change.kind not in ADDING and isinstance(change.step, int) else None


def translated(change: RedlineChange, there: Mapping[int, Ref]) -> RedlineChange:
    """The same change in another run, by the ids that its steps have there; raises KeyError where one has none."""

    def ref(one: Ref | None) -> Ref | None:
        return there[one] if isinstance(one, int) else one

    place, terms = change.place, change.terms
    if place is not None:
        place = Place(parent=ref(place.parent), after=ref(place.after))
    if terms is not None:
        terms = replace(
            terms, waits_on=tuple(found for one in terms.waits_on if (found := ref(one)) is not None)
        )
    step = change.step if change.kind in ADDING else ref(change.step)
    return replace(change, step=step, place=place, terms=terms)
