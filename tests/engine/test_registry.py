"""Every command has one home, and nothing is at home elsewhere."""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest

import ion_tui.engine
from ion_tui.engine import commands
from ion_tui.engine.commands import Command, RunsCommand, StepCommand
from ion_tui.engine.registry import HOMES

PACKAGE: Final = "ion_tui.engine"
SAID: Final = {
    kind
    for _, kind in inspect.getmembers(commands, inspect.isclass)
    if issubclass(kind, Command) and kind not in (Command, StepCommand, RunsCommand)
}
MODULES: Final = sorted(path.stem for path in Path(ion_tui.engine.__path__[0]).glob("*.py"))


def test_every_command_has_a_home() -> None:
    assert set(HOMES) == SAID


@pytest.mark.parametrize("kind", HOMES, ids=lambda kind: kind.__name__)
def test_its_handler_is_there(kind: type[Command]) -> None:
    assert kind in import_module(f"{PACKAGE}.{HOMES[kind]}").HANDLERS


@pytest.mark.parametrize("module", MODULES)
def test_a_module_handles_what_is_at_home_in_it(module: str) -> None:
    name = f"{PACKAGE}.{module}"
    handled = getattr(import_module(name), "HANDLERS", {})
    assert {HOMES.get(kind, kind.__module__) for kind in handled} <= {module, name}
