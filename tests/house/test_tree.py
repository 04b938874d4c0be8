"""What must hold of the repository's files, whoever edits them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.house.tree import PACKAGES, ROOMS, ROOT, files, modules

HERE_ONLY: Final = re.compile(
    r"(?:^|[\s\"'=(:])(?:/(?:work|farm|root|opt|home|Users)/|file://|\.\./shared)", re.MULTILINE
)
DRAWERS: Final = {"common", "helper", "helpers", "misc", "util", "utils"}


def tracked() -> Iterator[Path]:
    """Walk the files that a clone has, pictures of screens apart; in a linked worktree `.git` is a file too."""
    at_the_top = (path for path in ROOT.iterdir() if path.is_file() and path.name != ".git")
    return (path for path in (*at_the_top, *files(*ROOMS)) if path.suffix not in {".png", ".raw", ".svg"})


def test_no_file_names_a_path_of_one_machine() -> None:
    texts = ((path, path.read_text("utf-8")) for path in tracked())
    assert not [path.relative_to(ROOT) for path, text in texts if HERE_ONLY.search(text)]


def test_no_module_is_a_drawer_for_everything() -> None:
    assert not [
        path.relative_to(ROOT) for path in modules(*PACKAGES) if DRAWERS & set(path.with_suffix("").parts)
    ]


def is_screen(base: ast.expr) -> bool:
    """Tell whether a class is made of a screen: `Screen`, `ModalScreen[bool]`, `screen.Screen`."""
    match base:
        case ast.Subscript(value=value):
            return is_screen(value)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in {"Screen", "ModalScreen"}
        case _:
            return False


def defines_a_screen(module: Path) -> bool:
    """Tell whether a module holds the class of a screen or a dialog."""
    classes = (
        node for node in ast.walk(ast.parse(module.read_text("utf-8"))) if isinstance(node, ast.ClassDef)
    )
    return any(is_screen(base) for found in classes for base in found.bases)


def test_every_screen_has_its_style_sheet_beside_it() -> None:
    screens = [path for path in modules("screens") if defines_a_screen(path)]
    assert not [path.relative_to(ROOT) for path in screens if not path.with_suffix(".tcss").exists()]


def test_every_style_sheet_has_its_module_beside_it() -> None:
    sheets = [path for path in files("screens") if path.suffix == ".tcss"]
    assert not [path.relative_to(ROOT) for path in sheets if not path.with_suffix(".py").exists()]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_folder_of_modules_is_a_package(package: str) -> None:
    folders = {path.parent for path in modules(package)}
    assert not [folder.relative_to(ROOT) for folder in folders if not (folder / "__init__.py").exists()]


def test_every_rule_that_is_off_says_why() -> None:
    house = (ROOT / "pyproject.toml").read_text("utf-8")
    rules_off = re.findall(r'^    "[A-Z]+[0-9]*",.*$', house, re.MULTILINE)
    assert rules_off
    assert not [line for line in rules_off if not re.search(r"# \S.{7,}$", line)]


def test_make_lists_everything_that_it_does() -> None:
    rules = (ROOT / "Makefile").read_text("utf-8")
    listed = re.findall(r"^([a-z]+):.*## \S", rules, re.MULTILINE)
    assert listed == re.findall(r"^\.PHONY: ([a-z]+)$", rules, re.MULTILINE)
