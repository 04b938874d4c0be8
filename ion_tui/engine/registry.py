"""Which handler carries out which command."""

from __future__ import annotations

from functools import cache
from typing import Any

from ion_tui.engine.commands import Command
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


def handler_of(command: Command) -> Handler[Any]:
    """The handler of a command."""
    return _handlers()[type(command)]
