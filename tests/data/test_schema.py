"""The schema: moved by Alembic alone, the same as the models, and a record that cannot be rewritten."""

import warnings
from typing import Final

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    CheckConstraint,
    Connection,
    Executable,
    Table,
    Text,
    delete,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.exc import DatabaseError, SAWarning
from sqlmodel import SQLModel

from data import models, schema
from data.migrations import append_only
from data.models import Command, CommandLink, History, Kiosk, table
from data.store import Store
from tests.stores import MakeStore

RECORD: Final = (table(Command), table(CommandLink), table(History))


def tables(tx: Connection) -> set[str]:
    return set(inspect(tx).get_table_names())


def test_the_head_that_start_up_looks_for_is_alembic_s_own() -> None:
    revisions = ScriptDirectory.from_config(schema.config())
    assert revisions.get_heads() == [schema.HEAD]
    assert [each.revision for each in revisions.walk_revisions()][::-1] == list(schema._REVISIONS)


def test_what_alembic_makes_is_what_the_models_say(store: Store) -> None:
    with store.read() as tx, warnings.catch_warnings():
        # Indexes on expressions are not compared by Alembic; the next test looks at their names.
        warnings.simplefilter("ignore", SAWarning)
        warnings.simplefilter("ignore", UserWarning)
        context = MigrationContext.configure(tx, opts={"compare_type": True, "render_as_batch": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_every_index_and_check_of_the_models_is_in_the_store(store: Store) -> None:
    with store.read() as tx:
        found = inspect(tx)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)
            indexes = {str(each["name"]) for name in tables(tx) for each in found.get_indexes(name)}
        checks = {str(each["name"]) for name in tables(tx) for each in found.get_check_constraints(name)}
        if store.is_sqlite:
            indexes |= set(tx.execute(text("SELECT name FROM sqlite_master WHERE type = 'index'")).scalars())
        if not store.is_sqlite:
            indexes |= set(tx.execute(text("SELECT indexname FROM pg_indexes")).scalars())
    for each in SQLModel.metadata.sorted_tables:
        assert {str(index.name) for index in each.indexes} <= indexes, each.name
        named = {str(rule.name) for rule in each.constraints if isinstance(rule, CheckConstraint)}
        assert named <= checks, each.name


def test_the_schema_can_be_taken_down_and_made_again(make_store: MakeStore) -> None:
    store = make_store()
    with store.write() as tx:
        configuration = schema.config()
        configuration.attributes["connection"] = tx
        command.downgrade(configuration, "base")
    with store.read() as tx:
        assert tables(tx) == {"alembic_version"}
    store.upgrade()
    with store.read() as tx:
        assert tables(tx) == {*SQLModel.metadata.tables, "alembic_version"}
        schema.require_head(tx, "the store")


def test_an_upgrade_that_fails_half_way_leaves_the_schema_as_it_was(
    make_store: MakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = make_store()
    with store.write() as tx:
        configuration = schema.config()
        configuration.attributes["connection"] = tx
        command.downgrade(configuration, "base")

    def fail() -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(append_only, "add", fail)
        with pytest.raises(RuntimeError, match="the power went"):
            store.upgrade()
    with store.read() as tx:
        assert tables(tx) == {"alembic_version"}
    store.upgrade()


@pytest.fixture
def recorded(store: Store) -> Store:
    """A store whose record holds one command, its link and one entry."""
    with store.write() as tx:
        kiosk = tx.execute(insert(table(Kiosk)).values(name="k")).inserted_primary_key[0]  # type: ignore[index]
        now = text("CURRENT_TIMESTAMP")
        said = insert(table(Command)).values(key="a", verb="start", kiosk_id=kiosk, said_at=now, payload="{}")
        number = tx.execute(said).inserted_primary_key[0]  # type: ignore[index]
        link = {
            "kiosk_id": kiosk,
            "sequence": 1,
            "outcome": "[]",
            "entries": 1,
            "previous": "0",
            "digest": "d",
        }
        tx.execute(insert(table(CommandLink)).values(command_id=number, **link))
        entry = {"action": "a", "target": "run_step", "target_id": 1, "label": "1"}
        tx.execute(insert(table(History)).values(command_id=number, **entry))
    return store


def attempt(store: Store, statement: Executable) -> None:
    with store.write() as tx:
        tx.execute(statement)


@pytest.mark.parametrize("each", RECORD, ids=lambda each: each.name)
def test_what_is_recorded_cannot_be_changed_or_taken_away(recorded: Store, each: Table) -> None:
    column = next(column.name for column in each.columns if isinstance(column.type, Text))
    attempts: list[Executable] = [update(each).values({column: "x"}), delete(each)]
    if not recorded.is_sqlite:
        attempts.append(text(f"TRUNCATE {each.name} CASCADE"))
    for statement in attempts:
        with pytest.raises(DatabaseError, match="append-only"):
            attempt(recorded, statement)
    with recorded.read() as tx:
        assert len(tx.execute(select(each)).all()) == 1


def test_the_record_is_append_only_as_a_whole() -> None:
    assert {each.name for each in RECORD} == set(append_only.TABLES)


def test_every_table_class_is_named_where_all_are() -> None:
    classes = {name for name in models.__all__ if name != "table"}
    assert {getattr(models, name).__tablename__ for name in classes} == set(SQLModel.metadata.tables)
