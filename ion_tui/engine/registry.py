"""Which module carries out which command; each is loaded when its first command is said.

A kiosk that shows its queue has loaded what logging in needs, and not what receiving back from a supplier does.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final

from ion_tui.engine import commands
from ion_tui.engine.commands import Command
from ion_tui.engine.handling import Handler

HOMES: Final[Mapping[type[Command], str]] = MappingProxyType(
    {
        commands.AcceptDeviation: "out_of_range",
        commands.AddNote: "notes",
        commands.AddOperator: "people",
        commands.AddToBatch: "batches",
        commands.Approve: "approvals",
        commands.ApproveProcedureSteps: "procedures",
        commands.AssignRuns: "assigning",
        commands.AttachFile: "attachments",
        commands.Cancel: "canceling",
        commands.CheckIn: "execution",
        commands.CheckOut: "execution",
        commands.Complete: "execution",
        commands.CreateBatch: "batches",
        commands.DeactivateOperator: "people",
        commands.DissolveBatch: "batches",
        commands.Fail: "execution",
        commands.Hold: "execution",
        commands.ImportProcedure: "procedure_import",
        commands.ImportSite: "site",
        commands.Initialize: "people",
        commands.Install: "parts",
        commands.LogIn: "identity",
        commands.LogOut: "identity",
        commands.OpenKiosk: "identity",
        commands.PlaceRuns: "assigning",
        commands.PrioritizeRuns: "assigning",
        commands.RaiseIssue: "out_of_range",
        commands.ReceiveBack: "outside",
        commands.Record: "recording",
        commands.RecordCell: "recording",
        commands.Release: "execution",
        commands.ReleaseProcedure: "procedures",
        commands.RemoveFromBatch: "batches",
        commands.RenameBatch: "batches",
        commands.Reopen: "attempts",
        commands.Restore: "canceling",
        commands.Rework: "attempts",
        commands.ScheduleRuns: "assigning",
        commands.SendOut: "outside",
        commands.SetAttribute: "attributes",
        commands.SetPin: "people",
        commands.Sign: "signatures",
        commands.SignCell: "signatures",
        commands.Start: "execution",
        commands.StartRun: "runs",
        commands.StartRuns: "bulk_runs",
        commands.StartRunsOnUnits: "unit_runs",
        commands.Uninstall: "parts",
    }
)
"""The module of the engine with each command's handler. A command that only its own module says is at home there."""


def handler_of(command: Command) -> Handler[Any]:
    """The handler of a command."""
    kind = type(command)
    home = f"{__package__}.{HOMES[kind]}" if kind in HOMES else kind.__module__
    handlers: Mapping[type, Handler[Any]] = import_module(home).HANDLERS
    return handlers[kind]
