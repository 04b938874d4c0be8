"""The record: what each command changed, chained so that an edit, a gap or a swap shows.

Each kiosk has a chain of its own, one link a command. A link's digest covers the command, its answer, its
entries and the digest before it; with a key from the settings it is an HMAC. A cut or rewritten tail shows
against a head that was kept elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, cast

from sqlalchemy import Connection, and_, bindparam, func, insert, select

from data.ids import AnyRow
from data.models import Command, CommandLink, History, Kiosk, table

COMMAND: Final = table(Command)
LINK: Final = table(CommandLink)
HISTORY: Final = table(History)
_KIOSK: Final = table(Kiosk)

GENESIS: Final = "0" * 64
"""What stands before the first link of a chain."""

_ENTRY_COLUMNS: Final = (
    HISTORY.c.action,
    HISTORY.c.target,
    HISTORY.c.target_id,
    HISTORY.c.label,
    HISTORY.c.run_id,
    HISTORY.c.run_step_id,
    HISTORY.c.before,
    HISTORY.c.after,
)
_ADD_ENTRIES: Final = insert(HISTORY)
_ADD_LINK: Final = insert(LINK)
_ENTRIES: Final = (
    select(*_ENTRY_COLUMNS).where(HISTORY.c.command_id == bindparam("command")).order_by(HISTORY.c.id)
)
_EARLIER: Final = LINK.alias("earlier")
_LAST_AND_ENTRIES: Final = (
    select(LINK.c.sequence, LINK.c.digest, *_ENTRY_COLUMNS)
    .select_from(
        _KIOSK.outerjoin(
            LINK,
            and_(
                LINK.c.kiosk_id == _KIOSK.c.id,
                LINK.c.sequence
                == select(func.max(_EARLIER.c.sequence))
                .where(_EARLIER.c.kiosk_id == _KIOSK.c.id)
                .scalar_subquery(),
            ),
        ).outerjoin(HISTORY, HISTORY.c.command_id == bindparam("command"))
    )
    .where(_KIOSK.c.id == bindparam("kiosk"))
    .order_by(HISTORY.c.id)
)
"""The end of a kiosk's chain beside each entry of a command; one row with empty entries where it has none."""
_LOCK_KIOSK: Final = select(_KIOSK.c.id).where(_KIOSK.c.id == bindparam("kiosk")).with_for_update()


@dataclass(frozen=True, slots=True)
class Said:
    """A command as its link covers it."""

    key: str
    verb: str
    operator_id: int | None
    operator_label: str
    kiosk: str
    said_at: datetime
    reason: str | None
    payload: str


@dataclass(frozen=True, slots=True)
class Head:
    """The end of one kiosk's chain."""

    kiosk: str
    sequence: int
    digest: str


def lock_chain(tx: Connection, kiosk_id: int) -> None:
    """Keep other commands of this kiosk from adding a link meanwhile; SQLite's writers take turns anyway."""
    if tx.dialect.name != "sqlite":
        tx.execute(_LOCK_KIOSK, {"kiosk": kiosk_id})


def write(
    tx: Connection,
    *,
    command_id: int,
    kiosk_id: int,
    said: Said,
    entries: Sequence[dict[str, Any]],
    outcome: str,
    secret: bytes | None,
) -> None:
    """Write a command's entries, and its link at the end of the kiosk's chain."""
    if entries:
        tx.execute(_ADD_ENTRIES, list(entries))
    found = tx.execute(_LAST_AND_ENTRIES, {"kiosk": kiosk_id, "command": command_id})
    # Plain texts and numbers, by the hundred: as the driver has them.
    rows = cast("Any", found).cursor.fetchall()
    last, previous = rows[0][:2]
    sequence, previous = (1, GENESIS) if last is None else (last + 1, previous)
    written = [row[2:] for row in rows] if rows[0][2] is not None else []
    tx.execute(
        _ADD_LINK,
        {
            "command_id": command_id,
            "kiosk_id": kiosk_id,
            "sequence": sequence,
            "outcome": outcome,
            "entries": len(written),
            "previous": previous,
            "digest": link_digest(previous, sequence, said, outcome, written, secret),
        },
    )


