"""Work that is planned: runs of procedures on units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ion_tui.engine.definitions.forms import Code, Day, Definition, FreeValue, Line, Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDefinition(Definition):
    """One execution of a procedure on one unit. Made only where the unit has no run of that procedure yet."""

    procedure: Annotated[Code, Field(description="The procedure's code.")]
    revision: Annotated[
        Code | None, Field(description="The procedure's revision; else the one that is released.")
    ] = None
    serial: Annotated[Code, Field(description="The unit's serial; one that is not in stock yet is made.")]
    title: Annotated[
        Line | None, Field(description="As it is shown; else made from number, part and serial.")
    ] = None
    due: Annotated[Day | None, Field(description="The day at whose end it is due.")] = None
    priority: Annotated[
        int, Field(strict=True, ge=1, le=5, description="1 is the most urgent, 5 the least.")
    ] = 3
    batch: Annotated[
        Line | None,
        Field(description="The title of the batch it joins; runs with the same one are one batch."),
    ] = None
    operator: Annotated[Code | None, Field(description="The ID of the operator it is assigned to.")] = None
    work_center: Annotated[
        Code | None, Field(description="The code of the work center it is assigned to.")
    ] = None
    scheduled_start: Annotated[
        Moment | None,
        Field(description="When it should start, in the site's time zone unless it says its offset."),
    ] = None
    scheduled_end: Annotated[Moment | None, Field(description="When it should end.")] = None
    attributes: Annotated[
        Mapping[str, FreeValue], Field(description="Values of the site's attributes for runs.")
    ] = field(default_factory=dict)
