"""The style sheet beside a module."""

from __future__ import annotations

from pathlib import Path


def sheet_beside(module: str) -> str:
    """What the `.tcss` of the same name beside a module says; for its `DEFAULT_CSS`, called with `__file__`."""
    return Path(module).with_suffix(".tcss").read_text(encoding="utf-8")
