"""What whoever imports can add to an export: names that it does not hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ion_tui.engine.words import ProcedureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class IonOptions:
    """The procedure's code, part and kind; work centers by ION's location ids; the unit of its lead times.

    `files` is the folder that holds the files that steps show, saved from ION under their names.
    """

    code: str | None = None
    part: str | None = None
    part_revision: str | None = None
    kind: ProcedureKind | None = None
    locations: Mapping[str, str] = field(default_factory=dict)
    lead_time_unit: str | None = None
    files: Path | None = None
