"""Backups taken while kiosks work, and put back only when they are whole and nobody is there."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any, Final

import pytest
from sqlalchemy import func, insert, select

from data import backup as backups
from data import schema
from data.backup import Backup, backup
from data.errors import SchemaNewer, StoreError
from data.models import Kiosk, table
from data.restore import BackupDoubtful, Restored, restore, upgrade
from data.store import Store
from tests.stores import MakeStore

KIOSK: Final = table(Kiosk)
THIS: Final = schema.HEAD
NOW: Final = datetime(2026, 11, 21, 7, 30, 5, tzinfo=UTC)
ROOT: Final = Path(__file__).parents[2]


def no_doubts(store: Store) -> Sequence[str]:
    """Find nothing wrong."""
    return ()


def kiosks(path: Path) -> list[str]:
    """The kiosks that a database knows."""
    with closing(sqlite3.connect(path)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM kiosk ORDER BY id")]


def add_kiosk(store: Store, name: str) -> None:
    with store.write() as tx:
        tx.execute(insert(KIOSK).values(name=name))


def refused(*arguments: Any, **more: Any) -> str:
    """Restore what is refused, and answer what is said."""
    with pytest.raises(StoreError) as raised:
        restore(*arguments, now=NOW, **{"examine": no_doubts, **more})
    return raised.value.sentence


@pytest.fixture
def floor(sqlite: MakeStore) -> Store:
    """An embedded store in use, with one kiosk."""
    store = sqlite()
    add_kiosk(store, "Bench 4")
    return store


@pytest.fixture
def database(floor: Store) -> Path:
    """The file of the store in use."""
    assert floor.path is not None
    return floor.path


@pytest.fixture
def taken(database: Path, tmp_path: Path) -> Path:
    """A backup of it."""
    (tmp_path / "safe").mkdir()
    return backup(database, tmp_path / "safe" / "monday.db").path


def test_a_backup_is_one_file_with_everything_that_was_committed(database: Path, tmp_path: Path) -> None:
    taken = backup(database, tmp_path / "monday.db")
    assert taken == Backup(tmp_path / "monday.db", taken.path.stat().st_size, schema.HEAD, taken.rows)
    assert taken.rows["kiosk"] == 1
    assert kiosks(taken.path) == ["Bench 4"]
    assert not [path for path in tmp_path.iterdir() if path.name.startswith((".", "monday.db-"))]


def test_a_backup_is_nobody_else_s_to_read(taken: Path) -> None:
    assert stat.S_IMODE(taken.stat().st_mode) == 0o600


def test_a_backup_can_be_read_where_nothing_can_be_written(taken: Path) -> None:
    with closing(sqlite3.connect(f"{taken.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_a_backup_waits_for_no_writer_and_sees_nothing_of_it(
    floor: Store, database: Path, tmp_path: Path
) -> None:
    with floor.write() as tx:
        tx.execute(insert(KIOSK).values(name="not yet"))
        assert backup(database, tmp_path / "monday.db").rows["kiosk"] == 1


def test_a_backup_under_load_is_of_one_moment(floor: Store, database: Path, tmp_path: Path) -> None:
    done = False

    def work() -> None:
        number = 0
        while not done:
            with floor.write() as tx:
                tx.execute(insert(KIOSK), [{"name": f"{number}-{half}"} for half in "ab"])
            number += 1

    worker = Thread(target=work)
    worker.start()
    try:
        counts = [backup(database, tmp_path / f"{number}.db").rows["kiosk"] for number in range(5)]
    finally:
        done = True
        worker.join()
    assert all(count % 2 for count in counts)


def test_a_file_that_is_there_is_kept_unless_told_otherwise(database: Path, tmp_path: Path) -> None:
    target = tmp_path / "monday.db"
    target.write_bytes(b"last monday")
    with pytest.raises(StoreError, match=r"There is a file at .* already; name another, or say --force"):
        backup(database, target)
    assert target.read_bytes() == b"last monday"
    assert backup(database, target, force=True).rows["kiosk"] == 1


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("no/monday.db", "The folder .*/no does not exist"),
        (".", "is a folder; name a file in it"),
        ("ion.db", "is the database itself; name another file"),
    ],
)
def test_a_backup_needs_a_place(database: Path, tmp_path: Path, target: str, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        backup(database, tmp_path / target, force=True)


def test_a_store_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no database at"):
        backup(tmp_path / "ion.db", tmp_path / "monday.db")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"", b"notes", b"SQLite format 3\x00" + bytes(84)])
def test_what_is_no_store_has_no_backup(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ion.db").write_bytes(content)
    with pytest.raises(StoreError, match="not a database of ION TUI"):
        backup(tmp_path / "ion.db", tmp_path / "monday.db")
    assert [path.name for path in tmp_path.iterdir()] == ["ion.db"]


def test_a_damaged_store_has_no_backup(floor: Store, database: Path, tmp_path: Path) -> None:
    floor.close()
    damage(database)
    with pytest.raises(StoreError, match="is damaged"):
        backup(database, tmp_path / "monday.db")
    assert not (tmp_path / "monday.db").exists()


def damage(path: Path) -> None:
    """Overwrite pages in the middle of a database."""
    with path.open("rb+") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xa5" * 3 * 4096)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on a file's size")
def test_a_disk_that_cannot_hold_the_backup_is_left_clean(database: Path, tmp_path: Path) -> None:
    (tmp_path / "small").mkdir()
    program = """
