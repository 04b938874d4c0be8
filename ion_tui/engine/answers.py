"""What the engine answers: a plan, an outcome, or a refusal in one sentence. Frozen, and free of any import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from ion_tui.engine.states import State, Verb


class Code(StrEnum):
    """Why something was refused, for code that must tell; people read the sentence."""

    NOT_FOUND = "not found"
    NOT_PERMITTED = "not permitted"
    NOT_LEGAL = "not legal"
    NOT_AVAILABLE = "not available"
    NOT_CHECKED_IN = "not checked in"
    BLOCKED = "blocked"
    STALE = "stale"
    INVALID = "invalid"
    REASON_NEEDED = "reason needed"
    OVERRIDE_NEEDED = "override needed"
    NOT_INSTALLABLE = "not installable"
    NOT_IDENTIFIED = "not identified"
    THROTTLED = "throttled"
    KEY_REUSED = "key reused"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Refused:
    """A command that was not carried out.

    `sentence` is for the operator, shown as it is; `more` are further sentences, such as each thing that blocks
    completion.
    """

    code: Code
    sentence: str
    more: tuple[str, ...] = ()


class StepChange(NamedTuple):
    """One step that a plan would change, and how."""

    step_id: int
    run_id: int
    label: str
    before: State
    after: State
    run_title: str = ""


class Skipped(NamedTuple):
    """One step that a plan leaves alone, and why."""

    step_id: int
    run_id: int
    label: str
    reason: Refused
    run_title: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a command would do: who changes, who is skipped and why. Made by the code that carries it out.

    `fingerprint` stands for all of it: a command that carries the fingerprint it was confirmed with is carried
    out only while the plan is still the same. `overwrites` counts the values of siblings that differ, which saying
    it with `overwrite` would replace.
    """

    changes: tuple[StepChange, ...]
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = ()
    overwrites: int = 0

    @property
    def changed(self) -> int:
        """How many steps change."""
        return len(self.changes)

    @property
    def left(self) -> int:
        """How many steps are left alone."""
        return len(self.skipped)

    @property
    def moves(self) -> bool:
        """Whether any step gets another state."""
        return any(change.before is not change.after for change in self.changes)

    @property
    def only_moves(self) -> bool:
        """Whether nothing but these steps is touched: not said of a plan that its command has written out itself."""
        return False

    @property
    def fingerprint(self) -> str:
        """A short text that stands for the plan: the same plan gives the same text."""
        told: dict[tuple[State, State], list[int]] = {}
        for change in self.changes:
            told.setdefault((change.before, change.after), []).append(change.step_id)
        return stamp(told, self.skipped)

    def plan(self) -> Plan:
        """Itself: it is written out."""
        return self


def stamp(changes: Mapping[tuple[State, State], Sequence[int]], skipped: Sequence[Skipped]) -> str:
    """The fingerprint of a plan: which steps go from which state to which, and which are left alone, and why."""
    told = [f"{before}>{after}:{sorted(ids)}" for (before, after), ids in changes.items()]
    left = [f"{skip.step_id}:{skip.reason.code}" for skip in skipped]
    return sha256(f"{sorted(told)};{sorted(left)}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A command that was carried out.

    `made` holds the ids of what the command made, by what they are ("run", "issue", "session", …); `changed` and
    `skipped` count steps; `replayed` tells that the key had been said before and nothing was done again.
    """

    command_id: int
    sentence: str
    changed: int = 0
    skipped: int = 0
    made: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    replayed: bool = False


Allowed = Mapping[Verb, Refused | None]
"""Each verb with None where it may be said now, or with the refusal that it would get."""
