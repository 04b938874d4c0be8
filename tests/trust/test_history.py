"""The record: an edit, a gap and a swap show; a cut or rewritten tail shows against what was kept elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from sqlalchemy import Connection, text, update

from data.migrations.append_only import TABLES
from data.store import Store
from ion_tui.engine.answers import Outcome
from ion_tui.engine.clock import FixedClock
from ion_tui.engine.commands import Actor, Hold, Initialize, OpenKiosk, Release
from ion_tui.engine.core import Engine
from ion_tui.engine.history import COMMAND, GENESIS, Head, Said, heads, link_digest, verify_chains
from tests.rover import KIOSK, PlainHasher, Rover
from tests.stores import MakeStore
from tests.trust.conftest import by_hand

KEY: Final = b"a secret of the site"


@contextmanager
def rewriting(rover: Rover) -> Iterator[Connection]:
    """Write into the record as somebody who owns the database can, and take it back."""
    with by_hand(rover) as tx:
        unlock(tx)
        yield tx


def unlock(tx: Connection) -> None:
    """Drop the triggers that keep the record append-only."""
    for name in TABLES:
        if tx.dialect.name == "sqlite":
            for verb in ("update", "delete"):
                tx.exec_driver_sql(f"DROP TRIGGER {name}_no_{verb}")
        else:
            tx.exec_driver_sql(f"DROP TRIGGER {name}_append_only ON {name}")


def link_of(tx: Connection, sequence: int, kiosk: str = KIOSK) -> Any:
    """A link with its command, by its number in a kiosk's chain."""
    found = (
        "SELECT command_link.*, command.verb FROM command_link JOIN command ON command.id = command_id"
        " JOIN kiosk ON kiosk.id = command_link.kiosk_id WHERE sequence = :sequence AND kiosk.name = :kiosk"
    )
    return tx.execute(text(found), {"sequence": sequence, "kiosk": kiosk}).one()


def last(tx: Connection) -> int:
    """The number of the last link."""
    return next(head.sequence for head in heads(tx) if head.kiosk == KIOSK)


def remove(tx: Connection, command_id: int, *tables: str) -> None:
    """Take a command out of these tables."""
    for name in tables:
        column = "id" if name == "command" else "command_id"
        tx.execute(text(f"DELETE FROM {name} WHERE {column} = :command"), {"command": command_id})  # noqa: S608


def faults(tx: Connection, secret: bytes | None = None, kept: tuple[Head, ...] = ()) -> list[str]:
    """What the chains say."""
    return list(verify_chains(tx, secret, kept))


def test_a_morning_s_work_is_recorded_without_a_gap(floor: Rover) -> None:
    with floor.engine.store.read() as tx:
        assert faults(tx, kept=tuple(heads(tx))) == []
        assert last(tx) > 15


def test_every_kiosk_has_a_chain_of_its_own(floor: Rover) -> None:
    with floor.engine.store.read() as tx:
        before = {head.kiosk: head for head in heads(tx)}
    assert isinstance(floor.engine.perform(floor.actor("op1", "K2"), OpenKiosk()), Outcome)
    with floor.engine.store.read() as tx:
        after = {head.kiosk: head for head in heads(tx)}
        assert after[KIOSK] == before[KIOSK]
        assert after["K2"].sequence == 1
        assert link_of(tx, 1, "K2").previous == GENESIS
        assert faults(tx) == []


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        ("command", "verb", "hold"),
        ("command", "payload", "{}"),
        ("command", "operator_label", "Somebody Else (op9)"),
        ("command", "reason", "because"),
        ("command", "key", "k"),
        ("command_link", "outcome", "[]"),
        ("history", "label", "1 Another step"),
        ("history", "before", '{"state":"Hold"}'),
        ("history", "after", None),
        ("history", "target_id", 4711),
    ],
)
def test_an_edit_shows(floor: Rover, name: str, column: str, value: object) -> None:
    key = "id" if name == "command" else "command_id"
    with rewriting(floor) as tx:
        link = link_of(tx, 5)
        edit = f"UPDATE {name} SET {column} = :value WHERE {key} = :command"  # noqa: S608 - the test's own words
        tx.execute(text(edit), {"value": value, "command": link.command_id})
        verb = "hold" if column == "verb" else link.verb
        assert faults(tx) == [f"{KIOSK}: link 5 ({verb}, command {link.command_id}) was changed."]


def test_an_edited_time_shows(floor: Rover) -> None:
    with rewriting(floor) as tx:
        link = link_of(tx, 4)
        edit = update(COMMAND).values(said_at=datetime(2020, 1, 1, tzinfo=UTC))
        tx.execute(edit.where(COMMAND.c.id == link.command_id))
        assert faults(tx) == [f"{KIOSK}: link 4 ({link.verb}, command {link.command_id}) was changed."]


def test_an_entry_that_was_added_or_taken_away_shows(floor: Rover) -> None:
    adding = (
        "INSERT INTO history (command_id, action, target, target_id, label)"
        " VALUES (:command, 'run_step.start', 'run_step', 1, '0')"
    )
    with rewriting(floor) as tx:
        link = link_of(tx, 6)
        said = [f"{KIOSK}: link 6 ({link.verb}, command {link.command_id}) was changed."]
        tx.execute(text(adding), {"command": link.command_id})
        assert faults(tx) == said
        remove(tx, link.command_id, "history")
        assert faults(tx) == said


def test_a_command_that_was_taken_out_leaves_a_gap(floor: Rover) -> None:
    with rewriting(floor) as tx:
        for number in (5, 6):
            remove(tx, link_of(tx, number).command_id, "history", "command_link", "command")
        assert faults(tx) == [f"{KIOSK}: links 5 to 6 are missing."]