import resource, sys
from pathlib import Path
from data.backup import backup
from data.errors import StoreError
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
try:
    backup(sys.argv[1], Path(sys.argv[2]))
except StoreError as error:
    print(error.sentence)
"""
    target = tmp_path / "small" / "monday.db"
    command = [sys.executable, "-c", program, str(database), str(target)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == f"{target} cannot be used: disk I/O error."
    assert not list(target.parent.iterdir())


def test_a_full_disk_is_named(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def small(path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA max_page_count = 10")
        return connection

    monkeypatch.setattr(backups, "_open_copy", small)
    with pytest.raises(
        StoreError, match=r"The disk that holds .*monday\.db is full; free some space and try again"
    ):
        backup(database, tmp_path / "monday.db")


def test_a_store_on_a_server_has_tools_of_its_own(tmp_path: Path) -> None:
    sentence = "This store is on PostgreSQL: back it up with pg_dump, and bring it back with pg_restore."
    with pytest.raises(StoreError, match=sentence):
        backup("postgresql://op:secret@floor/ion", tmp_path / "monday.db")
    (tmp_path / "monday.db").touch()
    assert refused(tmp_path / "monday.db", "postgresql://op:secret@floor/ion") == sentence


def test_a_backup_takes_the_place_of_the_store_which_stays_beside_it(
    floor: Store, database: Path, taken: Path
) -> None:
    add_kiosk(floor, "since then")
    floor.close()
    database.chmod(0o660)
    restored = restore(taken, database, now=NOW, examine=no_doubts)
    kept = database.with_name("ion.db.replaced-20261121T073005Z")
    assert restored == Restored(database, kept)
    assert (kiosks(database), kiosks(kept)) == (["Bench 4"], ["Bench 4", "since then"])
    assert stat.S_IMODE(database.stat().st_mode) == 0o660
    with closing(Store.open(database)) as store:
        add_kiosk(store, "goes on")
    assert kiosks(taken) == ["Bench 4"]
    left = {path.name for path in database.parent.iterdir() if path.is_file()}
    assert left == {"ion.db", "ion.db-gate", "ion.db-turn", kept.name}


def test_two_restores_within_a_second_keep_both_stores(floor: Store, database: Path, taken: Path) -> None:
    floor.close()
    first = restore(taken, database, now=NOW, examine=no_doubts)
    second = restore(taken, database, now=NOW, examine=no_doubts)
    assert first.replaced != second.replaced
    assert first.replaced is not None
    assert first.replaced.exists()


def test_a_backup_can_be_put_where_nothing_is(taken: Path, tmp_path: Path) -> None:
    restored = restore(taken, tmp_path / "safe" / "new.db", now=NOW, examine=no_doubts)
    assert restored.replaced is None
    assert kiosks(tmp_path / "safe" / "new.db") == ["Bench 4"]


def test_nothing_is_put_back_while_a_kiosk_has_the_store_open(
    floor: Store, database: Path, taken: Path
) -> None:
    with floor.read() as tx:
        tx.execute(select(KIOSK.c.id)).all()
    add_kiosk(floor, "still working")
    assert refused(taken, database).endswith(
        "is open in a kiosk or another program; close them all and try again."
    )
    add_kiosk(floor, "and on")
    assert kiosks(database) == ["Bench 4", "still working", "and on"]
    assert not list(database.parent.glob("*.replaced-*"))


def test_an_idle_kiosk_in_another_process_counts_too(floor: Store, database: Path, taken: Path) -> None:
    floor.close()
    program = """
