"""Tables of the record: commands, what each changed, and the chain that shows tampering. Append-only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import SQLModel

from data.models.base import check, instant, primary, ref, text


class Command(SQLModel, table=True):
    """What somebody said: verb, who, where, when, why; `key` makes saying it twice the same as once."""

    __tablename__ = "command"
    __table_args__ = (Index("ix_command_said_at", "said_at"),)

    id: int = primary()
    key: str = text(unique=True)
    verb: str = text()
    operator_id: int | None = ref("operator.id", default=None, index=True)
    operator_label: str = text(default="")
    kiosk_id: int = ref("kiosk.id")
    said_at: datetime = instant()
    reason: str | None = text(default=None)
    payload: str = text()


class CommandLink(SQLModel, table=True):
    """The answer to a command and its link in the kiosk's chain: a digest over it, its history and the one before."""

    __tablename__ = "command_link"
    __table_args__ = (UniqueConstraint("kiosk_id", "sequence"), check("sequence", "sequence > 0"))

    command_id: int = ref("command.id", primary_key=True)
    kiosk_id: int = ref("kiosk.id")
    sequence: int
    outcome: str = text()
    entries: int
    previous: str = text()
    digest: str = text()


class History(SQLModel, table=True):
    """One thing that a command changed: before and after as JSON, with labels that outlive what they name."""

    __tablename__ = "history"
    __table_args__ = (
        Index("ix_history_command", "command_id"),
        Index("ix_history_run", "run_id", "id"),
        Index("ix_history_step", "run_step_id", "id"),
        Index("ix_history_target", "target", "target_id", "id"),
    )

    id: int = primary()
    command_id: int = ref("command.id")
    action: str = text()
    target: str = text()
    target_id: int
    label: str = text()
    run_id: int | None = ref("run.id", default=None)
    run_step_id: int | None = ref("run_step.id", default=None)
    before: str | None = text(default=None)
    after: str | None = text(default=None)
