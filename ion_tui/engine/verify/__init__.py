"""Recomputing everything that is stored and could be derived, and saying in words where the two differ.

A command keeps derived values in its own transaction; this shows that it did. Each check is one statement, or a
few, whatever the size of the store; what SQL cannot compute exactly (decimals, digests) is computed row by row
from one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection

from ion_tui.engine import batches, graph, queue_rows, rollup, sessions
from ion_tui.engine.verify import copies, edges, files, numbering, redlines, stock, storage, values

if TYPE_CHECKING:
    from data.store import Store

Check = Callable[[Connection], Iterable[str]]
"""Looks at one kind of derived value and says each difference in one sentence."""

Progress = Callable[[int, int, str], None]
"""Told how many checks are done, of how many, and what is looked at next."""

CHECKS: Final[tuple[tuple[str, Check], ...]] = (
    ("the database file", storage.differences),
    ("stored files", files.differences),
    ("steps, their order and identity", numbering.differences),
    ("dependencies", edges.differences),
    ("availability", graph.differences),
    ("status and progress of runs", rollup.differences),
    ("what steps repeat of runs", copies.differences),
    ("batches", batches.differences),
    ("rows of the queue", queue_rows.differences),
    ("readings and signatures", values.differences),
    ("parts and stock", stock.differences),
    ("sessions", sessions.differences),
    ("redlines", redlines.differences),
)
"""What is looked at, in words, with the check."""


def verify(store: Store, progress: Progress | None = None) -> list[str]:
    """Every difference in a store, a sentence each; empty where all is as it should be.

    Sees one moment, and changes nothing.
    """
    with store.read() as tx:
        return differences(tx, progress)


def differences(tx: Connection, progress: Progress | None = None) -> list[str]:
    """Every difference that a transaction sees."""
    found: list[str] = []
    for done, (name, check) in enumerate(CHECKS):
        if progress is not None:
            progress(done, len(CHECKS), name)
        found += check(tx)
    if progress is not None:
        progress(len(CHECKS), len(CHECKS), "done")
    return found