import sys
from data.store import Store
store = Store.open(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""
    command = [sys.executable, "-c", program, str(database)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as kiosk:
        assert kiosk.stdout is not None
        assert kiosk.stdout.readline() == "open\n"
        assert "is open in a kiosk" in refused(taken, database)
        kiosk.kill()
    assert restore(taken, database, now=NOW, examine=no_doubts).replaced


def test_a_kiosk_that_starts_meanwhile_never_writes_into_the_replaced_store(
    floor: Store, database: Path, taken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    floor.close()
    outcome: list[object] = []

    def start_kiosk() -> None:
        try:
            with closing(Store.open(database)) as store:
                add_kiosk(store, "started meanwhile")
        except StoreError as error:
            outcome.append(error.sentence)

    kiosk = Thread(target=start_kiosk)
    link = os.link

    def link_while_a_kiosk_starts(source: Path, target: Path) -> None:
        kiosk.start()
        # It is there once it holds the file open and waits for the lock.
        while (
            sum(each.readlink() == database for each in Path("/proc/self/fd").iterdir() if each.exists()) < 2
        ):
            os.sched_yield()
        link(source, target)

    monkeypatch.setattr(os, "link", link_while_a_kiosk_starts)
    restored = restore(taken, database, now=NOW, examine=no_doubts)
    kiosk.join()
    assert restored.replaced is not None
    assert kiosks(restored.replaced) == ["Bench 4"]
    assert outcome or kiosks(database) == ["Bench 4", "started meanwhile"]


@pytest.mark.parametrize("content", [b"", b"notes", b"SQLite format 3\x00" + bytes(84)])
def test_what_is_no_backup_is_not_put_back(
    floor: Store, database: Path, tmp_path: Path, content: bytes
) -> None:
    floor.close()
    (tmp_path / "notes.db").write_bytes(content)
    assert "not a database of ION TUI" in refused(tmp_path / "notes.db", database, force=True)
    assert kiosks(database) == ["Bench 4"]


def test_a_backup_that_is_not_there_is_named(database: Path, tmp_path: Path) -> None:
    assert refused(tmp_path / "no.db", database) == f"There is no backup at {tmp_path / 'no.db'}."
    assert refused(database, database) == f"{database} is the database itself; name a backup."


def test_a_damaged_backup_is_never_put_back(floor: Store, database: Path, taken: Path) -> None:
    floor.close()
    damage(taken)
    assert "is damaged" in refused(taken, database, force=True)
    assert kiosks(database) == ["Bench 4"]


def test_a_backup_of_something_else_is_not_put_back(floor: Store, database: Path, tmp_path: Path) -> None:
    floor.close()
    with closing(sqlite3.connect(tmp_path / "songs.db")) as connection, connection:
        connection.execute("CREATE TABLE song (title TEXT)")
    assert "is not a database of ION TUI" in refused(tmp_path / "songs.db", database, force=True)


def test_a_backup_that_points_to_nothing_is_damaged(floor: Store, database: Path, taken: Path) -> None:
    floor.close()
    with closing(sqlite3.connect(taken)) as connection, connection:
        connection.execute("UPDATE kiosk SET work_center_id = 4711")
    assert "is damaged" in refused(taken, database)


def test_a_backup_whose_contents_do_not_agree_is_put_back_only_by_force(
    floor: Store, database: Path, taken: Path
) -> None:
    floor.close()
    doubts = ("Run 1: reads Todo.", "Run 2: reads Todo.")
    with pytest.raises(BackupDoubtful, match="2 things in it do not agree") as raised:
        restore(taken, database, now=NOW, examine=lambda _: doubts)
    assert raised.value.doubts == doubts
    assert restore(taken, database, now=NOW, examine=lambda _: doubts, force=True).doubts == doubts


def test_a_newer_backup_is_refused_by_name(floor: Store, database: Path, taken: Path) -> None:
    floor.close()
    with closing(sqlite3.connect(taken)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9001'")
    with pytest.raises(SchemaNewer, match="The backup has the schema 9001"):
        restore(taken, database, now=NOW, examine=no_doubts)


def test_what_is_no_store_is_replaced_only_by_force(taken: Path, tmp_path: Path) -> None:
    target = tmp_path / "letter.txt"
    target.write_bytes(b"Dear Sir or Madam")
    assert "is not a database of ION TUI" in refused(taken, target)
    restored = restore(taken, target, now=NOW, examine=no_doubts, force=True)
    assert restored.replaced is not None
    assert restored.replaced.read_bytes() == b"Dear Sir or Madam"
    assert kiosks(target) == ["Bench 4"]


def test_a_damaged_store_is_replaced_and_kept_as_it_was(floor: Store, database: Path, taken: Path) -> None:
    floor.close()
    with database.open("rb+") as file:
        file.write(b"\x00" * 4096)
    was = database.read_bytes()
    Path(f"{database}-wal").write_bytes(b"a log of the damaged store")
    restored = restore(taken, database, now=NOW, examine=no_doubts, force=True)
    assert restored.replaced is not None
    assert restored.replaced.read_bytes() == was
    assert Path(f"{restored.replaced}-wal").read_bytes() == b"a log of the damaged store"
    with closing(Store.open(database)) as store, store.read() as tx:
        assert tx.execute(select(func.count()).select_from(KIOSK)).scalar() == 1


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let this program be one version newer, with a table that there was not before."""
    migrations = tmp_path / "migrations"
    shutil.copytree(ROOT / "data" / "migrations", migrations)
    (migrations / "versions" / "9001_next.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision, down_revision = '9001', '{THIS}'\n"
        "def upgrade():\n    op.create_table('shift', sa.Column('id', sa.Integer, primary_key=True))\n",
        "utf-8",
    )
    configuration = schema.config

    def newer() -> Any:
        made = configuration()
        made.set_main_option("script_location", str(migrations))
        return made

    monkeypatch.setattr(schema, "config", newer)
    monkeypatch.setattr(schema, "_REVISIONS", (schema.HEAD, "9001"))
    monkeypatch.setattr(schema, "HEAD", "9001")
    return "9001"


def test_an_older_store_is_brought_up_after_a_backup(floor: Store, database: Path, next_version: str) -> None:
    floor.close()
    done = upgrade(database, now=NOW)
    assert (done.before, done.after) == (THIS, next_version)
    assert done.backup == database.with_name("ion.db.before-9001-20261121T073005Z")
    with closing(Store.open(database)) as store, store.read() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM shift").scalar() == 0
    assert kiosks(done.backup) == kiosks(database) == ["Bench 4"]
    assert upgrade(database, now=NOW).backup is None


def test_a_store_in_use_is_not_brought_up(floor: Store, database: Path, next_version: str) -> None:
    add_kiosk(floor, "working")
    with pytest.raises(StoreError, match="is open in a kiosk"):
        upgrade(database, now=NOW)
    with floor.read() as tx:
        assert schema.current(tx) == THIS


def test_an_older_backup_is_brought_up_on_its_way_back(
    floor: Store, database: Path, taken: Path, next_version: str
) -> None:
    floor.close()
    restore(taken, database, now=NOW, examine=no_doubts)
    with closing(Store.open(database)) as store, store.read() as tx:
        assert schema.current(tx) == next_version
    with closing(sqlite3.connect(taken)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (THIS,)


@pytest.fixture
def on_a_server(postgres: MakeStore) -> Store:
    """A store on PostgreSQL."""
    return postgres()


def test_a_store_on_a_server_is_brought_up_once_somebody_has_backed_it_up(
    on_a_server: Store, next_version: str
) -> None:
    url = on_a_server.url.render_as_string(hide_password=False)
    with pytest.raises(StoreError, match="pg_dump, then say: ion-tui upgrade --backed-up"):
        upgrade(url, now=NOW)
    assert upgrade(url, now=NOW, backed_up=True).after == next_version
    with on_a_server.read() as tx:
        assert schema.current(tx) == next_version


def test_there_is_nothing_to_bring_up_in_an_empty_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no database at"):
        upgrade(tmp_path / "ion.db", now=NOW)
    (tmp_path / "ion.db").touch()
    with pytest.raises(StoreError, match="is empty; make a site in it"):
        upgrade(tmp_path / "ion.db", now=NOW)
