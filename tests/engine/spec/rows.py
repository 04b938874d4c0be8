"""The rows of the spec's tables, once: what is in no test below is found missing."""

from __future__ import annotations

from types import ModuleType
from typing import Final

VERBS: Final = (
    "start",
    "check in",
    "check out",
    "record",
    "install, uninstall",
    "complete (sign off)",
    "hold",
    "release",
    "fail",
    "rework",
    "redline",
    "close redline",
    "cancel (skip)",
    "restore",
    "reopen",
)
"""Section 2, run step states and verbs: the first column."""

FIELDS: Final = (
    "String",
    "Number",
    "Boolean, Pass/Fail",
    "Datetime",
    "Select, Multiselect",
    "Signoff",
    "File attachment",
    "Tool",
    "User, Part",
)
"""Section 3, fields and sign-off: the first column."""


def missing(rows: tuple[str, ...], module: ModuleType) -> list[str]:
    """The rows for which a module has no test: that of `install, uninstall` is named `test_install_uninstall…`."""
    tests = [name for name in vars(module) if name.startswith("test_")]
    return [row for row in rows if not any(name.startswith(f"test_{_words(row)}_") for name in tests)]


def _words(row: str) -> str:
    kept = "".join(character if character.isalnum() else " " for character in row.lower())
    return "_".join(kept.split())
