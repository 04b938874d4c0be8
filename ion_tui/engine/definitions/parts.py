"""The catalog of parts, what an assembly takes, and the stock there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from ion_tui.engine.definitions.forms import Code, Day, Definition, Flag, Quantity, Text
from ion_tui.engine.words import Tracking


@dataclass(frozen=True, slots=True, kw_only=True)
class PartReference(Definition):
    """A part by its number, and by its revision where there are several."""

    part: Annotated[Code, Field(description="The part's number.")]
    revision: Annotated[
        Code | None, Field(description="Its revision; needed where the part has more than one.")
    ] = None


def _reference(value: object) -> object:
    """A part's number alone is short for a reference without a revision."""
    return {"part": value} if isinstance(value, str) else value


def _or_number(schema: dict[str, Any]) -> None:
    """Say in the JSON Schema that the number alone will do."""
    reference = dict(schema)
    schema.clear()
    schema["anyOf"] = [{"type": "string"}, reference]


Substitute = Annotated[PartReference, BeforeValidator(_reference), Field(json_schema_extra=_or_number)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartNeed(PartReference):
    """How much of a part is needed, and what may stand in for it."""

    quantity: Annotated[Quantity, Field(description="How much, exactly; whole for serial-tracked parts.")]
    substitutes: Annotated[
        tuple[Substitute, ...], Field(description="Parts that may be installed in its place.")
    ] = ()
    reference_designators: Annotated[
        tuple[Code, ...], Field(description="Where each piece goes; as many as the quantity.")
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MbomItemDefinition(PartNeed):
    """One line of the manufacturing BOM: what one assembly takes in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartDefinition(Definition):
    """A catalog entry."""

    number: Annotated[Code, Field(description="The part's number.")]
    revision: Annotated[Code, Field(description="The revision that this entry describes.")]
    description: Annotated[Text, Field(description="What it is, in words.")] = ""
    tracking: Annotated[
        Tracking, Field(description="How its stock is told apart: not at all, by lot, or by serial.")
    ] = Tracking.NONE
    tool: Annotated[Flag, Field(description="Whether it is a tool, which steps use and do not use up.")] = (
        False
    )
    mbom: Annotated[tuple[MbomItemDefinition, ...], Field(description="What one of it is made of.")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryDefinition(PartReference):
    """Stock: serials, a lot, or an untracked quantity at a place. Made only where it is not there yet."""

    serials: Annotated[tuple[Code, ...], Field(description="For serial-tracked parts: one unit each.")] = ()
    lot: Annotated[Code | None, Field(description="For lot-tracked parts.")] = None
    quantity: Annotated[
        Quantity | None, Field(description="How much there is; left out where serials say it.")
    ] = None
    location: Annotated[Code, Field(description="The code of the place where it is.")]
    calibration_due: Annotated[
        Day | None, Field(description="For tools: the last day on which the calibration holds.")
    ] = None
