"""Start-up is quick because of what is not imported: these tests look at what a fresh Python has loaded."""

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Final

import pytest

from tests.house.tree import module_names

STORE: Final = {"alembic", "pydantic", "sqlalchemy", "sqlmodel"}
TERMINAL: Final = {"textual"}

LIGHT: Final = [
    "ion_tui",
    "ion_tui.config",
    "ion_tui.engine",
    "ion_tui.engine.answers",
    "ion_tui.engine.clock",
    "ion_tui.engine.commands",
    "ion_tui.engine.permissions",
    "ion_tui.engine.states",
    "data",
    *module_names("data/rows"),
    *module_names("ion_tui/cli"),
]
"""What a command line or a first paint may import without waiting for it."""

SCREENS: Final = [name for name in (*module_names("screens"), "ion_tui.app") if not name.endswith("__main__")]


def loaded_after(program: str) -> set[str]:
    """Run a program in a fresh Python and answer the top-level packages that it has loaded."""
    ending = "import json, sys; print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    ran = subprocess.run(
        [sys.executable, "-I", "-c", f"{program}\n{ending}"], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    loaded: list[str] = json.loads(ran.stdout.splitlines()[-1])
    return set(loaded)


def first_that_loads(modules: Sequence[str], heavy: frozenset[str] | set[str]) -> str:
    """Import modules one after the other in a fresh Python: the first one that loads something heavy, or nothing."""
    program = f"""
import importlib, sys
heavy = {sorted(heavy)!r}
for module in {list(modules)!r}:
    importlib.import_module(module)
    if found := [name for name in heavy if name in sys.modules]:
        print(module, "loads", *found)
        break
"""
    ran = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def test_a_light_module_needs_neither_the_store_nor_the_terminal() -> None:
    assert not first_that_loads(LIGHT, STORE | TERMINAL)


def test_a_screen_can_be_painted_before_the_store_is_loaded() -> None:
    assert not first_that_loads(SCREENS, STORE)


def test_the_engine_needs_no_terminal() -> None:
    assert not loaded_after("import ion_tui.engine.core") & {*TERMINAL, "click", "rich", "screens", "typer"}


def test_the_store_needs_neither_the_rules_nor_a_terminal() -> None:
    program = "\n".join(f"import {name}" for name in module_names("data") if "migrations." not in name)
    assert not loaded_after(program) & {*TERMINAL, "click", "ion_tui", "rich", "screens", "typer"}


@pytest.mark.parametrize("said", ["kiosk", "demo"])
def test_what_opens_a_kiosk_waits_for_no_other_command(said: str) -> None:
    program = f"""
import contextlib, sys
from ion_tui.cli import main
sys.argv = ["ion-tui", "{said}", "--help"]
with contextlib.suppress(SystemExit):
    main()
"""
    ran = subprocess.run(
        [sys.executable, "-I", "-c", f"{program}\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    shown, _, modules = ran.stdout.strip().rpartition("\n")
    assert f"Usage: ion-tui {said}" in shown
    assert {"ion_tui.cli.kiosk", "ion_tui.cli.opening"} <= set(modules.split())
    assert not {"ion_tui.cli.runs", "ion_tui.cli.procedures", "ion_tui.cli.history"} & set(modules.split())


@pytest.mark.parametrize("said", ["--help", "--version"])
def test_the_command_line_answers_without_the_store_and_the_terminal(said: str) -> None:
    program = f"""
import contextlib, sys
from ion_tui.cli import main
sys.argv = ["ion-tui", "{said}"]
with contextlib.suppress(SystemExit):
    main()
"""
    assert not loaded_after(program) & (STORE | TERMINAL)
