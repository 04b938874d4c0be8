"""Every dependency is pinned, by name and version, and the pins are what runs."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Any, Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT

PIN: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*==[0-9][0-9a-z.]*(?: ; [a-z_]+ .+)?")
LINES: Final = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
PROJECT: Final[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def pins() -> dict[str, str]:
    """Answer the pinned version of each dependency that applies to this Python."""
    lines = [Requirement(line) for line in LINES]
    return {
        pin.name: next(iter(pin.specifier)).version
        for pin in lines
        if not pin.marker or pin.marker.evaluate()
    }


def reached(name: str, extras: frozenset[str], seen: dict[tuple[str, frozenset[str]], None]) -> None:
    """Note in `seen` every distribution that `name` with its extras needs here, itself too."""
    if (name, extras) in seen:
        return
    seen[name, extras] = None
    for need in map(Requirement, requires(name) or ()):
        if not need.marker or any(need.marker.evaluate({"extra": extra}) for extra in extras | {""}):
            reached(canonicalize_name(need.name), frozenset(need.extras), seen)


def dependencies() -> set[str]:
    """Name every distribution that a development environment holds, whatever brought it."""
    seen: dict[tuple[str, frozenset[str]], None] = {}
    reached("ion-tui", frozenset(PROJECT["optional-dependencies"]), seen)
    return {name for name, _ in seen} - {"ion-tui"}


def test_a_constraint_is_a_name_and_a_version() -> None:
    assert not [line for line in LINES if not PIN.fullmatch(line)]


def test_constraints_are_sorted_and_said_once() -> None:
    names = [Requirement(line).name for line in LINES]
    assert names == sorted(set(names))


def test_every_dependency_is_pinned_and_nothing_else() -> None:
    assert dependencies() == set(pins())


@pytest.mark.parametrize("name", sorted(pins()))
def test_what_is_pinned_is_what_runs(name: str) -> None:
    try:
        assert version(name) == pins()[name]
    except PackageNotFoundError:
        pytest.fail(f"{name} is pinned and not installed: run make")


def test_textual_is_required_exactly() -> None:
    assert f"textual=={pins()['textual']}" in PROJECT["dependencies"]
