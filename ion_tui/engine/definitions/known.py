"""What a store already has, so that a file can refer to it without saying it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ion_tui.engine.definitions.attributes import AttributeDefinition
from ion_tui.engine.permissions import ROLE_PERMISSIONS
from ion_tui.engine.words import AttributeScope, Tracking

PartKey = tuple[str, str]
"""A part's number and revision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPart:
    """What must be known of a part to refer to it; `mbom` gives the quantity of each component."""

    tracking: Tracking
    tool: bool = False
    mbom: Mapping[PartKey, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownProcedure:
    """What must be known of a procedure's revision to start a run of it.

    `released` is true of the revision that runs start from; of those that it replaced no longer.
    """

    released: bool
    part: PartKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What there is besides the file: empty for a new site."""

    time_zone: str | None = None
    attributes: Mapping[tuple[AttributeScope, str], AttributeDefinition] = field(default_factory=dict)
    locations: Mapping[str, bool] = field(default_factory=dict)
    """Code → whether it is a work center."""
    roles: frozenset[str] = frozenset(ROLE_PERMISSIONS)
    operators: Mapping[str, str | None] = field(default_factory=dict)
    """Operator ID → badge."""
    parts: Mapping[str, Mapping[str, KnownPart]] = field(default_factory=dict)
    """Number → revision → part."""
    procedures: Mapping[str, Mapping[str, KnownProcedure]] = field(default_factory=dict)
    """Code → revision → procedure."""
    suppliers: frozenset[str] = frozenset()
    purchase_orders: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """Order number → line numbers."""
