"""The whole of what a site consists of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from ion_tui.engine.definitions.attributes import AttributeDefinition
from ion_tui.engine.definitions.forms import Definition, Flag, Line, Zone
from ion_tui.engine.definitions.orders import PurchaseOrderDefinition, SupplierDefinition
from ion_tui.engine.definitions.parts import InventoryDefinition, PartDefinition
from ion_tui.engine.definitions.people import OperatorDefinition, RoleDefinition
from ion_tui.engine.definitions.places import LocationDefinition
from ion_tui.engine.definitions.procedures import ProcedureDefinition
from ion_tui.engine.definitions.runs import RunDefinition
from ion_tui.engine.words import LaborSplit, LogInWith, SignWith


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsDefinition(Definition):
    """How the site works. A setting that is not named stays as it is; a new site has what brackets say."""

    time_zone: Annotated[
        Zone | None, Field(description="Of dates and times that name none; an IANA zone [UTC].")
    ] = None
    log_in_with: Annotated[
        LogInWith | None, Field(description="What the Lock screen asks for [badge_and_pin].")
    ] = None
    sign_with: Annotated[SignWith | None, Field(description="What a signoff field asks for [pin].")] = None
    complete_asks_to_sign: Annotated[
        Flag | None, Field(description="Whether completing a step asks to sign too [false].")
    ] = None
    idle_lock_minutes: Annotated[
        int | None, Field(strict=True, ge=1, le=1440, description="After so long the screen locks [10].")
    ] = None
    fail_opens_issue: Annotated[
        Flag | None, Field(description="Whether failing a step opens an issue by itself [true].")
    ] = None
    session_limit_hours: Annotated[
        int | None, Field(strict=True, ge=1, le=168, description="A session open for longer is flagged [12].")
    ] = None
    labor_split: Annotated[
        LaborSplit | None,
        Field(description="Time on several steps at once: split evenly, or counted in full for each [even]."),
    ] = None
    step_numbering_base: Annotated[
        int | None, Field(strict=True, ge=0, le=1, description="The number of the first step, 0 or 1 [0].")
    ] = None
    redline_approved_by: Annotated[
        tuple[Line, ...] | None,
        Field(
            description="Roles that all have to approve a redline; without any, one person who may is enough [[]]."
        ),
    ] = None
    redline_author_may_approve: Annotated[
        Flag | None, Field(description="Whether who wrote a redline may approve it [true].")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteDefinition(Definition):
    """A site, or a part of one: every section but the name can be left out."""

    name: Annotated[Line, Field(alias="site", description="The site's name.")]
    settings: Annotated[SettingsDefinition | None, Field(description="How the site works.")] = None
    attributes: Annotated[
        tuple[AttributeDefinition, ...], Field(description="Attributes of the site's own.")
    ] = ()
    locations: Annotated[tuple[LocationDefinition, ...], Field(description="Places, as a tree.")] = ()
    roles: Annotated[tuple[RoleDefinition, ...], Field(description="Roles of the site's own.")] = ()
    operators: Annotated[tuple[OperatorDefinition, ...], Field(description="People.")] = ()
    parts: Annotated[tuple[PartDefinition, ...], Field(description="The catalog of parts.")] = ()
    inventory: Annotated[tuple[InventoryDefinition, ...], Field(description="Stock.")] = ()
    procedures: Annotated[
        tuple[ProcedureDefinition, ...], Field(description="What is done, step by step.")
    ] = ()
    suppliers: Annotated[tuple[SupplierDefinition, ...], Field(description="Who does work outside.")] = ()
    purchase_orders: Annotated[
        tuple[PurchaseOrderDefinition, ...], Field(description="What is ordered there.")
    ] = ()
    runs: Annotated[tuple[RunDefinition, ...], Field(description="Work that is planned.")] = ()
