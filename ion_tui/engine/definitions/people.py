"""Who works at the site, and what they may do."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from ion_tui.engine.definitions.forms import Code, Definition, Line, Pin
from ion_tui.engine.permissions import Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleDefinition(Definition):
    """A named set of permissions. Operator, Lead, Quality, Engineer and Admin are there by themselves."""

    name: Annotated[Line, Field(description="What operators, signoffs and approvals call it.")]
    permissions: Annotated[tuple[Permission, ...], Field(description="What people of this role may do.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorDefinition(Definition):
    """A person. The PIN is the first one: importing again never resets it."""

    id: Annotated[Code, Field(description="What the person types to log in; unique at the site.")]
    name: Annotated[Line, Field(description="As it is shown.")]
    badge: Annotated[Code | None, Field(description="The code on the badge, as the scanner reads it.")] = None
    pin: Annotated[Pin | None, Field(description="The first PIN, 4 to 12 digits, in quotes.")] = (
        dataclasses.field(default=None, repr=False)
    )
    roles: Annotated[tuple[Line, ...], Field(description="Roles that the person holds.")] = ()