def test_closing_the_gap_shows_too(floor: Rover) -> None:
    with rewriting(floor) as tx:
        remove(tx, link_of(tx, 5).command_id, "history", "command_link", "command")
        for number in range(6, last(tx) + 1):
            moved = link_of(tx, number).command_id
            closing = "UPDATE command_link SET sequence = sequence - 1 WHERE command_id = :command"
            tx.execute(text(closing), {"command": moved})
        found = faults(tx)
    assert found[0] == f"{KIOSK}: link 5 does not follow the one before it."


def test_two_commands_that_were_swapped_show(floor: Rover) -> None:
    with rewriting(floor) as tx:
        one, other = link_of(tx, 5), link_of(tx, 6)
        move = text("UPDATE command_link SET sequence = :to WHERE command_id = :command")
        for to, link in ((1000, one), (5, other), (6, one)):
            tx.execute(move, {"to": to, "command": link.command_id})
        found = faults(tx)
    assert f"{KIOSK}: link 5 does not follow the one before it." in found
    assert f"{KIOSK}: link 6 ({one.verb}, command {one.command_id}) was changed." in found


def test_a_cut_tail_shows_against_a_head_that_was_kept(floor: Rover) -> None:
    with rewriting(floor) as tx:
        kept = tuple(heads(tx))
        end = last(tx)
        for number in (end, end - 1):
            remove(tx, link_of(tx, number).command_id, "history", "command_link", "command")
        assert faults(tx) == []
        assert faults(tx, kept=kept) == [f"{KIOSK}: the chain ends before link {end}, which was kept."]


def test_a_chain_that_is_gone_shows_against_a_head_that_was_kept(floor: Rover) -> None:
    with floor.engine.store.read() as tx:
        assert faults(tx, kept=(Head("K9", 3, "d"),)) == ["K9: the chain ends before link 3, which was kept."]


def forge(tx: Connection, sequence: int, reason: str) -> None:
    """Rewrite a link as somebody does who knows how links are made, but no key."""
    link = link_of(tx, sequence)
    command = tx.execute(
        text("SELECT * FROM command WHERE id = :command"), {"command": link.command_id}
    ).one()
    entries = (
        "SELECT action, target, target_id, label, run_id, run_step_id, before, after FROM history"
        " WHERE command_id = :command ORDER BY id"
    )
    at = command.said_at if isinstance(command.said_at, datetime) else datetime.fromisoformat(command.said_at)
    said = Said(
        key=command.key,
        verb=command.verb,
        operator_id=command.operator_id,
        operator_label=command.operator_label,
        kiosk=KIOSK,
        said_at=at if at.tzinfo else at.replace(tzinfo=UTC),
        reason=reason,
        payload=command.payload,
    )
    written = [list(row) for row in tx.execute(text(entries), {"command": link.command_id})]
    digest = link_digest(link.previous, sequence, said, link.outcome, written, None)
    for statement in (
        "UPDATE command SET reason = :reason WHERE id = :command",
        "UPDATE command_link SET digest = :digest WHERE command_id = :command",
    ):
        bound = {"reason": reason, "digest": digest, "command": link.command_id}
        tx.execute(text(statement), {name: value for name, value in bound.items() if f":{name}" in statement})


def test_a_rewritten_tail_shows_against_a_head_that_was_kept(floor: Rover) -> None:
    with rewriting(floor) as tx:
        kept = tuple(heads(tx))
        end = last(tx)
        forge(tx, end, "a reason that nobody gave")
        assert faults(tx) == []
        assert faults(tx, kept=kept) == [f"{KIOSK}: link {end} is not the one that was kept."]


def test_a_command_without_its_link_shows(floor: Rover) -> None:
    with rewriting(floor) as tx:
        link = link_of(tx, last(tx))
        remove(tx, link.command_id, "command_link")
        entries = tx.execute(
            text("SELECT count(*) FROM history WHERE command_id = :command"), {"command": link.command_id}
        ).scalar_one()
        assert faults(tx) == [
            f"Command {link.command_id} has no link in any chain.",
            f"{entries} history entries belong to no link.",
        ]


@pytest.fixture
def keyed(make_store: MakeStore) -> Store:
    """A store whose links were made with a key."""
    store = make_store()
    engine = Engine(
        store, clock=FixedClock(datetime(2026, 11, 24, tzinfo=UTC)), hasher=PlainHasher(), history_key=KEY
    )
    first = Initialize(site="Site", code="admin", name="Ad Min", pin="2468")
    assert isinstance(engine.perform(Actor(None, KIOSK), first), Outcome)
    assert isinstance(engine.perform(Actor(1, KIOSK), OpenKiosk()), Outcome)
    return store


def test_with_a_key_the_links_are_good_for_who_has_it(keyed: Store) -> None:
    with keyed.read() as tx:
        assert faults(tx, KEY) == []
        assert len(faults(tx)) == len(faults(tx, b"another secret of somebody")) == 2


def test_with_a_key_nobody_else_can_rewrite_the_tail(keyed: Store) -> None:
    with keyed.write() as tx:
        unlock(tx)
        forge(tx, 2, "a reason that nobody gave")
    with keyed.read() as tx:
        assert faults(tx, KEY) == [f"{KIOSK}: link 2 (open kiosk, command 2) was changed."]


def test_what_is_refused_is_not_recorded(floor: Rover) -> None:
    with floor.engine.store.read() as tx:
        before = heads(tx)
    rod = floor.step_id("RB-0001", "0.1")
    assert not isinstance(floor.engine.perform(floor.actor("op1"), Release(step_id=rod)), Outcome)
    assert not isinstance(floor.engine.perform(floor.actor("op1"), Hold(step_id=rod)), Outcome)
    with floor.engine.store.read() as tx:
        assert heads(tx) == before
