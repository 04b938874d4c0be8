"""Which handler carries out which command."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final

from ion_tui.engine.commands import (
    ApproveProcedureSteps,
    Command,
    ImportProcedure,
    ReleaseProcedure,
    StartRuns,
)
from ion_tui.engine.handling import Handler


@cache
def _handlers() -> dict[type, Handler[Any]]:
    # Imported on first use: handlers know the pipeline's types, the pipeline finds them here.
    from ion_tui.engine import (  # noqa: PLC0415
        approvals,
        attachments,
        attempts,
        attributes,
        canceling,
        execution,
        identity,
        notes,
        out_of_range,
        outside,
        parts,
        people,
        recording,
        runs,
        signatures,
        site,
    )

    modules = (
        approvals,
        attachments,
        attempts,
        attributes,
        canceling,
        execution,
        identity,
        notes,
        out_of_range,
        outside,
        parts,
        people,
        recording,
        runs,
        signatures,
        site,
    )
    return {command: handler for module in modules for command, handler in module.HANDLERS.items()}


_LATER: Final[Mapping[type, str]] = MappingProxyType(
    {
        ApproveProcedureSteps: "procedures",
        ImportProcedure: "procedure_import",
        ReleaseProcedure: "procedures",
        StartRuns: "bulk_runs",
    }
)
"""Commands that no kiosk says, and the modules that are loaded when somebody does."""


def handler_of(command: Command) -> Handler[Any]:
    """The handler of a command."""
    kind = type(command)
    if kind in _LATER:
        handlers: Mapping[type, Handler[Any]] = import_module(f"{__package__}.{_LATER[kind]}").HANDLERS
        return handlers[kind]
    return _handlers()[kind]
