"""What cannot be opened is refused in one sentence, each with what to do about it."""

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import event, insert, select

from data import schema, sqlite
from data.errors import SchemaNewer, SchemaOlder, StoreError, StoreUnreachable
from data.models import Kiosk, table
from data.store import Store
from tests.stores import MakeStore, Server

KIOSK: Final = table(Kiosk)
NOBODY: Final = 65534


def refused(database: str | Path, *, create: bool = False) -> str:
    """Open what cannot be opened, and answer what is said."""
    with pytest.raises(StoreError) as raised:
        Store.open(database, create=create)
    assert "\n" not in raised.value.sentence
    return raised.value.sentence


def change_by_hand(path: Path, *statements: str) -> None:
    """Write into a database as another program would."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_a_store_that_is_made_is_there_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "ion.db"
    with closing(Store.open(path, create=True)) as store, store.write() as tx:
        tx.execute(insert(KIOSK).values(name="Bench 4"))
    with closing(Store.open(path)) as store, store.read() as tx:
        assert tx.execute(select(KIOSK.c.name)).scalars().all() == ["Bench 4"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_what_a_store_holds_of_people_is_not_everybody_s_to_read(tmp_path: Path) -> None:
    with closing(Store.open(tmp_path / "ion.db", create=True)) as store, store.write() as tx:
        tx.execute(insert(KIOSK).values(name="Bench 4"))
        modes = {path.name: path.stat().st_mode & 0o007 for path in tmp_path.iterdir()}
    assert modes == dict.fromkeys(("ion.db", "ion.db-gate", "ion.db-shm", "ion.db-turn", "ion.db-wal"), 0)


def test_a_database_can_be_named_by_a_url(tmp_path: Path) -> None:
    Store.open(tmp_path / "ion.db", create=True).close()
    with closing(Store.open(f"sqlite:///{tmp_path / 'ion.db'}")) as store:
        assert store.path == tmp_path / "ion.db"


def test_the_store_keeps_what_it_acknowledged(durable: None, sqlite: MakeStore) -> None:
    with sqlite().read() as tx:
        said = {
            name: tx.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert said == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_missing_database_says_how_to_make_one(tmp_path: Path) -> None:
    assert (
        refused(tmp_path / "no.db")
        == f"There is no database at {tmp_path / 'no.db'}; make one with: ion-tui init"
    )
    assert not list(tmp_path.iterdir())


def test_an_empty_file_says_how_to_make_a_site(tmp_path: Path) -> None:
    (tmp_path / "ion.db").touch()
    assert refused(tmp_path / "ion.db").endswith("is empty; make a site in it with: ion-tui init")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    said = refused(tmp_path / "no" / "ion.db", create=True)
    assert said == f"The folder {tmp_path / 'no'} does not exist; make it, or name another with --database."


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert refused(tmp_path, create=True) == f"{tmp_path} is a folder; name a file in it."


@pytest.mark.parametrize("content", [b"not a database at all", b"\x89PNG\r\n\x1a\n" + bytes(64), b"S"])
def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    assert refused(path, create=True).startswith(f"{path} is not a database of ION TUI")
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_a_damaged_database_says_how_to_bring_one_back(sqlite: MakeStore) -> None:
    store = sqlite()
    path = store.path
    assert path is not None
    store.close()
    with path.open("rb+") as file:
        file.seek(100)
        file.write(b"\xff" * 8000)
    assert (
        refused(path)
        == f"{path} is not a database of ION TUI, or is damaged; restore a backup: ion-tui restore"
    )


@pytest.mark.parametrize("create", [True, False])
def test_a_database_of_another_program_is_left_as_it_is(tmp_path: Path, create: bool) -> None:
    path = tmp_path / "other.db"
    change_by_hand(path, "CREATE TABLE song (title TEXT)")
    assert (
        refused(path, create=create)
        == "This database holds tables of another program; name another with --database."
    )
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("song",)]


def test_a_newer_schema_is_refused_by_name(make_store: MakeStore) -> None:
    store = make_store()
    with store.write() as tx:
        tx.exec_driver_sql("UPDATE alembic_version SET version_num = '9001'")
    database = store.path or store.url.render_as_string(hide_password=False)
    with pytest.raises(SchemaNewer, match=r"schema 9001, which is newer than this program \(\d{4}\)"):
        Store.open(database)


def test_an_older_schema_says_how_to_bring_it_up(
    make_store: MakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = make_store()
    database = store.path or store.url.render_as_string(hide_password=False)
    this = schema.HEAD
    monkeypatch.setattr(schema, "_REVISIONS", (this, "9001"))
    monkeypatch.setattr(schema, "HEAD", "9001")
    for create in (True, False):
        with pytest.raises(SchemaOlder, match="ion-tui upgrade") as raised:
            Store.open(database, create=create)
        assert f"older schema {this}, this program needs 9001" in raised.value.sentence


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_network_share_is_refused_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    share = tmp_path / "on the share"
    (share / "floor").mkdir(parents=True)
    point = str(share.resolve()).replace(" ", "\\040")
    mounts = f"/dev/vda / ext4 rw 0 0\nserver:/x {point} {kind} rw 0 0\nserver:/y /elsewhere nfs rw 0 0\n"
    monkeypatch.setattr(sqlite, "_mounts", lambda: mounts)
    said = refused(share / "floor" / "ion.db", create=True)
    assert f"is on a network share ({kind}), where SQLite can lose data" in said
    with closing(Store.open(tmp_path / "ion.db", create=True)):
        pass


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mysql://floor/ion", "mysql is not a store of ION TUI; name a file or postgresql://…"),
        ("sqlite://", "sqlite is not a store of ION TUI; name a file or postgresql://…"),
        ("postgresql://floor:port/ion", "The address of the store cannot be read"),
        ("://", "The address of the store cannot be read"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused(address: str, said: str) -> None:
    assert refused(address).startswith(said)


def test_a_server_that_does_not_answer_may_be_asked_again() -> None:
    with pytest.raises(StoreUnreachable, match="does not answer") as raised:
        Store.open("postgresql://op:secret@localhost:1/ion")
    assert "secret" not in raised.value.sentence


def test_an_empty_database_on_a_server_says_how_to_make_a_site(server: Server) -> None:
    url = server.make_database()
    assert refused(url).endswith("is empty; make a site in it with: ion-tui init")
    Store.open(url, create=True).close()
    Store.open(url).close()
    server.drop_database(url)


@pytest.fixture
def public() -> Iterator[Path]:
    """Answer a folder that everybody may walk into."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def refused_to_nobody(path: Path) -> str:
    """Open a database as a user without rights, and answer what is said."""
    program = f"""
import os, sys
from data.errors import StoreError
from data.store import Store
if os.getuid() == 0:
    os.setgroups([])
    os.setgid({NOBODY})
    os.setuid({NOBODY})
try:
    Store.open(sys.argv[1], create=True)
except StoreError as error:
    print(error.sentence)
"""
    ran = subprocess.run(
        [sys.executable, "-c", program, path],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    return ran.stdout.strip()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_a_folder_without_permission_is_named(public: Path) -> None:
    folder = public / "closed"
    folder.mkdir(mode=0o555)
    assert refused_to_nobody(folder / "ion.db") == (
        f"No permission to write in {folder}; ask for it, or name another with --database."
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_a_folder_that_cannot_even_be_looked_into_is_named(public: Path) -> None:
    folder = public / "closed" / "inner"
    folder.mkdir(parents=True)
    folder.parent.chmod(0o600)
    said = refused_to_nobody(folder / "ion.db")
    folder.parent.chmod(0o700)
    assert said.endswith("cannot be used: Permission denied.")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_a_file_without_permission_is_named(public: Path) -> None:
    public.chmod(0o777)
    path = public / "ion.db"
    Store.open(path, create=True).close()
    path.chmod(0o444)
    assert (
        refused_to_nobody(path)
        == f"No permission to read and write {path}; ask for it, or name another file."
    )


def test_a_full_disk_changes_nothing_and_says_so(sqlite: MakeStore) -> None:
    store = sqlite()
    with store.read() as tx:
        pages = int(tx.exec_driver_sql("PRAGMA page_count").scalar_one())
    store._engine.dispose()

    def fill_the_disk(connection: sqlite3.Connection, record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(store._engine, "connect", fill_the_disk)

    def write() -> None:
        with store.write() as tx:
            tx.execute(insert(KIOSK), [{"name": "x" * 4000 + str(number)} for number in range(50)])

    with pytest.raises(StoreError, match="is full; nothing was changed") as raised:
        write()
    assert not isinstance(raised.value, StoreUnreachable)
    with store.read() as tx:
        assert not tx.execute(select(KIOSK.c.id)).all()
    event.remove(store._engine, "connect", fill_the_disk)
    store._engine.dispose()
    write()


def test_no_file_is_left_open_when_a_store_closes(tmp_path: Path) -> None:
    path = tmp_path / "ion.db"
    store = Store.open(path, create=True)
    with store.write() as tx:
        tx.execute(insert(KIOSK).values(name="k"))
    store.close()
    assert {each.name for each in tmp_path.iterdir()} == {"ion.db", "ion.db-gate", "ion.db-turn"}
    if sys.platform == "linux":
        held = {link.readlink().name for link in Path("/proc/self/fd").iterdir() if link.exists()}
        assert not held & {"ion.db", "ion.db-gate", "ion.db-turn", "ion.db-wal", "ion.db-shm"}


def test_a_file_that_was_removed_under_an_open_store_is_not_written_to(
    sqlite_template: Path, tmp_path: Path
) -> None:
    path = tmp_path / "ion.db"
    shutil.copy(sqlite_template, path)
    store = Store.open(path)
    with store.write():
        pass
    path.rename(tmp_path / "elsewhere.db")
    with pytest.raises(StoreError, match="has been removed or replaced"), store.write():
        pytest.fail("It must not get as far as writing.")
    shutil.copy(sqlite_template, path)
    with pytest.raises(StoreError, match="has been removed or replaced"), store.write():
        pytest.fail("Another file at its place is not it either.")
    store.close()
