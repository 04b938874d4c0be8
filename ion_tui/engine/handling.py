"""What a command's handler is: it judges without changing anything, and applies what was judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from ion_tui.engine.answers import Plan, Refused

if TYPE_CHECKING:
    from ion_tui.engine.commands import Actor, Command
    from ion_tui.engine.context import Context
    from ion_tui.engine.core import Engine

C = TypeVar("C", bound="Command", contravariant=True)  # noqa: PLC0105


class Foreseen(Protocol):
    """A plan as the pipeline asks of it; whether it is written out, step by step, is its own affair."""

    @property
    def changed(self) -> int:
        """How many steps change."""

    @property
    def left(self) -> int:
        """How many steps are left alone."""

    @property
    def moves(self) -> bool:
        """Whether any step gets another state."""

    @property
    def only_moves(self) -> bool:
        """Whether every step that the command touches is one that it moves, once."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What follows that one should know."""

    @property
    def fingerprint(self) -> str:
        """What stands for all of it."""

    def plan(self) -> Plan:
        """The plan, written out."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A plan together with what its handler found while making it, so that applying does not read it again."""

    plan: Foreseen
    found: Any = None


@dataclass(frozen=True, slots=True)
class Applied:
    """What a handler did: a sentence, what it made, and a refusal where all it did was to note one.

    A wrong PIN is refused, but the attempt counts: such a refusal is committed.
    """

    sentence: str
    made: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    refused: Refused | None = None


class Withdrawn(Exception):
    """Carries an answer out of a transaction that must leave nothing behind."""

    def __init__(self, answer: Refused | Plan) -> None:
        super().__init__()
        self.answer = answer


class Moved(Exception):
    """The step has changed its batch between being locked and being read; the command is judged anew."""


class Handler(Protocol[C]):
    """Carries out one kind of command."""

    def prepare(self, engine: Engine, actor: Actor, command: C) -> Any:
        """Do what is slow and needs no transaction, such as checking a PIN; answers what `judge` gets."""

    def judge(self, context: Context, command: C, prepared: Any) -> Judged | Refused:
        """Say what the command would do, or why it cannot; reads only."""

    def apply(self, context: Context, command: C, judged: Judged) -> Applied:
        """Do it."""


class Plain(Generic[C]):
    """A handler without preparation."""

    def prepare(self, engine: Engine, actor: Actor, command: C) -> Any:
        """Nothing to prepare."""
        del engine, actor, command


NO_PLAN = Plan(changes=())
"""The plan of a command that changes no step."""
