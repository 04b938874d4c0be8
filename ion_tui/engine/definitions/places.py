"""Where things are and where work is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from ion_tui.engine.definitions.forms import Code, Definition, Flag, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationDefinition(Definition):
    """A place, with the places in it."""

    name: Annotated[Line, Field(description="As it is shown; unique among its neighbors.")]
    code: Annotated[
        Code | None, Field(description="What stock, steps and kiosks call it; a work center must have one.")
    ] = None
    work_center: Annotated[Flag, Field(description="Whether steps are worked here.")] = False
    locations: Annotated[tuple[LocationDefinition, ...], Field(description="The places in it.")] = ()
