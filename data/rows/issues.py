"""Rows about issues."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IssueRow:
    """An issue that is not resolved, on a unit; `step` is the one on which it came up, empty where it was none."""

    id: int
    title: str
    state: str
    step: str