def link_digest(
    previous: str,
    sequence: int,
    said: Said,
    outcome: str,
    entries: Sequence[Sequence[Any]],
    secret: bytes | None,
) -> str:
    """The digest of one link: SHA-256, or HMAC-SHA-256 with a key, over all that it covers."""
    covered = json.dumps(
        [
            previous,
            sequence,
            said.key,
            said.verb,
            said.operator_id,
            said.operator_label,
            said.kiosk,
            said.said_at.astimezone(UTC).isoformat(timespec="microseconds"),
            said.reason,
            said.payload,
            outcome,
            entries,
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    if secret is None:
        return hashlib.sha256(covered).hexdigest()
    return hmac.new(secret, covered, "sha256").hexdigest()


_CHAIN: Final = (
    select(
        LINK.c.command_id,
        LINK.c.sequence,
        LINK.c.outcome,
        LINK.c.entries,
        LINK.c.previous,
        LINK.c.digest,
        COMMAND.c.key,
        COMMAND.c.verb,
        COMMAND.c.operator_id,
        COMMAND.c.operator_label,
        COMMAND.c.said_at,
        COMMAND.c.reason,
        COMMAND.c.payload,
        COMMAND.c.kiosk_id,
        _KIOSK.c.name.label("kiosk"),
        LINK.c.kiosk_id.label("link_kiosk_id"),
    )
    .select_from(
        LINK.join(COMMAND, COMMAND.c.id == LINK.c.command_id).join(_KIOSK, _KIOSK.c.id == LINK.c.kiosk_id)
    )
    .order_by(LINK.c.kiosk_id, LINK.c.sequence)
)
_UNLINKED: Final = (
    select(COMMAND.c.id)
    .select_from(COMMAND.outerjoin(LINK, LINK.c.command_id == COMMAND.c.id))
    .where(LINK.c.command_id.is_(None))
    .order_by(COMMAND.c.id)
)
_UNCOMMANDED: Final = (
    select(LINK.c.command_id)
    .select_from(LINK.outerjoin(COMMAND, COMMAND.c.id == LINK.c.command_id))
    .where(COMMAND.c.id.is_(None))
)
_STRAY: Final = (
    select(func.count())
    .select_from(HISTORY.outerjoin(LINK, LINK.c.command_id == HISTORY.c.command_id))
    .where(LINK.c.command_id.is_(None))
)


def verify_chains(  # noqa: C901 - one branch a kind of fault
    tx: Connection, secret: bytes | None = None, heads: Sequence[Head] = ()
) -> Iterator[str]:
    """Each fault of the chains, in words; nothing where all holds.

    With `heads` that were kept elsewhere, a chain that has been cut or rewritten below one of them shows too.
    """
    kept = {(head.kiosk, head.sequence): head.digest for head in heads}
    kiosk_id, sequence, previous = None, 0, GENESIS
    for row in tx.execute(_CHAIN):
        if row.link_kiosk_id != kiosk_id:
            kiosk_id, sequence, previous = row.link_kiosk_id, 0, GENESIS
        if row.sequence != sequence + 1:
            yield f"{row.kiosk}: links {sequence + 1} to {row.sequence - 1} are missing."
        elif row.previous != previous:
            yield f"{row.kiosk}: link {row.sequence} does not follow the one before it."
        if row.digest != _recomputed(tx, row, secret):
            yield f"{row.kiosk}: link {row.sequence} ({row.verb}, command {row.command_id}) was changed."
        expected = kept.pop((row.kiosk, row.sequence), None)
        if expected is not None and expected != row.digest:
            yield f"{row.kiosk}: link {row.sequence} is not the one that was kept."
        sequence, previous = row.sequence, row.digest
    for name, number in kept:
        yield f"{name}: the chain ends before link {number}, which was kept."
    for row in tx.execute(_UNLINKED):
        yield f"Command {row.id} has no link in any chain."
    for row in tx.execute(_UNCOMMANDED):
        yield f"The link of command {row.command_id} has lost its command."
    if stray := tx.execute(_STRAY).scalar():
        yield f"{stray} history entries belong to no link."


def _recomputed(tx: Connection, row: AnyRow, secret: bytes | None) -> str:
    said = Said(
        key=row.key,
        verb=row.verb,
        operator_id=row.operator_id,
        operator_label=row.operator_label,
        kiosk=row.kiosk,
        said_at=row.said_at,
        reason=row.reason,
        payload=row.payload,
    )
    entries = [list(entry) for entry in tx.execute(_ENTRIES, {"command": row.command_id})]
    return link_digest(row.previous, row.sequence, said, row.outcome, entries, secret)


def heads(tx: Connection) -> list[Head]:
    """The end of every kiosk's chain."""
    newest = (
        select(LINK.c.kiosk_id, func.max(LINK.c.sequence).label("sequence"))
        .group_by(LINK.c.kiosk_id)
        .subquery()
    )
    rows = tx.execute(
        select(_KIOSK.c.name, LINK.c.sequence, LINK.c.digest)
        .select_from(LINK.join(_KIOSK, _KIOSK.c.id == LINK.c.kiosk_id))
        .join(newest, (newest.c.kiosk_id == LINK.c.kiosk_id) & (newest.c.sequence == LINK.c.sequence))
        .order_by(_KIOSK.c.name)
    )
    return [Head(row.name, row.sequence, row.digest) for row in rows]
