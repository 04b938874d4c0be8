"""What every test stands on: a machine without habits, and examples that are the same every time."""

import gc
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

from tests.hurry import in_no_need_of_the_disk, kept_compiled, workers

MACHINE: Final = dict(os.environ)
"""The environment as it was found, for what has to ask the machine's own package index."""

HABITS: Final = ("COLUMNS", "FORCE_COLOR", "ION_TUI", "LINES", "NO_COLOR", "PG", "TTY_", "XDG_")
"""Beginnings of variables by which a person's machine would change what a test sees."""

settings.register_profile("ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", settings.get_profile("ci"), derandomize=False, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(scope="session", autouse=True)
def plain_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give the tests, and the programs that they start, an empty home and a plain terminal.

    The zone is one that no site has: a day that leans on the machine's zone instead of the site's shows.
    """
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in MACHINE:
            if name.startswith(HABITS):
                patch.delenv(name)
        patch.setenv("HOME", str(home))
        patch.setenv("LANG", "C.UTF-8")
        patch.setenv("TERM", "xterm-256color")
        patch.setenv("COLORTERM", "truecolor")
        patch.setenv("TZ", "XYZ-12:45")
        time.tzset()
        yield home
    time.tzset()


def pytest_xdist_auto_num_workers() -> int:
    """As many workers as keep this machine's cores busy while some of them wait."""
    return workers()


@pytest.fixture(scope="session", autouse=True)
def hurry() -> Iterator[None]:
    """Spare the tests what they would wait for and nobody looks at."""
    with in_no_need_of_the_disk(), kept_compiled():
        yield


@pytest.fixture(scope="session", autouse=True)
def nothing_stays() -> Iterator[None]:
    """Let what a kiosk has loaded be collected: hundreds are opened here one after another, and none stays.

    What stays is what the tests themselves have loaded: it is not looked through. Looking for garbage took a quarter
    of their time, most of it at moments at which a kiosk was open.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gc, "freeze", lambda: None)
        yield


@pytest.fixture(autouse=True)
def garbage_is_collected() -> Iterator[None]:
    """Look for garbage again after a kiosk that was left before its store was open."""
    yield
    gc.enable()


@pytest.fixture(scope="session")
def machine() -> dict[str, str]:
    """Answer the environment as it was found, without what ties a program to the tests' own Python."""
    ties = ("COVERAGE", "PYTEST", "PYTHON", "VIRTUAL_ENV")
    return {name: value for name, value in MACHINE.items() if not name.startswith(ties)}
